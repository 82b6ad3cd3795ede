"""The ledger: from the approval of a plan to what is struck off."""

import datetime

import pytest
from django.db.models import F
from django.utils import timezone, translation

from campaigns.ledger.actions.tasks import (
    answer_extension,
    ask_extension,
    check_tasks,
    edit_tasks,
    report_tasks,
    return_tasks,
    sort_tasks,
    unreport_tasks,
)
from campaigns.ledger.choices import Standing
from campaigns.ledger.models import Extension, UnitTask
from campaigns.ledger.reports.progress import of_campaigns, of_townships
from campaigns.ledger.reports.tallies import star_cells, tallies
from campaigns.ledger.rules.tasks import TaskEntry
from campaigns.planning.actions.marks import reopen_plans
from fivestar.changes.deeds import Refused, Stale
from fivestar.changes.undo import obstacles, undo
from tests import make
from tests.planning.plans import JIN, NING, XIN, YAO, in_days, move_to
from villages.models import Village


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def numbers(of, code):
    return [(row.task.star.code, row.task.number) for row in make.rows(of, code)]


def states(of, code, star=""):
    return [row.state for row in make.rows(of, code, star)]


def report(cast, of, code, star=""):
    rows = make.rows(of, code, star)
    return report_tasks(by=cast.eve, campaign=of, seen=make.row_versions(*rows))


def check(cast, of, code, star=""):
    return check_tasks(by=cast.ying, campaign=of, seen=make.row_versions(*make.rows(of, code, star)))


# From approval -----------------------------------------------------------------------------------------------


def test_an_approved_plan_has_the_tasks_of_its_target_stars(working):
    assert numbers(working, XIN) == [
        ("industry", 1), ("industry", 2), ("industry", 3), ("ecology", 1), ("ecology", 3), ("ecology", 4),
    ]  # fmt: skip
    assert numbers(working, YAO) == [("ecology", 1), ("ecology", 3), ("ecology", 4)]
    row = make.rows(working, XIN, "ecology")[0]
    assert (row.state, row.due_is_own, row.starts_on) == ("unsorted", False, timezone.localdate())
    last = working.assessment_on - datetime.timedelta(weeks=8)  # or the last worked day before
    assert 0 <= (last - row.due_on).days < 10


def test_another_star_adds_and_withdraws_without_losing_what_was_written(working, cast):
    row = make.rows(working, XIN, "ecology")[0]
    edit_tasks(by=cast.eve, campaign=working, entries=[TaskEntry(row.pk, row.version, {"gap": "缺公厕一座"})])

    def plan_again(stars):
        seen = make.seen(working, XIN)
        reopen_plans(
            by=cast.ying, campaign=working, seen=seen, reason="调整", open_until=timezone.localdate()
        )  # fmt: skip
        make.mark(cast.eve, working, {XIN: stars})
        make.submit(cast.eve, working, XIN)
        make.approve(cast.ying, working, XIN)

    plan_again("industry safety")
    assert numbers(working, XIN) == [("industry", 1), ("industry", 2), ("industry", 3), ("safety", 1)]
    plan_again("ecology")
    assert numbers(working, XIN) == [("ecology", 1), ("ecology", 3), ("ecology", 4)]
    again = make.rows(working, XIN)[0]
    assert (again.pk, again.gap, again.state) == (row.pk, "缺公厕一座", "not_started")


# Sorting and writing -----------------------------------------------------------------------------------------


def test_reached_is_ticked_and_the_rest_is_a_gap(working, cast):
    first, second, third = make.rows(working, XIN, "industry")
    sort_tasks(by=cast.eve, campaign=working, reached=[first.pk], gaps=[second.pk, third.pk])
    assert states(working, XIN, "industry") == ["reported", "not_started", "not_started"]
    assert [row.was_reached for row in make.rows(working, XIN, "industry")] == [True, False, False]
    with pytest.raises(Refused, match="sorted already"):
        sort_tasks(by=cast.eve, campaign=working, reached=[second.pk], gaps=[])


def test_sorting_is_undone(working, cast):
    first = make.rows(working, XIN, "industry")[0]
    undo(by=cast.eve, changeset=sort_tasks(by=cast.eve, campaign=working, reached=[first.pk], gaps=[]))
    assert states(working, XIN, "industry") == ["unsorted"] * 3


def test_writing_begins_the_work(working, cast):
    row = make.rows(working, XIN)[0]
    edit_tasks(by=cast.eve, campaign=working, entries=[TaskEntry(row.pk, row.version, {"person": "张勇"})])
    assert make.rows(working, XIN)[0].state == "not_started"
    edit_tasks(by=cast.eve, campaign=working, entries=[TaskEntry(row.pk, row.version + 1, {"progress": "已招标"})])
    after = make.rows(working, XIN)[0]
    assert (after.state, after.person, after.progress) == ("under_way", "张勇", "已招标")


