"""Problems pasted from a spreadsheet: rows of cells that say what is wrong in each and are mended in place.

The official list: 村 | 星/任务 | 问题 | 来源 | 帮扶单位 | 具体措施 | 完成时限 | 责任人.
"""

import csv
import io
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.entry.forms import storable
from campaigns.entry.rules.dates import Span
from campaigns.entry.rules.names import NO_STARS, StarNames, UnitNames
from campaigns.entry.rules.text import EntryError, bare
from campaigns.planning.rules.held import HeldUnit

from ..rules import CELL, ProblemSheet, read_source

MOST_LINES = 200
MOST_TEXT = 200_000

# In the order of the official list, with the heads under which offices have them.
COLUMNS = {
    "unit": (gettext_lazy("unit"), ("村", "村(社区)", "社区", "村名", "单位", "村(社区)名称", "所在村")),
    "about": (gettext_lazy("star or task"), ("星/任务", "星", "任务", "星级", "所属星", "任务项", "星、任务")),
    "text": (gettext_lazy("problem"), ("问题", "存在问题", "具体问题", "问题描述", "问题清单", "主要问题")),
    "source": (gettext_lazy("source"), ("来源", "问题来源")),
    "support_unit": (gettext_lazy("support unit"), ("帮扶单位", "联系单位", "包联单位")),
    "measure": (gettext_lazy("planned measure"), ("具体措施", "措施", "整改措施", "解决措施")),
    "due_on": (gettext_lazy("to be done by"), ("完成时限", "时限", "整改时限", "完成时间", "期限")),
    "person": (gettext_lazy("responsible person"), ("责任人", "负责人", "整改责任人")),
    "department": (gettext_lazy("lead department"), ("牵头部门", "责任部门", "责任单位", "部门")),
}
_HEADS = {head: name for name, (_label, heads) in COLUMNS.items() for head in heads}
_PASSED_OVER = {"序号", "编号", "乡镇(街道)", "乡镇", "街道", "整改", "整改情况", "复核", "销号", "备注"}
_PLAIN = tuple(COLUMNS)  # the columns of a list without heads


@dataclass
class Row:
    """One pasted line, cell by cell as it was typed.

    wrong -- what is wrong, by column. sheet -- what it means, once nothing is. known -- it is there already.
    due   -- the day as it was understood, and what is odd about it.
    """

    number: int
    cells: dict[str, str]
    wrong: dict[str, str] = field(default_factory=dict)
    unit: str = ""
    about: str = ""
    due: tuple[str, str] = ("", "")
    sheet: ProblemSheet | None = None
    known: bool = False

    @property
    def is_good(self) -> bool:
        return self.sheet is not None and not self.known

    def shown(self) -> list[dict]:
        """Cells as the page shows them: column, label, text, what is wrong, what it was understood as."""
        understood = {"unit": self.unit, "about": self.about, "due_on": self.due[0]}
        return [
            {
                "name": f"c-{self.number}-{name}", "column": name, "label": label, "text": self.cells.get(name, ""),
                "wrong": self.wrong.get(name, ""), "understood": understood.get(name, ""),
                "remark": self.due[1] if name == "due_on" else "",
                "is_long": name in ("text", "measure"),
            }
            for name, (label, _heads) in COLUMNS.items()
        ]  # fmt: skip


def split_lines(text: str) -> tuple[list[dict[str, str]], str]:
    """Pasted text as cells by column, and why there are none.

    A row of heads says the columns, wherever they stand; without one they are those of the official list, and a running
    number before them goes. An empty unit means the one above: so merged cells are copied.
    """
    text = storable(text)[:MOST_TEXT].replace("\r\n", "\n").replace("\r", "\n")
    try:
        lines = [[cell.strip() for cell in line] for line in csv.reader(io.StringIO(text), delimiter="\t")]
    except csv.Error:
        lines = [[cell.strip() for cell in line.split("\t")] for line in text.split("\n")]
    lines = [line for line in lines if any(line)]
    if not lines:
        return [], _("Paste the lines.")
    heads = _heads_of(lines[0])
    if heads:
        lines = lines[1:]
    if len(lines) > MOST_LINES:
        return [], _("More than %(most)s lines. Take the list in parts.") % {"most": MOST_LINES}
    found, above = [], ""
    for line in lines:
        if heads:
            cells = {name: line[at] for name, at in heads.items() if at < len(line)}
        else:
            first = 1 if re.fullmatch(r"[0-9]{1,5}", line[0]) and len(line) > 1 else 0
            cells = dict(zip(_PLAIN, line[first:], strict=False))
        above = cells["unit"] = cells.get("unit") or above
        found.append(cells)
    return found, "" if found else _("There are only heads: copy the lines below them too.")


def _heads_of(line: Sequence[str]) -> dict[str, int]:
    """Columns by name, if a line is a table's head: at least the problem's head and another known one."""
    said = ["".join(bare(cell).split()) for cell in line]
    heads: dict[str, int] = {}
    for at, word in enumerate(said):
        if word in _HEADS:
            heads.setdefault(_HEADS[word], at)
    is_head = len(heads) > 1 and all(word in _HEADS or word in _PASSED_OVER or not word for word in said)
    return heads if is_head or {"unit", "text"} <= heads.keys() else {}


def posted_rows(data: QueryDict) -> list[dict[str, str]]:
    """The cells that the page's fields hold; rows that were emptied are left out."""
    rows: dict[int, dict[str, str]] = {}
    for name in data:
        match = re.fullmatch(r"c-([0-9]{1,3})-([a-z_]+)", name)
        if match and match[2] in COLUMNS:
            rows.setdefault(int(match[1]), {})[match[2]] = storable(data[name]).replace("\r\n", "\n").strip()
    return [cells for _number, cells in sorted(rows.items()) if any(cells.values())][:MOST_LINES]


