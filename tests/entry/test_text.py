"""Texts: kept as they were written, folded only in order to compare them."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.entry.rules.dates import Span
from campaigns.entry.rules.fields import Field
from campaigns.entry.rules.text import begun, closed_up, folded, kept, lines_of
from fivestar.changes.characters import writable

KEPT = ["①②③", "600㎡", "还要……", "Ⅱ类", "ＡＢＣ１２３", "“三清一改”", "𬒈〇•·", "５０％", "㈠"]
SPAN = Span.of_year(2026)


@pytest.mark.parametrize("text", KEPT)
@pytest.mark.parametrize("kind", ["text", "long"])
def test_a_text_is_kept_as_it_is_written(kind, text):
    assert Field("words", "words", kind).parse(f" {text}\u3000", SPAN) == text


@given(st.sampled_from(["text", "long"]), st.text(st.characters(exclude_categories=()), max_size=60))
def test_only_white_space_and_what_no_output_can_carry_go(kind, text):
    value = Field("words", "words", kind).parse(text, SPAN)
    assert "".join(value.split()) == "".join(writable(text).split())
    assert Field("words", "words", kind).parse(value, SPAN) == value


def test_lines_stay_lines():
    assert (lines_of("甲 \r\n\r\n 乙\r丙\n"), kept("甲\n 乙\x02\t丙")) == ("甲\n\n乙\n丙", "甲 乙 丙")


@given(st.text())
def test_folding_is_for_good(text):
    assert not any(sign.isspace() or unicodedata.category(sign) == "Cf" for sign in folded(text))


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("张　三", "张三"),
        ("宁 郭 村", "宁郭村"),
        ("张三 李四", "张三 李四"),
        ("副县长 张　三", "副县长 张三"),
        ("a b", "a b"),
    ],
)
def test_single_signs_that_stand_apart_are_one_word(text, word):
    assert closed_up(text) == word


def test_the_beginning_of_a_text_says_that_more_follows():
    assert [begun("请统一对接", most) for most in (6, 5, 4)] == ["请统一对接", "请统一对接", "请统一…"]
