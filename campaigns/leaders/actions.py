"""Contact leaders (包联领导): who answers for which units, and what their visits found."""

import datetime
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns import access
from campaigns.planning.models.marks import Plan
from campaigns.problems.choices import ProblemSource
from campaigns.problems.models import Problem
from campaigns.year.actions import check_day, check_running, unless_closed
from campaigns.year.models.campaign import Campaign
from fivestar.changes.deeds import Recorder, Refused, Stale, deed
from fivestar.changes.models import Change, ChangeSet
from villages.access import Seat
from villages.choices import Role

from .models import ContactLeader, LeaderUnit, Visit, leaders_digest
from .rules import LeaderLine, VisitEntry, find_same, taken_twice

MOST_UNITS = 200  # of one visit or one leader
MOST_LEADERS = 500  # of one list


def _leaders_open(changeset: ChangeSet, by: Seat) -> Iterable[str]:
    """Who answers for what may be taken back by the county's office while the campaign runs."""
    yield from unless_closed(changeset, by)
    if not by.holds(Role.COUNTY_OFFICE):
        yield _("Only the county office names contact leaders.")


def _visits_open(changeset: ChangeSet, by: Seat) -> Iterable[str]:
    """A change of visits may be taken back while the campaign runs and they are in range."""
    yield from unless_closed(changeset, by)
    changes = changeset.changes.filter(model="campaigns.visit").exclude(kind=Change.Kind.DELETED)
    keys = [int(key) for key in changes.values_list("object_id", flat=True)]
    if Visit.objects.editable_by(by).filter(pk__in=keys).count() != len(keys):
        yield _("Some of these visits are no longer in your range.")


# Who answers for what --------------------------------------------------------------------------------------------


@deed(label=gettext_lazy("Name contact leaders"), undo=_leaders_open)
def set_leaders(change: Recorder, *, campaign: Campaign, lines: Sequence[LeaderLine], seen: str) -> None:
    """Give each leader of a list exactly the units of its line: all of them or none.

    A leader who is not listed stays, without the units that the list gives to others. Somebody listed by the same
    name alone gets the new title.

    seen -- ``leaders_digest`` of what the person saw.
    Raises Refused where a unit is not of the campaign or stands twice; Stale if somebody changed leaders since.
    """
    _check_office(change, campaign)
    if not lines:
        raise Refused(_("No contact leader is listed."))
    if len(lines) > MOST_LEADERS:
        raise Refused(_("At most %(most)s contact leaders.") % {"most": MOST_LEADERS})
    if leaders_digest(campaign) != seen:
        raise Stale(message=_("Somebody has changed the contact leaders since. Look at the list again."))
    if twice := taken_twice(lines):
        names = Plan.objects.filter(campaign=campaign, village__in=twice).values_list("village__name", flat=True)
        raise Refused(_("A unit has one contact leader; these stand twice:"), sorted(names) or sorted(twice))
    plans = _plans(change.by, campaign, {unit for line in lines for unit in line.units})
    lines = [replace(line, name=line.name.strip(), title=line.title.strip()) for line in lines]
    known = {(leader.name, leader.title): leader for leader in campaign.leaders.all()}
    last = campaign.leaders.aggregate(last=Max("order"))["last"] or 0
    named = []
    for line in lines:
        leader = find_same(line, lines, known)
        if leader is None:
            last += 1
            leader = change.create(ContactLeader(campaign=campaign, name=line.name, title=line.title, order=last))
        else:
            change.update(leader, title=line.title or leader.title)
        named.append((leader, [plans[unit] for unit in dict.fromkeys(line.units)]))
    _give_all(change, named)
    _sign(change, campaign, ())
    change.summary["contactleader"] = len(lines)


