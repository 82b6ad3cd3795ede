"""Whose word a cell of the ledger shows, and what of it comes back from a workbook."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.ledger.choices import Origin
from campaigns.ledger.rules.shown import Shown, returned, shown, to_take_over

WORDS = st.text("甲乙丙丁 ", max_size=6).map(str.strip)


@given(WORDS, WORDS, WORDS)
def test_a_cell_shows_the_first_that_says_anything(own, sheet, star):
    cell = shown(own, sheet, star)
    assert cell.value == (own or sheet or star)
    assert cell.is_own == bool(own or not (sheet or star))


@given(WORDS, WORDS, WORDS)
def test_a_cell_that_nobody_touches_comes_back_as_it_was(own, sheet, star):
    cell = shown(own, sheet, star)
    assert returned(cell.marked, cell).own == own
    assert not returned(cell.marked, cell).is_mended


@pytest.mark.parametrize(
    ("text", "own", "is_mended"),
    [
        ("张三〔计划表〕", "", False),
        (" 张三 〔计划表〕 ", "", False),
        ("张三", "张三", False),  # without the mark it is the row's own word
        ("李四", "李四", False),
        ("", "", False),
        ("〔计划表〕", "", False),
        ("李四〔计划表〕", "", True),
    ],
)
def test_a_mark_keeps_a_word_the_sheets(text, own, is_mended):
    back = returned(text, Shown("张三", Origin.SHEET))
    assert (back.own, back.is_mended) == (own, is_mended)


def test_what_was_written_meanwhile_is_no_conflict_with_an_untouched_mark():
    assert returned("张三〔计划表〕", Shown("王五")).own == "王五"


def test_only_the_sheets_words_are_taken_over():
    cells = {
        "person": shown("", "张三"),
        "department": shown("", "", "水利局"),
        "gap": shown("缺路", "缺桥"),
        "measure": shown(""),
    }
    assert to_take_over(cells) == {"person": "张三"}
