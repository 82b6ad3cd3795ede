"""晋星, 保星 and 降星 against last year: only who had a level keeps one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.planning.choices import Step
from campaigns.planning.rules.moves import OTHER, Move, MoveFilter, OneSide, step_between
from campaigns.year.rules import last_day, may_enter
from tests.planning.rules import jiaozuo

SIDES = st.none() | st.frozensets(st.sampled_from(sorted(jiaozuo.STARS["village"])))


@pytest.mark.parametrize(
    ("was", "now", "step"),
    [(0, 0, None), (0, 3, Step.UP), (3, 4, Step.UP), (3, 3, Step.SAME), (3, 2, Step.DOWN), (3, 0, Step.DOWN)],
)
def test_where_a_level_goes(was, now, step):
    assert step_between(was, now) == step


@given(SIDES, SIDES)
def test_a_unit_takes_one_step_or_none(was, now):
    before, after = (OneSide("410871062201", "辛庄村", "village", "410871062", stars) for stars in (was, now))
    move = Move(before, after)
    kept = [step for step in (*Step.values, OTHER) if MoveFilter(step=step).keeps(move)]
    assert len(kept) == 1
    assert (move.step == Step.SAME) == (None not in (was, now) and len(was) == len(now) > 0)
    assert (kept == [OTHER]) == (None in (was, now) or not (was or now))


@given(st.sampled_from(["planning", "creating", "rating", "closed"]), *[st.dates()] * 2, st.none() | st.dates())
def test_a_unit_s_last_day_is_the_later_of_its_township_s_and_its_own(phase, today, due, open_until):
    last = last_day(phase, due, open_until)
    assert may_enter(phase, today, due, open_until) == (last is not None and today <= last)
    expected = {"planning": {due, open_until}, "creating": {open_until}}.get(phase, set()) - {None}
    assert last == max(expected, default=None)
