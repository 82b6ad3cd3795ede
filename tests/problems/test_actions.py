"""The problem list: written down, fixed, rechecked, closed or sent back."""

import datetime

import pytest
from django.db.models import F
from django.utils import timezone, translation

from campaigns.problems.actions import (
    add_problems,
    close_problems,
    delete_problem,
    edit_problem,
    fix_problems,
    recheck_problems,
    return_problems,
)
from campaigns.problems.models import Problem
from campaigns.problems.rules import ProblemSheet
from fivestar.changes.deeds import Refused, Stale
from fivestar.changes.models import ChangeSet
from fivestar.changes.undo import undo
from tests.planning.plans import JIN, NING, XIN, YAO, ZHU, in_days, move_to


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def sheet(unit=XIN, text="户厕管护缺人", star="ecology", task=1, **values):
    return ProblemSheet(unit, star, task, {"text": text} | values)


def add(by, of, *sheets) -> Problem:
    add_problems(by=by, campaign=of, sheets=sheets or [sheet()])
    return problem()


def problem() -> Problem:
    """The newest problem, as a page shows it."""
    return Problem.objects.for_list().select_related("plan__campaign").order_by("-pk").first()


def deal(deed, by, of, one, **facts):
    return deed(by=by, campaign=of, seen={one.pk: Problem.objects.get(pk=one.pk).version}, **facts)


def edit(by, one, wanted):
    return edit_problem(by=by, problem=one, version=one.version, sheet=wanted)


def test_everyone_writes_down_what_they_may_see(working, cast):
    due, yesterday = (timezone.localdate() + datetime.timedelta(days=days) for days in (20, -1))
    found = add(
        cast.eve, working, sheet(due_on=due, person=" 张勇 ", measure="聘保洁员"), sheet(YAO, "缺台账", "", None)
    )
    assert (found.about, found.department, found.state) == ("", "", "open")
    first = Problem.objects.for_list().first()
    assert (first.plan.village_id, first.about, first.person, first.due_on, first.found_on, first.source) == (
        XIN, "生态宜居 · ecology任务1", "张勇", due, timezone.localdate(), "self",
    )  # fmt: skip
    assert add(cast.shen, working, sheet(NING, "污水直排", source="task_force")).plan.village_id == NING
    assert add(cast.ying, working, sheet(NING, "楼道堆物", "safety", 1)).star.code == "safety"
    assert ChangeSet.objects.order_by("pk").last().on_behalf is True
    for by, wanted, words in (
        (cast.eve, sheet(NING), "No such unit"),
        (cast.shen, sheet(NING, "无证", "industry"), "own stars"),
        (cast.shen, sheet(NING, "无证", "", None), "own stars"),
        (cast.lei, sheet(), "No such unit"),
        (cast.zhou, sheet(), "No such unit"),
        (cast.ying, sheet(ZHU), "No such unit"),
        (cast.ying, sheet(text=" "), "what the problem is"),
        (cast.ying, sheet(star="sharing"), "not rated"),
        (cast.ying, sheet(task=9), "no task 9"),
        (cast.ying, sheet(due_on=yesterday, found_on=timezone.localdate()), "cannot be due before"),
        (cast.ying, sheet(found_on=due), "found after today"),
    ):
        with pytest.raises(Refused, match=words):
            add(by, working, sheet(YAO, "好的一条"), wanted)
    assert add(cast.wen, working, sheet(NING, "厕所未改", due_on=yesterday)).found_on == yesterday
    assert Problem.objects.count() == 5  # not one of the good ones beside the bad


def test_from_open_to_closed_by_two_people(working, cast):
    one = add(cast.eve, working)
    with pytest.raises(Refused, match="what was done"):
        deal(fix_problems, cast.eve, working, one)
    deal(fix_problems, cast.eve, working, one, fix="已聘两人")
    with pytest.raises(Refused, match="in your range"):
        deal(recheck_problems, cast.eve, working, one)
    with pytest.raises(Refused, match="not rechecked"):
        deal(close_problems, cast.ying, working, one)
    deal(recheck_problems, cast.shen, working, one)
    deal(close_problems, cast.ying, working, one)
    now = problem()
    assert (now.state, now.fix, now.fixed_by, now.rechecked_by, now.closed_by, now.closed_on) == (
        "closed", "已聘两人", cast.eve.officer, cast.shen.officer, cast.ying.officer, timezone.localdate(),
    )  # fmt: skip
    with pytest.raises(Refused, match="or closed already"):
        deal(return_problems, cast.ying, working, one, reason="复发")


