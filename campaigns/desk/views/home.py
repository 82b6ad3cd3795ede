"""Where each person lands, and what each post owes by deadline."""

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
from villages.models import Township

from ..reports import digest as digest_report
from ..reports import home as reports
from ..rules import Duty

WORKERS = (Role.TOWNSHIP_ORGANIZER, Role.COUNTY_OFFICE, Role.TASK_FORCE)


def newest_campaign(seat: Seat) -> Campaign | None:
    """The campaign of the newest year in a seat's range."""
    campaigns = Campaign.objects.all()
    if seat.level in ("county", "township"):
        campaigns = campaigns.filter(county=seat.ancestor("county").pk)
    else:
        campaigns = campaigns.filter(scope(seat, "county", "county"))
    return campaigns.order_by("-year").first()


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Send people to where their work waits in the newest year that has a campaign; tell others what to do.

    While plans are made, that is where they are made: a township's matrix, a task force's star, the county's page. Once
    ledgers are at work, whoever works on them lands at what the post owes. Leaders land at the page of their place.
    """
    seat = request.seat
    if seat.post is None:
        return render(request, "desk/no_post.html")
    newest = newest_campaign(seat)
    if newest and newest.phase in (Phase.CREATING, Phase.RATING) and seat.holds(*WORKERS):
        return redirect("todo", newest.year, seat.place.pk)
    if newest and (stars := stars_of(seat, newest)):  # a task force works where its star is
        return redirect("star", newest.year, newest.county_id, stars[0].code)
    return redirect(address(newest.year if newest else timezone.localdate().year, seat.place.pk))


@require_safe
def own_todo(request: HttpRequest) -> HttpResponse:
    """Send people to what their post owes in the newest year; those above counties, who owe nothing, to their place."""
    newest = newest_campaign(request.seat) if request.seat.level in ("county", "township") else None
    return redirect("todo", newest.year, request.seat.place.pk) if newest else redirect("home")


@require_safe
def todo(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: what a township, the county office or a task force owes, by deadline; of a county, its leaders read three
    lines."""
    campaign, place = place_campaign(request, year, code)
    context = {
        "campaign": campaign,
        "place": place,
        "crumbs": crumbs(request, year, place, _("To do")),
        "is_own": request.seat.sits_in(place),
        "office": access.runs(request.seat, campaign.county),
    }
    if not isinstance(place, Township) and not request.seat.holds(Role.COUNTY_OFFICE, Role.TASK_FORCE):
        return render(
            request, "desk/todo/county.html", context | {"lines": reports.county_lines(request.seat, campaign)}
        )
    duties = reports.duties(request.seat, campaign, place)
    context["duties"] = duties
    context["groups"] = [
        (group, heading, [(duty, address_of(duty)) for duty in lines]) for group, heading, lines in duties.groups
    ]
    return render(request, "desk/todo/todo.html", context)


@require_safe
def digest(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: what is owed at a place as one plain page, to copy into a chat group or to print."""
    campaign, place = place_campaign(request, year, code)
    context = {
        "campaign": campaign,
        "place": place,
        "crumbs": crumbs(request, year, place, _("To do"), _("As a text")),
        "digest": digest_report.digest(request.seat, campaign, place),
    }
    return render(request, "desk/todo/digest.html", context)


def address_of(duty: Duty) -> str:
    """The page on which a line is done."""
    return reverse(duty.route, args=duty.args) + (f"?{duty.query}" if duty.query else "")
