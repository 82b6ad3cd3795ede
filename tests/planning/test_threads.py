"""Several people mark, submit and decide at the same moment, on both databases."""

import pytest
from django.db.models import Count

from campaigns.planning.actions.marks import approve_plans, return_plans, save_marks, submit_plans, withdraw_plans
from campaigns.planning.models.marks import Plan
from campaigns.year.models.campaign import Campaign
from fivestar.changes.chain import walk
from fivestar.changes.deeds import Refused, Stale
from fivestar.changes.models import ChangeSet
from tests import make
from tests.at_once import at_once, of_type
from tests.planning.plans import JIN, XIN, YANG, YAO, says, versions
from villages.choices import Role

pytestmark = pytest.mark.django_db(transaction=True)

STARS = ("branch", "industry", "ecology", "safety", "civility")


@pytest.fixture
def start(campaign) -> int:
    return ChangeSet.objects.last().pk


def sets_since(start: int) -> list[ChangeSet]:
    return list(ChangeSet.objects.filter(pk__gt=start))


def chain_is_whole() -> bool:
    return all(link.follows and link.is_sealed for link in walk())


def test_two_organizers_mark_different_units_of_one_township(campaign, cast, place, start):
    eva = make.seat("eva", "伊娃", Role.TOWNSHIP_ORGANIZER, place.wenchang)
    rows = {code: make.row(campaign, code, "safety") for code in (XIN, YAO, JIN, YANG)}
    answers = at_once(
        lambda: save_marks(by=cast.eve, campaign=campaign, rows=[rows[XIN], rows[YAO]]),
        lambda: save_marks(by=eva, campaign=campaign, rows=[rows[JIN], rows[YANG]]),
    )
    assert of_type(answers, Exception) == []
    assert [says(campaign, code) for code in rows] == [("draft", "safety", "")] * 4
    assert (len(sets_since(start)), chain_is_whole()) == (2, True)


def test_two_who_mark_the_same_unit_one_wins_and_the_other_is_told(campaign, cast, start):
    rows = [make.row(campaign, XIN, stars) for stars in ("safety industry", "ecology")]
    answers = at_once(
        lambda: save_marks(by=cast.eve, campaign=campaign, rows=rows[:1]),
        lambda: save_marks(by=cast.ying, campaign=campaign, rows=rows[1:]),
    )
    (won,) = of_type(answers, ChangeSet)
    assert len(of_type(answers, Stale)) == 1
    stars = {cast.eve.officer: "industry safety", cast.ying.officer: "ecology"}[won.by]
    assert (says(campaign, XIN), versions(campaign)[XIN]) == (("draft", stars, ""), 2)
    assert sets_since(start) == [won]


def test_a_whole_column_is_clicked_at_once_and_nothing_is_lost(campaign, cast, start):
    """Five browsers set one star each; who comes too late reads again and goes on from what is there."""

    def click(star: str):
        def until_it_is_set():
            while True:
                found = make.plan(campaign, XIN)
                stars = " ".join({*found.mark.targets, star})
                try:
                    return save_marks(
                        by=cast.eve, campaign=campaign, rows=[make.row(campaign, XIN, stars, version=found.version)]
                    )
                except Stale:
                    pass

        return until_it_is_set

    answers = at_once(*(click(star) for star in STARS))
    assert of_type(answers, Exception) == []
    assert says(campaign, XIN)[1] == " ".join(sorted(STARS))
    assert (versions(campaign)[XIN], len(sets_since(start))) == (6, 5)
    assert chain_is_whole()


def test_two_approvals_of_the_same_units_one_wins_and_the_other_is_told(campaign, cast, start):
    make.mark(cast.eve, campaign, {XIN: "safety", YAO: "industry"})
    make.submit(cast.eve, campaign, XIN, YAO)
    seen = make.seen(campaign, XIN, YAO)
    answers = at_once(
        lambda: approve_plans(by=cast.ying, campaign=campaign, seen=seen),
        lambda: approve_plans(by=cast.yang, campaign=campaign, seen=seen),
    )
    (won,) = of_type(answers, ChangeSet)
    (told,) = of_type(answers, Stale)
    assert sorted(plan.village_id for plan in told.records) == [XIN, YAO]
    plans = [make.plan(campaign, code) for code in (XIN, YAO)]
    assert [(plan.approved_by, plan.is_as_approved) for plan in plans] == [(won.by, True)] * 2
    assert [changeset.deed for changeset in sets_since(start)].count("approve_plans") == 1