def test_a_row_seen_in_another_version_is_not_written(working, cast):
    one, two = make.rows(working, XIN)[:2]
    edit_tasks(by=cast.ying, campaign=working, entries=[TaskEntry(one.pk, one.version, {"gap": "甲"})])
    with pytest.raises(Stale):
        edit_tasks(
            by=cast.eve, campaign=working,
            entries=[TaskEntry(two.pk, two.version, {"gap": "乙"}), TaskEntry(one.pk, one.version, {"gap": "丙"})],
        )  # fmt: skip
    assert [row.gap for row in make.rows(working, XIN)[:2]] == ["甲", ""]


def test_a_task_may_be_due_on_the_day_it_begins_and_on_that_of_the_assessment(working, cast):
    row = make.rows(working, XIN)[0]
    for day in (row.starts_on, working.assessment_on):
        row.refresh_from_db()
        edit_tasks(by=cast.ying, campaign=working, entries=[TaskEntry(row.pk, row.version, {"due_on": day})])
        assert UnitTask.objects.get(pk=row.pk).due_on == day
        assert UnitTask.objects.filter(pk=row.pk).overdue(day).count() == 0
        assert UnitTask.objects.get(pk=row.pk).days_late(day) == 0


@pytest.mark.parametrize("days", [0, 300])
def test_a_day_stays_between_its_beginning_and_the_assessment(working, cast, days):
    row = make.rows(working, XIN)[0]
    day = timezone.localdate() + datetime.timedelta(days=days - 1)
    with pytest.raises(Refused) as refused:
        edit_tasks(by=cast.ying, campaign=working, entries=[TaskEntry(row.pk, row.version, {"due_on": day})])
    assert len(refused.value.problems) == 1


def test_a_township_moves_a_day_forward_only(working, cast):
    row = make.rows(working, XIN)[0]
    for days, by, fits in ((1, cast.eve, False), (-1, cast.eve, True), (1, cast.ying, True)):
        row.refresh_from_db()
        day = row.due_on + datetime.timedelta(days=days)
        entries = [TaskEntry(row.pk, row.version, {"due_on": day})]
        if fits:
            edit_tasks(by=by, campaign=working, entries=entries)
            row.refresh_from_db()
            assert (row.due_on, row.due_is_own) == (day, True)
        else:
            with pytest.raises(Refused):
                edit_tasks(by=by, campaign=working, entries=entries)


def test_what_was_written_of_a_row_that_left_the_ledger_stays(working, cast):
    """It comes back with its star as it was; until then nothing of it is put back behind the office's back."""
    row = make.rows(working, XIN, "ecology")[0]
    done = edit_tasks(by=cast.eve, campaign=working, entries=[TaskEntry(row.pk, row.version, {"gap": "缺公厕"})])
    assert obstacles(done, cast.eve) == []
    UnitTask.objects.filter(pk=row.pk).update(in_force=False)
    assert obstacles(done, cast.eve) == ["Some of these tasks have left the ledger with their star."]
    with pytest.raises(Refused, match="no longer in the ledger"):
        edit_tasks(by=cast.eve, campaign=working, entries=[TaskEntry(row.pk, row.version + 1, {"gap": "无"})])


def test_what_was_written_of_a_row_that_is_out_of_range_by_now_stays(working, cast, place):
    row = make.rows(working, XIN, "ecology")[0]
    done = edit_tasks(by=cast.eve, campaign=working, entries=[TaskEntry(row.pk, row.version, {"gap": "缺公厕"})])
    Village.objects.filter(pk=XIN).update(township=place.ningguo)
    assert obstacles(done, cast.eve) == ["Some of these tasks are no longer in your range."]


def test_too_many_rows_at_once_are_refused_before_any_is_read(working, cast):
    with pytest.raises(Refused, match="At most 2000 tasks at once"):
        report_tasks(by=cast.eve, campaign=working, seen=dict.fromkeys(range(1, 2002), 1))
    with pytest.raises(Refused, match="not in your range"):
        report_tasks(by=cast.eve, campaign=working, seen=dict.fromkeys(range(1, 2001), 1))


# Reporting and checking --------------------------------------------------------------------------------------


def test_done_is_reported_by_one_and_checked_by_another(working, cast):
    report(cast, working, YAO)
    with pytest.raises(Refused, match="Some of these tasks are not in your range"):
        check_tasks(by=cast.eve, campaign=working, seen=make.row_versions(*make.rows(working, YAO)))
    check_tasks(by=cast.shen, campaign=working, seen=make.row_versions(*make.rows(working, YAO)))
    row = make.rows(working, YAO)[0]
    assert (row.state, row.checked_by, row.reported_by) == ("checked", cast.shen.officer, cast.eve.officer)
    assert row.closed_on == timezone.localdate()


