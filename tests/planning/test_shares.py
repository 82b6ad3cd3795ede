"""Shares of all townships from one pasted table: shown first, then saved as a whole or not at all."""

import re

import pytest

from campaigns.planning.actions.figures import save_shares
from campaigns.planning.choices import Source
from campaigns.planning.forms.shares import read_shares
from campaigns.planning.models.figures import FigureSheet
from campaigns.planning.rules.figures import Figures
from campaigns.planning.rules.shares import SharePlace
from fivestar.changes.deeds import Refused, Stale
from fivestar.changes.models import ChangeSet
from fivestar.changes.undo import undo
from tests.planning.rules import jiaozuo
from tests.planning.test_figures import state

PLACES = [
    SharePlace("410871062", "文昌街道", "文昌街道办事处", {"village": 36}),
    SharePlace(
        "410871101", "宁郭镇", "宁郭镇人民政府", {"village": 18},
        {"village": Figures("village", {5: 0}, {"safety": 3})}, 2,
    ),
]  # fmt: skip
TABLE = """某区2022年任务数
序号\t乡镇（街道）\t五星\t四星\t平安法治星\t创星总数\t备注
1\t 文昌街道办事处\t1\t２\t\t99\t重点
2\t宁郭镇\t0\t1\t5\t40\t
\t合计\t1\t3\t5\t139\t"""


def read(text: str):
    return read_shares(text, "village", jiaozuo.STARS["village"], PLACES)


def test_a_table_as_offices_write_it():
    table = read(TABLE)
    assert table.problems == ()
    assert [(share.place.name, share.figures) for share in table.shares] == [
        ("文昌街道", Figures("village", {5: 1, 4: 2}, totals={"stars": 99})),
        ("宁郭镇", Figures("village", {5: 0, 4: 1}, {"safety": 5}, {"stars": 40})),
    ]
    assert "备注" in table.unknown


def test_heads_may_stand_in_two_rows():
    text = "乡镇\t按星级\t\t按星\n\t五星\t四星\t平安法治\n文昌街道\t1\t2\t9\n宁郭镇\t0\t1\t5"
    assert [share.figures for share in read(text).shares] == [
        Figures("village", {5: 1, 4: 2}, {"safety": 9}),
        Figures("village", {5: 0, 4: 1}, {"safety": 5}),
    ]


def test_what_the_table_has_no_column_for_stays_and_an_empty_cell_is_not_stated():
    (share,) = read("乡镇\t五星\t四星\n宁郭镇\t\t1").shares
    assert share.figures == Figures("village", {4: 1}, {"safety": 3})


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("乡镇\t五星\n文昌\t1", [2]),
        ("乡镇\t五星\n文昌街道\t一个", [2]),
        ("乡镇\t五星\n文昌街道\t37", [2]),
        ("乡镇\t五星\n文昌街道\t1\n文昌街道办事处\t2", [3]),
        ("乡镇\t五星\n文昌街道\t1\n合计\t2", [3]),
        ("乡镇\t五星\n\t1", [2]),
        ("文昌街道\t1\t2", [1]),
        ("任务数\n乡镇\t五星\t5星\n文昌街道\t1\t2", [2]),
        ("乡镇\t创星总数\n文昌街道\t181", [2]),
    ],
)
def test_each_line_that_cannot_be_taken_says_why(text, lines):
    problems = read(text).problems
    assert [problem.line for problem in problems] == lines
    assert all(problem.sentence for problem in problems)


def shares_of(campaign) -> dict:
    sheets = FigureSheet.objects.filter(campaign=campaign, source=Source.SHARE)
    return {sheet.township.name: sheet.figures("village").levels for sheet in sheets}


def address(campaign) -> str:
    return f"/{campaign.year}/410871/plan/shares/"


def test_the_table_is_shown_then_saved_for_all_at_once(campaign, cast, client):
    client.force_login(cast.ying.officer)
    pasted = {"village": "乡镇\t五星\t四星\n文昌街道\t1\t2\n宁郭镇\t0\t1\n合计\t1\t3"}
    page = client.post(address(campaign), pasted)
    assert (page.status_code, page.context["changes"], shares_of(campaign)) == (200, 2, {})
    seen = re.search(r'name="seen" value="(\w+)"', page.text)[1]
    assert client.post(address(campaign), pasted | {"seen": "0" * 64, "record": "1"}).status_code == 409
    assert client.post(address(campaign), pasted | {"seen": seen, "record": "1"}).status_code == 302
    assert shares_of(campaign) == {"文昌街道": {5: 1, 4: 2}, "宁郭镇": {5: 0, 4: 1}}
    (done,) = ChangeSet.objects.filter(deed="save_shares")
    undo(by=cast.ying, changeset=done)
    assert set(map(str, shares_of(campaign).values())) <= {"{}"}


def test_nothing_is_saved_while_a_line_cannot_be_taken(campaign, cast, client):
    client.force_login(cast.ying.officer)
    pasted = {"village": "乡镇\t五星\n文昌街道\t1\n朱村街道\t1", "record": "1"}
    page = client.post(address(campaign), pasted)
    assert (page.status_code, len(page.context["problems"]), shares_of(campaign)) == (422, 1, {})
    assert client.post(address(campaign), {"village": " "}).status_code == 422


def test_a_share_that_somebody_stated_meanwhile_stops_all(campaign, cast, place):
    state(cast.ying, campaign, place.ningguo, Source.SHARE, Figures("village", {5: 1}))
    shares = [
        (place.wenchang, [Figures("village", {5: 1})], 0),
        (place.ningguo, [Figures("village", {5: 0})], 0),
    ]
    with pytest.raises(Stale):
        save_shares(by=cast.ying, campaign=campaign, shares=shares)
    assert shares_of(campaign) == {"宁郭镇": {5: 1}}
    with pytest.raises(Refused):
        save_shares(by=cast.eve, campaign=campaign, shares=shares[:1])
