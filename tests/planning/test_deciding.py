"""The county office approves, returns and reopens exactly what it saw."""

import datetime

import pytest
from django.utils import timezone, translation

from campaigns.opening.actions import record_held
from campaigns.planning.actions.marks import approve_plans, reopen_plans, return_plans, withdraw_plans
from campaigns.year.choices import Phase
from campaigns.year.models.campaign import Campaign, Filing
from fivestar.changes.deeds import Refused, Stale
from fivestar.changes.models import ChangeSet
from fivestar.changes.undo import obstacles, undo
from tests import make
from tests.planning.plans import JIN, NING, XIN, YANG, YAO, ZHU, deeds_since, in_days, move_to, says, versions
from tests.snapshot import kept

OTHERS = ["eve", "wen", "lei", "shen", "han", "zhou", "nora", "admin"]


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
@kept
def waiting(campaign, cast) -> Campaign:
    """文昌 has submitted two units, and 应敏 of the office one of 宁郭's on its behalf."""
    make.mark(cast.eve, campaign, {XIN: "safety industry", YAO: "none"})
    make.submit(cast.eve, campaign, XIN, YAO)
    make.mark(cast.ying, campaign, {NING: "ecology"})
    make.submit(cast.ying, campaign, NING)
    return campaign


@pytest.fixture
def before(waiting) -> int:
    return ChangeSet.objects.last().pk


def day(days: int) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=days)


def approve(by, of, *codes, **facts):
    return approve_plans(**({"by": by, "campaign": of, "seen": make.seen(of, *codes)} | facts))


def give_back(by, of, *codes, **facts):
    return return_plans(**({"by": by, "campaign": of, "seen": make.seen(of, *codes), "reason": "请补"} | facts))


def reopen(by, of, *codes, **facts):
    given = {"by": by, "campaign": of, "seen": make.seen(of, *codes), "reason": "数据有误", "open_until": day(3)}
    return reopen_plans(**(given | facts))


# Approving ---------------------------------------------------------------------------------------------------


def test_the_office_approves_what_it_saw(waiting, cast, before):
    with in_days(1):
        moment = timezone.now()
        changeset = approve(cast.ying, waiting, XIN, YAO, token="t")
    for code in (XIN, YAO):
        plan = make.plan(waiting, code)
        assert (plan.state, plan.approved_by, plan.approved_at) == ("approved", cast.ying.officer, moment)
        assert plan.submitted_by == cast.eve.officer
        assert plan.approved_digest == plan.mark.digest()
        assert plan.is_as_approved
    assert (changeset.place, changeset.on_behalf, changeset.summary) == ("410871062", False, {"plan": 2})
    assert approve(cast.ying, waiting, XIN, YAO, seen=changeset_seen(changeset), token="t") == changeset
    assert deeds_since(before) == ["approve_plans"]


def changeset_seen(changeset: ChangeSet) -> dict[str, int]:
    """The versions that were seen before a change set raised them by one."""
    codes = [change.place for change in changeset.changes.all()]
    campaign = Campaign.objects.get(year=changeset.year, county=changeset.place[:6])
    return {code: version - 1 for code, version in make.seen(campaign, *codes).items()}


def test_whoever_submitted_cannot_approve(waiting, cast, before):
    """应敏 entered and submitted for 宁郭; a colleague has to approve it."""
    with pytest.raises(Refused) as error:
        approve(cast.ying, waiting, XIN, NING)
    assert error.value.problems == ["宁郭村"]
    assert (says(waiting, XIN)[0], deeds_since(before)) == ("submitted", [])
    approve(cast.yang, waiting, XIN, NING)
    assert make.plan(waiting, NING).approved_by == cast.yang.officer


def test_the_database_too_refuses_that_the_submitter_approves(waiting, cast):
    plan = make.plan(waiting, NING)
    plan.approved_by, plan.approved_at, plan.state = plan.submitted_by, timezone.now(), "approved"
    with pytest.raises(Exception, match="nobody_approves_what_they_submitted"):
        plan.save()


