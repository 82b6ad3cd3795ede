"""The project list (创建项目清单) as it comes back: what is new, what would change, what is wrong."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO

from django.utils import translation
from django.utils.translation import gettext as _
from openpyxl import Workbook

from campaigns.entry.rules.dates import Span
from campaigns.entry.rules.fields import value_of
from campaigns.entry.rules.names import StarNames, UnitNames
from campaigns.entry.rules.text import plain
from campaigns.planning.rules.held import HeldUnit
from campaigns.workbooks import layout
from campaigns.workbooks.cells import CellChange
from campaigns.workbooks.keys import is_about
from campaigns.workbooks.layout import OFFICIAL
from campaigns.workbooks.lists import KEY_HEADS, Cell, write_list, write_total
from campaigns.workbooks.returned import (
    CODE,
    NUMBER,
    VERSION,
    ListFile,
    ListRow,
    ListUpload,
    change,
    held_against,
    is_stale,
    looks_like,
    read_list,
    tell,
    values_of,
)
from campaigns.workbooks.workbook import Line

from .rules import PROJECT, ProjectEntry, ProjectSheet, project_problems

TOWNSHIP, UNIT, STAR, NAME = "乡镇（街道）", "村（社区）", "星", "项目名称"
_SPECS = {spec.name: spec for spec in PROJECT}
_CELLS = {
    NAME: "name", "资金（万元）": "amount", "资金来源": "source", "牵头部门": "department", "责任人": "person",
    "开工日期": "starts_on", "完成时限": "ends_on", "状态": "state", "备注": "note",
}  # fmt: skip
_FORMER = {"责任部门": "department"}  # heads of workbooks downloaded before they had the words of the other lists
_HEAD_OF = {name: head for head, name in _CELLS.items()}
HEADS = (CODE, VERSION, NUMBER, TOWNSHIP, UNIT, STAR, *_CELLS, *_FORMER)


@dataclass(frozen=True)
class ProjectBook:
    """What a file of projects is held against.

    records -- projects/models.Project by key, that the reader may write; listed -- those of a unit by name.
    units   -- that the reader lists projects of; aiming -- codes of those that aim high enough for a new one.
    names   -- star set → star code → name without 星.
    """

    span: Span
    records: Mapping[int, object]
    units: Sequence[HeldUnit]
    aiming: frozenset[str]
    names: Mapping[str, Mapping[str, str]]
    listed: Mapping[tuple[str, str], object]


def read_projects(file: BinaryIO) -> ListFile:
    """The rows of a filled project list: one that was downloaded here, or a county's own. Raises UnreadableError."""
    return read_list(file, HEADS, (UNIT, NAME), (UNIT, NAME, "资金（万元）"))


def compare_projects(read: ListFile, book: ProjectBook) -> ListUpload:
    """A file held against the projects that stand, with everything wrong in it."""
    return held_against(read, book.records, _Reader(book).row)


