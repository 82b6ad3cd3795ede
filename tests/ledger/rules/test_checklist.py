"""Ledgers follow a checklist; one task laid on a row."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.ledger.rules.assign import cells_to_write
from campaigns.ledger.rules.checklist import Ledger, digest, steps
from campaigns.year.rules import Checklist, Line
from tests.ledger.rules.days import day

TASKS = range(1, 9)
lines = st.lists(
    st.builds(Line, st.sampled_from(TASKS), st.integers(1, 3), st.none(), st.booleans(), st.integers(0, 50)),
    unique_by=lambda line: line.pk,
)
ledgers = st.lists(
    st.builds(
        Ledger,
        st.integers(1, 5),
        st.frozensets(st.integers(1, 3)),
        st.dictionaries(st.sampled_from(TASKS), st.booleans()),
    ),
    unique_by=lambda ledger: ledger.plan,
)


@given(ledgers, lines)
def test_ledgers_that_took_their_steps_need_none(before, listed):
    checklist = Checklist.of(listed)
    found = steps(before, checklist, TASKS)
    after = []
    for ledger in before:
        rows = dict(ledger.rows)
        rows |= {task: True for plan, task in (*found.new, *found.back) if plan == ledger.plan}
        rows |= {task: False for plan, task in found.leaving if plan == ledger.plan}
        after.append(Ledger(ledger.plan, ledger.stars, rows))
        assert {task for task, in_force in rows.items() if in_force} == set(checklist.leaves(ledger.stars))
    assert not steps(after, checklist, TASKS)
    assert digest(found, checklist) == digest(steps(before[::-1], checklist, TASKS), checklist)


def test_a_task_that_was_deleted_since_comes_to_no_ledger():
    found = steps([Ledger(1, frozenset({7}), {})], Checklist.of([Line(1, 7), Line(2, 7)]), [2])
    assert found.new == ((1, 2),)


@pytest.mark.parametrize(
    ("replace", "written"),
    [(False, {"department": "农业农村局", "due_on": day("9-30")}),
     (True, {"person": "李强", "department": "农业农村局", "due_on": day("9-30")})],
)  # fmt: skip
def test_texts_are_kept_or_replaced_and_days_always_set(replace, written):
    now = {"person": "张勇", "department": "", "measure": "改厕", "leader": "王健", "due_on": day("10-30")}
    wanted = {
        "person": "李强", "department": "农业农村局", "measure": "", "leader": "王健", "due_on": day("9-30"),
    }  # fmt: skip
    assert cells_to_write(now, wanted, replace=replace) == written
