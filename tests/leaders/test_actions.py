"""Contact leaders: who answers for which units, and what their visits found."""

import datetime

import pytest
from django.utils import timezone, translation

from campaigns.leaders.actions import (
    add_visits,
    delete_leader,
    delete_visit,
    edit_leader,
    edit_visit,
    problem_of_visit,
    set_leaders,
)
from campaigns.leaders.models import ContactLeader, LeaderUnit, Visit, leaders_digest
from campaigns.leaders.rules import LeaderLine, VisitEntry
from fivestar.changes.deeds import Refused, Stale
from fivestar.changes.models import ChangeSet
from fivestar.changes.undo import undo
from tests.planning.plans import JIN, NING, XIN, YAO, ZHU, move_to


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def name_(by, of, *lines, seen=None):
    return set_leaders(by=by, campaign=of, lines=lines, seen=leaders_digest(of) if seen is None else seen)


def leader(name) -> ContactLeader:
    return ContactLeader.objects.select_related("campaign__county").get(name=name)


def units(name) -> list[str]:
    return sorted(LeaderUnit.objects.filter(leader__name=name).values_list("plan__village", flat=True))


def visit(by, who, *entries, on=None):
    return add_visits(by=by, leader=leader(who), on=on or timezone.localdate(), entries=entries)


def newest() -> Visit:
    return Visit.objects.for_list().select_related("plan__campaign__county").order_by("-pk").first()


@pytest.fixture
def named(campaign, cast):
    """李建国 answers for 辛庄村 and 宁郭村, 王敏 for 姚郭庄村."""
    name_(cast.ying, campaign, LeaderLine("李建国", "副县长", (XIN, NING)), LeaderLine("王敏", "", (YAO,)))
    return campaign


def test_a_list_sets_everybody_at_once_and_is_taken_back(named, cast):
    changed = name_(
        cast.ying, named, LeaderLine("王敏", "宣传部长", (YAO, NING)), LeaderLine("赵强", "", (JIN,))
    )  # fmt: skip
    assert [str(each) for each in ContactLeader.objects.all()] == ["李建国（副县长）", "王敏（宣传部长）", "赵强"]
    assert (units("李建国"), units("王敏"), units("赵强")) == ([XIN], sorted([YAO, NING]), [JIN])
    undo(by=cast.ying, changeset=changed)
    assert (units("李建国"), units("王敏"), leader("王敏").title) == (sorted([XIN, NING]), [YAO], "")
    assert not ContactLeader.objects.filter(name="赵强").exists()


def test_only_the_office_names_them_and_only_units_of_the_county(named, cast):
    for by, lines, words in (
        (cast.eve, [LeaderLine("赵强", "", (JIN,))], "Only the county office"),
        (cast.zhou, [LeaderLine("赵强", "", (JIN,))], "Only the county office"),
        (cast.ying, [LeaderLine("赵强", "", (ZHU,))], "No such unit"),
        (cast.ying, [LeaderLine("赵强", "", (JIN,)), LeaderLine("钱多", "", (JIN,))], "stand twice"),
        (cast.ying, [LeaderLine(" ", "", (JIN,))], "contact leader's name"),
        (cast.ying, [], "No contact leader"),
    ):
        with pytest.raises(Refused, match=words):
            name_(by, named, *lines)
    with pytest.raises(Stale):
        name_(cast.ying, named, LeaderLine("赵强", "", (JIN,)), seen="earlier")
    assert ContactLeader.objects.count() == 2


def test_a_leader_is_changed_and_leaves_only_without_visits(named, cast):
    one = leader("王敏")
    edit_leader(by=cast.ying, leader=one, version=one.version, line=LeaderLine("王敏", "统战部长", (XIN, YAO)))
    assert (units("李建国"), units("王敏"), leader("王敏").title) == ([NING], sorted([XIN, YAO]), "统战部长")
    with pytest.raises(Stale):
        edit_leader(by=cast.ying, leader=one, version=one.version, line=LeaderLine("王敏"))
    visit(cast.eve, "王敏", VisitEntry(XIN, "渠边有垃圾"))
    for name, words in (("王敏", "what was found there stays"), ("李建国", None)):
        gone = leader(name)
        if words:
            with pytest.raises(Refused, match=words):
                delete_leader(by=cast.ying, leader=gone, version=gone.version)
        else:
            undone = delete_leader(by=cast.ying, leader=gone, version=gone.version)
            assert units(name) == []
            undo(by=cast.ying, changeset=undone)
            assert units(name) == [NING]


