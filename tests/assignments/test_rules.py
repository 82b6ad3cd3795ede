"""The periods in which a county gives assignments."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.assignments.rules import ONE_DAY, number_said, period_of
from campaigns.year.choices import Rhythm
from tests.ledger.rules.days import day

SINCE = day("5-6")


@pytest.mark.parametrize(
    ("rhythm", "of", "first", "last"),
    [
        ("week", "11-26", "11-23", "11-29"),
        ("ten_days", "11-20", "11-11", "11-20"),
        ("ten_days", "10-31", "10-21", "10-31"),
        ("half_month", "2-16", "2-16", "2-28"),
        ("month", "2-1", "2-1", "2-28"),
        ("days", "5-16", "5-16", "5-25"),
        ("days", "5-5", "4-26", "5-5"),
    ],
)
def test_a_day_lies_in_the_period_of_the_rhythm(rhythm, of, first, last):
    period = period_of(day(of), rhythm, 10, SINCE)
    assert (period.first, period.last) == (day(first), day(last))


@given(st.sampled_from(Rhythm.values), st.dates(day("1-1"), day("12-31")), st.integers(1, 100))
def test_periods_follow_each_other_without_a_gap(rhythm, of, days):
    period = period_of(of, rhythm, days, SINCE)
    assert period.first <= of <= period.last
    assert period_of(period.first, rhythm, days, SINCE) == period_of(period.last, rhythm, days, SINCE) == period
    assert period_of(period.last + ONE_DAY, rhythm, days, SINCE).first == period.last + ONE_DAY


def test_a_paper_has_its_number():
    assert number_said(3) == "第3号"
