"""Reads a standard: a folder of CSV files that a county office edits in its spreadsheet program."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from fivestar.changes.characters import writable
from fivestar.csvfile import FileRefused, Problem, Row, read_table

from .choices import Kind
from .rules import MOST_WEEKS, Standard, StarLine, TaskLine, VetoLine

STANDARDS = Path(__file__).resolve().parent.parent / "standards"

ABOUT, STARS, TASKS, VETOES = "README.md", "stars.csv", "tasks.csv", "vetoes.csv"
HEADS = {
    STARS: ("类别", "代码", "名称", "顺序", "统领星"),
    TASKS: ("类别", "星", "序号", "上级序号", "任务", "达标标准", "常用佐证", "必做", "分值", "提前周数"),
    VETOES: ("类别", "星", "否决情形"),
}
KINDS = {"村": Kind.VILLAGE, "社区": Kind.COMMUNITY}
YES_NO = {"是": True, "否": False}
STARS_IN_A_SET = 5
FULL_SCORE = 100


class StandardError(FileRefused):
    """The files of a standard cannot be read or contradict themselves; ``problems`` has all of it."""


def versions(folder: Path = STANDARDS) -> list[str]:
    """Codes of the standards that lie in a folder, the newest first."""
    return sorted((found.parent.name for found in folder.glob(f"*/{TASKS}")), reverse=True)


def read_standard(folder: Path) -> Standard:
    """The standard in a folder; the folder's name is its code.

    Raises StandardError with every error of every file: a campaign copies a standard whole or not at all.
    """
    problems: list[Problem] = []
    title = _title(folder / ABOUT, problems)
    stars = _stars(folder / STARS, problems)
    # Without stars every line of the other files would be wrong as well, which helps nobody.
    tasks = _tasks(folder / TASKS, stars, problems) if stars else []
    vetoes = _vetoes(folder / VETOES, stars, problems) if stars else []
    if problems:
        raise StandardError(problems)
    return Standard(folder.name, title, tuple(stars), tuple(tasks), tuple(vetoes))


class _Line:
    """One line's cells as values; what a cell must not say is refused, and the line is no longer sound."""

    def __init__(self, file: Path, row: Row, problems: list[Problem]):
        self.file, self.row, self.problems = file.name, row, problems
        self.sound = True

    def refuse(self, column: str, sentence: str) -> None:
        self.problems.append(Problem(self.file, self.row.line, column, sentence))
        self.sound = False

    def text(self, column: str, longest: int = 0, *, needed: bool = True) -> str:
        value = self.row[column]
        if needed and not value:
            self.refuse(column, _("The cell is empty. Fill it in, or delete the whole line."))
        elif longest and len(value) > longest:
            lengths = {"length": len(value), "longest": longest}
            self.refuse(column, _("%(length)s characters; at most %(longest)s fit. Shorten it.") % lengths)
        return value

    def one_of(self, column: str, meanings: Mapping[str, Any]) -> Any:
        value = self.row[column]
        if value not in meanings:
            usual = {meaning: word for word, meaning in reversed(meanings.items()) if word}
            known = {"value": value, "known": "、".join(reversed(usual.values()))}
            self.refuse(column, _("“%(value)s” is unknown. Write one of: %(known)s.") % known)
        return meanings.get(value)

    def number(self, column: str, lowest: int, highest: int) -> int:
        value = self.row[column]
        if value.isdecimal() and lowest <= int(value) <= highest:
            return int(value)
        bounds = {"value": value, "lowest": lowest, "highest": highest}
        self.refuse(
            column,
            _("“%(value)s” is not a number from %(lowest)s to %(highest)s. Write digits only.") % bounds,
        )
        return 0


def _title(file: Path, problems: list[Problem]) -> str:
    """What the standard is called: the first heading of its README."""
    try:
        lines = writable(file.read_text(encoding="utf-8-sig")).split("\n")
    except (OSError, UnicodeDecodeError):
        problems.append(Problem(file.name, 0, "", _("The file is missing, or it is not UTF-8. Write it anew.")))
        return ""
    for line in lines:
        if line.startswith("# ") and line[2:].strip():
            return line[2:].strip()
    problems.append(Problem(file.name, 1, "", _("The title is missing. Begin with a line “# title”.")))
    return ""


def _stars(file: Path, problems: list[Problem]) -> list[StarLine]:
    stars: list[StarLine] = []
    before = len(problems)
    for row in read_table(file, HEADS[STARS], problems):
        line = _Line(file, row, problems)
        star = StarLine(
            kind=line.one_of("类别", KINDS),
            code=line.text("代码", 20),
            name=line.text("名称", 20),
            order=line.number("顺序", 1, 99),
            is_capstone=bool(line.one_of("统领星", YES_NO)),
        )
        if star.code and not (star.code.isascii() and star.code.isidentifier()):
            line.refuse("代码", _("A code consists of English letters, digits and underscores."))
        for column, field in (("代码", "code"), ("名称", "name"), ("顺序", "order")):
            if any(one.kind == star.kind and getattr(one, field) == getattr(star, field) for one in stars):
                line.refuse(column, _("Another star of this set has the same. Give each its own."))
        if line.sound:
            stars.append(star)
    if len(problems) == before:
        _refuse_incomplete_sets(file, stars, problems)
    return stars if len(problems) == before else []


