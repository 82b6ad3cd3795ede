"""Where each person lands: at the page where their work waits."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from villages.access import scope

from ..models import Campaign
from .find import address


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Send people to their place in the newest year that has a campaign there; tell others what to do."""
    seat = request.seat
    if seat.post is None:
        return render(request, "home/no_post.html")
    campaigns = Campaign.objects.all()
    if seat.level in ("county", "township"):
        campaigns = campaigns.filter(county=seat.ancestor("county").pk)
    else:
        campaigns = campaigns.filter(scope(seat, "county", "county"))
    year = campaigns.order_by("-year").values_list("year", flat=True).first()
    return redirect(address(year or timezone.localdate().year, seat.place.pk))
