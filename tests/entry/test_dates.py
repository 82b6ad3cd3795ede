"""Days as people type them, and the year that they leave out."""

import datetime

import pytest
from django.utils import translation
from hypothesis import assume, given
from hypothesis import strategies as st

from campaigns.entry.rules.dates import Span, parse_date
from campaigns.entry.rules.text import EntryError

YEAR = Span.of_year(2026)
CAMPAIGN = Span(datetime.date(2026, 4, 20), datetime.date(2027, 2, 28), datetime.date(2026, 11, 30))
LONG = Span(datetime.date(2026, 1, 5), datetime.date(2027, 2, 28), datetime.date(2026, 11, 30))


def day(text: str, span: Span = CAMPAIGN) -> str:
    return str(parse_date(text, span))


def refusal(text: str, span: Span = CAMPAIGN) -> str:
    with translation.override("en"), pytest.raises(EntryError) as error:
        parse_date(text, span)
    return str(error.value)


@pytest.mark.parametrize(
    "text",
    [
        "2026-06-30",
        "2026.6.30",
        "2026/6/30",
        "2026年6月30日",
        "6月30日",
        "6月30号",
        "6月底",
        "6月末",
        "2026年6月底",
        "2026.6底",
        "6.30",
        "6/30",
        "30/6",
        "30.6",
        "20260630",
        "２０２６．６．３０",
        "６月底",
        " 2026-06-30 00:00:00 ",
        "6月底前",
        "6月30日前",
        "6月30日之前",
        "6月30日以前",
        "6月底前完成",
        "2026年6月底前",
        "2026年6月",
        "6月",
        "6月份",
        "2026-06",
        "2026/6",
        "2026.6",
        "6月下旬",
        "六月底",
        "二季度",
        "第二季度末",
        "2季度底",
        "上半年",
        "2026年上半年",
    ],
)
def test_one_day_in_every_form(text):
    assert day(text) == "2026-06-30"


@pytest.mark.parametrize(
    ("text", "is_"),
    [
        ("6月上旬", "2026-06-10"),
        ("6月中旬", "2026-06-20"),
        ("2月下旬", "2027-02-28"),
        ("年底", "2026-12-31"),
        ("年底前", "2026-12-31"),
        ("年内", "2026-12-31"),
        ("2026年底", "2026-12-31"),
        ("四季度", "2026-12-31"),
        ("十二月底", "2026-12-31"),
        ("十月", "2026-10-31"),
        ("下半年", "2026-12-31"),
        ("2028年2月底", "2028-02-29"),
        ("5/6", "2026-05-06"),
        ("12月31日", "2026-12-31"),
        ("6.4", "2026-06-04"),
        ("6.03", "2026-06-03"),
    ],
)
def test_what_is_longer_than_a_day_is_its_last_day(text, is_):
    assert day(text) == is_


@pytest.mark.parametrize(
    ("text", "is_"), [("1月10日", "2027-01-10"), ("12月1日", "2026-12-01"), ("2月底", "2027-02-28")]
)
def test_a_day_without_a_year_is_the_only_such_day_of_the_campaign(text, is_):
    assert day(text) == is_


def test_a_day_that_the_campaign_has_twice_or_never_asks_for_its_year():
    assert refusal("1月10日", LONG) == "“1月10日” may be 2026-01-10 or 2027-01-10. Write the year too."
    assert refusal("3月底") == (
        "“3月底” has no year, and no such day lies between 2026-04-20 and 2027-02-28. Write 2026-03-31 or 2027-03-31."
    )
    assert day("2026年3月底") == "2026-03-31"


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("6.3", "6月3日 or 6月30日"),
        ("12.1", "12月1日 or 12月10日"),
        ("2.3", "2月3日"),
        ("30.1", "1月30日 or 10月30日"),
        ("2026.1", "2026年1月 or 2026年10月"),
    ],
)
def test_a_number_that_may_have_lost_a_zero_is_no_date(text, days):
    assert refusal(text) == f"“{text}” is a number that may have lost a zero. Write the day as {days}."


@given(st.integers(1, 12), st.sampled_from([10, 20, 30]))
def test_a_number_of_which_a_spreadsheet_cut_the_zero_never_becomes_another_day(month, number):
    assume((month, number) != (2, 30))
    typed = f"{month}.{number}"
    cut = str(float(typed))
    assert day(typed, YEAR) == str(datetime.date(2026, month, number))
    refusal(cut, YEAR)


@pytest.mark.parametrize(
    "text",
    ["明年", "13月底", "6月31日", "31/13", "2026-13-01", "6", "30-6-2026-1", "0/0", "2026年2月29日", "二十月", "前"],
)
def test_what_is_no_date_says_how_to_write_one(text):
    assert refusal(text).startswith(f"“{text}” is not a date. Write it like: ")


@given(st.dates(datetime.date(2000, 1, 1), datetime.date(2099, 12, 31)))
def test_a_date_as_shown_is_read_back(date):
    assert parse_date(str(date), CAMPAIGN) == date


@given(st.dates(CAMPAIGN.first, CAMPAIGN.last))
def test_a_day_of_a_campaign_needs_no_year(date):
    assert parse_date(f"{date.month}月{date.day}日", CAMPAIGN) == date


@given(st.dates(datetime.date(2020, 1, 1), datetime.date(2030, 12, 31)), st.integers(1, 700))
def test_whatever_is_read_without_a_year_lies_in_the_span(first, days):
    span = Span(first, first + datetime.timedelta(days=days))
    try:
        assert parse_date("1月10日", span) in span
    except EntryError as error:
        assert "2" in str(error)  # noqa: PT017


@given(st.dates(datetime.date(2020, 1, 1), datetime.date(2030, 12, 31)))
def test_twelve_months_hold_each_day_once(today):
    span = Span.year_until(today)
    assert parse_date(f"{today.month}月{today.day}日", span) == today
    assert (span.last - span.first).days in (364, 365)


@given(st.text(max_size=30))
def test_any_text_gives_a_date_or_a_sentence(text):
    try:
        assert isinstance(parse_date(text, CAMPAIGN), datetime.date)
    except EntryError as error:
        assert str(error)  # noqa: PT017


@pytest.mark.parametrize(
    ("date", "looks_back", "says"),
    [
        ((2026, 4, 20), False, ""),
        ((2026, 11, 30), False, ""),
        ((2026, 12, 1), True, ""),
        ((2026, 4, 19), True, "2026-04-19 lies before the campaign, which begins on 2026-04-20."),
        ((2026, 12, 1), False, "2026-12-01 lies after the assessment on 2026-11-30."),
    ],
)
def test_a_day_outside_the_campaign_is_remarked_on(date, looks_back, says):
    with translation.override("en"):
        assert CAMPAIGN.remark(datetime.date(*date), looks_back=looks_back) == says