@pytest.mark.parametrize("name", OTHERS)
def test_nobody_else_decides(waiting, cast, name, before):
    seat = getattr(cast, name)
    for decide in (approve, give_back, reopen):
        with pytest.raises(Refused, match="No such unit in your range"):
            decide(seat, waiting, XIN)
    assert (says(waiting, XIN)[0], deeds_since(before)) == ("submitted", [])


def test_a_unit_of_another_county_is_out_of_range(waiting, cast, place):
    neighbour = make.campaign(place, cast, place.neighbour)
    with pytest.raises(Refused, match="No such unit"):
        approve(cast.ying, waiting, XIN, seen=make.seen(waiting, XIN) | make.seen(neighbour, ZHU))
    with pytest.raises(Refused, match="No such unit"):
        approve(cast.ying, neighbour, XIN, seen=make.seen(waiting, XIN))


@pytest.mark.parametrize("decide", [approve, give_back])
def test_what_changed_since_it_was_seen_is_not_decided(waiting, cast, decide):
    """文昌 withdraws, adds a star and submits again while the page is open at the office."""
    seen = make.seen(waiting, XIN, YAO)
    withdraw_plans(by=cast.eve, campaign=waiting, codes=[XIN])
    make.mark(cast.eve, waiting, {XIN: "safety industry civility"})
    make.submit(cast.eve, waiting, XIN)
    with pytest.raises(Stale) as error:
        decide(cast.ying, waiting, seen=seen)
    assert str(error.value.message) == "Changed since you looked: 辛庄村. Nothing was decided; look again."
    assert [plan.village_id for plan in error.value.records] == [XIN]
    assert (says(waiting, XIN)[0], says(waiting, YAO)[0]) == ("submitted", "submitted")


@pytest.mark.parametrize("decide", [approve, give_back])
def test_only_what_waits_is_approved_or_returned(waiting, cast, decide):
    make.mark(cast.eve, waiting, {JIN: "safety"})
    approve(cast.yang, waiting, NING)
    with pytest.raises(Refused) as error:
        decide(cast.ying, waiting, XIN, NING, JIN, YANG)
    problems = ["宁郭村: approved", "杨庄村: not begun", "金炉村: draft"]
    assert sorted(error.value.problems) == sorted(problems)
    assert says(waiting, XIN)[0] == "submitted"


def test_a_decision_about_no_unit_is_no_change_set(waiting, cast, before):
    for decide in (approve, give_back, reopen):
        with pytest.raises(Refused, match=r"No unit was chosen\."):
            decide(cast.ying, waiting, seen={})
    assert deeds_since(before) == []


@pytest.mark.parametrize("phase", [Phase.RATING, Phase.CLOSED])
def test_once_rating_begins_nothing_is_decided(waiting, cast, phase, before):
    approve(cast.ying, waiting, YAO)
    moved = move_to(waiting, phase)
    for decide, code in ((approve, XIN), (give_back, XIN), (reopen, YAO)):
        with pytest.raises(Refused, match="only before rating begins"):
            decide(cast.ying, moved, code)
        with pytest.raises(Refused, match="only before rating begins"):  # the phase is read inside the deed
            decide(cast.ying, waiting, code)
    assert deeds_since(before) == ["approve_plans"]


def test_an_approval_is_not_undone_but_reopened(waiting, cast):
    changeset = approve(cast.ying, waiting, XIN)
    sentence = "A change of this kind cannot be undone; correct it on its page."
    assert [str(each) for each in obstacles(changeset, cast.ying)] == [sentence]


def test_held_stars_of_what_is_submitted_or_approved_stay(waiting, cast):
    approve(cast.ying, waiting, XIN)
    held = [(XIN, frozenset({"civility"})), (YAO, frozenset({"civility"})), (JIN, frozenset({"civility"}))]
    with pytest.raises(Refused) as error:
        record_held(by=cast.ying, campaign=waiting, held=held)
    assert sorted(error.value.problems) == ["姚郭庄村", "辛庄村"]
    assert make.plan(waiting, JIN).mark.held == frozenset()


# Returning ---------------------------------------------------------------------------------------------------


