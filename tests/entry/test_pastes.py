"""Pasted lists: lines and cells of a clipboard."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.entry.rules.heads import bare_head
from campaigns.entry.rules.pastes import Pasted, PastedLine, read_paste, table_of


def cells(text):
    return [line.cells for line in read_paste(text).lines]


def copied(rows):
    """A range as a spreadsheet program puts it on the clipboard."""

    def wrapped(cell):
        return '"' + cell.replace('"', '""') + '"' if any(sign in cell for sign in '"\t\n') else cell

    return "\r\n".join("\t".join(map(wrapped, row)) for row in rows)


# A word, then signs that mean something to a clipboard, then a word: so that no cell is empty or changed by trimming.
# What has both a tab and line ends stands in a test of its own.
WORD = st.text("村宁a1“", min_size=1, max_size=3)
SIGNS = st.one_of(st.text('"\n', max_size=4), st.text('"\t', max_size=4))
CELL = st.one_of(WORD, st.tuples(st.text('"', max_size=2), WORD, SIGNS, WORD, st.text('"', max_size=2)).map("".join))


@given(st.integers(1, 4).flatmap(lambda width: st.lists(st.tuples(*[CELL] * width), min_size=1, max_size=5)))
def test_what_a_spreadsheet_program_copies_is_read_as_it_stands_there(rows):
    assert cells(copied(rows)) == rows


OPENED = st.tuples(st.text('"', max_size=2), st.text('村"', max_size=3), WORD).map("".join)


@given(st.lists(st.tuples(OPENED, OPENED), min_size=1, max_size=4))
def test_a_mark_that_closes_nothing_takes_no_other_cell_with_it(rows):
    assert cells("\n".join("\t".join(row) for row in rows)) == rows


@given(st.text(st.characters(codec="utf-16", exclude_characters="\n\r"), max_size=40))
def test_only_line_ends_end_a_line(text):
    assert len(read_paste(f"甲{text.replace(chr(34), '')}").lines) == 1


def test_a_lone_mark_and_balanced_ones_are_words():
    text = '宁郭村\t"一约四会发挥不好\t自查\n邱庄村\t未入户\t自查\n东尚村\t"三清一改"不彻底\t自查\n大驾村\t"滞后"\t自查'
    assert cells(text) == [
        ("宁郭村", '"一约四会发挥不好', "自查"),
        ("邱庄村", "未入户", "自查"),
        ("东尚村", '"三清一改"不彻底', "自查"),
        ("大驾村", '"滞后"', "自查"),
    ]


def test_rows_between_a_mark_at_a_begin_and_a_mark_at_an_end_are_no_cell():
    assert cells('宁郭村\t"一约\t自查\n邱庄村\t入户\t自查\n东尚村\t一改"\t自查') == [
        ("宁郭村", '"一约', "自查"), ("邱庄村", "入户", "自查"), ("东尚村", '一改"', "自查"),
    ]  # fmt: skip


def test_a_cell_with_tab_and_line_end_is_one_where_its_lines_are_no_rows():
    assert cells('宁郭村\t"一\t二\n三"\t自查') == [("宁郭村", "一\t二\n三", "自查")]


def test_lines_have_the_numbers_of_the_text():
    text = '\ufeff甲\r\n\r\n"乙\n""丙"""\t丁\r戊'
    assert read_paste(text) == Pasted(
        (PastedLine(1, ("甲",)), PastedLine(3, ('乙\n"丙"', "丁")), PastedLine(5, ("戊",)))
    )


def test_too_many_lines_are_named_by_the_first_that_is_not_read():
    pasted = read_paste("甲\n\n乙\n丙\n丁", most_lines=2)
    assert [line.cells for line in pasted.lines] == [("甲",), ("乙",)]
    assert [(each.line, each.sentence) for each in pasted.problems] == [(4, "超过 2 行，请分批导入。")]


def test_a_line_that_the_limit_cuts_is_not_read_by_half():
    pasted = read_paste("甲\n乙乙乙", most_characters=4)
    assert [line.cells for line in pasted.lines] == [("甲",)]
    assert [each.line for each in pasted.problems] == [2]


HEADS = {"村": "unit", "村名": "unit", "问题": "text", "时限": "due"}


@pytest.mark.parametrize("above", ["", "宁郭镇问题清单\t\t\t\n", "宁郭镇问题清单\n填报单位：宁郭镇\t2026年\n"])
def test_heads_are_looked_for_below_a_title(above):
    table = table_of(
        read_paste(above + "序号\t村名\t类 别\t问题\n1\t宁郭村\t环境\t牌子").lines,
        HEADS,
        wanted=["text"],
        passed_over={"序号"},
    )
    assert (dict(table.columns), table.unknown) == ({"unit": 1, "text": 3}, ("类 别",))
    assert [table.cells(line) for line in table.lines] == [{"unit": "宁郭村", "text": "牌子"}]


@pytest.mark.parametrize(
    ("text", "line", "columns"),
    [
        ("村\t问题\t问题\n宁郭村\t甲\t乙", 1, "“问题”（第2列）、“问题”（第3列）"),
        ("宁郭镇问题清单\n村\t村名\t问题\n宁郭村\t\t甲", 2, "“村”（第1列）、“村名”（第2列）"),
        (
            "村\t问题\t计划\t\t实际\n\t\t时限\t备注\t时限\n宁郭村\t甲",
            2,
            "“计划·时限”（第3列）、“实际·时限”（第5列）",
        ),
    ],
)
def test_two_columns_of_one_name_are_a_problem_that_names_both(text, line, columns):
    table = table_of(read_paste(text).lines, HEADS, wanted=["text"])
    assert (table.columns, table.lines, [each.line for each in table.problems]) == ({}, (), [line])
    assert f"以哪一列为准：{columns}。" in table.problems[0].sentence


@pytest.mark.parametrize("held", ["上年\t", "去年情况\t"])
def test_an_upper_head_tells_two_columns_of_one_name_apart(held):
    """A clipboard has no merges: 上年 stands over the columns to its right, up to the next head."""
    text = f"村\t{held}\t本年\t\n\t问题\t时限\t问题\t时限\n宁郭村\t甲\t6月底\t乙\t7月底"
    table = table_of(read_paste(text).lines, HEADS, wanted=["text"])
    assert (dict(table.columns), table.problems) == ({"unit": 0, "text": 3, "due": 4}, ())
    assert table.unknown == (f"{held.strip()}·问题", f"{held.strip()}·时限")
    assert len(table.lines) == 1


def test_rows_above_what_looks_like_heads_are_rows():
    table = table_of(read_paste("宁郭村\t牌子\t6.30\n村\t问题\t时限").lines, HEADS, wanted=["text"])
    assert (dict(table.columns), len(table.lines)) == ({}, 2)


@pytest.mark.parametrize("cell", ["村（社区）", " 村\u200b ", "村：", "村*"])
def test_heads_are_folded(cell):
    assert bare_head(cell) == "村"


def test_heads_may_stand_in_two_rows():
    table = table_of(read_paste("村\t问题\t整改\n\t\t时限\t备注\n宁郭村\t牌子\t6.30").lines, HEADS, wanted=["text"])
    assert (set(table.columns.values()), len(table.lines), table.unknown) == ({0, 1, 2}, 1, ("整改·备注",))
