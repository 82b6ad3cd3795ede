"""The problem list: problems are written down, fixed (整改), rechecked (复核), closed (销号) or sent back."""

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.entry.rules.fields import columns_of
from campaigns.planning.models.marks import Plan
from campaigns.year.actions import unless_closed
from campaigns.year.choices import Phase
from campaigns.year.models.campaign import Campaign, Star, Task, stars_of
from fivestar.changes.clock import today
from fivestar.changes.deeds import Recorder, Refused, Stale, deed
from fivestar.changes.models import Change, ChangeSet
from villages.access import Seat
from villages.choices import Role

from .choices import ProblemSource, ProblemState
from .models import Problem
from .rules import CELL, FOUND, ProblemSheet, may_set_day

MOST_AT_ONCE = 2_000  # problems of one deed: more would hold the database too long
_NOT_FIXED = {"fixed_by": None, "fixed_at": None}
_NOT_RECHECKED = {"rechecked_by": None, "rechecked_at": None}
_NOT_CLOSED = {"closed_by": None, "closed_at": None}


def _while_open(changeset: ChangeSet, by: Seat) -> Iterable[str]:
    """A change of problems may be taken back while the campaign runs and they are in range."""
    yield from unless_closed(changeset, by)
    changes = changeset.changes.filter(model="campaigns.problem").exclude(kind=Change.Kind.DELETED)
    found = Problem.objects.filter(pk__in=[int(key) for key in changes.values_list("object_id", flat=True)])
    if found.count() != (found.editable_by(by) | found.checked_by(by)).distinct().count():
        yield _("Some of these problems are no longer in your range.")


# Writing down ----------------------------------------------------------------------------------------------------


@deed(label=gettext_lazy("Add problems"), undo=_while_open, records=True)
def add_problems(change: Recorder, *, campaign: Campaign, sheets: Sequence[ProblemSheet]) -> None:
    """Enter problems: all of them or none.

    A township enters its own units', the office those of the county, a task force those of its own stars. A problem of
    a star without a department gets the star's.
    Raises Refused where a unit or a star is out of range or not of the campaign, or words are missing.
    """
    _check_running(campaign)
    if not sheets:
        raise Refused(_("No problem was written."))
    if len(sheets) > MOST_AT_ONCE:
        raise Refused(_("At most %(most)s problems at once.") % {"most": MOST_AT_ONCE})
    plans = _plans(change.by, campaign, {sheet.unit for sheet in sheets})
    stars = _Stars(change.by, campaign)
    made = []
    for sheet in sheets:
        plan = plans[sheet.unit]
        star, task = stars.find(plan, sheet)
        problem = Problem(plan=plan, star=star, task=task, post=change.by.post, **_cells(sheet))
        if star and not problem.department:
            problem.department = star.department
        made.append(change.create(problem))
    _sign(change, campaign, made, on_behalf=True)


@deed(label=gettext_lazy("Edit a problem"), undo=_while_open)
def edit_problem(change: Recorder, *, problem: Problem, version: int, sheet: ProblemSheet) -> None:
    """Write into a problem that is not fixed yet.

    What was found is changed by whoever entered it and by the office; whoever has to fix it plans measure, person and
    day, which it may set for the first time or move forward.
    """
    campaign = problem.plan.campaign
    problem = _locked(Problem.objects.editable_by(change.by), campaign, {problem.pk: version})[0]
    if not problem.state_choice.is_open:
        raise Refused(_("A problem that is fixed stays as it is; it can be sent back."))
    is_own, is_office = problem.post_id == change.by.post.pk, change.by.holds(Role.COUNTY_OFFICE)
    values = _cells(sheet, problem.found_on)
    values["star"], values["task"] = _Stars(change.by, campaign, kept=problem).find(problem.plan, sheet)
    if not (is_own or is_office):
        _check_found(problem, values)
    if not may_set_day(problem.due_on, values["due_on"], is_own=is_own, is_office=is_office):
        raise Refused(_("%(day)s stands; ask whoever entered the problem for more time.") % {"day": problem.due_on})
    change.update(problem, **values)
    _sign(change, campaign, [problem], on_behalf=True)


def _check_found(problem: Problem, values: Mapping) -> None:
    now = {name: getattr(problem, name) for name in (*FOUND, "star", "task")}
    if any(now[name] != values[name] for name in now):
        raise Refused(_("What was found stays as whoever found it wrote it; write into the measure what you see."))


@deed(label=gettext_lazy("Delete a problem"), undo=_while_open)
def delete_problem(change: Recorder, *, problem: Problem, version: int) -> None:
    """Take back a problem of one's own that nobody else has touched; the change log keeps it."""
    campaign = problem.plan.campaign
    problem = _locked(Problem.objects.editable_by(change.by), campaign, {problem.pk: version})[0]
    if not may_delete(change.by, problem):
        raise Refused(
            _("Only whoever entered a problem can delete it, while it is open and nobody else has touched it.")
        )
    change.delete(problem)
    _sign(change, campaign, [problem], on_behalf=True)


