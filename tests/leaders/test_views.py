"""Contact leaders on pages: who answers for what, whose visit is missing, a list pasted, a visit written down."""

import datetime
from io import BytesIO

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from campaigns.leaders.actions import add_visits, set_leaders
from campaigns.leaders.models import ContactLeader, LeaderUnit, Visit, leaders_digest
from campaigns.leaders.reports import MonthCount, missing_visits, month_count
from campaigns.leaders.rules import LeaderLine, VisitEntry, month_of
from campaigns.problems.models import Problem
from campaigns.sheets.models.sheet import Sheet
from campaigns.year.models.campaign import Campaign
from tests.browsing import cost, told, words
from tests.planning.plans import JIN, NING, XIN, YAO, move_to

COUNTY, WENCHANG = "410871", "410871062"


@pytest.fixture
def named(campaign, cast):
    """李建国 answers for 辛庄村 (visited today) and 宁郭村, 王敏 for 姚郭庄村; of 金炉村 nobody does."""
    lines = [LeaderLine("李建国", "副县长", (XIN, NING)), LeaderLine("王敏", "部长", (YAO,))]
    set_leaders(by=cast.ying, campaign=campaign, lines=lines, seen=leaders_digest(campaign))
    add_visits(
        by=cast.eve, leader=leader("李建国"), on=timezone.localdate(), entries=[VisitEntry(XIN, "渠边有垃圾", "清理")]
    )
    return campaign


def leader(name) -> ContactLeader:
    return ContactLeader.objects.select_related("campaign__county").get(name=name)


def at(of, then="", code=COUNTY) -> str:
    return f"/{of.year}/{code}/leaders/{then}"


def shown(page) -> dict:
    return {
        row.leader.name: (
            [line.plan.village_id for line in row.missing],
            [line.plan.village_id for line in row.visited],
        )
        for row in page.context["rows"]
    }


@pytest.fixture
def ying(client, cast):
    client.force_login(cast.ying.officer)
    return client


@pytest.fixture
def eve(client, cast):
    client.force_login(cast.eve.officer)
    return client


def test_the_list_says_which_units_are_without_the_visit(ying, named):
    month = month_of(timezone.localdate())
    assert {line.plan.village_id for line in missing_visits(named, COUNTY, month)} == {YAO, NING}
    page = ying.get(at(named))
    assert shown(page) == {"李建国": ([NING], [XIN]), "王敏": ([YAO], [])}
    assert [(part["n"], part["tone"]) for part in page.context["figures"]] == [(2, "late"), (1, "done"), (7, "draft")]
    assert [(each.name, each.units, each.visited) for each in page.context["townships"]] == [
        ("文昌街道", 2, 1), ("宁郭镇", 1, 0),
    ]  # fmt: skip
    assert shown(ying.get(at(named, "?show=missing"))) == {"李建国": ([NING], []), "王敏": ([YAO], [])}
    assert shown(ying.get(at(named, f"?show=visited&township={WENCHANG}"))) == {"李建国": ([], [XIN])}
    unled = ying.get(at(named, "?show=unled"))
    assert (shown(unled), len(unled.context["unled"]), JIN in unled.text) == ({}, 7, True)
    assert ying.get(at(named, "?month=1999-01")).status_code == 400
    before = month_of(month - datetime.timedelta(days=1))
    assert shown(ying.get(at(named, f"?month={before:%Y-%m}"))) == {"李建国": ([XIN, NING], []), "王敏": ([YAO], [])}
    line = f"{month.month}月包联领导已走访1个村（社区），应走访3个。"
    assert line in words(ying.get(f"/{named.year}/{COUNTY}/"))


def test_where_no_visits_are_asked_for_none_is_missing(ying, named):
    Campaign.objects.filter(pk=named.pk).update(visits_a_month=0)
    page = ying.get(at(named))
    assert shown(page) == {"李建国": ([], [XIN, NING]), "王敏": ([], [YAO])}
    assert "未走访" not in words(page)
    Campaign.objects.filter(pk=named.pk).update(visits_a_month=2)
    page = ying.get(at(named))
    assert (shown(page)["李建国"], "未走访" in words(page)) == (([XIN, NING], []), True)


