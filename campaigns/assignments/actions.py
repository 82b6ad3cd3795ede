"""Assignments (周交办): given for many units at once, mended, replied to, closed (销号) or sent back."""

from collections.abc import Collection, Iterable

from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns import access
from campaigns.entry.rules.names import as_known
from campaigns.ledger.models import UnitTask
from campaigns.problems.models import Problem
from campaigns.year.actions import unless_closed
from campaigns.year.choices import Phase
from campaigns.year.models.campaign import Campaign, Star, Task
from fivestar.changes.clock import today
from fivestar.changes.deeds import Recorder, Refused, Stale, deed
from fivestar.changes.models import ChangeSet
from villages.access import Seat
from villages.choices import Role

from .choices import AssignmentState
from .models import Assignment, AssignmentProblem, AssignmentQuerySet, AssignmentRow
from .rules import AssignmentSheet

MOST_AT_ONCE = 500  # tasks and problems that one assignment gathers: each is a line of the change log


def _while_open(changeset: ChangeSet, by: Seat) -> Iterable[str]:
    """A change of an assignment may be taken back while the campaign runs and the seat reaches it."""
    yield from unless_closed(changeset, by)
    changes = changeset.changes.filter(model="campaigns.assignment")
    found = Assignment.objects.filter(pk__in=[int(key) for key in changes.values_list("object_id", flat=True)])
    if found.count() != found.visible_to(by).count():
        yield _("The assignment is no longer in your range.")


@deed(label=gettext_lazy("Give an assignment"), undo=_while_open)
def give_assignment(
    change: Recorder, *, campaign: Campaign, sheet: AssignmentSheet, rows: Collection[int] = (),
    problems: Collection[int] = (),
) -> None:  # fmt: skip
    """Give a department one assignment for the tasks and problems of many units, under the year's next number.

    rows, problems -- keys of what it gathers, of this campaign; may be none.
    Raises Refused where one is out of range, words are missing, or the day has passed.
    """
    if not access.runs(change.by, campaign.county):
        raise Refused(_("Only the county office gives assignments."))
    # Locked, so that two assignments given at once do not reach for the same number.
    campaign = Campaign.objects.select_for_update(of=("self",)).get(pk=campaign.pk)
    _check_running(campaign)
    if len(rows) + len(problems) > MOST_AT_ONCE:
        raise Refused(_("At most %(most)s tasks and problems in one assignment.") % {"most": MOST_AT_ONCE})
    last = Assignment.objects.at(campaign).aggregate(last=Max("number"))["last"] or 0
    given = Assignment(
        campaign=campaign, number=last + 1, given_on=today(), given_by=change.by.officer, **_cells(campaign, sheet)
    )
    if given.due_on < given.given_on:
        raise Refused(_("The day has passed already. Choose a later one."))
    change.create(given)
    found = UnitTask.objects.visible_to(change.by).at(campaign, campaign.county_id).filter(pk__in=rows)
    for row in _all_of(found.select_related("plan__village", "task"), rows):
        change.create(AssignmentRow(assignment=given, row=row))
    listed = Problem.objects.visible_to(change.by).at(campaign, campaign.county_id).filter(pk__in=problems)
    for problem in _all_of(listed.select_related("plan__village"), problems):
        change.create(AssignmentProblem(assignment=given, problem=problem))
    _sign(change, campaign)


@deed(label=gettext_lazy("Edit an assignment"), undo=_while_open)
def edit_assignment(change: Recorder, *, assignment: Assignment, version: int, sheet: AssignmentSheet) -> None:
    """Mend an assignment to which nobody has replied. What it gathers and is about stays."""
    assignment = _locked(Assignment.objects.closed_by_seat(change.by), assignment, version)
    if not assignment.state_choice.is_open:
        raise Refused(_("An assignment that was replied to stays as it is; the reply can be sent back."))
    cells = _cells(assignment.campaign, sheet) | {"star": assignment.star, "task": assignment.task}
    if cells["due_on"] < assignment.given_on:
        raise Refused(_("An assignment is due after it is given."))
    change.update(assignment, **cells)
    _sign(change, assignment.campaign)


