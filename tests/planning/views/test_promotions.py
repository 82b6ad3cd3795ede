"""Levels and stars at two sides: who rises, stays and falls, and exactly those units behind each figure."""

import html
import re

import pytest

from campaigns.opening.actions import record_held
from campaigns.planning.actions.figures import freeze_plan
from campaigns.planning.choices import Stage
from campaigns.planning.models.figures import PlanVersion
from campaigns.planning.reports.facts import campaign_facts
from campaigns.planning.rules.creation import frozen
from tests import make
from tests.browsing import cost
from tests.snapshot import kept

XIN, YAO, JIN, YANG = "410871062201", "410871062202", "410871062200", "410871062203"
LINK = re.compile(r'<a[^>]*href="(\?[^"]*)#units"[^>]*>(\d+)</a>')


@pytest.fixture
@kept
def moved(campaign, cast):
    """One rises by two, one keeps, one falls to no target, one is not marked."""
    held = [(YAO, frozenset({"safety"})), (JIN, frozenset({"safety", "civility"}))]
    record_held(by=cast.ying, campaign=campaign, held=held)
    make.mark(cast.eve, campaign, {XIN: "industry safety", YAO: "safety", JIN: "none"})
    return campaign


@pytest.fixture
def url(moved) -> str:
    return f"/{moved.year}/410871/promotions/"


@pytest.fixture
def lei(client, cast):
    client.force_login(cast.lei.officer)
    return client


def freeze(campaign, cast, name="征求意见稿") -> PlanVersion:
    content = frozen(campaign_facts(campaign))
    freeze_plan(by=cast.ying, campaign=campaign, stage=Stage.OTHER, name=name, note="", content=content)
    return campaign.versions.get(name=name)


def levels(page) -> dict[tuple[str, str], int]:
    """The table from level to level, without zeros."""
    heads, lines, _sums = page.context["table"]
    return {
        (str(name), str(head)): cell.n
        for name, cells, _sum in lines
        for head, cell in zip(heads, cells, strict=True)
        if cell.n
    }


def stars(page) -> dict[str, list[int]]:
    """Of villages: on the earlier side, on the later, added, dropped."""
    return {line.name: [cell.n for cell in line.cells] for line in dict(page.context["stars"])["village"]}


def test_last_year_against_what_is_entered_by_level_star_and_township(lei, url):
    page = lei.get(url)
    assert levels(page) == {
        ("未定级", "二星"): 1, ("一星", "一星"): 1, ("二星", "无目标"): 1, ("未定级", "未标"): 7,
    }  # fmt: skip
    assert {name: numbers for name, numbers in stars(page).items() if any(numbers)} == {
        "产业兴旺": [0, 1, 1, 0], "平安法治": [2, 2, 1, 1], "文明幸福": [1, 0, 0, 1],
    }  # fmt: skip
    lines, total = page.context["places"]
    assert [(line.name, line.units.n, [cell.n for cell in line.steps], line.other.n) for line in lines] == [
        ("李万街道", 3, [0, 0, 0], 3), ("文昌街道", 4, [1, 1, 1], 1), ("宁郭镇", 3, [0, 0, 0], 3),
    ]  # fmt: skip
    assert (total.units.n, page.context["found"].base) == (10, 3)


def test_what_is_not_approved_is_no_loss(lei, cast, url, moved):
    make.submit(cast.eve, moved, XIN)
    make.approve(cast.ying, moved, XIN)
    page = lei.get(url, {"old": "entered", "new": "approved"})
    assert levels(page) == {
        ("二星", "二星"): 1, ("一星", "未审定"): 1, ("无目标", "未审定"): 1, ("未标", "未审定"): 7,
    }  # fmt: skip
    assert stars(page)["平安法治"] == [2, 1, 0, 0]
    assert levels(lei.get(url, {"old": "last", "new": "approved"}))["未定级", "二星"] == 1


