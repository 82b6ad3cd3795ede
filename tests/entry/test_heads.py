"""Rows of heads: in one row or two, merged or not, with titles above them, and two of one name."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from campaigns.entry.rules.heads import bare_head, find_heads, heads_in, read_heads

NAMES = ("序号", "村名", "户数", "人口", "党员数")
KNOWN = {name: name for name in NAMES}
ONE = [["序号", "村名", "户数（户）", "人口（人）", "党员数（人）", "备注"]]
TWO = [["序号", "村名", "基本情况", "", "", "备注"], ["", "", "户数（户）", "人口（人）", "党员数（人）", ""]]
MERGED = [(0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 0, 4), (0, 5, 1, 5)]
DATA = [["1", "宁郭村", "620", "2580", "86", ""]]
EXPECTED = {name: column for column, name in enumerate(NAMES)}


def down(merges, by: int):
    return [(first + by, left, last + by, right) for first, left, last, right in merges]


@pytest.mark.parametrize("titles", [0, 1, 2])
@pytest.mark.parametrize(("heads", "merges"), [(ONE, []), (TWO, []), (TWO, MERGED)], ids=["one", "two", "merged"])
def test_heads_are_found_below_titles_in_one_row_and_in_two(titles, heads, merges):
    above = [["宁郭镇各村基本情况统计表", "", "", "", "", ""], ["填报单位：宁郭镇", "", "", "", "", "2026年11月"]][
        :titles
    ]
    over = [(0, 0, 0, 5)][:titles]
    (found,) = find_heads([*above, *heads, *DATA], ("村名",), KNOWN, [*over, *down(merges, titles)])
    assert (found.row, found.columns) == (titles + len(heads) - 1, EXPECTED)


def test_a_merged_head_stands_over_each_of_its_columns_and_a_title_over_none():
    rows = [["表", "", "", ""], ["村名", "上年", "", "备注"], ["", "人口", "户数", ""]]
    heads = heads_in(rows, 2, merges=[(0, 0, 0, 3), (1, 0, 2, 0), (1, 1, 1, 2), (1, 3, 2, 3)])
    assert [str(head) for head in heads] == ["村名", "上年·人口", "上年·户数", "备注"]
    assert [head.group for head in heads_in(rows[:2], 1, merges=[(0, 0, 0, 3)])] == ["", "", ""]


@pytest.mark.parametrize("earlier", ["上年", "去年情况", "上一年度", "已创成星", "原有"])
@pytest.mark.parametrize("turned", [False, True])
def test_of_two_heads_of_one_name_that_of_an_earlier_year_is_not_read(earlier, turned):
    groups = ["本年计划", earlier] if turned else [earlier, "本年计划"]
    rows = [["", groups[0], groups[1]], ["村名", "人口", "人口"]]
    heads = read_heads(rows, 1, KNOWN)
    assert (heads.columns["人口"], heads.twice) == (1 if turned else 2, {})
    assert [str(head) for head in heads.unread] == [f"{earlier}·人口"]


def test_two_heads_of_one_name_are_both_named_where_nothing_tells_them_apart():
    heads = read_heads([["村名", "人口（人）", "人口"]], 0, KNOWN)
    assert [head.column for head in heads.twice["人口"]] == [1, 2]
    assert heads.columns == {"村名": 0}


def test_a_sheet_may_hold_several_tables():
    found = find_heads([*ONE, *DATA, [""], *TWO, *DATA], ("村名", "户数"), KNOWN)
    assert [heads.row for heads in found] == [0, 4]


@pytest.mark.parametrize(
    "head", ["耕地面积（亩）", "耕地面积(亩)", "耕地 面积", "*耕地面积：", "\u200b耕地面积", "耕地面积【亩】"]
)
def test_units_and_marks_are_no_part_of_a_head(head):
    assert bare_head(head) == "耕地面积"


CELL = some.sampled_from(["", *NAMES, "上年", "备注", "5", "★"])
ROWS = some.lists(some.lists(CELL, min_size=4, max_size=4), min_size=1, max_size=4)
MERGE = some.tuples(some.integers(0, 3), some.integers(0, 3), some.integers(0, 2), some.integers(0, 2)).map(
    lambda m: (m[0], m[1], m[0] + m[2], m[1] + m[3])
)


@given(ROWS, some.lists(MERGE, max_size=2))
def test_each_column_is_one_thing_and_no_head_is_lost(rows, merges):
    for at in range(len(rows)):
        heads = read_heads(rows, at, KNOWN, merges)
        columns = [*heads.columns.values(), *(head.column for head in heads.unread)]
        columns += [head.column for alike in heads.twice.values() for head in alike]
        assert sorted(columns) == sorted({head.column for head in heads_in(rows, at, KNOWN, merges)})
