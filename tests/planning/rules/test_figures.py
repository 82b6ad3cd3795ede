"""Columns of counts and percentages: the published figures, and what holds of all."""

from dataclasses import replace
from decimal import ROUND_HALF_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.planning.rules.figures import (
    Counts,
    Difference,
    Figures,
    Misprint,
    Percentage,
    add_up,
    check_percentage,
    count,
    differences,
    lower_bounds,
    residual,
    stated_alone,
)
from tests.planning.rules import jiaozuo

COLUMNS = st.builds(
    Figures,
    st.just("village"),
    st.dictionaries(st.integers(0, 5), st.integers(0, 50)),
    st.dictionaries(st.sampled_from(sorted(jiaozuo.STARS["village"])), st.integers(0, 50)),
)
MARKS = st.lists(st.frozensets(st.sampled_from(sorted(jiaozuo.STARS["village"]))), max_size=30)


def test_the_county_plans_264_stars_in_its_villages_on_either_count():
    plan = Figures(
        "village",
        {5: 1, 4: 10, 3: 41, 2: 48},
        {"industry": 34, "ecology": 73, "safety": 62, "civility": 94, "branch": 1},
    )
    assert (plan.level_sum, plan.star_sum) == (264, 264)


def test_the_county_plans_targets_for_100_of_its_104_villages():
    plan = Figures("village", {5: 1, 4: 10, 3: 41, 2: 48})
    assert plan.unit_sum == 100
    assert 104 - plan.unit_sum == 4


def test_the_county_plans_12_stars_in_its_communities_on_either_count():
    plan = Figures("community", {4: 1, 3: 2, 2: 1}, {"sharing": 3, "safety": 2, "harmony": 4, "business": 3})
    assert (plan.level_sum, plan.star_sum, plan.unit_sum) == (12, 12, 4)


def test_wenchang_declares_99_stars_in_35_of_36_villages():
    declared = Figures(
        "village",
        {5: 2, 4: 2, 3: 19, 2: 12},
        {"industry": 8, "ecology": 35, "safety": 19, "civility": 35, "branch": 2},
    )
    assert (declared.level_sum, declared.star_sum, declared.unit_sum) == (99, 99, 35)


def test_ningguo_declares_40_stars_by_level_and_18_by_star():
    declared = Figures("village", {4: 1, 3: 4, 2: 12}, {"ecology": 7, "safety": 6, "civility": 4, "industry": 1})
    assert (declared.level_sum, declared.star_sum, declared.unit_sum) == (40, 18, 17)


def test_liwan_states_levels_only():
    villages, communities = jiaozuo.LIWAN, jiaozuo.LIWAN_COMMUNITIES
    assert (villages.level_sum, villages.star_sum, villages.unit_sum) == (23, None, 8)
    assert villages.total == 23
    assert (communities.level_sum, communities.star_sum, communities.unit_sum) == (6, None, 2)


def test_chaoyang_plans_all_of_its_27_units():
    assert Figures("village", {4: 1, 3: 4, 2: 22}).unit_sum == 27


def test_what_three_townships_leave_for_the_other_three():
    left = residual(
        Figures("village", {5: 1, 4: 10, 3: 41, 2: 48}),
        [
            Figures("village", {5: 2, 4: 2, 3: 19, 2: 12}),
            Figures("village", {4: 1, 3: 5, 2: 2}),
            Figures("village", {4: 1, 3: 4, 2: 12}),
        ],
    )
    assert left == Counts("village", {5: -1, 4: 6, 3: 13, 2: 22})


def test_with_one_wenchang_village_lowered_40_are_left():
    left = residual(
        Figures("village", {5: 1, 4: 10, 3: 41, 2: 48}),
        [
            Figures("village", {5: 1, 4: 3, 3: 19, 2: 12}),
            Figures("village", {4: 1, 3: 5, 2: 2}),
            Figures("village", {4: 1, 3: 4, 2: 12}),
        ],
    )
    assert left == Counts("village", {5: 0, 4: 5, 3: 13, 2: 22})
    assert left.unit_sum == 40


