"""Shared bottlenecks: what many units wait for, who leads it, and whether it is assigned."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from campaigns import access
from campaigns.ledger.models import UnitTask, UnitTaskQuerySet
from campaigns.ledger.reports import lists as task_list
from campaigns.problems import reports as problem_report
from campaigns.problems.models import Problem, ProblemQuerySet
from campaigns.year.choices import Phase
from campaigns.year.models.campaign import Campaign
from campaigns.year.views.find import crumbs, place_campaign, query, star_choices
from villages.models import County, Township

from ..forms import BottlenecksForm
from ..models import Assignment
from ..reports import bottleneck as reports
from ..reports.assignment import gathered
from ..rules import BottleneckFilter

PAGE = 50
MOST_LISTED = 500  # tasks and problems of one bottleneck that are listed under it


@dataclass(frozen=True)
class Asked:
    """The filter of bottlenecks, and what it keeps of the tasks and problems of a place."""

    form: BottlenecksForm
    by: BottleneckFilter
    rows: UnitTaskQuerySet
    problems: ProblemQuerySet


def asked_bottlenecks(request: HttpRequest, campaign: Campaign, place: County | Township) -> Asked:
    """What a request asks for, as far as the seat reaches; nothing where the filter was not understood."""
    today = timezone.localdate()
    rows = UnitTask.objects.visible_to(request.seat).at(campaign, place.pk)
    problems = Problem.objects.visible_to(request.seat).at(campaign, place.pk)
    departments = {*task_list.departments(rows), *problem_report.written(problems, "department")}
    townships = [] if isinstance(place, Township) else list(place.townships.values_list("pk", "name"))
    tasks = {
        key: f"{star} {title.strip()}" for star, of_star in task_list.task_choices(campaign) for key, title in of_star
    }
    named = problems.is_open().exclude(task=None).order_by().values_list("task", "task__star__name", "task__title")
    for key, star, title in named.distinct():
        tasks.setdefault(str(key), f"{star} {title}")  # taken off in mid-year, and still waited for
    form = BottlenecksForm(
        request.GET, stars=star_choices(campaign.star_sets()), tasks=list(tasks.items()),
        departments=sorted(departments), townships=townships,
    )  # fmt: skip
    if not form.is_valid():
        return Asked(form, BottleneckFilter(), rows.none(), problems.none())
    by = form.filter()
    return Asked(form, by, reports.overdue_rows(rows, by, today), reports.open_problems(problems, by, today))


@require_safe
def bottlenecks(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: what units wait for, the most units first; of one bottleneck also the tasks and problems behind it."""
    campaign, place = place_campaign(request, year, code)
    asked = asked_bottlenecks(request, campaign, place)
    understood = asked.form.is_valid()
    today = timezone.localdate()
    found = reports.bottlenecks(campaign, asked.rows, asked.problems, asked.by)
    listed = []
    if asked.by.is_one and len(found) == 1:
        listed = gathered(asked.rows.for_list()[:MOST_LISTED], asked.problems.for_list()[:MOST_LISTED], today)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    reads_county = access.reads_county(request.seat, campaign.county)
    opened = Assignment.objects.visible_to(request.seat).at(campaign)
    context = {
        "campaign": campaign,
        "place": place,
        "crumbs": crumbs(request, year, place, _("Shared bottlenecks")),
        "form": asked.form,
        "chosen": [
            (label, words, query(request, **{name: None}))
            for name, label, words in (asked.form.chosen() if understood else ())
        ],
        "page": page,
        "lines": [(each, each.days_late(today), query(request, **_narrowing(each.by))) for each in page],
        "sentence": reports.sentence(found),
        "total_rows": sum(each.rows for each in found),
        "total_problems": sum(each.problems for each in found),
        "listed": listed,
        "waiting": found[0].units if listed else 0,
        "reads_county": reads_county,
        "opens": set(opened.unclosed().values_list("number", flat=True)) if reads_county else set(),
        "gives": access.runs(request.seat, campaign.county) and campaign.phase != Phase.CLOSED,
    }
    return render(request, "assignments/bottlenecks.html", context, status=200 if understood else 400)


def _narrowing(by: BottleneckFilter) -> dict[str, str | None]:
    """The parameters that narrow the page to one bottleneck."""
    return {"star": by.star or None, "task": by.task, "department": by.department}
