"""Townships against the county's plan, and what they declare against what they enter."""

import pytest

from campaigns.planning.choices import FindingCode
from campaigns.planning.rules.figures import Figures
from campaigns.planning.rules.findings import reconcile
from tests.planning.rules.small import declaring, keys, small, the, villages


def test_while_some_have_not_declared_there_is_a_residual_and_no_finding():
    assert declaring(villages(1, 2, 3, 0, 0), None, plan=villages(1, 4, 3, 6, 0)) == ()


def test_what_is_too_much_already_is_found_while_some_have_not_declared():
    found = declaring(villages(1, 0, 0, 0, 0), villages(1, 0, 0, 0, 0), None, plan=villages(1, 4, 3, 2, 0))
    (one,) = found
    assert one.key == "plan_differs:410871::declared:"
    assert one.figures == (("village.level.5.declared", 2), ("village.level.5.plan", 1))
    assert ("missing", 1) in one.context


def test_one_township_over_the_plan_is_told_of_the_township_only():
    assert keys(declaring(villages(2, 0, 0, 0, 0), None, plan=villages(1, 4, 3, 2, 0))) == [
        "over_plan:410871101:village:declared:"
    ]


def test_once_all_have_declared_the_sum_is_the_plan():
    plan = villages(1, 4, 3, 9, 0)
    assert declaring(villages(1, 2, 0, 4, 0), villages(0, 2, 3, 5, 0), plan=plan, units=12) == ()
    (one,) = declaring(villages(1, 2, 0, 4, 0), villages(0, 2, 3, 4, 0), plan=plan)
    assert one.figures == (("plan", 48), ("declared", 46), ("village.level.2.declared", 8), ("village.level.2.plan", 9))


def test_a_sum_that_disagrees_with_itself_is_added_up_by_level_only():
    plan = villages(0, 0, 0, 2, 0, safety=2, civility=2)
    found = declaring(villages(0, 0, 0, 1, 0, safety=1), villages(0, 0, 0, 1, 0, safety=1, civility=1), plan=plan)
    assert keys(found) == ["sum:410871101:village:declared:"]


def test_shares_add_up_to_the_plan_too():
    found = declaring(villages(2, 0, 0, 0, 0), villages(0, 1, 0, 0, 0), plan=villages(1, 1, 0, 0, 0), source="share")
    assert keys(found) == ["over_plan:410871101:village:share:", "plan_differs:410871::share:"]


def test_what_is_entered_over_the_plan_is_found_where_nothing_is_declared():
    found = declaring(villages(2, 0, 0, 0, 0), plan=villages(1, 0, 0, 0, 0), source="entered")
    assert "over_plan:410871101:village:entered:" in keys(found)


def test_declared_and_entered_figures_that_differ_alike_are_told_once():
    both = Figures("village", {4: 1, 0: 1})
    assert keys(reconcile(small(both, both, units=2, plan=villages(0, 2, 0, 0, 0)))) == [
        "plan_differs:410871::entered:"
    ]


@pytest.mark.parametrize(
    ("second", "hint"),
    [
        (villages(0, 1, 2, 0, 0), {"lowered": 1, "to": 4}),
        (villages(0, 1, 1, 0, 0), {}),
    ],
    ids=["the other fills the plan", "the other has one too few"],
)
def test_lowering_is_proposed_only_where_it_makes_the_plan(second, hint):
    found = declaring(villages(2, 0, 0, 0, 0), second, plan=villages(1, 2, 2, 0, 0))
    told = dict(the(found, FindingCode.OVER_PLAN).context)
    assert {name: told[name] for name in ("lowered", "to") if name in told} == hint


def is_lowering_proposed(found) -> bool:
    return "lowered" in dict(the(found, FindingCode.OVER_PLAN).context)