def test_276_stars_are_planned_and_277_entered():
    planned = jiaozuo.COUNTY.total + jiaozuo.COUNTY_COMMUNITIES.total
    entered = [*jiaozuo.ENTERED.values(), *jiaozuo.ENTERED_COMMUNITIES.values()]
    assert (planned, sum(column.total for column in entered)) == (276, 277)


def test_what_the_townships_entered_differs_from_the_plan_by_one_village():
    entered = add_up("village", jiaozuo.ENTERED.values())
    assert entered == Figures(
        "village",
        {5: 2, 4: 9, 3: 41, 2: 48, 1: 0},
        {"industry": 34, "ecology": 73, "safety": 62, "civility": 94, "branch": 2},
    )
    assert differences(jiaozuo.COUNTY, entered) == (
        Difference("village", "level", 5, 1, 2),
        Difference("village", "level", 4, 10, 9),
        Difference("village", "star", "branch", 1, 2),
    )


def test_absent_is_not_zero():
    nothing, none = Figures("village"), Figures("village", {5: 0}, {"branch": 0})
    assert (nothing.level_sum, nothing.star_sum, nothing.unit_sum, nothing.total) == (None, None, None, None)
    assert (none.level_sum, none.star_sum, none.unit_sum, none.total) == (0, 0, 0, None)
    assert nothing.is_empty
    assert not none.is_empty
    assert nothing != none
    assert differences(nothing, none) == ()


def test_within_a_measure_too_a_figure_that_is_not_there_is_not_stated():
    part, zero = Figures("village", {5: 1}), Figures("village", {5: 1, 1: 0})
    assert part != zero
    assert part != Figures("community", {5: 1})
    assert (part.get("level", 5), part.get("level", 1), zero.get("level", 1)) == (1, None, 0)
    assert (part.is_partial("level"), part.is_whole("level"), part.is_partial("star")) == (True, False, False)
    assert (part.total, part.targets, part.at_least) == (None, None, 5)


def test_what_the_rest_leaves_no_room_for_is_zero():
    """As the published plans leave out 一星 and 支部过硬 where there is none."""
    plan = jiaozuo.COUNTY_COMMUNITIES
    assert ("branch" in plan.stars, plan.get("star", "branch"), plan.is_whole("star")) == (False, 0, True)
    levels = Figures("village", {5: 1, 4: 10, 3: 41, 2: 48}, jiaozuo.COUNTY.stars)
    assert (levels.get("level", 1), levels.targets) == (0, 100)
    ningguo = jiaozuo.NINGGUO
    assert (ningguo.get("star", "branch"), ningguo.is_partial("star")) == (None, True)


def test_what_the_program_counted_is_zero_where_it_names_nothing():
    """So two columns that say the same are equal, whether they write the zeros or not."""
    counted = count("village", [frozenset({"safety"})])
    assert (counted.get("star", "branch"), counted.is_whole("star"), counted.total) == (0, True, 1)
    whole = Figures(
        "village", {5: 0, 4: 0, 3: 0, 2: 0, 1: 1}, dict.fromkeys(jiaozuo.STARS["village"], 0) | {"safety": 1}
    )
    assert counted == whole
    assert hash(counted) == hash(whole)


def test_totals_are_stated_alone_or_follow():
    alone = Figures("village", totals={"stars": 109, "units": 42})
    assert (alone.total, alone.targets, alone.at_least, alone.is_empty) == (109, 42, 109, False)
    assert (jiaozuo.LIWAN.get("total", "stars"), jiaozuo.LIWAN.get("total", "units")) == (23, 8)
    with pytest.raises(ValueError, match="totals are of units or stars"):
        Figures("village", totals={"money": 1})


def test_a_measure_adds_up_over_those_who_state_it():
    both = Figures("village", {5: 1}, {"branch": 1}) + Figures("village", {4: 2})
    assert both == Figures("village", {5: 1, 4: 2}, {"branch": 1})


