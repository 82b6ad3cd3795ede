"""The full plan sheet: written, submitted, returned with comments, mended, approved as seen, opened again."""

import datetime
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.utils import timezone, translation

from campaigns.opening.actions import open_campaign
from campaigns.planning.actions.marks import Incomplete
from campaigns.planning.choices import PlanState
from campaigns.sheets.actions.sheet import (
    Pin,
    answer_request,
    approve_sheets,
    ask_change,
    reopen_sheets,
    return_sheets,
    save_sheets,
    submit_sheets,
    withdraw_sheets,
)
from campaigns.sheets.models.sheet import ChangeRequest, Sheet
from campaigns.sheets.rules import SheetEntry, changed_cells
from campaigns.year.actions import change_campaign
from campaigns.year.choices import Phase
from campaigns.year.models.campaign import Campaign
from fivestar.changes.deeds import Refused, Stale
from fivestar.changes.models import ChangeSet
from fivestar.changes.undo import obstacles, undo
from tests import make
from tests.planning.plans import in_days, move_to
from tests.snapshot import kept

XIN, YAO = "410871062201", "410871062202"
DUE = datetime.date(2026, 10, 30)


def sheet(campaign, code=XIN) -> Sheet:
    return Sheet.objects.for_list().get(plan__campaign=campaign, plan__village=code)


def write(by, campaign, code=XIN, **cells):
    entry = SheetEntry(code, sheet(campaign, code).version, {k.replace("__", "."): v for k, v in cells.items()})
    return save_sheets(by=by, campaign=campaign, entries=[entry])


def seen(campaign, *codes) -> dict:
    return {code: sheet(campaign, code).version for code in codes}


def digests(campaign, *codes) -> dict:
    return {code: sheet(campaign, code).content.digest() for code in codes}


@pytest.fixture
@kept
def marked(campaign, cast):
    make.mark(cast.eve, campaign, {XIN: "industry", YAO: "none"})
    return campaign


@pytest.fixture
@kept
def complete(marked, cast):
    write(cast.eve, marked, industry__measure="建合作社", industry__person="张三", industry__due=DUE)
    return marked


@pytest.fixture
@kept
def submitted(complete, cast):
    submit_sheets(by=cast.eve, campaign=complete, codes=[XIN])
    return complete


def test_each_plan_has_a_sheet_from_the_start(campaign):
    assert Sheet.objects.filter(plan__campaign=campaign).count() == campaign.plans.count()


def test_cells_are_written_and_told(marked, cast):
    done = write(cast.eve, marked, population=1830, income=Decimal("12.5"), industry__measure="建合作社")
    now = sheet(marked)
    assert (now.population, now.income, now.state) == (1830, Decimal("12.50"), PlanState.DRAFT)
    assert now.content.cases["industry"]["measure"] == "建合作社"
    assert (done.place, done.label) == (XIN, "填写计划表")


def test_writing_what_stands_there_is_no_change(complete, cast):
    before = ChangeSet.objects.count()
    write(cast.eve, complete, industry__person="张三")
    assert ChangeSet.objects.count() == before


def test_two_people_never_lose_each_others_words(marked, cast):
    old = SheetEntry(XIN, sheet(marked).version, {"population": 1})
    write(cast.ying, marked, households=300)
    with pytest.raises(Stale):
        save_sheets(by=cast.eve, campaign=marked, entries=[old])
    assert (sheet(marked).population, sheet(marked).households) == (None, 300)


def test_two_people_write_different_cells_of_one_sheet(marked, cast):
    """A row that saves itself says what stood in its cells: only a cell that both wrote is refused."""
    old = sheet(marked).version
    write(cast.ying, marked, households=300)
    mine = SheetEntry(XIN, old, {"population": 1830}, seen={"population": None})
    save_sheets(by=cast.eve, campaign=marked, entries=[mine])
    assert (sheet(marked).population, sheet(marked).households) == (1830, 300)
    newest = SheetEntry(XIN, sheet(marked).version, {"households": 310}, seen={"households": None})
    with pytest.raises(Stale):
        save_sheets(by=cast.eve, campaign=marked, entries=[newest])
    agreed = SheetEntry(XIN, old, {"households": 300}, seen={"households": None})
    save_sheets(by=cast.eve, campaign=marked, entries=[agreed])
    assert sheet(marked).households == 300


