"""How far the ledgers are: figures lead to their rows, weeks come from the change log; stars that lack little."""

import datetime
import re

import pytest
from django.utils import timezone

from campaigns.ledger.actions.tasks import check_tasks, report_tasks, return_tasks, unreport_tasks
from campaigns.ledger.models import UnitTask
from campaigns.ledger.reports.progress import last_weeks, monday, nearly, of_campaigns, of_townships, summed
from campaigns.ledger.rules.tasks import Tally
from campaigns.year.models.campaign import Campaign
from fivestar.changes import clock
from fivestar.changes.undo import undo
from tests import make
from tests.planning.plans import JIN, NING, QIN, XIN, YAO
from villages.models import Village

QUERIES = {"progress": 16, "nearly": 12}


@pytest.fixture
def ying(client, cast):
    client.force_login(cast.ying.officer)
    return client


def address(of, page="progress", code="410871", year=0) -> str:
    return f"/{year or of.year}/{code}/{page}/"


def report(cast, of, *rows):
    return report_tasks(by=cast.eve, campaign=of, seen=make.row_versions(*rows))


def day(weeks_ago: int) -> datetime.datetime:
    """A Monday morning so many weeks ago."""
    moment = monday(timezone.localdate()) - datetime.timedelta(weeks=weeks_ago)
    return datetime.datetime.combine(moment, datetime.time(9), tzinfo=timezone.get_default_timezone())


@pytest.fixture
def begun(working, cast):
    """辛庄's 产业兴旺 is checked but for one task, which is reported; one task of its 生态宜居 is late."""
    industry, ecology = make.rows(working, XIN, "industry"), make.rows(working, XIN, "ecology")
    report(cast, working, *industry)
    check_tasks(by=cast.ying, campaign=working, seen=make.row_versions(*industry[:2]))
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    UnitTask.objects.filter(pk=ecology[0].pk).update(starts_on=None, due_on=yesterday)
    return working


def test_what_it_counts(ying, cast, begun):
    page = ying.get(address(begun)).context["page"]
    # tasks, reached, of these checked, waiting, to be done by today, overdue
    assert [cell.n for cell in page.total.cells] == [13, 3, 2, 1, 1, 1]
    told = {line.key: [cell.n for cell in line.cells] for line in page.stars if line.tally.total}
    assert told == {"industry": [3, 3, 2, 1, 0, 0], "ecology": [9, 0, 0, 0, 1, 1], "safety": [1, 0, 0, 0, 0, 0]}
    assert [(line.name, line.tally.total, line.tally.reached) for line in page.townships] == [
        ("李万街道", 0, 0), ("文昌街道", 10, 3), ("宁郭镇", 3, 0),
    ]  # fmt: skip
    assert ying.get(address(begun, year=begun.year - 1)).context["page"].total.tally.reached == 0
    assert ying.get(f"/{begun.year}/410871/").context["tasks"].tally == Tally(
        total=13, reached=3, checked=2, expected=1, overdue=1
    )
    own = ying.get(address(begun, code="410871101")).context["page"]
    assert (own.total.tally.total, own.townships) == (3, ())


def test_what_is_due_today_should_be_done_by_today_and_is_not_late(ying, cast, begun, place):
    """Done or not: the schedule asks where one should be, and its share is of all tasks."""
    first, second = make.rows(begun, XIN, "industry")[:2]  # checked, both
    open_ = make.rows(begun, NING)[0]
    today = timezone.localdate()
    for row, days in ((first, 0), (second, 1), (open_, 0)):
        UnitTask.objects.filter(pk=row.pk).update(starts_on=None, due_on=today + datetime.timedelta(days=days))
    page = ying.get(address(begun))
    total = page.context["page"].total
    assert (total.tally.expected, total.tally.overdue, total.tally.total) == (3, 1, 13)
    assert ((total.due.part, total.due.base), (total.done.part, total.done.base)) == ((3, 13), (3, 13))
    assert "任务已完成 23%（3/13）；按倒排工期，截至今天应完成 23%（3/13），其中逾期 1 项。" in page.text
    townships = {line.key: (line.due.part, line.due.base) for line in page.context["page"].townships}
    assert townships == {"410871060": (0, 0), "410871062": (2, 10), "410871101": (1, 3)}
    assert page.context["page"].weeks.weeks[-1].expected == 3
    for code, expected, total in ((None, 3, 13), ("410871062", 2, 10), ("410871101", 1, 3)):
        counted = of_townships(begun, today)[code] if code else of_campaigns([begun], today)[begun.pk]
        assert (counted.expected, counted.overdue, counted.total) == (expected, int(code != "410871101"), total)
    come = ying.get(f"/{begun.year}/410871/ledger/?due=come").context["page"].paginator
    late = make.rows(begun, XIN, "ecology")[0]
    assert set(come.object_list) == {first.pk, open_.pk, late.pk}


