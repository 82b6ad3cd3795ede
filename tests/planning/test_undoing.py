"""What the county office and townships did last can be taken back, until phase or approval forbids it."""

import pytest
from django.utils import translation

from campaigns.opening.actions import record_held
from campaigns.planning.actions.figures import freeze_plan, save_figures
from campaigns.planning.actions.findings import answer_finding
from campaigns.planning.choices import AnswerState, FindingCode, Source
from campaigns.planning.models.figures import Figure, FigureSheet
from campaigns.planning.models.findings import Answer
from campaigns.planning.reports.findings import findings
from campaigns.planning.rules.figures import Figures
from campaigns.year.actions import change_campaign, lead_star, move_phase
from campaigns.year.choices import Kind, Phase
from campaigns.year.models.campaign import Campaign, StarPost
from fivestar.changes.models import ChangeSet
from fivestar.changes.undo import obstacles, undo
from tests import make
from tests.planning.plans import XIN, YAO, move_to, versions


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def in_the_way(by, changeset) -> list[str]:
    return [str(sentence) for sentence in obstacles(ChangeSet.objects.get(pk=changeset.pk), by)]


def column(levels: dict[int, int], stars: dict[str, int], kind=Kind.VILLAGE) -> Figures:
    return Figures(kind=kind, levels=levels, stars=stars)


def stated(campaign) -> dict[tuple, int]:
    rows = Figure.objects.filter(sheet__campaign=campaign)
    return {key: count for *key, count in rows.values_list("kind", "measure", "key", "count") for key in [tuple(key)]}


def state(by, campaign, figures, version, township=None, source=Source.PLAN) -> ChangeSet:
    return save_figures(
        by=by, campaign=campaign, township=township, source=source, figures=figures, version=version
    )  # fmt: skip


# Figures -----------------------------------------------------------------------------------------------------


def test_the_first_figures_go_as_they_came(campaign, cast):
    changeset = state(cast.ying, campaign, [column({5: 1, 4: 10}, {"branch": 1})], version=0)
    assert len(stated(campaign)) == 3
    undo(by=cast.ying, changeset=changeset)
    assert (stated(campaign), FigureSheet.objects.filter(campaign=campaign).count()) == ({}, 0)


def test_figures_come_back_one_change_after_the_other(campaign, cast):
    """Changed, stated anew and no longer stated, all in one sheet."""
    first = state(cast.ying, campaign, [column({5: 1, 4: 10}, {"branch": 1})], version=0)
    before = stated(campaign)
    second = state(cast.ying, campaign, [column({5: 2, 3: 41}, {"branch": 1})], version=1)
    assert stated(campaign) == {
        ("village", "level", "5"): 2,
        ("village", "level", "3"): 41,
        ("village", "star", "branch"): 1,
    }
    third = state(cast.ying, campaign, [], version=2)
    assert stated(campaign) == {}
    assert in_the_way(cast.ying, second) == [
        "You have made a later change; undo that one first.",
        *in_the_way(cast.ying, second)[1:],
    ]
    undo(by=cast.ying, changeset=third)
    undo(by=cast.ying, changeset=second)
    assert stated(campaign) == before
    sheet = FigureSheet.objects.get(campaign=campaign)
    assert sheet.version == 5
    undo(by=cast.ying, changeset=first)
    assert stated(campaign) == {}


def test_an_absent_figure_is_not_zero_after_an_undo_either(campaign, cast):
    changeset = state(cast.ying, campaign, [column({5: 0}, {})], version=0)
    assert stated(campaign) == {("village", "level", "5"): 0}
    again = state(cast.ying, campaign, [column({}, {})], version=1)
    undo(by=cast.ying, changeset=again)
    assert stated(campaign) == {("village", "level", "5"): 0}
    undo(by=cast.ying, changeset=changeset)
    assert stated(campaign) == {}


def test_figures_that_a_colleague_has_changed_since_stay(campaign, cast):
    changeset = state(cast.ying, campaign, [column({5: 1}, {})], version=0)
    state(cast.yang, campaign, [column({5: 1, 4: 3}, {})], version=1)
    (sentence,) = in_the_way(cast.ying, changeset)
    assert sentence.endswith("has been changed since by 杨帆.")


def test_a_township_takes_back_what_it_declared(campaign, cast, place):
    changeset = state(cast.eve, campaign, [column({5: 2}, {})], 0, place.wenchang, Source.DECLARED)
    undo(by=cast.eve, changeset=changeset)
    assert stated(campaign) == {}


@pytest.mark.parametrize("phase", [Phase.RATING, Phase.CLOSED])
def test_figures_stay_once_rating_begins(campaign, cast, phase):
    changeset = state(cast.ying, campaign, [column({5: 1}, {})], version=0)
    move_to(campaign, Phase.CREATING)
    assert in_the_way(cast.ying, changeset) == []
    move_to(campaign, phase)
    assert in_the_way(cast.ying, changeset) == ["Figures of the creation plan change only before rating begins."]


def test_a_frozen_version_stays(campaign, cast):
    changeset = freeze_plan(by=cast.ying, campaign=campaign, stage="opinion", name="征求意见稿", note="", content={})
    assert in_the_way(cast.ying, changeset) == ["A change of this kind cannot be undone; correct it on its page."]


