"""The ledger as a workbook: download what a list shows, upload it filled in, see what differs, take it over."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.workbooks.forms import UploadForm
from campaigns.workbooks.layout import OFFICIAL
from campaigns.workbooks.marked import mark_errors
from campaigns.workbooks.views.carried import carried, carried_or_chosen
from campaigns.workbooks.workbook import UnreadableError, download
from campaigns.year.models.campaign import Campaign
from campaigns.year.views.find import crumbs, place_campaign, query
from fivestar.changes.deeds import Refused
from fivestar.http import one_time_token
from villages.choices import Role
from villages.models import County, Township

from ..actions.tasks import MOST_AT_ONCE, edit_tasks
from ..exchange import MOST_LINES, NAME, LedgerBook, LedgerUpload, compare, read_ledger, write_ledger
from ..models import UnitTask
from ..reports.lists import in_order
from .lists import asked_list, may_write

SHOWN = 200  # changed rows of the preview


@require_safe
def tasks_download(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """The tasks that a filter keeps, all of them, as an .xlsx."""
    with translation.override(OFFICIAL):
        asked = asked_list(request, year, code)
        if not asked.form.is_valid():
            raise Http404
        narrowed = asked.narrowed
    if asked.kept.count() > MOST_LINES:
        told = _(
            "A workbook holds at most %(most)s tasks, so that it can come back. Narrow the list, e.g. by township."
        )
        messages.error(request, told % {"most": MOST_LINES})
        return redirect(reverse("tasks", args=[year, code]) + query(request))
    writes = may_write(request.seat, asked.campaign, asked.place)
    keys = frozenset(asked.kept.order_by().values_list("pk", flat=True))
    book = _book(
        request, asked.campaign, asked.place,
        rows=asked.in_order.with_files().iterator(chunk_size=2000), total=len(keys),
        base=asked.at_place.count(), narrowed=narrowed, open_keys=keys if writes else frozenset(),
    )  # fmt: skip
    return download(write_ledger(book), f"{asked.place.name}{year}年{NAME}")


def _book(request: HttpRequest, campaign: Campaign, place: County | Township, **facts) -> LedgerBook:
    with translation.override(OFFICIAL):
        word = str(campaign.get_word_display())
    return LedgerBook(
        place=place.official_name, year=campaign.year, span=campaign.span, word=word,
        assessment_on=campaign.assessment_on,
        is_office=request.seat.holds(Role.COUNTY_OFFICE), **facts,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def tasks_upload(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: upload a filled ledger, see what it would change, take over all of it or the good rows; take the
    workbook back with its errors marked."""
    campaign, place = place_campaign(request, year, code)
    if not may_write(request.seat, campaign, place):
        raise PermissionDenied
    form = UploadForm(request.POST or None, carried_or_chosen(request))
    if request.method == "GET" or not form.is_valid():
        return _page(request, campaign, place, form, status=200 if request.method == "GET" else 422)
    file = form.cleaned_data["file"]
    try:
        upload = _read(request, campaign, place, file)
        if request.POST.get("deed") == "mark":
            return download(mark_errors(file, upload), f"{file.name.removesuffix('.xlsx')}（标错）")
    except UnreadableError as error:
        form.add_error("file", str(error))
        return _page(request, campaign, place, form, status=422)
    if request.POST.get("deed") == "take":
        return _take(request, campaign, place, form, upload)
    return _page(request, campaign, place, form, upload=upload)


def _read(request: HttpRequest, campaign: Campaign, place: County | Township, file) -> LedgerUpload:
    """A file held against those rows of the place that it names."""
    read = read_ledger(file)
    named = UnitTask.objects.visible_to(request.seat).at(campaign, place.pk).filter(pk__in=set(read.keys))
    rows = list(in_order(named, ""))
    keys = frozenset(named.editable_by(request.seat).order_by().values_list("pk", flat=True))
    return compare(
        read, _book(request, campaign, place, rows=rows, total=len(rows), base=len(rows), open_keys=keys)
    )  # fmt: skip


def _take(
    request: HttpRequest, campaign: Campaign, place: County | Township, form: UploadForm, upload: LedgerUpload
) -> HttpResponse:
    """Write what the preview showed, as one deed."""
    if request.POST.get("digest") != upload.digest:
        refusal = Refused(_("The ledger has changed since you looked. Nothing was saved; this is how it stands now."))
        return _page(request, campaign, place, form, upload=upload, refusal=refusal, status=409)
    rows = upload.changed if request.POST.get("stale") else upload.good
    name = form.cleaned_data["file"].name
    try:
        edit_tasks(
            by=request.seat, campaign=campaign, entries=[row.entry for row in rows],
            token=request.POST.get("token", ""), reason=f"Excel：{name}"[:120],
        )  # fmt: skip
    except Refused as refused:
        return _page(request, campaign, place, form, upload=upload, refusal=refused, status=refused.status)
    messages.success(
        request,
        ngettext("%(n)s row taken over.", "%(n)s rows taken over.", len(rows)) % {"n": len(rows)},
    )
    return redirect("tasks", campaign.year, place.pk)


def _page(
    request: HttpRequest, campaign: Campaign, place: County | Township, form: UploadForm, *,
    upload: LedgerUpload | None = None, refusal: Refused | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    context = {
        "campaign": campaign,
        "place": place,
        "form": form,
        "upload": upload,
        "name": form.cleaned_data["file"].name if upload else "",
        "carried": carried(form.cleaned_data["file"]) if upload else "",
        "shown": upload.changed[:SHOWN] if upload else [],
        "refusal": refusal,
        "problems": [(str(problem), "") for problem in (refusal.problems if refusal else ())],
        "most": MOST_AT_ONCE,
        "token": one_time_token(),
        "crumbs": [
            *crumbs(request, campaign.year, place),
            (_("Ledger"), reverse("tasks", args=[campaign.year, place.pk])),
            (_("Upload a workbook"), ""),
        ],
    }
    return render(request, "ledger/lists/upload.html", context, status=status)
