"""The plan sheets of a township (创建计划表) as one workbook: out, filled in WPS or Excel, and in again."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

from django.utils import translation
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from campaigns.entry.rules.dates import Span
from campaigns.entry.rules.fields import Value
from campaigns.entry.rules.heads import Heads
from campaigns.entry.rules.text import plain
from campaigns.workbooks import layout
from campaigns.workbooks.cells import official, stale_or_damaged, understood
from campaigns.workbooks.keys import is_about
from campaigns.workbooks.layout import OFFICIAL
from campaigns.workbooks.tables import Account, is_total, named, no_table, tables_in, unread
from campaigns.workbooks.workbook import CellError, Line, Sheet, read_sheets, text
from campaigns.year.choices import LEVEL_NAMES

from ..reports.sheet import SheetRow
from ..rules import CASES, FACT, FACTS
from .changes import FOCUS, SheetUpload, UnitChange, differences

NAME = "创建计划表"
CODE, VERSION, NUMBER, TOWNSHIP, UNIT, STAR, STANDING = (
    "编码",
    "版本",
    "序号",
    "乡镇（街道）",
    "村（社区）",
    "目标星",
    "巩固/新创",
)
KEEP, NEW = "巩固", "新创"
FACT_HEADS = {
    "organisation": "党组织形式",
    "members": "党员数",
    "population": "人口",
    "households": "户数",
    "groups": "村民小组数",
    "farmland": "耕地面积（亩）",
    "income": "村集体经济收入（万元，上年度）",
    "speciality": "特色产业",
    "pilot": "试点",
    "contact_leader": "包联领导",
    "officer_in_charge": "包村干部",
    "first_secretary": "驻村第一书记",
    "support_unit": "帮扶单位",
    "paired_village": "结对村",
    "meeting_on": "党员大会日期",
    "jump_reason": "跨两级以上的理由",
}
CASE_HEADS = {
    "strengths": "优势",
    "reached": "已达标",
    "gaps": "短板",
    "measure": "措施",
    "person": "责任人",
    "department": "牵头部门",
    "due": "完成时限",
}
FOCUS_HEAD = "重点突破星"
_PILOT = list(FACT_HEADS).index("pilot")  # it stands beside the levels; what comes before and after has a group each
# (head over several columns, its columns): the official form, with what identifies a row before it.
GROUPS = (
    ("", (CODE, VERSION)),
    ("村（社区）", (NUMBER, TOWNSHIP, "管区", UNIT, "类别")),
    ("基本情况", tuple(FACT_HEADS.values())[:_PILOT]),
    ("星级", ("已创成星", "上年星级", "计划星级", FOCUS_HEAD, FACT_HEADS["pilot"])),
    ("包联帮扶", tuple(FACT_HEADS.values())[_PILOT + 1 :]),
    ("一星一案", (STAR, STANDING, *CASE_HEADS.values())),
)
HEADS = tuple(head for _group, heads in GROUPS for head in heads)
READ = (CODE, VERSION, TOWNSHIP, UNIT, STAR, *FACT_HEADS.values(), FOCUS_HEAD, *CASE_HEADS.values())
FILLED_IN = {head: name for name, head in {**FACT_HEADS, **CASE_HEADS, FOCUS: FOCUS_HEAD}.items()}
NARROW, USUAL = 7, 9  # in characters: a figure or one word, a name
WIDTHS = {CODE: 15, "已创成星": 14, STAR: 11} | {
    **dict.fromkeys(
        (VERSION, NUMBER, "类别", STANDING, "人口", "户数", "党员数", "上年星级", "计划星级", "试点"), NARROW
    ),
    **dict.fromkeys(("帮扶单位", "党员大会日期", "完成时限", "牵头部门", UNIT, "跨两级以上的理由"), 12),
    **dict.fromkeys(("优势", "已达标", "短板"), 20),
    "措施": 26,
}
GROUP_ROW, HEAD_ROW, FIRST = 3, 4, 5
STAR_COLUMN = HEADS.index(STAR) + 1


@dataclass(frozen=True)
class SheetBook:
    """What goes into the workbook, and what a file that comes back is held against.

    open_codes -- units whose sheets may be written now.
    names      -- star set → star code → name without 星.
    base       -- how many units the township has; narrowed -- what the rows were narrowed to, in words.
    """

    place: str
    year: int
    span: Span
    word: str
    rows: Sequence[SheetRow]
    names: Mapping[str, Mapping[str, str]]
    open_codes: frozenset[str] = frozenset()
    base: int = 0
    narrowed: str = ""


def write_sheets(book: SheetBook) -> bytes:
    """The sheets of a place as an .xlsx: a unit's facts merged beside one row for each of its target stars.

    Code and version stand in each row, hidden, so that a file that comes back late, sorted or with its cells
    unmerged is told apart row by row.
    """
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = NAME
    base = f"{book.place}{book.base or len(book.rows)}个村（社区）" + f"，本表{len(book.rows)}个"
    note = layout.told(base, book.narrowed)
    layout.begin(
        sheet, f"{book.place}{book.year}年“五星”支部{book.word}计划表", f"{note}　编码、版本请勿改动", len(HEADS)
    )
    layout.write_heads(sheet, HEAD_ROW, HEADS, [WIDTHS.get(head, USUAL) for head in HEADS])
    sheet["A1"].alignment = layout.TOP  # in the middle of two pages it would stand on none
    sheet.row_dimensions[HEAD_ROW].height = 48
    at = 1
    for group, heads in GROUPS:
        layout.span(sheet, GROUP_ROW, at, at + len(heads) - 1, group)
        at += len(heads)
    with translation.override(OFFICIAL):
        number = FIRST
        for order, row in enumerate(book.rows, 1):
            number = _write_unit(sheet, number, order, row, book)
    _offer_choices(sheet, number)
    sheet.column_dimensions["A"].hidden = sheet.column_dimensions["B"].hidden = True
    sheet.freeze_panes = sheet.cell(FIRST, HEADS.index(UNIT) + 2)
    layout.finish(sheet, (GROUP_ROW, HEAD_ROW), note, pages=2, columns="C:F")
    return layout.bytes_of(workbook)


def _write_unit(sheet: Worksheet, number: int, order: int, row: SheetRow, book: SheetBook) -> int:
    """Write a unit's rows; the number of the row after them."""
    plan, content, names = row.sheet.plan, row.content, book.names[row.sheet.plan.kind]
    told: dict[str, Value] = {
        NUMBER: order,
        TOWNSHIP: plan.village.township.name,
        "管区": str(plan.village.area or ""),
        UNIT: plan.village.name,
        "类别": str(plan.get_kind_display()),
        "已创成星": "、".join(f"{name}星" for code, name in names.items() if code in content.mark.held),
        "上年星级": str(content.mark.held_name),
        "计划星级": "" if content.mark.is_empty else str(LEVEL_NAMES[content.mark.level]),
        FOCUS_HEAD: f"{names[row.sheet.focus.code]}星" if row.sheet.focus else None,
        **{FACT_HEADS[name]: official(spec, content.value(name)) for name, spec in FACT.items()},
    }
    stars = [code for code in names if code in content.cases]
    is_open = row.code in book.open_codes
    for offset, star in enumerate(stars or [""]):
        line = {CODE: row.code, VERSION: row.sheet.version} | (told if not offset else {})
        if star:
            line |= {STAR: f"{names[star]}星", STANDING: NEW if star in content.mark.new else KEEP}
            line |= {head: official(CASES[name], content.value(f"{star}.{name}")) for name, head in CASE_HEADS.items()}
        elif plan.no_target:
            line[STAR] = f"本年无目标：{plan.no_target_reason}"
        for column, head in enumerate(HEADS, 1):
            _write_cell(sheet, number + offset, column, head, line.get(head), is_open and (bool(star) or not offset))
    after = number + max(len(stars), 1)
    for column in range(3, STAR_COLUMN):
        if after - number > 1:
            # Its cells are empty and have their borders already: what merge_cells adds takes most of a minute.
            sheet.merged_cells.ranges.add(CellRange(None, column, number, column, after - 1))
    return after


