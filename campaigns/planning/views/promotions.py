"""Levels and stars at two sides, unit by unit: last year, frozen versions, what is entered, what is approved."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from campaigns.year.views.find import county_campaign, crumbs

from ..choices import Step
from ..forms.moves import MovesForm
from ..reports.moves import APPROVED, ENTERED, LAST, SIDE_NAMES, compare_units
from ..reports.versions import versions_of

PAGE = 200


@require_safe
def promotions(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: which levels rise, stay and fall between two sides, and which stars come and go; each figure leads to
    the list of its units below. At first: last year against what is entered."""
    campaign = county_campaign(request, year, code)
    versions = {str(version.pk): version for version in versions_of(campaign)}
    stars = {star.code for of_kind in campaign.star_sets().values() for star in of_kind}
    sides = {LAST: SIDE_NAMES[LAST], **{key: each.name for key, each in versions.items()},
             ENTERED: SIDE_NAMES[ENTERED], APPROVED: SIDE_NAMES[APPROVED]}  # fmt: skip
    asked = request.GET.copy()
    for name, usual in (("old", LAST), ("new", ENTERED)):
        asked.setdefault(name, usual)
    form = MovesForm(asked, sides=sides, stars=stars)
    context = {
        "campaign": campaign,
        "place": campaign.county,
        "form": form,
        "crumbs": [*crumbs(request, year, campaign.county), (_("Compare"), "")],
        "tabs": [
            (f"{sides[old]} → {sides[new]}", f"?old={old}&new={new}", (old, new) == (asked["old"], asked["new"]))
            for old, new in _usual(list(versions))
        ],
    }
    if not form.is_valid():
        return render(request, "planning/promotions.html", context, status=400)
    chosen = form.cleaned_data
    found = compare_units(campaign, chosen["old"], chosen["new"], versions, chosen["kind"])
    unread = [each.name for each in (found.old, found.new) if each.units is None]
    context |= {"found": found, "unread": unread}
    if not unread:
        since = found.is_since_last_year
        context |= {
            "table": found.table(),
            "stars": found.stars(),
            "places": found.places(),
            "steps": [(each, each.word(since)) for each in Step],
            "figures": _figures(chosen["old"], chosen["new"], versions),
        }
        if form.lists:
            by = form.filter()
            page = Paginator(found.listed(by), PAGE).get_page(request.GET.get("page"))
            context |= {"says": found.says(by), "page": page, "rows": [found.row(move) for move in page]}
    return render(request, "planning/promotions.html", context)


def _usual(versions: list[str]) -> list[tuple[str, str]]:
    """What is asked for most: against last year, against the newest version, and what is not approved yet."""
    pairs = [(LAST, ENTERED), (LAST, APPROVED), (ENTERED, APPROVED)]
    return [*pairs, (versions[0], ENTERED)] if versions else pairs


def _figures(old: str, new: str, versions: dict) -> str:
    """The query of the page on which sums of the same two states stand cell by cell; empty where there is none."""
    now = "now" if new == ENTERED else new
    return f"?old={old}&new={now}" if old in versions and (new in versions or new == ENTERED) else ""
