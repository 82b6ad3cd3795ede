"""The wall chart: each star of each unit, what they add up to, and that every figure leads to its rows."""

import datetime
import re
from collections import Counter

import pytest
from django.utils import timezone

from campaigns.chart.reports.chart import chart
from campaigns.chart.rules import ChartFilter
from campaigns.ledger.actions.tasks import check_tasks, report_tasks
from campaigns.ledger.models import UnitTask
from campaigns.planning.actions.figures import save_figures
from campaigns.planning.choices import Source
from campaigns.planning.rules.figures import Figures
from campaigns.year.choices import Kind
from tests import make
from tests.planning.plans import JIN, NING, QIN, XIN, YAO
from villages.models import Township, Village

QUERIES = 15


@pytest.fixture
def ying(client, cast):
    client.force_login(cast.ying.officer)
    return client


@pytest.fixture
def begun(working, cast):
    """辛庄's 产业兴旺 is checked, one task of its 生态宜居 is reported and another one late; 金炉 is a day late."""
    industry, ecology = make.rows(working, XIN, "industry"), make.rows(working, XIN, "ecology")
    report_tasks(by=cast.eve, campaign=working, seen=make.row_versions(*industry, ecology[0]))
    check_tasks(by=cast.ying, campaign=working, seen=make.row_versions(*industry))
    late = [ecology[1].pk, *(row.pk for row in make.rows(working, JIN))]
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    UnitTask.objects.filter(pk__in=late).update(starts_on=None, due_on=yesterday)
    return working


def address(of, query="", code="410871", year=0) -> str:
    return f"/{year or of.year}/{code}/chart/?{query}"


def rows(page) -> dict[str, dict[str, tuple]]:
    return {
        row.code: {cell.star: (cell.standing.value, cell.reached, cell.total, cell.overdue) for cell in row.cells}
        for sheet in page.context["chart"].sheets for table in sheet.tables for row in table.rows
    }  # fmt: skip


def test_how_each_star_stands(ying, begun):
    page = ying.get(address(begun))
    found = rows(page)
    assert found[XIN] == {
        "branch": ("none", 0, 0, 0), "industry": ("reached", 3, 3, 0), "ecology": ("under_way", 1, 3, 1),
        "safety": ("none", 0, 0, 0), "civility": ("none", 0, 0, 0),
    }  # fmt: skip
    assert found[YAO]["ecology"] == ("unconfirmed", 0, 3, 0)
    assert (found[JIN]["safety"], found[NING]["ecology"]) == (("under_way", 0, 1, 1), ("under_way", 0, 3, 0))
    assert [(sheet.name, sheet.units) for sheet in page.context["chart"].sheets] == [
        ("李万街道", 3), ("文昌街道", 4), ("宁郭镇", 3),
    ]  # fmt: skip
    assert (page.context["chart"].days_left, page.context["chart"].overdue_tasks) == (140, 2)
    assert re.search(r"<b>◐</b> <span>创建中 1/3</span> <em>!1<i class=\"vh\"> 逾期</i></em>", page.text)


def test_last_year_is_another_chart(ying, begun):
    last = rows(ying.get(address(begun, year=begun.year - 1)))
    assert (last[XIN]["industry"], last[YAO]["ecology"]) == (("under_way", 0, 3, 0), ("under_way", 0, 3, 0))


def test_what_it_adds_up_to(ying, cast, begun):
    save_figures(
        by=cast.ying, campaign=begun, township=None, source=Source.PLAN, version=0,
        figures=[
            Figures(
                Kind.VILLAGE, {5: 0, 4: 0, 3: 0, 2: 2, 1: 1},
                {"branch": 0, "industry": 1, "ecology": 3, "safety": 1, "civility": 0},
            )
        ],
    )  # fmt: skip
    village, community = ying.get(address(begun)).context["chart"].sums
    assert (village.kind, len(village.rows), community.kind, len(community.rows)) == ("village", 9, "community", 1)
    # (by the units, by the county's plan): five stars … one star, then star by star
    assert village.against() == [
        (0, 0), (0, 0), (0, 0), (1, 2), (3, 1), (0, 0), (1, 1), (3, 3), (1, 1), (0, 0),
    ]  # fmt: skip
    assert (village.working, village.star_working, village.agrees) == ("1×2＋3×1＝5", "1＋3＋1＝5", True)
    assert ([cell.n for cell in village.won], village.won_levels) == ([0, 1, 0, 0, 0], [0, 0, 0, 0, 1])
    assert (village.won_share.part, village.won_share.base) == (1, 5)
    assert [(line[0].value, line[2]) for line in village.lines] == [
        ("reached", 1), ("unconfirmed", 1), ("under_way", 3), ("none", 40),
    ]  # fmt: skip
    assert sum(line[2] for line in village.lines) == 9 * 5