# The campaign ------------------------------------------------------------------------------------------------


def test_settings_come_back(campaign, cast):
    before = {name: getattr(campaign, name) for name in ("word", "budget", "rate", "plan_due", "capstone")}
    settings = {
        "word": "building",
        "budget": None,
        "rate": "2.5",
        "plan_due": campaign.assessment_on,
        "capstone": "off",
    }
    changeset = change_campaign(by=cast.ying, campaign=campaign, version=campaign.version, settings=settings)
    undo(by=cast.ying, changeset=changeset)
    after = Campaign.objects.get(pk=campaign.pk)
    assert {name: getattr(after, name) for name in before} == before


def test_settings_of_a_closed_campaign_stay(campaign, cast):
    changeset = change_campaign(by=cast.ying, campaign=campaign, version=campaign.version, settings={"budget": 600})
    move_to(campaign, Phase.CLOSED)
    assert in_the_way(cast.ying, changeset) == [f"The campaign of {campaign.year} is closed."]


def test_another_years_phase_stands_in_nobodys_way(campaign, cast):
    changeset = change_campaign(by=cast.ying, campaign=campaign, version=campaign.version, settings={"budget": 600})
    move_to(Campaign.objects.get(county=campaign.county, year=campaign.year - 1), Phase.CLOSED)
    assert in_the_way(cast.ying, changeset) == []


def test_a_phase_moved_by_mistake_moves_back(campaign, cast):
    changeset = move_phase(by=cast.ying, campaign=campaign, version=campaign.version, phase=Phase.CREATING)
    undo(by=cast.ying, changeset=changeset)
    assert Campaign.objects.get(pk=campaign.pk).phase == Phase.PLANNING


def test_who_leads_a_star_comes_back(campaign, cast):
    star = campaign.stars.get(kind="village", code="ecology")
    posts = [cast.shen.post]
    first = lead_star(by=cast.ying, star=star, version=1, department="生态环境局", task_force="专班", posts=posts)
    star.refresh_from_db()
    second = lead_star(by=cast.ying, star=star, version=2, department="住建局", task_force="专班", posts=[])
    assert not StarPost.objects.filter(star=star).exists()
    undo(by=cast.ying, changeset=second)
    star.refresh_from_db()
    assert (star.department, [row.post for row in StarPost.objects.filter(star=star)]) == ("生态环境局", posts)
    undo(by=cast.ying, changeset=first)
    star.refresh_from_db()
    assert (star.department, [row.post for row in StarPost.objects.filter(star=star)]) == ("", posts)


# Held stars --------------------------------------------------------------------------------------------------


def test_held_stars_come_back(campaign, cast):
    before = versions(campaign)
    held = [(XIN, frozenset({"safety", "industry"})), (YAO, frozenset())]
    changeset = record_held(by=cast.ying, campaign=campaign, held=held)
    assert make.plan(campaign, XIN).mark.held == {"safety", "industry"}
    assert versions(campaign) == before | {XIN: 2}
    undo(by=cast.ying, changeset=changeset)
    assert make.plan(campaign, XIN).mark.held == frozenset()


def test_held_stars_stay_after_planning(campaign, cast):
    changeset = record_held(by=cast.ying, campaign=campaign, held=[(XIN, frozenset({"safety"}))])
    move_to(campaign, Phase.CREATING)
    assert in_the_way(cast.ying, changeset) == ["Held stars change only while the campaign is planning."]


def test_held_stars_of_a_plan_that_was_marked_since_stay(campaign, cast):
    changeset = record_held(by=cast.ying, campaign=campaign, held=[(XIN, frozenset({"safety"}))])
    make.mark(cast.eve, campaign, {XIN: "safety"})
    sentences = in_the_way(cast.ying, changeset)
    assert {sentence.rpartition(" by ")[2] for sentence in sentences} == {"伊芳."}


# Findings ----------------------------------------------------------------------------------------------------


def answered(by, campaign, state, text) -> ChangeSet:
    unfilled = [row.finding for row in findings(campaign) if row.finding.code == FindingCode.UNFILLED]
    finding = min(unfilled, key=lambda each: each.key)
    version = getattr(Answer.objects.filter(campaign=campaign, finding=finding.key).first(), "version", 0)
    return answer_finding(
        by=by, campaign=campaign, finding=finding, state=state, text=text, digest=finding.digest, version=version
    )


def test_an_answer_comes_back_and_goes(campaign, cast):
    make.mark(cast.eve, campaign, {XIN: "safety"})
    first = answered(cast.ying, campaign, AnswerState.EXPLAINED, "正在填报")
    second = answered(cast.ying, campaign, AnswerState.SET_ASIDE, "下周填完")
    undo(by=cast.ying, changeset=second)
    assert list(Answer.objects.values_list("state", "text")) == [("explained", "正在填报")]
    undo(by=cast.ying, changeset=first)
    assert Answer.objects.count() == 0


def test_an_answer_stays_once_the_campaign_is_closed(campaign, cast):
    make.mark(cast.eve, campaign, {XIN: "safety"})
    changeset = answered(cast.ying, campaign, AnswerState.EXPLAINED, "正在填报")
    move_to(campaign, Phase.CLOSED)
    assert in_the_way(cast.ying, changeset) == [f"The campaign of {campaign.year} is closed."]
