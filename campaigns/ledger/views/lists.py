"""The ledger of a township, a county or a star as a list: filtered, sorted, written in place, on paper."""

from collections.abc import Collection
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from campaigns import access
from campaigns.entry.rules.filters import link
from campaigns.sheets.reports.sheet import recalled
from campaigns.workbooks.layout import OFFICIAL, narrowed_to
from campaigns.year.choices import DueGroup, Phase
from campaigns.year.models.campaign import Campaign, stars_of
from campaigns.year.views.find import crumbs, place_campaign, query, star_choices
from fivestar.changes.deeds import Refused, Stale
from fivestar.changes.undo import last_of
from fivestar.http import one_time_token
from villages.access import Seat
from villages.models import Area, County, Township

from ..actions.tasks import MOST_AT_ONCE, edit_tasks
from ..choices import BulkDeed, TaskGroup, TaskOrder, TaskState
from ..exchange import MOST_LINES
from ..forms.lists import CELLS, RowsForm, TaskListForm, shown_digest
from ..models import UnitTask, UnitTaskQuerySet
from ..reports import lists as reports
from ..reports.changes import conflicts
from ..rules.lists import ALL_TASKS, TaskFilter
from ..rules.tasks import ROW_FIELDS

PAGE, EDIT_PAGE = 100, 40  # rows: to read; to write, each with its fields
EDIT, PAPER = "edit", "paper"  # views of the list besides the one to read
DEEDS = ("edit_tasks", "sort_tasks", "report_tasks", "check_tasks", "return_tasks")  # what lists do, for undoing


@dataclass(frozen=True)
class TaskList:
    """What a request asks of the ledger: all rows of the place, the filter, those that it keeps, in their order."""

    campaign: Campaign
    place: County | Township
    form: TaskListForm
    at_place: UnitTaskQuerySet
    kept: UnitTaskQuerySet
    today: object

    @property
    def by(self) -> TaskFilter:
        """The filter; where it was not understood, one that keeps what it shows: nothing is counted by it then."""
        return self.form.filter() if self.form.is_valid() else ALL_TASKS

    @property
    def in_order(self) -> UnitTaskQuerySet:
        asked = self.form.cleaned_data.get("sort", "") if self.form.is_valid() else ""
        return reports.in_order(self.kept, asked)

    def rows(self, keys: Collection[int]) -> list[UnitTask]:
        """Rows of the place by their keys, in the order of the list."""
        asked = self.form.cleaned_data.get("sort", "") if self.form.is_valid() else ""
        return list(reports.in_order(self.at_place.filter(pk__in=keys), asked))

    @property
    def narrowed(self) -> str:
        """The filter in words, as official papers say it. Needs the official language to be on."""
        return narrowed_to(self.form.chosen()) if self.form.is_valid() else ""


def asked_list(request: HttpRequest, year: int, code: str) -> TaskList:
    """The list that an address asks for, as far as the seat reaches; none of it where the filter was not
    understood."""
    campaign, place = place_campaign(request, year, code)
    at_place = UnitTask.objects.visible_to(request.seat).at(campaign, code)
    form = _filter_form(request, campaign, place, at_place)
    today = timezone.localdate()
    kept = reports.narrowed(at_place, form.filter(), today, request.seat) if form.is_valid() else at_place.none()
    return TaskList(campaign, place, form, at_place, kept, today)


def _filter_form(request: HttpRequest, campaign: Campaign, place: County | Township, at_place) -> TaskListForm:
    if isinstance(place, Township):
        townships, areas = [], [(str(pk), name) for pk, name in place.areas.values_list("pk", "name")]
    else:
        townships = list(place.townships.values_list("pk", "name"))
        found = Area.objects.filter(township__county=place).values_list("pk", "township__name", "name")
        areas = [(str(pk), f"{township} {name}") for pk, township, name in found]
    return TaskListForm(
        request.GET, townships=townships, areas=areas, stars=star_choices(campaign.star_sets()),
        tasks=reports.task_choices(campaign), departments=reports.departments(at_place),
    )  # fmt: skip


def may_write(seat: Seat, campaign: Campaign, place: County | Township) -> bool:
    """Whether the seat writes rows here: a township its own, the county office all, until the campaign is closed."""
    if campaign.phase == Phase.CLOSED:
        return False
    return access.enters(seat, place) if isinstance(place, Township) else access.runs(seat, place)