def test_a_sum_is_only_the_least_where_one_of_its_parts_leaves_something_out():
    whole, some = jiaozuo.WENCHANG, Figures("village", {5: 1}, {"ecology": 7})
    assert (lower_bounds([whole]), lower_bounds([whole, some])) == ((), ("level", "star"))
    assert lower_bounds([whole, Figures("village", totals={"stars": 9})]) == ()


def test_what_is_stated_alone_is_named_and_of_what_is_whole_there_is_nothing_to_name():
    totals = {"stars": 264, "units": 100}
    columns = (jiaozuo.COUNTY, replace(jiaozuo.COUNTY, totals=totals), Figures("village"))
    assert [stated_alone(column, ()) for column in columns] == [(), (), ()]
    assert stated_alone(Figures("village", totals={"stars": 109}), ()) == ("stars",)
    some = Figures("village", {4: 1, 5: 2}, {"safety": 3, "ecology": 7}, totals)
    assert stated_alone(some, ("ecology", "safety")) == (5, 4, "ecology", "safety", "units", "stars")


def test_villages_and_communities_do_not_add_up():
    with pytest.raises(ValueError, match="do not add up"):
        Figures("village") + Figures("community")


def test_a_plan_that_does_not_state_stars_leaves_none():
    assert residual(Figures("village", {5: 1}), [Figures("village", {5: 1}, {"branch": 1})]).stars == {}


def test_what_a_plan_leaves_out_leaves_nothing():
    plan, part = Figures("village", {5: 1}, {"branch": 1}), Figures("village", {4: 2}, {"safety": 3})
    assert residual(plan, [part]) == Counts("village", {5: 1}, {"branch": 1})


def test_stars_in_all_are_left_whichever_way_the_parts_state_them():
    parts = [jiaozuo.LIWAN, Figures("village", totals={"stars": 7}), Figures("village", {5: 1})]
    assert residual(Figures("village", totals={"stars": 50}), parts).totals == {"stars": 50 - 23 - 7}


def test_units_without_a_target_are_left_only_where_the_total_states_them():
    part = Figures("village", {5: 1, 0: 3})
    assert residual(Figures("village", {5: 1}), [part]) == Counts("village", {5: 0})
    assert residual(Figures("village", {5: 1, 0: 4}), [part]) == Counts("village", {5: 0, 0: 1})


def test_differences_come_in_the_order_in_which_people_know_the_stars():
    plan, other = Figures("village", {}, {"a": 1, "b": 1, "c": 0}), Figures("village", {}, {"a": 2, "b": 2, "c": 1})
    assert [one.key for one in differences(plan, other, ["c", "b", "a"])] == ["c", "b", "a"]


def test_counting_states_zero_for_stars_that_nobody_targets():
    assert count("village", [frozenset(), frozenset({"safety"})], ["branch", "safety"]) == Figures(
        "village", {1: 1}, {"branch": 0, "safety": 1}, is_counted=True
    )
    assert count("village", [frozenset()], ["branch"]).star_sum == 0


@pytest.mark.parametrize(("levels", "stars"), [({6: 1}, {}), ({5: -1}, {}), ({}, {"branch": -1}), ({5: 1.0}, {})])
def test_counts_are_whole_and_levels_go_to_five(levels, stars):
    with pytest.raises(ValueError, match=r"levels are 0 to 5|counts are whole"):
        Figures("village", levels, stars)


@given(MARKS)
def test_what_is_counted_adds_up_on_either_side(marks):
    column = count("village", marks, jiaozuo.STARS["village"])
    assert column.level_sum == column.star_sum == sum(len(mark) for mark in marks)
    assert column.unit_sum == sum(1 for mark in marks if mark)


@given(COLUMNS, COLUMNS, COLUMNS)
def test_adding_has_no_order(one, two, three):
    assert one + two == two + one
    assert (one + two) + three == one + (two + three)
    assert add_up("village", [one, two, three]) == one + two + three
    assert one + Figures("village") == one


@given(MARKS, MARKS)
def test_units_may_be_counted_together_or_apart(some, others):
    assert count("village", some + others) == count("village", some) + count("village", others)


