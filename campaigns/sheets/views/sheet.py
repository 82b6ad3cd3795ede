"""The full plan sheet: writing it, deciding of it, asking to change what is approved."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Case, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns import access
from campaigns.entry.rules.dates import Span
from campaigns.opinions.reports import of_place as opinions_on
from campaigns.planning.actions.marks import Incomplete
from campaigns.planning.reports.naming import star_names
from campaigns.planning.rules.steps import steps_of
from campaigns.year.models.campaign import Campaign, Filing
from campaigns.year.views.find import crumbs, office_campaign, township_campaign
from fivestar.changes.deeds import Refused, Stale
from villages.models import Township

from ..actions.sheet import (
    Pin,
    answer_request,
    approve_sheets,
    ask_change,
    closed_sheet_reason,
    reopen_sheets,
    return_sheets,
    save_sheets,
    submit_sheets,
    withdraw_sheets,
)
from ..forms.sheet import AnswerForm, AskForm, SheetDecisionForm, SheetForm
from ..models.sheet import ChangeRequest, Sheet
from ..reports import sheet as reports

PAGE = 100  # requests of which one page still reads well


def _find(request: HttpRequest, year: int, code: str) -> tuple[Campaign, Township, Sheet]:
    """A unit's sheet, as far as the seat reaches."""
    campaign, place = township_campaign(request, year, code[:9])
    found = Sheet.objects.visible_to(request.seat).for_list().prefetch_related("remarks")
    sheet = get_object_or_404(found, plan__campaign=campaign, plan__village=code)
    sheet.plan.campaign = campaign
    return campaign, place, sheet


def _filing(campaign: Campaign, place: Township) -> Filing:
    filing = Filing.objects.filter(campaign=campaign, township=place).first() or Filing(township=place)
    filing.campaign = campaign
    return filing


def _form(sheet: Sheet, names, span: Span, data=None) -> SheetForm:
    form = SheetForm(
        data,
        content=sheet.content,
        star_names=names[sheet.plan.kind],
        span=span,
    )
    form.fields["version"].initial = sheet.version
    return form


