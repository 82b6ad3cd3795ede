"""The ledger: rows come with the approval of a plan, are sorted, worked off, reported, checked or sent back."""

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.planning.actions.marks import approved
from campaigns.planning.models.marks import Plan
from campaigns.sheets.choices import RequestState
from campaigns.year.choices import Phase
from campaigns.year.models.campaign import Campaign, Task
from campaigns.year.rules import Checklist
from fivestar.changes.clock import today
from fivestar.changes.deeds import Recorder, Refused, Stale, deed
from fivestar.changes.models import ChangeSet
from villages.access import Seat
from villages.choices import Role

from ..choices import OPEN_TASKS, LeftOut, TaskState
from ..models import DayOff, Extension, UnitTask, ledgers_of
from ..rules.checklist import Steps, steps
from ..rules.schedule import Calendar, due_day
from ..rules.shown import to_take_over
from ..rules.tasks import REPORTABLE, ROW_FIELDS, SENT_BACK_FROM, TaskEntry, day_problems

MOST_AT_ONCE = 2_000  # rows of one deed: more would hold the database too long


@approved.register
def open_ledgers(change: Recorder, plans: Sequence[Plan]) -> None:
    """Give approved plans the rows of their target stars, as part of the deed that approves them.

    Rows of stars that are no targets any more leave the ledger and keep what was written; they come back with it.
    Needs plans of one campaign.
    """
    if plans:
        follow_checklist(change, plans, plans[0].campaign, plans[0].campaign.checklist())


def follow_checklist(change: Recorder, plans: Sequence[Plan], campaign: Campaign, listed: Checklist) -> Steps:
    """Bring the ledgers of plans in line with a checklist: rows come, come back as they were, or leave.

    Of new rows the change set keeps their number, of the others what they were.
    """
    of = {plan.pk: plan for plan in plans}
    tasks = Task.objects.select_related("star").in_bulk(listed.stars)
    found = steps(ledgers_of(plans), listed, tasks)
    for rows, in_force in ((found.back, True), (found.leaving, False)):
        change.update_many(_locked(rows), in_force=in_force)
    given_on, calendar = today(), DayOff.objects.calendar()
    change.create_many([_new_row(of[plan], tasks[task], campaign, given_on, calendar) for plan, task in found.new])
    return found


def _locked(keys: Collection[tuple[int, int]]) -> list[UnitTask]:
    """Rows by plan and task, locked until the deed is done."""
    wanted = set(keys)
    rows = UnitTask.objects.filter(plan__in={plan for plan, _task in wanted}, task__in={task for _plan, task in wanted})
    rows = rows.select_related("plan__village", "task").order_by("pk").select_for_update(of=("self",))
    return [row for row in rows if (row.plan_id, row.task_id) in wanted] if wanted else []


def _new_row(plan: Plan, task: Task, campaign: Campaign, given_on: datetime.date, calendar: Calendar) -> UnitTask:
    """A row with its day. What the plan sheet says of its star it shows without holding it (rules.shown)."""
    due = due_day(campaign.assessment_on, task.weeks_before, given_on, calendar)
    return UnitTask(plan=plan, task=task, starts_on=given_on, due_on=due)


# What every deed on rows begins and ends with ------------------------------------------------------------------


def locked_rows(rows, campaign: Campaign, keys: Collection[int]) -> list[UnitTask]:
    """Rows of a campaign that are in force, locked until the deed is done, in the order of the list.

    Raises Refused if there are none or too many, one is not in ``rows``, or the campaign is closed.
    """
    if not keys:
        raise Refused(_("No task was chosen."))
    if len(keys) > MOST_AT_ONCE:
        raise Refused(_("At most %(most)s tasks at once; narrow the list.") % {"most": MOST_AT_ONCE})
    campaign = Campaign.objects.get(pk=campaign.pk)
    if campaign.phase == Phase.CLOSED:
        raise Refused(_("The campaign of %(year)s is closed.") % {"year": campaign.year})
    found = list(
        rows.filter(plan__campaign=campaign, in_force=True, pk__in=keys)
        .for_list()
        .select_related(None)  # less than a list shows: half the time of a deed on many rows went into reading them
        .select_related("plan__village", "task__star")
        .select_for_update(of=("self",))
    )
    for row in found:
        row.plan.campaign = campaign
    if len(found) != len(set(keys)):
        raise Refused(_("Some of these tasks are not in your range, or no longer in the ledger. Load the page anew."))
    return found