@pytest.mark.parametrize(
    ("plan", "proposed"),
    [(villages(1, 2, 8, 0, 0), True), (villages(1, 2, 9, 0, 0), False), (villages(1, 0, 8, 0, 0), False)],
    ids=["nine villages can take it", "they cannot take ten", "the plan has no four-star village"],
)
def test_lowering_is_proposed_only_where_the_others_can_take_what_is_left(plan, proposed):
    assert is_lowering_proposed(declaring(villages(2, 0, 0, 0, 0), None, plan=plan)) == proposed


@pytest.mark.parametrize(
    ("stars", "proposed"),
    [({"safety": 1, "civility": 1}, False), ({"safety": 2}, False), ({"safety": 1}, True), ({}, False)],
    ids=["two stars", "one star twice", "one star", "none"],
)
def test_a_lowered_unit_gives_up_one_star(stars, proposed):
    every = {"industry": 2, "ecology": 2, "safety": 2, "civility": 2}
    own = villages(0, 2, 0, 0, 0, **every)
    plan = villages(0, 1, 1, 0, 0, **{star: number - stars.get(star, 0) for star, number in every.items()})
    assert is_lowering_proposed(declaring(own, plan=plan)) == proposed


def test_stars_that_somebody_does_not_state_do_not_stand_in_the_way():
    own = villages(0, 2, 0, 0, 0, industry=2, ecology=2, safety=2, civility=2)
    plan = villages(0, 1, 1, 3, 0, industry=4, ecology=4, safety=3, civility=3)
    assert is_lowering_proposed(declaring(own, villages(0, 0, 0, 3, 0), plan=plan))


def test_a_township_alone_proposes_nothing_since_the_others_are_not_known():
    own, plan = villages(2, 0, 0, 0, 0), villages(1, 1, 0, 0, 0)
    assert is_lowering_proposed(reconcile(small(own, plan=plan)))
    assert not is_lowering_proposed(reconcile(small(own, plan=plan, is_whole=False)))


def test_a_lowered_five_star_unit_gives_up_the_capstone():
    """Here 平安法治 is the star too many, which no five-star unit gives up while the capstone holds."""
    own = villages(2, 0, 0, 0, 0, branch=2, industry=2, ecology=2, safety=2, civility=2)
    plan = villages(1, 1, 0, 0, 0, branch=2, industry=2, ecology=2, safety=1, civility=2)
    assert "lowered" not in dict(the(declaring(own, plan=plan), FindingCode.OVER_PLAN).context)


# Declared and entered.


def test_what_is_declared_is_what_is_entered():
    found = reconcile(small(villages(0, 0, 1, 1, 0), villages(0, 0, 0, 3, 0, safety=3, civility=3)))
    assert the(found, FindingCode.DECLARED_ENTERED).figures == (
        ("village.level.3.entered", 0),
        ("village.level.3.declared", 1),
        ("village.level.2.entered", 3),
        ("village.level.2.declared", 1),
    )


def test_until_all_is_entered_only_what_is_too_much_counts():
    declared = villages(0, 1, 1, 0, 0)
    assert FindingCode.DECLARED_ENTERED not in {one.code for one in reconcile(small(declared, villages(0, 1, 0, 0, 0)))}
    found = reconcile(small(declared, villages(0, 2, 0, 0, 0)))
    assert the(found, FindingCode.DECLARED_ENTERED).figures == (
        ("village.level.4.entered", 2),
        ("village.level.4.declared", 1),
    )


def test_a_wrong_sum_explains_one_measure_but_not_both():
    entered = villages(0, 0, 0, 3, 0, safety=3, civility=3)
    stars_wrong = reconcile(small(villages(0, 0, 0, 3, 0, safety=3), entered))
    both_wrong = reconcile(small(villages(0, 0, 0, 2, 0, safety=3), entered))
    assert FindingCode.DECLARED_ENTERED not in {one.code for one in stars_wrong}
    assert the(both_wrong, FindingCode.DECLARED_ENTERED).source == "declared"
