"""A township hands its plans in, takes them back, undoes a slip, gets longer."""

import datetime

import pytest
from django.utils import timezone, translation

from campaigns.planning.actions.marks import Incomplete, extend_filing, submit_plans, withdraw_plans
from campaigns.planning.models.marks import Plan
from campaigns.year.actions import change_campaign, move_phase
from campaigns.year.choices import Phase
from campaigns.year.models.campaign import Campaign, Filing
from fivestar.changes.deeds import Refused, Stale
from fivestar.changes.models import ChangeSet
from fivestar.changes.undo import obstacles, undo
from tests import make
from tests.planning.plans import (
    HAN,
    JIN,
    NING,
    XIN,
    YANG,
    YAO,
    deeds_since,
    in_days,
    move_to,
    says,
    versions,
)  # fmt: skip
from tests.snapshot import kept
from villages.models import Village

FIVE = "branch industry ecology safety civility"


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def before(campaign) -> int:
    """The newest change set before the test."""
    return ChangeSet.objects.last().pk


# Submitting --------------------------------------------------------------------------------------------------


def test_a_township_hands_in_its_units(campaign, cast, before):
    make.mark(cast.eve, campaign, {XIN: "safety", YAO: "industry"})
    with in_days(1):
        moment = timezone.now()
        changeset = submit_plans(by=cast.eve, campaign=campaign, codes=[XIN, YAO], token="t")
    for code in (XIN, YAO):
        plan = make.plan(campaign, code)
        assert (plan.state, plan.submitted_by, plan.submitted_at) == ("submitted", cast.eve.officer, moment)
    assert (changeset.place, changeset.on_behalf, changeset.summary) == ("410871062", False, {"plan": 2})
    assert submit_plans(by=cast.eve, campaign=campaign, codes=[XIN, YAO], token="t") == changeset
    assert deeds_since(before) == ["save_marks", "submit_plans"]


def test_everything_that_is_missing_is_told_at_once(campaign, cast, before):
    make.mark(cast.eve, campaign, {XIN: "safety", YAO: "industry"})
    make.submit(cast.eve, campaign, YAO)
    with pytest.raises(Incomplete) as error:
        submit_plans(by=cast.eve, campaign=campaign, codes=[XIN, YAO, JIN, YANG])
    assert sorted((gap.code, str(gap.sentence)) for gap in error.value.problems) == [
        (JIN, "Mark at least one star, or state that there is no target this year."),
        (YAO, "姚郭庄村 has been submitted; withdraw it to change it."),
        (YANG, "Mark at least one star, or state that there is no target this year."),
    ]
    assert says(campaign, XIN)[0] == "draft"
    assert deeds_since(before) == ["save_marks", "submit_plans"]


def test_what_is_approved_is_not_submitted_again(campaign, cast):
    last = Campaign.objects.get(county=campaign.county, year=campaign.year - 1)
    with pytest.raises(Incomplete) as error:
        make.submit(cast.eve, last, XIN)
    sentence = "辛庄村 is approved; only the county office can reopen it."
    assert [str(gap.sentence) for gap in error.value.problems] == [sentence]


@pytest.mark.parametrize(("switch", "submits"), [("off", True), ("warning", True), ("blocking", False)])
@pytest.mark.parametrize("code", [XIN, HAN])
def test_the_capstone_is_the_countys_switch(campaign, cast, switch, submits, code):
    change_campaign(by=cast.ying, campaign=campaign, version=campaign.version, settings={"capstone": switch})
    make.mark(cast.ying, campaign, {code: "branch safety"})
    if submits:
        make.submit(cast.ying, campaign, code)
    else:
        # ``campaign`` still says what the switch was when the page was opened.
        with pytest.raises(Incomplete) as error:
            make.submit(cast.ying, campaign, code)
        assert [gap.code for gap in error.value.problems] == [code]
    assert says(campaign, code)[0] == ("submitted" if submits else "draft")


def test_all_five_stars_meet_the_capstone(campaign, cast):
    change_campaign(by=cast.ying, campaign=campaign, version=campaign.version, settings={"capstone": "blocking"})
    make.mark(cast.eve, campaign, {XIN: FIVE})
    make.submit(cast.eve, campaign, XIN)
    assert says(campaign, XIN)[0] == "submitted"