def test_visits_are_written_by_the_township_the_office_and_a_leader(named, cast):
    today = timezone.localdate()
    visit(cast.eve, "李建国", VisitEntry(XIN, " 渠边有垃圾 ", "当场清理"))
    visit(cast.ying, "李建国", VisitEntry(XIN, "已清理"), VisitEntry(NING, "未发现问题"), on=today - _days(3))
    visit(cast.lei, "王敏", VisitEntry(YAO, "户厕缺人"))
    first = Visit.objects.earliest("pk")
    assert (str(first), first.found) == (f"辛庄村 {today}", "渠边有垃圾")
    assert [Visit.objects.editable_by(seat).count() for seat in (cast.eve, cast.wen, cast.ying, cast.lei)] == [
        3, 1, 4, 1,
    ]  # fmt: skip
    assert [Visit.objects.visible_to(seat).count() for seat in (cast.shen, cast.han, cast.zhou, cast.nora)] == [
        4, 4, 0, 0,
    ]  # fmt: skip
    for by, entry, on, words in (
        (cast.eve, VisitEntry(NING, "看过"), today, "No such unit"),
        (cast.shen, VisitEntry(XIN, "看过"), today - _days(1), "written down by"),
        (cast.eve, VisitEntry(XIN, "看过"), today + _days(1), "still to come"),
        (cast.eve, VisitEntry(XIN, "看过"), today - _days(400), "Look at the year"),
        (cast.eve, VisitEntry(XIN, " "), today - _days(1), "what was found"),
        (cast.eve, VisitEntry(XIN, "又去"), today, "written down already"),
        (cast.eve, VisitEntry(XIN, "长" * 501), today - _days(1), "500"),
    ):
        with pytest.raises(Refused, match=words):
            visit(by, "李建国", entry, on=on)
    with pytest.raises(Refused, match="Choose the units"):
        visit(cast.eve, "李建国")
    assert Visit.objects.count() == 4


def test_visits_begin_on_the_campaigns_first_day(named, cast):
    first = named.planning_from
    visit(cast.eve, "李建国", VisitEntry(XIN, "渠边有垃圾"), on=first)
    with pytest.raises(Refused, match=f"{first - _days(1)} lies before this year's campaign, which began on {first}"):
        visit(cast.eve, "李建国", VisitEntry(XIN, "渠边有垃圾"), on=first - _days(1))
    one = newest()
    with pytest.raises(Refused, match="lies before this year's campaign"):
        edit_visit(by=cast.eve, visit=one, version=one.version, on=first - _days(1), found="渠边有垃圾", arranged="")
    assert list(Visit.objects.values_list("on", flat=True)) == [first]


def test_a_visit_is_corrected_deleted_and_taken_back(named, cast):
    visit(cast.eve, "李建国", VisitEntry(XIN, "渠边有垃圾"))
    one, yesterday = newest(), timezone.localdate() - _days(1)
    said = {"on": yesterday, "found": "渠边有两处垃圾", "arranged": "三日内清理"}
    edit_visit(by=cast.eve, visit=one, version=one.version, **said)
    with pytest.raises(Stale):
        edit_visit(by=cast.eve, visit=one, version=one.version, **said)
    with pytest.raises(Refused, match="in your range"):
        edit_visit(by=cast.lei, visit=newest(), version=newest().version, **said)
    with pytest.raises(Refused, match="still to come"):
        edit_visit(by=cast.eve, visit=newest(), version=newest().version, **said | {"on": yesterday + _days(2)})
    gone = delete_visit(by=cast.eve, visit=newest(), version=newest().version)
    assert Visit.objects.count() == 0
    undo(by=cast.eve, changeset=gone)
    assert (newest().on, newest().found, newest().arranged) == (yesterday, "渠边有两处垃圾", "三日内清理")


def test_what_was_found_becomes_a_problem_once(named, cast):
    visit(cast.lei, "李建国", VisitEntry(XIN, "渠边有垃圾", "聘保洁员"))
    with pytest.raises(Refused, match="The township or the county office"):
        problem_of_visit(by=cast.lei, visit=newest(), version=newest().version)
    made = problem_of_visit(by=cast.eve, visit=newest(), version=newest().version)
    problem = newest().problem
    assert (problem.text, problem.source, problem.source_word, problem.measure, problem.state) == (
        "渠边有垃圾", "visit", "李建国（副县长）", "聘保洁员", "open",
    )  # fmt: skip
    with pytest.raises(Refused, match="already"):
        problem_of_visit(by=cast.eve, visit=newest(), version=newest().version)
    undo(by=cast.eve, changeset=made)
    assert newest().problem is None


def test_a_closed_campaign_keeps_its_leaders_and_visits(named, cast):
    visit(cast.eve, "李建国", VisitEntry(XIN, "渠边有垃圾"))
    closed = move_to(named, "closed")
    with pytest.raises(Refused, match="is closed"):
        name_(cast.ying, closed, LeaderLine("赵强"))
    with pytest.raises(Refused, match="is closed"):
        delete_visit(by=cast.eve, visit=newest(), version=newest().version)
    with pytest.raises(Refused):
        undo(by=cast.eve, changeset=ChangeSet.objects.order_by("pk").last())


def _days(n: int) -> datetime.timedelta:
    return datetime.timedelta(days=n)
