"""Plan sheets as a workbook and on paper: download, upload, look at the differences, take them over or not."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from campaigns import access
from campaigns.planning.choices import PlanState
from campaigns.planning.reports.naming import star_names
from campaigns.workbooks.forms import UploadForm
from campaigns.workbooks.layout import OFFICIAL
from campaigns.workbooks.marked import mark_errors
from campaigns.workbooks.views.carried import carried, carried_or_chosen
from campaigns.workbooks.workbook import UnreadableError, download
from campaigns.year.models.campaign import Campaign, Filing
from campaigns.year.views.find import crumbs, township_campaign
from fivestar.http import one_time_token
from villages.models import Township

from ..exchange.sheets import NAME, SheetBook, read_sheet_book, write_sheets
from ..forms.sheet import SheetForm
from ..models.sheet import Sheet
from ..reports.sheet import SheetRow, sheet_rows
from ..rules import may_write


def book_of(
    request: HttpRequest, campaign: Campaign, place: Township | None = None, states: tuple[str, ...] = ()
) -> SheetBook:
    """The sheets of a township, or of the whole county, as far as the seat reaches."""
    found = Sheet.objects.visible_to(request.seat).for_list().filter(plan__campaign=campaign)
    if place:
        found = found.filter(plan__village__township=place)
    names = star_names(campaign)
    rows = sheet_rows(found, names)
    with translation.override(OFFICIAL):
        narrowed = "、".join(str(PlanState(state).label) for state in states)
        word = str(campaign.get_word_display())
    kept = [row for row in rows if not states or row.sheet.state in states]
    known = {filing.township_id: filing for filing in Filing.objects.filter(campaign=campaign)}
    return SheetBook(
        place=place.official_name if place else campaign.county.official_name,
        year=campaign.year,
        span=campaign.span,
        word=word,
        rows=kept,
        names=names,
        open_codes=frozenset(row.code for row in kept if _is_open(row, campaign, known)),
        base=len(rows),
        narrowed=narrowed,
    )


def _is_open(row: SheetRow, campaign: Campaign, known: dict[str, Filing]) -> bool:
    filing = known.get(row.sheet.plan.village.township_id) or Filing()
    filing.campaign = campaign
    return row.sheet.state_choice.is_open and may_write(
        campaign.phase, timezone.localdate(), filing.sheets_due, row.sheet.open_until
    )


def _states(request: HttpRequest) -> tuple[str, ...]:
    asked = tuple(state for state in request.GET.getlist("state") if state)
    if set(asked) - set(PlanState.values):
        raise Http404
    return asked


@require_safe
def sheets_download(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """The plan sheets of a township as an .xlsx, narrowed to the states that are asked for."""
    campaign, place = township_campaign(request, year, code)
    return download(write_sheets(book_of(request, campaign, place, _states(request))), f"{place.name}{year}年{NAME}")


@require_safe
def sheets_paper(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: the official forms of a township's units, each on a page of its own, to print and sign."""
    campaign, place = township_campaign(request, year, code)
    book = book_of(request, campaign, place, _states(request))
    papers = []
    with translation.override(OFFICIAL):
        for row in book.rows:
            form = SheetForm(
                content=row.content,
                star_names=book.names[row.sheet.plan.kind],
                span=campaign.span,
            )
            papers.append({"row": row, "sheet": row.sheet, "plan": row.sheet.plan, "form": form})
    context = {
        "campaign": campaign,
        "township": place,
        "papers": papers,
        "book": book,
        "official": OFFICIAL,
        "crumbs": [
            *crumbs(request, year, place),
            (_("Plan sheets"), reverse("sheets", args=[year, code])),
            (_("Print all"), ""),
        ],
    }
    return render(request, "sheets/papers.html", context)


@require_http_methods(["GET", "POST"])
def sheets_upload(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: upload filled plan sheets and see what they would change; take the workbook back with its errors
    marked. Taking it over is the table's own form."""
    campaign, place = township_campaign(request, year, code)
    if not access.enters(request.seat, place):
        raise PermissionDenied
    form = UploadForm(request.POST or None, carried_or_chosen(request))
    context = {"campaign": campaign, "township": place, "form": form}
    status = 200
    if request.method == "POST":
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                upload = read_sheet_book(file, book_of(request, campaign, place))
                if request.POST.get("deed") == "mark":
                    return download(mark_errors(file, upload), f"{file.name.removesuffix('.xlsx')}（标错）")
                context |= {"upload": upload, "name": file.name, "carried": carried(file)}
            except UnreadableError as error:
                form.add_error("file", str(error))
        status = 200 if form.is_valid() else 422
    context |= {
        "crumbs": [
            *crumbs(request, year, place),
            (_("Plan sheets"), reverse("sheets", args=[year, code])),
            (_("Upload a workbook"), ""),
        ],
        "token": one_time_token(),
    }
    return render(request, "sheets/upload.html", context, status=status)
