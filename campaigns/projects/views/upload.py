"""The project list comes back as a workbook."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from campaigns import access
from campaigns.planning.models.marks import Plan
from campaigns.planning.reports.naming import star_names, units_at
from campaigns.workbooks.returned import ListUpload
from campaigns.workbooks.views.returned import ListKind, Place, upload_list
from campaigns.year.models.campaign import Campaign
from campaigns.year.rules import BEFORE_RATING
from campaigns.year.views.find import place_campaign
from villages.models import Township

from ..actions import take_projects
from ..exchange import ProjectBook, compare_projects, read_projects
from ..models import Project
from ..reports import aiming_high


def _read_projects(request: HttpRequest, campaign: Campaign, place: Place, file) -> ListUpload:
    read = read_projects(file)
    at_place = Project.objects.editable_by(request.seat).at(campaign, place.pk).for_list()
    plans = Plan.objects.editable_by(request.seat).at(campaign.year, place.pk)
    projects = {project.pk: project for project in at_place}
    book = ProjectBook(
        span=campaign.span,
        records=projects,
        units=units_at(campaign, place),
        aiming=frozenset(aiming_high(plans).order_by().values_list("village", flat=True)),
        names=star_names(campaign),
        listed={(each.plan.village_id, each.name): each for each in projects.values()},
    )
    return compare_projects(read, book)


PROJECTS = ListKind(
    "projects", "projects_download", gettext_lazy("Project list"),
    gettext_lazy("A row without a code becomes a new project of the unit that it names."),
    take_projects, _read_projects,
)  # fmt: skip


@require_http_methods(["GET", "POST"])
def projects_upload(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: a filled project list comes back: a township's own, or the county's to its office."""
    campaign, place = place_campaign(request, year, code)
    lists = access.enters if isinstance(place, Township) else access.runs
    if not lists(request.seat, place) or campaign.phase not in BEFORE_RATING:
        raise PermissionDenied
    return upload_list(request, campaign, place, PROJECTS)
