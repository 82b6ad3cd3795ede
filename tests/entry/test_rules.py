"""Cells as people type them."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.entry.rules.dates import parse_date
from campaigns.entry.rules.text import EntryError
from campaigns.sheets.rules import CASE, FACT, FACTS

JUNE_30 = datetime.date(2026, 6, 30)


@pytest.mark.parametrize(
    "text",
    [
        "2026-06-30", "2026.6.30", "2026/6/30", "2026年6月30日", "6月30日", "6月30号", "6月底", "6月末", "2026年6月底",
        "2026.6底", "6.30", "6/30", "30/6", "30.6", "20260630", "２０２６．６．３０", "６月底", " 2026-06-30 00:00:00 ",
    ],
)  # fmt: skip
def test_one_day_in_every_form(text):
    assert parse_date(text, 2026) == JUNE_30


@pytest.mark.parametrize(
    ("text", "day"),
    [("2月底", (2026, 2, 28)), ("2028年2月底", (2028, 2, 29)), ("5/6", (2026, 5, 6)), ("12月31日", (2026, 12, 31))],
)
def test_the_year_and_the_month_decide(text, day):
    assert parse_date(text, 2026) == datetime.date(*day)


@pytest.mark.parametrize("text", ["明年", "13月底", "6月31日", "31/13", "2026-13-01", "6", "30-6-2026-1", "0/0"])
def test_what_is_no_date_says_how_to_write_one(text):
    with pytest.raises(EntryError):
        parse_date(text, 2026)


@given(st.dates(datetime.date(2000, 1, 1), datetime.date(2099, 12, 31)))
def test_a_date_as_shown_is_read_back(day):
    assert parse_date(str(day), 2026) == day


@given(st.text(max_size=30))
def test_any_text_gives_a_date_or_a_sentence(text):
    try:
        assert isinstance(parse_date(text, 2026), datetime.date)
    except EntryError as error:
        assert str(error)  # noqa: PT017


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("members", "６２", 62),
        ("members", "62人", 62),
        ("population", "1,830", 1830),
        ("income", "12.50", Decimal("12.5")),
        ("income", "１０万元", Decimal(10)),
        ("members", "", None),
        ("speciality", "", ""),
        ("speciality", " 四大 怀药 ", "四大 怀药"),
        ("pilot", "三进四", "4"),
        ("pilot", "4", "4"),
        ("organisation", "", ""),
        ("jump_reason", "甲\r\n 乙 ", "甲\n乙"),
    ],
)  # fmt: skip
def test_cells_become_values(name, text, value):
    assert FACT[name].parse(text, 2026) == value


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("members", "许多"), ("members", "-1"), ("members", "1.5"), ("members", "10000"), ("income", "NaN"),
        ("income", "1e99"), ("pilot", "一进二"), ("speciality", "长" * 61), ("meeting_on", "改天"),
    ],
)  # fmt: skip
def test_what_does_not_fit_says_why(name, text):
    with pytest.raises(EntryError) as error:
        FACT[name].parse(text, 2026)
    assert str(error.value)


@pytest.mark.parametrize("field", [*FACTS, *CASE], ids=lambda field: field.name)
def test_what_is_shown_is_read_back(field):
    value = {
        "text": "张三", "long": "甲\n乙", "whole": 12, "number": Decimal("12.5"), "date": JUNE_30,
        "choice": field.choices[0][0] if field.choices else "",
    }[field.kind]  # fmt: skip
    assert field.parse(field.show(value), 2026) == value
    assert field.parse(field.show(field.parse("", 2026)), 2026) == field.parse("", 2026)