def test_whoever_fixed_it_neither_rechecks_nor_closes(working, cast):
    one = add(cast.ying, working)
    deal(fix_problems, cast.ying, working, one, fix="代村整改")
    with pytest.raises(Refused, match="neither recheck nor close") as refused:
        deal(recheck_problems, cast.ying, working, one)
    assert refused.value.problems == [str(one)]
    deal(recheck_problems, cast.yang, working, one)
    with pytest.raises(Refused, match="neither recheck nor close"):
        deal(close_problems, cast.ying, working, one)
    deal(close_problems, cast.yang, working, one)
    assert problem().state == "closed"


def test_a_task_force_sees_to_problems_of_its_own_stars_only(working, cast):
    one = add(cast.eve, working, sheet(JIN, "路灯不亮", "safety", 1))
    deal(fix_problems, cast.eve, working, one, fix="已修复")
    for deed, words in ((recheck_problems, {}), (return_problems, {"reason": "仍不亮"})):
        with pytest.raises(Refused, match="not in your range"):
            deal(deed, cast.shen, working, one, **words)
    deal(recheck_problems, cast.ying, working, one)
    with pytest.raises(Refused, match="not in your range"):
        deal(close_problems, cast.shen, working, one)
    assert problem().state == "rechecked"


def test_a_fix_is_sent_back_with_a_reason_and_undone(working, cast):
    one = add(cast.eve, working)
    deal(fix_problems, cast.eve, working, one, fix="已聘两人")
    deal(recheck_problems, cast.shen, working, one)
    with pytest.raises(Refused, match="Say why"):
        deal(return_problems, cast.shen, working, one)
    done = deal(return_problems, cast.shen, working, one, reason="人未到岗")
    now = problem()
    assert (now.state, now.return_reason, now.fixed_by, now.rechecked_by) == ("returned", "人未到岗", None, None)
    undo(by=cast.shen, changeset=done)
    assert (problem().state, problem().rechecked_by) == ("rechecked", cast.shen.officer)
    deal(return_problems, cast.shen, working, one, reason="人未到岗")
    deal(fix_problems, cast.eve, working, one)  # what was done stands there already
    assert (problem().state, problem().fix, problem().return_reason) == ("fixed", "已聘两人", "")


def test_whoever_fixes_plans_and_whoever_found_it_says_what(working, cast):
    due = timezone.localdate() + datetime.timedelta(days=20)
    one = add(cast.shen, working, sheet(due_on=due))
    with pytest.raises(Refused, match="What was found stays"):
        edit(cast.eve, one, sheet(text="没有问题", due_on=due))
    later, sooner = due + datetime.timedelta(days=1), due - datetime.timedelta(days=1)
    with pytest.raises(Refused, match="stands; ask whoever entered"):
        edit(cast.eve, one, sheet(due_on=later))
    edit(cast.eve, one, sheet(due_on=sooner, measure="聘保洁员", person="张勇"))
    with pytest.raises(Stale):
        edit(cast.shen, one, sheet(due_on=later))
    edit(cast.shen, problem(), sheet(text="户厕无人管护", task=None, due_on=later))
    now = problem()
    assert (now.text, now.task, now.due_on, now.person) == ("户厕无人管护", None, later, "")
    with pytest.raises(Refused, match="in your range"):
        edit(cast.wen, now, sheet())
    deal(fix_problems, cast.eve, working, now, fix="已聘")
    with pytest.raises(Refused, match="stays as it is"):
        edit(cast.shen, problem(), sheet())