def test_writing_is_undone(complete, cast):
    done = write(cast.eve, complete, population=1830, industry__person="李四", ecology__person="王五")
    undo(by=cast.eve, changeset=done)
    now = sheet(complete)
    assert (now.population, now.content.cases["industry"]["person"]) == (None, "张三")
    assert now.cases.count() == 1


def test_what_is_missing_is_told_with_its_cell(marked, cast):
    with pytest.raises(Incomplete) as refused:
        submit_sheets(by=cast.eve, campaign=marked, codes=[XIN, YAO])
    assert [gap.cell for gap in refused.value.problems] == ["industry.measure", "industry.person", "industry.due"]


def test_two_levels_need_a_reason(marked, cast):
    make.mark(cast.eve, marked, {XIN: "industry safety"})
    for star in ("industry", "safety"):
        write(cast.eve, marked, **{f"{star}__measure": "办", f"{star}__person": "张三", f"{star}__due": DUE})
    with pytest.raises(Incomplete) as refused:
        submit_sheets(by=cast.eve, campaign=marked, codes=[XIN])
    assert [gap.cell for gap in refused.value.problems] == ["jump_reason"]
    write(cast.eve, marked, jump_reason="基础较好")
    submit_sheets(by=cast.eve, campaign=marked, codes=[XIN])


def test_sheets_are_never_due_before_the_stars(campaign, cast):
    from_office = {"by": cast.ying, "campaign": campaign, "version": campaign.version}
    for day in (campaign.plan_due - datetime.timedelta(days=1), campaign.assessment_on + datetime.timedelta(days=1)):
        with pytest.raises(Refused):
            change_campaign(**from_office, settings={"sheet_due": day})
    change_campaign(**from_office, settings={"sheet_due": campaign.assessment_on})
    campaign.refresh_from_db()
    change_campaign(
        by=cast.ying, campaign=campaign, version=campaign.version, settings={"sheet_due": campaign.plan_due}
    )  # fmt: skip


def test_a_submitted_sheet_is_closed_until_withdrawn(submitted, cast):
    with pytest.raises(Refused):
        write(cast.eve, submitted, population=1)
    withdraw_sheets(by=cast.eve, campaign=submitted, codes=[XIN])
    write(cast.eve, submitted, population=1)


def test_approved_is_what_was_seen(submitted, cast):
    shown = digests(submitted, XIN)
    make.mark(cast.eve, submitted, {XIN: "industry safety"})  # the stars are still open and belong to the sheet
    with pytest.raises(Stale):
        approve_sheets(by=cast.ying, campaign=submitted, seen=seen(submitted, XIN), digests=shown)
    approve_sheets(by=cast.ying, campaign=submitted, seen=seen(submitted, XIN), digests=digests(submitted, XIN))
    assert (sheet(submitted).state, sheet(submitted).is_as_approved) == (PlanState.APPROVED, True)


def test_nobody_approves_their_own_sheet(complete, cast):
    submit_sheets(by=cast.ying, campaign=complete, codes=[XIN])
    with pytest.raises(Refused):
        approve_sheets(by=cast.ying, campaign=complete, seen=seen(complete, XIN), digests=digests(complete, XIN))
    approve_sheets(by=cast.yang, campaign=complete, seen=seen(complete, XIN), digests=digests(complete, XIN))


def test_a_return_pins_comments_to_cells_and_keeps_what_stood_there(submitted, cast):
    pins = [Pin(XIN, "industry.measure", "写明户数")]
    return_sheets(by=cast.ying, campaign=submitted, seen=seen(submitted, XIN), pins=pins, reason="请补充")
    now = sheet(submitted)
    assert [(each.cell, each.text, each.was, each.is_open) for each in now.remarks.all()] == [
        ("industry.measure", "写明户数", "建合作社", True)
    ]
    write(cast.eve, submitted, industry__measure="建合作社，带动30户")
    submit_sheets(by=cast.eve, campaign=submitted, codes=[XIN])
    now = sheet(submitted)
    assert changed_cells(now.returned_content, now.content.kept()) == [
        ("industry.measure", "建合作社", "建合作社，带动30户")
    ]
    approve_sheets(by=cast.ying, campaign=submitted, seen=seen(submitted, XIN), digests=digests(submitted, XIN))
    assert [each.is_open for each in sheet(submitted).remarks.all()] == [False]


@pytest.fixture
def settled(submitted, cast):
    """辛庄村's sheet is approved, and its township asks to change it; 姚郭庄村's sheet waits."""
    submit_sheets(by=cast.eve, campaign=submitted, codes=[YAO])
    approve_sheets(by=cast.ying, campaign=submitted, seen=seen(submitted, XIN), digests=digests(submitted, XIN))
    ask_change(by=cast.eve, campaign=submitted, codes=[XIN], reason="责任人调整")
    return submitted


