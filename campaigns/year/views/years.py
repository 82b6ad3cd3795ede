"""From one year to another: to the same page where that year has it, else to the nearest one above it."""

import copy

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.views.decorators.http import require_safe

from fivestar.changes.deeds import Refused

from ..rules import pages_in


@require_safe
def other_year(request: HttpRequest, year: int) -> HttpResponse:
    """Send people to the page that they are reading, as it stands in another year; without one, to where they land.

    Whether a page is there is asked of the page itself, so that no list of pages has to be kept.
    """
    for address in pages_in(year, request.GET.get("page", "")):
        if _opens(request, address):
            return redirect(address)
    return redirect("home")


def _opens(request: HttpRequest, address: str) -> bool:
    """Whether an address of this site is a page that the reader may open."""
    path, _question, query = address.partition("?")
    try:
        match = resolve(path)
    except Resolver404:
        return False
    there = copy.copy(request)
    there.path = there.path_info = path
    there.GET, there.resolver_match = QueryDict(query), match
    try:
        answer = match.func(there, *match.args, **match.kwargs)
    except (Http404, PermissionDenied, Refused):
        return False
    return answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html")
