"""What has happened: a place's timeline, one change in full, and taking it back."""

import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from fivestar.changes.deeds import Refused
from fivestar.changes.models import ChangeSet
from fivestar.changes.undo import obstacles
from fivestar.changes.undo import undo as undo_change
from fivestar.http import one_time_token
from villages.models import City, County, Place, Province, Township, Village

from ..reports import changes
from .find import crumbs, query

SETS = 50  # on one page of a timeline
RECORDS = 200  # on one page of a change
# Spans of a timeline: (its name in the query, its word, days back from today).
SPANS = (("today", gettext_lazy("Today"), 0), ("week", gettext_lazy("The last seven days"), 6))
PLACES = {
    2: Province.objects.all(),
    4: City.objects.select_related("province"),
    6: County.objects.select_related("city__province"),
    9: Township.objects.select_related("county__city__province"),
    12: Village.objects.select_related("township__county__city__province"),
}


@require_safe
def log(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: everything that has happened at a place in a year, or lately in it, the newest first."""
    place = _place(request, code)
    found, since = changes.timeline(request.seat, code, year), request.GET.get("since", "")
    for name, _word, days in SPANS:
        if name == since:
            found = found.filter(at__date__gte=timezone.localdate() - datetime.timedelta(days=days))
    page = Paginator(found, SETS).get_page(request.GET.get("page"))
    context = {
        "year": year,
        "place": place,
        "crumbs": crumbs(request, year, place, _("All changes")),
        "page": page,
        "entries": changes.entries(page, code),
        "since": since,
        "spans": [
            (word, query(request, since=name or None), name == since)
            for name, word, _days in (("", _("All"), 0), *SPANS)
        ],
    }
    return render(request, "year/log.html", context)


def _place(request: HttpRequest, code: str) -> Place:
    """A place whose timeline the seat may read: its own, or one in it."""
    places = PLACES[len(code)]
    place = get_object_or_404(places.visible_to(request.seat), code=code)
    if not request.seat.reaches(place):
        raise PermissionDenied
    return place


@require_safe
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Screen: one change: who, when, why, and every record before and after."""
    return _change_page(request, _found(request, pk))


@require_http_methods(["GET", "POST"])
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back one's own last change. What it would undo, or what stands in the way, is on the change's page."""
    changeset = _found(request, pk)
    if request.method == "GET":
        return redirect(_undo_address(changeset))
    try:
        undo_change(by=request.seat, changeset=changeset, token=request.POST.get("token", ""))
    except Refused as refused:
        return _change_page(request, changeset, refusal=refused, status=refused.status)
    messages.success(request, _("Undone. Everything stands as it did before."))
    return redirect("change", pk)


def _found(request: HttpRequest, pk: int) -> ChangeSet:
    sets = changes.visible_to(request.seat).select_related("by", "undone_by", "undoes")
    return get_object_or_404(sets, pk=pk)


def _undo_address(changeset: ChangeSet) -> str:
    return f"{reverse('change', args=[changeset.pk])}#undo"


def _change_page(request: HttpRequest, changeset: ChangeSet, *, refusal=None, status=200) -> HttpResponse:
    seat = request.seat
    paginator = Paginator(changes.changes_visible_to(seat, changeset), RECORDS)
    page = paginator.get_page(request.GET.get("page"))
    year = changeset.year or timezone.localtime(changeset.at).year
    place = _nearest(request, changeset)
    own = seat.officer is not None and changeset.by_id == seat.officer.pk
    is_last_word = not changeset.is_undone and not changeset.undoes_id
    context = {
        "changeset": changeset,
        "year": year,
        "place": place,
        "crumbs": _crumbs(request, year, place, changeset),
        "page": page,
        "lines": changes.lines(page),
        "counted": changes.counted(changeset),
        "may_ask": own and is_last_word,
        "obstacles": obstacles(changeset, seat) if own and is_last_word else [],
        "refusal": refusal,
        "token": one_time_token(),
    }
    return render(request, "year/change.html", context, status=status)


def _nearest(request: HttpRequest, changeset: ChangeSet) -> Place | None:
    """The place of a change if the seat reaches it, else the seat's own, in which it touched something."""
    if len(changeset.place) in PLACES:
        place = PLACES[len(changeset.place)].filter(code=changeset.place).first()
        if place is not None and request.seat.reaches(place):
            return place
    return request.seat.place


def _crumbs(request: HttpRequest, year: int, place: Place | None, changeset: ChangeSet) -> list[tuple[str, str]]:
    if place is None:
        return [(str(changeset.label), "")]
    above = crumbs(request, year, place)
    timeline = reverse("log", args=[year, place.pk])
    return [*above, (_("All changes"), timeline), (str(changeset.label), "")]
