"""Cells of forms: what each takes, and its value from what people type."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from .dates import Span, parse_date
from .numbers import parse_number
from .text import EntryError, kept, lines_of, plain

LONGEST_WORDS = 500  # characters
INSTEAD_OF_A_DAY = ("立行立改", "长期坚持", "持续推进")  # at once; for good; going on: never overdue
_SHORT = {"长期": "长期坚持", "持续": "持续推进"}
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
    looks_back -- whether a date says what has happened: it may lie after the assessment.
    instead  -- words that may stand instead of a date; a record keeps them in a column of their own (columns_of).
    """

    name: str
    label: str | Promise
    kind: str = "text"
    unit: str | Promise = ""
    most: int = 60
    used_for: str | Promise = ""
    choices: tuple[tuple[str, str | Promise], ...] = ()
    recalled: bool = False
    looks_back: bool = False
    instead: tuple[str, ...] = ()

    def parse(self, text: str, span: Span) -> Value:
        """The value of a cell; None (of a text: "") for an empty one.

        span -- the days among which dates without a year lie.
        Raises EntryError.
        """
        text = {"text": kept, "long": lines_of}.get(self.kind, plain)(text)
        if not text:
            return "" if self.kind in ("text", "long", "choice") else None
        return getattr(self, f"_{self.kind}")(text, span)

    def remark(self, value: Value, span: Span) -> str:
        """What is odd about a value that is understood: a day before the campaign or after its assessment. Empty where
        nothing is."""
        return span.remark(value, looks_back=self.looks_back) if isinstance(value, datetime.date) else ""

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

    def _date(self, text: str, span: Span) -> datetime.date | str:
        if (words := _SHORT.get(text, text)) in self.instead:
            return words
        try:
            return parse_date(text, span)
        except EntryError as error:
            if not self.instead or any(char.isdigit() for char in text):
                raise
            words = "、".join(self.instead)
            raise EntryError(_("%(sentence)s Or write: %(words)s.") % {"sentence": error, "words": words}) from error

    def _choice(self, text: str, span: Span) -> str:
        for value, word in self.choices:
            if text in (value, str(word)):
                return value
        words = "、".join(str(word) for _value, word in self.choices)
        raise EntryError(_("“%(text)s” is none of: %(words)s.") % {"text": text[:20], "words": words})


def words_column(name: str) -> str:
    """The column of the words that stand instead of the date in another."""
    return f"{name}_words"


def value_of(record: object, spec: Field) -> Value:
    """What a record says in a cell."""
    value = getattr(record, spec.name)
    return value or getattr(record, words_column(spec.name)) or None if spec.instead else value


def columns_of(specs: Iterable[Field], values: Mapping[str, Value]) -> dict[str, object]:
    """Values by cell as the columns of a record: words instead of a date go into their own, and the date is empty."""
    columns: dict[str, object] = dict(values)
    for spec in specs:
        if spec.instead and spec.name in values:
            value = values[spec.name]
            columns[spec.name] = None if isinstance(value, str) else value
            columns[words_column(spec.name)] = value if isinstance(value, str) else ""
    return columns
