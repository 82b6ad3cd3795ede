"""Cells as people type them."""

import datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from campaigns.entry.rules.dates import Span
from campaigns.entry.rules.fields import INSTEAD_OF_A_DAY, Field, columns_of, value_of
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
        ("income", "1200万元", Decimal(1200)),
        ("income", "1200万", Decimal(1200)),
        ("income", "1,200", Decimal(1200)),
        ("income", "1，200", Decimal(1200)),
        ("income", "１２００", Decimal(1200)),
        ("income", "12000000元", Decimal(1200)),
        ("income", "12.5 亿元", Decimal(125_000)),
        ("income", ".5", Decimal("0.5")),
        ("members", "62 名", 62),
        ("members", "62.0", 62),
        ("groups", "8个", 8),
        ("farmland", "１，２００．５亩", Decimal("1200.5")),
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


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("households", "3万", "“3万”: write the number in full, 30000 homes."),
        ("population", "1.2万", "“1.2万”: write the number in full, 12000 persons."),
        ("population", "1.2万人", "“1.2万人”: write the number in full, 12000 persons."),
        ("households", "12户36人", "“12户36人” has more than one number. Write one."),
        ("households", "12 36", "“12 36” has more than one number. Write one."),
        ("households", "36人", "“36人”: write the number alone, or with “homes” behind it."),
        ("members", "62万元", "“62万元”: write the number in full, 620000 persons."),
        ("farmland", "12亩左右", "“12亩左右”: write the number alone, or with “mu” behind it."),
        ("income", "约12", "“约12” is not a number. Write it in digits alone, such as 1200."),
        ("income", "12345元", "“12345元” is 1.2345 10,000 yuan. Write it so, with two decimals at most."),
        (
            "population",
            "1,83",
            "“1,83”: commas stand between groups of three digits, as in 1,200. Write the number without them.",
        ),
        (
            "population",
            "1,8300",
            "“1,8300”: commas stand between groups of three digits, as in 1,200. Write the number without them.",
        ),
        ("population", "-5", "The number must lie between 0 and 99999."),
    ],
)
def test_one_number_and_one_unit_or_a_sentence(name, text, says):
    with translation.override("en"), pytest.raises(EntryError) as error:
        FACT[name].parse(text, YEAR)
    assert str(error.value) == says


@given(st.sampled_from(["whole", "number"]), st.integers(0, 99_999), st.sampled_from(["", "人", " 人", "名"]))
def test_a_number_is_read_as_it_is_written_with_or_without_groups(kind, number, unit):
    field = Field("members", "members", kind, FACT["members"].unit, 99_999)
    assert field.parse(f"{number}{unit}", YEAR) == field.parse(f"{number:,}{unit}", YEAR) == number


@given(st.integers(0, 999), st.sampled_from(["户", "人", "万", "元、", " ", "-", "至", "户 "]), st.integers(0, 999))
def test_two_numbers_are_never_read_as_one(one, between, other):
    field = Field("members", "members", "number", FACT["members"].unit, 999_999)
    with pytest.raises(EntryError):
        field.parse(f"{one}{between}{other}人", YEAR)


@given(st.text(max_size=30), st.sampled_from(FACTS))
def test_any_text_gives_a_value_or_a_sentence(text, field):
    try:
        field.parse(text, YEAR)
    except EntryError as error:
        assert str(error)  # noqa: PT017


DEADLINE = Field("due_on", "to be done by", "date", instead=INSTEAD_OF_A_DAY)


@pytest.mark.parametrize("word", INSTEAD_OF_A_DAY)
def test_words_stand_instead_of_a_day_where_the_field_takes_them(word):
    assert DEADLINE.parse(f" {word} ", YEAR) == DEADLINE.parse(DEADLINE.show(word), YEAR) == word
    assert DEADLINE.remark(word, YEAR) == ""
    with translation.override("en"), pytest.raises(EntryError) as error:
        FACT["meeting_on"].parse(word, YEAR)
    assert str(error.value).startswith(f"“{word}” is not a date.")
    with translation.override("en"), pytest.raises(EntryError) as error:
        DEADLINE.parse("尽快", YEAR)
    assert str(error.value).endswith(" Or write: 立行立改、长期坚持、持续推进.")


def test_short_words_instead_of_a_day_are_the_same_words():
    assert [DEADLINE.parse(word, YEAR) for word in ("长期", "持续")] == ["长期坚持", "持续推进"]


@given(st.one_of(st.none(), st.dates(), st.sampled_from(INSTEAD_OF_A_DAY)))
def test_a_record_keeps_a_day_or_words_and_says_the_same_again(value):
    columns = columns_of([DEADLINE], {"due_on": value})
    assert not (columns["due_on"] and columns["due_on_words"])
    assert value_of(SimpleNamespace(**columns), DEADLINE) == value
    assert columns_of([DEADLINE], {"person": "张三"}) == {"person": "张三"}
