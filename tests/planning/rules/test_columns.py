"""One column of figures by itself: sum, units, capstone, caps, and whether a table gives it."""

import pytest

from campaigns.planning.choices import FindingCode, Severity
from campaigns.planning.rules.facts import Facts, PlaceFacts
from campaigns.planning.rules.figures import Figures, count
from campaigns.planning.rules.findings import reconcile
from tests.planning.rules import jiaozuo
from tests.planning.rules.jiaozuo import facts, mark, township
from tests.planning.rules.small import keys, small, the, villages


@pytest.mark.parametrize("source", ["share", "declared"])
def test_sums_of_every_source_are_looked_at(source):
    column = villages(0, 0, 0, 1, 0, safety=1)
    place = township("宁郭镇", columns={(source, "village"): column}, marks=())
    slip = the(reconcile(facts(townships=(place,), is_whole=False)), FindingCode.SUM)
    assert (slip.source, slip.figures) == (source, (("by_level", 2), ("by_star", 1)))
    assert "entered" not in dict(slip.context)


def test_more_units_with_a_target_than_there_are():
    found = reconcile(small(villages(0, 0, 0, 4, 0)))
    assert the(found, FindingCode.UNITS).figures == (("targets", 4), ("without", 0), ("units", 3))


def test_units_with_and_without_a_target_make_all_units():
    assert keys(reconcile(small(Figures("village", {5: 0, 4: 0, 3: 0, 2: 2, 1: 0, 0: 1}), units=3))) == [
        "unfilled:410871:village:entered:"
    ]
    found = reconcile(small(Figures("village", {5: 0, 4: 0, 3: 0, 2: 2, 1: 0, 0: 1}), units=4))
    assert the(found, FindingCode.UNITS).figures == (("targets", 2), ("without", 1), ("units", 4))
    found = reconcile(small(Figures("village", {5: 0, 4: 0, 3: 0, 2: 2, 1: 0, 0: 2}), units=3))
    assert the(found, FindingCode.UNITS).figures == (("targets", 2), ("without", 2), ("units", 3))


@pytest.mark.parametrize(
    ("capstone", "severity"), [("off", None), ("warning", Severity.WARNING), ("blocking", Severity.BLOCKING)]
)
def test_the_capstone_follows_the_switch(capstone, severity):
    found = reconcile(small(villages(0, 0, 0, 1, 0, branch=1, safety=1), capstone=capstone))
    assert [one.severity for one in found if one.code == FindingCode.CAPSTONE] == ([severity] if severity else [])


def test_the_capstone_is_told_once_with_the_units_behind_it():
    marks = (
        mark("410871101201", "village", {"branch", "safety"}),
        mark("410871101202", "village", {"safety"}),
        mark("410871101203", "village", jiaozuo.STARS["village"]),
    )
    county = PlaceFacts("410871", "示范区", {"village": 3})
    for source, columns in (
        ("declared", {("declared", "village"): count("village", [one.targets for one in marks])}),
        ("entered", {}),
    ):
        place = PlaceFacts("410871101", "宁郭镇", {"village": 3}, columns, marks)
        (one,) = reconcile(Facts(2022, county, (place,), jiaozuo.STARS))
        assert one.key == f"capstone:410871101:village:{source}:branch"
        assert (one.figures, one.units) == ((("branch", 2), ("five", 1)), ("410871101201",))


def test_no_star_in_more_units_than_there_are():
    found = reconcile(small(villages(0, 0, 0, 2, 0, safety=4)))
    assert the(found, FindingCode.CAPS).figures == (
        ("village.star.safety.declared", 4),
        ("village.star.safety.most", 3),
    )


def test_no_star_in_fewer_units_than_have_all_five():
    column = villages(2, 0, 0, 0, 0, branch=2, industry=3, ecology=2, safety=2, civility=1)
    caps = the(reconcile(small(column)), FindingCode.CAPS)
    assert caps.figures == (("village.star.civility.declared", 1), ("village.star.civility.least", 2))


def test_the_capstone_has_its_own_rule_and_is_not_told_twice():
    column = villages(2, 0, 0, 0, 0, branch=1, industry=3, ecology=2, safety=2, civility=2)
    assert FindingCode.CAPS not in {one.code for one in reconcile(small(column))}
    caps = the(reconcile(small(column, capstone="off")), FindingCode.CAPS)
    assert caps.figures == (("village.star.branch.declared", 1), ("village.star.branch.least", 2))


def test_figures_of_which_no_table_can_be_made():
    """Three units with two stars each: no single star can have four of the six marks, nor two stars five."""
    found = reconcile(small(villages(0, 0, 1, 0, 2, industry=3, ecology=2)))
    stuck = the(found, FindingCode.UNREALIZABLE)
    assert stuck.figures[:2] == (("total", 5), ("room", 4))
    assert dict(stuck.context)["stop"] == "industry ecology"


@pytest.mark.parametrize(
    "column",
    [villages(0, 0, 1, 0, 2, industry=3, ecology=3), villages(0, 0, 1, 0, 3, industry=3, ecology=3)],
    ids=["the sum is wrong", "too many units"],
)
def test_whether_a_table_exists_is_asked_only_where_the_rest_holds(column):
    assert FindingCode.UNREALIZABLE not in {one.code for one in reconcile(small(column))}


def test_the_county_plan_is_looked_at_like_any_other_column():
    found = reconcile(small(plan=villages(0, 0, 0, 1, 0, safety=1)))
    assert the(found, FindingCode.SUM).key == "sum:410871:village:plan:"


def test_a_plan_for_a_star_set_that_no_unit_has():
    found = reconcile(facts(county=jiaozuo.county(units={"village": 104}), townships=(township("阳庙镇"),)))
    assert the(found, FindingCode.UNITS).key == "units:410871:community:plan:"
