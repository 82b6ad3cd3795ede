"""What the schedule, the checklists and the days off of a site send."""

from django.utils import timezone

from campaigns.models import Campaign, Task, UnitTask
from campaigns.reports.schedule import days_digest_of, schedule


def timing(campaign: Campaign) -> dict[str, dict]:
    """A task that one unit has, on a day that is not the schedule's, so that something would move."""
    plan = campaign.plans.filter(state="approved").earliest("village")
    star = campaign.stars.get(kind=plan.kind, code="industry")
    task = Task.objects.create(star=star, number=40, title="一村一品")
    today = timezone.localdate()
    UnitTask.objects.create(plan=plan, task=task, starts_on=today, due_on=today)
    return {
        "/year/county/schedule/": {f"w-{task.pk}": "9", f"s-{task.pk}": f"1:{task.weeks_before}"},
        "/year/county/schedule/apply/": {"seen": schedule(campaign, campaign.county_id, today).digest},
        "/year/county/days-off/": {"text": "1月1日 休 元旦", "seen": days_digest_of(campaign.year)},
    }
