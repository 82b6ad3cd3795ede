"""Sorting one star's tasks of all units of a township in one go."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaigns import access
from campaigns.year.choices import Phase
from campaigns.year.models.campaign import Campaign
from campaigns.year.views.find import crumbs, township_campaign
from fivestar.changes.deeds import Refused
from villages.models import Township

from ..actions.tasks import sort_tasks
from ..choices import TaskState
from ..forms.rows import SortForm
from ..models import UnitTask
from ..reports.unit import sort_tables, township_tasks
from .unit import sorted_words


@require_http_methods(["GET", "POST"])
def sort_star(request: HttpRequest, year: int, code: str, star_code: str) -> HttpResponse:
    """Screen: units × tasks of one star, a box to tick wherever nobody has said yet whether it is reached."""
    campaign, township = township_campaign(request, year, code)
    if not campaign.stars.filter(code=star_code).exists():
        raise Http404
    if not access.enters(request.seat, township):
        raise PermissionDenied
    if request.method == "POST":
        return _sort(request, campaign, township, star_code)
    return _page(request, campaign, township, star_code)


def _sort(request: HttpRequest, campaign: Campaign, township: Township, star_code: str) -> HttpResponse:
    form = SortForm(request.POST)
    rows = {
        pk: (unit, task)
        for pk, unit, task in UnitTask.objects.at(campaign, township.code)
        .filter(pk__in=form.rows, state=TaskState.UNSORTED)
        .values_list("pk", "plan__village", "task")
    }
    if form.deed in ("tick_unit", "tick_task"):
        side = 0 if form.deed == "tick_unit" else 1
        meant = {pk for pk, sides in rows.items() if str(sides[side]) == form.part}
        # a second press takes the ticks away again
        ticked = form.reached - meant if meant <= form.reached else form.reached | meant
        return _page(request, campaign, township, star_code, ticked=ticked)
    if form.deed not in ("sort", "some"):
        return _page(request, campaign, township, star_code, ticked=form.reached)
    meant = form.rows
    if form.deed == "some":  # the other units are left for another day
        units = {rows[pk][0] for pk in form.reached if pk in rows}
        meant = {pk for pk in meant if pk in rows and rows[pk][0] in units}
    reached = form.reached & meant
    try:
        sort_tasks(
            by=request.seat, campaign=campaign, reached=sorted(reached), gaps=sorted(meant - reached), token=form.token
        )
    except Refused as refused:
        return _page(request, campaign, township, star_code, ticked=form.reached, refusal=refused)
    messages.success(request, sorted_words(len(reached), len(meant) - len(reached)))
    return redirect(request.path)


def _page(
    request: HttpRequest, campaign: Campaign, township: Township, star_code: str, *,
    ticked: set[int] | None = None, refusal: Refused | None = None,
) -> HttpResponse:  # fmt: skip
    tables = sort_tables(campaign, township.code, star_code)
    if ticked is None:  # a kept star holds until somebody says what slipped
        ticked = {row.pk for table in tables for line in table.lines if line.is_kept for row in line.unsorted}
    tasks = township_tasks(campaign, township.code, timezone.localdate())
    star = next((each for each in tasks.stars if each.code == star_code), None)
    context = {
        "campaign": campaign,
        "township": township,
        "tasks": tasks,
        "star_code": star_code,
        "name": star.name if star else campaign.stars.filter(code=star_code)[0].name,
        "tables": tables,
        "unsorted": sum(len(table.unsorted) for table in tables),
        "ticked": ticked,
        "is_open": campaign.phase != Phase.CLOSED,
        "on_behalf": access.runs(request.seat, township.county),
        "refusal": refusal,
        "problems": [(str(problem), "") for problem in (refusal.problems if refusal else ())],
        "address": request.path,
        "crumbs": crumbs(request, campaign.year, township, _("Sort tasks")),
    }
    template = "ledger/tasks/_sort.html" if request.htmx else "ledger/tasks/sort.html"
    return render(request, template, context, status=refusal.status if refusal else 200)
