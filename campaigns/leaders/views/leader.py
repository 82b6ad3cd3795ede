"""Contact leaders (包联领导): who answers for which units, whose visit of the month is missing, one leader's units."""

import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from campaigns import access
from campaigns.planning.models.marks import Plan
from campaigns.planning.reports.naming import held_units
from campaigns.workbooks.layout import OFFICIAL, narrowed_to
from campaigns.workbooks.workbook import download
from campaigns.year.choices import Phase
from campaigns.year.models.campaign import Campaign
from campaigns.year.views.find import crumbs, office_campaign, place_campaign, query
from fivestar.changes.deeds import Refused, Stale
from villages.models import County, Township

from .. import reports
from ..actions import add_visits, delete_leader, edit_leader, set_leaders
from ..exchange import write_leaders
from ..forms import LeaderForm, LeaderLinesForm, LeadersForm, VisitsForm, read_leaders
from ..models import ContactLeader, Visit, leaders_digest
from ..rules import MISSING, UNLED, VISITED, month_of

PAGE = 40  # leaders of whose units one page still reads and prints well
VISITS = 50


@require_safe
def leaders(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: who answers for which units, and which of these are without the visit of a month."""
    campaign, place = place_campaign(request, year, code)
    form, month = _asked(request, campaign, place)
    understood = form.is_valid()
    asked = form.cleaned_data if understood else {}
    lines = reports.unit_lines(campaign, code, month, asked.get("township", "")) if understood else []
    show = asked.get("show", "")
    named = ContactLeader.objects.visible_to(request.seat).at(campaign, code)
    narrowed = bool(show or asked.get("township"))
    rows = reports.leader_rows(named, lines, show, narrowed=narrowed) if show != UNLED else []
    led = [line for line in lines if line.leader]
    context = {
        "campaign": campaign,
        "place": place,
        "crumbs": crumbs(request, year, place, _("Contact leaders")),
        "form": form,
        "chosen": [
            (label, words, query(request, **{name: None}))
            for name, label, words in (form.chosen() if understood else ())
        ],
        "month": month,
        "is_now": month == month_of(timezone.localdate()),
        "figures": _figures(request, campaign, lines, led),
        "unled": [line for line in lines if not line.leader] if show in ("", UNLED) else [],
        "total": len(lines),
        "led": len(led),
        "shown": len(reports.shown(lines, show)),
        "townships": reports.by_township(lines, month) if isinstance(place, County) and campaign.visits_a_month else [],
        "page": (page := Paginator(rows, PAGE).get_page(request.GET.get("page"))),
        "rows": list(page),
        "show": show,
        "has_any": campaign.leaders.exists(),
        "may_name": campaign.phase != Phase.CLOSED and access.runs(request.seat, campaign.county),
    }
    return render(request, "leaders/list.html", context, status=200 if understood else 400)


def _asked(
    request: HttpRequest, campaign: Campaign, place: County | Township
) -> tuple[LeadersForm, datetime.date]:  # fmt: skip
    months = reports.months_of(campaign, timezone.localdate())
    townships = place.townships.values_list("pk", "name") if isinstance(place, County) else ()
    form = LeadersForm(request.GET, months=months, townships=townships, asks=campaign.visits_a_month > 0)
    chosen = form.cleaned_data["month"] if form.is_valid() else ""
    return form, next((month for month in months if f"{month:%Y-%m}" == chosen), months[0])


def _figures(request: HttpRequest, campaign: Campaign, lines: list, led: list) -> list[dict]:
    """Figures that each lead to the units they count (see _key.html)."""
    missing = sum(line.is_missing for line in led)
    figures = []
    if campaign.visits_a_month:
        figures = [
            (missing, _("without the visit"), "late" if missing else "none", MISSING),
            (len(led) - missing, _("visited"), "done", VISITED),
        ]
    figures.append((len(lines) - len(led), _("without a contact leader"), "draft", UNLED))
    return [
        {"n": n, "word": word, "tone": tone, "address": query(request, show=show) if n else ""}
        for n, word, tone, show in figures
    ]


@require_safe
def leaders_download(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Leaders with their units, and the visits of the month, as an .xlsx."""
    campaign, place = place_campaign(request, year, code)
    with translation.override(OFFICIAL):
        form, month = _asked(request, campaign, place)
        if not form.is_valid():
            raise Http404
        narrowed = narrowed_to(form.chosen())
    asked = form.cleaned_data
    lines = reports.unit_lines(campaign, code, month, asked.get("township", ""))
    visits = Visit.objects.visible_to(request.seat).at(campaign, asked.get("township") or code).in_month(month)
    name = f"{place.official_name}{year}年包联领导走访情况"
    return download(write_leaders(name, reports.shown(lines, asked["show"]), visits.for_list(), month, narrowed), name)


# One leader ------------------------------------------------------------------------------------------------------


def _find(request: HttpRequest, year: int, code: str, pk: int) -> tuple[Campaign, County | Township, ContactLeader]:
    campaign, place = place_campaign(request, year, code)
    leader = get_object_or_404(ContactLeader.objects.visible_to(request.seat).at(campaign, code), pk=pk)
    leader.campaign = campaign
    return campaign, place, leader


@require_http_methods(["GET", "POST"])
def leader(request: HttpRequest, year: int, code: str, leader: int) -> HttpResponse:
    """Screen: one leader's units, how they stand, and the visits; visits are written down here."""
    campaign, place, found = _find(request, year, code, leader)
    may_write = access.enters_visits(request.seat, campaign.county, place if isinstance(place, Township) else None)
    if request.method == "POST" and not may_write:
        raise PermissionDenied
    today = timezone.localdate()
    units = reports.led_units(found, request.seat, code, today)
    writes = may_write and campaign.phase != Phase.CLOSED
    form, status = None, 200
    if units and (writes or request.method == "POST"):
        form = _visits_form(request, campaign, units, today)
    if request.method == "POST" and form is None:
        raise Http404
    if request.method == "POST" and form.is_valid():
        try:
            add_visits(
                by=request.seat, leader=found, on=form.cleaned_data["on"], entries=form.entries(),
                token=form.cleaned_data["token"],
            )  # fmt: skip
        except Refused as refused:
            form.refuse(refused)
            status = refused.status
        else:
            messages.success(request, _("The visit is written down."))
            return redirect(reverse("leader", args=[year, code, found.pk]) + "#visits")
    visits = Visit.objects.visible_to(request.seat).at(campaign, code).filter(leader=found)
    context = {
        "campaign": campaign,
        "place": place,
        "crumbs": _crumbs(request, campaign, place, found.name),
        "leader": found,
        "units": units,
        "missing": [unit for unit in units if unit.is_missing],
        "form": form,
        "page": Paginator(visits.for_list(), VISITS).get_page(request.GET.get("page")),
        "may_write": writes,
        "may_name": campaign.phase != Phase.CLOSED and access.runs(request.seat, campaign.county),
        "on_behalf": access.runs(request.seat, campaign.county),
    }
    return render(request, "leaders/leader.html", context, status=_status(form, status))


def _visits_form(request: HttpRequest, campaign: Campaign, units: list, today: datetime.date) -> VisitsForm:
    """The form of a day's visits; of an address that names a unit, for that unit first."""
    asked = request.GET.get("unit", "")
    shown = sorted(units, key=lambda unit: unit.plan.village_id != asked)
    names = [(unit.plan.village_id, unit.plan.village.name) for unit in shown]
    initial = {"on": today, f"u-{asked}": True}
    return VisitsForm(
        request.POST if request.method == "POST" else None, units=names, span=campaign.span, initial=initial
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def change_leader(request: HttpRequest, year: int, code: str, leader: int) -> HttpResponse:
    """Screen: the office changes a leader's name, title and units, or takes the leader off the list."""
    campaign = office_campaign(request, year, code)
    found = get_object_or_404(ContactLeader.objects.editable_by(request.seat), campaign=campaign, pk=leader)
    found.campaign = campaign
    form = _leader_form(request, campaign, found)
    status, back = 200, reverse("leader", args=[year, code, found.pk])
    is_delete = "delete" in request.POST
    if request.method == "POST" and form.is_valid():
        facts = {
            "by": request.seat, "leader": found, "version": form.cleaned_data["version"] or 0,
            "token": form.cleaned_data["token"],
        }  # fmt: skip
        try:
            delete_leader(**facts) if is_delete else edit_leader(**facts, line=form.line())
        except Stale as stale:
            form.refuse(stale)
            found.refresh_from_db()
            form.see(found.version)
            status = stale.status
        except Refused as refused:
            form.refuse(refused)
            status = refused.status
        else:
            messages.success(request, _("The leader is off the list.") if is_delete else _("Saved."))
            return redirect(reverse("leaders", args=[year, code]) if is_delete else back)
    context = {
        "campaign": campaign,
        "place": campaign.county,
        "crumbs": _crumbs(request, campaign, campaign.county, found.name),
        "leader": found,
        "form": form,
        "back": back,
        "has_visits": found.visits.exists(),
    }
    return render(request, "leaders/change.html", context, status=_status(form, status))


def _leader_form(request: HttpRequest, campaign: Campaign, leader: ContactLeader) -> LeaderForm:
    plans = Plan.objects.filter(contact__leader=leader).select_related("village__township").in_order()
    return LeaderForm(
        request.POST if request.method == "POST" else None, units=held_units(campaign),
        initial={
            "version": leader.version, "name": leader.name, "title": leader.title, "units": reports.units_text(plans),
        },
    )  # fmt: skip


# All at once -----------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def name_leaders(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: the office lists leaders with their units as lines, sees what would change, and takes the list. It may
    begin with what the plan sheets say, or with the list as it stands."""
    campaign = office_campaign(request, year, code)
    offer = {"sheets": reports.from_sheets, "now": reports.from_now}.get(request.GET.get("from", ""))
    begin = offer(campaign) if offer and request.method == "GET" else None
    form = LeaderLinesForm(
        request.POST if request.method == "POST" else None, initial={"text": begin.text} if begin else None
    )
    status, read, effect = 200, None, None
    if request.method == "POST" and form.is_valid():
        read = read_leaders(form.cleaned_data["text"], held_units(campaign))
        if "enter" in request.POST and not read.problems:
            try:
                set_leaders(
                    by=request.seat, campaign=campaign, lines=read.lines, seen=form.cleaned_data["seen"],
                    token=form.cleaned_data["token"],
                )  # fmt: skip
            except Refused as refused:
                form.refuse(refused)
                status = refused.status
            else:
                messages.success(request, _("The contact leaders are named."))
                return redirect("leaders", year, code)
        effect = reports.list_effect(campaign, read.lines) if not read.problems else None
        form.show(leaders_digest(campaign))
        status = 422 if read.problems else status
    context = {
        "campaign": campaign,
        "place": campaign.county,
        "crumbs": _crumbs(request, campaign, campaign.county, _("Name contact leaders")),
        "form": form,
        "read": read,
        "effect": effect,
        "doubts": begin.doubts if begin else (),
        "begun": begin is not None,
        "from_sheets": request.GET.get("from") == "sheets",
        "has_any": campaign.leaders.exists(),
        "example": None if read or begin else Plan.objects.filter(campaign=campaign).for_list().first(),
    }
    return render(request, "leaders/paste.html", context, status=_status(form, status))


def _crumbs(request: HttpRequest, campaign: Campaign, place: County | Township, name: str) -> list[tuple[str, str]]:
    listed = reverse("leaders", args=[campaign.year, place.code])
    return [*crumbs(request, campaign.year, place), (_("Contact leaders"), listed), (name, "")]


def _status(form, status: int) -> int:
    return 422 if status == 200 and form is not None and form.is_bound and not form.is_valid() else status
