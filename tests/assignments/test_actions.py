"""Assignments: given for many units at once, replied to, closed or sent back; and the periods they are given in."""

import datetime

import pytest
from django.utils import timezone, translation

from campaigns.assignments.actions import (
    close_assignment,
    edit_assignment,
    give_assignment,
    reply_assignment,
    return_assignment,
)
from campaigns.assignments.models import Assignment
from campaigns.assignments.rules import AssignmentSheet
from campaigns.problems.actions import add_problems
from campaigns.problems.models import Problem
from campaigns.problems.rules import ProblemSheet
from campaigns.year.models.campaign import Star
from fivestar.changes.deeds import Refused, Stale
from fivestar.changes.models import ChangeSet
from fivestar.changes.undo import undo
from tests import make
from tests.planning.plans import NING, XIN, in_days, move_to

BUREAU = "生态环境局"


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def led(working):
    """生态宜居 is led by the bureau whose post Shen holds; 产业兴旺 by one without an account."""
    Star.objects.filter(campaign=working, code="ecology").update(department=BUREAU)
    Star.objects.filter(campaign=working, code="industry").update(department="农业农村局")
    return working


def sheet(department=BUREAU, text="治理污水", days=7, **more):
    return AssignmentSheet(text, "逐村验收", department, timezone.localdate() + datetime.timedelta(days=days), **more)


def give(by, of, what=None, **gathers) -> Assignment:
    give_assignment(by=by, campaign=of, sheet=what or sheet(), **gathers)
    return newest()


def newest() -> Assignment:
    return Assignment.objects.for_list().order_by("-pk").first()


def deal(deed, by, **facts):
    one = newest()
    return deed(by=by, assignment=one, version=one.version, **facts)


def test_one_assignment_gathers_what_many_units_wait_for(led, cast):
    rows = [row.pk for row in make.rows(led, star="ecology") if row.task.number == 1]
    add_problems(by=cast.eve, campaign=led, sheets=[ProblemSheet(XIN, "ecology", 1, {"text": "污水直排"})])
    problem = Problem.objects.get().pk
    star = led.stars.get(kind="village", code="ecology")
    task = star.tasks.get(number=1)
    one = give(cast.ying, led, sheet(star=star.pk, task=task.pk), rows=rows, problems=[problem])
    assert (str(one), one.about, one.state, one.given_on, one.rows.count(), one.problems.count()) == (
        "交办第1号", "生态宜居 · ecology任务1", "given", timezone.localdate(), 3, 1,
    )  # fmt: skip
    assert give(cast.yang, led).number == 2
    last_year = make.rows(led.county.campaigns.get(year=led.year - 1))[0].pk
    for by, what, gathers, wanted in (
        (cast.shen, sheet(), {}, "Only the county office"),
        (cast.zhou, sheet(), {}, "Only the county office"),
        (cast.ying, sheet(days=-1), {}, "passed already"),
        (cast.ying, sheet(text=" "), {}, "Say what is assigned"),
        (cast.ying, sheet(department=""), {}, "to which department"),
        (cast.ying, sheet(), {"rows": [*rows, last_year]}, "not in your range"),
        (cast.ying, sheet(), {"problems": [0]}, "not in your range"),
        (cast.ying, sheet(task=task.pk), {}, "no such star"),
        (cast.ying, sheet(), {"rows": range(501)}, "At most 500"),
    ):
        with pytest.raises(Refused, match=wanted):
            give(by, led, what, **gathers)
    assert Assignment.objects.count() == 2
    undo(by=cast.ying, changeset=ChangeSet.objects.filter(deed="give_assignment").order_by("pk").first())
    assert list(Assignment.objects.values_list("number", flat=True)) == [2]
    with pytest.raises(Refused, match="is closed"):
        give(cast.ying, move_to(led, "closed"))