def test_an_approval_and_a_return_of_the_same_unit(campaign, cast, start):
    make.mark(cast.eve, campaign, {XIN: "safety"})
    make.submit(cast.eve, campaign, XIN)
    seen = make.seen(campaign, XIN)
    answers = at_once(
        lambda: approve_plans(by=cast.ying, campaign=campaign, seen=seen),
        lambda: return_plans(by=cast.yang, campaign=campaign, seen=seen, reason="请补"),
    )
    (won,) = of_type(answers, ChangeSet)
    assert len(of_type(answers, Stale)) == 1
    assert says(campaign, XIN)[0] == {"approve_plans": "approved", "return_plans": "returned"}[won.deed]


def test_an_approval_and_a_withdrawal_of_the_same_unit(campaign, cast):
    """Either the township was in time, or the approval stands; never an approved draft."""
    make.mark(cast.eve, campaign, {XIN: "safety"})
    make.submit(cast.eve, campaign, XIN)
    seen = make.seen(campaign, XIN)
    answers = at_once(
        lambda: approve_plans(by=cast.ying, campaign=campaign, seen=seen),
        lambda: withdraw_plans(by=cast.eve, campaign=campaign, codes=[XIN]),
    )
    (won,) = of_type(answers, ChangeSet)
    assert len(of_type(answers, Refused)) == 1
    plan = make.plan(campaign, XIN)
    assert (plan.state, plan.is_as_approved) == {
        "approve_plans": ("approved", True),
        "withdraw_plans": ("draft", False),
    }[won.deed]


def test_marks_that_come_with_the_submission_are_in_it_or_refused(campaign, cast):
    make.mark(cast.eve, campaign, {XIN: "safety"})
    row = make.row(campaign, XIN, "safety industry")
    answers = at_once(
        lambda: save_marks(by=cast.ying, campaign=campaign, rows=[row]),
        lambda: submit_plans(by=cast.eve, campaign=campaign, codes=[XIN]),
    )
    submitted = answers[1]
    assert isinstance(submitted, ChangeSet)
    marked = isinstance(answers[0], ChangeSet)
    assert says(campaign, XIN) == ("submitted", "industry safety" if marked else "safety", "")
    order = [changeset.deed for changeset in sorted(of_type(answers, ChangeSet), key=lambda each: each.pk)]
    assert order == (["save_marks", "submit_plans"] if marked else ["submit_plans"])


def test_a_township_submitted_eight_times_at_once_is_submitted_once(campaign, cast, start):
    make.mark(cast.eve, campaign, {XIN: "safety", YAO: "industry"})
    answers = at_once(
        *[lambda: submit_plans(by=cast.eve, campaign=campaign, codes=[XIN, YAO], token="t")] * 8,
    )
    assert len({answer.pk for answer in answers}) == 1
    assert [changeset.deed for changeset in sets_since(start)] == ["save_marks", "submit_plans"]
    assert versions(campaign)[XIN] == 3


def test_several_townships_at_work(campaign, cast, start):
    """Each marks and submits all its units, in batches that overlap in the county but not in a unit."""
    townships = {cast.eve: [XIN, YAO, JIN, YANG], cast.wen: ["410871101200", "410871101203", "410871101204"]}
    office = ["410871060201", "410871060202"]

    def work(seat, codes):
        def all_of_it():
            for code in codes:
                make.mark(seat, campaign, {code: "safety"})
            make.submit(seat, campaign, *codes)

        return all_of_it

    answers = at_once(*(work(seat, codes) for seat, codes in townships.items()), work(cast.ying, office))
    assert answers == [None, None, None]
    submitted = Plan.objects.filter(campaign=campaign, state="submitted")
    assert dict(submitted.order_by().values_list("village__township").annotate(Count("pk"))) == {
        "410871060": 2,
        "410871062": 4,
        "410871101": 3,
    }
    assert (len(sets_since(start)), chain_is_whole()) == (9 + 3, True)
    assert Campaign.objects.get(pk=campaign.pk).version == campaign.version