def test_a_unit_is_visited_when_it_was_as_often_as_is_asked_for(named, cast):
    named.visits_a_month, today = 2, timezone.localdate()
    assert month_count(named, COUNTY, month_of(today)) == MonthCount(month_of(today), visited=0, units=3)
    add_visits(by=cast.eve, leader=leader("王敏"), on=today, entries=[VisitEntry(XIN, "已清理")])
    assert month_count(named, COUNTY, month_of(today)) == MonthCount(month_of(today), visited=1, units=3)


def test_the_list_asks_as_much_for_three_leaders_as_for_one(ying, campaign, cast):
    def name(*lines):
        set_leaders(by=cast.ying, campaign=campaign, lines=lines, seen=leaders_digest(campaign))

    name(LeaderLine("李建国", "", (XIN,)))
    one = cost(lambda: ying.get(at(campaign)))
    of_one = cost(lambda: ying.get(at(campaign, f"{leader('李建国').pk}/")))
    name(LeaderLine("王敏", "", (YAO,)), LeaderLine("赵强", "", (NING,)), LeaderLine("李建国", "", (XIN, JIN)))
    assert cost(lambda: ying.get(at(campaign))) == one
    assert cost(lambda: ying.get(at(campaign, f"{leader('李建国').pk}/"))) == of_one


def test_a_list_is_pasted_looked_at_and_taken(ying, named):
    to = at(named, "name/")
    wrong = ying.post(to, {"text": "序号\t姓名\t职务\t村\n1\t赵强\t局长\t金炉村、没有村\n2\t钱多\t\t金炉村\n只有名字"})
    assert wrong.status_code == 422
    assert [problem.line for problem in wrong.context["read"].problems] == [2, 3, 4]
    first, second, third = (problem.sentence for problem in wrong.context["read"].problems)
    assert ("没有村" in first, "第2行" in second, "姓名 | 职务" in third) == (True, True, True)
    text = "王敏 | 宣传部长 | 姚郭庄村、宁郭村\n赵强｜局长｜李万街道"
    page = ying.post(to, {"text": text})
    effect = page.context["effect"]
    assert [(row.line.name, row.is_new, row.kept, len(row.gained)) for row in effect.rows] == [
        ("王敏", False, 1, 1), ("赵强", True, 0, 3),
    ]  # fmt: skip
    assert effect.rows[0].gained == (("宁郭村", "李建国（副县长）"),)
    assert [each.name for each in effect.unlisted] == ["李建国"]
    assert ContactLeader.objects.count() == 2  # nothing is kept yet
    stale = ying.post(to, {"text": text, "enter": "1", "seen": "earlier"})
    assert (stale.status_code, ContactLeader.objects.count()) == (409, 2)
    taken = ying.post(to, {"text": text, "enter": "1", "seen": page.context["form"]["seen"].value()}, follow=True)
    assert told(taken) == ["包联领导名单已保存。"]
    assert LeaderUnit.objects.filter(leader__name="赵强").count() == 3


def test_plan_sheets_offer_leaders_and_doubts(ying, campaign):
    for code, text in ((XIN, "李建国（副县长）"), (YAO, "副县长 李建国"), (NING, "李健国")):
        Sheet.objects.filter(plan__campaign=campaign, plan__village=code).update(contact_leader=text)
    page = ying.get(at(campaign, "name/?from=sheets"))
    assert page.context["form"]["text"].value().split("\n") == [
        "李建国 | 副县长 | 文昌街道辛庄村、文昌街道姚郭庄村", "李健国 |  | 宁郭镇宁郭村",
    ]  # fmt: skip
    assert page.context["doubts"] == (("李建国", "李健国"), ("李建国（副县长）", "副县长 李建国"))
    read = ying.post(at(campaign, "name/"), {"text": page.context["form"]["text"].value()})
    assert (read.status_code, len(read.context["effect"].rows), ContactLeader.objects.count()) == (200, 2, 0)


