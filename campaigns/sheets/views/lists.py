"""The plan sheets of a township or county by state, and what is done to many of them at once."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from campaigns import access
from campaigns.planning.choices import PlanState
from campaigns.planning.reports.naming import star_names
from campaigns.planning.rules.steps import steps_of
from campaigns.year.models.campaign import Campaign, Filing
from campaigns.year.views.find import crumbs, place_campaign, query
from fivestar.changes.deeds import Refused
from fivestar.http import asks_first
from villages.models import County, Township

from ..actions.sheet import approve_sheets, ask_change, reopen_sheets, submit_sheets
from ..forms.sheet import ManySheetsForm
from ..models.sheet import Sheet
from ..reports.sheet import SheetRow, by_state, sheet_rows

PAGE = 100  # more than the largest township has


@require_http_methods(["GET", "POST"])
def sheets(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: the sheets of a township or county by state. A township submits those that it ticks or asks to change
    them; the office approves or opens again those that it ticks."""
    campaign, place = place_campaign(request, year, code)
    may = _may(request, campaign, place)
    form = ManySheetsForm(request.POST if request.method == "POST" else None)
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            return _do(request, campaign, form, may)
        except Refused as refused:
            refusal = refused
    township = request.GET.get("township", "")
    asked = [PlanState(state) for state in request.GET.getlist("state") if state in PlanState.values]
    found = Sheet.objects.visible_to(request.seat).filter(plan__campaign=campaign)
    if township or isinstance(place, Township):
        found = found.filter(plan__village__township=township or place)
    states = by_state(found)
    kept = found.filter(state__in=asked) if asked else found
    paginator = Paginator(kept.for_list(), PAGE)
    paginator.count = sum(n for state, n in states if not asked or state in asked)
    page = paginator.get_page(request.GET.get("page"))
    rows = [_with_steps(row, request, campaign, may) for row in sheet_rows(page, star_names(campaign))]
    context = {
        "campaign": campaign,
        "place": place,
        "steps": frozenset().union(*(row.steps for row in rows)),
        "states": [
            {"n": n, "word": each.label, "tone": each.tone, "address": query(request, state=each)} for each, n in states
        ],
        "total": sum(n for _state, n in states),
        "asked_states": urlencode({"state": asked}, doseq=True),
        "everything": query(request, state=None),
        "townships": _townships(request, place, township),
        "page": page,
        "rows": rows,
        "form": form,
        "refusal": refusal,
        "problems": _problems(refusal, year),
        "crumbs": [*crumbs(request, year, place), (_("Plan sheets"), "")],
        **_deadline(campaign, place),
        **may,
    }
    status = refusal.status if refusal else 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "sheets/list.html", context, status=status)


def _may(request: HttpRequest, campaign: Campaign, place: County | Township) -> dict[str, bool]:
    return {
        "may_enter": isinstance(place, Township) and access.enters(request.seat, place),
        "may_decide": access.runs(request.seat, campaign.county),
    }


def _with_steps(row: SheetRow, request: HttpRequest, campaign: Campaign, may: Mapping[str, bool]) -> SheetRow:
    steps = steps_of(
        row.sheet.state, campaign.phase, enters=may["may_enter"], decides=may["may_decide"],
        is_own=row.sheet.submitted_by_id == request.seat.officer.pk,
    )  # fmt: skip
    return replace(row, steps=steps - {"withdraw", "return"})  # those are done on a sheet's own page


def _townships(request: HttpRequest, place: County | Township, chosen: str) -> list[tuple[str, str, bool]]:
    """(name, query, whether it is the chosen one) of each township that a county's list can be narrowed to."""
    if isinstance(place, Township):
        return []
    known = [("", _("all")), *place.townships.values_list("pk", "name")]
    return [(name, query(request, township=pk or None), pk == chosen) for pk, name in known]


def _deadline(campaign: Campaign, place: County | Township) -> dict:
    """The last day for sheets, here, and how long there is until then."""
    filing = Filing(campaign=campaign)
    if isinstance(place, Township):
        filing = Filing.objects.filter(campaign=campaign, township=place).first() or filing
        filing.campaign = campaign
    return {"due": filing.sheets_due, "days_left": (filing.sheets_due - timezone.localdate()).days}


def _problems(refusal: Refused | None, year: int) -> list[tuple[str, str]]:
    """What to mend, each with its cell on its unit's page."""
    listed = []
    for gap in refusal.problems if refusal else ():
        code, cell = getattr(gap, "code", ""), getattr(gap, "cell", "")
        address = reverse("unit_sheet", args=[year, code]) + (f"#id_{cell}" if cell else "") if code else ""
        listed.append((f"{getattr(gap, 'name', '')} {getattr(gap, 'sentence', gap)}".strip(), address))
    return listed


def _asks_to_approve(request: HttpRequest, campaign: Campaign, codes: Collection[str]) -> HttpResponse | None:
    n = len(codes)
    question = ngettext(
        "Approve the plan sheet of %(n)s unit? What it says stands until it is opened again.",
        "Approve the plan sheets of %(n)s units? What they say stands until they are opened again.", n,
    )  # fmt: skip
    button = ngettext("Approve %(n)s sheet", "Approve %(n)s sheets", n) % {"n": n}
    sheets = Sheet.objects.visible_to(request.seat).filter(plan__campaign=campaign, plan__village__in=codes)
    names = sheets.order_by("plan__village").values_list("plan__village__name", flat=True)
    return asks_first(request, question % {"n": n}, button, request.get_full_path(), names=names)


def _do(request: HttpRequest, campaign: Campaign, form: ManySheetsForm, may: Mapping[str, bool]) -> HttpResponse:
    """What the pressed button says, to the ticked sheets as they were seen."""
    deed, chosen = request.POST.get("deed"), form.chosen
    facts = {"by": request.seat, "campaign": campaign, "token": form.cleaned_data["token"]}
    if deed not in ("submit", "ask", "approve", "reopen"):
        raise Http404
    if not may["may_enter" if deed in ("submit", "ask") else "may_decide"]:
        raise PermissionDenied
    n, reason = len(chosen), form.cleaned_data["reason"]
    if deed == "submit":
        submit_sheets(**facts, codes=chosen)
        told = ngettext("%(n)s sheet submitted.", "%(n)s sheets submitted.", n)
    elif deed == "ask":
        ask_change(**facts, codes=chosen, reason=reason)
        told = _("The county office has your request.")
    elif deed == "approve":
        if chosen and (page := _asks_to_approve(request, campaign, chosen)):
            return page
        approve_sheets(**facts, seen=form.seen(), digests=form.digests())
        told = ngettext("%(n)s sheet approved.", "%(n)s sheets approved.", n)
    else:
        reopen_sheets(**facts, seen=form.seen(), open_until=form.cleaned_data["until"], reason=reason)
        told = ngettext("%(n)s sheet is open again.", "%(n)s sheets are open again.", n)
    messages.success(request, told % {"n": n})
    return redirect(request.get_full_path())
