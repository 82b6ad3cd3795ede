"""An approved plan does not change in silence: not through the ORM, not by hand, until the office reopens it."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import translation

from campaigns.planning.actions.marks import reopen_plans
from campaigns.planning.models.marks import Plan, PlanStar
from campaigns.year.models.campaign import Campaign
from fivestar.changes import guard
from fivestar.changes.deeds import Refused
from tests import make
from tests.changes.deeds import set_values
from tests.planning.plans import JIN, XIN, YAO, says
from tests.snapshot import kept

REFUSED = "an_approved_plan_stays_as_it_is"


@pytest.fixture
@kept
def approved(campaign, cast) -> Campaign:
    """辛庄村 is approved, 姚郭庄村 has been submitted, 金炉村 is a draft."""
    make.mark(cast.eve, campaign, {XIN: "safety industry", YAO: "safety", JIN: "safety"})
    make.submit(cast.eve, campaign, XIN, YAO)
    make.approve(cast.ying, campaign, XIN)
    return campaign


def refuses(statement: str, *values) -> bool:
    """Whether the database refuses, and the plan still says what it said."""
    with pytest.raises(IntegrityError, match=REFUSED), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
    return True


FIELDS = {
    "no_target": True,
    "no_target_reason": "整村搬迁",
    "kind": "community",
    "approved_digest": "f" * 64,
    "return_reason": "x",
    "open_until": "2026-07-01",
    "submitted_at": "2026-07-01 00:00:00+00:00",
    "approved_at": "2026-07-01 00:00:00+00:00",
    "version": 99,
    "state": "approved",
}


@pytest.mark.parametrize("field", FIELDS)
def test_no_field_of_an_approved_plan_changes(approved, field):
    plans = Plan.objects.filter(campaign=approved, village=XIN)
    with pytest.raises(IntegrityError, match=REFUSED), transaction.atomic():
        plans.update(**{field: FIELDS[field]})
    statement = f"UPDATE campaigns_plan SET {field} = %s WHERE id = %s"
    assert refuses(statement, FIELDS[field], plans.get().pk)
    assert make.plan(approved, XIN).is_as_approved


def test_an_approved_plan_moves_to_no_other_unit_campaign_or_officer(approved, cast):
    plans = Plan.objects.filter(campaign=approved, village=XIN)
    last = Campaign.objects.get(county=approved.county, year=approved.year - 1)
    for values in (
        {"village": "410871060202"},
        {"campaign": last},
        {"approved_by": cast.yang.officer},
        {"submitted_by": cast.wen.officer},
    ):
        with pytest.raises(IntegrityError, match=REFUSED), transaction.atomic():
            plans.update(**values)


def test_no_star_of_an_approved_plan_changes(approved):
    plan = Plan.objects.get(campaign=approved, village=XIN)
    stars, star, foreign = plan.stars.all(), plan.stars.first(), approved.stars.filter(kind="community").first()
    other = Plan.objects.get(campaign=approved, village=JIN)
    for change in (
        lambda: stars.update(target=True),
        lambda: stars.update(held=True),
        lambda: stars.filter(pk=star.pk).update(plan=other),
        star.save,
        star.delete,
        stars.delete,
        lambda: stars._raw_delete("default"),
        lambda: PlanStar.objects.bulk_update([star], ["target"]),
        lambda: other.stars.filter(star=star.star).update(plan=plan),
        lambda: PlanStar.objects.create(plan=plan, star=foreign),
        lambda: PlanStar.objects.bulk_create([PlanStar(plan=plan, star=foreign)]),
    ):
        with pytest.raises(IntegrityError, match=REFUSED), transaction.atomic():
            change()
    assert refuses("UPDATE campaigns_planstar SET target = NOT target WHERE plan_id = %s", plan.pk)
    assert refuses("DELETE FROM campaigns_planstar WHERE id = %s", star.pk)
    assert make.plan(approved, XIN).is_as_approved


def test_an_approved_plan_is_not_deleted(approved):
    plan = Plan.objects.get(campaign=approved, village=XIN)
    for delete in (
        plan.delete,
        lambda: Plan.objects.filter(pk=plan.pk)._raw_delete("default"),
        approved.delete,
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            delete()
    assert refuses("DELETE FROM campaigns_plan WHERE id = %s", plan.pk)
    assert make.plan(approved, XIN).is_as_approved


def test_tables_with_an_approved_plan_are_not_emptied(approved):
    connection.check_constraints()  # PostgreSQL puts some of it off to the end of the transaction
    for table in ("campaigns_plan", "campaigns_planstar"):
        refused = pytest.raises(DatabaseError, match=f"{REFUSED}|syntax error")  # SQLite does not know the word
        with refused, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {table} CASCADE")
    assert make.plan(approved, XIN).is_as_approved


def test_what_is_not_approved_may_change(approved):
    """The guard is about approved plans; of the others, versions and the change log take care."""
    for code in (YAO, JIN):
        plan = Plan.objects.get(campaign=approved, village=code)
        plan.stars.update(held=True)
        Plan.objects.filter(pk=plan.pk).update(no_target_reason="x")
        plan.stars.all().delete()
    Plan.objects.get(campaign=approved, village=JIN).delete()


def test_reopening_is_the_one_way(approved, cast):
    reopen_plans(
        by=cast.ying, campaign=approved, seen=make.seen(approved, XIN), reason="数据有误", open_until=approved.plan_due
    )
    assert not make.plan(approved, XIN).is_as_approved
    make.mark(cast.eve, approved, {XIN: "civility"})
    make.submit(cast.eve, approved, XIN)
    make.approve(cast.ying, approved, XIN)
    assert make.plan(approved, XIN).is_as_approved
    assert says(approved, XIN) == ("approved", "civility", "")


def test_a_deed_that_forgets_to_ask_is_told_in_words(approved, cast):
    plan = make.plan(approved, XIN)
    with translation.override("en"):
        with pytest.raises(Refused) as refused:
            set_values(by=cast.ying, record=plan, values={"no_target_reason": "x"})
        told = str(refused.value.message)
    assert told == "An approved plan does not change; only the county office can reopen it."


def test_many_plans_are_approved_one_after_the_other(approved, cast):
    make.submit(cast.eve, approved, JIN)
    make.approve(cast.ying, approved, YAO, JIN)
    assert all(make.plan(approved, code).is_as_approved for code in (XIN, YAO, JIN))


# Where somebody with the keys to the database changed it all the same ----------------------------------------


@pytest.fixture
def unguarded(db):
    guard.lift(connection)
    yield
    guard.protect(connection)


CHANGES = {
    "a target more": lambda plan: plan.stars.filter(star__code="civility").update(target=True),
    "a target less": lambda plan: plan.stars.filter(star__code="safety").update(target=False),
    "a held star": lambda plan: plan.stars.filter(star__code="safety").update(held=True),
    "a star gone": lambda plan: plan.stars.filter(star__code="safety").delete(),
    "no target": lambda plan: Plan.objects.filter(pk=plan.pk).update(no_target=True, no_target_reason="整村搬迁"),
    "a reason": lambda plan: Plan.objects.filter(pk=plan.pk).update(no_target_reason="整村搬迁"),
    "the star set": lambda plan: Plan.objects.filter(pk=plan.pk).update(kind="community"),
    "another unit": lambda plan: Plan.objects.filter(pk=plan.pk).update(village="410871060202"),
    "the digest": lambda plan: Plan.objects.filter(pk=plan.pk).update(approved_digest="f" * 64),
    "no digest": lambda plan: Plan.objects.filter(pk=plan.pk).update(approved_digest=""),
}


@pytest.mark.parametrize("change", CHANGES)
def test_the_plan_no_longer_is_as_approved(approved, unguarded, change):
    Plan.objects.filter(campaign=approved, village="410871060202").delete()  # so that its place is free
    plan = make.plan(approved, XIN)
    assert plan.is_as_approved
    CHANGES[change](plan)
    found = Plan.objects.for_list().get(pk=plan.pk)
    assert (found.state, found.is_as_approved) == ("approved", False)


def test_what_is_not_approved_is_not_as_approved(approved):
    assert [make.plan(approved, code).is_as_approved for code in (XIN, YAO, JIN)] == [True, False, False]


def test_telling_costs_no_query_for_each_plan(approved, django_assert_num_queries):
    with django_assert_num_queries(2):
        told = [plan.is_as_approved for plan in Plan.objects.for_list().filter(campaign=approved)]
    assert sum(told) == 1