def test_a_visit_is_written_down_corrected_and_made_a_problem_of(eve, named):
    to = at(named, f"{leader('李建国').pk}/?unit={XIN}", WENCHANG)
    page = eve.get(to)
    assert [unit.plan.village_id for unit in page.context["units"]] == [XIN]
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    silent = eve.post(to, {"on": f"{yesterday}", f"u-{XIN}": "on"})
    assert (silent.status_code, "请写明发现的情况" in silent.text) == (422, True)
    assert eve.post(to, {"on": "", f"found-{XIN}": "看过"}).status_code == 422
    future = yesterday + datetime.timedelta(days=9)
    late = eve.post(to, {"on": f"{future}", f"found-{XIN}": "看过"})
    assert (late.status_code, "还没有到" in late.text, "看过" in late.text) == (422, True, True)
    done = eve.post(to, {"on": f"{yesterday}", f"found-{XIN}": "路灯不亮"}, follow=True)
    assert told(done) == ["走访已登记。"]
    visit = Visit.objects.get(found="路灯不亮")
    of_visit = f"/{named.year}/{XIN}/visits/{visit.pk}/"
    eve.post(of_visit, {"on": f"{yesterday}", "found": "两盏路灯不亮", "version": 1})
    conflict = eve.post(of_visit, {"on": f"{yesterday}", "found": "三盏", "version": 1})
    assert (conflict.status_code, [now for _name, now, _typed in conflict.context["conflicts"]]) == (
        409,
        ["两盏路灯不亮"],
    )
    listed = eve.post(f"{of_visit}to-problems/", {"version": 2}, follow=True)
    assert (listed.status_code, Problem.objects.get().text) == (200, "两盏路灯不亮")
    unit = words(eve.get(f"/{named.year}/{XIN}/"))
    assert ("李建国（副县长）" in unit, "两盏路灯不亮" in unit, "待整改" in unit) == (True, True, True)
    gone = eve.post(of_visit, {"on": f"{yesterday}", "found": "两盏路灯不亮", "version": 3, "delete": "1"})
    assert (gone.status_code, Visit.objects.count()) == (302, 1)


def test_a_leader_is_changed_on_a_page_and_a_closed_year_is_only_read(ying, named, cast, client):
    to = at(named, f"{leader('王敏').pk}/change/")
    page = ying.get(to)
    assert page.context["form"]["units"].value() == "文昌街道姚郭庄村"
    wrong = ying.post(to, {"name": "王敏", "units": "无名村", "version": 1})
    assert (wrong.status_code, "无名村" in wrong.text) == (422, True)
    ying.post(to, {"name": "王敏", "title": "统战部长", "units": "姚郭庄村、金炉村", "version": 1})
    assert LeaderUnit.objects.filter(leader__title="统战部长").count() == 2
    assert ying.post(to, {"name": "王敏", "units": "", "version": 1}).status_code == 409
    move_to(named, "closed")
    page = ying.get(at(named, f"{leader('王敏').pk}/"))
    assert (page.context["form"], page.context["may_name"]) == (None, False)
    refused = ying.post(
        at(named, f"{leader('李建国').pk}/"), {"on": f"{timezone.localdate()}", f"found-{NING}": "看过"}
    )
    assert (refused.status_code, Visit.objects.count()) == (422, 1)


def test_the_workbook_has_units_and_the_visits_of_the_month(eve, named):
    answer = eve.get(f"/{named.year}/{WENCHANG}/leaders.xlsx")
    book = load_workbook(BytesIO(b"".join(answer.streaming_content) if answer.streaming else answer.content))
    units, visits = book.worksheets
    rows = {row[4]: row[1:8] for row in units.iter_rows(min_row=4, values_only=True)}
    assert rows["辛庄村"] == ("李建国", "副县长", "文昌街道", "辛庄村", 1, rows["辛庄村"][5], "已完成")
    assert (rows["姚郭庄村"][6], rows["金炉村"][0], len(rows)) == ("未完成", None, 4)
    assert [row[5:8] for row in visits.iter_rows(min_row=4, values_only=True)] == [("辛庄村", "渠边有垃圾", "清理")]
