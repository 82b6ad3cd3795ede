"""Evidence (佐证): files are uploaded once, serve tasks, and are swept away when they have served nothing for long."""

import datetime
import uuid
from collections.abc import Collection, Iterable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.ledger.actions.tasks import locked_rows, sign
from campaigns.ledger.choices import TaskState
from campaigns.ledger.models import UnitTask
from campaigns.problems.choices import ProblemState
from campaigns.problems.models import Problem
from campaigns.year.choices import Phase
from campaigns.year.models.campaign import Campaign
from fivestar.changes.deeds import Recorder, Refused, deed
from fivestar.changes.models import ChangeSet
from villages.access import Seat
from villages.choices import Role
from villages.models import Township

from .models import EvidenceFile, EvidenceUse
from .rules import Received

MOST_AT_ONCE = 500  # uses that one deed makes: files times tasks


def _while_open(changeset: ChangeSet, by: Seat) -> Iterable[str]:
    """Attaching and detaching may be taken back while the campaign runs, the files are there and the rows in range."""
    if Campaign.objects.at(changeset.year, changeset.place).filter(phase=Phase.CLOSED).exists():
        yield _("The campaign of %(year)s is closed.") % {"year": changeset.year}
    uses = [
        change.before or change.after
        for change in changeset.changes.filter(model=EvidenceUse._meta.label_lower)
    ]  # fmt: skip
    rows = {use["row"] for use in uses} - {None}
    problems = {use["problem"] for use in uses} - {None}
    if UnitTask.objects.editable_by(by).filter(pk__in=rows).count() != len(rows):
        yield _("Some of these tasks are no longer in your range.")
    if UnitTask.objects.filter(pk__in=rows, state=TaskState.CHECKED).exists():
        yield _("What is checked keeps its evidence.")
    if Problem.objects.fixed_by_seat(by).unclosed().filter(pk__in=problems).count() != len(problems):
        yield _("The problem is struck off, or no longer in your range.")
    detached = {change.before["file"] for change in changeset.changes.filter(kind="deleted")}
    if EvidenceFile.objects.filter(pk__in=detached).count() != len(detached):
        yield _("The file was swept away in the meantime.")


@deed(label=gettext_lazy("Attach evidence"), undo=_while_open)
def attach_evidence(
    change: Recorder, *, campaign: Campaign, rows: Collection[int], files: Collection[uuid.UUID] = (),
    received: Sequence[Received] = (),
) -> None:  # fmt: skip
    """Make files evidence of rows of the ledger: each file of each row. Those that are already stay so.

    rows     -- of one township.
    files    -- that the township has already.
    received -- new ones, whose contents lie in the vault (fivestar/vault.py) by now. One whose content the township
                has already is not recorded twice: that one is attached.
    """
    found = locked_rows(UnitTask.objects.editable_by(change.by), campaign, rows)
    townships = {row.plan.village.township_id for row in found}
    if len(townships) > 1:
        raise Refused(_("A file serves the units of one township; choose tasks of one township only."))
    chosen = [*_chosen(change, townships, files), *_recorded(change, found[0].plan.village.township, received)]
    if not chosen:
        raise Refused(_("No file was chosen."))
    if len(chosen) * len(found) > MOST_AT_ONCE:
        raise Refused(_("At most %(most)s at once; choose fewer tasks or files.") % {"most": MOST_AT_ONCE})
    known = set(EvidenceUse.objects.filter(row__in=found, file__in=chosen).values_list("row", "file"))
    served = []
    for row in found:
        new = [file for file in chosen if (row.pk, file.pk) not in known]
        for file in new:
            change.create(EvidenceUse(file=file, row=row, by=change.by.officer, at=change.at))
        if new:
            _seen_anew(change, row)
            served.append(row)
    sign(change, served, on_behalf=True)


def _chosen(change: Recorder, townships: Collection[str], keys: Collection[uuid.UUID]) -> list[EvidenceFile]:
    """Files that the seat may use for a township's rows, so that no sweep takes them meanwhile."""
    files = EvidenceFile.objects.editable_by(change.by).filter(township__in=townships, pk__in=keys)
    found = list(files.select_for_update(of=("self",)).order_by("uploaded_at", "name", "pk"))
    if len(found) != len(set(keys)):
        raise Refused(_("Some of these files are not there any more. Load the page anew."))
    return found


