"""A block from a spreadsheet pasted into the matrix: seen as it is understood, before it is taken over."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaigns import access
from campaigns.year.views.find import crumbs, township_campaign
from fivestar.http import one_time_token

from ..exchange.matrix import FileRow, Upload
from ..reports.matrix import Matrix, Row, matrix
from ..reports.naming import star_names, units_at
from ..rules.marks import MarkSheet
from ..rules.pasted import read_marks


@require_http_methods(["GET", "POST"])
def matrix_paste(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: paste rows of the matrix, by name or from one cell on, and see what they would change. Taking them over
    is the matrix's own form: all rows together or none."""
    campaign, place = township_campaign(request, year, code)
    if not access.enters(request.seat, place):
        raise PermissionDenied
    text, at = request.POST.get("text", ""), (request.POST.get("unit", ""), request.POST.get("star", ""))
    context = {"campaign": campaign, "township": place, "text": text, "at": at, "token": one_time_token()}
    status = 200
    if request.method == "POST":
        shown = matrix(campaign, place, timezone.localdate())
        order = {row.code: number for number, row in enumerate(shown.rows)}
        units = sorted(units_at(campaign, place), key=lambda unit: order[unit.code])
        marks = read_marks(text, units, star_names(campaign), unit=at[0], star=at[1])
        if marks.problems:
            status = 422
            context["problems"] = [(_line(each.line, each.sentence), "#text") for each in marks.problems]
        else:
            rows = tuple(_row(shown.row(unit), ticks) for unit, ticks in marks.ticks.items())
            context["upload"] = Upload(rows, ())
        context["legend"] = _named(shown, at[0])
    context["crumbs"] = crumbs(request, year, place, _("Paste rows"))
    return render(request, "planning/marks/paste.html", context, status=status)


def _line(number: int, sentence: str) -> str:
    return _("Line %(number)s: %(sentence)s") % {"number": number, "sentence": sentence}


def _named(shown: Matrix, code: str) -> str:
    """The name of the unit in whose row a block was pasted."""
    row = shown.row(code)
    return row.plan.village.name if row else ""


def _row(row: Row, ticks: dict[str, bool]) -> FileRow:
    """A unit with the pasted ticks; stars that the block does not show stay as they are."""
    targets = row.mark.targets - ticks.keys() | {star for star, yes in ticks.items() if yes}
    reason = "" if targets else row.mark.no_target_reason
    return FileRow(MarkSheet(row.code, row.plan.version, targets, bool(reason), reason), row, stale=False)