def test_the_department_replies_and_the_office_closes(led, cast):
    give(cast.ying, led)
    with pytest.raises(Refused, match="not replied yet"):
        deal(close_assignment, cast.yang)
    for by in (cast.ying, cast.eve, cast.lei):
        with pytest.raises(Refused, match="not yours"):
            deal(reply_assignment, by, reply="已办", reply_from="王科长")
    with pytest.raises(Refused, match="what was done"):
        deal(reply_assignment, cast.shen, reply=" ")
    deal(reply_assignment, cast.shen, reply="已治理两处")
    for deed, by, facts, wanted in (
        (reply_assignment, cast.shen, {"reply": "再报"}, "its reply already"),
        (return_assignment, cast.ying, {}, "Say why"),
        (close_assignment, cast.shen, {}, "not yours"),
        (edit_assignment, cast.ying, {"sheet": sheet()}, "stays as it is"),
    ):
        with pytest.raises(Refused, match=wanted):
            deal(deed, by, **facts)
    deal(return_assignment, cast.ying, reason="还差一处")
    assert (newest().state, newest().return_reason, newest().reply, newest().replied_by) == (
        "returned", "还差一处", "已治理两处", None,
    )  # fmt: skip
    deal(reply_assignment, cast.shen, reply="三处全部治理")
    deal(close_assignment, cast.ying)
    one = newest()
    assert (one.state, one.reply, one.return_reason, one.replied_by, one.closed_by, one.closed_on) == (
        "closed", "三处全部治理", "", cast.shen.officer, cast.ying.officer, timezone.localdate(),
    )  # fmt: skip
    with pytest.raises(Refused, match="struck off already"):
        deal(close_assignment, cast.yang)
    undo(by=cast.ying, changeset=ChangeSet.objects.latest("pk"))
    assert (newest().state, newest().closed_by) == ("replied", None)


def test_for_a_department_without_an_account_the_office_replies_and_a_colleague_closes(led, cast):
    stale = give(cast.ying, led, sheet("农业农村局"))
    deal(edit_assignment, cast.yang, sheet=sheet("农业农村局", "建合作社"))
    with pytest.raises(Stale):
        edit_assignment(by=cast.ying, assignment=stale, version=stale.version, sheet=sheet())
    with pytest.raises(Refused, match="who replied"):
        deal(reply_assignment, cast.ying, reply="已建")
    deal(reply_assignment, cast.ying, reply="已建", reply_from="赵科长")
    with pytest.raises(Refused, match="yourself"):
        deal(close_assignment, cast.ying)
    deal(close_assignment, cast.yang)
    assert (newest().text, newest().reply_from, newest().state) == ("建合作社", "赵科长", "closed")


@pytest.mark.parametrize("written", [f" {BUREAU[:2]}　{BUREAU[2:]}", f"\u200b{BUREAU}", BUREAU])
def test_a_department_is_the_one_that_leads_however_its_name_is_spaced(led, cast, written):
    assert give(cast.ying, led, sheet(department=written)).department == BUREAU


def test_an_assignment_is_due_on_the_day_it_is_given_at_the_earliest(led, cast):
    give(cast.ying, led, sheet(days=0))
    with pytest.raises(Refused, match="due after it is given"):
        deal(edit_assignment, cast.ying, sheet=sheet(days=-1))
    deal(edit_assignment, cast.ying, sheet=sheet(text="治理坑塘", days=0))
    one = newest()
    assert (one.text, one.due_on, one.days_late(timezone.localdate())) == ("治理坑塘", timezone.localdate(), 0)


def test_everyone_is_asked_for_what_is_theirs(led, cast):
    ning = make.rows(led, NING, "ecology")[0].pk
    sewage = give(cast.ying, led, rows=[ning])
    farms = give(cast.ying, led, sheet("农业农村局", days=0))
    found = Assignment.objects.order_by("number")
    seen = {name: list(found.visible_to(getattr(cast, name))) for name in ("ying", "lei", "han", "shen", "wen", "eve")}
    both = [sewage, farms]
    assert seen == {"ying": both, "lei": both, "han": both, "shen": [sewage], "wen": [sewage], "eve": []}
    assert list(found.visible_to(cast.zhou)) == []
    waiting = {name: list(found.to_reply_by(getattr(cast, name))) for name in ("ying", "lei", "shen", "wen", "zhou")}
    assert waiting == {"ying": [farms], "lei": [], "shen": [sewage], "wen": [], "zhou": []}
    reply_assignment(by=cast.ying, assignment=farms, version=farms.version, reply="已办", reply_from="赵科长")
    assert [list(found.to_close_by(by)) for by in (cast.ying, cast.yang, cast.shen)] == [[], [farms], []]
    with in_days(8):
        assert list(found.overdue(timezone.localdate())) == [sewage]
        assert (newest().days_late(timezone.localdate()), found.first().days_late(timezone.localdate())) == (0, 1)
    cast.shen.post.ended_on = timezone.localdate()
    cast.shen.post.save(update_fields=["ended_on"])
    assert list(found.to_reply_by(cast.yang)) == [sewage]
    move_to(led, "closed")
    assert list(found.to_reply_by(cast.yang)) == list(found.to_close_by(cast.yang)) == []