def test_every_figure_leads_to_exactly_the_units_that_it_counts(ying, begun):
    pages = [ying.get(address(begun, query)).text for query in ("", "township=410871062")]
    links = re.findall(r'<td class="n"><a href="(\?[^"]*)"[^>]*>([0-9]+)</a>', "".join(pages))
    assert len(links) >= 24
    got = {url: ying.get(address(begun, url.replace("&amp;", "&")[1:])).context["chart"].shown for url, _n in links}
    assert got == {url: int(n) for url, n in links}


def test_what_a_filter_keeps(ying, begun):
    asked = {
        "township=410871101&star=ecology": [NING],
        "star=ecology": [XIN, YAO, NING],
        "standing=unconfirmed&standing=reached": [XIN, YAO],
        "star=ecology&standing=unconfirmed": [YAO],
        "standing=reached": [XIN],
        "overdue=1": [XIN, JIN],
        "overdue=1&star=safety": [JIN],
        "kind=community&overdue=1": [],
        # not understood
        "star=moon": 400,
        "standing=lost": 400,
        "township=410803002": 400,
    }
    pages = {query: ying.get(address(begun, query)) for query in asked}
    got = {query: list(rows(page)) if page.status_code == 200 else page.status_code for query, page in pages.items()}
    assert got == asked
    assert rows(pages["star=moon"]) == {}


def test_a_township_sees_its_own(client, cast, begun):
    client.force_login(cast.eve.officer)
    page = client.get(address(begun, code="410871062"))
    assert set(rows(page)) == {"410871062200", "410871062201", "410871062202", "410871062203"}
    assert [group[0] for group in page.context["chart"].sheets[0].tables[0].groups] == ["第一管区", ""]


@pytest.mark.parametrize("townships", [1, 3])
def test_any_number_of_townships_costs_the_same(ying, place, cast, townships, django_assert_num_queries):
    if townships == 1:
        Village.objects.exclude(township__in=[place.wenchang, place.zhuwang]).delete()
    campaign = make.campaign(place, cast)
    codes = [XIN] if townships == 1 else [XIN, NING, QIN]
    make.mark(cast.yang, campaign, dict.fromkeys(codes, "branch"))
    make.submit(cast.yang, campaign, *codes)
    make.approve(cast.ying, campaign, *codes)
    ying.get(address(campaign))  # the session notes the day's first visit
    with django_assert_num_queries(QUERIES):
        page = ying.get(address(campaign))
    found = rows(page)
    assert [found[code]["branch"] for code in codes] == [("under_way", 0, 1, 0)] * townships
    assert len(page.context["chart"].sheets) == townships


def test_a_kept_star_is_reached_when_its_tasks_are_checked(ying, cast, begun):
    """Confirmed by its township it still waits: nobody else has looked."""
    rows_of_kept = make.rows(begun, YAO, "ecology")
    report_tasks(by=cast.eve, campaign=begun, seen=make.row_versions(*rows_of_kept))
    page = ying.get(address(begun))
    assert rows(page)[YAO]["ecology"] == ("unconfirmed", 3, 3, 0)
    assert page.text.count("<b>★待</b>") == 3  # its cell, the legend, the sums
    assert re.search(r"<b>★待</b> <small>待复核</small></span> 上年已创成、今年巩固", page.text)
    assert [cell.n for cell in page.context["chart"].sums[0].won] == [0, 1, 0, 0, 0]
    check_tasks(by=cast.ying, campaign=begun, seen=make.row_versions(*rows_of_kept))
    page = ying.get(address(begun))
    assert rows(page)[YAO]["ecology"] == ("reached", 3, 3, 0)
    assert [cell.n for cell in page.context["chart"].sums[0].won] == [0, 1, 1, 0, 0]