def _as_seen(rows: Iterable[UnitTask], seen: Mapping[int, int]) -> None:
    """Raise Stale with every row that has another version than the person saw."""
    stale = [row for row in rows if row.version != seen[row.pk]]
    if stale:
        names = "、".join(str(row) for row in stale[:10])
        raise Stale(
            *stale,
            message=_("Changed since you looked: %(units)s. Nothing was decided; look again.") % {"units": names},
        )


def _only(rows: Iterable[UnitTask], states: Collection[str], nothing: str) -> None:
    wrong = [
        _("%(unit)s: %(state)s") % {"unit": row, "state": row.get_state_display()}
        for row in rows
        if row.state not in states
    ]
    if wrong:
        raise Refused(nothing, wrong)


def sign(change: Recorder, rows: Sequence[UnitTask], *, on_behalf: bool = False) -> None:
    """Say what the deed was done to, and where: at the one unit, in the one township, or in the county."""
    if not rows:
        return
    places = [{row.plan.village_id for row in rows}, {row.plan.village.township_id for row in rows}]
    campaign = rows[0].plan.campaign
    change.place = next((each.pop() for each in places if len(each) == 1), campaign.county_id)
    change.year = campaign.year
    change.on_behalf = on_behalf and change.by.holds(Role.COUNTY_OFFICE)
    change.summary["unittask"] = len(rows)


def _rows_of(changeset: ChangeSet):
    keys = changeset.changes.filter(model="campaigns.unittask").values_list("object_id", flat=True)
    return UnitTask.objects.filter(pk__in=[int(key) for key in keys])


def _while_open(changeset: ChangeSet, by: Seat) -> Iterable[str]:
    """A change of rows may be taken back while the campaign runs and they are in the ledger and in range."""
    rows = _rows_of(changeset)
    if rows.filter(plan__campaign__phase=Phase.CLOSED).exists():
        yield _("The campaign of %(year)s is closed.") % {"year": changeset.year}
    if rows.filter(in_force=False).exists():
        yield _("Some of these tasks have left the ledger with their star.")
    if rows.count() != (rows.editable_by(by) | rows.checked_by(by)).distinct().count():
        yield _("Some of these tasks are no longer in your range.")


# Sorting and writing --------------------------------------------------------------------------------------------


@deed(label=gettext_lazy("Sort tasks into reached and gaps"), undo=_while_open)
def sort_tasks(change: Recorder, *, campaign: Campaign, reached: Collection[int], gaps: Collection[int]) -> None:
    """Say of tasks that nobody has looked at yet whether they are reached already (已达标) or a gap.

    What is reached counts as reported done and waits to be checked like the rest. Confirming a kept star is saying so
    of all its tasks.
    reached, gaps -- rows of the ledger.
    """
    if set(reached) & set(gaps):
        raise Refused(_("A task is either reached or a gap."))
    rows = locked_rows(UnitTask.objects.editable_by(change.by), campaign, {*reached, *gaps})
    _only(rows, [TaskState.UNSORTED], _("Nothing was saved: these have been sorted already."))
    done = set(reached)
    _report(change, [row for row in rows if row.pk in done], was_reached=True)
    change.update_many([row for row in rows if row.pk not in done], state=TaskState.NOT_STARTED)
    sign(change, rows, on_behalf=True)


def _report(change: Recorder, rows: Sequence[UnitTask], **more) -> None:
    change.update_many(
        rows, state=TaskState.REPORTED, reported_by=change.by.officer, reported_at=change.at, return_reason="", **more
    )


@deed(label=gettext_lazy("Write the ledger"), undo=_while_open)
def edit_tasks(change: Recorder, *, campaign: Campaign, entries: Sequence[TaskEntry]) -> None:
    """Write cells of rows as one deed: all of them or none.

    A row that nobody had sorted becomes a gap by it, and one whose progress is written is being worked on. A township
    sets a day or moves it forward; a later one is asked for (:func:`ask_extension`).
    entries -- with the version that the person saw; cells are of :data:`rules.task.ROW`, and ``state`` to begin.
    """
    asked = {entry.pk: entry for entry in entries}
    rows = locked_rows(UnitTask.objects.editable_by(change.by), campaign, asked)
    _as_seen(rows, {pk: entry.version for pk, entry in asked.items()})
    _only(
        rows, [state for state in TaskState if state != TaskState.CHECKED],
        _("Nothing was saved: what is checked stays as it is; ask whoever checked it to send it back."),
    )  # fmt: skip
    wrong = [problem for row in rows for problem in _problems(change, row, asked[row.pk].cells)]
    if wrong:
        raise Refused(_("Nothing was saved."), wrong)
    sign(change, [row for row in rows if _write(change, row, asked[row.pk].cells)], on_behalf=True)