def _write_cell(sheet: Worksheet, row: int, column: int, head: str, value: Value, is_open: bool) -> None:
    cell = sheet.cell(row, column)
    if isinstance(value, str | int) or value is None:
        text(cell, value or (value if value == 0 else None))
    else:
        cell.value = value
    name = FILLED_IN.get(head)
    spec = FACT.get(name) or CASES.get(name)
    is_filled_in = bool(name) and is_open and (column < STAR_COLUMN or bool(sheet.cell(row, STAR_COLUMN).value))
    layout.dress(cell, _is_date(spec), is_filled_in)


def _is_date(spec) -> bool:
    return spec is not None and spec.kind == "date"


def _offer_choices(sheet: Worksheet, after: int) -> None:
    """Cells with few answers offer them."""
    for spec in FACTS:
        if spec.kind == "choice" and after > FIRST:
            with translation.override(OFFICIAL):
                words = ",".join(str(word) for _value, word in spec.choices)
            offer = DataValidation(type="list", formula1=f'"{words}"', allow_blank=True, showErrorMessage=False)
            letter = get_column_letter(HEADS.index(FACT_HEADS[spec.name]) + 1)
            offer.add(f"{letter}{FIRST}:{letter}{after - 1}")
            sheet.add_data_validation(offer)


# In again ---------------------------------------------------------------------------------------------


