"""The wall chart of a county or a township: on a screen, and on paper from A3 to A0."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from villages.models import Area, County, Township

from .. import access
from ..choices import LEVEL_NAMES, LEVELS
from ..forms.chart import ChartForm
from ..models import Plan
from ..reports.chart import STANDINGS, chart
from .find import crumbs, place_campaign, query, star_choices

PAPERS = ("a3", "a2", "a1", "a0")


@require_safe
def wall_chart(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen and paper: how each star of each unit stands (挂图作战), township by township."""
    campaign, place = place_campaign(request, year, code)
    form = _form(request, place, star_choices(campaign.star_sets()))
    plans = Plan.objects.visible_to(request.seat).at(year, code)
    is_asked = form.is_valid()
    today = timezone.localdate()
    shown = (
        chart(campaign, place, plans, today, form.filter()) if is_asked else chart(campaign, place, plans.none(), today)
    )
    paper = request.GET.get("paper", PAPERS[0])
    context = {
        "campaign": campaign,
        "place": place,
        "chart": shown,
        "form": form,
        "is_narrowed": bool(set(request.GET) - {"paper"}),
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
    return render(request, "charts/chart.html", context, status=200 if is_asked else 400)


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


def _kept(request: HttpRequest) -> str:
    """The part of the query that narrows the places, for the links of the figures that are counted there."""
    return urlencode([(name, request.GET[name]) for name in ("township", "area") if request.GET.get(name)])


def _ledgers(year: int) -> tuple[str, str]:
    """What stands before and after a unit's code in the address of its ledger."""
    code = "0" * 12
    before, after = reverse("unit_ledger", args=[year, code]).split(code)
    return before, after
