"""A list that comes back as a workbook: look at what differs, take over all of it or the good rows."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.year.models.campaign import Campaign
from campaigns.year.views.find import crumbs
from fivestar.changes.deeds import Refused
from fivestar.changes.models import ChangeSet
from fivestar.http import one_time_token
from villages.models import County, Township

from ..forms import UploadForm
from ..returned import ListUpload
from ..workbook import UnreadableError
from .carried import carried, carried_or_chosen, marked_file

SHOWN = 200  # changed rows of the preview
Place = County | Township


class _Changed(Refused):
    status = 409


@dataclass(frozen=True)
class ListKind:
    """One of the lists that come back.

    name -- of its page's route; download -- of its workbook's; take -- the deed that takes rows over.
    new  -- what a row without a code becomes.
    """

    name: str
    download: str
    title: str | Promise
    new: str | Promise
    take: Callable
    read: Callable[[HttpRequest, Campaign, Place, object], ListUpload]


def upload_list(request: HttpRequest, campaign: Campaign, place: Place, kind: ListKind) -> HttpResponse:
    form = UploadForm(request.POST or None, carried_or_chosen(request))
    if request.method == "GET" or not form.is_valid():
        return _page(request, campaign, place, kind, form, status=200 if request.method == "GET" else 422)
    file = form.cleaned_data["file"]
    stamp = _stamp()
    try:
        upload = kind.read(request, campaign, place, file)
    except UnreadableError as error:
        form.add_error("file", str(error))
        return _page(request, campaign, place, kind, form, status=422)
    if request.POST.get("deed") == "take":
        return _take(request, campaign, place, kind, form, upload, stamp)
    if request.POST.get("deed") == "mark" and (marked := marked_file(file, upload, form)):
        return marked
    return _page(request, campaign, place, kind, form, upload=upload, status=422 if form.errors else 200)


def _stamp() -> int:
    """What tells whether anything was changed since: the number of the newest change."""
    return ChangeSet.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def _take(
    request: HttpRequest,
    campaign: Campaign,
    place: Place,
    kind: ListKind,
    form: UploadForm,
    upload: ListUpload,
    stamp: int,
) -> HttpResponse:
    """Write what the preview showed, as one deed.

    stamp -- from before the file was held against what stands. Two may take over the same file in one moment: inside
             the deed, where the second waits for the first, what differs by then is looked at again.
    """
    shown, file = request.POST.get("digest"), form.cleaned_data["file"]
    now = upload

    def check() -> None:
        nonlocal now
        Campaign.objects.select_for_update().get(pk=campaign.pk)
        if _stamp() != stamp:
            file.seek(0)
            now = kind.read(request, campaign, place, file)
        if shown != now.digest:
            raise _Changed(_("The list has changed since you looked. Nothing was saved; this is how it stands now."))

    rows = upload.chosen(stale="stale" in request.POST, doubles="doubles" in request.POST)
    name = file.name
    try:
        kind.take(
            by=request.seat, campaign=campaign, entries=[row.entry for row in rows],
            token=request.POST.get("token", ""), reason=f"Excel：{name}"[:120], check=check,
        )  # fmt: skip
    except Refused as refused:
        return _page(request, campaign, place, kind, form, upload=now, refusal=refused, status=refused.status)
    told = ngettext("%(n)s row taken over.", "%(n)s rows taken over.", len(rows)) % {"n": len(rows)}
    messages.success(request, told)
    return redirect(kind.name, campaign.year, place.pk)


def _page(
    request: HttpRequest, campaign: Campaign, place: Place, kind: ListKind, form: UploadForm, *,
    upload: ListUpload | None = None, refusal: Refused | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    here = [campaign.year, place.pk]
    listed = reverse(kind.name, args=here)
    context = {
        "campaign": campaign,
        "place": place,
        "kind": kind,
        "listed": listed,
        "download": reverse(kind.download, args=here),
        "form": form,
        "upload": upload,
        "name": form.cleaned_data["file"].name if upload else "",
        "carried": carried(form.cleaned_data["file"]) if upload else "",
        "shown": upload.changed[:SHOWN] if upload else [],
        "refusal": refusal,
        "problems": [(str(problem), "") for problem in (refusal.problems if refusal else ())],
        "token": one_time_token(),
        "crumbs": [
            *crumbs(request, campaign.year, place),
            (kind.title, listed),
            (_("Upload a workbook"), ""),
        ],
    }
    return render(request, "workbooks/returned.html", context, status=status)
