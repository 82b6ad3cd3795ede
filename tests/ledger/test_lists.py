"""Lists of the ledger: what a filter keeps, and that every figure counts the rows behind it."""

import datetime

import pytest
from django.utils import timezone, translation

from campaigns.ledger.actions.tasks import edit_tasks, report_tasks
from campaigns.ledger.choices import BulkDeed, Lacking, LeftOut, TaskState
from campaigns.ledger.models import UnitTask
from campaigns.ledger.reports.changes import prospect
from campaigns.ledger.reports.lists import in_order, list_totals, narrowed
from campaigns.ledger.rules.lists import NOBODY, TaskFilter
from campaigns.ledger.rules.tasks import RowFacts, TaskEntry, left_out
from campaigns.year.choices import DueGroup
from campaigns.year.rules import end_of_week
from tests import make
from tests.planning.plans import JIN, NING, XIN, YAO

TODAY = datetime.date(2026, 6, 10)  # a Wednesday


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def write(cast, of, row, **cells):
    edit_tasks(by=cast.ying, campaign=of, entries=[TaskEntry(row.pk, row.version, cells)])


@pytest.fixture
def ledger(working, cast):
    """辛庄村's six rows in six conditions; the rest as approved."""
    one, two, three, *_rest = make.rows(working, XIN)
    today = timezone.localdate()
    write(cast, working, one, person="张勇", measure="建合作社", department="农业农村局")
    write(cast, working, two, leader="张勇", gap="缺公厕", progress="已招标")
    report_tasks(by=cast.eve, campaign=working, seen=make.row_versions(three))
    late, week = make.rows(working, YAO)[:2]
    UnitTask.objects.filter(pk=late.pk).update(starts_on=None, due_on=today - datetime.timedelta(days=3))
    UnitTask.objects.filter(pk=week.pk).update(starts_on=None, due_on=end_of_week(today))
    return working


def found(of, **by):
    rows = UnitTask.objects.at(of, of.county_id)
    kept = in_order(narrowed(rows, TaskFilter(**by), timezone.localdate()), "")
    return [(row.plan.village_id, row.task.star.code, row.task.number) for row in kept]


def test_weeks_end_on_sundays():
    days = [TODAY + datetime.timedelta(days=n) for n in range(-2, 6)]
    assert [end_of_week(day).day for day in days] == [14] * 7 + [21]


def test_each_question_narrows_to_its_rows(ledger, place):
    xin = [(XIN, "industry", 1), (XIN, "industry", 2), (XIN, "industry", 3)]
    assert found(ledger, star="industry") == xin
    assert found(ledger, star="ecology", unit=(YAO, JIN)) == [(YAO, "ecology", number) for number in (1, 3, 4)]
    whole = ledger.stars.get(kind="village", code="ecology").tasks.get(number=2)
    assert found(ledger, task=str(whole.pk), unit=(XIN,)) == [(XIN, "ecology", 3), (XIN, "ecology", 4)]
    assert found(ledger, state="under_way") == [(XIN, "industry", 2)]
    assert found(ledger, state="to_check") == [(XIN, "industry", 3)]
    assert found(ledger, state="gap") == xin[:2]
    assert len(found(ledger, state="open")) == 12
    assert found(ledger, due="overdue") == [(YAO, "ecology", 1)]
    assert found(ledger, due="week") == [(YAO, "ecology", 3)]
    assert found(ledger, lacking="measure") == [(XIN, "industry", 2)]
    assert found(ledger, lacking="person") == [(XIN, "industry", 2)]
    assert found(ledger, person="张勇") == xin[:2]
    assert found(ledger, person="张") == []
    assert found(ledger, department="农业农村局") == xin[:1]
    assert len(found(ledger, department=NOBODY)) == 12
    assert found(ledger, township="410871101") == [(NING, "ecology", number) for number in (1, 3, 4)]
    area = str(place.wenchang.areas.get().pk)
    assert {code for code, *_task in found(ledger, area=area)} == {XIN, YAO}
    assert {code for code, *_task in found(ledger, area=NOBODY)} == {JIN, NING}
    assert found(ledger, q="公厕") == [(XIN, "industry", 2)]
    assert {code for code, *_task in found(ledger, q="金炉")} == {JIN}
    rows = make.rows(ledger, JIN)
    assert found(ledger, row=(rows[0].pk,)) == [(JIN, "safety", 1)]


