"""Filling in the sheets of a whole township as a table."""

from dataclasses import replace

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from campaigns import access
from campaigns.entry.rules.text import EntryError
from campaigns.planning.reports.naming import star_names
from campaigns.year.models.campaign import Campaign, Filing
from campaigns.year.views.find import crumbs, township_campaign
from fivestar.changes.deeds import Refused, Stale
from villages.models import Township

from ..actions.sheet import save_sheets
from ..forms.sheet import CellsForm
from ..models.sheet import Sheet
from ..reports.grid import GridRow, Part, grid_rows, parts
from ..reports.sheet import recalled
from ..rules import SheetEntry


@require_http_methods(["GET", "POST"])
def sheet_grid(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: one part of all sheets of a township, made for 36 villages in an afternoon."""
    campaign, place = township_campaign(request, year, code)
    if not access.enters(request.seat, place):
        raise PermissionDenied
    kinds = set(campaign.plans.filter(village__township=place).values_list("kind", flat=True))
    known = parts(campaign, kinds)
    part = next((each for each in known if each.code == request.GET.get("part", known[0].code)), None)
    if part is None:
        raise Http404
    if request.method == "POST":
        return _save(request, campaign, place, known, part)
    return _page(request, campaign, place, known, part)


def _save(request: HttpRequest, campaign: Campaign, place: Township, known: list[Part], part: Part) -> HttpResponse:
    form = CellsForm(request.POST, campaign.span)
    if "fill" in request.POST:
        return _fill(request, campaign, place, known, part, form)
    status, refusal = (200, None) if form.is_valid() else (422, None)
    if form.is_valid() and form.entries:
        try:
            save_sheets(by=request.seat, campaign=campaign, entries=form.entries, token=form.token, reason=form.reason)
        except Refused as refused:
            status, refusal = refused.status, refused
    if status == 200 and not request.htmx:
        messages.success(request, _("Saved."))
        if "picking" in request.POST:  # a workbook's rows go beyond this part
            return redirect("sheets", campaign.year, place.code)
        return redirect(request.get_full_path())
    return _page(request, campaign, place, known, part, form=form, refusal=refusal, status=status)


def _fill(
    request: HttpRequest, campaign: Campaign, place: Township, known: list[Part], part: Part, form: CellsForm
) -> HttpResponse:
    """Write one value into all empty cells of a column (向下填充), as one deed, with whatever else the page holds."""
    asked = request.POST["fill"]
    column = dict(part.columns).get(asked)
    if column is None:
        raise Http404
    text = request.POST.get(f"fill-{asked}", "")
    page = {"form": form, "filled": {asked: text}}
    if not form.is_valid():
        return _page(request, campaign, place, known, part, **page, status=422)
    try:
        value = column.parse(text, campaign.span)
        if value in (None, ""):
            raise EntryError(_("Write into the first line what the empty cells are to say."))
    except EntryError as error:
        problem = (f"{column.label}：{error}", f"#fill-{asked}")
        return _page(request, campaign, place, known, part, **page, problems=[problem], status=422)
    typed = {entry.code: entry for entry in form.entries}
    entries, filled = [], 0
    for row in _rows(campaign, place, part):
        entry = typed.get(row.row.code) or SheetEntry(row.row.code, row.row.sheet.version, {})
        if row.is_open and entry.cells.get(asked, row.row.content.value(asked)) in (None, ""):
            entry, filled = replace(entry, cells={**entry.cells, asked: value}), filled + 1
        if row.is_open and entry.cells:
            entries.append(entry)
    try:
        if entries:
            save_sheets(by=request.seat, campaign=campaign, entries=entries, token=form.token)
    except Refused as refused:
        return _page(request, campaign, place, known, part, **page, refusal=refused, status=refused.status)
    messages.success(request, ngettext("%(n)s cell filled in.", "%(n)s cells filled in.", filled) % {"n": filled})
    return redirect(request.get_full_path())


def _rows(
    campaign: Campaign, place: Township, part: Part, form: CellsForm | None = None, *, stale: bool = False
) -> list[GridRow]:
    sheets = Sheet.objects.for_list().filter(plan__campaign=campaign, plan__village__township=place)
    filing = Filing.objects.filter(campaign=campaign, township=place).first() or Filing(township=place)
    filing.campaign = campaign
    typed = form.typed if form else {}
    refused = {entry.code: entry for entry in form.entries} if form and stale else {}
    return grid_rows(sheets, part, star_names(campaign), filing, timezone.localdate(), typed, refused)


def _page(
    request: HttpRequest, campaign: Campaign, place: Township, known: list[Part], part: Part, *,
    form: CellsForm | None = None, refusal: Refused | None = None, problems=(), filled=None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    failed = status != 200
    rows = _rows(campaign, place, part, form if failed else None, stale=isinstance(refusal, Stale))
    context = {
        "campaign": campaign,
        "township": place,
        "parts": known,
        "part": part,
        "columns": [(name, field, (filled or {}).get(name, "")) for name, field in part.columns],
        "rows": rows,
        "gaps": sum(len(row.row.gaps) for row in rows),
        "recalled": recalled(campaign, place),
        "refusal": refusal,
        "problems": [
            *problems,
            *(form.problems if form else ()),
            *((str(problem), "") for problem in (refusal.problems if refusal else ())),
        ],
        "address": f"{reverse('sheet_grid', args=[campaign.year, place.code])}?part={part.code}",
        "crumbs": [*crumbs(request, campaign.year, place), (_("Plan sheets"), "")],
    }
    if request.htmx:
        codes = {entry.code for entry in form.entries} if form else set()
        context["rows"] = [row for row in rows if row.row.code in codes]
        return render(request, "sheets/_grid_saved.html", context, status=status)
    return render(request, "sheets/grid.html", context, status=status)
