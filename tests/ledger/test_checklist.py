"""A checklist that changes in mid-year: ledgers count by the old one until the new one is applied, after a look."""

import pytest
from django.utils import timezone, translation

from campaigns.ledger.actions.checklist import apply_checklist, delete_task, save_task
from campaigns.ledger.actions.tasks import check_tasks, edit_tasks, report_tasks
from campaigns.ledger.models import UnitTask
from campaigns.ledger.reports.checklist import checklist_effect, winning_effect
from campaigns.ledger.reports.tallies import star_cells
from campaigns.ledger.rules.tasks import TaskEntry
from campaigns.planning.actions.marks import reopen_plans
from campaigns.year.models.campaign import Campaign, Task
from fivestar.changes.deeds import Refused, Stale
from fivestar.changes.undo import undo
from tests import make
from tests.planning.plans import NING, XIN, YAO


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def task_of(of: Campaign, star: str, number: int) -> Task:
    return Task.objects.select_related("star__campaign__county").get(
        star__campaign=of, star__kind="village", star__code=star, number=number
    )


def edit(cast, of, star, number, **values):
    task = task_of(of, star, number)
    return save_task(by=cast.ying, task=task, version=task.version, values=values)


def effect(of):
    return checklist_effect(Campaign.objects.get(pk=of.pk), timezone.localdate())


def apply(cast, of):
    return apply_checklist(by=cast.ying, campaign=of, seen=effect(of).digest)


def numbers(of, code, star):
    return [row.task.number for row in make.rows(of, code, star)]


def strike_off(cast, of, star, *numbers):
    """Of 辛庄村: reported by the township, checked by the office."""
    rows = [row for row in make.rows(of, XIN, star) if row.task.number in numbers]
    report_tasks(by=cast.eve, campaign=of, seen=make.row_versions(*rows))
    check_tasks(by=cast.ying, campaign=of, seen=make.row_versions(*rows))


def won(of) -> list[str]:
    cells = star_cells(Campaign.objects.get(pk=of.pk), XIN, timezone.localdate())
    return [cell.standing for cell in cells.values() if cell.standing == "reached"]


def test_a_task_that_is_taken_off_leaves_when_the_checklist_is_applied_and_comes_back_as_it_was(working, cast):
    row = next(row for row in make.rows(working, XIN, "ecology") if row.task.number == 1)
    edit_tasks(by=cast.eve, campaign=working, entries=[TaskEntry(row.pk, row.version, {"gap": "缺规划"})])
    strike_off(cast, working, "ecology", 3, 4)
    edit(cast, working, "ecology", 1, is_retired=True)
    assert (numbers(working, XIN, "ecology"), won(working)) == ([1, 3, 4], [])

    found = effect(working)
    told = [(each.task.number, each.new, each.back, each.leaving, each.written) for each in found.tasks]
    assert told == [(1, 0, 0, 3, 1)]  # 辛庄村, 姚郭庄村, 宁郭村
    assert [(each.plan.village_id, each.star.code, each.is_won) for each in found.stars] == [(XIN, "ecology", True)]
    apply(cast, working)
    assert (numbers(working, XIN, "ecology"), won(working)) == ([3, 4], ["reached"])
    assert not effect(working)

    edit(cast, working, "ecology", 1, is_retired=False)
    assert [(each.task.number, each.back) for each in effect(working).tasks] == [(1, 3)]
    assert [each.is_won for each in effect(working).stars] == [False]
    apply(cast, working)
    again = next(row for row in make.rows(working, XIN, "ecology") if row.task.number == 1)
    assert (again.pk, again.gap, won(working)) == (row.pk, "缺规划", [])


def test_a_new_task_comes_to_every_unit_with_its_star_and_counts_only_then(working, cast):
    strike_off(cast, working, "industry", 1, 2)
    assert won(working) == ["reached"]
    star = task_of(working, "industry", 1).star
    save_task(by=cast.ying, task=Task(star=star), version=0, values={"number": 9, "title": "电商", "weeks_before": 4})
    assert won(working) == ["reached"]
    found = effect(working)
    assert [(each.task.title, each.new) for each in found.tasks] == [("电商", 1)]
    assert [each.is_won for each in found.stars] == [False]
    apply(cast, working)
    assert (numbers(working, XIN, "industry"), won(working)) == ([1, 2, 3, 9], [])