@pytest.mark.parametrize("name", ["wen", "lei", "shen", "han", "zhou", "nora", "admin"])
def test_nobody_else_submits_or_withdraws(campaign, cast, name):
    make.mark(cast.eve, campaign, {XIN: "safety", YAO: "safety"})
    make.submit(cast.eve, campaign, XIN)
    with pytest.raises(Refused, match="No such unit"):
        make.submit(getattr(cast, name), campaign, YAO)
    with pytest.raises(Refused, match="No such unit"):
        withdraw_plans(by=getattr(cast, name), campaign=campaign, codes=[XIN])
    assert (says(campaign, XIN)[0], says(campaign, YAO)[0]) == ("submitted", "draft")


@pytest.mark.parametrize("deed", [submit_plans, withdraw_plans])
def test_nothing_chosen_is_no_change_set(campaign, cast, before, deed):
    with pytest.raises(Refused, match=r"No unit was chosen\."):
        deed(by=cast.eve, campaign=campaign, codes=[])
    assert deeds_since(before) == []


def test_a_submitted_unit_is_not_marked(campaign, cast):
    make.mark(cast.eve, campaign, {XIN: "safety"})
    make.submit(cast.eve, campaign, XIN)
    with pytest.raises(Refused) as error:
        make.mark(cast.eve, campaign, {XIN: "industry"})
    assert error.value.problems == ["辛庄村 has been submitted; withdraw it to change it."]


# Withdrawing -------------------------------------------------------------------------------------------------


@pytest.fixture
@kept
def submitted(campaign, cast) -> Campaign:
    """文昌 has submitted two of its units."""
    make.mark(cast.eve, campaign, {XIN: "safety", YAO: "industry"})
    make.submit(cast.eve, campaign, XIN, YAO)
    return campaign


def test_a_township_takes_back_what_it_submitted(submitted, cast):
    changeset = withdraw_plans(by=cast.eve, campaign=submitted, codes=[XIN], reason="还要商量")
    plan = make.plan(submitted, XIN)
    assert (plan.state, plan.submitted_by, plan.submitted_at) == ("draft", None, None)
    assert (changeset.place, changeset.reason, changeset.summary) == (XIN, "还要商量", {"plan": 1})
    assert says(submitted, YAO)[0] == "submitted"
    make.mark(cast.eve, submitted, {XIN: "ecology"})


def test_what_is_approved_is_not_withdrawn(submitted, cast):
    make.approve(cast.ying, submitted, XIN)
    with pytest.raises(Refused) as error:
        withdraw_plans(by=cast.eve, campaign=submitted, codes=[XIN, YAO])
    assert error.value.problems == ["辛庄村 is not waiting for approval."]
    assert (says(submitted, XIN)[0], says(submitted, YAO)[0]) == ("approved", "submitted")


def test_what_was_never_submitted_is_not_withdrawn(submitted, cast):
    with pytest.raises(Refused) as error:
        withdraw_plans(by=cast.eve, campaign=submitted, codes=[JIN])
    assert error.value.problems == ["金炉村 is not waiting for approval."]


def test_until_it_is_approved_it_is_withdrawn_after_the_deadline_too(submitted, cast):
    with in_days(13):
        withdraw_plans(by=cast.eve, campaign=move_to(submitted, Phase.CREATING), codes=[XIN])
    assert says(submitted, XIN)[0] == "draft"


@pytest.mark.parametrize("phase", [Phase.RATING, Phase.CLOSED])
def test_once_rating_begins_nothing_is_withdrawn(submitted, cast, phase):
    move_to(submitted, phase)
    with pytest.raises(Refused) as error:
        withdraw_plans(by=cast.eve, campaign=submitted, codes=[XIN])
    assert error.value.problems == ["辛庄村: plans change only before rating begins."]


# Taking back one's own last change ---------------------------------------------------------------------------


def in_the_way(by, changeset) -> list[str]:
    return [str(sentence) for sentence in obstacles(changeset, by)]