def test_the_office_returns_with_a_reason(waiting, cast):
    changeset = give_back(cast.ying, waiting, XIN, reason="平安法治星证据不足")
    plan = make.plan(waiting, XIN)
    assert (plan.state, plan.return_reason) == ("returned", "平安法治星证据不足")
    assert (plan.submitted_by, plan.submitted_at, plan.open_until) == (None, None, None)
    assert (changeset.place, changeset.reason, changeset.on_behalf) == (XIN, "平安法治星证据不足", False)


def test_a_return_without_a_reason_is_refused(waiting, cast, before):
    with pytest.raises(Refused, match="so that the township knows what to mend"):
        give_back(cast.ying, waiting, XIN, reason=" ")
    assert deeds_since(before) == []


def test_a_returned_plan_is_mended_and_submitted_again(waiting, cast):
    give_back(cast.ying, waiting, XIN)
    make.mark(cast.eve, waiting, {XIN: "safety"})
    assert says(waiting, XIN)[0] == "returned"
    make.submit(cast.eve, waiting, XIN)
    plan = make.plan(waiting, XIN)
    assert (plan.state, plan.return_reason) == ("submitted", "")


def test_one_s_own_submission_may_be_returned(waiting, cast):
    give_back(cast.ying, waiting, NING)
    assert says(waiting, NING)[0] == "returned"


def test_after_the_deadline_a_return_gives_a_day(waiting, cast):
    with in_days(13):
        with pytest.raises(Refused, match="give a day until which"):
            give_back(cast.ying, waiting, XIN)
        give_back(cast.ying, waiting, XIN, open_until=day(2))
    with in_days(15):
        make.mark(cast.eve, waiting, {XIN: "safety"})
        with pytest.raises(Refused):
            make.mark(cast.eve, waiting, {JIN: "safety"})
    with in_days(16), pytest.raises(Refused) as error:
        make.submit(cast.eve, waiting, XIN)
    sentence = f"The deadline for 辛庄村 was {day(15)}; ask the county office for an extension."
    assert [str(gap.sentence) for gap in error.value.problems] == [sentence]


def test_in_an_extended_township_a_return_needs_no_day(waiting, cast, place):
    Filing.objects.filter(campaign=waiting, township=place.wenchang).update(extended_until=day(20))
    with in_days(20):
        give_back(cast.ying, waiting, XIN)
        with pytest.raises(Refused, match="give a day until which"):
            give_back(cast.yang, waiting, NING)


@pytest.mark.parametrize("days", [-1, 161])
def test_the_day_lies_between_today_and_the_assessment(waiting, cast, days):
    for decide in (give_back, reopen):
        code = XIN if decide is give_back else JIN
        with pytest.raises(Refused, match="The day must lie between today and the assessment"):
            decide(cast.ying, waiting, code, open_until=day(days))
    give_back(cast.ying, waiting, XIN, open_until=day(0))
    give_back(cast.ying, waiting, YAO, open_until=day(160))


def test_a_return_is_undone_while_nobody_has_begun_to_mend(waiting, cast):
    changeset = give_back(cast.ying, waiting, XIN)
    undo(by=cast.ying, changeset=changeset)
    plan = make.plan(waiting, XIN)
    assert (plan.state, plan.submitted_by, plan.return_reason) == ("submitted", cast.eve.officer, "")
    approve(cast.ying, waiting, XIN)


def test_a_return_stays_once_somebody_has_begun_to_mend(waiting, cast):
    changeset = give_back(cast.ying, waiting, XIN)
    make.mark(cast.eve, waiting, {XIN: "safety"})
    assert [str(each) for each in obstacles(changeset, cast.ying)] == ["辛庄村 has been changed since by 伊芳."]


def test_a_return_stays_once_rating_begins(waiting, cast):
    changeset = give_back(cast.ying, waiting, XIN)
    move_to(waiting, Phase.RATING)
    sentence = "Plans are decided and opened again only before rating begins."
    assert [str(each) for each in obstacles(changeset, cast.ying)] == [sentence]


# Reopening ---------------------------------------------------------------------------------------------------


