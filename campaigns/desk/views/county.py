"""Dashboards: a county's year on one page; a city's and the province's counties side by side."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from campaigns import access
from campaigns.leaders.reports import MonthCount, month_count
from campaigns.leaders.rules import month_of
from campaigns.ledger.models import Extension
from campaigns.ledger.reports.progress import ProgressLine, of_townships
from campaigns.ledger.reports.standings import star_table, together, units_with_tasks
from campaigns.ledger.rules.tasks import Tally
from campaigns.planning.choices import AnswerState
from campaigns.planning.reports.facts import campaign_facts
from campaigns.planning.reports.findings import answered
from campaigns.planning.reports.states import states_of
from campaigns.sheets.reports.sheet import waiting
from campaigns.year.choices import Phase
from campaigns.year.models.campaign import Campaign
from campaigns.year.reports.changes import timeline
from campaigns.year.views.find import crumbs
from villages.access import maintains
from villages.models import City, County, Place, Province

from ..reports.county import county_page, names_of
from ..reports.region import region

SHOWN_FINDINGS = 8  # what fits on a screen beside the figures; the rest is one click away
SHOWN_CHANGES = 5


@require_safe
def county(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: where a county stands against its plan, and which figures contradict each other."""
    place = get_object_or_404(County.objects.visible_to(request.seat).select_related("city__province"), code=code)
    if not access.reads_county(request.seat, place):
        raise PermissionDenied
    campaign = Campaign.objects.for_page().at(year, code).first()
    frame = _frame(request, year, place) | {"keeps_people": maintains(request.seat, place)}
    if campaign is None:
        return render(request, "desk/no_campaign.html", frame | {"runs": access.runs(request.seat, place)})
    facts = campaign_facts(campaign)
    findings = answered(facts, campaign.answers.all(), seat=request.seat)
    shown = [row for row in findings if row.state != AnswerState.SET_ASIDE]
    page = county_page(facts, states_of([campaign])[campaign.pk], findings)
    names = names_of(facts)
    units = reverse("units", args=[year, code])
    today = timezone.localdate()
    tasks = of_townships(campaign, today)
    covered = units_with_tasks(campaign.plans.all(), "village__township") if tasks else {}
    context = {
        **frame,
        "campaign": campaign,
        "runs": access.runs(request.seat, place),
        "sees_all": access.sees_open_findings(request.seat),
        "page": page,
        "units": units,
        "more_time": Extension.objects.visible_to(request.seat).waiting(campaign).count(),
        "parts": page.progress.parts(units),
        "findings": findings,
        "shown": shown[:SHOWN_FINDINGS],
        "hidden": len(findings) - len(shown[:SHOWN_FINDINGS]),
        "set_aside": len(findings) - len(shown),
        "changes": [
            (changeset, changeset.words.tone, names.get(changeset.place, ""))
            for changeset in timeline(request.seat, code, year)[:SHOWN_CHANGES]
        ],
        "waiting": waiting(campaign) if access.runs(request.seat, place) else None,
        "tasks": ProgressLine("", sum(tasks.values(), Tally()), covers=together(covered.values())),
        "standings": star_table(campaign, code, today).total if tasks else None,
        "townships": [
            (
                row,
                ProgressLine(
                    row.name, tasks.get(row.code, Tally()), row.code, township=row.code, covers=covered.get(row.code)
                ),
            )
            for row in page.townships
        ],
        "shows_states": page.progress.approved.part < page.progress.total or not tasks,
        "visits": _visits(campaign),
        "ends": campaign.calendar.ends(),
        "days_left": campaign.calendar.days_left(today),
    }
    return render(request, "desk/county.html", context)


def _visits(campaign: Campaign) -> MonthCount | None:
    """How many units contact leaders have visited this month, while that is asked for."""
    if not campaign.visits_a_month or campaign.phase == Phase.CLOSED:
        return None
    count = month_count(campaign, campaign.county_id, month_of(timezone.localdate()))
    return count if count.units else None


@require_safe
def city(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: a city's counties side by side."""
    place = get_object_or_404(City.objects.visible_to(request.seat).select_related("province"), code=code)
    return _region(request, year, place, County.objects.filter(city=place))


@require_safe
def province(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: the province's counties side by side, city by city."""
    place = get_object_or_404(Province.objects.visible_to(request.seat), code=code)
    return _region(request, year, place, County.objects.filter(city__province=place))


def _region(request: HttpRequest, year: int, place: City | Province, counties) -> HttpResponse:
    if not request.seat.reaches(place):
        raise PermissionDenied
    context = _frame(request, year, place) | {
        "region": region(counties.select_related("city__province"), year, timezone.localdate()),
        "by_city": isinstance(place, Province),
    }
    return render(request, "desk/region.html", context)


def _frame(request: HttpRequest, year: int, place: Place) -> dict:
    """The place, and where it lies."""
    return {"year": year, "place": place, "crumbs": crumbs(request, year, place)}