def test_marks_are_undone(campaign, cast):
    make.mark(cast.eve, campaign, {XIN: "safety"})
    held = versions(campaign)
    changeset = make.mark(cast.eve, campaign, {XIN: "industry ecology", JIN: "none"})
    undo(by=cast.eve, changeset=changeset)
    assert (says(campaign, XIN), says(campaign, JIN)) == (("draft", "safety", ""), ("not_begun", "", ""))
    assert versions(campaign) == held | {XIN: held[XIN] + 2, JIN: held[JIN] + 2}


def test_marks_are_undone_one_after_the_other(campaign, cast):
    first = make.mark(cast.eve, campaign, {XIN: "safety"})
    second = make.mark(cast.eve, campaign, {XIN: "safety industry"})
    undo(by=cast.eve, changeset=second)
    undo(by=cast.eve, changeset=first)
    assert says(campaign, XIN) == ("not_begun", "", "")


def test_marks_of_a_plan_that_is_closed_by_now_stay(campaign, cast):
    changeset = make.mark(cast.eve, campaign, {XIN: "safety", YAO: "industry"})
    with in_days(13):
        assert sorted(in_the_way(cast.eve, changeset)) == [
            f"The deadline for {name} was {campaign.plan_due}; ask the county office for an extension."
            for name in ("姚郭庄村", "辛庄村")
        ]
        with pytest.raises(Refused):
            undo(by=cast.eve, changeset=changeset)
    with in_days(12):
        undo(by=cast.eve, changeset=changeset)


def test_marks_of_a_plan_that_somebody_submitted_stay(campaign, cast):
    changeset = make.mark(cast.eve, campaign, {XIN: "safety"})
    make.submit(cast.ying, campaign, XIN)
    assert in_the_way(cast.eve, changeset) == [
        "辛庄村 has been submitted; withdraw it to change it.",
        "辛庄村 has been changed since by 应敏.",
    ]


def test_marks_that_somebody_else_has_touched_since_stay(campaign, cast):
    """The same unit, but another star."""
    changeset = make.mark(cast.eve, campaign, {XIN: "safety"})
    make.mark(cast.ying, campaign, {XIN: "safety industry"})
    assert in_the_way(cast.eve, changeset) == ["辛庄村 has been changed since by 应敏."]


def test_marks_of_a_unit_that_moved_away_stay(campaign, cast, place):
    changeset = make.mark(cast.eve, campaign, {XIN: "safety"})
    Village.objects.filter(pk=XIN).update(township=place.ningguo)
    assert in_the_way(cast.eve, changeset) == ["辛庄村 is no longer in your range."]


def test_a_submission_is_undone_like_a_withdrawal(campaign, cast):
    make.mark(cast.eve, campaign, {XIN: "safety"})
    changeset = make.submit(cast.eve, campaign, XIN)
    undo(by=cast.eve, changeset=changeset)
    plan = make.plan(campaign, XIN)
    assert (plan.state, plan.submitted_by, plan.submitted_at) == ("draft", None, None)


def test_a_submission_that_was_approved_stays(campaign, cast):
    make.mark(cast.eve, campaign, {XIN: "safety"})
    changeset = make.submit(cast.eve, campaign, XIN)
    make.approve(cast.ying, campaign, XIN)
    assert in_the_way(cast.eve, changeset) == [
        "辛庄村 is not waiting for approval.",
        "辛庄村 has been changed since by 应敏.",
    ]


def test_a_submission_stays_once_rating_begins(campaign, cast):
    make.mark(cast.eve, campaign, {XIN: "safety"})
    changeset = make.submit(cast.eve, campaign, XIN)
    move_to(campaign, Phase.RATING)
    assert in_the_way(cast.eve, changeset) == ["辛庄村: plans change only before rating begins."]


def test_a_withdrawal_is_not_undone_but_submitted_again(submitted, cast):
    changeset = withdraw_plans(by=cast.eve, campaign=submitted, codes=[XIN])
    assert in_the_way(cast.eve, changeset) == ["A change of this kind cannot be undone; correct it on its page."]


# Longer for one township -------------------------------------------------------------------------------------


@pytest.fixture
def filing(campaign, place) -> Filing:
    return Filing.objects.get(campaign=campaign, township=place.wenchang)