def test_whoever_reported_cannot_check(working, cast):
    rows = make.rows(working, YAO)
    report_tasks(by=cast.ying, campaign=working, seen=make.row_versions(*rows))
    with pytest.raises(Refused, match="A colleague has to check these") as refused:
        check_tasks(by=cast.ying, campaign=working, seen=make.row_versions(*rows))
    assert refused.value.problems == [str(row) for row in rows]
    check_tasks(by=cast.yang, campaign=working, seen=make.row_versions(*rows))


def test_a_task_force_checks_its_own_star_only(working, cast):
    report(cast, working, XIN)
    with pytest.raises(Refused, match="not in your range"):
        check_tasks(by=cast.shen, campaign=working, seen=make.row_versions(*make.rows(working, XIN, "industry")))
    check_tasks(by=cast.shen, campaign=working, seen=make.row_versions(*make.rows(working, XIN, "ecology")))


def test_sent_back_with_a_reason_and_reported_again(working, cast):
    report(cast, working, JIN)
    check(cast, working, JIN)
    seen = make.row_versions(*make.rows(working, JIN))
    with pytest.raises(Refused, match="Say why"):
        return_tasks(by=cast.ying, campaign=working, seen=seen)
    return_tasks(by=cast.ying, campaign=working, seen=seen, reason="现场与台账不符")
    row = make.rows(working, JIN)[0]
    assert (row.state, row.return_reason, row.checked_by, row.reported_by) == ("returned", "现场与台账不符", None, None)
    report(cast, working, JIN)
    row = make.rows(working, JIN)[0]
    assert (row.state, row.return_reason) == ("reported", "")


def test_of_many_rows_one_that_somebody_changed_is_enough_to_leave_all_as_they_are(working, cast):
    """Each deed on rows says which versions it saw."""
    rows = make.rows(working, XIN)
    first, last = rows[0], rows[-1]

    def stale(deed, by, **facts):
        seen = make.row_versions(*rows)
        UnitTask.objects.filter(pk=last.pk).update(version=F("version") + 1)  # somebody else wrote a word
        with pytest.raises(Stale) as refused:
            deed(by=by, campaign=working, seen=seen, **facts)
        assert refused.value.records == [last]
        deed(by=by, campaign=working, seen=make.row_versions(*rows), **facts)

    for deed, by, facts, state in (
        (report_tasks, cast.eve, {"progress": "已办"}, "reported"),
        (unreport_tasks, cast.eve, {}, "under_way"),
        (report_tasks, cast.eve, {}, "reported"),
        (check_tasks, cast.ying, {}, "checked"),
        (return_tasks, cast.ying, {"reason": "现场与台账不符"}, "returned"),
    ):
        before = states(working, XIN)
        stale(deed, by, **facts)
        assert (before == states(working, XIN), states(working, XIN)) == (False, [state] * 6)
    assert UnitTask.objects.get(pk=first.pk).progress == "已办"


def test_a_row_that_changes_while_many_are_written_refuses_all(working, cast, monkeypatch):
    """Where the database locks nothing, the version that is compared as it is written decides."""
    rows = make.rows(working, XIN)

    def meanwhile(*_facts):
        UnitTask.objects.filter(pk=rows[-1].pk).update(version=F("version") + 1, gap="别人写的")

    monkeypatch.setattr("campaigns.ledger.actions.tasks._only", meanwhile)
    with pytest.raises(Stale):
        report_tasks(by=cast.eve, campaign=working, seen=make.row_versions(*rows))
    assert states(working, XIN) == ["unsorted"] * 6


def test_what_is_checked_stays_as_it_is(working, cast):
    report(cast, working, JIN)
    check(cast, working, JIN)
    row = make.rows(working, JIN)[0]
    with pytest.raises(Refused, match="what is checked stays"):
        edit_tasks(by=cast.eve, campaign=working, entries=[TaskEntry(row.pk, row.version, {"gap": "无"})])


def test_a_report_is_taken_back(working, cast):
    report(cast, working, JIN)
    unreport_tasks(by=cast.eve, campaign=working, seen=make.row_versions(*make.rows(working, JIN)))
    assert states(working, JIN) == ["under_way"]


@pytest.mark.parametrize("who", ["wen", "lei", "shen", "zhou", "nora"])
def test_a_ledger_is_written_by_its_own(working, cast, who):
    with pytest.raises(Refused, match="not in your range"):
        report_tasks(by=getattr(cast, who), campaign=working, seen=make.row_versions(*make.rows(working, JIN)))


def test_nothing_is_written_in_a_closed_campaign(working, cast):
    move_to(working, "closed")
    with pytest.raises(Refused, match="closed"):
        report(cast, working, JIN)


# More time ---------------------------------------------------------------------------------------------------


