"""Where each person lands: at the page where their work waits."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from villages.access import scope

from .. import access
from ..models import Campaign
from .find import address


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Send people to their place in the newest year that has a campaign there; tell others what to do."""
    seat = request.seat
    if seat.post is None:
        return render(request, "arrival/no_post.html")
    campaigns = Campaign.objects.all()
    if seat.level in ("county", "township"):
        campaigns = campaigns.filter(county=seat.ancestor("county").pk)
    else:
        campaigns = campaigns.filter(scope(seat, "county", "county"))
    newest = campaigns.order_by("-year").first()
    if newest and (stars := access.stars_of(seat, newest)):  # a task force works where its star is
        return redirect("star", newest.year, newest.county_id, stars[0].code)
    return redirect(address(newest.year if newest else timezone.localdate().year, seat.place.pk))
