"""What a later room does at an earlier one's occasion, which the earlier one does not know."""

import pytest

from campaigns.assignments import reports as assignments
from campaigns.evidence import reports as evidence
from campaigns.ledger.actions.tasks import open_ledgers
from campaigns.ledger.reports import unit as ledger
from campaigns.planning.actions.marks import approved
from campaigns.planning.reports import facts, measures
from campaigns.problems import reports as problems
from campaigns.sheets.reports.pilots import chosen_pilots
from fivestar.hooks import Hook, Nobody


def test_all_who_registered_are_called_in_their_order():
    hook = Hook("somebody knocks")

    @hook.register
    def opens(name, *, late=False):
        return f"{name} comes in{' late' if late else ''}"

    hook.register(len)
    assert opens("Eve") == "Eve comes in"  # the function stays what it is
    with pytest.raises(TypeError):
        hook("Eve", late=True)  # len takes no such word
    hook.registered.remove(len)
    assert hook("Eve", late=True) == ["Eve comes in late"]


def test_a_hook_at_which_nobody_registered_says_so():
    """Rather than approve plans whose ledgers nobody opens."""
    with pytest.raises(Nobody, match="plans are approved"):
        Hook("plans are approved")()


def modules(hook: Hook) -> list[str]:
    return sorted(joining.__module__ for joining in hook.registered)


def test_the_ledger_opens_when_plans_are_approved():
    assert approved.registered == [open_ledgers]


@pytest.mark.parametrize("hook", [problems.beside, ledger.beside], ids=["problem", "row"])
def test_pages_show_what_later_rooms_know(hook):
    names = {module.__name__ for module in (assignments, evidence)}
    assert {module.removesuffix(".assignment") for module in modules(hook)} == names


def test_pilots_are_counted_from_plan_sheets():
    assert facts.pilots.registered == [chosen_pilots]


def test_measures_are_offered_from_ledgers_and_problems():
    assert modules(measures.written) == ["campaigns.ledger.reports.tallies", "campaigns.problems.reports"]
