"""The schedule counted back from the assessment."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.ledger.rules.schedule import (
    Calendar,
    DayLine,
    Slot,
    counted_back,
    due_day,
    fitting_day,
    moves,
    moves_digest,
    runs_of,
)
from tests.ledger.rules.days import day

# National Day of 2026 as published: 1 to 7 October off, 20 September and 10 October worked.
NATIONAL_DAY = Calendar({day(f"10-{n}"): False for n in range(1, 8)} | {day("9-20"): True, day("10-10"): True})


@pytest.mark.parametrize(
    ("assessment", "weeks", "due"),
    [
        ("11-30", 4, "11-2"),  # a Monday
        ("11-28", 4, "10-30"),  # the 31st is a Saturday
        ("11-1", 4, "9-30"),  # 4 October lies in the holiday
        ("11-7", 4, "10-10"),  # a Saturday that is worked
        ("11-8", 7, "9-20"),  # a Sunday that is worked
    ],
)
def test_the_day_is_worked(assessment, weeks, due):
    assert counted_back(day(assessment), weeks, NATIONAL_DAY) == day(due)


def test_a_task_given_out_late_gets_two_weeks():
    plain = Calendar()
    assert due_day(day("11-30"), 12, day("6-1"), plain) == day("9-7")
    assert due_day(day("11-30"), 12, day("9-7"), plain) == day("9-21")
    assert due_day(day("11-30"), 1, day("11-28"), plain) == day("11-30")


days = st.dates(datetime.date(2024, 1, 1), datetime.date(2027, 12, 31))


@given(days, st.integers(0, 30), days)
def test_nothing_is_due_before_it_is_given_out_or_after_the_assessment(assessment, weeks, given_on):
    due = due_day(assessment, weeks, given_on, NATIONAL_DAY)
    assert given_on <= due <= max(assessment, given_on)


# Moving what stands ----------------------------------------------------------------------------------------------

slots = st.lists(
    st.builds(Slot, st.integers(1, 3), st.none() | days, st.none() | days, st.integers(1, 9)),
    unique_by=lambda slot: (slot.task, slot.starts_on, slot.due_on),
)


@given(slots, st.fixed_dictionaries({task: st.integers(0, 30) for task in (1, 2, 3)}), days)
def test_what_moved_fits_and_nothing_else_moves(before, weeks, assessment):
    found = moves(before, weeks, assessment, NATIONAL_DAY)
    after = [Slot(move.task, move.starts_on, move.new, move.rows) for move in found]
    assert moves(after, weeks, assessment, NATIONAL_DAY) == ()
    moved = {(move.task, move.starts_on, move.old) for move in found}
    assert all(
        (slot.task, slot.starts_on, slot.due_on) in moved
        or slot.due_on == fitting_day(assessment, weeks[slot.task], slot.starts_on, NATIONAL_DAY)
        for slot in before
    )
    assert moves_digest(found) == moves_digest(moves(before[::-1], weeks, assessment, NATIONAL_DAY))


def test_days_of_one_name_in_a_row_are_one_line():
    lines = [DayLine(day(f"10-{n}"), False, "国庆节") for n in (3, 1, 2)]
    lines += [DayLine(day("10-4"), False, "中秋节"), DayLine(day("10-10"), True, "国庆节")]
    assert [(first.day.day, last.day.day) for first, last in runs_of(lines)] == [(1, 3), (4, 4), (10, 10)]
