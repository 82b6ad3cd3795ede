"""Cells of plan sheets as a workbook has them, and what they would change."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext as _
from openpyxl.utils.datetime import from_excel

from campaigns.entry.rules.dates import Span
from campaigns.entry.rules.fields import Field, Value
from campaigns.entry.rules.text import EntryError, plain

from .kinds import CellKind, kind_of, readable
from .layout import OFFICIAL

# Numbers that stand for the days from 2000 to 2099 where a cell lost its date format.
_SERIAL = re.compile(r"(3[6-9]|[4-6]\d|7[0-2])\d{3}(\.0+)?")

_DIGITS = re.compile(r"20\d{6}")  # 20260630: all of a day, whatever a spreadsheet takes it for


def parse(spec: Field, text: str, span: Span) -> Value:
    """The value of a cell as ``Field.parse`` gives it, and of what spreadsheets make of one: a date that became a
    number, an official word on a screen in another language, a text that lies over several lines.

    A cell without a value is none of them, and a number is no day: 6.30 was kept as 6.3.

    Raises EntryError.
    """
    bare_text = plain(readable(text))
    if spec.kind == "date" and _SERIAL.fullmatch(bare_text):
        return from_excel(float(bare_text)).date()
    if spec.kind == "date" and kind_of(text) == CellKind.DATE:
        if not bare_text.startswith("20"):
            raise EntryError(
                _("The cell holds %(day)s: a number such as 6.3 was typed into a column of days. Write it like "
                  "2026-06-30, or 6月30日.") % {"day": bare_text.partition(" ")[0][:20]}
            )  # fmt: skip
        return spec.parse(bare_text.partition(" ")[0], span)  # without an hour
    if spec.kind == "date" and kind_of(text) == CellKind.NUMBER and not _DIGITS.fullmatch(bare_text):
        raise EntryError(
            _("The cell holds the number %(number)s: 6.3 and 6.30 are the same number, but not the same day. Write it "
              "like 2026-06-30, or 6月30日.") % {"number": bare_text[:20]}
        )  # fmt: skip
    if spec.kind == "choice":
        with translation.override(OFFICIAL):
            words = {str(word): value for value, word in spec.choices}
        if bare_text in words:
            return words[bare_text]
    if bare_text in ("—", "-", "/", "无") and spec.kind not in ("text", "long"):
        return spec.parse("", span)
    return spec.parse(text, span)


def official(spec: Field, value: Value) -> Value:
    """A value as an official table has it: numbers and dates as they are, choices by their Chinese word."""
    if spec.kind == "choice":
        with translation.override(OFFICIAL):
            return spec.show(value) or None
    return None if value == "" else value


@dataclass(frozen=True)
class CellChange:
    """One cell that a file would change.

    sent   -- the text that a form carries: read again, it gives the value.
    remark -- what is odd about the value, as a sentence; empty where nothing is.
    """

    cell: str
    label: str
    was: str
    now: str
    sent: str
    remark: str = ""

    @property
    def is_new(self) -> bool:
        return not self.was


def stale_or_damaged(versions: Sequence[str], now: int) -> tuple[bool, bool]:
    """(whether a file's version is another than now's, whether one is no version at all)."""
    told = [plain(version) for version in versions if version.strip()]
    damaged = any(not re.fullmatch(r"[0-9]{1,9}", version) for version in told)
    return not damaged and any(int(version) != now for version in told), damaged


def understood(spec: Field, text: str, span: Span) -> tuple[Value, str]:
    """(value, what is wrong); one of the two."""
    try:
        return parse(spec, text, span), ""
    except EntryError as error:
        return None, str(error)
