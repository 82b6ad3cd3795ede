"""The schedule counted back: weeks are set, days move after a look, days off are the installation's."""

import datetime
from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone, translation

from campaigns.ledger.actions.checklist import save_task
from campaigns.ledger.actions.schedule import reschedule, set_days_off, set_weeks
from campaigns.ledger.actions.tasks import edit_tasks, report_tasks
from campaigns.ledger.models import DayOff, UnitTask
from campaigns.ledger.reports.schedule import days_digest_of, misfits, schedule
from campaigns.ledger.rules.schedule import DayLine
from campaigns.ledger.rules.tasks import TaskEntry
from campaigns.year.actions import change_campaign
from campaigns.year.models.campaign import Campaign, Task
from fivestar.changes.deeds import Refused, Stale
from fivestar.changes.models import ChangeSet
from fivestar.changes.recorder import Recorder
from fivestar.changes.undo import obstacles, undo
from tests import make
from tests.planning.plans import XIN, move_to


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def seen(of):
    return schedule(Campaign.objects.get(pk=of.pk), of.county_id, timezone.localdate())


def earlier(cast, of, number=1, weeks=12):
    """The weeks of one task of 生态宜居, which three villages have."""
    task = Task.objects.get(star__campaign=of, star__kind="village", star__code="ecology", number=number)
    set_weeks(by=cast.ying, campaign=of, weeks={task.pk: (task.version, weeks)})
    return task


def dues(of):
    return {row.due_on for row in make.rows(of, "410871", "ecology") if row.task.number == 1}


def test_what_was_given_out_fits_and_moves_with_its_weeks_after_a_look(working, cast):
    assert (seen(working).moves, misfits(working)) == ((), 0)
    before = dues(working)
    task = earlier(cast, working)
    found = seen(working)
    line = next(line for line in found.lines if line.task == task)
    assert (dues(working), line.differing, misfits(working)) == (before, 3, 3)
    done = reschedule(by=cast.ying, campaign=working, seen=found.digest)
    assert dues(working) == {line.counted}
    assert (done.summary, done.changes.count(), seen(working).moves) == ({"unittask": 3}, 3, ())
    undo(by=cast.ying, changeset=done)
    assert dues(working) == before


def test_more_rows_than_one_undo_puts_back_stay_where_they_moved(working, cast, monkeypatch):
    earlier(cast, working)
    done = reschedule(by=cast.ying, campaign=working, seen=seen(working).digest)
    monkeypatch.setattr("campaigns.ledger.actions.schedule.MOST_UNDONE", 3)
    assert obstacles(done, cast.ying) == []
    monkeypatch.setattr("campaigns.ledger.actions.schedule.MOST_UNDONE", 2)
    assert obstacles(done, cast.ying) == [
        "Too many rows to put back at once. Set the weeks or the assessment day as before and move them again."
    ]
    monkeypatch.undo()
    move_to(working, "closed")
    assert obstacles(done, cast.ying) == [f"The campaign of {working.year} is closed."]


def test_a_row_that_changes_while_the_schedule_moves_moves_none(working, cast, monkeypatch):
    """Where the database locks nothing, the version that is compared as it is written decides."""
    earlier(cast, working)
    before, digest = dues(working), seen(working).digest
    update_many = Recorder.update_many

    def meanwhile(change, records, **values):
        UnitTask.objects.filter(pk=records[-1].pk).update(version=9)
        update_many(change, records, **values)

    monkeypatch.setattr(Recorder, "update_many", meanwhile)
    with pytest.raises(Stale):
        reschedule(by=cast.ying, campaign=working, seen=digest)
    assert dues(working) == before


def test_days_set_by_hand_and_what_is_reported_stay(working, cast):
    own, reported, free = [row for row in make.rows(working, "410871", "ecology") if row.task.number == 1]
    day = own.due_on - datetime.timedelta(days=1)
    edit_tasks(by=cast.ying, campaign=working, entries=[TaskEntry(own.pk, own.version, {"due_on": day})])
    report_tasks(by=cast.ying, campaign=working, seen=make.row_versions(reported))
    task = earlier(cast, working)
    line = next(line for line in seen(working).lines if line.task == task)
    assert (line.rows, line.own, line.done, line.differing) == (3, 1, 1, 1)
    reschedule(by=cast.ying, campaign=working, seen=seen(working).digest)
    assert dues(working) == {day, free.due_on, line.counted}


