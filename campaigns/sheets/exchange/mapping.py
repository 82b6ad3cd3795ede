"""A county's own workbook, read column by column as somebody said what each is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl.utils import get_column_letter

from campaigns.entry.rules.fields import Value
from campaigns.entry.rules.names import UnitNames
from campaigns.entry.rules.text import folded, plain
from campaigns.workbooks.cells import bare_head, understood
from campaigns.workbooks.workbook import CellError, Sheet

from ..reports.sheet import SheetRow
from ..rules import CASE, CASES, FACT, FACTS
from .changes import SheetUpload, UnitChange, differences
from .sheets import CASE_HEADS, FACT_HEADS, SheetBook

CODE, UNIT, TOWNSHIP, STAR = "code", "unit", "township", "star"
KEYS: dict[str, str | Promise] = {
    CODE: gettext_lazy("code of the unit"),
    UNIT: gettext_lazy("name of the unit"),
    TOWNSHIP: gettext_lazy("township"),
    STAR: gettext_lazy("target star (one row each)"),
}
# What heads say in workbooks of several offices; the official heads come on top of these.
WORDS = {
    CODE: ("编码", "代码", "区划代码", "村编码", "统计用区划代码"),
    UNIT: ("村", "村名", "行政村", "村庄名称", "村名称", "社区", "村社区", "单位名称"),
    TOWNSHIP: ("乡镇", "街道", "乡镇街道", "所属乡镇", "镇", "乡镇办事处"),
    STAR: ("目标星", "创建星", "计划创建星", "星"),
    "members": ("党员人数", "党员", "党员总数"),
    "population": ("人口数", "总人口", "户籍人口", "常住人口"),
    "households": ("总户数", "农户数"),
    "groups": ("小组数", "村组数", "组数"),
    "farmland": ("耕地", "耕地亩数"),
    "income": ("村集体经济收入", "集体经济收入", "集体收入", "村集体收入"),
    "speciality": ("主导产业", "特色", "产业"),
    "contact_leader": ("包联县领导", "县级包联领导", "分包领导"),
    "officer_in_charge": ("包村人员", "包村领导", "驻村干部"),
    "first_secretary": ("第一书记",),
    "support_unit": ("帮扶部门", "包联单位", "结对帮扶单位"),
    "paired_village": ("结对村名称",),
    "meeting_on": ("党员大会时间", "召开党员大会日期"),
    "measure": ("具体措施", "创建措施", "主要措施"),
    "gaps": ("存在短板", "存在问题", "差距"),
    "due": ("时限", "完成时间", "截止日期"),
    "department": ("责任部门", "责任单位"),
}
GUESSES = {bare_head(head): name for name, head in (FACT_HEADS | CASE_HEADS).items()} | {
    word: target for target, words in WORDS.items() for word in words
}
LOOKED_AT = 15  # rows in which a row of heads is looked for


def targets() -> list[tuple[str | Promise, list[tuple[str, str | Promise]]]]:
    """What a column may be, in groups: (group, [(value, name)])."""
    return [
        (_("How units are recognised"), list(KEYS.items())),
        (_("The unit this year"), [(spec.name, spec.label) for spec in FACTS]),
        (_("Each target star"), [(spec.name, spec.label) for spec in CASE]),
    ]


def heads_of(sheet: Sheet, head_row: int) -> list[tuple[int, str]]:
    """(column, head) of a row of heads, counted from 1; columns without a head are left out."""
    if not 1 <= head_row <= len(sheet.rows):
        return []
    return [(column, head.strip()) for column, head in enumerate(sheet.rows[head_row - 1]) if head.strip()]


def guess_head_row(sheet: Sheet, kept: Mapping[str, str] | None = None) -> int:
    """The row among the first that has the most heads that are known, counted from 1."""
    known = GUESSES | dict(kept or {})
    numbers = [sum(bare_head(value) in known for value in row) for row in sheet.rows[:LOOKED_AT]]
    return numbers.index(max(numbers)) + 1 if numbers else 1


def guess_columns(heads: Sequence[tuple[int, str]], kept: Mapping[str, str] | None = None) -> dict[int, str]:
    """Which column is what, by its head; a kept mapping decides before the words. Each thing is guessed once."""
    found: dict[int, str] = {}
    for column, head in heads:
        target = kept.get(bare_head(head), "") if kept else GUESSES.get(bare_head(head), "")
        if target and target not in found.values():
            found[column] = target
    return found


def kept_columns(heads: Sequence[tuple[int, str]], columns: Mapping[int, str]) -> dict[str, str]:
    """A mapping as it is kept: by head, so that it fits a workbook whose columns moved."""
    return {bare_head(head): columns[column] for column, head in heads if columns.get(column)}


def what_is_wrong(columns: Mapping[int, str]) -> list[str]:
    """Why a mapping cannot be used."""
    said = [target for target in columns.values() if target]
    wrong = []
    if len(said) != len(set(said)):
        wrong.append(_("Two columns are the same thing; choose one of them."))
    if CODE not in said and UNIT not in said:
        wrong.append(_("Say which column names the unit: its code, or its name."))
    if set(said) & set(CASES) and STAR not in said:
        wrong.append(_("Say which column names the target star, or leave out what is said of each star."))
    if not set(said) & {*FACT, *CASES}:
        wrong.append(_("Say of at least one column which cell it is."))
    return wrong


@dataclass
class _Unit:
    row: SheetRow
    values: dict[str, tuple[str, Value]] = field(default_factory=dict)
    errors: list[CellError] = field(default_factory=list)


def read_mapped(
    sheet: Sheet, head_row: int, columns: Mapping[int, str], book: SheetBook, names: UnitNames
) -> SheetUpload:
    """What a mapped sheet says of a county's units. An empty cell says nothing: what stands there stays.

    names -- the county's units by code and name.
    """
    rows = {row.code: row for row in book.rows}
    units: dict[str, _Unit] = {}
    errors: list[CellError] = []
    for number, said, code, problem in _identified(sheet, head_row, columns, names):
        if problem or code not in rows:
            column = next(c for c, target in columns.items() if target in (CODE, UNIT))
            sentence = problem or _("%(code)s takes no part in this campaign.") % {"code": code}
            errors.append(CellError(sheet.name, _place(column, number), sentence))
        else:
            _read_row(units.setdefault(code, _Unit(rows[code])), sheet.name, number, columns, said, book)
    found = []
    for code, unit in units.items():
        errors.extend(unit.errors)
        if not unit.errors:
            values = {name: value for name, (_text, value) in unit.values.items()}
            changes = differences(unit.row, values, book.names[unit.row.sheet.plan.kind])
            found.append(UnitChange(unit.row, changes, code in book.open_codes))
    return SheetUpload(tuple(found), tuple(errors), {sheet.name: head_row})


def _place(column: int, number: int) -> str:
    return f"{get_column_letter(column + 1)}{number}"


def _identified(
    sheet: Sheet, head_row: int, columns: Mapping[int, str], names: UnitNames
) -> Iterator[tuple[int, dict[str, str], str, str]]:
    """(row, what it says by target, unit's code, why there is none) of each row that says something. A merged cell
    that names a township or a unit counts for the rows below it."""
    township, last = "", ""
    for number in range(head_row + 1, len(sheet.rows) + 1):
        row = sheet.rows[number - 1]
        said = {target: row[column] for column, target in columns.items() if target and column < len(row)}
        keys = {key: plain(said.get(key, "")) for key in KEYS}
        told = {name: text for name, text in said.items() if name not in KEYS and text.strip()}
        township = keys[TOWNSHIP] or township
        if not keys[CODE] and not keys[UNIT]:
            if keys[STAR] and told and last:
                yield number, said, last, ""
            continue
        if not told:
            continue
        unit, problem = _find(keys, township, names)
        last = unit.code if unit else ""
        yield number, said, last, problem


def _find(keys: Mapping[str, str], township: str, names: UnitNames):
    if keys[CODE]:
        return names.find(keys[CODE], set())
    at = folded(township)
    within = {known for known in names.townships if at and (folded(known) in at or folded(known).startswith(at))}
    if township and not within:
        within = {township}  # of no township of the county: then the unit is not guessed from its name alone
    return names.find(keys[UNIT], within)


def _read_row(
    unit: _Unit, sheet: str, number: int, columns: Mapping[int, str], said: Mapping[str, str], book: SheetBook
) -> None:
    places = {target: _place(column, number) for column, target in columns.items() if target}
    stars = {name: code for code, name in book.names[unit.row.sheet.plan.kind].items()}
    star = stars.get(plain(said.get(STAR, "")).removesuffix("星"), "")
    for target, text in said.items():
        if target in KEYS or not text.strip():
            continue
        spec, name = FACT.get(target) or CASES[target], target
        if target in CASES:
            if star not in unit.row.content.cases:
                sentence = _("“%(star)s” is no target star of this unit: mark it first.")
                unit.errors.append(CellError(sheet, places[STAR], sentence % {"star": said.get(STAR, "")[:20]}))
                return
            name = f"{star}.{target}"
        value, wrong = understood(spec, text, book.span)
        stands = unit.values.get(name)
        if not wrong and stands and stands[1] != value:
            wrong = _("This unit's rows say different things here: “%(one)s” and “%(other)s”.") % {
                "one": stands[0][:20],
                "other": text[:20],
            }
        if wrong:
            unit.errors.append(CellError(sheet, places[target], wrong))
        else:
            unit.values[name] = (text, value)
