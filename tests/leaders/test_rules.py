"""Contact leaders' names as plan sheets have them, and the months in which visits are asked for."""

import datetime
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.leaders.reports import LedUnit
from campaigns.leaders.rules import LeaderLine, after, alike, month_of, months_between, split_leader, taken_twice


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("李建国", ("李建国", "")),
        ("李建国（副县长）", ("李建国", "副县长")),
        ("李建国 (县委常委、组织部长)", ("李建国", "县委常委、组织部长")),
        ("副县长 李建国", ("李建国", "副县长")),
        ("李建国 副县长", ("李建国", "副县长")),
        ("李建国，副县长", ("李建国", "副县长")),
        ("县委常委 宣传部长 王敏", ("县委常委", "宣传部长 王敏")),  # nobody can tell: the preview shows it
        ("", ("", "")),
    ],
)
def test_a_name_and_a_title_are_told_apart(text, found):
    assert split_leader(text) == found


def test_names_spelled_differently_are_shown_as_pairs():
    names = ["李建国", "李健国", "王敏", "王敏副县长", "王芳", "李建国", "赵一"]
    assert alike(names) == [("李建国", "李健国"), ("王敏", "王敏副县长")]


@given(st.dates(datetime.date(2020, 1, 1), datetime.date(2030, 1, 1)), st.integers(0, 800))
def test_months_follow_each_other_without_a_gap(first, days):
    last = first + datetime.timedelta(days=days)
    months = months_between(first, last)
    assert (months[0], months[-1]) == (month_of(first), month_of(last))
    assert [after(month) for month in months[:-1]] == months[1:]


def test_a_unit_named_by_two_lines_is_taken_twice():
    lines = [LeaderLine("李", "", ("a", "b", "a")), LeaderLine("王", "", ("b", "c"))]
    assert taken_twice(lines) == {"b"}


XIN = "410871062201"


def test_what_waits_in_a_led_unit_leads_to_exactly_that():
    unit = LedUnit(SimpleNamespace(village_id=XIN), (), overdue=3, problems=1, last=None, made=0, asked=1)
    assert unit.overdue_query == f"?due=overdue&unit={XIN}"
    assert unit.problems_query == f"?state=unfixed&unit={XIN}"