@given(COLUMNS, COLUMNS)
def test_what_a_part_leaves_is_the_rest(one, other):
    rest = residual(one + other, [one])
    assert all(rest.level(level) == other.level(level) for level in range(1, 6))
    assert all(rest.star(star) == other.star(star) for star in jiaozuo.STARS["village"])


@given(COLUMNS, COLUMNS)
def test_no_difference_means_the_same_figures(one, other):
    apart = differences(one, other)
    for measure in ("level", "star"):
        same = all(
            one.of(measure)[key] == other.of(measure)[key]
            for key in one.of(measure)
            if key and key in other.of(measure)
        )
        assert same == (measure not in {difference.measure for difference in apart})


@pytest.mark.parametrize(
    ("part", "base", "printed"), [(24, 55, "43.64"), (9765, 9880, "98.84"), (808, 1101, "73.39"), (250, 276, "90.6")]
)
def test_percentages_that_are_what_they_say(part, base, printed):
    assert check_percentage(part, base, printed) is None


def test_808_of_1269_is_printed_as_73_39_percent():
    assert check_percentage(808, 1269, "73.39") == Misprint(808, 1269, Decimal("73.39"), Decimal("63.67"), 1101)


def test_a_percentage_is_compared_to_the_digits_printed():
    assert check_percentage(1, 3, "33") is None
    assert check_percentage(1, 3, "33.3") is None
    assert check_percentage(1, 3, "33.30").value == Decimal("33.33")


def test_a_half_may_be_printed_up_or_down_and_a_digit_cut_off_may_not():
    assert [check_percentage(1, 8, printed) for printed in ("12", "13", "12.5")] == [None] * 3
    assert check_percentage(2, 3, "66.6").value == Decimal("66.7")


@given(st.integers(0, 5_000), st.integers(1, 5_000), st.integers(0, 4))
def test_whatever_a_true_percentage_is_rounded_to_is_right(part, base, digits):
    exact = Decimal(100 * part) / base
    for rounding in (ROUND_HALF_UP, ROUND_HALF_EVEN, ROUND_HALF_DOWN):
        assert check_percentage(part, base, exact.quantize(Decimal(1).scaleb(-digits), rounding)) is None


def test_a_percentage_has_its_base():
    reached = Percentage(24, 55, "行政村")
    assert (reached.rounded(), reached.base_name) == (Decimal("43.64"), "行政村")
    assert (Percentage(0, 0).rounded(), Percentage(0, 0).whole) == (None, None)
    assert check_percentage(1, 0, "50.0") == Misprint(1, 0, Decimal("50.0"), None, 2)


def test_halves_round_up():
    assert Percentage(1, 800).rounded() == Decimal("0.13")
    assert Percentage(1, 8).rounded(0) == Decimal(13)


@pytest.mark.parametrize(
    ("part", "base", "whole"),
    [
        (52, 108, 48),
        (249, 250, 99),
        (250, 250, 100),
        (277, 276, 101),
        (1, 277, 1),
        (0, 277, 0),
        (1, 8, 13),
        (3, 2, 150),
    ],
)
def test_a_whole_percentage(part, base, whole):
    assert Percentage(part, base).whole == whole


@given(st.integers(0, 3_000), st.integers(1, 2_000))
def test_only_all_is_100_percent_and_only_none_is_0(part, base):
    whole = Percentage(part, base).whole
    assert (whole == 100, whole == 0) == (part == base, part == 0)
    assert abs(whole * base - 100 * part) <= base


def test_a_percentage_that_no_base_gives():
    assert check_percentage(1, 3, "99.00").implied_base is None
    assert check_percentage(0, 3, "10").implied_base is None


@given(st.integers(1, 10_000), st.integers(1, 10_000), st.integers(0, 3))
def test_the_implied_base_gives_what_is_printed(part, base, digits):
    printed = Percentage(part, base).rounded(digits)
    slip = check_percentage(part, base + 5_000, printed)
    if slip and printed:
        assert Percentage(part, slip.implied_base).rounded(digits) == printed