def test_tasks_say_of_how_many_units_they_are(ying, place, cast):
    """48 % of a county whose plans are not approved yet was one township's, and nothing was due of it."""
    campaign = make.campaign(place, cast)
    make.mark(cast.yang, campaign, {XIN: "branch", NING: "ecology"})
    make.submit(cast.yang, campaign, XIN)
    make.approve(cast.ying, campaign, XIN)
    page = ying.get(address(campaign))
    told = "任务已完成 0%（0/1）；按倒排工期，目前没有到期事项。 "
    base = "口径：计划已审定且有目标的 1 个村（社区）的任务，共 10 个村（社区）。"
    assert told + base in page.text
    covers = {line.key: (line.covers.part, line.covers.base) for line in page.context["page"].townships}
    assert covers == {"410871060": (0, 3), "410871062": (1, 4), "410871101": (0, 3)}
    county = ying.get(f"/{campaign.year}/410871/")
    assert "共 10 个村（社区）。" in county.text
    assert county.text.count('<small class="soft">1/4 个村（社区）的任务</small>') == 1
    star = ying.get(f"/{campaign.year}/410871/stars/branch/")
    assert "口径：全部 1 个村（社区）的任务。" in star.text  # all that target it


def test_how_the_stars_stand(ying, cast, begun):
    """A kept star stands apart from what is reached, in each figure; figures lead to the units."""
    page = ying.get(address(begun))
    table = page.context["page"].standings
    # reached, kept and not confirmed yet, under way, planned, voided
    assert {line.star: [line.targets, *(cell.n for cell in line.cells)] for line in table.stars if line.targets} == {
        "industry": [1, 1, 0, 0, 0, 0], "ecology": [3, 0, 1, 2, 0, 0], "safety": [1, 0, 0, 1, 0, 0],
    }  # fmt: skip
    assert (table.total.reached.part, table.total.reached.base) == (1, 5)
    kept = make.rows(begun, YAO, "ecology")
    report(cast, begun, *kept)
    page = ying.get(address(begun))
    total = page.context["page"].standings.total
    assert [(standing.value, cell.n) for standing, cell in total.shown] == [
        ("reached", 1), ("unconfirmed", 1), ("under_way", 3),
    ]  # fmt: skip
    links = re.findall(r'<a href="(/[0-9]+/410871/chart/\?star=[^"]*)"[^>]*>([0-9]+)<', page.text)
    got = [ying.get(url.replace("&amp;", "&")).context["chart"].shown for url, _n in links]
    assert (len(links), got) == (4, [int(n) for _url, n in links])
    for shown in (ying.get(f"/{begun.year}/410871/"), ying.get(f"/{begun.year}/410871/progress/")):
        assert ("20%（1/5）" in shown.text, "待复核" in shown.text) == (True, True)
    star = ying.get(f"/{begun.year}/410871/stars/ecology/")
    assert re.search(r'/chart/\?star=ecology&amp;standing=unconfirmed"[^>]*><b>1</b> <span>待复核</span>', star.text)
    unit = ying.get(f"/{begun.year}/{YAO}/")
    assert "<b>3/3</b> <span>生态宜居 · 待复核</span>" in unit.text
    township = ying.get(f"/{begun.year}/410871062/")
    assert "<b>1</b> <span>待复核</span>" in township.text


def test_every_figure_leads_to_exactly_the_rows_that_it_counts(ying, begun):
    text = ying.get(address(begun)).text + ying.get(f"/{begun.year}/410871/").text
    links = set(re.findall(r'<a href="(/[0-9]+/410871/ledger/(?:\?[^"]*)?)"[^>]*>(?:<b>)?([0-9]+)<', text))
    assert len(links) >= 15
    got = {url: ying.get(url.replace("&amp;", "&")).context["page"].paginator.count for url, _n in links}
    assert got == {url: int(n) for url, n in links}


def test_the_county_page_tells_which_township_is_late(ying, begun):
    shown = ying.get(f"/{begun.year}/410871/")
    assert [(line.name, line.tally.reached, line.tally.overdue) for _row, line in shown.context["townships"]] == [
        ("李万街道", 0, 0), ("文昌街道", 3, 1), ("宁郭镇", 0, 0),
    ]  # fmt: skip
    late = re.findall(r'<a [^>]*href="[^"]*/\?([^"]*)"[^>]*data-figure="1"', shown.text)
    assert [sorted(query.split("&amp;")) for query in late if "due=" in query and "township=" in query] == [
        ["due=overdue", "township=410871062"]
    ]
    # some units have no approved plan yet, so their states stand beside the tasks
    assert shown.context["shows_states"] is True


