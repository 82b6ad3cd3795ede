"""Files as evidence: those of a row, and those of its township that might serve it as well."""

from collections.abc import Iterable

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Prefetch, Q, Value, When

from campaigns.ledger.models import UnitTask, UnitTaskQuerySet
from campaigns.ledger.reports import unit as ledger
from campaigns.problems import reports as problem_report
from campaigns.problems.models import Problem, ProblemQuerySet
from campaigns.year.models.campaign import Task
from villages.access import Seat
from villages.models import Township, Village

from .models import EvidenceFile, EvidenceFileQuerySet, EvidenceUse

NAMED = 4  # tasks that a file serves, told by name; the rest by their number
SAME_TASK, SAME_UNIT = "task", "unit"


def _named_uses(besides: UnitTask | None = None) -> Prefetch:
    """The newest uses of files, besides a row's, with what their names need."""
    uses = EvidenceUse.objects.exclude(row=None).order_by("-pk")
    if besides is not None:
        uses = uses.exclude(row=besides)
    uses = uses.select_related("row__plan__village", "row__plan__campaign", "row__task")
    return Prefetch("uses", queryset=uses[:NAMED], to_attr="some_uses")


def of_row(row: UnitTask) -> list[EvidenceUse]:
    return _attached(row=row)


def of_problem(problem: Problem) -> list[EvidenceUse]:
    return _attached(problem=problem)


@ledger.beside.register
def _beside_row(row: UnitTask, seat: Seat) -> dict:
    return {"uses": of_row(row)}


@problem_report.beside.register
def _beside_problem(problem: Problem, seat: Seat) -> dict:
    return {"uses": of_problem(problem)}


def _attached(**to) -> list[EvidenceUse]:
    """The files of a row or a problem, in the order in which they were attached; each file knows ``some_uses`` of it
    by other tasks and ``others``, how much else it serves."""
    others = EvidenceFile.objects.annotate(others=Count("uses") - 1).select_related("uploaded_by", "township")
    uses = EvidenceUse.objects.filter(**to).select_related("by").order_by("at", "pk")
    return list(uses.prefetch_related(Prefetch("file", queryset=others.prefetch_related(_named_uses(to.get("row"))))))


def offered(seat: Seat, row: UnitTask, words: str = "", only: str = "") -> EvidenceFileQuerySet:
    """Files of a row's township that do not serve it yet: those of the same task first, then those of the same unit,
    the newest first.

    words -- of the name of a file, or of a unit or task that it serves.
    only  -- SAME_TASK, SAME_UNIT, or empty for all.
    """
    return _offered(seat, row.plan.village_id, row.task, {"row": row}, words, only)


def offered_to_problem(seat: Seat, problem: Problem, words: str = "", only: str = "") -> EvidenceFileQuerySet:
    """Files of a problem's township that do not serve it yet, as ``offered`` gives them for a row."""
    return _offered(seat, problem.plan.village_id, problem.task, {"problem": problem}, words, only)


def _offered(
    seat: Seat, unit: str, task: Task | None, to: dict, words: str, only: str
) -> EvidenceFileQuerySet:  # fmt: skip
    uses = EvidenceUse.objects.filter(file=OuterRef("pk"))
    # The same task of another year has another record: the number in the checklist of the same star tells it.
    alike = uses.filter(row__task__star__code=task.star.code, row__task__number=task.number) if task else uses.none()
    same_task = Exists(alike)
    same_unit = Exists(uses.filter(Q(row__plan__village=unit) | Q(problem__plan__village=unit)))
    files = EvidenceFile.objects.visible_to(seat).filter(~Exists(uses.filter(**to)), township=unit[:9])
    if only:
        files = files.filter(same_task if only == SAME_TASK else same_unit)
    if words := words.strip():
        serves = Q(row__task__title__contains=words) | Q(row__plan__village__in=Village.objects.search(words))
        files = files.filter(Q(name__icontains=words) | Exists(uses.filter(serves)))
    near = Case(When(same_task, then=Value(0)), When(same_unit, then=Value(1)), default=2, output_field=IntegerField())
    files = files.annotate(near=near, others=Count("uses")).prefetch_related(_named_uses())
    return files.select_related("uploaded_by").order_by("near", "-uploaded_at", "name", "pk")


def served(rows: UnitTaskQuerySet, file: EvidenceFile) -> list[UnitTask]:
    """Those of some rows that a file serves."""
    return list(rows.filter(evidence__file=file).for_list())


def served_problems(problems: ProblemQuerySet, file: EvidenceFile) -> list[Problem]:
    """Those of some problems that a file serves."""
    return list(problems.filter(evidence__file=file).for_list())


def might_serve(rows: UnitTaskQuerySet, file: EvidenceFile, words: str = "") -> UnitTaskQuerySet:
    """Those of some rows that a file might serve as well: the same tasks of other units; or, with words, those whose
    task, unit or star each of the words names."""
    rows = rows.exclude(evidence__file=file)
    for word in words.split():
        named = Q(task__title__contains=word) | Q(task__star__name__contains=word)
        rows = rows.filter(named | Q(plan__village__in=Village.objects.search(word)))
    if not words.strip():
        rows = rows.filter(task__in=UnitTask.objects.filter(evidence__file=file).values("task"))
    return rows.for_list()


def known(township: Township, digests: Iterable[str]) -> dict[str, EvidenceFile]:
    """Files that a township has already, by the digests of contents: as they came and as they are kept."""
    files = EvidenceFile.objects.filter(township=township).with_content(*digests)
    return {digest: file for file in files for digest in (file.origin, file.digest)}