class Reader:
    """Understands rows of cells.

    units -- that may be named. stars -- star set → code → name. tasks -- (star set, code) → [(number, title)].
    own   -- codes of stars by star set, of a task force; None for everyone else. known -- what is there already.
    """

    def __init__(
        self, units: Sequence[HeldUnit], stars: Mapping[str, Mapping[str, str]],
        tasks: Mapping[tuple[str, str], Sequence[tuple[int, str]]], *, span: Span,
        own: Collection[tuple[str, str]] | None = None, known: Collection[tuple] = (),
    ):  # fmt: skip
        self.units, self.stars, self.names = UnitNames(units), stars, StarNames(stars)
        self.tasks, self.span, self.own, self.known = tasks, span, own, set(known)

    def read(self, lines: Sequence[Mapping[str, str]]) -> list[Row]:
        said = set(self.known)
        rows = []
        for number, cells in enumerate(lines, 1):
            row = self._row(number, dict(cells))
            if row.sheet is not None:
                row.known = row.sheet.said in said
                said.add(row.sheet.said)
            rows.append(row)
        return rows

    def _row(self, number: int, cells: dict[str, str]) -> Row:
        row = Row(number, cells)
        unit = self._unit(row)
        star, task = self._about(row, unit) if unit else ("", None)
        values: dict = {}
        for name in COLUMNS:
            if name in ("unit", "about", "source"):
                continue
            try:
                values[name] = CELL[name].parse(cells.get(name, ""), self.span)
            except EntryError as error:
                row.wrong[name] = str(error)
        if day := values.get("due_on"):
            row.due = (CELL["due_on"].show(day), CELL["due_on"].remark(day, self.span))
        if not cells.get("text"):
            row.wrong["text"] = _("Say what the problem is.")
        values["source"], values["source_word"] = read_source(cells.get("source", ""))
        if len(values["source_word"]) > CELL["source_word"].most:
            most = CELL["source_word"].most
            told = {"most": most, "length": len(values["source_word"])}
            row.wrong["source"] = _("At most %(most)s characters; there are %(length)s.") % told
        if not row.wrong and unit:
            row.sheet = ProblemSheet(unit.code, star, task, values)
        return row

    def _unit(self, row: Row) -> HeldUnit | None:
        words = self.units.words(row.cells.get("unit", ""))
        townships = {word for word in words if word in self.units.townships}
        rest = [word for word in words if word not in townships]
        if len(rest) != 1:
            row.wrong["unit"] = _("Write the name of one unit, as in the list of units, or its code.")
            return None
        unit, sentence = self.units.find(rest[0], townships)
        if unit is None:
            row.wrong["unit"] = sentence
            return None
        row.unit = f"{unit.township} {unit.name}"
        return unit

    def _about(self, row: Row, unit: HeldUnit) -> tuple[str, int | None]:
        """The star and task that a cell names: 生态宜居, 生态宜居/3, 生态宜居·厕所革命, or a task's title alone."""
        said = bare(row.cells.get("about", "")).strip()
        star, task, sentence = self._star_and_task(said, unit)
        if not sentence and self.own is not None and (unit.kind, star) not in self.own:
            names = "、".join(self.stars[kind][code] for kind, code in sorted(self.own) if kind == unit.kind)
            sentence = _("A task force writes problems of its own stars down: %(names)s.") % {"names": names or "—"}
        if sentence:
            row.wrong["about"] = sentence
        elif star:
            titles = dict(self.tasks.get((unit.kind, star), ()))
            row.about = self.stars[unit.kind][star] + (f" · {titles[task]}" if task is not None else "")
        return star, task

    def _star_and_task(self, said: str, unit: HeldUnit) -> tuple[str, int | None, str]:
        if said in NO_STARS:
            return "", None, ""
        for code, name in self.stars[unit.kind].items():
            if said.startswith(name):
                rest = said.removeprefix(name).removeprefix("星").strip(" /·、,:-—\t\n")
                return (code, None, "") if not rest else self._task(rest, [code], unit)
        star, task, sentence = self._task(said, list(self.stars[unit.kind]), unit)
        if sentence:
            _kind, _code, of_star = self.names.find(said, unit.kind, unit.name)
            sentence = of_star + " " + _("Behind a star its task may stand: its number or title.")
        return star, task, sentence

    def _task(self, said: str, codes: Sequence[str], unit: HeldUnit) -> tuple[str, int | None, str]:
        """The one task that a number or title names among those of some stars."""
        listed = [(code, number, title) for code in codes for number, title in self.tasks.get((unit.kind, code), ())]
        digits = re.fullmatch(r"第?([0-9]{1,3})(?:项|条)?", said)
        found = [each for each in listed if len(codes) == 1 and digits and each[1] == int(digits[1])]
        found = found or [each for each in listed if each[2] == said]
        found = found or [each for each in listed if len(said) > 1 and said in bare(each[2])]
        if len(found) == 1:
            return found[0][0], found[0][1], ""
        named = "、".join(f"{number} {title}" for _code, number, title in (found or listed)[:12])
        told = {"word": said, "known": named or "—"}
        if found:
            return "", None, _("“%(word)s” may mean several tasks: %(known)s. Write the number.") % told
        return "", None, _("“%(word)s” is no task. There are: %(known)s.") % told
