"""Tasks as values: which count, when a star is won, what the wall chart says."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.ledger.choices import LeftOut, Standing, TaskState
from campaigns.ledger.rules.tasks import Tally, Whole, day_problems, fingerprint, may_set_due, standing
from campaigns.year.rules import Checklist, Line
from tests.ledger.rules.days import day


def test_a_whole_asks_for_its_required_parts():
    listed = Checklist.of([Line(1, 9, points=40), Line(2, 9, points=60), Line(3, 9, 2), Line(4, 9, 2, False)])
    assert listed.required == {1, 3}
    assert listed.points == {1: 40, 3: 60, 4: 0}
    assert listed.leaves({9}) == [1, 3, 4]
    assert listed.leaves({8}) == []


def test_a_whole_without_required_parts_asks_for_all():
    listed = Checklist.of([Line(2, 9, points=50), Line(3, 9, 2, False), Line(4, 9, 2, False)])
    assert (listed.required, listed.points) == ({3, 4}, {3: 25, 4: 25})


def test_parts_of_what_is_not_required_are_not_required():
    listed = Checklist.of([Line(2, 9, None, False, 10), Line(3, 9, 2), Line(4, 9, 2)])
    assert (listed.required, listed.points) == (frozenset(), {3: 5, 4: 5})


@pytest.mark.parametrize(
    ("parts", "said"),
    [([(True, "checked"), (True, "reported"), (False, "under_way")], (3, 2, True, False)),
     ([(True, "checked"), (False, "not_started")], (2, 1, True, True)),
     ([(False, "reported"), (False, "returned")], (2, 1, False, False)),
     ([(False, "checked"), (False, "checked")], (2, 2, True, True))],
)  # fmt: skip
def test_a_whole_is_reached_when_its_deciding_parts_are(parts, said):
    whole = Whole.of((is_required, TaskState(state)) for is_required, state in parts)
    assert (whole.parts, whole.reached, whole.is_reached, whole.is_checked) == said


def test_a_browser_that_sends_a_row_back_unchanged_is_known():
    shown = ["两处空心院", "缺资金\n缺人", ""]
    assert fingerprint(["两处空心院", "缺资金\r\n缺人", ""]) == fingerprint(shown)
    assert fingerprint(["两处空心院", "缺资金", "缺人"]) != fingerprint(shown)


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 40), st.lists(st.booleans(), max_size=4)), max_size=8))
def test_points_are_neither_lost_nor_made(tasks):
    lines, pk = [], 0
    for is_required, points, parts in tasks:
        pk += 1
        whole = pk
        lines.append(Line(whole, 1, None, is_required, points))
        for part in parts:
            pk += 1
            lines.append(Line(pk, 1, whole, part, 7))  # points of a part do not count: they stand on the whole
    listed = Checklist.of(lines)
    assert sum(listed.points.values(), Fraction(0)) == sum(points for _required, points, _parts in tasks)
    assert listed.required <= set(listed.points) == set(listed.stars)


@pytest.mark.parametrize(
    ("tally", "by_tasks", "by_points"),
    [
        (Tally(), False, False),
        (Tally(total=3, required=2, required_checked=2, required_reached=2, points_checked=79), True, False),
        (Tally(total=3, required=2, required_checked=1, required_reached=2, points_checked=80), False, True),
        (Tally(total=2, checked=2), True, False),  # nothing is required: all of it is
        (Tally(total=2, checked=1), False, False),
    ],
)
def test_a_star_is_won_by_what_was_checked(tally, by_tasks, by_points):
    assert (tally.is_won("required", 80), tally.is_won("points", 80)) == (by_tasks, by_points)


def test_what_is_reported_is_claimed():
    tally = Tally(total=2, reached=2, required=2, required_reached=2, points_reached=Fraction(100))
    assert (tally.is_claimed("required", 80), tally.is_won("required", 80)) == (True, False)
    assert (tally.is_claimed("points", 80), tally.is_won("points", 80)) == (True, False)
    assert (tally.open, tally.to_check, tally.lacking) == (0, 2, 0)


@given(st.lists(st.builds(Tally, total=st.integers(0, 9), reached=st.integers(0, 9)), max_size=5))
def test_tallies_add_up(tallies):
    total = sum(tallies, Tally())
    assert (total.total, total.reached) == (sum(t.total for t in tallies), sum(t.reached for t in tallies))


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"held": False, "target": False, "tally": None}, "none"),
        ({"held": True, "target": False, "tally": None}, "left_out"),
        ({"held": False, "target": True, "tally": None}, "planned"),
        ({"held": True, "target": True, "tally": None}, "unconfirmed"),
        ({"held": True, "target": True, "tally": Tally(total=4, unsorted=4)}, "unconfirmed"),
        ({"held": True, "target": True, "tally": Tally(total=4, reached=4)}, "unconfirmed"),
        ({"held": True, "target": True, "tally": Tally(total=4, reached=4, checked=4), "is_won": True}, "reached"),
        ({"held": True, "target": True, "tally": Tally(total=4, reached=3)}, "under_way"),
        ({"held": False, "target": True, "tally": Tally(total=4)}, "under_way"),
        ({"held": False, "target": True, "tally": Tally(total=4), "is_won": True}, "reached"),
        ({"held": True, "target": True, "tally": Tally(total=4), "is_won": True, "is_voided": True}, "voided"),
    ],
)
def test_what_the_wall_chart_says(facts, said):
    assert standing(**{"is_won": False} | facts) == said


@given(
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.none() | st.builds(Tally, total=st.integers(0, 9), reached=st.integers(0, 9), unsorted=st.integers(0, 9)),
    st.booleans(),
)
def test_what_is_kept_is_reached_by_this_years_check_alone(held, target, is_won, tally, is_voided):
    """A rating holds for a year: last year's star is a claim until somebody else has checked it."""
    said = standing(held=held, target=target, is_won=is_won, tally=tally, is_voided=is_voided)
    assert (said == Standing.REACHED) == (target and is_won and not is_voided)
    if said == Standing.UNCONFIRMED:
        assert (held, target, is_won) == (True, True, False)