def test_twelve_weeks_from_the_change_log(working, cast):
    """Three reported six weeks ago, one taken back four weeks ago; two checked three weeks ago, one of these sent back
    two weeks ago; a report of last week that was undone this week. What left the ledger counts nowhere."""
    industry = make.rows(working, XIN, "industry")
    (safety,) = make.rows(working, JIN, "safety")
    with clock.at(day(6)):
        report(cast, working, *industry)
    with clock.at(day(4)):
        unreport_tasks(by=cast.eve, campaign=working, seen=make.row_versions(industry[2]))
    with clock.at(day(3)):
        check_tasks(by=cast.ying, campaign=working, seen=make.row_versions(*industry[:2]))
    with clock.at(day(2)):
        return_tasks(by=cast.ying, campaign=working, seen=make.row_versions(industry[0]), reason="材料不全")
    with clock.at(day(1)):
        done = report(cast, working, safety)
    with clock.at(day(0)):
        undo(by=cast.eve, changeset=done)
    today = timezone.localdate()
    rows = UnitTask.objects.at(working, "410871")
    weeks = last_weeks(rows, summed(working, rows, today)[2], today).weeks
    assert [week.reached for week in weeks] == [0, 0, 0, 0, 0, 3, 3, 2, 2, 1, 2, 1]
    assert [week.checked for week in weeks] == [0, 0, 0, 0, 0, 0, 0, 0, 2, 1, 1, 1]
    assert (weeks[-1].ends, weeks[-2].ends) == (today, monday(today) - datetime.timedelta(days=1))
    UnitTask.objects.filter(pk=industry[1].pk).update(in_force=False)
    rows = UnitTask.objects.at(working, "410871")
    weeks = last_weeks(rows, summed(working, rows, today)[2], today).weeks
    assert [week.checked for week in weeks] == [0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0]


def test_stars_that_lack_little(ying, cast, working):
    """产业兴旺 lacks one required task, 平安法治 its only one, 辛庄's 生态宜居 two; 姚郭庄 lacks all three."""
    industry, ecology = make.rows(working, XIN, "industry"), make.rows(working, XIN, "ecology")
    report(cast, working, industry[0], ecology[0])
    soon = timezone.localdate() + datetime.timedelta(days=3)
    UnitTask.objects.filter(pk=ecology[2].pk).update(due_on=soon)
    page = ying.get(address(working, "nearly"))
    told = [
        (row.first.plan.village_id, row.first.task.star.code, [task.task.number for task in row.tasks])
        for row in page.context["rows"]
    ]
    assert (told[0], sorted(told[1:])) == (
        (XIN, "ecology", [3, 4]), [(JIN, "safety", [1]), (XIN, "industry", [2])],
    )  # fmt: skip
    assert f'href="/{working.year}/{XIN}/ledger/{ecology[1].pk}/"' in page.text
    report(cast, working, industry[1])
    assert {each.star for each in nearly(working, "410871062", timezone.localdate())} == {
        ecology[0].task.star_id, make.rows(working, JIN)[0].task.star_id,
    }  # fmt: skip
    assert nearly(working, "410871101", timezone.localdate()) == []
    # by points 80 are needed: 产业兴旺 has 40 + 40; 生态宜居 has 50 and each part of its other task is worth 25
    UnitTask.objects.filter(pk=industry[1].pk).update(state="under_way", reported_by=None, reported_at=None)
    Campaign.objects.filter(pk=working.pk).update(winning="points")
    working.refresh_from_db()
    by_points = nearly(working, XIN, timezone.localdate())
    assert {each.star: list(each.lacking) for each in by_points} == {
        industry[0].task.star_id: [industry[1].pk],
        ecology[0].task.star_id: [ecology[1].pk, ecology[2].pk],
    }


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
    for page, number in QUERIES.items():
        with django_assert_num_queries(number):
            shown = ying.get(address(campaign, page))
    assert len(shown.context["rows"]) == townships


def test_before_there_are_tasks(ying, campaign):
    page, none = ying.get(address(campaign)), ying.get(address(campaign, "nearly"))
    assert ("还没有任务。" in page.text, "没有只差一两项任务的星。" in none.text) == (True, True)
    assert YAO not in none.text