@deed(label=gettext_lazy("Reply to an assignment"), undo=_while_open)
def reply_assignment(
    change: Recorder, *, assignment: Assignment, version: int, reply: str, reply_from: str = ""
) -> None:  # fmt: skip
    """Say what came of an assignment. Whoever holds the department's post replies; for a department without an
    account the county office does, and says whose words they are.

    reply_from -- who said it in the department; the office must name them.
    """
    assignment = _locked(Assignment.objects.replied_by_seat(change.by), assignment, version)
    if not assignment.state_choice.is_open:
        raise Refused(_("The assignment has its reply already."))
    if not reply.strip():
        raise Refused(_("Say what was done."))
    is_office = change.by.holds(Role.COUNTY_OFFICE)
    if is_office and not reply_from.strip():
        raise Refused(_("Say who replied for the department."))
    change.update(
        assignment, state=AssignmentState.REPLIED, reply=reply.strip(), reply_from=reply_from.strip(),
        replied_by=change.by.officer, replied_at=change.at, return_reason="",
    )  # fmt: skip
    _sign(change, assignment.campaign)


@deed(label=gettext_lazy("Close an assignment"), undo=_while_open)
def close_assignment(change: Recorder, *, assignment: Assignment, version: int) -> None:
    """Strike an assignment off (销号), exactly as it was seen; whoever typed its reply cannot."""
    assignment = _locked(Assignment.objects.closed_by_seat(change.by), assignment, version)
    _check_replied(assignment)
    if assignment.replied_by_id == change.by.officer.pk:
        raise Refused(_("You typed the reply yourself; a colleague has to close the assignment."))
    change.update(assignment, state=AssignmentState.CLOSED, closed_by=change.by.officer, closed_at=change.at)
    _sign(change, assignment.campaign)


@deed(label=gettext_lazy("Send a reply back"), undo=_while_open)
def return_assignment(change: Recorder, *, assignment: Assignment, version: int) -> None:
    """Send a reply back to the department with a reason (the deed's ``reason``); its words stay to be mended."""
    if not change.reason:
        raise Refused(_("Say why it is sent back, so that the department knows what is missing."))
    assignment = _locked(Assignment.objects.closed_by_seat(change.by), assignment, version)
    _check_replied(assignment)
    change.update(
        assignment, state=AssignmentState.RETURNED, return_reason=change.reason, replied_by=None, replied_at=None
    )  # fmt: skip
    _sign(change, assignment.campaign)


# What the deeds share --------------------------------------------------------------------------------------------


def _check_running(campaign: Campaign) -> None:
    if campaign.phase == Phase.CLOSED:
        raise Refused(_("The campaign of %(year)s is closed.") % {"year": campaign.year})


def _check_replied(assignment: Assignment) -> None:
    if assignment.state == AssignmentState.CLOSED:
        raise Refused(_("The assignment is struck off already."))
    if assignment.state != AssignmentState.REPLIED:
        raise Refused(_("The department has not replied yet."))


def _locked(assignments: AssignmentQuerySet, assignment: Assignment, version: int) -> Assignment:
    """An assignment of a running campaign as it was seen, locked until the deed is done.

    Raises Refused if it is not in ``assignments``; Stale if it was changed since.
    """
    locked = assignments.select_related("campaign", "star", "task").select_for_update(of=("self",))
    found = locked.filter(pk=assignment.pk).first()
    if found is None:
        raise Refused(_("This is not yours to do: the department itself replies, the county office closes."))
    _check_running(found.campaign)
    if found.version != version:
        raise Stale(found)
    return found


def _cells(campaign: Campaign, sheet: AssignmentSheet) -> dict:
    """What a sheet says, fit to be kept. Raises Refused for a star or task of another campaign, or missing words."""
    star = Star.objects.filter(campaign=campaign, pk=sheet.star).first() if sheet.star else None
    task = Task.objects.filter(star=star, pk=sheet.task).first() if sheet.task else None
    if (sheet.star and star is None) or (sheet.task and task is None):
        raise Refused(_("The campaign has no such star or task."))
    leading = Star.objects.filter(campaign=campaign).exclude(department="").values_list("department", flat=True)
    text, department = sheet.text.strip(), as_known(sheet.department, leading)
    if not text or not department:
        raise Refused(_("Say what is assigned, and to which department."))
    return {
        "text": text, "demand": sheet.demand.strip(), "department": department, "due_on": sheet.due_on, "star": star,
        "task": task,
    }  # fmt: skip


def _all_of(found, keys: Collection[int]) -> list:
    records = list(found.order_by("pk"))
    if len(records) != len(set(keys)):
        raise Refused(
            _("Some of these tasks or problems are not in your range, or no longer there. Load the page anew.")
        )
    return records


def _sign(change: Recorder, campaign: Campaign) -> None:
    change.place, change.year = campaign.county_id, campaign.year
