"""What every view begins with: the place and its campaign, as far as the seat reaches."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from campaigns import access
from fivestar.http import DIGITS
from villages.models import County, Place, Township

from ..models.campaign import Campaign, Star


def county_campaign(request: HttpRequest, year: int, code: str) -> Campaign:
    """The county's campaign, for those whom its dashboards are meant for.

    Raises Http404 outside the seat's range, PermissionDenied for a township's seat.
    """
    campaign = get_object_or_404(Campaign.objects.visible_to(request.seat).for_page().at(year, code))
    if not access.reads_county(request.seat, campaign.county):
        raise PermissionDenied
    return campaign


def office_campaign(request: HttpRequest, year: int, code: str) -> Campaign:
    """The county's campaign, for the office that runs it."""
    campaign = county_campaign(request, year, code)
    if not access.runs(request.seat, campaign.county):
        raise PermissionDenied
    return campaign


def visible_township(request: HttpRequest, code: str) -> Township:
    """A township in the seat's range."""
    townships = Township.objects.visible_to(request.seat).select_related("county__city__province")
    return get_object_or_404(townships, code=code)


def campaign_of(township: Township, year: int) -> Campaign | None:
    """The campaign of a township's county in a year."""
    campaign = Campaign.objects.for_page().at(year, township.code).first()
    if campaign is not None:
        campaign.county = township.county  # one object for both, so that the county is not asked for twice
    return campaign


def township_campaign(request: HttpRequest, year: int, code: str) -> tuple[Campaign, Township]:
    """A township and its county's campaign."""
    township = visible_township(request, code)
    campaign = campaign_of(township, year)
    if campaign is None:
        raise Http404
    return campaign, township


def place_campaign(request: HttpRequest, year: int, code: str) -> tuple[Campaign, County | Township]:
    """The campaign at a county's or a township's address, and that place."""
    if len(code) == DIGITS["township"]:
        return township_campaign(request, year, code)
    campaign = county_campaign(request, year, code)
    return campaign, campaign.county


def own_county(request: HttpRequest, code: str) -> County:
    """The county whose office the seat is."""
    county = get_object_or_404(County.objects.visible_to(request.seat).select_related("city__province"), code=code)
    if not access.runs(request.seat, county):
        raise PermissionDenied
    return county


ROUTES = {2: "province", 4: "city", 6: "county", 9: "township", 12: "unit"}


def address(year: int, code: str) -> str:
    """The page of a place in a year."""
    return reverse(ROUTES[len(code)], args=[year, code])


def crumbs(request: HttpRequest, year: int, place: Place, *pages: str) -> list[tuple[str, str]]:
    """From the widest place that the seat may open down to this page; ``pages`` are the names below the place."""
    line: list[Place] = []
    at: Place | None = place
    while at is not None:
        line.insert(0, at)
        at = at.parent
    shown = [(each.name, address(year, each.pk) if request.seat.reaches(each) else "") for each in line]
    return [*shown, *((page, "") for page in pages)]


def query(request: HttpRequest, **changed: str | None) -> str:
    """The query string with some parameters changed, or left out where None; from the first page on."""
    asked = request.GET.copy()
    for name, value in {"page": None, **changed}.items():
        if value is None:
            asked.pop(name, None)
        else:
            asked[name] = value
    return f"?{asked.urlencode()}"


def star_choices(sets: dict[str, list[Star]]) -> list[tuple[str, str]]:
    """Stars by code, as filters offer them; one that both star sets have stands there once."""
    names: dict[str, dict[str, None]] = {}
    for star in (star for of_kind in sets.values() for star in of_kind):
        names.setdefault(star.code, {})[star.name] = None
    return [(code, " / ".join(of_code)) for code, of_code in names.items()]
