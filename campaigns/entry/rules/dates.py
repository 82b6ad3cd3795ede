"""Days as offices write them."""

import calendar
import datetime
import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .text import EntryError, plain

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
