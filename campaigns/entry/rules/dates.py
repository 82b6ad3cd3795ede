"""Days as offices write them, and the days of a campaign, which say the year that they leave out."""

import calendar
import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .text import EntryError, plain


@dataclass(frozen=True)
class Span:
    """Days in a row, those of a campaign above all: from the first of its planning to the end of its rating.

    goal -- the day by which its work is to be done, the assessment; None where nothing is to be done by then.
    """

    first: datetime.date
    last: datetime.date
    goal: datetime.date | None = None

    @classmethod
    def of_year(cls, year: int) -> "Span":
        """A calendar year."""
        return cls(datetime.date(year, 1, 1), datetime.date(year, 12, 31))

    @classmethod
    def year_until(cls, day: datetime.date) -> "Span":
        """The twelve months that end with a day, for what has happened: each day of a year stands in them once."""
        begun = day + datetime.timedelta(days=1)
        try:
            return cls(begun.replace(year=begun.year - 1), day)
        except ValueError:  # the day after is a 29 February
            return cls(datetime.date(begun.year - 1, 3, 1), day)

    def __contains__(self, day: datetime.date) -> bool:
        return self.first <= day <= self.last

    def remark(self, day: datetime.date, *, looks_back: bool = False) -> str:
        """What is odd about a day in this campaign, as a sentence; empty where nothing is.

        looks_back -- whether it is the day of something that has happened, which may be after the assessment.
        """
        if day < self.first:
            return _("%(day)s lies before the campaign, which begins on %(first)s.") % {
                "day": day,
                "first": self.first,
            }
        if self.goal and day > self.goal and not looks_back:
            return _("%(day)s lies after the assessment on %(goal)s.") % {"day": day, "goal": self.goal}
        return ""


_YEAR = r"(?:(?P<y>20\d\d)年)?"
_FORMS = tuple(
    re.compile(form, re.ASCII)
    for form in (
        r"(?P<y>20\d\d)[-./年](?P<m>\d{1,2})[-./月](?P<d>\d{1,2})[日号]?",
        r"(?P<y>20\d\d)(?P<m>\d\d)(?P<d>\d\d)",
        r"(?P<y>20\d\d)[-./](?P<m>\d{1,2})(?P<part>底|末)?",
        _YEAR + r"(?P<m>\d{1,2})月(?P<d>\d{1,2})[日号]?",
        _YEAR + r"(?P<m>\d{1,2})月份?(?P<part>底|末|上旬|中旬|下旬)?",
        _YEAR + r"第?(?P<quarter>[1-4])季度[底末]?",
        _YEAR + r"(?P<half>上|下)半年[底末]?",
        r"(?P<y>20\d\d)?(?P<all>年)[底末内]",
    )
)
_TWO = re.compile(r"(?P<one>\d{1,2})(?P<sign>[-./])(?P<other>\d{1,2})", re.ASCII)
_MONTH_WITHOUT_ZERO = re.compile(r"(20\d\d)\.1", re.ASCII)
_BY = re.compile(r"(?:(?:之|以)?前)?(?:完成)?$")  # a deadline includes its day, as the county's own do
_NUMERAL = re.compile(r"十[一二]?|[一二三四五六七八九]")
_NUMERALS = {
    word: str(at)
    for at, word in enumerate(["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"], 1)
}
_THIRDS = {"上旬": 10, "中旬": 20}  # their last days; everything else ends with its month
FORMS = gettext_lazy("2026-06-30, 2026.6.30, 6月30日, 6月底, 30/6")


def parse_date(text: str, span: Span) -> datetime.date:
    """A date as offices write it: 2026-06-30, 2026.6.30, 2026年6月30日, 6月30日前, 6月底, 6月中旬, 2026年6月, 二季度,
    年底前, 6/30, 30/6. What is longer than a day is its last day.

    Of two bare numbers the one above twelve is the day; otherwise the month stands first, as in Chinese. A bare 6.3
    may have been 6.30, which spreadsheets make 6.3 of, and is refused.

    span -- the days of which a day without a year is the only such one.
    Raises EntryError.
    """
    said = plain(text).replace(" ", "").removesuffix("00:00:00").removesuffix("T")
    said = _NUMERAL.sub(lambda match: _NUMERALS[match[0]], _BY.sub("", said, count=1))
    if match := _MONTH_WITHOUT_ZERO.fullmatch(said):
        raise _lost_zero(text, [f"{match[1]}年1月", f"{match[1]}年10月"])
    if match := _TWO.fullmatch(said):
        return _of_two_numbers(match, text, span)
    for form in _FORMS:
        if match := form.fullmatch(said):
            parts = match.groupdict()
            return _dated(parts.get("y"), lambda year, parts=parts: _day(year, parts), text, span)
    raise _no_date(text)


def _day(year: int, parts: dict) -> datetime.date | None:
    """The day that the parts of a text name in a year; None where there is no such day."""
    if parts.get("quarter"):
        month = 3 * int(parts["quarter"])
    elif parts.get("half"):
        month = {"上": 6, "下": 12}[parts["half"]]
    else:
        month = 12 if parts.get("all") else int(parts["m"])
    if not 1 <= month <= 12:
        return None
    if parts.get("d"):
        return _real_day(year, month, int(parts["d"]))
    last = calendar.monthrange(year, month)[1]
    return datetime.date(year, month, _THIRDS.get(parts.get("part") or "", last))


def _real_day(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def _of_two_numbers(match: re.Match, text: str, span: Span) -> datetime.date:
    one, other = int(match["one"]), int(match["other"])
    if match["sign"] == "." and match["other"] in ("1", "2", "3"):
        days = [pair for each in (other, other * 10) if (pair := _month_and_day(one, each))]
        if days:
            raise _lost_zero(text, [f"{month}月{day}日" for month, day in days])
    if pair := _month_and_day(one, other):
        return _dated(None, lambda year: _real_day(year, *pair), text, span)
    raise _no_date(text)


def _month_and_day(one: int, other: int) -> tuple[int, int] | None:
    month, day = (other, one) if one > 12 else (one, other)
    return (month, day) if _real_day(2000, month, day) else None  # a leap year


def _dated(year: str | None, day_in: Callable[[int], datetime.date | None], text: str, span: Span) -> datetime.date:
    """The day in its year; without one, the only such day of the span. Raises EntryError."""
    years = [int(year)] if year else range(span.first.year, span.last.year + 1)
    days = [day for each in years if (day := day_in(each))]
    if not days:
        raise _no_date(text)
    within = days if year else [day for day in days if day in span]
    if len(within) == 1:
        return within[0]
    said = {"text": text[:20], "first": span.first, "last": span.last}
    said["days"] = _(" or ").join(str(day) for day in within or days)
    if within:
        raise EntryError(_("“%(text)s” may be %(days)s. Write the year too.") % said)
    raise EntryError(
        _("“%(text)s” has no year, and no such day lies between %(first)s and %(last)s. Write %(days)s.") % said
    )


def _lost_zero(text: str, days: list[str]) -> EntryError:
    said = {"text": text[:20], "days": _(" or ").join(days)}
    return EntryError(_("“%(text)s” is a number that may have lost a zero. Write the day as %(days)s.") % said)


def _no_date(text: str) -> EntryError:
    return EntryError(_("“%(text)s” is not a date. Write it like: %(forms)s.") % {"text": text[:20], "forms": FORMS})