def test_of_many_problems_one_that_somebody_changed_is_enough_to_leave_all_as_they_are(working, cast):
    """Each deed on problems says which versions it saw."""
    add(cast.eve, working, sheet(), sheet(text="坑塘未治"))
    _first, second = Problem.objects.order_by("pk")

    def versions():
        return dict(Problem.objects.values_list("pk", "version"))

    for deed, by, facts, state in (
        (fix_problems, cast.eve, {"fix": "已聘两人"}, "fixed"),
        (recheck_problems, cast.shen, {}, "rechecked"),
        (return_problems, cast.shen, {"reason": "人未到岗"}, "returned"),
        (fix_problems, cast.eve, {}, "fixed"),
        (recheck_problems, cast.shen, {}, "rechecked"),
        (close_problems, cast.ying, {}, "closed"),
    ):
        seen = versions()
        Problem.objects.filter(pk=second.pk).update(version=F("version") + 1)  # somebody else wrote a word
        with pytest.raises(Stale) as stale:
            deed(by=by, campaign=working, seen=seen, **facts)
        assert stale.value.records == [second]
        deed(by=by, campaign=working, seen=versions(), **facts)
        assert list(Problem.objects.order_by("pk").values_list("state", flat=True)) == [state] * 2


def test_a_problem_is_due_on_the_day_it_was_found_at_the_earliest(working, cast):
    today, one = timezone.localdate(), datetime.timedelta(days=1)
    made = add(cast.eve, working, sheet(found_on=today, due_on=today))
    assert (made.found_on, made.due_on, made.days_late(today)) == (today, today, 0)
    with pytest.raises(Refused, match="cannot be due before"):
        add(cast.eve, working, sheet(found_on=today, due_on=today - one))


def test_at_most_2000_problems_are_dealt_with_at_once(working, cast):
    with pytest.raises(Refused, match="At most 2000 problems at once"):
        fix_problems(by=cast.eve, campaign=working, seen=dict.fromkeys(range(1, 2002), 1), fix="已修")
    with pytest.raises(Refused, match="not in your range"):
        fix_problems(by=cast.eve, campaign=working, seen=dict.fromkeys(range(1, 2001), 1), fix="已修")


def test_only_ones_own_untouched_problem_is_deleted(working, cast):
    mine = add(cast.eve, working)
    with pytest.raises(Refused, match="Only whoever entered"):
        delete_problem(by=cast.ying, problem=mine, version=mine.version)
    edit(cast.ying, mine, sheet(measure="聘保洁员"))
    with pytest.raises(Refused, match="Only whoever entered"):
        delete_problem(by=cast.eve, problem=mine, version=mine.version + 1)
    other = add(cast.eve, working)
    gone = delete_problem(by=cast.eve, problem=other, version=other.version)
    assert Problem.objects.count() == 1
    undo(by=cast.eve, changeset=gone)
    assert problem().text == other.text


def test_overdue_is_what_is_open_after_its_day(working, cast):
    due = timezone.localdate() + datetime.timedelta(days=3)
    one = add(cast.eve, working, sheet(due_on=due), sheet(JIN, "矛盾未化解", "safety", 1))
    first = Problem.objects.order_by("pk").first()
    assert one.days_late(due) == 0
    with in_days(5):
        today = timezone.localdate()
        assert list(Problem.objects.at(working, XIN).overdue(today)) == [first]
        assert first.days_late(today) == 2
        deal(fix_problems, cast.eve, working, first, fix="已聘")
        assert list(Problem.objects.overdue(today)) == []
    assert Problem.objects.unclosed().count() == 2


def test_a_closed_campaign_keeps_its_problems(working, cast):
    one = add(cast.eve, working)
    closed = move_to(working, "closed")
    for deed, words in ((fix_problems, {"fix": "已聘"}), (recheck_problems, {})):
        with pytest.raises(Refused, match="is closed"):
            deal(deed, cast.ying, closed, one, **words)
    with pytest.raises(Refused, match="is closed"):
        add(cast.eve, closed)
    with pytest.raises(Refused):
        undo(by=cast.eve, changeset=ChangeSet.objects.order_by("pk").last())