@pytest.mark.parametrize("phase", [Phase.RATING, Phase.CLOSED])
def test_once_rating_begins_no_sheet_is_decided(settled, cast, phase):
    request, day = ChangeRequest.objects.get(), settled.plan_due
    move_to(settled, phase)
    for decide in (
        lambda: approve_sheets(by=cast.ying, campaign=settled, seen=seen(settled, YAO), digests=digests(settled, YAO)),
        lambda: return_sheets(by=cast.ying, campaign=settled, seen=seen(settled, YAO), reason="请补", open_until=day),
        lambda: reopen_sheets(by=cast.ying, campaign=settled, seen=seen(settled, XIN), reason="补报", open_until=day),
        lambda: answer_request(by=cast.ying, request=request, version=1, granted=True, open_until=day),
    ):
        with translation.override("en"), pytest.raises(Refused, match="only before rating begins"):
            decide()
    with translation.override("en"), pytest.raises(Refused) as refused:
        withdraw_sheets(by=cast.eve, campaign=settled, codes=[YAO])
    assert refused.value.problems == ["The sheet of 姚郭庄村 is not waiting for approval."]
    assert [sheet(settled, code).state for code in (XIN, YAO)] == [PlanState.APPROVED, PlanState.SUBMITTED]


def test_a_return_of_sheets_is_undone_until_rating_begins(submitted, cast):
    def give_back():
        return return_sheets(by=cast.ying, campaign=submitted, seen=seen(submitted, XIN), reason="请补")

    undo(by=cast.ying, changeset=give_back())
    assert sheet(submitted).state == PlanState.SUBMITTED
    done = give_back()
    move_to(submitted, Phase.RATING)
    with translation.override("en"):
        assert obstacles(done, cast.ying) == ["Plans are decided and opened again only before rating begins."]


def test_what_changed_since_it_was_seen_is_not_decided(submitted, cast):
    """Another version of one sheet is enough to leave all as they are."""
    submit_sheets(by=cast.eve, campaign=submitted, codes=[YAO])
    looked, shown = seen(submitted, XIN, YAO), digests(submitted, XIN, YAO)
    Sheet.objects.filter(plan__campaign=submitted, plan__village=YAO).update(version=9)
    day = submitted.plan_due
    for decide in (
        lambda: approve_sheets(by=cast.ying, campaign=submitted, seen=looked, digests=shown),
        lambda: return_sheets(by=cast.ying, campaign=submitted, seen=looked, reason="请补", open_until=day),
        lambda: reopen_sheets(by=cast.ying, campaign=submitted, seen=looked, reason="补报", open_until=day),
    ):
        with pytest.raises(Stale) as stale:
            decide()
        assert [each.place_code for each in stale.value.records] == [YAO]
    assert [sheet(submitted, code).state for code in (XIN, YAO)] == [PlanState.SUBMITTED] * 2


@pytest.mark.parametrize("days", [-1, 161])
def test_the_day_of_a_sheet_lies_between_today_and_the_assessment(submitted, cast, days):
    """Both are days on which it may still be submitted."""

    def give_back(days):
        day = timezone.localdate() + datetime.timedelta(days=days)
        return_sheets(by=cast.ying, campaign=submitted, seen=seen(submitted, XIN), reason="请补", open_until=day)

    with translation.override("en"), pytest.raises(Refused, match="must lie between today and the assessment"):
        give_back(days)
    give_back(0 if days < 0 else 160)
    assert sheet(submitted).state == PlanState.RETURNED


def test_a_sheet_is_not_due_before_the_extended_stars(complete, cast, place):
    """A township that got longer for its stars has as long for its sheets; one whose sheets have more time keeps it."""
    filing = complete.filings.select_related("campaign").get(township=place.wenchang)
    sheet_due = complete.plan_due + datetime.timedelta(days=5)
    for until, due in ((None, 5), (3, 5), (5, 5), (9, 9)):
        filing.extended_until = until and complete.plan_due + datetime.timedelta(days=until)
        filing.campaign.sheet_due = sheet_due
        assert filing.sheets_due == complete.plan_due + datetime.timedelta(days=due)
        filing.campaign.sheet_due = None
        assert filing.sheets_due == complete.plan_due + datetime.timedelta(days=until or 0)
    filing.save(update_fields=["extended_until"])
    Campaign.objects.filter(pk=complete.pk).update(sheet_due=sheet_due)
    with in_days(12 + 9):
        write(cast.eve, complete, population=1)
        with pytest.raises(Refused):
            write(cast.wen, complete, "410871101200", population=1)
    with in_days(12 + 10), pytest.raises(Refused):
        write(cast.eve, complete, population=2)


