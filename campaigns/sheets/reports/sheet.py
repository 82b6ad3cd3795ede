"""Plan sheets as pages show them: what each still lacks, what became of comments, what was typed before."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count

from campaigns.entry.rules.fields import Value
from campaigns.planning.choices import PlanState
from campaigns.planning.models.marks import Plan
from campaigns.planning.rules.marks import Gap
from campaigns.year.models.campaign import Campaign
from villages.models import Township

from ..models.sheet import ChangeRequest, Remark, Sheet, SheetQuerySet, StarCase
from ..rules import CASE, FACTS, OddDay, SheetContent, SheetEntry, cell, changed_cells, odd_days, sheet_gaps

RECALLED = {each.name: ("fact", each) for each in FACTS if each.recalled} | {
    each.name: ("case", each) for each in CASE if each.recalled
}


@dataclass(frozen=True)
class Told:
    """One cell in words: where it stands, what it was, what it is."""

    cell: str
    label: str
    was: str
    now: str


@dataclass(frozen=True)
class Conflict:
    """A cell that two people wrote: as it stands now, and as the second one wrote it."""

    cell: str
    label: str
    theirs: str
    yours: str

    def __iter__(self):
        return iter((self.label, self.theirs or "—", self.yours or "—"))


@dataclass(frozen=True)
class RemarkRow:
    """A comment, what stood in its cell then, and what stands there now."""

    remark: Remark
    label: str
    now: str

    @property
    def is_mended(self) -> bool:
        return self.now != self.remark.was


@dataclass(frozen=True)
class SheetRow:
    """One unit's sheet: its content, what it still lacks, its days outside the campaign, and what the reader may do
    with it (planning/rules/steps.py)."""

    sheet: Sheet
    content: SheetContent
    gaps: tuple[Gap, ...]
    odd: tuple[OddDay, ...] = ()
    steps: frozenset[str] = frozenset()

    @property
    def code(self) -> str:
        return self.sheet.place_code

    @property
    def digest(self) -> str:
        return self.content.digest()

    @property
    def is_ready(self) -> bool:
        """Whether it is in the township's hand and lacks nothing."""
        return self.sheet.state_choice.is_open and not self.gaps

    @property
    def filled(self) -> int:
        """Cells that say something."""
        return len(self.content.kept()["cells"])


def conflicts(entry: SheetEntry, content: SheetContent, star_names: Mapping[str, str]) -> list[Conflict]:
    """The cells about which an entry and what stands there differ, so that both texts can be read side by side."""
    return [
        Conflict(
            name, label_of(name, star_names), typed_text(name, content.value(name)), typed_text(name, entry.cells[name])
        )
        for name in entry.contradicts(content)
    ]


def typed_text(name: str, value: Value) -> str:
    """A value as its input shows it."""
    return str(value or "") if name == "focus" else cell(name).show(value)


def label_of(name: str, star_names: Mapping[str, str]) -> str:
    """A cell's name in words: 生态宜居星 措施."""
    if name == "focus":
        return str(Sheet._meta.get_field("focus").verbose_name)
    star, _dot, _of_star = name.rpartition(".")
    return f"{star_names.get(star, star)}星 {cell(name).label}" if star else str(cell(name).label)


def shown(name: str, kept: object) -> str:
    """A kept value as people read it."""
    if kept in (None, ""):
        return "—"
    spec = cell(name)
    return spec.show(str(kept)) if spec.kind == "choice" else str(kept)


def sheet_rows(sheets: Iterable[Sheet], names: Mapping[str, Mapping[str, str]]) -> list[SheetRow]:
    """Rows of some sheets; they must come from ``for_list``."""
    rows = []
    for sheet in sheets:
        content = sheet.content
        gaps, odd = sheet_gaps(content, names[sheet.plan.kind]), odd_days(content, sheet.plan.campaign.span)
        rows.append(SheetRow(sheet, content, gaps, odd))
    return rows


def changed_since_return(sheet: Sheet, content: SheetContent, names: Mapping[str, str]) -> list[Told]:
    """What the township has changed since the sheet was returned: all that the office needs to read again."""
    if not sheet.returned_content:
        return []
    before, now = sheet.returned_content, content.kept()
    told = [
        Told(name, label_of(name, names), shown(name, was), shown(name, is_now))
        for name, was, is_now in changed_cells(before, now)
    ]
    if before.get("focus", "") != now.get("focus", ""):
        said = [f"{names.get(kept, kept)}星" if kept else "—" for kept in (before.get("focus"), now.get("focus"))]
        told.append(Told("focus", label_of("focus", names), *said))
    if before.get("targets") != now["targets"]:
        said = [
            "、".join(names.get(star, star) for star in kept) or "—" for kept in (before["targets"], now["targets"])
        ]
        told.insert(0, Told("", "", *said))
    return told


def remark_rows(sheet: Sheet, content: SheetContent, names: Mapping[str, str]) -> list[RemarkRow]:
    """The open comments of a sheet, in the order in which they were made."""
    cells = content.kept()["cells"]
    return [
        RemarkRow(remark, label_of(remark.cell, names), str(cells.get(remark.cell, "")))
        for remark in sheet.remarks.all()
        if remark.is_open
    ]


def recalled(campaign: Campaign, township: Township) -> dict[str, list[str]]:
    """What was typed before in this township into cells that are offered again: persons, departments, support units;
    the most used first."""
    counts: dict[str, Counter] = {name: Counter() for name in RECALLED}
    facts = [name for name, (where, _spec) in RECALLED.items() if where == "fact"]
    cases = [name for name, (where, _spec) in RECALLED.items() if where == "case"]
    of = {"village__township": township, "campaign__county": campaign.county_id}
    for row in Sheet.objects.filter(**{f"plan__{key}": value for key, value in of.items()}).values(*facts):
        for name, value in row.items():
            counts[name][value] += bool(value)
    for row in StarCase.objects.filter(**{f"sheet__plan__{key}": value for key, value in of.items()}).values(*cases):
        for name, value in row.items():
            counts[name][value] += bool(value)
    for star in campaign.stars.all():
        counts["department"][star.department] += bool(star.department)
    return {name: [value for value, _n in counter.most_common(30) if value] for name, counter in counts.items()}


def by_state(sheets: SheetQuerySet) -> list[tuple[PlanState, int]]:
    """How many of some sheets stand in each state that occurs."""
    numbers = dict(sheets.order_by().values_list("state").annotate(Count("pk")))
    return [(state, numbers[state]) for state in PlanState if state in numbers]


@dataclass(frozen=True)
class Waiting:
    """What waits for a county office besides the stars: submitted sheets, and requests for a change."""

    sheets: int
    requests: int


def waiting(campaign: Campaign) -> Waiting:
    return Waiting(
        Sheet.objects.filter(plan__campaign=campaign, state=PlanState.SUBMITTED).count(),
        ChangeRequest.objects.filter(plan__campaign=campaign, state=ChangeRequest.State.OPEN).count(),
    )


def last_request(plan: Plan) -> ChangeRequest | None:
    """The newest request to change what is approved of a unit, with its answer."""
    return plan.requests.select_related("asked_by").order_by("-asked_at", "-pk").first()