@deed(label=gettext_lazy("Take over from the plan sheet"), undo=_while_open)
def take_over(change: Recorder, *, campaign: Campaign, seen: Mapping[int, int]) -> None:
    """Make what rows show of the approved plan sheet their own: from then on they keep it, whatever the sheet says.

    seen -- version by row; a row that shows nothing of the sheet stays as it is.
    """
    rows = locked_rows(UnitTask.objects.editable_by(change.by), campaign, seen)
    _as_seen(rows, seen)
    _only(rows, OPEN_TASKS, _("Nothing was taken over: what is reported or checked stays as it is."))
    taken = [row for row in rows if (cells := to_take_over(row.shown)) and _write(change, row, cells)]
    if not taken:
        raise Refused(_("Nothing was taken over: these rows show nothing of the plan sheet."))
    sign(change, taken, on_behalf=True)


def _problems(change: Recorder, row: UnitTask, cells: Mapping) -> Iterable[str]:
    unknown = set(cells) - set(ROW_FIELDS) - {"state"}
    if unknown:
        raise ValueError(f"{unknown} are no cells of a row")
    wrong = day_problems(
        cells, starts_on=row.starts_on, due_on=row.due_on, assessment_on=row.plan.campaign.assessment_on,
        is_office=change.by.holds(Role.COUNTY_OFFICE),
    )  # fmt: skip
    if LeftOut.LATER in wrong:
        yield _("%(row)s: %(day)s stands; ask the county office for more time.") % {"row": row, "day": row.due_on}
    if LeftOut.TOO_EARLY in wrong:
        yield _("%(row)s: it cannot be due before it begins.") % {"row": row}
    if LeftOut.TOO_LATE in wrong:
        day = row.plan.campaign.assessment_on
        yield _("%(row)s: the day lies after the assessment on %(day)s.") % {"row": row, "day": day}


def _write(change: Recorder, row: UnitTask, cells: Mapping) -> bool:
    values = dict(cells)
    if "due_on" in values and values["due_on"] != row.due_on:
        values["due_is_own"] = True
    begun = values.pop("state", "")
    differs = any(getattr(row, name) != value for name, value in values.items())
    if begun in (TaskState.NOT_STARTED, TaskState.UNDER_WAY) and row.state_choice.is_open:
        values["state"] = begun
    elif differs and row.state == TaskState.UNSORTED:
        values["state"] = TaskState.NOT_STARTED
    if values.get("progress", row.progress) != row.progress and row.state in (
        TaskState.UNSORTED, TaskState.NOT_STARTED,
    ):  # fmt: skip
        values["state"] = TaskState.UNDER_WAY
    if row.state == TaskState.RETURNED and values.get("state"):
        values["return_reason"] = ""
    return change.update(row, **values)


# Reporting and checking ------------------------------------------------------------------------------------------


@deed(label=gettext_lazy("Report tasks done"), undo=_while_open, tone="plan")
def report_tasks(change: Recorder, *, campaign: Campaign, seen: Mapping[int, int], progress: str = "") -> None:
    """Report tasks done, for the village; someone else checks them.

    seen     -- version by row.
    progress -- what was done, written into every row; empty leaves what stands there.
    """
    rows = locked_rows(UnitTask.objects.editable_by(change.by), campaign, seen)
    _as_seen(rows, seen)
    _only(rows, REPORTABLE, _("Nothing was reported: these are reported already."))
    said = {"progress": progress.strip()} if progress.strip() else {}
    _report(change, rows, **said)
    sign(change, rows, on_behalf=True)


@deed(label=gettext_lazy("Take a report back"), undo=_while_open)
def unreport_tasks(change: Recorder, *, campaign: Campaign, seen: Mapping[int, int]) -> None:
    """Take reports back that nobody has checked yet: the tasks are being worked on again."""
    rows = locked_rows(UnitTask.objects.editable_by(change.by), campaign, seen)
    _as_seen(rows, seen)
    _only(rows, [TaskState.REPORTED], _("Nothing was taken back: these do not wait to be checked."))
    change.update_many(rows, state=TaskState.UNDER_WAY, was_reached=False, reported_by=None, reported_at=None)
    sign(change, rows, on_behalf=True)


