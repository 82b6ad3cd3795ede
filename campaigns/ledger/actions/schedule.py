"""The schedule counted back (倒排工期): the weeks of each task, moving the rows that no longer fit, the days off."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns import access
from campaigns.year.actions import may_edit, still_open
from campaigns.year.choices import Phase
from campaigns.year.models.campaign import Campaign, Task
from campaigns.year.rules import MOST_WEEKS
from fivestar.changes.deeds import Recorder, Refused, Stale, deed
from fivestar.changes.models import ChangeSet
from villages.access import Seat

from ..models import DayOff, UnitTask
from ..rules.schedule import DayLine, Slot, days_digest, moves, moves_digest

MOST_UNDONE = 2_000  # rows that one undo puts back; more would hold the database too long

OTHERS = gettext_lazy("What would move is not what you saw. Look at it again.")


@deed(label=gettext_lazy("Set the weeks of tasks"), undo=still_open)
def set_weeks(change: Recorder, *, campaign: Campaign, weeks: Mapping[int, tuple[int, int]]) -> None:
    """Say how many weeks before the assessment tasks should be done. No day moves by it (:func:`reschedule`).

    weeks -- task → (its version as the person saw it, weeks).
    """
    may_edit(change.by, campaign)
    tasks = Task.objects.select_related("star__campaign").filter(star__campaign=campaign).in_bulk(weeks)
    if len(tasks) != len(weeks):
        raise Refused(_("Some of these tasks are not on this checklist."))
    if any(number > MOST_WEEKS for _version, number in weeks.values()):
        raise Refused(_("At most %(most)s weeks.") % {"most": MOST_WEEKS})
    for pk, (version, number) in weeks.items():
        change.update(tasks[pk], version=version, weeks_before=number)
    change.place, change.year = campaign.county_id, campaign.year


def _may_be_undone(changeset: ChangeSet, by: Seat) -> Iterable[str]:
    campaign = Campaign.objects.select_related("county").get(county=changeset.place, year=changeset.year)
    if not access.runs(by, campaign.county):
        yield _("Only the county office moves the schedule.")
    if campaign.phase == Phase.CLOSED:
        yield _("The campaign of %(year)s is closed.") % {"year": campaign.year}
    if changeset.changes.count() > MOST_UNDONE:
        yield _("Too many rows to put back at once. Set the weeks or the assessment day as before and move them again.")


@deed(label=gettext_lazy("Move the schedule"), undo=_may_be_undone)
def reschedule(change: Recorder, *, campaign: Campaign, seen: str) -> None:
    """Move every open row whose day was not set by hand to the day counted back today.

    seen -- the digest of what the person saw moving. Raises Stale where it is not what would move now.
    """
    if not access.runs(change.by, campaign.county):
        raise Refused(_("Only the county office moves the schedule."))
    campaign = Campaign.objects.select_related("county").select_for_update(of=("self",)).get(pk=campaign.pk)
    if campaign.phase == Phase.CLOSED:
        raise Refused(_("The campaign of %(year)s is closed.") % {"year": campaign.year})
    rows = UnitTask.objects.at(campaign, campaign.county_id).counted_back()
    locked = list(rows.order_by("pk").select_for_update().values_list("task", "starts_on", "due_on"))
    weeks = dict(Task.objects.filter(star__campaign=campaign).values_list("pk", "weeks_before"))
    calendar = DayOff.objects.calendar()
    slots = [Slot(*days, number) for days, number in Counter(locked).items()]
    found = moves(slots, weeks, campaign.assessment_on, calendar)
    if moves_digest(found) != seen:
        raise Stale(campaign, message=OTHERS)
    if not found:
        raise Refused(_("Every day fits already; nothing was moved."))
    # Nothing but what the log says of a row: the largest county moves 30,000.
    moving = rows.select_related("plan__village", "task").order_by("pk")
    moving = moving.only("version", "due_on", "plan__village__name", "task__title")
    for move in found:
        of_move = list(moving.filter(task=move.task, starts_on=move.starts_on, due_on=move.old))
        change.update_many(of_move, due_on=move.new)
    change.place, change.year = campaign.county_id, campaign.year
    change.summary["unittask"] = sum(move.rows for move in found)


# Days off --------------------------------------------------------------------------------------------------------


def _keeps(seat: Seat) -> None:
    if not access.keeps_days_off(seat):
        raise Refused(_("The table of days off is the whole installation's; only its administrator edits it."))


def _kept_still(changeset: ChangeSet, by: Seat) -> Iterable[str]:
    if not access.keeps_days_off(by):
        yield _("The table of days off is the whole installation's; only its administrator edits it.")


def _sign(change: Recorder) -> None:
    change.place = change.by.place.pk if change.by.place else ""


@deed(label=gettext_lazy("Write the days off of a year"), undo=_kept_still)
def set_days_off(change: Recorder, *, year: int, lines: Sequence[DayLine], seen: str) -> None:
    """Make a year's table of days off say this and nothing else.

    seen -- the digest of the year's table as the person saw it.
    """
    _keeps(change.by)
    known = {row.day: row for row in DayOff.objects.select_for_update().in_year(year)}
    if days_digest(DayOff.objects.in_year(year).lines()) != seen:
        raise Stale(*known.values())
    wanted = {line.day: line for line in lines}
    if len(wanted) != len(lines) or any(day.year != year for day in wanted):
        raise Refused(_("Each day stands once, and all of them lie in %(year)s.") % {"year": year})
    for day, row in known.items():
        if day not in wanted:
            change.delete(row)
    for day, line in wanted.items():
        if day in known:
            change.update(known[day], is_worked=line.is_worked, name=line.name)
        else:
            change.create(DayOff(day=day, is_worked=line.is_worked, name=line.name))
    _sign(change)


@deed(label=gettext_lazy("Edit a day off"), undo=_kept_still)
def save_day_off(change: Recorder, *, day_off: DayOff, version: int, values: Mapping) -> None:
    """Write one day of the table, a new one or one that is there.

    version -- as the person saw it; a new day has none to compare.
    """
    _keeps(change.by)
    if day_off.pk is None:
        change.create(DayOff(**values))
    else:
        change.update(day_off, version=version, **values)
    _sign(change)


@deed(label=gettext_lazy("Delete a day off"), undo=_kept_still)
def delete_day_off(change: Recorder, *, day_off: DayOff) -> None:
    """Take a day off the table: from then on the week says whether it is worked."""
    _keeps(change.by)
    change.delete(day_off)
    _sign(change)
