"""Problems pasted from a spreadsheet: wrong cells are named and mended in place, and all rows are saved as one deed."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from campaigns import access
from campaigns.entry.rules.text import lines_of
from campaigns.planning.models.marks import Plan
from campaigns.planning.reports.naming import named_units
from campaigns.year.choices import Phase
from campaigns.year.models.campaign import Campaign
from campaigns.year.views.find import crumbs, place_campaign
from fivestar.changes.deeds import Refused
from fivestar.http import one_time_token
from villages.models import County, Township

from .. import reports
from ..actions import add_problems
from ..forms.lines import COLUMNS, MOST_LINES, Lines, Reader, Row, posted_rows, split_lines
from .problem import own_stars


@require_http_methods(["GET", "POST"])
def paste(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: pasted lines become rows; every wrong cell is named; all rows are entered, or the good ones only."""
    campaign, place = place_campaign(request, year, code)
    township = place if isinstance(place, Township) else None
    if not access.writes_problems(request.seat, campaign.county, township):
        raise PermissionDenied
    rows: list[Row] = []
    text, sentence, refused, status, lines = "", "", None, 200, Lines()
    if campaign.phase == Phase.CLOSED:
        sentence, status = _("The campaign of %(year)s is closed.") % {"year": year}, 200
    elif request.method == "POST":
        if "text" in request.POST:
            text = request.POST["text"]
            lines = split_lines(text)
        else:
            cells = posted_rows(request.POST)
            lines = Lines(tuple(cells), "" if cells else _("Paste the lines."), request.POST.get("unknown", "")[:1000])
        sentence = lines.sentence
        rows = _reader(request, campaign, place, lines).read(lines.rows)
        status = 422 if sentence else 200
        if rows and ("enter" in request.POST or "good" in request.POST):
            try:
                status = _enter(request, campaign, rows)
            except Refused as error:
                refused, status = error, error.status
            if status == 200:
                return redirect("problems", year, code)
    context = {
        "campaign": campaign,
        "place": place,
        "crumbs": [
            *crumbs(request, year, place), (_("Problem list"), reverse("problems", args=[year, code])),
            (_("Paste a list"), ""),
        ],
        "rows": rows,
        "columns": [label for label, _heads in COLUMNS.values()],
        "good": sum(row.is_good for row in rows),
        "fresh": sum(not row.known for row in rows),
        "known": [row.number for row in rows if row.known],
        "text": text,
        "unknown": lines.unknown,
        "refused": refused,
        "problems": _problems(rows, sentence, refused),
        "most": MOST_LINES,
        "token": one_time_token(),
        "example": None if rows else Plan.objects.visible_to(request.seat).at(year, code).for_list().first(),
    }  # fmt: skip
    return render(request, "problems/paste.html", context, status=status)


def _reader(request: HttpRequest, campaign: Campaign, place: County | Township, lines: Lines) -> Reader:
    sets = campaign.star_sets()
    stars = [star for of_kind in sets.values() for star in of_kind]
    tasks: dict[tuple[str, str], list[tuple[int, str]]] = {}
    for task in reports.tasks_of(stars):
        tasks.setdefault((task.star.kind, task.star.code), []).append((task.number, task.title))
    own = own_stars(request, campaign)
    units = [unit for unit in named_units(campaign) if unit.code.startswith(place.code)]
    return Reader(
        units, {kind: {star.code: star.name for star in of_kind} for kind, of_kind in sets.items()}, tasks,
        span=campaign.span,
        own=None if len(own) == len(stars) else {(star.kind, star.code) for star in own},
        known=reports.said_already(campaign, [lines_of(cells.get("text", "")) for cells in lines.rows]),
    )  # fmt: skip


def _enter(request: HttpRequest, campaign: Campaign, rows: list[Row]) -> int:
    """Enter all rows, or the good ones where the person asked for that; the status of the answer."""
    good = [row for row in rows if row.is_good]
    wrong = [row for row in rows if row.wrong]
    if not good or (wrong and "good" not in request.POST):
        return 422
    add_problems(
        by=request.seat, campaign=campaign, sheets=[row.sheet for row in good], token=request.POST.get("token", "")
    )
    number = len(good)
    messages.success(request, ngettext("%(n)s problem entered.", "%(n)s problems entered.", number) % {"n": number})
    if wrong:
        lines = "、".join(str(row.number) for row in wrong)
        messages.warning(
            request, _("Not entered, for something in them is to be mended: lines %(lines)s.") % {"lines": lines}
        )
    return 200


def _problems(rows: list[Row], sentence: str, refused: Refused | None) -> list[tuple[str, str]]:
    """What to mend, each with the cell in which it is mended."""
    told = [(sentence, "")] if sentence else []
    if refused:
        told += [(str(refused.message), ""), *((str(problem), "") for problem in refused.problems)]
    if rows and all(row.known for row in rows):
        told.append((_("All of these problems are there already."), ""))
    for row in rows:
        for column, words in row.wrong.items():
            said = {"line": row.number, "column": COLUMNS[column][0], "what": words}
            told.append((_("Line %(line)s, %(column)s: %(what)s") % said, f"#c-{row.number}-{column}"))
    return told
