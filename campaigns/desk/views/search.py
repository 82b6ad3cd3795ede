"""Search, from the field in the header of every page."""

import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from fivestar.changes.characters import writable
from fivestar.http import YearConverter
from villages.access import Seat

from ..reports import search as report
from .home import campaigns_of

SHOWN, UNDER_THE_FIELD = 50, 6  # hits of each kind on the page, and while one types


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Screen: what a question finds; while one types, the best of it under the field.

    ``go``, which the Enter key sends, leads straight to the one that must be meant.
    """
    asked = writable(request.GET.get("q", ""))[: report.LONGEST].strip()
    year = request.GET.get("year", "")
    found = report.search(
        request.seat,
        asked,
        year=int(year) if re.fullmatch(YearConverter.regex, year) else None,
        most=UNDER_THE_FIELD if request.htmx else SHOWN,
    )
    if "go" in request.GET and found.meant:
        return redirect(_address(found.meant))
    context = {
        "asked": asked,
        "year": year,
        "found": found,
        "groups": [(group, [(hit, _address(hit)) for hit in group.hits]) for group in found.groups],
        "ledgers": _ledgers(request.seat, asked),
    }
    return render(request, "desk/search/_found.html" if request.htmx else "desk/search/results.html", context)


def _ledgers(seat: Seat, asked: str) -> list[tuple[int, str]]:
    """(year, address) of where the words of tasks, and the persons who answer for them, are found: the ledgers of
    whoever works in them, the oldest year first; none for others."""
    works = asked and seat.post and seat.level in ("county", "township")
    years = [campaign.year for campaign in campaigns_of(seat)] if works else []
    return [(year, f"{reverse('tasks', args=[year, seat.place.pk])}?{urlencode({'q': asked})}") for year in years]


def _address(hit: report.Hit) -> str:
    page = reverse(hit.route, args=[hit.year, hit.code])
    return f"{page}#{hit.anchor}" if hit.anchor else page