def may_delete(seat: Seat, problem: Problem) -> bool:
    """Whether it is the seat's own, still open as it was entered, and changed by nobody else."""
    if seat.post is None or problem.post_id != seat.post.pk or problem.state != ProblemState.OPEN:
        return False
    changes = Change.objects.filter(model="campaigns.problem", object_id=str(problem.pk))
    return not changes.exclude(changeset__by=seat.officer).exists()


# Fixing and striking off -----------------------------------------------------------------------------------------


@deed(label=gettext_lazy("Report problems fixed"), undo=_while_open)
def fix_problems(change: Recorder, *, campaign: Campaign, seen: Mapping[int, int], fix: str = "") -> None:
    """Report problems fixed (整改), for the village; someone else rechecks them.

    seen -- version by problem.
    fix  -- what was done, written into every one; empty leaves what stands there, which must say something.
    """
    problems = _locked(Problem.objects.fixed_by_seat(change.by), campaign, seen)
    _only(problems, [ProblemState.OPEN, ProblemState.RETURNED], _("Nothing was reported: these are fixed already."))
    said = {"fix": fix.strip()} if fix.strip() else {}
    if not said and (silent := [str(problem) for problem in problems if not problem.fix]):
        raise Refused(_("Say what was done."), silent)
    for problem in problems:
        change.update(
            problem, state=ProblemState.FIXED, fixed_by=change.by.officer, fixed_at=change.at, return_reason="", **said
        )
    _sign(change, campaign, problems, on_behalf=True)


@deed(label=gettext_lazy("Recheck problems"), undo=_while_open)
def recheck_problems(change: Recorder, *, campaign: Campaign, seen: Mapping[int, int]) -> None:
    """Confirm that problems are fixed (复核), exactly as they were seen; whoever fixed one cannot."""
    problems = _locked(Problem.objects.checked_by(change.by), campaign, seen)
    _only(problems, [ProblemState.FIXED], _("Nothing was rechecked: these are not reported fixed."))
    _check_not_own(change, problems)
    for problem in problems:
        change.update(
            problem, state=ProblemState.RECHECKED, rechecked_by=change.by.officer, rechecked_at=change.at
        )  # fmt: skip
    _sign(change, campaign, problems)


@deed(label=gettext_lazy("Close problems"), undo=_while_open)
def close_problems(change: Recorder, *, campaign: Campaign, seen: Mapping[int, int]) -> None:
    """Strike rechecked problems off (销号), exactly as they were seen; whoever fixed one cannot."""
    problems = _locked(Problem.objects.checked_by(change.by), campaign, seen)
    _only(problems, [ProblemState.RECHECKED], _("Nothing was closed: these are not rechecked."))
    _check_not_own(change, problems)
    for problem in problems:
        change.update(problem, state=ProblemState.CLOSED, closed_by=change.by.officer, closed_at=change.at)
    _sign(change, campaign, problems)


@deed(label=gettext_lazy("Send fixes back"), undo=_while_open)
def return_problems(change: Recorder, *, campaign: Campaign, seen: Mapping[int, int]) -> None:
    """Send fixed or rechecked problems back to their townships with a reason (the deed's ``reason``)."""
    if not change.reason:
        raise Refused(_("Say why it is sent back, so that the township knows what to mend."))
    problems = _locked(Problem.objects.checked_by(change.by), campaign, seen)
    _only(
        problems, [ProblemState.FIXED, ProblemState.RECHECKED],
        _("Nothing was sent back: these are not reported fixed, or closed already."),
    )  # fmt: skip
    for problem in problems:
        change.update(
            problem, state=ProblemState.RETURNED, return_reason=change.reason, **_NOT_FIXED, **_NOT_RECHECKED,
            **_NOT_CLOSED,
        )  # fmt: skip
    _sign(change, campaign, problems)


# What the deeds share --------------------------------------------------------------------------------------------


def _check_running(campaign: Campaign) -> None:
    if Campaign.objects.values_list("phase", flat=True).get(pk=campaign.pk) == Phase.CLOSED:
        raise Refused(_("The campaign of %(year)s is closed.") % {"year": campaign.year})


def _locked(problems, campaign: Campaign, seen: Mapping[int, int]) -> list[Problem]:
    """Problems of a running campaign as they were seen, locked until the deed is done.

    Raises Refused if there are none or too many or one is not in ``problems``; Stale if one was changed since.
    """
    _check_running(campaign)
    if not seen:
        raise Refused(_("No problem was chosen."))
    if len(seen) > MOST_AT_ONCE:
        raise Refused(_("At most %(most)s problems at once.") % {"most": MOST_AT_ONCE})
    found = list(
        problems.filter(plan__campaign=campaign, pk__in=seen)
        .for_list()
        .select_related("plan__campaign")
        .select_for_update(of=("self",))
    )
    if len(found) != len(seen):
        raise Refused(_("Some of these problems are not in your range, or deleted. Load the page anew."))
    stale = [problem for problem in found if problem.version != seen[problem.pk]]
    if stale:
        names = "、".join(str(problem) for problem in stale[:10])
        raise Stale(
            *stale,
            message=_("Changed since you looked: %(units)s. Nothing was decided; look again.") % {"units": names},
        )
    return found


