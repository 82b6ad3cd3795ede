"""Names and phone numbers of people as lists and forms have them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from villages.persons import is_person_name, person_name, phone_number


@pytest.mark.parametrize(
    "text",
    [
        "张𬒈",
        "李〇一",
        "买买提•艾力",
        "买买提·艾力",
        "古丽・阿不都",
        "𬬭明",
        "㐂平",
        "张\ue863",
        "O'Neil",
        "Jean-Luc",
        "J. Smith",
    ],
)
def test_a_name_stays_as_it_is_written(text):
    assert (person_name(text), is_person_name(text)) == (text, True)


@pytest.mark.parametrize("text", ["王　芳", "王 芳", " 王\u200b芳 ", "王\ufeff芳"])
def test_white_space_and_signs_of_no_width_are_no_part_of_a_name(text):
    assert person_name(text) == "王芳"


@pytest.mark.parametrize(
    "text", ["", "张", "组织委员", "党建办主任", "副镇长", "干事", "13812345678", "张3", "··", "张、李"]
)
def test_what_is_no_name(text):
    assert not is_person_name(person_name(text))


@given(st.text())
def test_what_is_kept_of_a_name_stays(text):
    assert person_name(person_name(text)) == person_name(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("１３８１２３４５６７８", "13812345678"), ("138-1234-5678", "13812345678"), ("138 1234 5678", "13812345678"),
        ("（0391）356－8123", "03913568123"), ("0391—3568123", "03913568123"), ("+86 138.1234.5678", "+8613812345678"),
        ("138\u200b12345678", "13812345678"), ("", ""),
    ],
)  # fmt: skip
def test_a_phone_number_is_kept_half_width_and_without_grouping(text, number):
    assert phone_number(text) == number