def test_nothing_moves_that_was_not_seen(working, cast):
    earlier(cast, working)
    digest = seen(working).digest
    row = make.rows(working, XIN, "ecology")[0]
    report_tasks(by=cast.eve, campaign=working, seen=make.row_versions(row))
    with pytest.raises(Stale):
        reschedule(by=cast.ying, campaign=working, seen=digest)
    with pytest.raises(Refused, match="Only the county office"):
        reschedule(by=cast.eve, campaign=working, seen=seen(working).digest)


def test_another_assessment_day_no_longer_fits(working, cast):
    day = working.assessment_on + datetime.timedelta(weeks=2)
    change_campaign(by=cast.ying, campaign=working, version=working.version, settings={"assessment_on": day})
    working.refresh_from_db()
    assert misfits(working) == len(make.rows(working)) == 13


def test_a_township_sees_its_own_rows(working):
    found = schedule(working, "410871101", timezone.localdate())
    assert (found.rows, [line.rows for line in found.lines if line.rows]) == (3, [1, 1, 1])


@pytest.mark.parametrize("weeks", [53, 200])
def test_weeks_have_bounds(working, cast, weeks):
    with pytest.raises(Refused, match="At most 52"):
        earlier(cast, working, weeks=weeks)
    task = Task.objects.select_related("star__campaign__county").filter(star__campaign=working).first()
    with pytest.raises(Refused, match="At most 52"):
        save_task(by=cast.ying, task=task, version=task.version, values={"weeks_before": weeks})
    assert not Task.objects.filter(weeks_before__gt=52).exists()


def test_the_52nd_week_before_the_assessment_is_the_earliest(working, cast):
    task = earlier(cast, working, weeks=52)
    assert Task.objects.get(pk=task.pk).weeks_before == 52
    other = Task.objects.select_related("star__campaign__county").filter(star__campaign=working).exclude(pk=task.pk)[0]
    save_task(by=cast.ying, task=other, version=other.version, values={"weeks_before": 52})
    assert Task.objects.get(pk=other.pk).weeks_before == 52


def test_another_county_s_tasks_are_not_on_this_checklist(working, cast):
    last = Task.objects.filter(star__campaign__year=working.year - 1).first()
    with pytest.raises(Refused, match="not on this checklist"):
        set_weeks(by=cast.ying, campaign=working, weeks={last.pk: (last.version, 3)})


# Days off --------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_new_installation_has_the_published_days():
    """Notices of the State Council for 2024, 2025 and 2026: each year's days off that are no weekend, and the weekend
    days that are worked instead."""
    DayOff.objects.all().delete()
    import_module("campaigns.migrations.0001_squashed_0016_digest_mails").enter_published_days(apps, None)
    days = DayOff.objects.values_list("day", "is_worked")
    assert {*DayOff.objects.values_list("name", flat=True)} == {
        "元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节",
    }  # fmt: skip
    counts = {
        year: (
            sum(day.year == year and not is_worked for day, is_worked in days),
            sum(day.year == year and not is_worked and day.weekday() < 5 for day, is_worked in days),
            [f"{day:%m-%d}" for day, is_worked in days if day.year == year and is_worked],
        )
        for year in (2024, 2025, 2026)
    }
    assert counts == {
        2024: (28, 19, ["02-04", "02-18", "04-07", "04-28", "05-11", "09-14", "09-29", "10-12"]),
        2025: (28, 18, ["01-26", "02-08", "04-27", "09-28", "10-11"]),
        2026: (33, 19, ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"]),
    }
    assert {day.weekday() for day, is_worked in days if is_worked} <= {5, 6}


def test_a_year_s_table_is_replaced_as_it_was_seen(working, cast):
    lines = [DayLine(datetime.date(2031, 1, 1), False, "元旦"), DayLine(datetime.date(2031, 1, 4), True, "元旦")]
    done = set_days_off(by=cast.admin, year=2031, lines=lines, seen=days_digest_of(2031))
    assert DayOff.objects.in_year(2031).lines() == lines
    with pytest.raises(Stale):
        set_days_off(by=cast.admin, year=2031, lines=[], seen="before")
    undo(by=cast.admin, changeset=done)
    assert DayOff.objects.in_year(2031).lines() == []


def test_only_the_installation_s_administrator_edits_days_off(working, cast):
    with pytest.raises(Refused, match="whole installation"):
        set_days_off(by=cast.ying, year=2031, lines=[], seen=days_digest_of(2031))
    assert not ChangeSet.objects.filter(deed="set_days_off").exists()
