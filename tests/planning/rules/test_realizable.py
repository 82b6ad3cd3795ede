"""Gale–Ryser against brute force, with and without the capstone."""

from functools import cache
from itertools import combinations, combinations_with_replacement, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.planning.rules.figures import Figures, count
from campaigns.planning.rules.realizable import Obstacle, obstacle, realizable, witness
from tests.planning.rules import jiaozuo

STARS = ("branch", "industry", "ecology", "safety", "civility")
ROWS = [frozenset(codes) for size in range(1, 6) for codes in combinations(STARS, size)]
WITH_CAPSTONE = [row for row in ROWS if "branch" not in row or len(row) == 5]


@cache
def tables(units: int, *, capstone: bool) -> frozenset[Figures]:
    """The figures of every table with so many rows or fewer: brute force."""
    rows = WITH_CAPSTONE if capstone else ROWS
    return frozenset(
        count("village", table, STARS)
        for size in range(units + 1)
        for table in combinations_with_replacement(rows, size)
    )


def columns(units: int, stars: int):
    """Every column with at most so many units, and at most so many in each star."""
    for levels in product(range(units + 1), repeat=5):
        if sum(levels) <= units:
            for counts in product(range(stars + 1), repeat=5):
                yield Figures(
                    "village", dict(zip(range(1, 6), levels, strict=True)), dict(zip(STARS, counts, strict=True))
                )


@pytest.mark.parametrize("capstone", [False, True])
def test_every_column_of_two_units_and_three_stars_each(capstone):
    exist = tables(2, capstone=capstone)
    wrong = [column for column in columns(2, 3) if realizable(column, capstone=capstone) != (column in exist)]
    assert wrong == []


# Drawing blindly hardly ever meets a table; so start at one and step aside by a mark or two.
NEAR = st.tuples(
    st.lists(st.sampled_from(ROWS), max_size=4),
    st.lists(st.tuples(st.integers(0, 9), st.integers(-1, 1)), max_size=3),
)


def step_aside(rows, steps) -> Figures:
    column = count("village", rows, STARS)
    levels, stars = dict(column.levels), dict(column.stars)
    for place, step in steps:
        side, key = (levels, place + 1) if place < 5 else (stars, STARS[place - 5])
        side[key] = max(0, side[key] + step)
    return Figures("village", levels, stars)


@given(NEAR, st.booleans())
def test_columns_of_up_to_four_units(near, capstone):
    column = step_aside(*near)
    if column.unit_sum <= 4:
        assert realizable(column, capstone=capstone) == (column in tables(4, capstone=capstone))


@given(st.lists(st.sampled_from(ROWS), max_size=60))
def test_what_was_counted_has_a_table(rows):
    column = count("village", rows, STARS)
    assert realizable(column, units=len(rows))
    assert count("village", witness(column), STARS) == column


@given(st.lists(st.sampled_from(WITH_CAPSTONE), max_size=60))
def test_what_was_counted_with_the_capstone_has_a_table_with_it(rows):
    column = count("village", rows, STARS)
    table = witness(column, capstone=True)
    assert count("village", table, STARS) == column
    assert all(len(row) == 5 for row in table if "branch" in row)


@given(NEAR, st.booleans())
def test_there_is_a_table_exactly_where_one_can_be_shown(near, capstone):
    column = step_aside(*near)
    table = witness(column, capstone=capstone)
    assert (table is not None) == realizable(column, capstone=capstone)
    if table is not None:
        assert count("village", table, STARS) == column


def struck(column: Figures) -> bool:
    """The same question with the capstone's column struck: four stars, and at most four marks in a row."""
    levels = {level: column.level(level) for level in range(1, 4)} | {4: column.level(4) + column.level(5)}
    return column.star("branch") == column.level(5) and realizable(
        Figures("village", levels, {star: column.star(star) for star in STARS if star != "branch"})
    )


@given(NEAR)
def test_striking_the_capstone_asks_the_same(near):
    column = step_aside(*near)
    assert realizable(column, capstone=True) == struck(column)


@pytest.mark.parametrize(
    "column",
    [
        Figures(
            "village",
            {5: 1, 4: 10, 3: 41, 2: 48},
            {"industry": 34, "ecology": 73, "safety": 62, "civility": 94, "branch": 1},
        ),
        Figures("community", {5: 0, 4: 1, 3: 2, 2: 1, 1: 0}, {"sharing": 3, "safety": 2, "harmony": 4, "business": 3}),
        Figures(
            "village",
            {5: 2, 4: 2, 3: 19, 2: 12},
            {"industry": 8, "ecology": 35, "safety": 19, "civility": 35, "branch": 2},
        ),
    ],
    ids=["焦作示范区 villages", "焦作示范区 communities", "文昌街道"],
)
def test_published_plans_that_add_up_have_a_table(column):
    assert realizable(column, capstone=True)
    assert count(column.kind, witness(column, capstone=True), column.stars) == column


def test_what_ningguo_declares_has_none():
    declared = Figures("village", {4: 1, 3: 4, 2: 12}, {"ecology": 7, "safety": 6, "civility": 4, "industry": 1})
    assert not realizable(declared)
    assert witness(declared) is None
    assert obstacle(declared) is None  # its sums disagree already


def test_equal_sums_are_not_enough():
    """One unit has all five stars and two have one each: two stars cannot have all three units both."""
    column = Figures("village", {5: 1, 1: 2}, {"branch": 1, "industry": 3, "ecology": 3})
    assert column.level_sum == column.star_sum
    assert not realizable(column)
    assert obstacle(column) == Obstacle(("industry", "ecology"), 6, 4)


def test_the_capstone_forbids_what_the_theorem_allows():
    column = Figures("village", {1: 1}, {"branch": 1})
    assert realizable(column)
    assert not realizable(column, capstone=True)


def test_what_is_not_stated_contradicts_nothing():
    assert realizable(Figures("village", {4: 1, 3: 5, 2: 2}), units=9)
    assert realizable(Figures("village", {}, {"safety": 9}), units=9)
    assert not realizable(Figures("village", {4: 1, 3: 5, 2: 4}), units=9)
    assert not realizable(Figures("village", {}, {"safety": 10}), units=9)


def test_a_table_needs_both_counts():
    with pytest.raises(ValueError, match="by level and by star"):
        witness(jiaozuo.LIWAN)
