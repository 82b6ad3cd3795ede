"""Problems pasted from a spreadsheet: rows of cells that say what is wrong in each and are mended in place.

The official list: 村 | 星/任务 | 问题 | 来源 | 帮扶单位 | 具体措施 | 完成时限 | 责任人.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.entry.rules.dates import Span
from campaigns.entry.rules.heads import bare_head
from campaigns.entry.rules.names import NO_STARS, StarNames, UnitNames
from campaigns.entry.rules.pastes import NUMBER_HEADS, PastedLine, read_paste, table_of, unknown_heads
from campaigns.entry.rules.text import EntryError, bare
from campaigns.planning.rules.held import HeldUnit
from fivestar.changes.characters import writable

from ..rules import CELL, ProblemSheet, read_source

MOST_LINES = 200

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
TOWNSHIP = "township"  # a column that tells units of one name apart
_HEADS = {bare_head(word): name for name, (_label, words) in COLUMNS.items() for word in words}
_HEADS |= dict.fromkeys(("乡镇", "乡镇街道", "街道", "镇", "乡镇名称", "所属乡镇"), TOWNSHIP)
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


@dataclass(frozen=True)
class Lines:
    """Pasted text as cells by column.

    sentence -- why it cannot be taken. unknown -- a sentence that names the heads which were not understood.
    """

    rows: tuple[dict[str, str], ...] = ()
    sentence: str = ""
    unknown: str = ""


def split_lines(text: str) -> Lines:
    """Pasted text as cells by column.

    A row of heads says the columns, wherever they stand, also below a title; without one they are those of the official
    list, and a running number before them goes. An empty unit means the one above: so merged cells are copied.
    """
    pasted = read_paste(text, most_lines=MOST_LINES + 10)  # with title and heads
    table = table_of(pasted.lines, _HEADS, wanted=("text",), passed_over=NUMBER_HEADS)
    if problems := (*pasted.problems, *table.problems):
        return Lines(sentence=problems[0].sentence)
    if len(table.lines) > MOST_LINES:
        return Lines(sentence=_("More than %(most)s lines. Take the list in parts.") % {"most": MOST_LINES})
    if not table.lines:
        sentence = _("There are only heads: copy the lines below them too.") if table.columns else _("Paste the lines.")
        return Lines(sentence=sentence)
    rows, unit, township = [], "", ""
    for line in table.lines:
        cells = table.cells(line) if table.columns else _by_place(line)
        township = cells.pop(TOWNSHIP, "") or township
        unit = cells.get("unit") or unit
        rows.append(cells | {"unit": f"{township} {unit}".strip()})
    return Lines(tuple(rows), unknown=unknown_heads(table))


def _by_place(line: PastedLine) -> dict[str, str]:
    """The cells of a list without heads; a running number before them goes."""
    first = 1 if re.fullmatch(r"[0-9]{1,5}", line.cells[0]) and len(line.cells) > 1 else 0
    return dict(zip(_PLAIN, line.cells[first:], strict=False))


def posted_rows(data: QueryDict) -> list[dict[str, str]]:
    """The cells that the page's fields hold; rows that were emptied are left out."""
    rows: dict[int, dict[str, str]] = {}
    for name in data:
        match = re.fullmatch(r"c-([0-9]{1,3})-([a-z_]+)", name)
        if match and match[2] in COLUMNS:
            rows.setdefault(int(match[1]), {})[match[2]] = writable(data[name]).replace("\r\n", "\n").strip()
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
        unit, sentence = self.units.one(row.cells.get("unit", ""))
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
