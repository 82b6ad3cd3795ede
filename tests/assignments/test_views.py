"""Shared bottlenecks and assignments on pages: counted, given from a bottleneck, replied to, closed, on paper."""

import datetime
from io import BytesIO

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from campaigns.assignments.actions import give_assignment
from campaigns.assignments.models import Assignment
from campaigns.assignments.rules import AssignmentSheet
from campaigns.ledger.models import UnitTask
from campaigns.problems.actions import add_problems
from campaigns.problems.models import Problem
from campaigns.problems.rules import ProblemSheet
from campaigns.year.models.campaign import Campaign, Star
from tests import make
from tests.browsing import cost, sent
from tests.planning.plans import NING, XIN, YAO

COUNTY, WENCHANG = "410871", "410871062"
BUREAU = "生态环境局"


def in_(days):
    return timezone.localdate() + datetime.timedelta(days=days)


@pytest.fixture
def late(working, cast):
    """Task 1 of 生态宜居 is late in three units, 辛庄村 has a problem with it too, 宁郭村 one with the star alone."""
    Star.objects.filter(campaign=working, code="ecology").update(department=BUREAU)
    rows = UnitTask.objects.at(working, COUNTY).filter(task__star__code="ecology", task__number=1)
    rows.update(due_on=in_(-3), starts_on=in_(-30), department=BUREAU)
    rows.filter(plan__village=NING).update(due_on=in_(-9))
    add_problems(
        by=cast.ying, campaign=working,
        sheets=[
            ProblemSheet(XIN, "ecology", 1, {"text": "污水直排", "due_on": in_(2)}),
            ProblemSheet(NING, "ecology", None, {"text": "坑塘未治"}),
            ProblemSheet(YAO, "", None, {"text": "台账不全"}),
        ],
    )  # fmt: skip
    return working


@pytest.fixture
def ying(client, cast):
    client.force_login(cast.ying.officer)
    return client


def at(of, then="", code=COUNTY) -> str:
    return f"/{of.year}/{code}/{then}"


def told(page) -> list[tuple]:
    return [
        (str(line.task or line.star), line.department, line.units, line.rows, line.problems, line.assigned, late)
        for line, late, _query in page.context["lines"]
    ]


def test_bottlenecks_count_units_once_and_lead_to_exactly_their_rows(ying, late, client, cast):
    page = ying.get(at(late, "bottlenecks/"))
    assert told(page) == [
        ("ecology任务1", BUREAU, 3, 3, 1, 0, 9),
        ("生态宜居星", BUREAU, 1, 0, 1, 0, 0),
        ("None", "", 1, 0, 1, 0, 0),
    ]
    assert page.context["sentence"] == f"共性难题1件：3个村（社区）卡在“ecology任务1”（{BUREAU}牵头）。"
    for line, _late, one in page.context["lines"]:
        narrowed = ying.get(at(late, f"bottlenecks/{one}"))
        assert told(narrowed) == [each for each in told(page) if each[0] == str(line.task or line.star)]
        assert len(narrowed.context["listed"]) == line.total
        if line.rows:
            assert ying.get(at(late, f"ledger/{line.tasks_query}")).context["totals"].total.total == line.rows
        assert len(ying.get(at(late, f"problems/{line.problems_query}")).context["rows"]) == line.problems
    assert [line[2] for line in told(ying.get(at(late, f"bottlenecks/?township={WENCHANG}&star=ecology")))] == [2]
    assert ying.get(at(late, "bottlenecks/?department=无")).status_code == 400
    client.force_login(cast.eve.officer)
    assert [line[:5] for line in told(client.get(at(late, "bottlenecks/", WENCHANG)))] == [
        ("ecology任务1", BUREAU, 2, 2, 1), ("None", "", 1, 0, 1),
    ]  # fmt: skip


def test_from_a_bottleneck_to_a_closed_assignment(ying, late, client, cast):
    page = ying.get(at(late, "bottlenecks/"))
    begun = ying.get(at(late, f"assignments/add/{page.context['lines'][0][2]}"))
    form, offered = begun.context["form"], begun.context["offered"]
    assert (form["department"].value(), [is_ticked for _each, is_ticked in offered]) == (BUREAU, [True] * 4)
    rows = [each.record.pk for each, _ticked in offered if each.is_task]
    problem = Problem.objects.get(text="污水直排").pk
    wrong = ying.post(begun.request["PATH_INFO"], sent(form, text="", row=rows))
    assert wrong.status_code == 422
    address = f"{begun.request['PATH_INFO']}?{begun.request['QUERY_STRING']}"
    answer = ying.post(address, sent(form, row=rows, problem=[problem]))
    one = Assignment.objects.get()
    assert (answer.url, one.task.number, one.rows.count(), one.problems.count()) == (
        at(late, "assignments/1/"), 1, 3, 1,
    )  # fmt: skip
    assert [line[5] for line in told(ying.get(at(late, "bottlenecks/")))] == [4, 0, 0]
    again = ying.get(address)
    assert [is_ticked for _each, is_ticked in again.context["offered"]] == [False] * 4
    UnitTask.objects.filter(pk=rows[0]).update(
        state="reported", reported_by=cast.eve.officer, reported_at="2026-01-01T00:00Z"
    )
    shown = ying.get(answer.url)
    assert (shown.context["line"].done, shown.context["line"].total, shown.context["reply"]) == (1, 4, None)
    client.force_login(cast.eve.officer)
    for told_at in (
        f"{XIN}/ledger/{UnitTask.objects.get(pk__in=rows, plan__village=XIN).pk}/",
        f"{WENCHANG}/problems/{problem}/",
    ):
        assert client.get(f"/{late.year}/{told_at}").context["assigned"] == [(one, False)]
    client.force_login(cast.shen.officer)
    assert client.post(answer.url, {"deed": "close", "version": 1}).status_code == 403
    reply = client.get(answer.url).context["reply"]
    assert client.post(answer.url, {"deed": "reply", "version": 1, "reply": ""}).status_code == 422
    assert client.post(answer.url, sent(reply, reply="已治理", deed="reply")).status_code == 302
    client.force_login(cast.ying.officer)
    page = client.get(answer.url)
    assert client.post(answer.url, {"deed": "close", "version": 1}).status_code == 409
    assert client.post(answer.url, {"deed": "return", "version": 2, "reason": ""}).status_code == 422
    assert client.post(answer.url, sent(page.context["close"], deed="close")).status_code == 302
    assert Assignment.objects.get().state == "closed"


