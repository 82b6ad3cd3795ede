"""The wall chart of a county or a township: on a screen, and on paper from A3 to A0."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from campaigns import access
from campaigns.planning.models.marks import Plan
from campaigns.year.choices import LEVEL_NAMES, LEVELS
from campaigns.year.views.find import crumbs, place_campaign, query, star_choices
from villages.models import Area, County, Township

from ..forms import ChartForm
from ..reports.chart import Chart, Sheet, chart
from ..rules import STANDINGS

PAPERS = ("a3", "a2", "a1", "a0")
MOST_AT_ONCE = 200  # units on one page, unless all are asked for: a thousand take a browser on an old PC seconds
HOW = {"paper", "sheet", "all"}  # what of the query says how the chart is shown, not which units


@require_safe
def wall_chart(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen and paper: how each star of each unit stands (挂图作战), township by township. A long chart shows one of
    them at a time, unless ``all`` asks for the rest too; what the units add up to is always of all."""
    campaign, place = place_campaign(request, year, code)
    form = _form(request, place, star_choices(campaign.star_sets()))
    plans = Plan.objects.visible_to(request.seat).at(year, code)
    is_asked = form.is_valid()
    today = timezone.localdate()
    shown = (
        chart(campaign, place, plans, today, form.filter()) if is_asked else chart(campaign, place, plans.none(), today)
    )
    paper = request.GET.get("paper", PAPERS[0])
    is_long = shown.shown > MOST_AT_ONCE and len(shown.sheets) > 1
    here = shown.sheet(request.GET.get("sheet", "")) if is_long and "all" not in request.GET else None
    context = {
        "campaign": campaign,
        "place": place,
        "chart": shown,
        "sheets": [here] if here else shown.sheets,
        "tabs": _tabs(request, shown, here) if is_long else [],
        "all": query(request, all="1", sheet=None),
        "turns": _turns(request, shown, here) if here else (),
        "form": form,
        "is_narrowed": bool(set(request.GET) - HOW),
        "kept": _kept(request),
        "level_names": [LEVEL_NAMES[level] for level in LEVELS],
        "standings": STANDINGS,
        "ledgers": _ledgers(year),
        "paper": paper if paper in PAPERS else PAPERS[0],
        "papers": [(each, query(request, paper=each)) for each in PAPERS],
        "now": timezone.localtime(),
        "makes_links": access.shows_in_hall(request.seat, place),
        "crumbs": crumbs(request, year, place, _("Wall chart")),
    }
    return render(request, "chart/chart.html", context, status=200 if is_asked else 400)


def _form(request: HttpRequest, place: County | Township, stars: list[tuple[str, str]]) -> ChartForm:
    """The filter, with what may be chosen at the place."""
    if isinstance(place, Township):
        townships = []
        areas = [(str(pk), name) for pk, name in place.areas.values_list("pk", "name")]
    else:
        townships = list(place.townships.values_list("code", "name"))
        found = Area.objects.filter(township__county=place).values_list("pk", "township__name", "name")
        areas = [(str(pk), f"{township} {name}") for pk, township, name in found]
    return ChartForm(request.GET, townships=townships, areas=areas, stars=stars)


def _tabs(request: HttpRequest, shown: Chart, here: Sheet | None) -> list[tuple[str, int, str, bool]]:
    """(name, units, query, whether it is shown) of each township of a long chart."""
    return [
        (sheet.name, sheet.units, query(request, sheet=sheet.code, all=None), sheet is here) for sheet in shown.sheets
    ]


def _turns(request: HttpRequest, shown: Chart, here: Sheet) -> tuple[tuple[str, str], tuple[str, str]]:
    """(name, address) of the township before and of the one after; empty names at the ends."""
    codes = [sheet.code for sheet in shown.sheets]
    at = codes.index(here.code)
    around = (shown.sheets[at - 1 : at], shown.sheets[at + 1 : at + 2])
    before, after = (
        (part[0].name, f"{query(request, sheet=part[0].code)}#t{part[0].code}") if part else ("", "") for part in around
    )
    return before, after


def _kept(request: HttpRequest) -> str:
    """The part of the query that narrows the places, for the links of the figures that are counted there."""
    return urlencode([(name, request.GET[name]) for name in ("township", "area") if request.GET.get(name)])


def _ledgers(year: int) -> tuple[str, str]:
    """What stands before and after a unit's code in the address of its ledger."""
    code = "0" * 12
    before, after = reverse("unit_ledger", args=[year, code]).split(code)
    return before, after
