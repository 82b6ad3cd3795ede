"""Project list and opinions come back as workbooks: look at what differs, take over all of it or the good rows."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from fivestar.changes.deeds import Refused
from fivestar.http import one_time_token
from villages.models import County, Township

from .. import access
from ..actions.opinion import take_opinions
from ..actions.project import take_projects
from ..choices import Phase
from ..exchange.listed import ListUpload
from ..exchange.marked import mark_errors
from ..exchange.opinion import OpinionBook, compare_opinions, read_opinion_list
from ..exchange.project import ProjectBook, compare_projects, read_projects
from ..exchange.workbook import UnreadableError, download
from ..forms.exchange import UploadForm
from ..models import Campaign, Opinion, Plan, Project
from ..reports import opinion as opinion_reports
from ..reports.project import aiming_high
from ..reports.sheet import star_names
from ..rules.campaign import BEFORE_RATING
from .find import crumbs, place_campaign
from .sheet_exchange import carried, carried_or_chosen

SHOWN = 200  # changed rows of the preview
Place = County | Township


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


def _read_projects(request: HttpRequest, campaign: Campaign, place: Place, file) -> ListUpload:
    read = read_projects(file)
    at_place = Project.objects.editable_by(request.seat).at(campaign, place.pk).for_list()
    plans = Plan.objects.editable_by(request.seat).at(campaign.year, place.pk)
    projects = {project.pk: project for project in at_place}
    book = ProjectBook(
        year=campaign.year,
        records=projects,
        units=_units(campaign, place),
        aiming=frozenset(aiming_high(plans).order_by().values_list("village", flat=True)),
        names=star_names(campaign),
        listed={(each.plan.village_id, each.name): each for each in projects.values()},
    )
    return compare_projects(read, book)


def _read_opinions(request: HttpRequest, campaign: Campaign, place: Place, file) -> ListUpload:
    read = read_opinion_list(file)
    at_place = Opinion.objects.answered_by(request.seat).at(campaign, place.pk)
    rows = opinion_reports.rows(at_place.filter(pk__in=read.keys).for_list(), campaign, request.seat)
    county = campaign.county
    places = {place.pk: place.name}
    if place == county:
        places |= dict(county.townships.values_list("pk", "name"))
    book = OpinionBook(
        year=campaign.year,
        today=timezone.localdate(),
        records={row.opinion.pk: row for row in rows},
        units=_units(campaign, place),
        places=places,
        names=star_names(campaign),
        known=frozenset(opinion_reports.said_already(campaign, [line.raw("意见建议").strip() for line in read.lines])),
    )
    return compare_opinions(read, book)


def _units(campaign: Campaign, place: Place):
    return [unit for unit in opinion_reports.named_units(campaign) if unit.code.startswith(place.pk)]


PROJECTS = ListKind(
    "projects", "projects_download", gettext_lazy("Project list"),
    gettext_lazy("A row without a code becomes a new project of the unit that it names."),
    take_projects, _read_projects,
)  # fmt: skip
OPINIONS = ListKind(
    "opinions", "opinions_download", gettext_lazy("Opinions"),
    gettext_lazy("A row without a code becomes a new opinion from whom it names, as a letter's."),
    take_opinions, _read_opinions,
)  # fmt: skip


@require_http_methods(["GET", "POST"])
def projects_upload(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: a filled project list comes back: a township's own, or the county's to its office."""
    campaign, place = place_campaign(request, year, code)
    lists = access.enters if isinstance(place, Township) else access.runs
    if not lists(request.seat, place) or campaign.phase not in BEFORE_RATING:
        raise PermissionDenied
    return _upload(request, campaign, place, PROJECTS)


@require_http_methods(["GET", "POST"])
def opinions_upload(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: the list of opinions comes back to the county office, with answers."""
    campaign, place = place_campaign(request, year, code)
    if not access.runs(request.seat, campaign.county) or campaign.phase == Phase.CLOSED:
        raise PermissionDenied
    return _upload(request, campaign, place, OPINIONS)


def _upload(request: HttpRequest, campaign: Campaign, place: Place, kind: ListKind) -> HttpResponse:
    form = UploadForm(request.POST or None, carried_or_chosen(request))
    if request.method == "GET" or not form.is_valid():
        return _page(request, campaign, place, kind, form, status=200 if request.method == "GET" else 422)
    file = form.cleaned_data["file"]
    try:
        upload = kind.read(request, campaign, place, file)
        if request.POST.get("deed") == "mark":
            return download(mark_errors(file, upload), f"{file.name.removesuffix('.xlsx')}（标错）")
    except UnreadableError as error:
        form.add_error("file", str(error))
        return _page(request, campaign, place, kind, form, status=422)
    if request.POST.get("deed") == "take":
        return _take(request, campaign, place, kind, form, upload)
    return _page(request, campaign, place, kind, form, upload=upload)


def _take(
    request: HttpRequest, campaign: Campaign, place: Place, kind: ListKind, form: UploadForm, upload: ListUpload
) -> HttpResponse:
    """Write what the preview showed, as one deed."""
    if request.POST.get("digest") != upload.digest:
        refusal = Refused(_("The list has changed since you looked. Nothing was saved; this is how it stands now."))
        return _page(request, campaign, place, kind, form, upload=upload, refusal=refusal, status=409)
    rows = upload.changed if request.POST.get("stale") else upload.good
    name = form.cleaned_data["file"].name
    try:
        kind.take(
            by=request.seat, campaign=campaign, entries=[row.entry for row in rows],
            token=request.POST.get("token", ""), reason=f"Excel：{name}"[:120],
        )  # fmt: skip
    except Refused as refused:
        return _page(request, campaign, place, kind, form, upload=upload, refusal=refused, status=refused.status)
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
    return render(request, "exchange/listed.html", context, status=status)