def _only(problems: Iterable[Problem], states: Collection[str], nothing: str) -> None:
    wrong = [
        _("%(unit)s: %(state)s") % {"unit": problem, "state": problem.get_state_display()}
        for problem in problems
        if problem.state not in states
    ]
    if wrong:
        raise Refused(nothing, wrong)


def _check_not_own(change: Recorder, problems: Iterable[Problem]) -> None:
    own = [str(problem) for problem in problems if problem.fixed_by_id == change.by.officer.pk]
    if own:
        raise Refused(
            _("Whoever reported a problem fixed can neither recheck nor close it. A colleague has to see to these:"),
            own,
        )


def _plans(seat: Seat, campaign: Campaign, units: Collection[str]) -> dict[str, Plan]:
    """Plans of units by code. Raises Refused for units that take no part or are out of range."""
    reached = Plan.objects.visible_to(seat)
    if not seat.holds(Role.TOWNSHIP_ORGANIZER, Role.COUNTY_OFFICE, Role.TASK_FORCE):
        reached = reached.none()
    found = reached.filter(campaign=campaign, village__in=units).select_related("village__township")
    plans = {plan.village_id: plan for plan in found}
    if missing := set(units) - plans.keys():
        raise Refused(_("No such unit of yours takes part: %(codes)s.") % {"codes": ", ".join(sorted(missing))})
    return plans


class _Stars:
    """The stars and tasks about which a seat may write problems down."""

    def __init__(self, seat: Seat, campaign: Campaign, kept: Problem | None = None):
        self.stars = {(star.kind, star.code): star for star in campaign.stars.all()}
        tasks = Task.objects.filter(star__campaign=campaign)
        tasks = tasks.filter(Q(is_retired=False) | Q(pk=kept.task_id if kept else None))
        self.tasks = {(task.star_id, task.number): task for task in tasks}
        self.own = None  # of a task force: stars that it acts on, and the one that a problem is of already
        if seat.holds(Role.TASK_FORCE):
            self.own = {star.pk for star in stars_of(seat, campaign)} | ({kept.star_id} if kept else set())

    def find(self, plan: Plan, sheet: ProblemSheet) -> tuple[Star | None, Task | None]:
        star = self.stars.get((plan.kind, sheet.star)) if sheet.star else None
        if sheet.star and star is None:
            raise Refused(_("%(place)s is not rated by this star.") % {"place": plan.village.name})
        if self.own is not None and (star is None or star.pk not in self.own):
            raise Refused(_("A task force writes problems of its own stars down. Choose one of them."))
        if sheet.task is None:
            return star, None
        task = self.tasks.get((star.pk, sheet.task)) if star else None
        if task is None:
            raise Refused(_("The star has no task %(number)s.") % {"number": sheet.task})
        return star, task


def _cells(sheet: ProblemSheet, found_on: datetime.date | None = None) -> dict:
    """What a sheet says, fit to be kept. Lists that are typed in late hold deadlines gone by: a problem without the
    day on which it was found was found today, or on its deadline if that is earlier.

    found_on -- as it stands, for a sheet that does not say it.
    """
    values = columns_of(CELL.values(), {name: sheet.value(name) for name in CELL})
    values = {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}
    values["source"] = values["source"] or ProblemSource.SELF
    if values["source"] not in ProblemSource.values:
        raise Refused(_("Choose a source of the list."))
    if not values["text"]:
        raise Refused(_("Say what the problem is."))
    found, due = values["found_on"] or found_on, values["due_on"]
    if found and found > today():
        raise Refused(
            _("A problem cannot have been found after today, as %(day)s is. If another year is meant, write it too.")
            % {"day": found}
        )
    if found and due and due < found:
        raise Refused(
            _("%(problem)s: it cannot be due before %(day)s, when it was found.")
            % {"problem": values["text"], "day": found}
        )
    values["found_on"] = found or min(today(), due or today())
    return values


def _sign(change: Recorder, campaign: Campaign, problems: Sequence[Problem], *, on_behalf: bool = False) -> None:
    """Say what it was done to, and where: at the one unit, in the one township, or in the county."""
    units = {problem.plan.village_id for problem in problems}
    levels = [units, {code[:9] for code in units}]
    change.place = next((each.pop() for each in levels if len(each) == 1), campaign.county_id)
    change.year = campaign.year
    change.on_behalf = on_behalf and change.by.holds(Role.COUNTY_OFFICE)
    change.summary["problem"] = len(problems)