@deed(label=gettext_lazy("Change a contact leader"), undo=_leaders_open)
def edit_leader(change: Recorder, *, leader: ContactLeader, version: int, line: LeaderLine) -> None:
    """Set a leader's name, title and units; units of other leaders move here.

    Raises Stale if somebody changed the leader since; Refused where a unit is not of the campaign.
    """
    campaign = leader.campaign
    _check_office(change, campaign)
    leader = _locked(ContactLeader.objects.editable_by(change.by), leader.pk, version)
    plans = _plans(change.by, campaign, set(line.units))
    if not change.update(leader, name=line.name.strip(), title=line.title.strip()):
        change.touch(leader)  # its units may change: nobody else gives it others from what they saw before
    _give_all(change, [(leader, list(plans.values()))])
    _sign(change, campaign, ())


def _give_all(change: Recorder, named: Sequence[tuple[ContactLeader, list[Plan]]]) -> None:
    """Let leaders answer for exactly these units: what is taken from others first, then given."""
    keys = [plan.pk for _leader, plans in named for plan in plans]
    rows = LeaderUnit.objects.select_related("plan__village")
    held = {row.plan_id: row for row in rows.filter(plan__in=keys).select_for_update(of=("self",))}
    for leader, plans in named:
        for row in rows.filter(leader=leader).exclude(plan__in=keys):
            change.delete(row)
        for plan in plans:
            row = held.get(plan.pk)
            if row is None:
                change.create(LeaderUnit(leader=leader, plan=plan))
            else:
                change.update(row, leader=leader)


@deed(label=gettext_lazy("Delete a contact leader"), undo=_leaders_open)
def delete_leader(change: Recorder, *, leader: ContactLeader, version: int) -> None:
    """Take a leader without visits off the list; its units are without a leader then."""
    campaign = leader.campaign
    _check_office(change, campaign)
    leader = _locked(ContactLeader.objects.editable_by(change.by), leader.pk, version)
    if leader.visits.exists():
        raise Refused(
            _("%(leader)s has visited units: what was found there stays. Give the units to somebody else instead.")
            % {"leader": leader}
        )
    for row in leader.units.select_related("plan__village"):
        change.delete(row)
    change.delete(leader)
    _sign(change, campaign, ())


# Visits ----------------------------------------------------------------------------------------------------------


@deed(label=gettext_lazy("Enter visits"), undo=_visits_open, records=True)
def add_visits(
    change: Recorder, *, leader: ContactLeader, on: datetime.date, entries: Sequence[VisitEntry]
) -> None:  # fmt: skip
    """Write down what a leader found in one or several units on a day: all of them or none.

    Raises Refused where the day is still to come, a unit is out of range, or nothing is said of it.
    """
    campaign = leader.campaign
    check_running(campaign)
    check_day(campaign, on)
    if not entries:
        raise Refused(_("Choose the units that were visited."))
    plans = _visited(change.by, campaign, [entry.unit for entry in entries])
    if silent := [plans[entry.unit].village.name for entry in entries if not entry.found.strip()]:
        raise Refused(_("Say what was found; also that nothing was."), silent)
    for entry in entries:
        change.create(
            Visit(
                plan=plans[entry.unit],
                leader=leader,
                on=on,
                found=entry.found.strip(),
                arranged=entry.arranged.strip(),
                post=change.by.post,
            )
        )
    _sign(change, campaign, plans, on_behalf=True)
    change.summary["visit"] = len(entries)


@deed(label=gettext_lazy("Correct a visit"), undo=_visits_open)
def edit_visit(
    change: Recorder, *, visit: Visit, version: int, on: datetime.date, found: str, arranged: str
) -> None:  # fmt: skip
    """Correct the day or the words of a visit. Raises Stale if somebody changed it since."""
    campaign = visit.plan.campaign
    check_running(campaign)
    check_day(campaign, on)
    visit = _locked(_writable(change.by), visit.pk, version)
    if not found.strip():
        raise Refused(_("Say what was found; also that nothing was."))
    change.update(visit, on=on, found=found.strip(), arranged=arranged.strip())
    _sign(change, campaign, [visit.plan.village_id], on_behalf=True)


