"""What people type, as values: dates, numbers and texts in the forms of offices, units and stars by their names."""

import calendar
import datetime
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Generic, Protocol, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

Value = str | int | Decimal | datetime.date | None


class EntryError(ValueError):
    """A text that is not what its cell asks for; the message says what would be."""


@dataclass(frozen=True)
class Field:
    """One cell of a form, wherever it is filled in: on a page, in a grid, in a workbook.

    kind     -- "text", "long" (a text of several lines), "whole", "number", "date" or "choice".
    unit     -- what a number counts, as it stands behind it.
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

    def parse(self, text: str, year: int) -> Value:
        """The value of a cell; None (of a text: "") for an empty one.

        year -- in which dates without one lie.
        Raises EntryError.
        """
        text = plain(text) if self.kind != "long" else _lines(text)
        if not text:
            return "" if self.kind in ("text", "long", "choice") else None
        return getattr(self, f"_{self.kind}")(text, year)

    def show(self, value: Value) -> str:
        """A value as a cell shows it, so that parsing it gives it back."""
        if value is None:
            return ""
        if isinstance(value, Decimal):
            return f"{value.normalize():f}"
        if self.kind == "choice":
            return str(dict(self.choices).get(value, value))
        return str(value)

    def _text(self, text: str, year: int) -> str:
        if len(text) > self.most:
            raise EntryError(
                _("At most %(most)s characters; there are %(length)s.") % {"most": self.most, "length": len(text)}
            )
        return text

    _long = _text

    def _whole(self, text: str, year: int) -> int:
        number = self._number(text, year)
        if number != int(number):
            raise EntryError(_("“%(text)s” is not a whole number.") % {"text": text[:20]})
        return int(number)

    def _number(self, text: str, year: int) -> Decimal:
        bare = re.sub(r"[,，\s]|个|户|人|亩|万元?$", "", text)
        try:
            number = Decimal(bare)
        except InvalidOperation as error:
            raise EntryError(_("“%(text)s” is not a number.") % {"text": text[:20]}) from error
        if not number.is_finite() or not 0 <= number <= self.most:
            raise EntryError(_("The number must lie between 0 and %(most)s.") % {"most": self.most})
        return round(number, 2)

    def _date(self, text: str, year: int) -> datetime.date:
        return parse_date(text, year)

    def _choice(self, text: str, year: int) -> str:
        for value, word in self.choices:
            if text in (value, str(word)):
                return value
        words = "、".join(str(word) for _value, word in self.choices)
        raise EntryError(_("“%(text)s” is none of: %(words)s.") % {"text": text[:20], "words": words})


def plain(text: str) -> str:
    """A text with full-width digits and signs made half-width and white space folded; Chinese stays as it is."""
    kept = "，。；：？！（）“”‘’"
    return " ".join("".join(c if c in kept else unicodedata.normalize("NFKC", c) for c in text).split())


def _lines(text: str) -> str:
    lines = [" ".join(line.split()) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    return "\n".join(lines).strip()


_DATES = (
    re.compile(r"(?P<y>20\d\d)[-./年](?P<m>\d{1,2})[-./月](?P<d>\d{1,2})[日号]?"),
    re.compile(r"(?P<y>20\d\d)[-./年](?P<m>\d{1,2})月?(?P<end>底|末)"),
    re.compile(r"(?P<m>\d{1,2})月(?P<d>\d{1,2})[日号]?"),
    re.compile(r"(?P<m>\d{1,2})月(?P<end>底|末)"),
    re.compile(r"(?P<y>20\d\d)(?P<m>\d\d)(?P<d>\d\d)"),
)
_TWO = re.compile(r"(\d{1,2})[-./](\d{1,2})")
FORMS = gettext_lazy("2026-06-30, 2026.6.30, 6月30日, 6月底, 30/6")


def parse_date(text: str, year: int) -> datetime.date:
    """A date as offices write it: 2026-06-30, 2026.6.30, 2026年6月30日, 6月30日, 6月底, 6.30, 30/6.

    Of two bare numbers the one above twelve is the day; otherwise the month stands first, as in Chinese.

    year -- where the text has none.
    Raises EntryError.
    """
    text = plain(text).replace(" ", "").removesuffix("00:00:00").removesuffix("T")
    for form in _DATES:
        if match := form.fullmatch(text):
            parts = match.groupdict()
            y, m = int(parts.get("y") or year), int(parts["m"])
            d = _last_day(y, m, text) if parts.get("end") else int(parts["d"])
            return _date(y, m, d, text)
    if match := _TWO.fullmatch(text):
        first, second = int(match[1]), int(match[2])
        return _date(year, second, first, text) if first > 12 else _date(year, first, second, text)
    raise _no_date(text)


def _last_day(year: int, month: int, text: str) -> int:
    if not 1 <= month <= 12:
        raise _no_date(text)
    return calendar.monthrange(year, month)[1]


def _date(year: int, month: int, day: int, text: str) -> datetime.date:
    try:
        return datetime.date(year, month, day)
    except ValueError as error:
        raise _no_date(text) from error


def _no_date(text: str) -> EntryError:
    return EntryError(_("“%(text)s” is not a date. Write it like: %(forms)s.") % {"text": text[:20], "forms": FORMS})


LONGEST_WORDS = 500  # characters


class Named(Protocol):
    """What a unit needs in order to be found by its name."""

    code: str
    name: str
    official_name: str
    township: str


Unit = TypeVar("Unit", bound=Named)


@dataclass(frozen=True)
class LineProblem:
    """A line of a list that cannot be taken."""

    line: int
    text: str
    sentence: str


class UnitNames(Generic[Unit]):
    """All units that a list may name."""

    def __init__(self, units: Iterable[Unit]):
        self.by_name: dict[str, list[Unit]] = defaultdict(list)
        self.townships: set[str] = set()
        for unit in units:
            self.townships.add(unit.township)
            for name in {unit.code, bare(unit.name), bare(unit.official_name)}:
                self.by_name[name].append(unit)
                self.by_name[unit.township + name].append(unit)

    def words(self, text: str) -> list[str]:
        """A line in words, without quotes; full-width signs as the usual ones, 杨庄村（文昌街道） as two words."""
        said = bare(text)
        said = re.sub(r"\(([^()]*)\)", lambda found: f" {found[1]} " if found[1] in self.townships else found[0], said)
        return [word for word in re.split(r"[\s,、;:/|]+", said) if word]

    def find(self, name: str, townships: set[str]) -> tuple[Unit | None, str]:
        """The unit of a name, or why there is none.

        townships -- named beside it; empty for none.
        """
        found = {unit.code: unit for unit in self.by_name.get(name, ())}
        within = [unit for unit in found.values() if not townships or unit.township in townships]
        if len(within) == 1:
            return within[0], ""
        told = {"name": name, "units": "、".join(f"{unit.township}{unit.name} {unit.code}" for unit in within)}
        if within:
            return None, _(
                "“%(name)s” is the name of several: %(units)s. Write the township before the name, or the code."
            ) % told
        if found:
            told["units"] = "、".join(f"{unit.township}{unit.name}" for unit in found.values())
            return None, _("“%(name)s” is not in that township; there is: %(units)s.") % told
        return None, _(
            "There is no unit “%(name)s” this year. Write its name as in the list of units, or its code."
        ) % told


NO_STARS = {"", "无", "-", "—"}
WHOLE_COUNTY = ("全县", "全区", "全市")


class StarNames:
    """The stars that a list may name, by star set."""

    def __init__(self, names: Mapping[str, Mapping[str, str]]):
        """names -- star set → star code → name without 星."""
        self.names = names

    def find(self, text: str, kind: str, place: str) -> tuple[str, str, str]:
        """(star set, code, why there is none) of a star's name; all empty where no star is meant.

        kind -- the star set of what the line is about. Of a township and the county, which have none, villages' stars
        go first: most units are villages. place -- its name, for the sentence.
        """
        name = bare(text).strip().removesuffix("星")
        if name in NO_STARS:
            return "", "", ""
        kinds = [kind] if kind else list(self.names)
        for each in kinds:
            for code, known in self.names[each].items():
                if name == known:
                    return each, code, ""
        names = dict.fromkeys(known for each in kinds for known in self.names[each].values())
        told = {"word": text, "unit": place, "known": "、".join(names)}
        return "", "", _("“%(word)s” is no star of %(unit)s. Its stars are: %(known)s.") % told


def bare(text: str) -> str:
    """Text with full-width signs as the usual ones and without quotes."""
    return re.sub("[\ufeff\"'“”]", "", unicodedata.normalize("NFKC", text))
