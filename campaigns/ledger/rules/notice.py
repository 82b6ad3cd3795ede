"""The State Council's notice of a year's holidays (部分节假日安排的通知), as it is printed."""

import datetime
import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from campaigns.entry.rules.text import EntryError, plain

from .schedule import DayLine

_DAY = r"(?:(20\d\d)年)?(?:(\d{1,2})月)?(\d{1,2})日(?:（([^（）]*)）)?"
_ONE_DAY = re.compile(_DAY, re.ASCII)
_HOLIDAY = re.compile(
    r"(?:[一二三四五六七八九十]{1,2}、|\d{1,2}[.、])?(?P<name>[^：，。0-9]{1,20})：(?P<said>.*(?:放假|上班).*)"
)
_OFF = re.compile(
    rf"(?P<first>{_DAY})(?:[至到](?P<last>{_DAY}))?放假(?:调休)?(?:，?共?(?P<days>\d{{1,2}})天)?"
    r"(?:，(?:不调休|与周末连休))?",
    re.ASCII,
)
_WORKED = re.compile(rf"(?P<days>{_DAY}(?:[、和]{_DAY})*)(?:正常|照常)?上班", re.ASCII)
_NEXT = re.compile(r"(?<=[。；])\s*(?=[一二三四五六七八九十]{1,2}、)")
_FRAME = re.compile(
    r"国务院办公厅(?:关于.*)?|关于.*的通知|(?:20\d\d年)?部分节假日安排的通知|国办发明电.*|各省、自治区.*|经国务院批准.*|.*节假日期间，.*"
    r"|20\d\d年\d{1,2}月\d{1,2}日|（此件公开发布）",
    re.ASCII,
)
_OF_YEAR = re.compile(r"(?:(?:关于|现将)(?=20\d\d年)|(?=20\d\d年[^，。]*节假日))(20\d\d)", re.ASCII)
_WEEKDAYS = "一二三四五六日"


def paragraphs(line: str) -> list[str]:
    """A pasted line as the notice's paragraphs: one to a holiday, though it came as one line."""
    return _NEXT.split(line)


def days_of_notice(line: str, year: int) -> list[DayLine] | None:
    """The days off and the weekend days that are worked for them, of one paragraph of the notice; none of what stands
    around them. None where the line is not from a notice.

    year -- whose table it is.
    Raises EntryError for what is not understood, and where weekdays or the number of days do not agree.
    """
    said = plain(line).replace(" ", "").replace("(", "（").replace(")", "）").replace(":", "：")
    if match := _HOLIDAY.fullmatch(said):
        return list(_days(match["name"], match["said"], year))
    if not _FRAME.fullmatch(said):
        return None
    if (of := _OF_YEAR.search(said)) and int(of[1]) != year:
        raise EntryError(
            _("This is the notice of %(other)s; the table is that of %(year)s.") % {"other": of[1], "year": year}
        )
    return []


def _days(name: str, said: str, year: int) -> Iterator[DayLine]:
    for sentence in filter(None, re.split("[。；]", said)):
        if match := _OFF.fullmatch(sentence):
            first, *rest = _read(match["first"] + (match["last"] or ""), year)
            last = rest[0] if rest else first
            yield from _off(name, first, last, match["days"])
        elif match := _WORKED.fullmatch(sentence):
            for day in _read(match["days"], year):
                yield DayLine(day, True, name)
        else:
            raise EntryError(
                _("“%(text)s” is not understood: neither days off (放假) nor days worked (上班).")
                % {"text": sentence[:40]}
            )


def _off(name: str, first: datetime.date, last: datetime.date, days: str | None) -> Iterator[DayLine]:
    number = (last - first).days + 1
    if number < 1:
        raise EntryError(_("The last day lies before the first."))
    if days and int(days) != number:
        raise EntryError(
            _("%(name)s: from %(first)s to %(last)s are %(number)s days, not %(days)s.")
            % {"name": name, "first": first, "last": last, "number": number, "days": days}
        )
    for each in range(number):
        yield DayLine(first + datetime.timedelta(days=each), False, name)


def _read(text: str, year: int) -> list[datetime.date]:
    """Days one after the other; a month or a year that is left out is that of the day before."""
    days, month = [], ""
    for of, in_month, number, brackets in _ONE_DAY.findall(text):
        month = in_month or month
        try:
            day = datetime.date(int(of or year), int(month), int(number))
        except ValueError as error:
            raise EntryError(_("“%(text)s” is not a day.") % {"text": text[:40]}) from error
        if day.year != year:
            raise EntryError(_("%(day)s belongs into the table of its own year.") % {"day": day})
        _check_brackets(day, brackets)
        days.append(day)
    return days


def _check_brackets(day: datetime.date, brackets: str) -> None:
    """What stands in brackets behind a day: its weekday, and its day in the lunar calendar, which is passed over."""
    for word in filter(None, brackets.split("、")):
        weekday = re.fullmatch("(?:周|星期|礼拜)([一二三四五六日天])", word)
        if weekday is None and not re.fullmatch("(?:农历)?(?:除夕|[一二三四五六七八九十正腊冬闰月初廿]+)", word):
            raise EntryError(_("“%(text)s” is not understood.") % {"text": word[:20]})
        if weekday and _WEEKDAYS.index(weekday[1].replace("天", "日")) != day.weekday():
            raise EntryError(
                _("%(day)s is a 周%(weekday)s, not a %(word)s.")
                % {"day": day, "weekday": _WEEKDAYS[day.weekday()], "word": word}
            )