def test_more_time_is_asked_for_and_granted(working, cast):
    row = make.rows(working, JIN)[0]
    until = row.due_on + datetime.timedelta(days=7)
    ask_extension(by=cast.eve, campaign=working, row=row.pk, until=until, reason="雨天停工")
    asked = Extension.objects.get()
    with pytest.raises(Refused, match="already"):
        ask_extension(by=cast.eve, campaign=working, row=row.pk, until=until, reason="再要")
    with pytest.raises(Refused, match="not in your range"):
        answer_extension(by=cast.eve, extension=asked, version=1, granted=True)
    answer_extension(by=cast.ying, extension=asked, version=1, granted=True)
    row.refresh_from_db()
    assert (row.due_on, row.due_is_own, Extension.objects.get().state) == (until, True, "granted")


def test_more_time_lies_after_what_stands_and_today_and_goes_to_the_assessment(working, cast):
    """A task that is late already gets a day that is still to come."""
    row, today, one = make.rows(working, JIN)[0], timezone.localdate(), datetime.timedelta(days=1)

    def ask(until):
        return ask_extension(by=cast.eve, campaign=working, row=row.pk, until=until, reason="雨天停工")

    for until in (row.due_on, working.assessment_on + one):
        with pytest.raises(Refused, match=f"must lie after {row.due_on} and not after the assessment"):
            ask(until)
    for until in (row.due_on + one, working.assessment_on):
        undo(by=cast.eve, changeset=ask(until))
    UnitTask.objects.filter(pk=row.pk).update(starts_on=None, due_on=today - 3 * one)
    with pytest.raises(Refused, match=f"must lie after {today} "):
        ask(today)
    ask(today + one)


def test_declined_time_is_told_why(working, cast):
    row = make.rows(working, JIN)[0]
    ask_extension(
        by=cast.eve, campaign=working, row=row.pk, until=row.due_on + datetime.timedelta(days=1), reason="雨"
    )  # fmt: skip
    asked = Extension.objects.get()
    with pytest.raises(Refused, match="Say why"):
        answer_extension(by=cast.ying, extension=asked, version=1, granted=False)
    answer_extension(by=cast.ying, extension=asked, version=1, granted=False, answer="时间充足")
    assert (Extension.objects.get().state, UnitTask.objects.get(pk=row.pk).due_on) == ("declined", row.due_on)


# Counting ----------------------------------------------------------------------------------------------------


def test_overdue_is_read_from_the_clock(working, cast):
    rows = UnitTask.objects.at(working, XIN)
    last = make.rows(working, XIN)[-1].due_on
    report(cast, working, XIN, "industry")
    with in_days((last - timezone.localdate()).days + 1):
        today = timezone.localdate()
        (tally,) = tallies(rows, working, working.checklist(), today).values()
    assert (tally.total, tally.reached, tally.overdue, tally.expected) == (6, 3, 3, 6)
    assert tally.overdue == rows.overdue(today).count()


@pytest.mark.parametrize(("winning", "needed"), [("required", 80), ("points", 80)])
def test_a_star_is_reached_when_what_it_needs_is_checked(working, cast, winning, needed):
    working.winning, working.points_needed = winning, needed
    working.save(update_fields=["winning", "points_needed"])
    rows = make.rows(working, XIN, "industry")[:2]  # the third is not required, and two give 80 points
    report_tasks(by=cast.eve, campaign=working, seen=make.row_versions(*rows))

    def cell():
        plan = make.plan(working, XIN)
        star = working.stars.get(kind="village", code="industry")
        return star_cells(working, XIN, timezone.localdate())[plan.pk, star.pk]

    assert (cell().standing, cell().is_claimed, cell().tally.reached) == (Standing.UNDER_WAY, True, 2)
    check_tasks(by=cast.ying, campaign=working, seen=make.row_versions(*rows))
    assert cell().standing == Standing.REACHED


def test_last_year_counts_apart(working, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = tallies(
            UnitTask.objects.at(working, "410871"), working, FakeChecklist, timezone.localdate(),
            ("plan__village", "task__star__code"),
        )  # fmt: skip
    assert {key: tally.total for key, tally in found.items()} == {
        (XIN, "industry"): 3, (XIN, "ecology"): 3, (YAO, "ecology"): 3, (JIN, "safety"): 1, (NING, "ecology"): 3,
    }  # fmt: skip


def test_tasks_that_left_the_ledger_are_counted_nowhere(working):
    UnitTask.objects.filter(pk=make.rows(working, XIN)[0].pk).update(in_force=False)
    today = timezone.localdate()
    assert of_campaigns([working], today)[working.pk].total == 12
    assert {code: tally.total for code, tally in of_townships(working, today).items()} == {
        "410871062": 9, "410871101": 3,
    }  # fmt: skip


class FakeChecklist:
    """None of the tasks is required: their number is all that is asked for."""

    required, points = frozenset(), {}
