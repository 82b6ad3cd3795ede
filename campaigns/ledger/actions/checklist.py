"""Editing a campaign's own copy of its standard: names of stars, tasks, vetoes."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from campaigns.planning.choices import PlanState
from campaigns.planning.models.marks import Plan
from campaigns.year.actions import may_edit, sign, still_open
from campaigns.year.models.campaign import Campaign, Task
from campaigns.year.rules import MOST_WEEKS
from fivestar.changes.deeds import Recorder, Refused, Stale, deed
from fivestar.changes.models import Change, ChangeSet
from villages.access import Seat

from ..models import UnitTask
from ..rules.checklist import digest
from .tasks import follow_checklist

# What ledgers count by. Wording, numbers and weeks change nothing in them.
COUNTING = {"parent", "is_required", "points", "is_retired"}


def _uncounted(changeset: ChangeSet, by: Seat) -> Iterable[str]:
    """An edit from before the ledgers began is not taken back under them: they would count otherwise unannounced."""
    yield from still_open(changeset, by)
    changes = list(changeset.changes.all())
    counts = any(each.kind != Change.Kind.UPDATED or COUNTING & each.after.keys() for each in changes)
    announced = any(each.model == "campaigns.campaign" for each in changes)
    of = Campaign.objects.filter(county=changeset.place, year=changeset.year)
    if counts and not announced and UnitTask.objects.filter(plan__campaign__in=of).exists():
        yield _("Ledgers have been opened since. Edit the task, and apply the checklist.")


@deed(label=gettext_lazy("Edit a task"), undo=_uncounted)
def save_task(change: Recorder, *, task: Task, version: int, values: Mapping[str, Any]) -> None:
    """Write a task of the checklist, a new one or one that is there.

    version -- as the person saw it; a new task has none to compare.
    Raises Refused where a part would have parts of its own, or belong to another star than its whole, or where it would
    be due more than MOST_WEEKS before the assessment.
    """
    may_edit(change.by, task.star.campaign)
    if values.get("weeks_before", 0) > MOST_WEEKS:
        raise Refused(_("At most %(most)s weeks.") % {"most": MOST_WEEKS})
    whole = values.get("parent", task.parent)
    if whole is not None:
        if whole.star_id != task.star_id:
            raise Refused(_("A part belongs to the same star as its whole."))
        if whole.pk == task.pk or whole.parent_id is not None or (task.pk and task.parts.exists()):
            raise Refused(_("Tasks have parts one level deep only."))
    if task.pk is None:
        _count_on(change, task.star.campaign)
        for name, value in values.items():
            setattr(task, name, value)
        change.create(task)
    else:
        if any(getattr(task, name) != value for name, value in values.items() if name in COUNTING):
            _count_on(change, task.star.campaign)
        change.update(task, version=version, **values)
    sign(change, task.star.campaign)


def _count_on(change: Recorder, campaign: Campaign) -> None:
    """Before tasks change: ledgers that are there count on by the checklist as it was, until it is applied.

    The campaign is touched each time, so that no earlier edit is undone under a later one.
    """
    campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if campaign.applied is not None:
        change.touch(campaign)
    elif UnitTask.objects.filter(plan__campaign=campaign).exists():
        change.update(campaign, applied=[list(line) for line in campaign.task_lines()])


@deed(label=gettext_lazy("Delete a task"), undo=_uncounted)
def delete_task(change: Recorder, *, task: Task) -> None:
    """Take a task, with its parts, off the checklist. One that ledgers have is taken off in mid-year instead."""
    may_edit(change.by, task.star.campaign)
    units = UnitTask.objects.filter(Q(task=task) | Q(task__parent=task)).values("plan").distinct().count()
    if units:
        raise Refused(
            ngettext(
                "“%(task)s” stands in the ledger of %(n)s unit. Take it off instead: what was written of it stays.",
                "“%(task)s” stands in the ledgers of %(n)s units. Take it off instead: what was written of it stays.",
                units,
            )
            % {"task": task, "n": units}
        )
    _count_on(change, task.star.campaign)
    for part in task.parts.select_related("star__campaign"):
        change.delete(part)
    change.delete(task)
    sign(change, task.star.campaign)


@deed(label=gettext_lazy("Apply the checklist"))
def apply_checklist(change: Recorder, *, campaign: Campaign, seen: str) -> None:
    """Bring the ledgers of all approved plans in line with the checklist as it stands now; from then on they count by
    it. Those of plans that are open again follow when they are approved.

    seen -- the digest of what the person saw coming, going and counting. Raises Stale where it is another by now.
    """
    may_edit(change.by, campaign)
    campaign = Campaign.objects.select_related("county").select_for_update(of=("self",)).get(pk=campaign.pk)
    plans = list(
        Plan.objects.filter(campaign=campaign, state=PlanState.APPROVED)
        .select_related("village")
        .order_by("pk")
        .select_for_update(of=("self",))
    )
    listed = campaign.drafted_checklist()
    found = follow_checklist(change, plans, campaign, listed)
    if digest(found, listed) != seen:
        raise Stale(campaign, message=gettext_lazy("The effect is not what you saw. Look at it again."))
    if campaign.applied is None and not found:
        raise Refused(_("The ledgers follow the checklist already."))
    if campaign.applied is not None:
        change.update(campaign, applied=None)
    sign(change, campaign)
