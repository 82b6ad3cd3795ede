"""Where each person lands, and what each post owes by deadline."""

from collections import Counter

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from campaigns import access
from campaigns.year.choices import Phase
from campaigns.year.models.campaign import Campaign, stars_of
from campaigns.year.views.find import address, crumbs, place_campaign
from villages.access import Seat, scope
from villages.choices import Role
from villages.models import County, Township

from ..reports import digest as digest_report
from ..reports import home as reports
from ..rules import Duty

WORKERS = (Role.TOWNSHIP_ORGANIZER, Role.COUNTY_OFFICE, Role.TASK_FORCE)


def campaigns_of(seat: Seat) -> list[Campaign]:
    """The campaigns that a seat works in, the oldest first: those of its county that are not closed, where there is
    none its newest; of those above counties the year that most of their counties are at work in, of two alike the
    later: one county that opens the next year early leads nobody away from the others."""
    campaigns = Campaign.objects.all()
    if seat.level in ("county", "township"):
        campaigns = campaigns.filter(county=seat.ancestor("county").pk)
        if at_work := list(campaigns.at_work()):
            return at_work
    else:
        campaigns = campaigns.filter(scope(seat, "county", "county"))
        years = Counter(campaigns.at_work().values_list("year", flat=True))
        if years:
            campaigns = campaigns.filter(year=max(years, key=lambda year: (years[year], year)))
    return list(campaigns.order_by("-year")[:1])


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Send people to where their work waits; tell others what to do.

    While plans are made, that is where they are made: a township's matrix, a task force's star, the county's page. Once
    ledgers are at work, whoever works on them lands at what the post owes. Leaders land at the page of their place.
    Where two years are at work at once, all land at what both ask for.
    """
    seat = request.seat
    if seat.post is None:
        return render(request, "desk/no_post.html")
    campaigns = campaigns_of(seat)
    first = campaigns[0] if campaigns else None
    works = first and first.phase in (Phase.CREATING, Phase.RATING) and seat.holds(*WORKERS)
    if works or len(campaigns) > 1:
        return redirect("todo", first.year, seat.place.pk)
    if first and (stars := stars_of(seat, first)):  # a task force works where its star is
        return redirect("star", first.year, first.county_id, stars[0].code)
    return redirect(address(first.year if first else timezone.localdate().year, seat.place.pk))


@require_safe
def own_todo(request: HttpRequest) -> HttpResponse:
    """Send people to what their post owes; those above counties, who owe nothing, to their place."""
    campaigns = campaigns_of(request.seat) if request.seat.level in ("county", "township") else []
    return redirect("todo", campaigns[0].year, request.seat.place.pk) if campaigns else redirect("home")


def _at_work(campaign: Campaign) -> list[Campaign]:
    """A campaign and those of its county that are at work beside it, the oldest first; a closed one stands alone."""
    if campaign.phase == Phase.CLOSED:
        return [campaign]
    return list(Campaign.objects.for_page().filter(county=campaign.county_id).at_work())


@require_safe
def todo(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: what a township, the county office or a task force owes, by deadline, in all years that are at work; of a
    county, its leaders read three lines."""
    campaign, place = place_campaign(request, year, code)
    context = {
        "campaign": campaign,
        "place": place,
        "crumbs": crumbs(request, year, place, _("To do")),
        "is_own": request.seat.sits_in(place),
        "office": access.runs(request.seat, campaign.county),
    }
    campaigns = _at_work(campaign)
    if not isinstance(place, Township) and not request.seat.holds(Role.COUNTY_OFFICE, Role.TASK_FORCE):
        context["of_years"] = [(each, reports.county_lines(request.seat, each)) for each in campaigns]
        return render(request, "desk/todo/county.html", context)
    context["of_years"] = [_owed(request.seat, each, place) for each in campaigns]
    return render(request, "desk/todo/todo.html", context)


def _owed(seat: Seat, campaign: Campaign, place: County | Township) -> tuple:
    """(campaign, duties, (group, heading, its lines as (duty, address)))."""
    duties = reports.duties(seat, campaign, place)
    groups = [(group, heading, [(duty, address_of(duty)) for duty in lines]) for group, heading, lines in duties.groups]
    return campaign, duties, groups


@require_safe
def digest(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: what is owed at a place as one plain page, in all years that are at work, to copy into a chat group or to
    print."""
    campaign, place = place_campaign(request, year, code)
    context = {
        "campaign": campaign,
        "place": place,
        "crumbs": crumbs(request, year, place, _("To do"), _("As a text")),
        "digest": digest_report.digests(request.seat, _at_work(campaign), place),
    }
    return render(request, "desk/todo/digest.html", context)


def address_of(duty: Duty) -> str:
    """The page on which a line is done."""
    return reverse(duty.route, args=duty.args) + (f"?{duty.query}" if duty.query else "")