def test_each_standing_has_its_own_word_and_sign():
    told = [standing for standing in Standing if standing.sign]
    assert len({each.sign for each in told}) == len({str(each.label) for each in Standing}) - 1 == len(told)


@pytest.mark.parametrize(
    ("cells", "wrong"),
    [
        ({"due_on": day("11-30")}, ()),  # on the day of the assessment
        ({"due_on": day("12-1")}, (LeftOut.TOO_LATE,)),
        ({"due_on": day("7-1")}, ()),  # on the day it begins
        ({"due_on": day("6-30")}, (LeftOut.TOO_EARLY,)),
        ({"starts_on": day("9-1")}, ()),
        ({"starts_on": day("9-2")}, (LeftOut.TOO_EARLY,)),
        ({"starts_on": day("12-2"), "due_on": day("12-1")}, (LeftOut.TOO_EARLY, LeftOut.TOO_LATE)),
    ],
)
def test_a_task_is_due_from_the_day_it_begins_to_the_day_of_the_assessment(cells, wrong):
    stands = {"starts_on": day("7-1"), "due_on": day("9-1"), "assessment_on": day("11-30")}
    assert day_problems(cells, **stands, is_office=True) == wrong


def test_a_later_day_is_asked_for():
    assert may_set_due(None, day("7-1"), is_office=False)
    assert may_set_due(day("7-1"), day("6-30"), is_office=False)
    assert may_set_due(day("7-1"), day("7-1"), is_office=False)
    assert not may_set_due(day("7-1"), day("7-2"), is_office=False)
    assert not may_set_due(day("7-1"), None, is_office=False)
    assert may_set_due(day("7-1"), day("7-2"), is_office=True)
