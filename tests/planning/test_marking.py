"""A township marks its stars: what is saved, who may, until when."""

import datetime

import pytest
import time_machine
from django.utils import translation

from campaigns.planning.actions.marks import Incomplete, save_marks, withdraw_plans
from campaigns.year.choices import Phase
from campaigns.year.models.campaign import Campaign
from fivestar.changes.deeds import Refused, Stale
from fivestar.changes.models import ChangeSet
from tests import make
from tests.planning.plans import (
    HAN,
    JIN,
    NING,
    QIU,
    XIN,
    YAO,
    ZHU,
    deeds_since,
    in_days,
    move_to,
    says,
    versions,
)  # fmt: skip
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


# Marking -----------------------------------------------------------------------------------------------------


def test_marks_are_saved_as_one_deed(campaign, cast, before):
    others = versions(campaign)
    changeset = save_marks(
        by=cast.eve,
        campaign=campaign,
        rows=[
            make.row(campaign, XIN, "industry safety"),
            make.row(campaign, JIN, no_target=True, no_target_reason=" 整村搬迁 "),
            make.row(campaign, YAO),
        ],
    )
    assert says(campaign, XIN) == ("draft", "industry safety", "")
    assert says(campaign, JIN) == ("draft", "", "整村搬迁")
    assert says(campaign, YAO) == ("not_begun", "", "")
    assert versions(campaign) == others | {XIN: 2, JIN: 2}
    assert deeds_since(before) == ["save_marks"]
    assert (changeset.place, changeset.year, changeset.on_behalf) == ("410871062", campaign.year, False)
    assert changeset.summary == {"plan": 2}
    changes = [(change.place, change.name, change.after) for change in changeset.changes.all()]
    assert sorted(changes, key=str) == sorted(
        [
            (XIN, "辛庄村 产业兴旺星", {"target": True}),
            (XIN, "辛庄村 平安法治星", {"target": True}),
            (XIN, "辛庄村", {"state": "draft"}),
            (JIN, "金炉村", {"state": "draft", "no_target": True, "no_target_reason": "整村搬迁"}),
        ],
        key=str,
    )


def test_marks_of_one_unit_stand_at_the_unit(campaign, cast):
    assert make.mark(cast.eve, campaign, {XIN: "safety"}).place == XIN


def test_last_years_plan_stays(campaign, cast):
    make.mark(cast.eve, campaign, {XIN: "civility"})
    last = Campaign.objects.get(county=campaign.county, year=campaign.year - 1)
    assert says(last, XIN) == ("approved", "industry safety", "")


def test_a_mark_taken_back_stays_a_draft(campaign, cast):
    make.mark(cast.eve, campaign, {XIN: "safety"})
    make.mark(cast.eve, campaign, {XIN: ""})
    assert says(campaign, XIN) == ("draft", "", "")
    assert versions(campaign)[XIN] == 3


def test_a_change_of_stars_alone_raises_the_version(campaign, cast):
    make.mark(cast.eve, campaign, {XIN: "safety"})
    make.mark(cast.eve, campaign, {XIN: "safety industry"})
    assert versions(campaign)[XIN] == 3


def test_marking_what_is_marked_changes_nothing(campaign, cast, before):
    make.mark(cast.eve, campaign, {XIN: "safety", JIN: "none"})
    again = make.mark(cast.eve, campaign, {XIN: "safety", JIN: "none", YAO: ""})
    assert (again.pk, deeds_since(before)) == (None, ["save_marks"])


def test_a_reason_goes_with_the_choice_it_belongs_to(campaign, cast):
    make.mark(cast.eve, campaign, {JIN: "none"})
    row = make.row(campaign, JIN, "safety", no_target=False, no_target_reason="集中整改")
    save_marks(by=cast.eve, campaign=campaign, rows=[row])
    assert says(campaign, JIN) == ("draft", "safety", "")
    assert make.plan(campaign, JIN).no_target is False


def test_another_reason_is_a_change(campaign, cast):
    make.mark(cast.eve, campaign, {JIN: "none"})
    save_marks(
        by=cast.eve, campaign=campaign, rows=[make.row(campaign, JIN, no_target=True, no_target_reason="整村搬迁")]
    )
    assert says(campaign, JIN) == ("draft", "", "整村搬迁")
    assert versions(campaign)[JIN] == 3


def test_no_target_without_a_reason_is_refused(campaign, cast):
    with pytest.raises(Refused, match=r"Say why the unit has no target this year\."):
        save_marks(by=cast.eve, campaign=campaign, rows=[make.row(campaign, JIN, no_target=True, no_target_reason=" ")])
    assert says(campaign, JIN) == ("not_begun", "", "")


def test_a_reason_that_is_too_long_is_refused(campaign, cast):
    row = make.row(campaign, JIN, no_target=True, no_target_reason="长" * 121)
    with pytest.raises(Refused):
        save_marks(by=cast.eve, campaign=campaign, rows=[row])


def test_all_rows_are_saved_or_none(campaign, cast, before):
    stale = make.row(campaign, YAO, "industry", version=7)
    with pytest.raises(Stale) as error:
        save_marks(by=cast.eve, campaign=campaign, rows=[make.row(campaign, XIN, "safety"), stale])
    assert [str(plan) for plan in error.value.records] == ["姚郭庄村"]
    assert (says(campaign, XIN)[0], deeds_since(before)) == ("not_begun", [])


def test_every_row_that_is_stale_is_told(campaign, cast):
    seen = {code: make.row(campaign, code, "ecology") for code in (XIN, YAO, JIN)}
    make.mark(cast.ying, campaign, {XIN: "safety", JIN: "safety"})
    with pytest.raises(Stale) as error:
        save_marks(by=cast.eve, campaign=campaign, rows=list(seen.values()))
    assert sorted(plan.village_id for plan in error.value.records) == [JIN, XIN]
    assert (says(campaign, XIN)[1], says(campaign, YAO)[1]) == ("safety", "")


