"""The map in the README shows the house as it is."""

from docs.map import README, drawn, floor_plan, subject, with_map


def test_the_readme_has_the_map_that_make_map_draws():
    text = README.read_text(encoding="utf-8")
    assert text == with_map(text)


def test_each_room_says_what_it_is_about():
    assert [room for floor in floor_plan() for room in floor if not subject(room)] == []


def test_no_line_of_the_map_is_too_long_to_be_read():
    assert [line for line in drawn().splitlines() if len(line) > 126] == []
