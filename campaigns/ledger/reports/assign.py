"""One task over many units: which tasks there are at a place, and what would be written into which row."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count
from django.utils.functional import Promise

from campaigns.entry.rules.fields import Value
from campaigns.year.models.campaign import Campaign, Task

from ..choices import LeftOut, TaskState
from ..models import UnitTask, UnitTaskQuerySet
from ..rules.assign import ASSIGNED, cells_to_write
from ..rules.tasks import ROW_FIELDS, TaskEntry, day_problems


def tasks_here(campaign: Campaign, rows: UnitTaskQuerySet) -> list[tuple[str, list[tuple[int, str]]]]:
    """Star by star the tasks of some rows, each with its number, title and how many units have it."""
    counted = dict(rows.order_by().values_list("task").annotate(Count("pk")))
    found: dict[str, list[tuple[int, str]]] = {}
    for task in Task.objects.filter(pk__in=counted).select_related("star").order_by("star", "number"):
        star = f"{task.star}（{task.star.get_kind_display()}）"
        found.setdefault(star, []).append((task.pk, f"{task.number} {task.title}（{counted[task.pk]}）"))
    return list(found.items())


@dataclass(frozen=True)
class Written:
    """What would be written into one row: (cell's name, what stands there, what will)."""

    row: UnitTask
    cells: tuple[tuple[str | Promise, str, str], ...]


@dataclass(frozen=True)
class Assignment:
    """What laying a task on units would write.

    left_out -- (row, why) for each row that was picked and is not written.
    """

    entries: tuple[TaskEntry, ...]
    written: tuple[Written, ...]
    left_out: tuple[tuple[UnitTask, str | Promise], ...]


def assignment(
    campaign: Campaign, rows: Iterable[UnitTask], wanted: Mapping[str, Value], *, replace: bool, is_office: bool
) -> Assignment:  # fmt: skip
    """What would be written into picked rows, and which are left out."""
    entries, written, left_out = [], [], []
    for row in rows:
        now = {name: row.shows(name) for name in ASSIGNED}
        cells = cells_to_write(now, wanted, replace=replace)
        days = day_problems(
            cells, starts_on=row.starts_on, due_on=row.due_on, assessment_on=campaign.assessment_on,
            is_office=is_office,
        )  # fmt: skip
        if row.state == TaskState.CHECKED:
            left_out.append((row, LeftOut.CHECKED.label))
        elif days:
            left_out.append((row, "；".join(str(LeftOut(each).label) for each in days)))
        elif not cells:
            differs = any(now[name] != value for name, value in wanted.items())
            left_out.append((row, (LeftOut.KEPT if differs else LeftOut.SAME).label))
        else:
            entries.append(TaskEntry(row.pk, row.version, cells))
            told = [
                (ROW_FIELDS[name].label, ROW_FIELDS[name].show(now[name]), ROW_FIELDS[name].show(value))
                for name, value in cells.items()
            ]
            written.append(Written(row, tuple(told)))
    return Assignment(tuple(entries), tuple(written), tuple(left_out))