@dataclass
class _Unit:
    """What the rows of a file say of one unit, as they are read."""

    row: SheetRow
    line: Line
    values: dict[str, Value] = field(default_factory=dict)
    facts: dict[str, tuple[str, Line]] = field(default_factory=dict)
    versions: list[str] = field(default_factory=list)
    stars: set[str] = field(default_factory=set)
    lines: list[Line] = field(default_factory=list)


def read_sheet_book(file: BinaryIO, book: SheetBook) -> SheetUpload:
    """What a filled workbook says of the units of a place. It may have more columns, in another order, its merged
    cells unmerged and filled or not, fewer units, and rows between them.

    Raises UnreadableError where the file is no workbook, or holds no table of plan sheets.
    """
    rows = {row.code: row for row in book.rows}
    units: dict[str, _Unit] = {}
    errors: list[CellError] = []
    found: dict[str, int] = {}
    columns: list[str] = []
    sheets = list(read_sheets(file))
    for sheet in sheets:
        heads = next(tables_in(sheet, (CODE, STAR), named(READ), HEADS), None)
        if heads is None:
            continue
        found[sheet.name] = heads.row + 1
        columns += unread(sheet, heads)
        for line, code in _lines(sheet, heads):
            if code not in rows:
                line.wrong(
                    CODE,
                    _("%(code)s is not a unit of this township.") % {"code": code}
                    if code
                    else _("This row has no code: nothing is read of it. Download the workbook again."),
                )
                errors.extend(line.errors)
                continue
            unit = units.setdefault(code, _Unit(rows[code], line))
            _read_line(unit, line, book)
    if not found:
        raise no_table(sheets, (CODE, STAR), named(READ))
    sound = []
    for unit in units.values():
        wrong, change = _finish(unit, book)
        errors.extend(wrong)
        if not wrong:
            sound.append(change)
    missing = tuple(str(row.sheet.plan.village.name) for row in book.rows if row.code not in units)
    return SheetUpload(tuple(sound), tuple(errors), found, Account(tuple(columns), missing))


_CELLS = (*FACT_HEADS.values(), *CASE_HEADS.values())


