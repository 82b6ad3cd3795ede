"""What each post owes, by deadline: every figure is the number of rows behind its link."""

import datetime
import re

import pytest
from django.utils import timezone

from campaigns.desk.reports.home import duties
from campaigns.ledger.actions.tasks import ask_extension, return_tasks, sort_tasks
from campaigns.ledger.models import UnitTask
from campaigns.opinions.actions import give_opinions
from campaigns.opinions.rules import OpinionSheet
from campaigns.planning.actions.marks import return_plans
from campaigns.planning.models.marks import Plan
from campaigns.problems.actions import add_problems, fix_problems
from campaigns.problems.models import Problem
from campaigns.problems.rules import ProblemSheet
from campaigns.sheets.models.sheet import Sheet
from campaigns.vetoes.actions import enter_veto_hit
from campaigns.year.models.campaign import Veto
from tests import make
from tests.planning.plans import JIN, NING, QIN, XIN, YAO, in_days, move_to
from tests.sheets.test_actions import write

COUNTY, WENCHANG = "410871", "410871062"
QUERIES = {"eve": 16, "ying": 19, "shen": 10, "lei": 14}


def days(number: int) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=number)


@pytest.fixture
def busy(working, cast):
    """文昌 sorted tasks: one came back, one is late, two are due later. Two problems are open, one of them late; one is
    fixed. An extension, an opinion and a veto hit wait."""
    xin, yao = make.rows(working, XIN, "ecology"), make.rows(working, YAO)
    sort_tasks(by=cast.eve, campaign=working, reached=[yao[0].pk, yao[1].pk], gaps=[row.pk for row in xin])
    return_tasks(by=cast.ying, campaign=working, seen=make.row_versions(yao[1]), reason="照片不清")
    for row, day in zip([*xin, yao[1]], (days(-3), days(40), days(50), days(0)), strict=True):
        UnitTask.objects.filter(pk=row.pk).update(starts_on=None, due_on=day)
    found = [
        ProblemSheet(unit, "ecology", 1, {"text": text, "due_on": days(30)})
        for unit, text in ((XIN, "户厕无人管护"), (YAO, "坑塘有垃圾"), (NING, "缺台账"))
    ]
    add_problems(by=cast.ying, campaign=working, sheets=found)
    late, fixed = Problem.objects.get(text="户厕无人管护"), Problem.objects.get(text="缺台账")
    Problem.objects.filter(pk=late.pk).update(found_on=days(-9), due_on=days(-1))
    fix_problems(by=cast.wen, campaign=working, seen={fixed.pk: fixed.version}, fix="已建台账")
    ask_extension(by=cast.eve, campaign=working, row=xin[1].pk, until=days(60), reason="等管网")
    give_opinions(by=cast.lei, campaign=working, opinions=[OpinionSheet(XIN, "加快污水治理", "village", "ecology")])
    veto = Veto.objects.create(campaign=working, text="弄虚作假")
    enter_veto_hit(by=cast.ying, plan=make.plan(working, JIN), veto=veto, department="纪委", found="数字不实")
    return working


def address(of, code=COUNTY) -> str:
    return f"/{of.year}/{code}/todo/"


def lines(client, seat, of, code) -> list[tuple[str, str, int, str]]:
    """(group, kind, number, address) of each line."""
    client.force_login(seat.officer)
    years = client.get(address(of, code)).context["of_years"]
    owed = [line for _campaign, _duties, groups in years for line in groups]
    return [(str(group), duty.kind, duty.n, there) for group, _heading, found in owed for duty, there in found]


def behind(client, there: str) -> int:
    """How many rows stand on the page that a line leads to."""
    page = client.get(there)
    assert page.status_code == 200, there
    if "/sort/" in there:
        return page.context["unsorted"]
    if re.search(r"/(ledger|problems|requests|vetoes)/[0-9]+/$|/sheet/$", there):
        return 1
    rows = page.context.get("page") or page.context["hits"]
    return rows.paginator.count if hasattr(rows, "paginator") else len(rows)


def test_each_line_leads_to_exactly_its_rows(client, cast, busy):
    told = {
        who: lines(client, getattr(cast, who), busy, code)
        for who, code in (("eve", WENCHANG), ("ying", COUNTY), ("shen", COUNTY))
    }
    assert {who: sorted(line[:3] for line in found) for who, found in told.items()} == {
        "eve": [
            ("later", "problems", 1), ("later", "sheets", 4), ("later", "sort", 1), ("later", "sort", 1),
            ("later", "sort", 3), ("later", "tasks", 2), ("no_day", "answer_veto", 1), ("overdue", "problems", 1),
            ("overdue", "tasks", 1), ("today", "tasks_back", 1),
        ],
        "ying": [
            ("no_day", "check", 1), ("no_day", "decide_vetoes", 1), ("no_day", "extensions", 1),
            ("no_day", "opinions", 1), ("no_day", "recheck", 1),
        ],
        "shen": [("no_day", "check", 1), ("no_day", "recheck", 1)],
    }  # fmt: skip
    for who, found in told.items():
        client.force_login(getattr(cast, who).officer)
        assert [(kind, behind(client, there)) for _group, kind, _n, there in found] == [line[1:3] for line in found]