def _recorded(change: Recorder, township: Township, received: Sequence[Received]) -> list[EvidenceFile]:
    """Records of received files; of a content that the township has already, its record."""
    held = EvidenceFile.objects.filter(township=township, digest__in=[each.digest for each in received])
    by_digest = {file.digest: file for file in held.select_for_update(of=("self",))}
    for each in received:
        if each.digest not in by_digest:
            by_digest[each.digest] = change.create(
                EvidenceFile(
                    township=township,
                    name=each.name,
                    kind=each.kind,
                    size=each.size,
                    digest=each.digest,
                    origin=each.origin,
                    uploaded_by=change.by.officer,
                    uploaded_at=change.at,
                )
            )
    return list(by_digest.values())


def _seen_anew(change: Recorder, row: UnitTask) -> None:
    """What waits to be checked is not what somebody looked at before: their approval would be of something else."""
    if row.state == TaskState.REPORTED:
        change.touch(row)


@deed(label=gettext_lazy("Detach evidence"), undo=_while_open)
def detach_evidence(change: Recorder, *, campaign: Campaign, row: int, files: Collection[uuid.UUID]) -> None:
    """Take files off a row of the ledger; they stay among the township's files. What is checked keeps its evidence."""
    found = locked_rows(UnitTask.objects.editable_by(change.by), campaign, [row])[0]
    if found.state == TaskState.CHECKED:
        raise Refused(_("What is checked keeps its evidence; ask whoever checked it to send it back."))
    uses = list(EvidenceUse.objects.filter(row=found, file__in=files).select_related("file"))
    if not uses:
        raise Refused(_("No file was chosen."))
    for use in uses:
        use.row = found
        change.delete(use)
    _seen_anew(change, found)
    sign(change, [found], on_behalf=True)


@deed(label=gettext_lazy("Attach evidence to a problem"), undo=_while_open)
def attach_to_problem(
    change: Recorder, *, campaign: Campaign, problem: int, files: Collection[uuid.UUID] = (),
    received: Sequence[Received] = (),
) -> None:  # fmt: skip
    """Make files evidence of a problem, e.g. of what it was and how it was fixed; as ``attach_evidence`` does."""
    found = _locked_problem(change, campaign, problem)
    township = found.plan.village.township
    chosen = [*_chosen(change, {township.pk}, files), *_recorded(change, township, received)]
    if not chosen:
        raise Refused(_("No file was chosen."))
    known = set(EvidenceUse.objects.filter(problem=found, file__in=chosen).values_list("file", flat=True))
    for file in chosen:
        if file.pk not in known:
            change.create(EvidenceUse(file=file, problem=found, by=change.by.officer, at=change.at))
    _sign_problem(change, found)


@deed(label=gettext_lazy("Detach evidence from a problem"), undo=_while_open)
def detach_from_problem(
    change: Recorder, *, campaign: Campaign, problem: int, files: Collection[uuid.UUID]
) -> None:  # fmt: skip
    """Take files off a problem; they stay among the township's files. What is struck off keeps its evidence."""
    found = _locked_problem(change, campaign, problem)
    uses = list(EvidenceUse.objects.filter(problem=found, file__in=files).select_related("file"))
    if not uses:
        raise Refused(_("No file was chosen."))
    for use in uses:
        use.problem = found
        change.delete(use)
    _sign_problem(change, found)


def _locked_problem(change: Recorder, campaign: Campaign, key: int) -> Problem:
    """A problem that the seat may report fixed, as long as it is not struck off."""
    problems = Problem.objects.fixed_by_seat(change.by).filter(plan__campaign=campaign, pk=key)
    found = problems.select_related("plan__campaign", "plan__village__township").select_for_update(of=("self",)).first()
    if found is None:
        raise Refused(_("This problem is not in your range."))
    if found.plan.campaign.phase == Phase.CLOSED:
        raise Refused(_("The campaign of %(year)s is closed.") % {"year": found.plan.campaign.year})
    if found.state == ProblemState.CLOSED:
        raise Refused(_("What is struck off keeps its evidence."))
    return found


def _sign_problem(change: Recorder, problem: Problem) -> None:
    change.place, change.year = problem.plan.village_id, problem.plan.campaign.year
    change.on_behalf = change.by.holds(Role.COUNTY_OFFICE)
    change.summary["problem"] = 1


@deed(label=gettext_lazy("Sweep unused files"))
def sweep_unused(change: Recorder, *, before: datetime.datetime) -> None:
    """Mark files that serve nothing, and delete the records of those that were marked before a time.

    Their contents go afterwards (manage.py sweep_files), once no record has them.
    """
    unused = EvidenceFile.objects.unused()
    for file in EvidenceFile.objects.exclude(unused_since=None).exclude(pk__in=unused.values("pk")):
        change.update(file, unused_since=None)
    for file in unused.select_for_update(of=("self",)):
        if file.unused_since is None:
            change.update(file, unused_since=change.at)
        elif file.unused_since < before:
            change.delete(file)
