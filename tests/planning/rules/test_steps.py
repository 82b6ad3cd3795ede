"""Which step of a plan or a plan sheet is offered in which state."""

from itertools import product

import pytest

from campaigns.planning.choices import PlanState
from campaigns.planning.rules.steps import OF_OFFICE, OF_TOWNSHIP, STEPS, steps_of
from campaigns.year.choices import Phase

EACH = list(product(PlanState, Phase, (False, True), (False, True), (False, True), (False, True)))


@pytest.mark.parametrize(("state", "phase", "enters", "decides", "is_own", "may_write"), EACH)
def test_no_page_offers_what_the_state_forbids(state, phase, enters, decides, is_own, may_write):
    offered = steps_of(state, phase, enters=enters, decides=decides, is_own=is_own, may_write=may_write)
    assert all(state in STEPS[step] for step in offered)
    assert offered <= {*(OF_TOWNSHIP if enters else ()), *(OF_OFFICE if decides else ())}
    if phase in (Phase.RATING, Phase.CLOSED):
        assert not offered
    assert not (is_own and "approve" in offered)
    assert may_write or "submit" not in offered


def test_each_step_is_somebodys():
    assert {*OF_TOWNSHIP, *OF_OFFICE} == set(STEPS)