def bulk_deeds(seat: Seat, campaign: Campaign, place: County | Township) -> list[BulkDeed]:
    """What the seat may do to all rows of a list here."""
    if campaign.phase == Phase.CLOSED:
        return []
    checks = access.runs(seat, campaign.county) or bool(stars_of(seat, campaign))
    return [each for each in BulkDeed if (checks if each.is_check else may_write(seat, campaign, place))]


@require_http_methods(["GET", "POST"])
def task_list(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: the tasks that a filter keeps; who works on them writes them in place."""
    asked = asked_list(request, year, code)
    writes = may_write(request.seat, asked.campaign, asked.place)
    if request.method == "POST":
        if not writes:
            raise PermissionDenied
        return _save(request, asked)
    if request.GET.get("view") == PAPER and asked.form.is_valid():
        return _paper(request, asked)
    return _page(request, asked)


def _save(request: HttpRequest, asked: TaskList) -> HttpResponse:
    form = RowsForm(request.POST, asked.campaign.span)
    if not form.is_valid():
        return _page(request, asked, typed=form, problems=form.problems, status=422)
    if form.entries:
        try:
            edit_tasks(by=request.seat, campaign=asked.campaign, entries=form.entries, token=form.token)
        except Stale as stale:
            told = {record.pk for record in stale.records}
            both = conflicts(asked.at_place.filter(pk__in=told).for_list(), form.typed)
            return _page(
                request, asked, typed=form, refusal=stale, conflicts=both, told=told, status=stale.status
            )  # fmt: skip
        except Refused as refused:
            problems = [(str(problem), "") for problem in refused.problems]
            return _page(request, asked, typed=form, refusal=refused, problems=problems, status=refused.status)
    number = len(form.entries)
    told = ngettext("%(n)s task saved.", "%(n)s tasks saved.", number) % {"n": number}
    messages.success(request, told if number else _("Nothing was different; nothing was saved."))
    return redirect(request.get_full_path())


def _page(
    request: HttpRequest, asked: TaskList, *, typed: RowsForm | None = None, refusal: Refused | None = None,
    problems=(), conflicts=(), told=(), status: int = 200,
) -> HttpResponse:  # fmt: skip
    campaign, place, form = asked.campaign, asked.place, asked.form
    understood = form.is_valid()
    writes = may_write(request.seat, campaign, place)
    edits = writes and request.GET.get("view") == EDIT
    totals = reports.list_totals(asked.kept, asked.at_place, campaign, campaign.stars.all(), asked.today, asked.by)
    # Keys are sorted alone, and the rows of the page fetched after: a late page of thirty thousand wide rows is slow.
    paginator = Paginator(asked.in_order.values_list("pk", flat=True), EDIT_PAGE if edits else PAGE)
    paginator.count = totals.total.total  # counted already
    page = paginator.get_page(request.GET.get("page"))
    # What was not saved is shown again whether the filter still keeps it or not.
    rows = asked.rows(typed.keys if typed else list(page))
    deeds = bulk_deeds(request.seat, campaign, place)
    last = last_of(request.seat) if deeds else None
    context = {
        "campaign": campaign,
        "place": place,
        "today": asked.today,
        "crumbs": crumbs(request, campaign.year, place, _("Ledger")),
        "form": form,
        "chosen": _chosen(request, form) if understood else [],
        "totals": totals,
        "parts": _parts(asked.by, totals),
        "orders": [(each.value, each.label, query(request, sort=each.value or None)) for each in TaskOrder],
        "page": page,
        "rows": rows,
        "lines": [_line(row, typed, told) for row in rows] if edits else [],
        "inherits": any(cell.value and not cell.is_own for row in rows for cell in row.shown.values()),
        "edits": edits,
        "writes": writes,
        "view_edit": query(request, view=EDIT),
        "view_read": query(request, view=None),
        "view_paper": query(request, view=PAPER),
        "asked": query(request, view=None, sort=None),
        "kept_fields": [(name, value) for name, values in request.GET.lists() for value in values
                        if name not in ("page", "view", "sort", "row")],
        "deeds": deeds,
        "most_lines": MOST_LINES,
        "recalled": recalled(campaign, place) if edits and isinstance(place, Township) else {},
        "own_stars": _own_stars(request, campaign),
        "last": last if last and last.deed in DEEDS and last.place.startswith(place.pk) else None,
        "refusal": refusal,
        "problems": problems,
        "conflicts": conflicts,
        "token": one_time_token(),
    }  # fmt: skip
    return render(request, "ledger/lists/list.html", context, status=status if understood else 400)


def _chosen(request: HttpRequest, form: TaskListForm) -> list[tuple[str, object, str]]:
    """The filter in words: (question, answer, query without it)."""
    return [(label, words, query(request, **{name: None})) for name, label, words in form.chosen()]


def _own_stars(request: HttpRequest, campaign: Campaign) -> list[tuple[str, str, bool]]:
    """Where a task force begins: its stars' tasks, and those of them that wait for its check."""
    asked = (request.GET.get("star", ""), request.GET.get("state", ""))
    found = []
    for code, name in {star.code: str(star) for star in stars_of(request.seat, campaign)}.items():
        waiting = TaskGroup.TO_CHECK
        found.append((name, query(request, star=code, state=None), asked == (code, "")))
        words = f"{name}：{waiting.label}"
        found.append((words, query(request, star=code, state=waiting.value), asked == (code, waiting)))
    return [*found, (_("All stars"), query(request, star=None, state=None), asked == ("", ""))] if found else []


def _parts(by: TaskFilter, totals: reports.ListTotals) -> list[dict]:
    """Counts above the table, each a link to the rows it counts."""
    days = ((DueGroup.OVERDUE, totals.total.overdue, "late"), (DueGroup.WEEK, totals.week, "draft"))
    found = [
        *((state, n, state.tone, {"state": state.value}) for state, n in totals.states),
        *((group, n, tone, {"due": group.value}) for group, n, tone in days if n),
        *((what, n, "none", {"lacking": what.value}) for what, n in totals.lacking),
    ]
    return [
        {"n": n, "word": value.label, "tone": tone, "address": link(by.also(**asked), n)}
        for value, n, tone, asked in found
    ]


@dataclass(frozen=True)
class EditLine:
    """One row to be written, and what says whether it was touched.

    cells -- (field, input, what stands in it, what it shows while nothing does).
    """

    row: UnitTask
    version: int
    shown: str
    cells: list[tuple[object, str, str, object]]
    is_open: bool


def _line(row: UnitTask, typed: RowsForm | None, told: Collection[int]) -> EditLine:
    """A row with its words: those that were typed and not saved, else what stands. It keeps the version that its writer
    saw until the page has told what somebody else wrote meanwhile.

    told -- keys of rows of which it does.
    """
    texts = {name: ROW_FIELDS[name].show(getattr(row, name)) for name in CELLS}
    said, version, shown = texts, row.version, shown_digest(texts)
    if typed and row.pk in typed.typed:
        said = texts | typed.typed[row.pk]
        if row.pk not in told:
            version, shown = typed.seen.get(row.pk, (version, shown))
    unwritten = {name: cell for name, cell in row.shown.items() if not (cell.is_own or said[name])}
    cells = [(ROW_FIELDS[name], f"c-{row.pk}-{name}", said[name], unwritten.get(name)) for name in CELLS]
    return EditLine(row, version, shown, cells, row.state != TaskState.CHECKED)


def _paper(request: HttpRequest, asked: TaskList) -> HttpResponse:
    """The list as the official form, to print: all its rows as far as paper goes."""
    total = asked.kept.count()
    with translation.override(OFFICIAL):
        narrowed = asked.narrowed
    back = query(request, view=None)
    context = {
        "campaign": asked.campaign,
        "place": asked.place,
        "crumbs": [*crumbs(request, asked.campaign.year, asked.place), (_("Ledger"), back), (_("Print"), "")],
        "rows": asked.in_order.with_files()[:MOST_AT_ONCE],
        "total": total,
        "base": asked.at_place.count(),
        "most": MOST_AT_ONCE,
        "narrowed": narrowed,
        "back": back,
        "official": OFFICIAL,
    }
    return render(request, "ledger/lists/paper.html", context)
