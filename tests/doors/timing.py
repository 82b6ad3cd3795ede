"""What the schedule, the checklists and the days off of a site send."""

from django.utils import timezone

from campaigns.ledger.models import UnitTask
from campaigns.ledger.reports.checklist import checklist_effect
from campaigns.ledger.reports.schedule import days_digest_of, schedule
from campaigns.ledger.rules.assign import entries_digest
from campaigns.ledger.rules.tasks import TaskEntry
from campaigns.year.models.campaign import Campaign, Task


def timing(campaign: Campaign) -> tuple[dict[str, str], dict[str, str], dict[str, dict]]:
    """A task that one unit has, on a day that is not the schedule's, and one that no ledger has yet: what the words of
    the routes mean, what pages are asked with, and what the forms send."""
    plan = campaign.plans.filter(state="approved").earliest("village")
    star = campaign.stars.get(kind=plan.kind, code="industry")
    task = Task.objects.create(star=star, number=40, title="一村一品")
    today = timezone.localdate()
    row = UnitTask.objects.create(plan=plan, task=task, starts_on=today, due_on=today)
    named = entries_digest([TaskEntry(row.pk, row.version, {"person": "张勇"})])
    person = {"person": "张勇", "replace": "empty", "pick": row.pk, "confirm": "1", "shown": named}
    unused = Task.objects.create(star=star, number=41, title="招商引资")  # by the ledgers, until it is applied
    words = {"number": 42, "title": "电商", "points": 0, "weeks_before": 4}
    queries = {f"/year/{of}/assign/": f"?task={task.pk}" for of in ("county", "township")}
    queries["/year/county/standard/add/"] = f"?star={star.pk}"
    forms = {
        "/year/county/assign/": person,
        "/year/township/assign/": person,
        "/year/county/standard/add/": words,
        "/year/county/standard/task/": words | {"version": 1},
        "/year/county/standard/task/delete/": {},
        "/year/county/standard/apply/": {"seen": checklist_effect(campaign, today).digest},
        "/year/county/schedule/": {f"w-{task.pk}": "9", f"s-{task.pk}": f"1:{task.weeks_before}"},
        "/year/county/schedule/apply/": {"seen": schedule(campaign, campaign.county_id, today).digest},
        "/year/county/days-off/": {"text": "1月1日 休 元旦", "seen": days_digest_of(campaign.year)},
    }
    return {"task": str(unused.pk)}, queries, forms
