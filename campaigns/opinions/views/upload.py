"""The list of opinions (意见建议) comes back as a workbook."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from campaigns import access
from campaigns.planning.reports.naming import star_names, units_at
from campaigns.workbooks.returned import ListUpload
from campaigns.workbooks.views.returned import ListKind, Place, upload_list
from campaigns.year.choices import Phase
from campaigns.year.models.campaign import Campaign
from campaigns.year.views.find import place_campaign

from .. import reports as opinion_reports
from ..actions import take_opinions
from ..exchange import OpinionBook, compare_opinions, read_opinion_list
from ..models import Opinion


def _read_opinions(request: HttpRequest, campaign: Campaign, place: Place, file) -> ListUpload:
    read = read_opinion_list(file)
    at_place = Opinion.objects.answered_by(request.seat).at(campaign, place.pk)
    rows = opinion_reports.rows(at_place.filter(pk__in=read.keys).for_list(), campaign, request.seat)
    county = campaign.county
    places = {place.pk: place.name}
    if place == county:
        places |= dict(county.townships.values_list("pk", "name"))
    book = OpinionBook(
        span=campaign.span,
        today=timezone.localdate(),
        records={row.opinion.pk: row for row in rows},
        units=units_at(campaign, place),
        places=places,
        names=star_names(campaign),
        known=frozenset(opinion_reports.said_already(campaign, [line.raw("意见建议").strip() for line in read.lines])),
    )
    return compare_opinions(read, book)


OPINIONS = ListKind(
    "opinions", "opinions_download", gettext_lazy("Opinions"),
    gettext_lazy("A row without a code becomes a new opinion from whom it names, as a letter's."),
    take_opinions, _read_opinions,
)  # fmt: skip


@require_http_methods(["GET", "POST"])
def opinions_upload(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: the list of opinions comes back to the county office, with answers."""
    campaign, place = place_campaign(request, year, code)
    if not access.runs(request.seat, campaign.county) or campaign.phase == Phase.CLOSED:
        raise PermissionDenied
    return upload_list(request, campaign, place, OPINIONS)
