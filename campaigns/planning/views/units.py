"""The list of units, and what the county office decides of exactly what it shows."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from campaigns import access
from campaigns.workbooks.layout import OFFICIAL, narrowed_to
from campaigns.workbooks.workbook import download
from campaigns.year.models.campaign import Campaign, Star
from campaigns.year.rules import BEFORE_RATING
from campaigns.year.views.find import address, crumbs, place_campaign, query, star_choices
from fivestar.changes.deeds import Refused, Stale
from fivestar.changes.models import ChangeSet
from villages.access import Seat
from villages.models import Area, County, Township

from ..actions.marks import approve_plans, reopen_plans, return_plans
from ..choices import Decision
from ..exchange.units import write_units
from ..forms.units import DecisionForm, UnitsForm
from ..models.marks import Plan, PlanQuerySet
from ..reports import units
from ..reports.matrix import Row

PAGE = 200  # rows: two pages for a county of median size, one for any township


@require_safe
def unit_list(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: the units that a filter keeps, with their stars and where their plans stand."""
    campaign, place = place_campaign(request, year, code)
    stars = campaign.star_sets()
    form = _form(request, place, stars)
    at_place, kept = _plans(request, year, code, form)
    totals = units.totals(kept, at_place, stars, request.seat.officer)
    paginator = Paginator(units.in_list_order(kept), PAGE)
    paginator.count = totals.units  # counted already
    page = paginator.get_page(request.GET.get("page"))
    may_decide = access.runs(request.seat, campaign.county) and campaign.phase in BEFORE_RATING
    context = {
        "campaign": campaign,
        "place": place,
        "crumbs": crumbs(request, year, place, _("List of units")),
        "form": form,
        "chosen": _chosen(request, form),
        "totals": totals,
        "states": [
            {"n": number, "word": state.label, "tone": state.tone, "address": query(request, state=state)}
            for state, number in totals.states
        ],
        "deciding": [(each, n, query(request, deed=each)) for each, n in totals.deciding() if may_decide],
        "page": page,
        "tables": _tables(units.rows(page, campaign, stars), totals.kinds),
        # A star's total leads to its units; where another star is asked for, one filter cannot say both.
        "stars_lead_on": not (request.GET.get("star") or request.GET.get("targets")),
    }
    return render(request, "planning/units/list.html", context, status=200 if form.is_valid() else 400)