def _refuse_incomplete_sets(file: Path, stars: list[StarLine], problems: list[Problem]) -> None:
    for word, kind in KINDS.items():
        of_kind = [star for star in stars if star.kind == kind]
        if len(of_kind) != STARS_IN_A_SET:
            counts = {"kind": word, "count": len(of_kind)}
            sentence = _("%(kind)s has %(count)s stars. Each set has five: add or delete lines.") % counts
            problems.append(Problem(file.name, 0, "类别", sentence))
        capstones = sum(star.is_capstone for star in of_kind)
        if capstones != 1:
            counts = {"kind": word, "count": capstones}
            sentence = _("%(kind)s has %(count)s capstone stars. Say 是 for exactly one.") % counts
            problems.append(Problem(file.name, 0, "统领星", sentence))


def _tasks(file: Path, stars: list[StarLine], problems: list[Problem]) -> list[TaskLine]:
    before = len(problems)
    names = _names(stars)
    found: list[tuple[TaskLine, _Line]] = []
    for row in read_table(file, HEADS[TASKS], problems):
        line = _Line(file, row, problems)
        kind = line.one_of("类别", KINDS)
        task = TaskLine(
            kind=kind,
            star=line.one_of("星", names[kind]) if kind else "",
            number=line.number("序号", 1, 999),
            parent=line.number("上级序号", 1, 999) if row["上级序号"] else None,
            title=line.text("任务", 80),
            done_when=line.text("达标标准"),
            evidence=line.text("常用佐证", 200, needed=False),
            is_required=bool(line.one_of("必做", YES_NO)),
            points=line.number("分值", 0, FULL_SCORE),
            weeks_before=line.number("提前周数", 0, MOST_WEEKS),
        )
        found.append((task, line))
    _refuse_wrong_places(found)
    # Sums of lines that are themselves wrong would only repeat the error.
    if len(problems) == before:
        _refuse_wrong_points(file, stars, found, problems)
    return [task for task, line in found]


def _names(stars: list[StarLine]) -> dict[str, dict[str, str]]:
    """How the lines of other files name a star: by its name, with or without 星, or by its code."""
    names: dict[str, dict[str, str]] = {kind: {} for kind in KINDS.values()}
    for spelled in ("{0.name}", "{0.name}星", "{0.code}"):
        for star in stars:
            names[star.kind][spelled.format(star)] = star.code
    return names


def _refuse_wrong_places(found: list[tuple[TaskLine, _Line]]) -> None:
    """Each number once in its star; a part names a task of its own star that is not itself a part."""
    places = {(task.kind, task.star, task.number): task for task, line in reversed(found)}
    for task, line in found:
        place = (task.kind, task.star, task.number)
        if not (task.star and task.number):
            continue
        if places[place] is not task:
            line.refuse("序号", _("The star already has a task No. %(number)s. Renumber one.") % {"number": place[2]})
        if task.parent is None:
            continue
        parent = places.get((task.kind, task.star, task.parent))
        numbers = {"number": task.parent}
        if parent is task:
            line.refuse("上级序号", _("A task cannot be part of itself. Leave the cell empty."))
        elif parent is None and any(number == task.parent for kind, star, number in places):
            line.refuse("上级序号", _("No. %(number)s belongs to another star. Name a task of this star.") % numbers)
        elif parent is None:
            line.refuse("上级序号", _("There is no task No. %(number)s. Add it, or leave the cell empty.") % numbers)
        elif parent.parent is not None:
            line.refuse(
                "上级序号",
                _("No. %(number)s is itself a part; there are two levels. Name the task above it.") % numbers,
            )


def _refuse_wrong_points(
    file: Path, stars: list[StarLine], found: list[tuple[TaskLine, _Line]], problems: list[Problem]
) -> None:
    """A star's tasks add up to 100; where parts have points, they add up to their task's."""
    sums: Counter = Counter()
    parts: dict[tuple, list[TaskLine]] = defaultdict(list)
    first: dict[tuple, int] = {}
    for task, line in found:
        star = (task.kind, task.star)
        first.setdefault(star, line.row.line)
        if task.parent is None:
            sums[star] += task.points
        else:
            parts[*star, task.parent].append(task)
    for star in stars:
        total = sums[star.kind, star.code]
        if total != FULL_SCORE:
            told = {"star": star.name, "total": total}
            sentence = _("The tasks of %(star)s add up to %(total)s points. Make it 100.") % told
            problems.append(Problem(file.name, first.get((star.kind, star.code), 0), "分值", sentence))
    for task, line in found:
        points = sum(part.points for part in parts.get((task.kind, task.star, task.number), ()))
        if points and points != task.points:
            told = {"title": task.title, "points": task.points, "total": points}
            line.refuse(
                "分值",
                _("The parts of %(title)s add up to %(total)s points, the task has %(points)s. Make them equal.")
                % told,
            )


def _vetoes(file: Path, stars: list[StarLine], problems: list[Problem]) -> list[VetoLine]:
    names = _names(stars)
    vetoes: list[VetoLine] = []
    for row in read_table(file, HEADS[VETOES], problems):
        line = _Line(file, row, problems)
        kind = line.one_of("类别", KINDS | {"": ""})
        star = ""
        if row["星"] and not row["类别"]:
            line.refuse("类别", _("A veto of one star names its set. Write 村 or 社区."))
        elif row["星"] and kind:
            star = line.one_of("星", names[kind])
        vetoes.append(VetoLine(kind=kind, star=star, text=line.text("否决情形", 120)))
    return vetoes