def test_what_is_required_counts_otherwise_only_when_it_is_applied(working, cast):
    strike_off(cast, working, "industry", 1)
    edit(cast, working, "industry", 2, is_required=False)
    assert won(working) == []
    found = effect(working)
    assert (found.tasks, [task.number for task in found.counted]) == ((), [2])
    assert [each.is_won for each in found.stars] == [True]
    apply(cast, working)
    assert won(working) == ["reached"]


def test_parts_replace_their_whole(working, cast):
    whole = task_of(working, "safety", 1)
    save_task(
        by=cast.ying, task=Task(star=whole.star), version=0,
        values={"number": 5, "title": "零上访", "parent": whole, "weeks_before": 4},
    )  # fmt: skip
    told = {each.task.number: (each.new, each.leaving) for each in effect(working).tasks}
    assert told == {1: (0, 1), 5: (1, 0)}


def test_nobody_applies_what_they_have_not_seen(working, cast):
    edit(cast, working, "ecology", 1, is_retired=True)
    seen = effect(working).digest
    edit(cast, working, "ecology", 3, is_retired=True)
    with pytest.raises(Stale):
        apply_checklist(by=cast.ying, campaign=working, seen=seen)
    assert numbers(working, NING, "ecology") == [1, 3, 4]
    with pytest.raises(Refused, match="Only the county office"):
        apply_checklist(by=cast.eve, campaign=working, seen=effect(working).digest)


def test_an_edit_is_undone_before_it_is_applied(working, cast):
    edit(cast, working, "ecology", 1, is_retired=True)
    undo(by=cast.ying, changeset=edit(cast, working, "ecology", 3, is_retired=True))
    assert [each.task.number for each in effect(working).tasks] == [1]


def test_a_plan_that_is_open_again_follows_when_it_is_approved(working, cast):
    day = timezone.localdate()
    reopen_plans(by=cast.ying, campaign=working, seen=make.seen(working, YAO), reason="调整", open_until=day)
    edit(cast, working, "ecology", 1, is_retired=True)
    assert ([each.leaving for each in effect(working).tasks], effect(working).reopened) == ([2], 1)
    apply(cast, working)
    assert [numbers(working, code, "ecology") for code in (XIN, YAO)] == [[3, 4], [1, 3, 4]]
    make.submit(cast.eve, working, YAO)
    make.approve(cast.ying, working, YAO)
    assert numbers(working, YAO, "ecology") == [3, 4]


def test_an_earlier_edit_is_not_undone_under_a_later_one(working, cast):
    mine = edit(cast, working, "ecology", 1, is_retired=True)
    task = task_of(working, "ecology", 3)
    save_task(by=cast.admin, task=task, version=task.version, values={"points": 10})
    with pytest.raises(Refused):
        undo(by=cast.ying, changeset=mine)
    assert Campaign.objects.get(pk=working.pk).has_draft()


def test_a_task_that_ledgers_have_is_taken_off_not_deleted(working, cast):
    with pytest.raises(Refused, match="in the ledgers of 3 units"):
        delete_task(by=cast.ying, task=task_of(working, "ecology", 1))
    with pytest.raises(Refused, match="Take it off"):
        delete_task(by=cast.ying, task=task_of(working, "ecology", 2))  # its parts have rows
    delete_task(by=cast.ying, task=task_of(working, "civility", 1))
    assert UnitTask.objects.at(working, "410871").count() == 13


def test_another_way_of_winning_names_the_stars_that_change(working, cast):
    strike_off(cast, working, "industry", 1, 2)  # 80 of 100 points, all that is required
    today = timezone.localdate()
    assert winning_effect(working, "points", 80, today) == []
    lost = winning_effect(working, "points", 81, today)
    assert [(each.plan.village_id, each.star.code, each.is_won) for each in lost] == [(XIN, "industry", False)]