@require_safe
def units_download(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """The units that a filter keeps, all of them, as an .xlsx."""
    campaign, place = place_campaign(request, year, code)
    stars = campaign.star_sets()
    with translation.override(OFFICIAL):
        form = _form(request, place, stars)
        at_place, kept = _plans(request, year, code, form)
        if not form.is_valid():
            raise Http404
        narrowed = narrowed_to(form.chosen())
    totals = units.totals(kept, at_place, stars, request.seat.officer)
    tables = _tables(units.rows(units.in_list_order(kept), campaign, stars), totals.kinds)
    name = f"{place.official_name}{year}年村（社区）名单"
    base = f"{totals.units}个村（社区），{place}共{totals.base}个"
    return download(write_units(name, tables, base, narrowed), name)


@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: the county office approves, returns or reopens what a list shows, after seeing all of it."""
    campaign, place = place_campaign(request, year, code)
    if not access.runs(request.seat, campaign.county):
        raise PermissionDenied
    if request.GET.get("deed") not in Decision.values:
        raise Http404
    decision = Decision(request.GET["deed"])
    if request.method == "GET":
        return _decision_page(request, campaign, place, decision, DecisionForm(decision))
    form = DecisionForm(decision, request.POST)
    if not form.is_valid():
        return _decision_page(request, campaign, place, decision, form, status=422)
    try:
        done = _decide(request.seat, campaign, decision, form.cleaned_data)
    except Stale as stale:
        return _decision_page(request, campaign, place, decision, form, stale=stale, status=stale.status)
    except Refused as refused:
        form.refuse(refused)
        return _decision_page(request, campaign, place, decision, form, status=refused.status)
    messages.success(request, _told(decision, done))
    return redirect(_after(request, campaign, code, decision))


def _decision_page(
    request: HttpRequest, campaign: Campaign, place: County | Township, decision: Decision, form: DecisionForm, *,
    stale=None, status=200,
) -> HttpResponse:  # fmt: skip
    stars = campaign.star_sets()
    asked = _form(request, place, stars)
    back = reverse("units", args=[campaign.year, place.code])
    if not asked.is_valid():
        return redirect(back + query(request, deed=None))
    _at_place, kept = _plans(request, campaign.year, place.code, asked)
    found = units.decidable(kept, decision, request.seat.officer)
    form.show(found.seen, needs_day=units.past_deadline(found.plans, campaign, timezone.localdate()))
    rows = units.rows(found.plans, campaign, stars)
    context = {
        "campaign": campaign,
        "place": place,
        "crumbs": crumbs(request, campaign.year, place, _("List of units"), decision.label),
        "decision": decision,
        "form": form,
        "chosen": _chosen(request, asked),
        "found": found,
        "left": [(state, number, back + query(request, deed=None, state=state)) for state, number in found.left],
        "stale": stale,
        "tables": _tables(rows, units.sum_up(rows, stars)),
        "back": back + query(request, deed=None),
    }
    return render(request, "planning/units/decide.html", context, status=status)


def _decide(seat: Seat, campaign: Campaign, decision: Decision, asked: dict) -> ChangeSet:
    facts = {
        "by": seat,
        "campaign": campaign,
        "seen": asked["seen"],
        "reason": asked["reason"],
        "token": asked["token"],
    }
    if decision == Decision.APPROVE:
        return approve_plans(**facts)
    do = return_plans if decision == Decision.RETURN else reopen_plans
    return do(**facts, open_until=asked["until"])


def _told(decision: Decision, done: ChangeSet) -> str:
    number = done.summary.get("plan", 0)
    texts = {
        Decision.APPROVE: ngettext("%(n)s unit approved.", "%(n)s units approved.", number),
        Decision.RETURN: ngettext("%(n)s unit returned.", "%(n)s units returned.", number),
        Decision.REOPEN: ngettext("%(n)s unit reopened.", "%(n)s units reopened.", number),
    }
    return texts[decision] % {"n": number}


def _after(request: HttpRequest, campaign: Campaign, code: str, decision: Decision) -> str:
    """Where to go on: the one unit, or the same list with the state in which the units are now."""
    if len(only := request.GET.getlist("unit")) == 1:
        return address(campaign.year, only[0])
    moved = {"state": decision.leads_to} if "state" in request.GET else {}
    return reverse("units", args=[campaign.year, code]) + query(request, deed=None, **moved)


def _form(request: HttpRequest, place: County | Township, stars: dict[str, list[Star]]) -> UnitsForm:
    """The filter, with what may be chosen at the place."""
    if isinstance(place, Township):
        townships = []
        areas = [(str(pk), name) for pk, name in place.areas.values_list("pk", "name")]
    else:
        townships = list(place.townships.values_list("code", "name"))
        found = Area.objects.filter(township__county=place).values_list("pk", "township__name", "name")
        areas = [(str(pk), f"{township} {name}") for pk, township, name in found]
    return UnitsForm(request.GET, townships=townships, areas=areas, stars=star_choices(stars))


def _plans(request: HttpRequest, year: int, code: str, form: UnitsForm) -> tuple[PlanQuerySet, PlanQuerySet]:
    """All plans of the place, and those that the filter keeps: none where it was not understood."""
    at_place = Plan.objects.visible_to(request.seat).at(year, code)
    return at_place, units.narrowed(at_place, form.filter()) if form.is_valid() else at_place.none()


def _chosen(request: HttpRequest, form: UnitsForm) -> list[tuple[str, str, str]]:
    """The filter in words: (question, answer, query without it)."""
    return [(label, words, query(request, **{name: None})) for name, label, words in form.chosen()]


def _tables(rows: list[Row], kinds: tuple[units.KindTotal, ...]) -> list[tuple[units.KindTotal, list[Row]]]:
    """Rows under the stars of their set: villages and communities are rated by different ones."""
    split = [(total, [row for row in rows if row.plan.kind == total.kind]) for total in kinds]
    return [(total, own) for total, own in split if own]
