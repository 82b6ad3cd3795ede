"""Which step of a unit's stars, and of its plan sheet, is possible in which state: deeds refuse by it, pages offer by
it."""

from collections.abc import Mapping

from campaigns.year.rules import BEFORE_RATING

from ..choices import PlanState

OPEN = tuple(state for state in PlanState if state.is_open)
# step → the states that it leads from. Returning needs no approval yet; what is approved is opened again.
STEPS: Mapping[str, tuple[PlanState, ...]] = {
    "submit": OPEN,
    "withdraw": (PlanState.SUBMITTED,),
    "approve": (PlanState.SUBMITTED,),
    "return": (PlanState.SUBMITTED,),
    "reopen": (PlanState.APPROVED, *OPEN),
    "ask": (PlanState.APPROVED,),
}
OF_TOWNSHIP, OF_OFFICE = ("submit", "withdraw", "ask"), ("approve", "return", "reopen")


def steps_of(
    state: str, phase: str, *, enters: bool = False, decides: bool = False, is_own: bool = False, may_write: bool = True
) -> frozenset[str]:
    """The steps that a page offers to its reader.

    enters, decides -- whether the reader enters for the township, runs the campaign.
    is_own          -- whether the reader submitted it: a colleague approves.
    may_write       -- whether the deadline, or a day of its own, still allows it to be submitted.
    """
    if phase not in BEFORE_RATING:
        return frozenset()
    mine = [*(OF_TOWNSHIP if enters else ()), *(OF_OFFICE if decides else ())]
    refused = {"approve" if is_own else "", "" if may_write else "submit"}
    return frozenset(step for step in mine if state in STEPS[step] and step not in refused)