@require_http_methods(["GET", "POST"])
def unit_sheet(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: one unit's full plan sheet."""
    campaign, place, sheet = _find(request, year, code)
    names = star_names(campaign)
    if request.method == "GET":
        return _sheet_page(request, campaign, place, sheet, _form(sheet, names, campaign.span), names)
    if not access.enters(request.seat, place):
        raise PermissionDenied
    form = _form(sheet, names, campaign.span, request.POST)
    if not (form.is_valid() or request.htmx):
        return _sheet_page(request, campaign, place, sheet, form, names, status=422)
    try:
        # A page that saves itself does so many times over; a token is for one.
        token = "" if request.htmx else form.cleaned_data.get("token", "")
        facts = {"by": request.seat, "campaign": campaign, "entries": [form.entry()], "token": token}
        if request.POST.get("deed") == "submit":
            _submit_or_keep(facts, code)
        else:
            save_sheets(**facts)
    except Refused as refused:
        # What was kept as a draft stands, so the form takes the version of now.
        sheet = _find(request, year, code)[2]
        form.see(sheet.version)
        stale = isinstance(refused, Stale)
        conflicts = reports.conflicts(form.entry(), sheet.content, names[sheet.plan.kind]) if stale else []
        return _sheet_page(
            request, campaign, place, sheet, form, names, refusal=refused, conflicts=conflicts, status=refused.status
        )
    if request.htmx:
        sheet = _find(request, year, code)[2]
        return _sheet_page(request, campaign, place, sheet, form, names, status=200 if form.is_valid() else 422)
    if request.POST.get("deed") == "submit":
        messages.success(request, _("The sheet is submitted. You can withdraw it until it is approved."))
    else:
        messages.success(request, _("Saved."))
    return redirect("unit_sheet", year, code)


def _submit_or_keep(facts: dict, code: str) -> None:
    """Submit a sheet as it is written on the page; where something is missing, keep what is written as a draft."""
    try:
        submit_sheets(**facts, codes=[code])
    except Incomplete:
        save_sheets(**facts)
        raise


def _sheet_page(
    request: HttpRequest, campaign: Campaign, place: Township, sheet: Sheet, form: SheetForm, names, *,
    refusal=None, conflicts=(), status=200,
) -> HttpResponse:  # fmt: skip
    enters = access.enters(request.seat, place)
    row = reports.sheet_rows([sheet], names)[0]
    filing = _filing(campaign, place)
    remarks = reports.remark_rows(sheet, row.content, names[sheet.plan.kind])
    form.pin((each.remark.cell, each.remark.text) for each in remarks)
    form.point_out(row.odd)
    closed = closed_sheet_reason(sheet, filing) if enters else ""
    context = {
        "campaign": campaign,
        "township": place,
        "sheet": sheet,
        "plan": sheet.plan,
        "row": row,
        "form": form,
        "remarks": remarks,
        "recalled": reports.recalled(campaign, place) if enters and not closed else {},
        "may_enter": enters,
        "may_write": enters and not closed,
        "may_decide": access.runs(request.seat, place.county),
        "steps": _steps(request, campaign, place, sheet),
        "closed": closed,
        "due": filing.sheets_due,
        "days_left": (filing.sheets_due - timezone.localdate()).days,
        "conflicts": conflicts,
        "change_request": reports.last_request(sheet.plan),
        "opinions": opinions_on(campaign, sheet.place_code),
        "refusal": refusal,
        "problems": _problems(refusal),
        "crumbs": [*crumbs(request, campaign.year, sheet.plan.village), (_("Plan sheet"), "")],
    }
    if request.htmx:
        context["as_saved"] = _form(sheet, names, campaign.span)
    template = "sheets/_saved.html" if request.htmx else "sheets/unit.html"
    return render(request, template, context, status=status)


def _steps(request: HttpRequest, campaign: Campaign, place: Township, sheet: Sheet) -> frozenset[str]:
    return steps_of(
        sheet.state, campaign.phase, enters=access.enters(request.seat, place),
        decides=access.runs(request.seat, place.county), is_own=sheet.submitted_by_id == request.seat.officer.pk,
    )  # fmt: skip


def _problems(refusal: Refused | None) -> list[tuple[str, str]]:
    """What to mend, each with its cell on the page."""
    if refusal is None or isinstance(refusal, Stale):
        return []
    return [
        (str(getattr(problem, "sentence", problem)), f"#id_{problem.cell}" if getattr(problem, "cell", "") else "")
        for problem in refusal.problems
    ]


@require_POST
def withdraw_sheet(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Take back a submitted sheet."""
    campaign, place, _sheet = _find(request, year, code)
    if not access.enters(request.seat, place):
        raise PermissionDenied
    withdraw_sheets(by=request.seat, campaign=campaign, codes=[code], token=request.POST.get("token", ""))
    messages.success(request, _("Withdrawn. The sheet can be changed again."))
    return redirect("unit_sheet", year, code)


@require_http_methods(["GET", "POST"])
def decide_sheet(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: the county office reads one sheet — after a return only what changed — and approves, returns with
    comments pinned to cells, or opens it again."""
    campaign, place, sheet = _find(request, year, code)
    if not access.runs(request.seat, campaign.county):
        raise PermissionDenied
    names = star_names(campaign)
    if request.method == "POST":
        form = SheetDecisionForm(request.POST)
        if form.is_valid():
            try:
                return _decide(request, campaign, code, form)
            except Refused as refused:
                form.refuse(refused)
                sheet = _find(request, year, code)[2]
                return _decision_page(request, campaign, place, sheet, form, names, status=refused.status)
        return _decision_page(request, campaign, place, sheet, form, names, status=422)
    return _decision_page(request, campaign, place, sheet, SheetDecisionForm(), names)


def _decide(request: HttpRequest, campaign: Campaign, code: str, form: SheetDecisionForm) -> HttpResponse:
    facts = {
        "by": request.seat,
        "campaign": campaign,
        "seen": {code: form.cleaned_data["version"] or 0},
        "token": form.cleaned_data["token"],
        "reason": form.cleaned_data["reason"],
    }
    deed = request.POST.get("deed")
    if deed == "approve":
        approve_sheets(**facts, digests={code: form.cleaned_data["digest"]})
        told = _("The sheet is approved.")
    elif deed == "return":
        pins = [Pin(code, cell, text) for cell, text in form.pins()]
        return_sheets(**facts, pins=pins, open_until=form.cleaned_data["until"])
        told = _("The sheet is returned.")
    elif deed == "reopen":
        reopen_sheets(**facts, open_until=form.cleaned_data["until"])
        told = _("The sheet is open again.")
    else:
        raise Http404
    messages.success(request, told)
    return redirect("unit_sheet", campaign.year, code)


def _decision_page(request, campaign, place, sheet, form, names, *, status=200) -> HttpResponse:
    row = reports.sheet_rows([sheet], names)[0]
    of_kind = names[sheet.plan.kind]
    form.show(version=sheet.version, digest=row.digest)
    pinned = dict(form.pins()) if form.is_bound else {}
    cells = [
        (name, reports.label_of(name, of_kind), reports.cell(name).show(value), pinned.get(name, ""))
        for name, value in row.content.cells().items()
    ]
    empty = sum(not (value or comment) for _name, _label, value, comment in cells)
    context = {
        "campaign": campaign,
        "township": place,
        "sheet": sheet,
        "plan": sheet.plan,
        "row": row,
        "form": form,
        "changed": reports.changed_since_return(sheet, row.content, of_kind),
        "remarks": reports.remark_rows(sheet, row.content, of_kind),
        "odd": [(reports.label_of(each.cell, of_kind), each.sentence) for each in row.odd],
        "cells": cells,
        "steps": _steps(request, campaign, place, sheet),
        "empty": empty,
        "said": len(cells) - empty,
        "crumbs": [*crumbs(request, campaign.year, sheet.plan.village), (_("Plan sheet"), "")],
    }
    return render(request, "sheets/decide.html", context, status=status)


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: a township asks to change what is approved of a unit."""
    campaign, place, sheet = _find(request, year, code)
    if not access.enters(request.seat, place):
        raise PermissionDenied
    form = AskForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                ask_change(
                    by=request.seat, campaign=campaign, codes=[code], reason=form.cleaned_data["reason"],
                    token=form.cleaned_data["token"],
                )  # fmt: skip
            except Refused as refused:
                form.refuse(refused)
            else:
                messages.success(request, _("The county office has your request."))
                return redirect("unit", year, code)
    context = {
        "campaign": campaign,
        "plan": sheet.plan,
        "form": form,
        "crumbs": [*crumbs(request, year, sheet.plan.village), (_("Ask for a change"), "")],
    }
    return render(request, "sheets/ask.html", context, status=status)


@require_safe
def requests(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: what townships ask to change, the unanswered first."""
    campaign = office_campaign(request, year, code)
    asked = ChangeRequest.objects.filter(plan__campaign=campaign).select_related(
        "plan__village__township", "plan__sheet", "asked_by"
    )
    if (state := request.GET.get("state", "")) in ChangeRequest.State.values:
        asked = asked.filter(state=state)
    asked = asked.annotate(waits=Case(When(state=ChangeRequest.State.OPEN, then=0), default=1))
    page = Paginator(asked.order_by("waits", "-asked_at", "-pk"), PAGE).get_page(request.GET.get("page"))
    context = {
        "campaign": campaign,
        "page": page,
        "state": ChangeRequest.State(state) if state in ChangeRequest.State.values else None,
        "crumbs": [*crumbs(request, year, campaign.county), (_("Requests for a change"), "")],
    }
    return render(request, "sheets/requests.html", context)


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, year: int, code: str, pk: int) -> HttpResponse:
    """Screen: the county office opens what was asked for until a day, or says why not."""
    campaign = office_campaign(request, year, code)
    asked = get_object_or_404(
        ChangeRequest.objects.select_related("plan__village__township", "asked_by"), pk=pk, plan__campaign=campaign
    )
    form = AnswerForm(request.POST or None)
    form.fields["version"].initial = asked.version
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                answer_request(
                    by=request.seat,
                    request=asked,
                    version=form.cleaned_data["version"] or 0,
                    granted=request.POST.get("deed") == "grant",
                    answer=form.cleaned_data["answer"],
                    open_until=form.cleaned_data["until"],
                    token=form.cleaned_data["token"],
                )
            except Refused as refused:
                form.refuse(refused)
                status = refused.status
            else:
                messages.success(request, _("Answered."))
                return redirect("requests", year, code)
    context = {
        "campaign": campaign,
        "asked": asked,
        "form": form,
        "crumbs": [*crumbs(request, year, asked.plan.village), (_("Request for a change"), "")],
    }
    return render(request, "sheets/answer.html", context, status=status)
