"""Many sheets as one table: a row for each unit, a column for each cell of one part of the sheet."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from campaigns.entry.rules.fields import Field
from campaigns.year.models.campaign import Campaign, Filing

from ..models.sheet import Sheet
from ..rules import CASE, FACT, SheetContent, SheetEntry, may_write, needed_cells
from .sheet import Conflict, SheetRow, conflicts, sheet_rows

PEOPLE = ("contact_leader", "officer_in_charge", "first_secretary", "support_unit", "paired_village", "meeting_on")
FIGURES = ("organisation", "members", "population", "households", "groups", "farmland", "income", "speciality", "pilot")
FACTS_OF = {"people": PEOPLE, "figures": FIGURES, "reasons": ("jump_reason",)}
# The order in which a row is filled in: what is required first.
OF_STAR = ("measure", "person", "department", "due", "gaps", "strengths", "reached")


@dataclass(frozen=True)
class Part:
    """A part of the sheet that is filled in as a table; ``star`` is empty for facts of the units."""

    code: str
    label: str | Promise
    star: str = ""

    @property
    def columns(self) -> list[tuple[str, Field]]:
        """(cell name, cell) in their order."""
        if self.star:
            of_star = {each.name: each for each in CASE}
            return [(f"{self.star}.{name}", of_star[name]) for name in OF_STAR]
        return [(name, FACT[name]) for name in FACTS_OF[self.code]]

    def concerns(self, content: SheetContent) -> bool:
        """Whether a unit has this part."""
        if self.code == "reasons":
            return content.jumps or bool(content.facts.get("jump_reason"))
        return not self.star or self.star in content.cases


def parts(campaign: Campaign, kinds: Iterable[str]) -> list[Part]:
    """The parts that a township's units have: people, figures, each star of its star sets."""
    found = [
        Part("people", _("People and dates")),
        Part("figures", _("Figures of the year")),
        Part("reasons", _("Reasons for rising far")),
    ]
    names: dict[str, dict[str, None]] = {}
    for kind, stars in campaign.star_sets().items():
        for star in stars if kind in kinds else ():
            names.setdefault(star.code, {})[f"{star.name}星"] = None
    return [*found, *(Part(code, " / ".join(of_code), star=code) for code, of_code in names.items())]


@dataclass(frozen=True)
class GridCell:
    """One input: its name in the form, its cell, and what stands in it — or what was typed and not understood."""

    name: str
    field: Field
    value: str
    is_needed: bool


@dataclass(frozen=True)
class GridRow:
    """One unit's row of a part."""

    row: SheetRow
    cells: tuple[GridCell, ...]
    is_open: bool
    conflicts: tuple[Conflict, ...] = ()

    @property
    def prefix(self) -> str:
        """What stands before a cell's name in the name of its input."""
        return f"c-{self.row.code}-"


def _is_refused(entry: SheetEntry, sheet: Sheet) -> bool:
    return entry.seen is not None or entry.version != sheet.version


def grid_rows(
    sheets: Iterable[Sheet],
    part: Part,
    names: Mapping[str, Mapping[str, str]],
    filing: Filing,
    today,
    typed: Mapping[str, str],
    refused: Mapping[str, SheetEntry],
) -> list[GridRow]:
    """The rows of a part: only units that have it.

    typed   -- input name → text that could not be saved; it is shown instead of what stands there.
    refused -- unit code → entry that somebody else's words stood in the way of.
    """
    found = []
    for row in sheet_rows(sheets, names):
        if not part.concerns(row.content):
            continue
        sheet = row.sheet
        is_open = sheet.state_choice.is_open and may_write(
            sheet.plan.campaign.phase, today, filing.sheets_due, sheet.open_until
        )
        needed = needed_cells(row.content)
        cells = tuple(
            GridCell(
                name := f"c-{row.code}-{cell_name}",
                field,
                typed.get(name, field.show(row.content.value(cell_name))),
                cell_name in needed,
            )
            for cell_name, field in part.columns
        )
        entry = refused.get(row.code)
        both = conflicts(entry, row.content, names[sheet.plan.kind]) if entry and _is_refused(entry, sheet) else []
        found.append(GridRow(row, cells, is_open, tuple(both)))
    return found
