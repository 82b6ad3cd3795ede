"""The matrix as a workbook: download, upload, look at the differences, take them over or not."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from campaigns import access
from campaigns.workbooks.forms import UploadForm
from campaigns.workbooks.views.carried import carried, carried_or_chosen, marked_file
from campaigns.workbooks.workbook import UnreadableError, download
from campaigns.year.views.find import crumbs, township_campaign
from fivestar.http import one_time_token

from ..exchange.matrix import read_matrix, write_matrix
from ..reports.matrix import matrix


@require_safe
def matrix_download(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """A township's matrix as an .xlsx."""
    campaign, place = township_campaign(request, year, code)
    shown = matrix(campaign, place, timezone.localdate())
    return download(write_matrix(shown), f"{place.name}{year}年标星表")


@require_http_methods(["GET", "POST"])
def matrix_upload(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: upload a filled matrix and see what it would change; take the workbook back with its errors marked.
    Taking it over is the matrix's own form."""
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
                upload = read_matrix(file, matrix(campaign, place, timezone.localdate()))
                if request.POST.get("deed") == "mark" and (marked := marked_file(file, upload, form)):
                    return marked
                context |= {"upload": upload, "name": file.name, "carried": carried(file)}
            except UnreadableError as error:
                form.add_error("file", str(error))
        status = 200 if form.is_valid() else 422
    context |= {"crumbs": crumbs(request, year, place, _("Upload a workbook")), "token": one_time_token()}
    return render(request, "planning/marks/upload.html", context, status=status)