@pytest.mark.parametrize("cell", ["nothing", "ecology.measure", "industry.nothing"])
def test_a_comment_needs_a_cell_of_the_sheet(submitted, cast, cell):
    with pytest.raises(Refused):
        return_sheets(
            by=cast.ying, campaign=submitted, seen=seen(submitted, XIN), pins=[Pin(XIN, cell, "看")], reason="看"
        )
    assert sheet(submitted).state == PlanState.SUBMITTED


def test_sheets_have_a_deadline_of_their_own(complete, cast, time_machine):
    Campaign.objects.filter(pk=complete.pk).update(
        sheet_due=complete.plan_due + datetime.timedelta(days=10), phase="creating"
    )
    time_machine.move_to(datetime.datetime.combine(complete.plan_due, datetime.time(12)) + datetime.timedelta(days=9))
    write(cast.eve, complete, population=0)
    time_machine.shift(datetime.timedelta(days=1))  # the last day is a day
    write(cast.eve, complete, population=1)
    time_machine.shift(datetime.timedelta(days=1))
    with pytest.raises(Refused):
        write(cast.eve, complete, population=2)
    day = complete.plan_due + datetime.timedelta(days=20)
    reopen_sheets(by=cast.ying, campaign=complete, seen=seen(complete, XIN), open_until=day, reason="补报")
    write(cast.eve, complete, population=2)


def test_a_change_is_asked_for_and_granted(submitted, cast):
    make.submit(cast.eve, submitted, XIN)
    make.approve(cast.ying, submitted, XIN)
    approve_sheets(by=cast.ying, campaign=submitted, seen=seen(submitted, XIN), digests=digests(submitted, XIN))
    ask_change(by=cast.eve, campaign=submitted, codes=[XIN], reason="责任人调整")
    with pytest.raises(Refused):
        ask_change(by=cast.eve, campaign=submitted, codes=[XIN], reason="再问一次")
    request = ChangeRequest.objects.get()
    with pytest.raises(Refused):
        answer_request(
            by=cast.eve, request=request, version=request.version, granted=True, open_until=submitted.plan_due
        )
    answer_request(by=cast.ying, request=request, version=request.version, granted=True, open_until=submitted.plan_due)
    assert (sheet(submitted).state, make.plan(submitted, XIN).state) == (PlanState.RETURNED, PlanState.RETURNED)
    write(cast.eve, submitted, industry__person="李四")


def test_a_declined_change_needs_an_answer(submitted, cast):
    approve_sheets(by=cast.ying, campaign=submitted, seen=seen(submitted, XIN), digests=digests(submitted, XIN))
    ask_change(by=cast.eve, campaign=submitted, codes=[XIN], reason="责任人调整")
    request = ChangeRequest.objects.get()
    with pytest.raises(Refused):
        answer_request(by=cast.ying, request=request, version=request.version, granted=False)
    answer_request(by=cast.ying, request=request, version=request.version, granted=False, answer="年中一并调整")
    assert sheet(submitted).state == PlanState.APPROVED


def test_an_approved_sheet_cannot_change_past_the_program(submitted, cast):
    approve_sheets(by=cast.ying, campaign=submitted, seen=seen(submitted, XIN), digests=digests(submitted, XIN))
    for table, column in (("campaigns_sheet", "speciality"), ("campaigns_starcase", "person")):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE {table} SET {column} = 'x'")
    assert sheet(submitted).is_as_approved


@pytest.mark.parametrize("who", ["wen", "zhou", "lei", "shen", "han", "nora"])
def test_nobody_else_writes(marked, cast, who):
    with pytest.raises(Refused):
        write(getattr(cast, who), marked, population=1)


def test_facts_are_carried_over_into_the_next_year(complete, cast, place):
    write(cast.eve, complete, population=1830, contact_leader="赵六", income=Decimal(9))
    year = complete.year + 1
    open_campaign(by=cast.ying, county=place.county, year=year, standard=make.STANDARD, settings=make.settings(year))
    carried = Sheet.objects.get(plan__campaign__year=year, plan__village=XIN)
    assert (carried.population, carried.contact_leader, carried.income) == (1830, "赵六", None)