@pytest.fixture
def given(late, cast):
    """Five assignments; one is closed, one late."""
    for number, (department, days) in enumerate(((BUREAU, 5), ("农业农村局", 0), ("卫健委", 9)), 1):
        sheet = AssignmentSheet(f"第{number}件", "逐村验收", department, in_(days))
        give_assignment(by=cast.ying, campaign=late, sheet=sheet)
    long_ago = {"given_on": in_(-40), "due_on": in_(-20)}
    Assignment.objects.filter(number=1).update(**long_ago)
    now = timezone.now()
    Assignment.objects.filter(number=2).update(
        state="closed", reply="已办", replied_by=cast.ying.officer, replied_at=now, closed_by=cast.yang.officer,
        closed_at=now,
    )  # fmt: skip
    return late


def test_an_assignment_due_after_the_assessment_is_asked_about_once(ying, late):
    page = ying.get(at(late, "bottlenecks/"))
    address = at(late, f"assignments/add/{page.context['lines'][0][2]}")
    day = late.assessment_on + datetime.timedelta(days=1)
    begun = ying.get(address)
    rows = [each.record.pk for each, _ticked in begun.context["offered"] if each.is_task]
    asked = ying.post(address, sent(begun.context["form"], row=rows, due_on=day))
    assert (asked.status_code, list(asked.context["form"].errors), Assignment.objects.count()) == (422, ["due_on"], 0)
    assert ying.post(address, sent(asked.context["form"], row=rows, due_on=day)).status_code == 302
    assert Assignment.objects.get().due_on == day


def test_assignments_are_listed_by_period_filtered_and_carried_out(ying, given):
    asked = {
        "": {1, 2, 3}, "state=closed": {2}, "due=overdue": {1}, "department=卫健委": {3}, "star=ecology": set(),
        "q=第1件": {1}, f"month={in_(0):%Y-%m-01}": {2, 3}, "state=lost": set(),
    }  # fmt: skip
    found = {}
    for query in asked:
        page = ying.get(at(given, f"assignments/?{query}"))
        found[query] = {line.assignment.number for _period, lines in page.context["periods"] for line in lines}
    assert found == asked
    page = ying.get(at(given, "assignments/"))
    assert [(month.given, month.closed, month.done.whole) for month in page.context["months"]] == [
        (2, 1, 50), (1, 0, 0),
    ]  # fmt: skip
    first = page.context["periods"][0][0].first
    for query in ("", "state=closed", f"period={first}", "department=农业农村局"):
        told = ying.get(at(given, f"assignments/?{query}")).context["counts"].sentence()
        assert ("销号率" in told) is not query.startswith("department"), query
    assert len(ying.get(at(given, f"assignments/?period={first}")).context["page"]) == 2
    Campaign.objects.filter(pk=given.pk).update(rhythm="days", rhythm_days=100)
    assert len(ying.get(at(given, "assignments/")).context["periods"]) < 3
    sheet = load_workbook(BytesIO(ying.get(at(given, "assignments.xlsx?state=closed")).content)).active
    assert [cell.value for cell in sheet[4]][1:6:4] == ["第2号", "农业农村局"]
    for paper in ("assignments/?view=paper", "assignments/2/?view=paper"):
        assert "牵头部门签收" in ying.get(at(given, paper)).content.decode()


def test_three_cost_as_much_as_one(ying, late, cast):
    rows = [row.pk for row in make.rows(late, star="ecology")]
    sheet = AssignmentSheet("治理污水", "", BUREAU, in_(5))
    listed = Problem.objects.exclude(text="污水直排")

    def costs():
        pages = ("bottlenecks/", "assignments/", "assignments/1/")
        return [cost(lambda page=page: ying.get(at(late, page))) for page in pages]

    give_assignment(by=cast.ying, campaign=late, sheet=sheet, rows=rows[:1], problems=[listed[0].pk])
    one = costs()
    make_more = UnitTask.objects.filter(pk__in=rows)
    make_more.update(due_on=in_(-3), starts_on=in_(-30))
    for each in rows:
        give_assignment(by=cast.ying, campaign=late, sheet=sheet, rows=[each])
    first = Assignment.objects.get(number=1)
    first.rows.add(*rows)
    first.problems.add(*listed)
    assert costs() == one