def test_a_frozen_version_keeps_its_units_whatever_is_marked_later(lei, cast, url, moved):
    old = freeze(moved, cast)
    make.mark(cast.eve, moved, {XIN: "industry", YANG: "civility"})
    new = freeze(moved, cast, "送审稿")
    make.mark(cast.eve, moved, {XIN: "none"})
    page = lei.get(url, {"old": old.pk, "new": new.pk})
    assert levels(page) == {
        ("二星", "一星"): 1, ("一星", "一星"): 1, ("无目标", "无目标"): 1, ("未标", "一星"): 1, ("未标", "未标"): 6,
    }  # fmt: skip
    assert [(step.value, word) for step, word in page.context["steps"]] == [
        ("up", "上调"), ("same", "不变"), ("down", "下调"),
    ]  # fmt: skip
    listed = lei.get(url, {"old": old.pk, "new": new.pk, "step": "down"}).context["rows"]
    assert [(row.code, row.before, row.after, row.won, row.lost) for row in listed] == [
        (XIN, "二星", "一星", (), ("平安法治",)),
    ]  # fmt: skip


@pytest.mark.parametrize("sides", [("last", "entered"), ("entered", "approved"), (0, "entered")])
def test_each_figure_leads_to_exactly_its_units(lei, cast, url, moved, sides):
    version = freeze(moved, cast)
    make.mark(cast.eve, moved, {YAO: "safety industry"})
    old, new = (version.pk if side == 0 else side for side in sides)
    links = LINK.findall(lei.get(url, {"old": old, "new": new}).text)
    assert len(links) > 10
    counted = {(address, n): lei.get(url + html.unescape(address)).context["page"].paginator.count
               for address, n in links}  # fmt: skip
    assert {(address, n): found for (address, n), found in counted.items() if int(n) != found} == {}


def test_a_version_frozen_without_its_units_says_so(lei, cast, url, moved):
    version = freeze(moved, cast)
    content = version.content
    for place in (content["county"], *content["townships"]):
        del place["marks"]
    PlanVersion.objects.filter(pk=version.pk).update(content=content)
    page = lei.get(url, {"old": version.pk, "new": "entered"})
    assert (page.status_code, page.context["unread"], "table" in page.context) == (200, ["征求意见稿"], False)


@pytest.mark.parametrize(
    "asked",
    [{"old": "9"}, {"new": "x"}, {"before": "7"}, {"step": "x"}, {"star": "industry"}, {"turn": "won"},
     {"star": "x", "turn": "old"}, {"township": "1"}, {"kind": "x"}],
)  # fmt: skip
def test_what_is_no_side_and_no_figure_is_told(lei, url, asked):
    assert lei.get(url, asked).status_code == 400


def test_an_empty_campaign_says_where_to_go(client, cast, campaign):
    client.force_login(cast.ying.officer)
    page = client.get(f"/{campaign.year}/410871/promotions/")
    assert page.context["found"].base == 0
    assert "/filings/" in page.text


def test_the_county_page_the_plan_and_its_comparison_lead_to_it(lei, cast, url, moved):
    version = freeze(moved, cast)
    assert f'href="{url}"' in lei.get(f"/{moved.year}/410871/").text
    compared = lei.get(f"/{moved.year}/410871/plan/compare/", {"old": version.pk, "new": "now"}).text
    assert f'href="{url}?old={version.pk}&amp;new=entered"' in compared


def test_it_costs_the_same_for_one_unit_listed_and_three(lei, url):
    one = cost(lambda: lei.get(url, {"step": "up"}))
    assert cost(lambda: lei.get(url, {"before": "0"})) == one


@pytest.mark.parametrize(("who", "status"), [("ying", 200), ("lei", 200), ("han", 200), ("eve", 403), ("zhou", 404)])
def test_who_reads_it(client, cast, url, who, status):
    client.force_login(getattr(cast, who).officer)
    assert client.get(url).status_code == status