class _Reader:
    """Reads rows one by one."""

    def __init__(self, book: ProjectBook):
        self.book, self.names, self.stars = book, UnitNames(book.units), StarNames(book.names)
        self.units = {unit.code: unit for unit in book.units}
        self.listed: dict[str, list[str]] = defaultdict(list)
        for unit, name in book.listed:
            self.listed[unit].append(name)

    def row(self, line: Line, project) -> ListRow | None:
        unit = self._unit(line, project)
        if unit is None:
            return None
        if project is None:
            project = self.book.listed.get((unit.code, plain(line.raw(NAME))))
            row = self._row(line, unit, project)
            if project is not None and row.changes:
                line.wrong(
                    NAME,
                    _("This project is listed already. Download the workbook again, so that its row has its code."),
                )
            elif project is None and unit.code not in self.book.aiming:
                told = _("%(unit)s does not aim at four stars or more; projects are listed for those that do.")
                line.wrong(UNIT, told % {"unit": unit.name})
            if project is None:
                row = replace(row, double=looks_like(row.name, self.listed[unit.code]))
            return row
        return replace(self._row(line, unit, project), is_stale=is_stale(line, project.version))

    def _unit(self, line: Line, project) -> HeldUnit | None:
        """The unit that a line is about; where that is not sure, the line says so."""
        if project is None:
            named, township = line.words(UNIT), line.words(TOWNSHIP)
            unit, sentence = self.names.find(named, {township} if township else set())
            if sentence:
                tell(line, (UNIT, NAME), sentence)
            return unit
        unit = self.units[project.plan.village_id]
        units = (unit.name, unit.official_name, f"{unit.township}{unit.name}", unit.code)
        return unit if is_about(line, CODE, {UNIT: units, TOWNSHIP: (unit.township,)}, project) else None

    def _row(self, line: Line, unit: HeldUnit, project) -> ListRow:
        was = sheet_of(project) if project else ProjectSheet("")
        values = values_of(line, {head: _SPECS[name] for head, name in (_FORMER | _CELLS).items()}, self.book.span)
        values["state"] = values.get("state") or was.state
        if STAR in line.heads:
            _kind, values["star"], wrong = self.stars.find(line.words(STAR), unit.kind, unit.name)
            if wrong:
                line.wrong(STAR, wrong)
        now = replace(was, **values)
        if not line.errors:
            for cell, sentence in project_problems(now):
                tell(line, (_HEAD_OF[cell], NAME), str(sentence))
        entry = ProjectEntry(unit.code, now, project.pk if project else 0, project.version if project else 0)
        return ListRow(unit.name, now.name, self._changes(unit, was, now, project is None), entry)

    def _changes(self, unit: HeldUnit, was: ProjectSheet, now: ProjectSheet, is_new: bool) -> tuple[CellChange, ...]:
        names = self.book.names[unit.kind]
        found = change("star", _("star"), names.get(was.star, ""), names.get(now.star, ""))
        for name, spec in _SPECS.items():
            old = "" if is_new else spec.show(getattr(was, name))
            value = getattr(now, name)
            found += change(name, spec.label, old, spec.show(value), spec.remark(value, self.book.span))
        return tuple(found)


def sheet_of(project) -> ProjectSheet:
    """A listed project as a form or a file gives it."""
    values = {spec.name: value_of(project, spec) for spec in PROJECT}
    return ProjectSheet(star=project.star.code if project.star else "", **values)


def write_projects(title: str, projects: Iterable, narrowed: str) -> bytes:
    """The project list with its money added up.

    projects -- records of projects/models.Project, with unit and star.
    """
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "创建项目清单"
    heads = [
        *KEY_HEADS, ("序号", 6), ("乡镇（街道）", 12), ("村（社区）", 14), ("星", 14), ("项目名称", 30),
        ("资金（万元）", 12), ("资金来源", 14), ("牵头部门", 18), ("责任人", 12), ("开工日期", 12), ("完成时限", 12),
        ("状态", 12), ("备注", 24),
    ]  # fmt: skip
    with translation.override(OFFICIAL):
        lines = [_project(number, each) for number, each in enumerate(projects, 1)]
        unknown = sum(line[7] is None for line in lines)
        base = f"{len(lines)}个项目" + (f"，其中{unknown}个资金未定" if unknown else "")
        last = write_list(sheet, title, layout.told(base, narrowed), heads, lines)
        write_total(sheet, last, 8, first=3)
    return layout.bytes_of(workbook)


def _project(number: int, project) -> list[Cell]:
    unit = project.plan.village
    return [
        project.pk, project.version, number, unit.township.name, unit.name, str(project.star or ""), project.name,
        project.amount,
        str(project.get_source_display()), project.department, project.person, project.starts_on,
        project.ends_on or project.ends_on_words or None,
        str(project.get_state_display()), project.note,
    ]  # fmt: skip
