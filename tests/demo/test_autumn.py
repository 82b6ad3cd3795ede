"""The demo in autumn: believable, and the same figures wherever one counts them."""

from collections import Counter

import pytest
from django.db import transaction
from django.utils import timezone

from campaigns.demo.autumn import Autumn
from campaigns.ledger.choices import Standing, TaskState
from campaigns.ledger.models import UnitTask
from campaigns.ledger.reports.standings import star_table
from campaigns.ledger.reports.tallies import star_cells, tallies
from campaigns.planning.choices import FindingCode
from campaigns.planning.models.marks import PlanStar
from campaigns.planning.reports.findings import findings
from campaigns.problems.models import Problem
from campaigns.year.models.campaign import Campaign


@pytest.fixture(scope="module")
def county(django_db_setup, django_db_blocker):
    """The county's campaign of this autumn; last year's is closed. Built once, in a transaction, gone after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        loader = Autumn(timezone.localdate())
        loader.load()
        yield Campaign.objects.for_page().get(county="410871", year=loader.year)
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_each_unit_works_on_its_target_stars_once(county):
    """276 target stars as published, six tasks to most of them; last year's rows stay last year's."""
    rows = UnitTask.objects.at(county, "410871")
    targets = PlanStar.objects.filter(plan__campaign=county, target=True)
    assert targets.count() == 276
    assert set(rows.values_list("plan", "task__star")) == set(targets.values_list("plan", "star"))
    assert rows.count() == sum(
        tasks * targets.filter(star=star).count()
        for star, tasks in ((star, star.tasks.count()) for star in county.stars.all())
    )
    last = Campaign.objects.get(county="410871", year=county.year - 1)
    assert (last.phase, set(UnitTask.objects.at(last, "410871").values_list("state"))) == ("closed", {("checked",)})


@pytest.mark.django_db
def test_the_plan_holds_together_but_for_the_money(county):
    """文昌 has given a five-star unit back and 宁郭 declares what it enters: what is left was published so."""
    assert [row.finding.code for row in findings(county)] == [FindingCode.BUDGET, FindingCode.NO_TARGET]


@pytest.mark.django_db
def test_most_is_done_some_is_late_and_something_waits_for_everyone(county):
    today = timezone.localdate()
    rows = UnitTask.objects.at(county, "410871")
    (tally,) = tallies(rows, county, county.checklist(), today).values()
    assert 0.6 < tally.checked / tally.total < tally.reached / tally.total < 0.95
    assert 0.01 < tally.overdue / tally.total < 0.1
    assert set(rows.values_list("state", flat=True)) == set(TaskState) - {TaskState.UNSORTED}
    standings = {cell.standing for cell in star_cells(county, "410871", today).values()}
    assert standings == {
        Standing.UNCONFIRMED, Standing.UNDER_WAY, Standing.REACHED, Standing.LEFT_OUT, Standing.NONE,
    }  # fmt: skip
    assert rows.filter(extensions__state="open").count() == 1


@pytest.mark.django_db
def test_some_of_what_is_kept_is_confirmed_and_some_waits(county):
    """276 target stars: those of last year stand among the reached ones only where this year's check said so."""
    cells = star_cells(county, "410871", timezone.localdate()).values()
    kept = Counter(cell.standing for cell in cells if cell.held and cell.target)
    assert min(kept[Standing.REACHED], kept[Standing.UNCONFIRMED]) > 10
    total = star_table(county, "410871", timezone.localdate()).total
    assert (total.targets, total.reached.base, sum(cell.n for cell in total.cells)) == (276, 276, 276)
    assert total.numbers[Standing.UNCONFIRMED] == kept[Standing.UNCONFIRMED]


@pytest.mark.django_db
def test_problems_stand_at_every_step(county):
    today = timezone.localdate()
    listed = Problem.objects.at(county, "410871060")
    assert Counter(listed.values_list("state", flat=True)) == {
        "open": 4, "fixed": 1, "rechecked": 1, "closed": 1, "returned": 1,
    }  # fmt: skip
    assert listed.overdue(today).count() == 1
