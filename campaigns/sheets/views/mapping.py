"""A county's own workbook: say what its columns are, look at what it would change, take it over, keep the mapping."""

import hashlib
import json
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from campaigns.entry.rules.dates import Span
from campaigns.entry.rules.names import UnitNames
from campaigns.planning.reports.naming import named_units
from campaigns.workbooks.marked import mark_errors
from campaigns.workbooks.views.carried import carried, carried_or_chosen
from campaigns.workbooks.workbook import Sheet, UnreadableError, download, read_sheets
from campaigns.year.models.campaign import Campaign
from campaigns.year.views.find import crumbs, office_campaign
from fivestar.changes.deeds import Refused

from ..actions.mapping import forget_mapping, keep_mapping
from ..actions.sheet import save_sheets
from ..exchange import mapping as exchange
from ..exchange.changes import FOCUS, SheetUpload
from ..forms.mapping import ColumnsForm, MappedUploadForm
from ..models.mapping import ColumnMapping
from ..rules import SheetEntry, cell
from .exchange import book_of


@dataclass(frozen=True)
class Read:
    """An uploaded workbook, and the sheet of it that is looked at."""

    file: object
    sheets: list[Sheet]
    sheet: Sheet
    head: int
    heads: list[tuple[int, str]]
    guessed: dict[int, str]


@require_http_methods(["GET", "POST"])
def mapping(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: upload any workbook, say what its columns are, see the differences, take the ticked units over."""
    campaign = office_campaign(request, year, code)
    known = list(ColumnMapping.objects.filter(county=campaign.county))
    chosen = [(str(each.pk), each.name) for each in known]
    form = MappedUploadForm(request.POST or None, carried_or_chosen(request), mappings=chosen)
    context = {"campaign": campaign, "form": form, "known": known}
    if request.method == "GET":
        return _page(request, context)
    if not form.is_valid():
        return _page(request, context, 422)
    asked = form.cleaned_data.get("kept")
    kept = next((each.columns for each in known if str(each.pk) == asked), None)
    try:
        read = _read(request, form.cleaned_data["file"], kept)
    except UnreadableError as error:
        form.add_error("file", str(error))
        return _page(request, context, 422)
    return _columns(request, campaign, read, context)


def _read(request: HttpRequest, file, kept: dict[str, str] | None) -> Read:
    """Open the workbook at the sheet and row that were chosen, or where the heads seem to stand."""
    sheets = read_sheets(file)
    sheet = next((each for each in sheets if each.name == request.POST.get("sheet")), None)
    sheet = sheet or max(sheets, key=lambda each: len(each.rows))
    head = request.POST.get("head", "")
    row = int(head) if head.isdecimal() and len(head) < 4 else exchange.guess_head_row(sheet, kept)
    heads = exchange.heads_of(sheet, row)
    return Read(file, sheets, sheet, row, heads, exchange.guess_columns(heads, kept))


def _columns(request: HttpRequest, campaign: Campaign, read: Read, context: dict) -> HttpResponse:
    deed = request.POST.get("deed", "")
    options = {
        "sheets": [each.name for each in read.sheets],
        "heads": read.heads,
        "targets": exchange.targets(),
    }
    first = {"sheet": read.sheet.name, "head": read.head} | {f"col-{c}": said for c, said in read.guessed.items()}
    columns = ColumnsForm(request.POST, **options) if deed in STEPS else ColumnsForm(initial=first, **options)
    context |= {"columns": columns, "carried": carried(read.file), "name": read.file.name, "head": read.head}
    if deed not in STEPS:
        return _page(request, context)
    if columns.is_valid() and not read.heads:
        columns.add_error("head", _("This row has no heads."))
    for sentence in exchange.what_is_wrong(columns.columns()) if columns.is_valid() else ():
        columns.add_error(None, sentence)
    if not columns.is_valid():
        return _page(request, context, 422)
    names = UnitNames(named_units(campaign))
    upload = exchange.read_mapped(read.sheet, read.head, columns.columns(), book_of(request, campaign), names)
    if deed == "mark":
        return download(mark_errors(read.file, upload), f"{read.file.name.removesuffix('.xlsx')}（标错）")
    context |= {"upload": upload, "digest": _digest(upload)}
    if deed == "apply":
        return _apply(request, campaign, read, columns, upload, context)
    return _page(request, context)


STEPS = ("preview", "mark", "apply")


def _digest(upload: SheetUpload) -> str:
    """What the page shows of a file: nobody takes over what they have not seen."""
    told = [
        [unit.code, unit.version, [[each.cell, each.was, each.sent] for each in unit.changes]]
        for unit in upload.changed
    ]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


def _apply(request: HttpRequest, campaign: Campaign, read: Read, columns, upload: SheetUpload, context) -> HttpResponse:
    """Take over the ticked units as one deed, and keep the mapping if it got a name."""
    picked = set(request.POST.getlist("pick"))
    entries = [
        SheetEntry(unit.code, unit.version, {each.cell: _value(each, campaign.span) for each in unit.changes})
        for unit in upload.changed
        if unit.code in picked
    ]
    if request.POST.get("digest") != _digest(upload):
        context["problem"] = _("The sheets have changed since you looked; this is what the file would change now.")
        return _page(request, context, 409)
    token, name = request.POST.get("token", ""), columns.cleaned_data["keep"]
    try:
        if entries:
            save_sheets(
                by=request.seat, campaign=campaign, entries=entries, token=token, reason=f"Excel：{read.file.name}"
            )
        if name:
            kept = exchange.kept_columns(read.heads, columns.columns())
            keep_mapping(by=request.seat, county=campaign.county, name=name, columns=kept, year=campaign.year)
    except Refused as refused:
        context["problem"] = str(refused.message)
        return _page(request, context, refused.status)
    told = ngettext("%(n)s unit taken over.", "%(n)s units taken over.", len(entries)) % {"n": len(entries)}
    messages.success(request, f"{told} {_('The mapping is kept.')}" if name else told)
    return redirect("sheets", campaign.year, campaign.county_id)


def _value(change, span: Span):
    return change.sent if change.cell == FOCUS else cell(change.cell).parse(change.sent, span)


def _page(request: HttpRequest, context: dict, status: int = 200) -> HttpResponse:
    campaign = context["campaign"]
    context["crumbs"] = [
        *crumbs(request, campaign.year, campaign.county),
        (_("Plan sheets"), reverse("sheets", args=[campaign.year, campaign.county_id])),
        (_("A workbook of your own"), ""),
    ]
    return render(request, "sheets/mapping.html", context, status=status)


@require_POST
def forget(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Forget a kept mapping."""
    campaign = office_campaign(request, year, code)
    asked, version = request.POST.get("mapping", ""), request.POST.get("version", "")
    found = get_object_or_404(
        ColumnMapping.objects.select_related("county"), county=campaign.county, pk=asked if asked.isdecimal() else 0
    )
    forget_mapping(
        by=request.seat, mapping=found, version=int(version) if version.isdecimal() else 0, year=year,
        token=request.POST.get("token", ""),
    )  # fmt: skip
    messages.success(request, _("The mapping is forgotten."))
    return redirect("map_columns", year, code)