def _lines(sheet: Sheet, heads: Heads) -> Iterator[tuple[Line, str]]:
    """(line, code) of each line below the heads that says something of a unit. A line without a code belongs to the
    unit above it, unless it names another one; lines without star and name are totals, notes or blank."""
    code, name = "", ""
    for number in range(heads.row + 1, len(sheet.rows)):
        line = Line(sheet, number, heads.columns)
        own, unit = plain(line.raw(CODE)), plain(line.raw(UNIT))
        if own and own != CODE:
            code, name = own, unit if own != code or unit else name
        elif own == CODE or is_total(line) or not any(line.value(head) for head in _CELLS):
            continue
        elif unit and unit != name:
            yield line, ""
            continue
        elif not line.value(STAR):
            continue
        yield line, code


def _read_line(unit: _Unit, line: Line, book: SheetBook) -> None:
    unit.lines.append(line)
    village = unit.row.sheet.plan.village
    township = village.township
    names = {
        UNIT: (village.name, village.official_name, f"{township.name}{village.name}", unit.row.code),
        TOWNSHIP: (township.name, township.official_name),
    }
    if not is_about(line, CODE, names, unit.row.sheet.plan):
        return
    unit.versions.append(line.raw(VERSION))
    for name, head in {**FACT_HEADS, FOCUS: FOCUS_HEAD}.items():
        if head not in line.heads:
            continue
        told, stands = line.raw(head), unit.facts.get(name)
        if stands is None or (told.strip() and not stands[0].strip()):
            unit.facts[name] = (told, line)
        elif told.strip() and plain(told) != plain(stands[0]):
            line.wrong(head, _("This unit's rows say different things here: “%(one)s” and “%(other)s”.")
                       % {"one": stands[0][:20], "other": told[:20]})  # fmt: skip
    _read_case(unit, line, book)


def _read_case(unit: _Unit, line: Line, book: SheetBook) -> None:
    """One target star's row."""
    said = plain(line.words(STAR))
    cells = {name: line.raw(head) for name, head in CASE_HEADS.items() if head in line.heads}
    if not said:
        if any(each.strip() for each in cells.values()):
            line.wrong(STAR, _("The star is missing."))
        return
    star = _star(said, book.names[unit.row.sheet.plan.kind])
    if star not in unit.row.content.cases:
        if any(each.strip() for each in cells.values()):
            line.wrong(STAR, _("“%(star)s” is no target star of this unit: mark it first.") % {"star": said[:20]})
        return
    if star in unit.stars:
        line.wrong(STAR, _("%(star)s stands twice for this unit.") % {"star": said[:20]})
        return
    unit.stars.add(star)
    for name, told in cells.items():
        value, wrong = understood(CASES[name], told, book.span)
        if wrong:
            line.wrong(CASE_HEADS[name], wrong)
        unit.values[f"{star}.{name}"] = value


def _star(said: str, names: Mapping[str, str]) -> str:
    return next((code for code, name in names.items() if said.removesuffix("星") == name), "")


def _finish(unit: _Unit, book: SheetBook) -> tuple[list[CellError], UnitChange]:
    """Everything wrong in a unit's rows, and what it would change."""
    names = book.names[unit.row.sheet.plan.kind]
    facts: dict[str, Value] = {}
    for name, (told, line) in unit.facts.items():
        if name == FOCUS:
            said = plain(line.words(FOCUS_HEAD))
            star = _star(said, names)
            if said and star not in unit.row.content.cases:
                line.wrong(FOCUS_HEAD, _("“%(star)s” is no target star of this unit: mark it first.")
                           % {"star": told[:20]})  # fmt: skip
            facts[FOCUS] = star
            continue
        value, wrong = understood(FACT[name], told, book.span)
        if wrong:
            line.wrong(FACT_HEADS[name], wrong)
        facts[name] = value
    stale, damaged = stale_or_damaged(unit.versions, unit.row.sheet.version)
    if damaged:
        unit.line.wrong(VERSION, _("The version is damaged; download the workbook again."))
    wrong = [error for line in unit.lines for error in line.errors]
    if wrong:
        return wrong, UnitChange(unit.row, (), False)
    changes = differences(unit.row, facts | unit.values, names)
    return [], UnitChange(unit.row, changes, unit.row.code in book.open_codes, stale)