def test_what_is_not_approved_or_not_marked_is_said(ying, place, cast):
    """While plans are made a chart is what townships propose, and a unit of which nothing is said plans nothing yet."""
    campaign = make.campaign(place, cast)
    make.mark(cast.yang, campaign, {XIN: "industry", NING: "ecology", QIN: "ecology"})
    make.submit(cast.yang, campaign, XIN, NING)
    make.approve(cast.ying, campaign, XIN)
    page = ying.get(address(campaign))
    assert page.context["chart"].lacking == [("unapproved", 2), ("unmarked", 7)]
    for query in ("", "kind=village", "township=410871101&standing=planned", "paper=a1&star=ecology"):
        text = ying.get(address(campaign, query)).text
        links = re.findall(r'<a href="(\?[^"]*plan=[^"]*)"[^>]*><b>([0-9]+)</b>', text)
        got = [ying.get(address(campaign, url[1:].replace("&amp;", "&"))).context["chart"].shown for url, _n in links]
        assert (len(links), got) == (2, [int(n) for _url, n in links]), query
    assert "<b>2</b></a> 个村（社区）的目标尚未审定，按乡镇（街道）标星显示" in page.text
    levels = Counter(re.findall(r'<td class="lv">(.*?)</td>', page.text))
    unmarked = '→ <span title="尚未标星" aria-hidden="true">—</span><span class="vh">尚未标星</span>'
    assert sum(n for told, n in levels.items() if unmarked in told) == 7
    assert (levels["0 → 1"], levels["0 → 1 <small>未审定</small>"], levels["0 → 0"]) == (1, 2, 0)


def test_a_place_without_units_says_so(ying, working):
    empty = Township.objects.get(code="410871101")
    nothing = chart(working, empty, working.plans.none(), timezone.localdate(), ChartFilter())
    assert (nothing.sheets, nothing.sums, nothing.sentence) == ((), (), "")


def test_a_long_chart_shows_a_township_at_a_time(ying, begun, monkeypatch):
    whole = ying.get(address(begun)).context["chart"]
    monkeypatch.setattr("campaigns.chart.views.chart.MOST_AT_ONCE", 4)
    asked = {
        "": ("李万街道", ("", "文昌街道")),
        "sheet=410871062": ("文昌街道", ("李万街道", "宁郭镇")),
        "sheet=410803002": ("李万街道", ("", "文昌街道")),  # of another county: as if none was asked for
        "kind=village&paper=a1&sheet=410871101": ("宁郭镇", ("文昌街道", "")),
    }
    for query, (here, turns) in asked.items():
        page = ying.get(address(begun, query))
        assert [sheet.name for sheet in page.context["sheets"]] == [here]
        assert re.findall(r'<section class="sheet" id="t([0-9]+)"', page.text) == [page.context["sheets"][0].code]
        assert tuple(name for name, _query in page.context["turns"]) == turns
        assert (page.context["chart"].units, page.context["chart"].overdue_tasks) == (10 - ("kind" in query), 2)
    # the last one's tabs lead to each township with the rest of the query kept
    tabs = [(name, units) for name, units, _query, _here in page.context["tabs"]]
    assert tabs == [(sheet.name, sheet.units) for sheet in page.context["chart"].sheets]
    pages = [ying.get(address(begun, tab[2][1:])) for tab in page.context["tabs"]]
    assert [[sheet.name for sheet in each.context["sheets"]] for each in pages] == [[name] for name, _units in tabs]
    assert {(each.context["paper"], each.context["chart"].units) for each in pages} == {("a1", 9)}
    # what it adds up to is of all, whichever is shown
    first = ying.get(address(begun))
    assert [each.lines for each in first.context["chart"].sums] == [each.lines for each in whole.sums]
    # all of it to print
    page = ying.get(address(begun, first.context["all"][1:]))
    assert page.context["sheets"] == page.context["chart"].sheets
    assert len(re.findall(r'<section class="sheet" id="t', page.text)) == 3
    assert (page.context["turns"], page.context["is_narrowed"]) == ((), False)
    # what is narrowed to little is one page
    page = ying.get(address(begun, "star=ecology"))
    assert (len(page.context["sheets"]), page.context["tabs"]) == (2, [])