def test_every_figure_equals_the_rows_behind_its_link(ledger, django_assert_num_queries):
    today = timezone.localdate()
    rows = UnitTask.objects.at(ledger, ledger.county_id)
    with django_assert_num_queries(4):
        totals = list_totals(rows, rows, ledger, ledger.stars.all(), today)
    assert (totals.total.total, totals.base) == (13, 13)  # last year's ledger is not in it
    assert {state.value: n for state, n in totals.states} == {
        state: len(found(ledger, state=state)) for state in TaskState.values if found(ledger, state=state)
    }  # fmt: skip
    assert totals.week == len(found(ledger, due=DueGroup.WEEK))
    assert dict(totals.lacking) == {
        what: len(found(ledger, lacking=what)) for what in Lacking if found(ledger, lacking=what)
    }  # fmt: skip
    for sums, name in ((totals.townships, "township"), (totals.stars, "star")):
        assert [(each.total, each.reached, each.checked, each.overdue) for each in sums] == [
            tuple(
                len(found(ledger, **{name: getattr(each.by, name)}, **more))
                for more in ({}, {"state": "all_reached"}, {"state": "checked"}, {"due": "overdue"})
            )
            for each in sums
        ]
    assert [each.by.township for each in totals.townships] == ["410871062", "410871101"]
    assert [each.by.star for each in totals.stars] == ["industry", "ecology", "safety"]


def test_lists_are_sorted(ledger):
    rows = UnitTask.objects.at(ledger, ledger.county_id)
    by_day = list(in_order(rows, "due"))
    assert [row.due_on for row in by_day] == sorted(row.due_on for row in by_day)
    by_star = [row.task.star.order for row in in_order(rows, "star")]
    assert by_star == sorted(by_star)


# Rules of bulk changes --------------------------------------------------------------------------------------------

SOON = TODAY + datetime.timedelta(days=5)


@pytest.mark.parametrize(
    ("deed", "facts", "value", "why"),
    [
        (BulkDeed.PERSON, {}, "张勇", None),
        (BulkDeed.PERSON, {"value": "张勇"}, "张勇", LeftOut.SAME),
        (BulkDeed.PERSON, {"may_edit": False}, "张勇", LeftOut.RANGE),
        (BulkDeed.PERSON, {"state": TaskState.CHECKED}, "张勇", LeftOut.CHECKED),
        (BulkDeed.DUE, {"due_on": TODAY, "value": TODAY}, SOON, LeftOut.LATER),
        (BulkDeed.DUE, {"due_on": SOON, "value": SOON}, TODAY, None),
        (BulkDeed.DUE, {"starts_on": SOON}, TODAY, LeftOut.TOO_EARLY),
        (BulkDeed.DUE, {}, TODAY + datetime.timedelta(days=99), LeftOut.TOO_LATE),
        (BulkDeed.REACHED, {}, "", None),
        (BulkDeed.GAP, {"state": TaskState.UNDER_WAY}, "", LeftOut.SORTED),
        (BulkDeed.REPORT, {"state": TaskState.RETURNED}, "", None),
        (BulkDeed.REPORT, {"state": TaskState.REPORTED}, "", LeftOut.REPORTED),
        (BulkDeed.REPORT, {"state": TaskState.CHECKED}, "", LeftOut.CHECKED),
        (BulkDeed.CHECK, {"state": TaskState.REPORTED, "may_edit": False}, "", None),
        (BulkDeed.CHECK, {"state": TaskState.REPORTED, "is_own": True}, "", LeftOut.OWN),
        (BulkDeed.CHECK, {"state": TaskState.REPORTED, "may_check": False}, "", LeftOut.RANGE),
        (BulkDeed.CHECK, {}, "", LeftOut.NOT_REPORTED),
        (BulkDeed.RETURN, {"state": TaskState.CHECKED}, "", None),
    ],
)
def test_a_bulk_change_says_what_it_leaves_out(deed, facts, value, why):
    row = RowFacts(**{"state": TaskState.UNSORTED, "may_edit": True, "may_check": True} | facts)
    last = TODAY + datetime.timedelta(days=60)
    assert left_out(row, deed, value, assessment_on=last, is_office=False) == why


def test_a_preview_counts_what_changes_and_what_not(ledger, cast):
    rows = UnitTask.objects.visible_to(cast.eve).at(ledger, "410871062")
    shown = prospect(rows, ledger, BulkDeed.PERSON, "张勇", cast.eve)
    assert [(why, len(of)) for why, of in shown.left] == [(LeftOut.SAME, 1)]
    assert (len(shown.changes), shown.total, shown.values) == (9, 10, [("—", 9)])
    assert shown.seen == make.row_versions(*(change.row for change in shown.changes))
    force = UnitTask.objects.visible_to(cast.shen).at(ledger, "410871062")
    shown = prospect(force, ledger, BulkDeed.CHECK, "", cast.shen)
    assert [(why, len(of)) for why, of in shown.left] == [(LeftOut.RANGE, 4), (LeftOut.NOT_REPORTED, 6)]