@deed(label=gettext_lazy("Check tasks"), undo=_while_open, tone="done")
def check_tasks(change: Recorder, *, campaign: Campaign, seen: Mapping[int, int]) -> None:
    """Strike reported tasks off (核验、销号), exactly as they were seen; whoever reported one cannot check it."""
    rows = locked_rows(UnitTask.objects.checked_by(change.by), campaign, seen)
    _as_seen(rows, seen)
    _only(rows, [TaskState.REPORTED], _("Nothing was checked: these are not reported done."))
    own = [str(row) for row in rows if row.reported_by_id == change.by.officer.pk]
    if own:
        raise Refused(_("Whoever reported a task done cannot check it. A colleague has to check these:"), own)
    change.update_many(rows, state=TaskState.CHECKED, checked_by=change.by.officer, checked_at=change.at)
    sign(change, rows)


@deed(label=gettext_lazy("Send tasks back"), undo=_while_open, tone="late")
def return_tasks(change: Recorder, *, campaign: Campaign, seen: Mapping[int, int]) -> None:
    """Send reported or checked tasks back to their townships with a reason (the deed's ``reason``)."""
    if not change.reason:
        raise Refused(_("Say why it is sent back, so that the township knows what to mend."))
    rows = locked_rows(UnitTask.objects.checked_by(change.by), campaign, seen)
    _as_seen(rows, seen)
    _only(rows, SENT_BACK_FROM, _("Nothing was sent back: these are not reported done."))
    change.update_many(
        rows, state=TaskState.RETURNED, return_reason=change.reason, was_reached=False, reported_by=None,
        reported_at=None, checked_by=None, checked_at=None,
    )  # fmt: skip
    sign(change, rows)


# More time -------------------------------------------------------------------------------------------------------


@deed(label=gettext_lazy("Ask for more time"), undo=_while_open, tone="plan")
def ask_extension(change: Recorder, *, campaign: Campaign, row: int, until: datetime.date) -> None:
    """Ask the county office for a later day for a task (延期), with a reason (the deed's ``reason``)."""
    if not change.reason:
        raise Refused(_("Say why more time is needed."))
    found = locked_rows(UnitTask.objects.editable_by(change.by), campaign, [row])[0]
    _only([found], REPORTABLE, _("More time is asked for what is not done yet."))
    _check_until(found, until)
    if found.extensions.filter(state=RequestState.OPEN).exists():
        raise Refused(_("More time has been asked for already."))
    change.create(
        Extension(row=found, until=until, reason=change.reason, asked_by=change.by.officer, asked_at=change.at)
    )
    sign(change, [found], on_behalf=True)


def _check_until(row: UnitTask, until: datetime.date) -> None:
    first, last = max(row.due_on or today(), today()), row.plan.campaign.assessment_on
    if not first < until <= last:
        raise Refused(
            _("The day must lie after %(first)s and not after the assessment on %(last)s.")
            % {"first": first, "last": last}
        )


@deed(label=gettext_lazy("Answer a request for more time"))
def answer_extension(
    change: Recorder, *, extension: Extension, version: int, granted: bool, until: datetime.date | None = None,
    answer: str = "",
) -> None:  # fmt: skip
    """Grant more time, until the day asked for or another, or decline it with an answer."""
    extension = (
        Extension.objects.select_related("row__plan__campaign", "row__plan__village", "row__task")
        .select_for_update(of=("self",))
        .get(pk=extension.pk)
    )
    reached = UnitTask.objects.visible_to(change.by) if change.by.holds(Role.COUNTY_OFFICE) else UnitTask.objects.none()
    row = locked_rows(reached, extension.row.plan.campaign, [extension.row_id])[0]
    if extension.state != RequestState.OPEN:
        raise Refused(_("This request has been answered already."))
    if not granted and not answer.strip():
        raise Refused(_("Say why more time is declined."))
    extension.row = row
    change.update(
        extension,
        version=version,
        state=RequestState.GRANTED if granted else RequestState.DECLINED,
        answer=answer.strip(),
    )
    if granted:
        day = until or extension.until
        _check_until(row, day)
        change.update(row, due_on=day, due_is_own=True)
    sign(change, [row])
