"""Pairings (结对): the list, one with its joint log, a new one, a line of a log."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from campaigns import access
from campaigns.entry.rules.dates import Span
from campaigns.planning.reports.naming import held_units
from campaigns.year.choices import Phase
from campaigns.year.models.campaign import Campaign
from campaigns.year.views.find import crumbs, office_campaign, place_campaign
from fivestar.changes.deeds import Refused, Stale
from villages.models import County, Township

from . import reports
from .actions import add_entry, add_pairing, delete_entry, edit_entry, edit_pairing
from .forms import EntryForm, PairingForm
from .models import Pairing, PairingEntry
from .rules import EntrySheet, PairingSheet

PAGE = 50


@require_safe
def pairings(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: which units help which, and for the office what plan sheets suggest."""
    campaign, place = place_campaign(request, year, code)
    state = request.GET.get("state", "")
    there = Pairing.objects.visible_to(request.seat).at(campaign, code)
    page = Paginator(reports.narrowed(there, state).for_list(), PAGE).get_page(request.GET.get("page"))
    is_open = campaign.phase != Phase.CLOSED
    may_arrange = is_open and access.runs(request.seat, campaign.county)
    running, total = there.filter(ended_on=None).count(), there.count()
    context = {
        "campaign": campaign,
        "place": place,
        "crumbs": crumbs(request, year, place, _("Pairings")),
        "page": page,
        "rows": reports.rows(page),
        "states": [
            ("", _("all"), total),
            (reports.RUNNING, _("running"), running),
            (reports.ENDED, _("ended"), total - running),
        ],
        "state": state,
        "total": total,
        "may_arrange": may_arrange,
        "suggestions": reports.suggestions(campaign, held_units(campaign)) if may_arrange else [],
    }
    return render(request, "pairings/list.html", context)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: the office arranges a pairing; an address may suggest its units."""
    campaign = office_campaign(request, year, code)
    form = PairingForm(
        request.POST if request.method == "POST" else None, units=held_units(campaign), span=campaign.span
    )  # fmt: skip
    for name in ("strong", "weak"):
        form.fields[name].initial = form.name_of(request.GET.get(name, ""))
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            add_pairing(
                by=request.seat, campaign=campaign, sheet=form.sheet(), token=form.cleaned_data["token"]
            )  # fmt: skip
        except Refused as refused:
            form.refuse(refused)
            status = refused.status
        else:
            made = Pairing.objects.filter(campaign=campaign, weak__village=form.cleaned_data["weak"]).latest("pk")
            messages.success(request, _("The pairing is arranged."))
            return redirect("pairing", year, code, made.pk)
    return _form_page(request, campaign, form, _("New pairing"), status=status)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, year: int, code: str, pairing: int) -> HttpResponse:
    """Screen: the office changes what was agreed, or ends a pairing."""
    campaign = office_campaign(request, year, code)
    found = get_object_or_404(
        Pairing.objects.editable_by(request.seat).filter(campaign=campaign).for_list(), pk=pairing
    )  # fmt: skip
    found.campaign = campaign
    form = PairingForm(
        request.POST if request.method == "POST" else None, units=held_units(campaign), span=campaign.span,
        sheet=_sheet(found), initial={"version": found.version},
    )  # fmt: skip
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            edit_pairing(
                by=request.seat, pairing=found, version=form.cleaned_data["version"] or 0, sheet=form.sheet(),
                token=form.cleaned_data["token"],
            )  # fmt: skip
        except Stale as stale:
            form.refuse(stale)
            found.refresh_from_db()
            form.see(found.version)
            status = stale.status
        except Refused as refused:
            form.refuse(refused)
            status = refused.status
        else:
            messages.success(request, _("Saved."))
            return redirect("pairing", year, code, found.pk)
    return _form_page(request, campaign, form, str(found), status=status, pairing=found)


def _sheet(pairing: Pairing) -> PairingSheet:
    return PairingSheet(
        pairing.strong.village_id, pairing.weak.village_id, pairing.agreed_on, pairing.agreement, pairing.keeper,
        pairing.ended_on,
    )  # fmt: skip


def _form_page(
    request: HttpRequest, campaign: Campaign, form: PairingForm, name: str, *, status=200, pairing=None
) -> HttpResponse:
    context = {
        "campaign": campaign,
        "place": campaign.county,
        "crumbs": _crumbs(request, campaign, campaign.county, name),
        "form": form,
        "pairing": pairing,
        "names": form.names(),
        "back": reverse("pairing", args=[campaign.year, campaign.county_id, pairing.pk])
        if pairing
        else reverse("pairings", args=[campaign.year, campaign.county_id]),
    }
    return render(request, "pairings/form.html", context, status=_status(form, status))


# The joint log ---------------------------------------------------------------------------------------------------


def _find(request: HttpRequest, year: int, code: str, pk: int) -> tuple[Campaign, County | Township, Pairing]:
    campaign, place = place_campaign(request, year, code)
    found = get_object_or_404(Pairing.objects.visible_to(request.seat).at(campaign, code).for_list(), pk=pk)
    found.campaign = campaign
    return campaign, place, found


def _writes(request: HttpRequest, pairing: Pairing) -> bool:
    return Pairing.objects.logged_by(request.seat).filter(pk=pairing.pk).exists()


@require_http_methods(["GET", "POST"])
def pairing(request: HttpRequest, year: int, code: str, pairing: int) -> HttpResponse:
    """Screen: one pairing and its log, in which both townships and the office write."""
    campaign, place, found = _find(request, year, code, pairing)
    may_write = _writes(request, found)
    if request.method == "POST" and not may_write:
        raise PermissionDenied
    writes = may_write and campaign.phase != Phase.CLOSED and found.ended_on is None
    form, status = None, 200
    if writes or request.method == "POST":
        form = EntryForm(request.POST if request.method == "POST" else None, span=Span.year_until(timezone.localdate()))
    if request.method == "POST" and form.is_valid():
        try:
            add_entry(by=request.seat, pairing=found, sheet=form.sheet(), token=form.cleaned_data["token"])
        except Refused as refused:
            form.refuse(refused)
            status = refused.status
        else:
            messages.success(request, _("It is in the log."))
            return redirect(reverse("pairing", args=[year, code, found.pk]) + "#log")
    entries = PairingEntry.objects.filter(pairing=found).select_related("post__township", "post__county")
    context = {
        "campaign": campaign,
        "place": place,
        "crumbs": _crumbs(request, campaign, place, str(found)),
        "row": reports.rows([found])[0],
        "pairing": found,
        "page": Paginator(entries, PAGE).get_page(request.GET.get("page")),
        "form": form,
        "may_correct": may_write and campaign.phase != Phase.CLOSED,
        "may_arrange": campaign.phase != Phase.CLOSED and access.runs(request.seat, campaign.county),
    }
    return render(request, "pairings/pairing.html", context, status=_status(form, status))


@require_http_methods(["GET", "POST"])
def entry(request: HttpRequest, year: int, code: str, pairing: int, entry: int) -> HttpResponse:
    """Screen: a line of the log is corrected or deleted."""
    campaign, place, found = _find(request, year, code, pairing)
    line = get_object_or_404(PairingEntry, pairing=found, pk=entry)
    line.pairing = found
    if not _writes(request, found):
        raise PermissionDenied
    form = EntryForm(
        request.POST if request.method == "POST" else None, span=Span.year_until(timezone.localdate()),
        sheet=EntrySheet(line.on, line.done, line.result), initial={"version": line.version},
    )  # fmt: skip
    status, is_delete = 200, "delete" in request.POST
    back = reverse("pairing", args=[year, code, found.pk]) + "#log"
    if request.method == "POST" and form.is_valid():
        facts = {
            "by": request.seat, "entry": line, "version": form.cleaned_data["version"] or 0,
            "token": form.cleaned_data["token"],
        }  # fmt: skip
        try:
            delete_entry(**facts) if is_delete else edit_entry(**facts, sheet=form.sheet())
        except Stale as stale:
            form.refuse(stale)
            line.refresh_from_db()
            form.see(line.version)
            status = stale.status
        except Refused as refused:
            form.refuse(refused)
            status = refused.status
        else:
            messages.success(request, _("It is deleted from the log.") if is_delete else _("Saved."))
            return redirect(back)
    context = {
        "campaign": campaign,
        "place": place,
        "crumbs": _crumbs(request, campaign, place, str(found)),
        "pairing": found,
        "entry": line,
        "form": form,
        "back": back,
    }
    return render(request, "pairings/entry.html", context, status=_status(form, status))


def _crumbs(request: HttpRequest, campaign: Campaign, place: County | Township, name: str) -> list[tuple[str, str]]:
    listed = reverse("pairings", args=[campaign.year, place.code])
    return [*crumbs(request, campaign.year, place), (_("Pairings"), listed), (name, "")]


def _status(form, status: int) -> int:
    return 422 if status == 200 and form is not None and form.is_bound and not form.is_valid() else status