def test_a_single_thing_is_named_and_one_click_away(client, cast, busy):
    (late,) = [line for line in duties(cast.eve, busy, cast.eve.place).lines if line.kind == "tasks" and line.n == 1]
    row = UnitTask.objects.get(due_on=days(-3))
    assert (late.route, late.args, late.about) == (
        "task", (busy.year, XIN, row.pk), f"{row.plan.village.name} · {row.task.title}"
    )  # fmt: skip
    client.force_login(cast.eve.officer)
    page = client.get(address(busy, WENCHANG)).text
    assert f'<a href="/{busy.year}/{XIN}/ledger/{row.pk}/"' in page


def test_one_matter_is_one_line(client, cast, busy):
    """A sheet is to be written whether somebody has begun with it or not; no two lines of a part say the same."""
    write(cast.eve, busy, YAO, population=900)
    (line,) = [each for each in lines(client, cast.eve, busy, WENCHANG) if each[1] == "sheets"]
    assert (line[2], behind(client, line[3])) == (4, 4)
    for who, code in (("eve", WENCHANG), ("ying", COUNTY), ("shen", COUNTY)):
        owed = duties(getattr(cast, who), busy, getattr(cast, who).place)
        told = [(group, line.words, line.about) for group, _heading, found in owed.groups for line in found]
        assert (code, len(told)) == (code, len(set(told)))


def test_a_task_force_is_told_of_its_own_stars_only(client, cast, busy):
    safety = make.rows(busy, JIN)[0]
    sort_tasks(by=cast.eve, campaign=busy, reached=[safety.pk], gaps=[])
    assert [line[1:3] for line in lines(client, cast.shen, busy, COUNTY)] == [("check", 1), ("recheck", 1)]
    assert ("check", 2) in [line[1:3] for line in lines(client, cast.ying, busy, COUNTY)]


def test_a_leader_reads_three_lines(client, cast, busy):
    client.force_login(cast.lei.officer)
    ((_campaign, told),) = client.get(address(busy)).context["of_years"]
    assert (told.overdue, told.units, told.bottlenecks, told.most) == (1, 1, 1, 2)  # two units have the same problem
    listed = client.get(f"/{busy.year}/{COUNTY}/bottlenecks/").context["page"].object_list
    assert [each.units for each in listed if each.units > 1] == [2]
    assert (behind(client, f"/{busy.year}/{COUNTY}/ledger/?due=overdue"), told.ahead[0][1]) == (1, busy.assessment_on)


def test_where_people_land(client, cast, working):
    def lands(who):
        client.force_login(getattr(cast, who).officer)
        return client.get("/").url

    home, todo = f"/{working.year}/{COUNTY}/", address(working)
    expected = {"ying": todo, "shen": todo, "lei": home, "eve": address(working, WENCHANG)}
    assert {who: lands(who) for who in expected} == expected
    move_to(working, "planning")
    expected = {"ying": home, "shen": f"{home}stars/ecology/", "lei": home, "eve": f"/{working.year}/{WENCHANG}/"}
    assert {who: lands(who) for who in expected} == expected
    move_to(working, "closed")
    assert (lands("eve"), lands("ying")) == (f"/{working.year}/{WENCHANG}/", home)
    assert client.get("/todo/").url == todo
    client.force_login(cast.han.officer)
    assert client.get("/todo/").url == "/"


def test_plans_and_sheets_in_hand(client, cast, campaign):
    """While planning, everything not submitted is owed by the township's day; what came back says why."""
    make.mark(cast.eve, campaign, {XIN: "industry", YAO: "ecology"})
    make.submit(cast.eve, campaign, XIN, YAO)
    return_plans(
        by=cast.ying,
        campaign=campaign,
        seen=make.seen(campaign, XIN, YAO),
        open_until=campaign.plan_due,
        reason="两村重复",
    )
    found = {duty.kind: duty for duty in duties(cast.eve, campaign, cast.eve.place).lines}
    units = Plan.objects.filter(campaign=campaign, village__township=WENCHANG).count()
    assert (found["plans"].n, found["plans_back"].n, found["sheets"].n) == (units - 2, 2, units)
    assert [reason for _names, reason in found["plans_back"].notes] == ["两村重复"]
    assert found["plans"].day == campaign.plan_due
    with in_days((campaign.plan_due - timezone.localdate()).days + 1):
        assert lines(client, cast.eve, campaign, WENCHANG)[0][:3] == ("overdue", "plans", units - 2)


def test_nothing_to_do_says_what_comes_next(client, cast, working):
    UnitTask.objects.filter(plan__village__township="410871101").update(in_force=False)
    Sheet.objects.filter(plan__village__township="410871101").delete()
    client.force_login(cast.wen.officer)
    page = client.get(address(working, "410871101"))
    ((_campaign, _duties, groups),) = page.context["of_years"]
    assert ("目前没有待办事项。" in page.text, groups) == (True, [])
    assert f"{working.assessment_on:%Y-%m-%d}" in page.text


@pytest.mark.parametrize("townships", [1, 3])
def test_the_cost_does_not_grow(client, cast, busy, townships, django_assert_num_queries):
    if townships == 1:
        UnitTask.objects.exclude(plan__village__township=WENCHANG).update(in_force=False)
    else:
        add_problems(by=cast.ying, campaign=busy, sheets=[ProblemSheet(QIN, "ecology", 1, {"text": "缺台账"})])
    for who, number in QUERIES.items():
        client.force_login(getattr(cast, who).officer)
        client.get("/")  # the session notes the day's first visit
        with django_assert_num_queries(number):
            client.get(address(busy, WENCHANG if who == "eve" else COUNTY))