def test_one_unit_twice_is_refused(campaign, cast):
    rows = [make.row(campaign, XIN, "safety"), make.row(campaign, XIN, "industry")]
    with pytest.raises(Refused, match="more than once"):
        save_marks(by=cast.eve, campaign=campaign, rows=rows)
    assert says(campaign, XIN)[1] == ""


@pytest.mark.parametrize(("code", "stars"), [(XIN, "sharing"), (HAN, "industry"), (XIN, "safety nonsense")])
def test_a_star_of_another_set_is_refused(campaign, cast, code, stars):
    with pytest.raises(Refused, match="is not rated by these stars"):
        make.mark(cast.ying, campaign, {code: stars})
    assert says(campaign, code) == ("not_begun", "", "")


def test_marking_costs_no_query_for_each_unit_that_stays(campaign, cast, django_assert_num_queries):
    one, three = ([make.row(campaign, code) for code in codes] for codes in ([XIN], [XIN, YAO, JIN]))
    for rows in (one, three):
        with django_assert_num_queries(6):
            save_marks(by=cast.eve, campaign=campaign, rows=rows)


# Who, and until when -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["wen", "lei", "shen", "han", "zhou", "nora", "admin"])
def test_nobody_else_marks(campaign, cast, name):
    with pytest.raises(Refused, match=f"No such unit in your range: {XIN}"):
        make.mark(getattr(cast, name), campaign, {XIN: "safety"})
    assert says(campaign, XIN) == ("not_begun", "", "")


def test_one_unit_out_of_range_refuses_all(campaign, cast):
    with pytest.raises(Refused, match=f"No such unit in your range: {NING}"):
        make.mark(cast.eve, campaign, {XIN: "safety", NING: "safety"})
    assert says(campaign, XIN) == ("not_begun", "", "")


def test_a_unit_of_another_campaign_is_out_of_range(campaign, cast, place):
    neighbour = make.campaign(place, cast, place.neighbour)
    with pytest.raises(Refused, match="No such unit"):
        save_marks(by=cast.zhou, campaign=campaign, rows=[make.row(neighbour, ZHU, "safety")])
    with pytest.raises(Refused, match="No such unit"):
        save_marks(by=cast.ying, campaign=neighbour, rows=[make.row(neighbour, ZHU, "safety")])


def test_the_county_office_marks_for_a_township_and_the_change_says_so(campaign, cast):
    changeset = make.mark(cast.ying, campaign, {NING: "safety", QIU: "industry"})
    assert (changeset.on_behalf, changeset.place, changeset.by) == (True, "410871101", cast.ying.officer)
    submitted = make.submit(cast.ying, campaign, NING)
    withdrawn = withdraw_plans(by=cast.ying, campaign=campaign, codes=[NING])
    assert [submitted.on_behalf, withdrawn.on_behalf] == [True, True]
    assert not make.mark(cast.wen, campaign, {NING: "ecology"}).on_behalf


def test_marks_in_several_townships_stand_in_the_county(campaign, cast):
    assert make.mark(cast.ying, campaign, {NING: "safety", XIN: "industry"}).place == "410871"


def test_the_last_day_is_a_day(campaign, cast):
    with in_days(12, hour=23):
        make.mark(cast.eve, campaign, {XIN: "safety"})
    with in_days(13, hour=0), pytest.raises(Refused) as error:
        make.mark(cast.eve, campaign, {XIN: "industry"})
    day = campaign.plan_due
    assert error.value.problems == [f"The deadline for 辛庄村 was {day}; ask the county office for an extension."]
    assert says(campaign, XIN)[1] == "safety"


def test_the_clock_is_the_countys(campaign, cast):
    """Half past nine in the evening in Greenwich is the next morning in Henan."""
    day = campaign.plan_due
    evening = datetime.datetime.combine(day, datetime.time(16, 30), tzinfo=datetime.UTC)
    with time_machine.travel(evening, tick=False), pytest.raises(Refused):
        make.mark(cast.eve, campaign, {XIN: "safety"})
    with time_machine.travel(evening - datetime.timedelta(hours=1), tick=False):
        make.mark(cast.eve, campaign, {XIN: "safety"})


@pytest.mark.parametrize("phase", [Phase.CREATING, Phase.RATING, Phase.CLOSED])
def test_after_planning_no_plan_is_open(campaign, cast, phase):
    campaign = move_to(campaign, phase)
    with pytest.raises(Refused) as error:
        make.mark(cast.eve, campaign, {XIN: "safety"})
    closed = f"The campaign of {campaign.year} is closed."
    assert (error.value.problems == [closed]) is (phase == Phase.CLOSED)
    with pytest.raises(Incomplete):
        make.submit(cast.eve, campaign, XIN)


def test_the_phase_is_read_inside_the_deed(campaign, cast):
    """The page was opened before the office moved the phase."""
    move_to(campaign, Phase.RATING)
    assert campaign.phase == Phase.PLANNING
    with pytest.raises(Refused):
        make.mark(cast.eve, campaign, {XIN: "safety"})


def test_a_unit_whose_township_came_later_has_the_campaigns_deadline(campaign, cast, place):
    """A village moves to a township that has no filing of its own in this campaign."""
    new = make.township("410871063", "新街道", "street", place.county)
    Village.objects.filter(pk=XIN).update(township=new)
    make.mark(cast.ying, campaign, {XIN: "safety"})
    make.submit(cast.ying, campaign, XIN)
    with in_days(13), pytest.raises(Refused):
        make.mark(cast.ying, campaign, {XIN: "industry"})
