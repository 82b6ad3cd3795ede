"""Pasted lists and texts of people go through one place each."""

import re

import pytest

from campaigns.leaders.forms import read_leaders
from campaigns.opening.forms import read_held
from campaigns.opinions.forms import read_opinions
from campaigns.people.forms import read_people
from campaigns.planning.forms.figures import read_row
from campaigns.planning.rules.held import HeldUnit
from campaigns.problems.forms.lines import split_lines
from tests.house.tree import files, name

# What divides texts that nobody pasted: files of the program and of an installation, and what other programs print.
OTHERS = {
    "campaigns/migrations/0001_squashed_0016_digest_mails.py",
    "campaigns/workbooks/layout.py", "fivestar/backup.py", "fivestar/csvfile.py", "villages/names.py",
}  # fmt: skip


def test_pasted_text_is_divided_into_lines_and_cells_in_one_place_only():
    by_hand = re.compile(r"\.splitlines\(|\.split\(\"\\t\"\)|^import csv$", re.MULTILINE)
    sources = [path for under in ("campaigns", "villages", "fivestar") for path in files(".py", under=under)]
    there = {name(path) for path in sources if by_hand.search(path.read_text())}
    assert {path for path in there if not path.startswith("campaigns/demo/")} == OTHERS


UNITS = [
    HeldUnit("410871101201", "宁郭村", "宁郭村村民委员会", "宁郭镇", "village"),
    HeldUnit("410871101202", "邱庄村", "邱庄村村民委员会", "宁郭镇", "village"),
]
STARS = {"village": {"ecology": "生态宜居"}}


def problems(text):
    return [row["text"] for row in split_lines(text).rows]


def opinions(text):
    read = read_opinions(text, from_whom="水利局", received_on=None, units=UNITS, places={}, star_names=STARS)
    return [] if read.problems else [line.sheet.text for line in read.lines]


def leaders(text):
    read = read_leaders(text, UNITS)
    return [] if read.problems else [line.title for line in read.lines]


def people(text):
    read = read_people(text, [("410871101", "宁郭镇", "宁郭镇"), ("410871102", "阳庙镇", "阳庙镇")], (), ())
    return [] if read.problems else [person.title for person in read.people]


TITLE = "宁郭镇“五星”支部创建\t\t\t\n"


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (problems, "村名\t存在问题\n宁郭村党支部\t{}\n邱　庄　村\t{}"),
        (opinions, "村名\t星\t意见\n宁郭村党支部\t生态宜居\t{}\n邱　庄　村\t\t{}"),
        (leaders, "姓名\t职务\t包联村\n张　三\t{}\t宁郭村党支部\n李四\t{}\t邱　庄　村"),
        (people, "单位\t姓名\t职务\n宁郭镇党委\t张三\t{}\n阳　庙　镇\t李四\t{}"),
    ],
)
@pytest.mark.parametrize("words", [('"一约四会①', '"三清一改"……'), ("甲", "Ⅱ类600㎡")])
@pytest.mark.parametrize("title", ["", TITLE])
def test_every_list_keeps_its_rows_and_their_words(read, text, words, title):
    assert read(title + text.format(*words)) == list(words)


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (split_lines, "村名\t类别\t存在问题\n宁郭村\t甲\t{}"),
        (lambda text: read_opinions(text, from_whom="", received_on=None, units=UNITS, places={}, star_names=STARS),
         "意见\t类别\t村名\n{}\t甲\t宁郭村"),
        (lambda text: read_leaders(text, UNITS), "姓名\t类别\t职务\t包联村\n张三\t甲\t{}\t宁郭村"),
        (lambda text: read_people(text, [("410871101", "宁郭镇", "宁郭镇")], (), ()),
         "单位\t姓名\t类别\t职务\n宁郭镇\t张三\t甲\t{}"),
    ],
)  # fmt: skip
def test_every_list_goes_by_its_heads_and_names_those_that_it_does_not_know(read, text):
    found = read(text.format("路灯①"))
    assert "“类别”" in found.unknown
    assert "路灯①" in str(found)
    assert "甲" not in str(found)


@pytest.mark.parametrize(
    "read_it",
    [
        lambda: read_opinions("村\t意见\t建议\n宁郭村\t甲\t乙", from_whom="", received_on=None, units=UNITS, places={},
                              star_names=STARS),
        lambda: read_leaders("姓名\t包联村\t村\n张三\t宁郭村\t邱庄村", UNITS),
    ],
)  # fmt: skip
def test_every_list_refuses_two_columns_of_one_name(read_it):
    read = read_it()
    assert (read.lines, [problem.line for problem in read.problems]) == ((), [1])
    assert "（第2列）" in read.problems[0].sentence


def test_held_stars_are_read_below_a_title():
    read = read_held(f"{TITLE}村名\t已创成星\n宁郭村党支部\t生态宜居\n邱　庄　村\t生态宜居", UNITS, STARS)
    assert [(change.unit.name, set(change.stars)) for change in read.changes] == [
        ("宁郭村", {"ecology"}), ("邱庄村", {"ecology"}),
    ]  # fmt: skip
    assert read.problems == ()


def test_figures_are_read_below_a_title():
    read = read_row(f"{TITLE}五星村\t四星村\t生态宜居\n1\t2\t3", "village", {"ecology": "生态宜居"})
    assert (sorted(read.cells.values()), read.problem) == (["1", "2", "3"], "")