def extend(by, filing: Filing, days: int, **changed) -> ChangeSet:
    facts = {
        "by": by, "campaign": filing.campaign, "township": filing.township, "version": filing.version,
        "until": timezone.localdate() + datetime.timedelta(days=days), "reason": "汛情",
    }  # fmt: skip
    return extend_filing(**(facts | changed))


def test_the_office_gives_a_township_longer(campaign, cast, filing):
    changeset = extend(cast.ying, filing, 20)
    assert (changeset.place, changeset.year, changeset.reason) == ("410871062", campaign.year, "汛情")
    assert (changeset.on_behalf, changeset.changes.get().before) == (False, {"extended_until": None})
    with in_days(20):
        make.mark(cast.eve, campaign, {XIN: "safety"})
        with pytest.raises(Refused):
            make.mark(cast.wen, campaign, {NING: "safety"})
    with in_days(21), pytest.raises(Refused) as error:
        make.submit(cast.eve, campaign, XIN)
    until = timezone.localdate() + datetime.timedelta(days=20)
    assert str(error.value.problems[0].sentence) == (
        f"The deadline for 辛庄村 was {until}; ask the county office for an extension."
    )


def test_a_deadline_is_extended_after_it_has_passed(campaign, cast, filing):
    with in_days(14):
        extend(cast.ying, filing, 0)
        make.mark(cast.eve, campaign, {XIN: "safety"})


@pytest.mark.parametrize("days", [11, -1, 161])
def test_an_extension_ends_between_the_deadline_and_the_assessment(campaign, cast, filing, days):
    with pytest.raises(Refused, match="The day must lie between"):
        extend(cast.ying, filing, days)
    filing.refresh_from_db()
    assert filing.extended_until is None


def test_an_extension_does_not_end_in_the_past(campaign, cast, filing):
    with in_days(20), pytest.raises(Refused, match="The day must lie between"):
        extend(cast.ying, filing, -1)
    for days in (12, 160):
        extend(cast.ying, filing, days)
        filing.refresh_from_db()
    assert filing.extended_until == campaign.assessment_on


def test_an_extension_has_a_reason(campaign, cast, filing):
    with pytest.raises(Refused, match="Say why"):
        extend(cast.ying, filing, 20, reason="  ")


def test_an_extension_seen_with_another_one_is_stale(campaign, cast, filing):
    extend(cast.ying, filing, 20)
    with pytest.raises(Stale):
        extend(cast.yang, filing, 30)


@pytest.mark.parametrize("name", ["eve", "wen", "lei", "shen", "han", "zhou", "nora", "admin"])
def test_nobody_else_extends(campaign, cast, filing, name):
    with pytest.raises(Refused, match=r"Only the county office can extend a deadline\."):
        extend(getattr(cast, name), filing, 20)


def test_a_township_of_another_county_is_not_in_the_campaign(campaign, cast, place, filing):
    with pytest.raises(Refused, match=r"Only the county office"):
        extend(cast.ying, filing, 20, township=place.zhuwang)
    with pytest.raises(Refused, match=r"takes no part"):
        extend(cast.zhou, filing, 20, township=place.zhuwang)


@pytest.mark.parametrize("phase", [Phase.CREATING, Phase.RATING, Phase.CLOSED])
def test_after_planning_units_are_reopened_instead(campaign, cast, filing, phase):
    move_to(campaign, phase)
    with pytest.raises(Refused, match="reopen the units that need it"):
        extend(cast.ying, filing, 20)


def test_an_extension_is_not_undone_but_set_again(campaign, cast, filing):
    changeset = extend(cast.ying, filing, 20)
    assert in_the_way(cast.ying, changeset) == ["A change of this kind cannot be undone; correct it on its page."]


def test_plans_move_with_the_phase_only_by_the_office(campaign, cast):
    move_phase(by=cast.ying, campaign=campaign, version=campaign.version, phase=Phase.CREATING)
    with pytest.raises(Refused):
        make.mark(cast.eve, campaign, {XIN: "safety"})
    assert Plan.objects.filter(campaign=campaign).exclude(state="not_begun").count() == 0
