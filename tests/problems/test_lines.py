"""Pasted problems as cells by column."""

import pytest

from campaigns.problems.forms.lines import split_lines


def test_a_column_of_townships_tells_units_of_one_name_apart():
    lines = split_lines("乡镇（街道）\t村名\t问题\n文昌街道\t辛庄村\t甲\n\t金炉村\t乙\n宁郭镇\t辛庄村\t丙")
    assert [row["unit"] for row in lines.rows] == ["文昌街道 辛庄村", "文昌街道 金炉村", "宁郭镇 辛庄村"]
    assert lines.unknown == ""


def test_a_cell_of_several_lines_is_one_problem():
    lines = split_lines('村\t问题\t责任人\n辛庄村\t"一是""三清一改""不彻底；\n二是户厕改造滞后"\t张三')
    assert lines.rows == ({"unit": "辛庄村", "text": '一是"三清一改"不彻底；\n二是户厕改造滞后', "person": "张三"},)


@pytest.mark.parametrize(("count", "taken"), [(200, 200), (201, 0)])
def test_a_list_that_is_too_long_is_taken_in_parts(count, taken):
    lines = split_lines("问题清单\t\n村\t问题\n" + "辛庄村\t甲\n" * count)
    assert (len(lines.rows), bool(lines.sentence)) == (taken, not taken)


def test_two_columns_of_the_same_thing_are_refused():
    lines = split_lines("村\t问题\t存在问题\n辛庄村\t甲\t乙")
    assert (lines.rows, "“问题”" in lines.sentence, "“存在问题”" in lines.sentence) == ((), True, True)