@deed(label=gettext_lazy("Delete a visit"), undo=_visits_open)
def delete_visit(change: Recorder, *, visit: Visit, version: int) -> None:
    """Take back a visit that was entered by mistake; a problem that came of it stays in the problem list."""
    campaign = visit.plan.campaign
    check_running(campaign)
    visit = _locked(_writable(change.by), visit.pk, version)
    change.delete(visit)
    _sign(change, campaign, [visit.plan.village_id], on_behalf=True)


@deed(label=gettext_lazy("Make a problem of a visit"), undo=_visits_open)
def problem_of_visit(change: Recorder, *, visit: Visit, version: int) -> None:
    """List what a visit found as a problem of the unit, to be fixed and struck off like any other.

    Raises Refused where it is listed already, or the seat does not write problems of the unit down.
    """
    campaign = visit.plan.campaign
    check_running(campaign)
    visit = _locked(_writable(change.by), visit.pk, version)
    if not access.writes_problems(change.by, campaign.county, visit.plan.village.township):
        raise Refused(_("The township or the county office lists what was found as a problem."))
    if visit.problem_id:
        raise Refused(_("It is in the problem list already."))
    problem = Problem(
        plan=visit.plan, text=visit.found, source=ProblemSource.VISIT, source_word=str(visit.leader)[:60],
        found_on=visit.on, measure=visit.arranged, post=change.by.post,
    )  # fmt: skip
    change.create(problem)
    change.update(visit, problem=problem)
    _sign(change, campaign, [visit.plan.village_id], on_behalf=True)


# What the deeds share --------------------------------------------------------------------------------------------


def _check_office(change: Recorder, campaign: Campaign) -> None:
    check_running(campaign)
    if not access.runs(change.by, campaign.county):
        raise Refused(_("Only the county office names contact leaders."))


def _locked(records, pk: int, version: int):
    """One record in range as it was seen, locked until the deed is done. Raises Refused or Stale."""
    found = records.filter(pk=pk).select_for_update(of=("self",)).first()
    if found is None:
        raise Refused(_("This is not in your range, or was deleted. Load the page anew."))
    if found.version != version:
        raise Stale(found)
    return found


def _writable(seat: Seat):
    return Visit.objects.editable_by(seat).select_related("plan__village__township", "plan__campaign", "leader")


def _plans(seat: Seat, campaign: Campaign, units: Collection[str]) -> dict[str, Plan]:
    """Plans of units by code. Raises Refused for units that take no part or are out of range."""
    found = Plan.objects.visible_to(seat).filter(campaign=campaign, village__in=units).select_related("village")
    plans = {plan.village_id: plan for plan in found}
    if missing := set(units) - plans.keys():
        raise Refused(_("No such unit of yours takes part: %(codes)s.") % {"codes": ", ".join(sorted(missing))})
    return plans


def _visited(seat: Seat, campaign: Campaign, units: Sequence[str]) -> dict[str, Plan]:
    if len(units) > MOST_UNITS:
        raise Refused(_("At most %(most)s units at once.") % {"most": MOST_UNITS})
    if not seat.holds(Role.TOWNSHIP_ORGANIZER, Role.COUNTY_OFFICE, Role.COUNTY_LEADER):
        raise Refused(_("Visits are written down by the township, the county office or a county leader."))
    return _plans(seat, campaign, set(units))


def _sign(change: Recorder, campaign: Campaign, units: Collection[str], *, on_behalf: bool = False) -> None:
    """Say where it was done: at the one unit, in the one township, or in the county."""
    levels = [set(units), {code[:9] for code in units}]
    change.place = next((each.pop() for each in levels if len(each) == 1), campaign.county_id)
    change.year = campaign.year
    change.on_behalf = on_behalf and change.by.holds(Role.COUNTY_OFFICE)
