"""Characters that no output can carry."""

import json
import unicodedata
from io import BytesIO
from xml.sax.saxutils import escape

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from campaigns.workbooks.workbook import text as put
from fivestar.changes.characters import all_writable, writable

ANY = st.text(st.characters(exclude_categories=()))  # lone surrogates, too
JSON = st.recursive(st.one_of(ANY, st.integers(), st.none()), lambda of: st.lists(of) | st.dictionaries(ANY, of))


@given(ANY)
def test_what_is_kept_is_written_by_everything(text):
    kept = writable(text)
    kept.encode("utf-8")
    assert "\0" not in kept
    fromstring(f"<t>{escape(kept)}</t>")
    assert writable(kept) == kept


@given(ANY)
def test_everything_else_stays_as_it_is(text):
    lost = [sign for sign in text if sign not in writable(text)]
    assert {unicodedata.category(sign) for sign in lost} <= {"Cc", "Cs", "Cn"}
    assert not set(lost) & set("\t\r\n")


@given(ANY)
def test_a_cell_takes_any_text(text):
    book, content = Workbook(), BytesIO()
    put(book.active.cell(1, 1), text[:1000])
    book.save(content)
    assert load_workbook(BytesIO(content.getvalue())).active.title == "Sheet"


@given(JSON)
def test_all_texts_of_a_value_are_writable(value):
    clean = all_writable(value)
    assert all_writable(clean) == clean
    written = json.dumps(clean, ensure_ascii=False)
    assert written == writable(written)


@pytest.mark.parametrize("text", ["①㎡……Ⅱ", "𬒈〇•·", "甲\t乙\r\n丙", "\u200b\ufeff\ue863"])
def test_what_people_write_stays(text):
    assert writable(text) == text
