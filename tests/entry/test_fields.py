"""Cells as people type them."""

import datetime
from decimal import Decimal

import pytest

from campaigns.entry.rules.dates import Span
from campaigns.entry.rules.text import EntryError
from campaigns.sheets.rules import CASE, FACT, FACTS

YEAR = Span.of_year(2026)
JUNE_30 = datetime.date(2026, 6, 30)


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
    assert FACT[name].parse(text, YEAR) == value


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("members", "许多"), ("members", "-1"), ("members", "1.5"), ("members", "10000"), ("income", "NaN"),
        ("income", "1e99"), ("pilot", "一进二"), ("speciality", "长" * 61), ("meeting_on", "改天"),
    ],
)  # fmt: skip
def test_what_does_not_fit_says_why(name, text):
    with pytest.raises(EntryError) as error:
        FACT[name].parse(text, YEAR)
    assert str(error.value)


@pytest.mark.parametrize("field", [*FACTS, *CASE], ids=lambda field: field.name)
def test_what_is_shown_is_read_back(field):
    value = {
        "text": "张三", "long": "甲\n乙", "whole": 12, "number": Decimal("12.5"), "date": JUNE_30,
        "choice": field.choices[0][0] if field.choices else "",
    }[field.kind]  # fmt: skip
    assert field.parse(field.show(value), YEAR) == value
    assert field.parse(field.show(field.parse("", YEAR)), YEAR) == field.parse("", YEAR)
