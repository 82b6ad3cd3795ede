"""Cells of forms: what each takes, and its value from what people type."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from .dates import Span, parse_date
from .numbers import parse_number
from .text import EntryError, lines_of, plain

LONGEST_WORDS = 500  # characters
Value = str | int | Decimal | datetime.date | None


@dataclass(frozen=True)
class Field:
    """One cell of a form, wherever it is filled in: on a page, in a grid, in a workbook.

    kind     -- "text", "long" (a text of several lines), "whole", "number", "date" or "choice".
    unit     -- what a number counts, as it stands behind it and may be written there.
    most     -- characters of a text, or the largest number.
    used_for -- what becomes of it: people fill in what they know the use of.
    choices  -- of a choice, stored value → word.
    recalled -- whether what was typed before in this place is offered.
    """

    name: str
    label: str | Promise
    kind: str = "text"
    unit: str | Promise = ""
    most: int = 60
    used_for: str | Promise = ""
    choices: tuple[tuple[str, str | Promise], ...] = ()
    recalled: bool = False

    def parse(self, text: str, span: Span) -> Value:
        """The value of a cell; None (of a text: "") for an empty one.

        span -- the days among which dates without a year lie.
        Raises EntryError.
        """
        text = plain(text) if self.kind != "long" else lines_of(text)
        if not text:
            return "" if self.kind in ("text", "long", "choice") else None
        return getattr(self, f"_{self.kind}")(text, span)

    def show(self, value: Value) -> str:
        """A value as a cell shows it, so that parsing it gives it back."""
        if value is None:
            return ""
        if isinstance(value, Decimal):
            return f"{value.normalize():f}"
        if self.kind == "choice":
            return str(dict(self.choices).get(value, value))
        return str(value)

    def _text(self, text: str, span: Span) -> str:
        if len(text) > self.most:
            raise EntryError(
                _("At most %(most)s characters; there are %(length)s.") % {"most": self.most, "length": len(text)}
            )
        return text

    _long = _text

    def _whole(self, text: str, span: Span) -> int:
        number = self._number(text, span)
        if number != int(number):
            raise EntryError(_("“%(text)s” is not a whole number.") % {"text": text[:20]})
        return int(number)

    def _number(self, text: str, span: Span) -> Decimal:
        number = parse_number(text, self.unit)
        if not 0 <= number <= self.most:
            raise EntryError(_("The number must lie between 0 and %(most)s.") % {"most": self.most})
        return round(number, 2)

    def _date(self, text: str, span: Span) -> datetime.date:
        return parse_date(text, span)

    def _choice(self, text: str, span: Span) -> str:
        for value, word in self.choices:
            if text in (value, str(word)):
                return value
        words = "、".join(str(word) for _value, word in self.choices)
        raise EntryError(_("“%(text)s” is none of: %(words)s.") % {"text": text[:20], "words": words})