def test_the_office_reopens_what_was_approved(waiting, cast):
    approve(cast.ying, waiting, XIN, YAO)
    with in_days(20):
        changeset = reopen(cast.yang, waiting, XIN)
    plan = make.plan(waiting, XIN)
    assert (plan.state, plan.return_reason, plan.open_until) == ("returned", "数据有误", day(23))
    assert (plan.approved_by, plan.approved_at, plan.approved_digest) == (None, None, "")
    assert (plan.submitted_by, plan.submitted_at) == (None, None)
    assert (changeset.place, changeset.reason, changeset.on_behalf) == (XIN, "数据有误", False)
    assert says(waiting, YAO)[0] == "approved"
    with in_days(23):
        make.mark(cast.eve, waiting, {XIN: "safety"})
        make.submit(cast.eve, waiting, XIN)
        approve(cast.ying, waiting, XIN)
    plan = make.plan(waiting, XIN)
    assert (plan.state, plan.is_as_approved, plan.open_until) == ("approved", True, None)


def test_what_the_deadline_found_unsubmitted_is_reopened(waiting, cast):
    """In the middle of the year, by name and until a day, with the marks it had."""
    make.mark(cast.eve, waiting, {JIN: "safety"})
    give_back(cast.ying, waiting, XIN)
    moved = move_to(waiting, Phase.CREATING)
    with in_days(30):
        changeset = reopen(cast.ying, moved, JIN, YANG, XIN)
        assert [says(waiting, code)[0] for code in (JIN, YANG, XIN)] == ["draft", "not_begun", "returned"]
        assert {make.plan(waiting, code).open_until for code in (JIN, YANG, XIN)} == {day(3)}
        assert make.plan(waiting, XIN).return_reason == "请补"
        assert (changeset.reason, changeset.summary) == ("数据有误", {"plan": 3})
        make.mark(cast.eve, waiting, {YANG: "civility"})
        make.submit(cast.eve, waiting, JIN, YANG)


def test_what_waits_is_returned_instead(waiting, cast):
    with pytest.raises(Refused, match="return these instead") as error:
        reopen(cast.ying, waiting, XIN, JIN)
    assert error.value.problems == ["辛庄村: submitted"]


def test_reopening_until_the_same_day_changes_nothing(waiting, cast, before):
    reopen(cast.ying, waiting, JIN)
    assert reopen(cast.ying, waiting, JIN).pk is None
    assert deeds_since(before) == ["reopen_plans"]


@pytest.mark.parametrize("facts", [{"reason": " "}, {"open_until": None}])
def test_reopening_has_a_reason_and_a_day(waiting, cast, facts, before):
    with pytest.raises(Refused):
        reopen(cast.ying, waiting, JIN, **facts)
    assert deeds_since(before) == []


def test_what_was_reopened_since_it_was_seen_is_stale(waiting, cast):
    seen = make.seen(waiting, JIN)
    reopen(cast.ying, waiting, JIN)
    with pytest.raises(Stale):
        reopen(cast.yang, waiting, seen=seen, open_until=day(5))


# The whole way, twice ----------------------------------------------------------------------------------------


def test_one_plans_journey(campaign, cast):
    """Marked, submitted, withdrawn, marked, submitted, returned, mended, submitted, approved, reopened, approved."""
    first = ChangeSet.objects.last().pk
    others = versions(campaign)
    make.mark(cast.eve, campaign, {XIN: "safety"})
    make.submit(cast.eve, campaign, XIN)
    withdraw_plans(by=cast.eve, campaign=campaign, codes=[XIN])
    make.mark(cast.eve, campaign, {XIN: "safety civility"})
    make.submit(cast.eve, campaign, XIN)
    give_back(cast.ying, campaign, XIN)
    make.mark(cast.eve, campaign, {XIN: "civility"})
    make.submit(cast.eve, campaign, XIN)
    approve(cast.ying, campaign, XIN)
    reopen(cast.ying, campaign, XIN)
    make.submit(cast.eve, campaign, XIN)
    approve(cast.yang, campaign, XIN)
    deeds = "save submit withdraw save submit return save submit approve reopen submit approve"
    assert " ".join(name.partition("_")[0] for name in deeds_since(first)) == deeds
    assert says(campaign, XIN) == ("approved", "civility", "")
    assert versions(campaign) == others | {XIN: 13}
