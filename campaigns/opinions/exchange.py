"""The list of opinions (意见建议) as it comes back to the office: new ones, mended ones, what became of them."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import BinaryIO

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from openpyxl import Workbook

from campaigns.entry.rules.dates import Span
from campaigns.entry.rules.names import WHOLE_COUNTY, StarNames, UnitNames, township_seat
from campaigns.planning.rules.held import HeldUnit
from campaigns.workbooks import layout
from campaigns.workbooks.cells import CellChange
from campaigns.workbooks.keys import is_about
from campaigns.workbooks.layout import OFFICIAL
from campaigns.workbooks.lists import KEY_HEADS, Cell, write_list
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

from .choices import OpinionState
from .reports import OpinionRow
from .rules import OPINION, OpinionEntry, OpinionSheet, verdict_problems

TOWNSHIP, UNIT, STAR, TEXT = "乡镇（街道）", "村（社区）", "星", "意见建议"
_CELLS = {
    TEXT: "text", "提出单位（人）": "from_whom", "收到日期": "received_on", "采纳情况": "state", "答复": "answer",
}  # fmt: skip
_HEAD_OF = {name: head for head, name in _CELLS.items()}
_WORDS = ("text", "from_whom", "received_on")
HEADS = (CODE, VERSION, NUMBER, TOWNSHIP, UNIT, STAR, *_CELLS)


@dataclass(frozen=True)
class OpinionBook:
    """What a file of opinions is held against.

    records -- opinions/reports.OpinionRow by key, as the office sees them.
    units   -- that an opinion may be about; places -- townships and the county, code → name.
    names   -- star set → star code → name without 星.
    known   -- what is there already (OpinionSheet.said); texts -- the words that are, by place.
    others  -- how many opinions there are beside the records.
    """

    span: Span
    today: datetime.date
    records: Mapping[int, OpinionRow]
    units: Sequence[HeldUnit]
    places: Mapping[str, str]
    names: Mapping[str, Mapping[str, str]]
    known: frozenset[tuple[str, str, str, str, str]] = frozenset()
    texts: Mapping[str, Sequence[str]] = field(default_factory=dict)
    others: int = 0


def read_opinion_list(file: BinaryIO) -> ListFile:
    """The rows of a filled list of opinions: one that was downloaded here, or a department's own.

    Raises UnreadableError.
    """
    return read_list(file, HEADS, (TEXT,), (TEXT,), ("答复日期",))


def compare_opinions(read: ListFile, book: OpinionBook) -> ListUpload:
    """A file held against the opinions that stand, with everything wrong in it."""
    return held_against(read, book.records, _Reader(book).row, book.others)


class _Reader:
    """Reads rows one by one."""

    def __init__(self, book: OpinionBook):
        self.book, self.names, self.stars = book, UnitNames(book.units), StarNames(book.names)
        self.codes = {township_seat(name): code for code, name in book.places.items()}
        self.codes |= {word: code for code in book.places if len(code) == 6 for word in WHOLE_COUNTY}
        self.kinds = {unit.code: unit.kind for unit in book.units}

    def row(self, line: Line, record: OpinionRow | None) -> ListRow | None:
        if record is None:
            return self._new(line)
        whole = WHOLE_COUNTY if record.level == "county" else ()
        names = {
            UNIT: (record.name, f"{record.township}{record.name}", record.opinion.place, *whole),
            TOWNSHIP: (record.township, record.name),
        }
        return self._known(line, record) if is_about(line, CODE, names, record.opinion) else None

    def _new(self, line: Line) -> ListRow | None:
        code, name = self._place(line)
        values = self._values(line)
        kind, star = self._star(line, self.kinds.get(code, ""), name)
        sheet = OpinionSheet(
            code, values.get("text") or "", kind, star, values.get("from_whom") or "", values.get("received_on")
        )  # fmt: skip
        if not sheet.text:
            line.wrong(TEXT, _("An opinion needs words."))
        if not sheet.from_whom:
            tell(line, (_HEAD_OF["from_whom"], TEXT), _("Say from whom the opinion is."))
        state, answer = values.get("state") or OpinionState.OPEN, values.get("answer") or ""
        self._check(line, state, answer, was_open=True)
        entry = OpinionEntry(sheet, state, answer)
        if sheet.said in self.book.known:
            return ListRow(name, sheet.text, (), entry)
        now = {"text": sheet.text, "from_whom": sheet.from_whom, "received_on": sheet.received_on}
        return ListRow(
            name,
            sheet.text[:30],
            self._changes({}, now | {"state": state, "answer": answer}, "", star, kind),
            entry,
            double=looks_like(sheet.text, self.book.texts.get(code, ())),
        )

    def _known(self, line: Line, record: OpinionRow) -> ListRow:
        opinion = record.opinion
        was = {name: getattr(opinion, name) for name in OPINION}
        now = was | self._values(line)
        if now["state"] in ("", OpinionState.OPEN):  # a file of before the answer says nothing about it
            now |= {"state": opinion.state, "answer": now["answer"] or opinion.answer}
        kind, star = (opinion.star.kind, opinion.star.code) if opinion.star else ("", "")
        old = star
        if STAR in line.heads:
            kind, star = self._star(line, kind or self.kinds.get(opinion.place, ""), record.name)
        reworded = [name for name in _WORDS if now[name] != was[name]]
        if reworded or star != old:
            head = _HEAD_OF[reworded[0]] if reworded else STAR
            if not opinion.is_open:
                line.wrong(head, _("An opinion that is answered stays as it is."))
            elif not record.is_own:
                line.wrong(head, _("Only whoever gave an opinion can change it."))
        if (now["state"], now["answer"]) != (opinion.state, opinion.answer):
            self._check(line, now["state"], now["answer"], was_open=opinion.is_open)
        for name, sentence in (
            ("text", _("An opinion needs words.")),
            ("from_whom", _("Say from whom the opinion is.")),
        ):
            if not now[name]:
                tell(line, (_HEAD_OF[name], TEXT), sentence)
        sheet = OpinionSheet(
            opinion.place, now["text"], kind, star, now["from_whom"], now["received_on"] or was["received_on"]
        )
        entry = OpinionEntry(sheet, now["state"], now["answer"], opinion.pk, opinion.version)
        changes = self._changes(was, now | {"received_on": sheet.received_on}, old, star, kind)
        row = ListRow(record.name, opinion.text[:30], changes, entry)
        return replace(row, is_stale=is_stale(line, opinion.version))

    def _values(self, line: Line) -> dict:
        values = values_of(line, {head: OPINION[name] for head, name in _CELLS.items()}, self.book.span)
        if (day := values.get("received_on")) and day > self.book.today:
            sentence = _(
                "A letter cannot have come after today, as %(day)s is. If another year is meant, write it too."
            )
            line.wrong(_HEAD_OF["received_on"], sentence % {"day": day})
        return values

    def _place(self, line: Line) -> tuple[str, str]:
        """(code, name) of what a new row is about: a unit, or without one the whole township, or county."""
        named, township = line.words(UNIT), line.words(TOWNSHIP)
        if code := self.codes.get(township_seat(named or township)):
            return code, self.book.places[code]
        unit, sentence = self.names.find(named, {township} if township else set())
        if unit is None:
            tell(line, (UNIT, TOWNSHIP), sentence if named else _("The line names no unit."))
            return "", ""
        return unit.code, unit.name

    def _star(self, line: Line, kind: str, name: str) -> tuple[str, str]:
        found, code, wrong = self.stars.find(line.words(STAR), kind, name)
        if wrong:
            line.wrong(STAR, wrong)
        return found, code

    def _check(self, line: Line, state: str, answer: str, *, was_open: bool) -> None:
        for name, sentence in verdict_problems(state, answer, was_open=was_open):
            tell(line, (_HEAD_OF[name], TEXT), str(sentence))

    def _changes(self, was: Mapping, now: Mapping, old: str, star: str, kind: str) -> tuple[CellChange, ...]:
        names = self.book.names.get(kind, {})
        found = change("star", _("star"), names.get(old, old), names.get(star, ""))
        for name, spec in OPINION.items():
            before = spec.show(was[name]) if was else ""
            remark = spec.remark(now[name], self.book.span)
            found += change(name, spec.label, before, spec.show(now[name]), remark)
        return tuple(found)


def write_opinions(title: str, rows: Sequence[OpinionRow], sentence: str, narrowed: str) -> bytes:
    """The list of opinions with what became of each; the note says how many of each there are."""
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "意见建议"
    heads = [
        *KEY_HEADS, ("序号", 6), ("乡镇（街道）", 12), ("村（社区）", 14), ("星", 14), ("意见建议", 50),
        ("提出单位（人）", 18), ("收到日期", 12), ("采纳情况", 10), ("答复", 40), ("答复日期", 12),
    ]  # fmt: skip
    with translation.override(OFFICIAL):
        lines = [_opinion(number, row) for number, row in enumerate(rows, 1)]
        write_list(sheet, title, layout.told(sentence.rstrip("。"), narrowed), heads, lines)
    return layout.bytes_of(workbook)


def _opinion(number: int, row: OpinionRow) -> list[Cell]:
    opinion = row.opinion
    place = {"unit": (row.township, row.name), "township": (row.name, ""), "county": ("", row.name)}[row.level]
    answered = timezone.localtime(opinion.answered_at).date() if opinion.answered_at else None
    return [
        opinion.pk, opinion.version, number, *place, str(opinion.star or ""), opinion.text,
        opinion.from_whom, opinion.received_on,
        str(opinion.get_state_display()), opinion.answer, answered,
    ]  # fmt: skip
