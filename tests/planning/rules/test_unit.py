"""What a person should look at again in one unit's marks."""

import pytest

from campaigns.planning.choices import FindingCode, Severity
from campaigns.planning.rules.findings import check_unit
from tests.planning.rules.jiaozuo import STARS, mark

CODE = "410871060205"
ALL_FIVE = {"branch", "industry", "ecology", "safety", "civility"}


def check(targets=(), held=(), **more):
    switches = {name: more.pop(name) for name in ("capstone", "jump") if name in more}
    unit = mark(CODE, "village", targets, held=frozenset(held), **more)
    return check_unit(unit, star_names=STARS["village"], **switches)


def test_a_unit_in_order_has_no_finding():
    assert check({"safety", "civility"}, {"safety"}) == ()
    assert check(ALL_FIVE, ALL_FIVE - {"branch"}) == ()


def test_a_unit_of_which_nothing_is_said_has_none():
    assert check((), {"safety"}) == ()


@pytest.mark.parametrize(
    ("capstone", "severity"), [("off", []), ("warning", [Severity.WARNING]), ("blocking", [Severity.BLOCKING])]
)
def test_solid_branch_without_the_other_four(capstone, severity):
    found = check(ALL_FIVE - {"ecology"}, ALL_FIVE - {"ecology"}, capstone=capstone)
    assert [one.severity for one in found] == severity
    assert [one.figures for one in found] == [(("missing", "ecology"),)] * len(severity)


def test_a_held_star_left_out():
    """西大寨村 holds 产业兴旺 and aims at three others."""
    (one,) = check({"ecology", "safety", "civility"}, {"industry", "safety", "civility"})
    assert one.key == f"left_out:{CODE}:village:entered:"
    assert (one.severity, one.figures, one.units) == (Severity.WARNING, (("left_out", "industry"),), (CODE,))


def test_no_target_gives_up_all_that_is_held():
    (one,) = check((), {"industry", "safety"}, no_target=True)
    assert one.figures == (("left_out", "industry safety"),)


@pytest.mark.parametrize(
    ("held", "targets", "found"),
    [(0, 1, []), (0, 2, [(0, 2)]), (1, 3, [(1, 3)]), (2, 3, []), (3, 3, []), (3, 2, [])],
)
def test_two_levels_at_once(held, targets, found):
    stars = ["safety", "civility", "ecology"]
    jumps = [one for one in check(stars[:targets], stars[:held]) if one.code == FindingCode.JUMP]
    assert [(dict(one.figures)["held"], dict(one.figures)["level"]) for one in jumps] == found


def test_how_far_a_unit_may_jump_is_given():
    assert check({"safety", "civility"}, jump=3) == ()
    assert check({"safety", "civility"}, jump=None) == ()
