"""What lists of tasks are narrowed to."""

from dataclasses import dataclass
from typing import ClassVar

from campaigns.entry.rules.filters import Groups, ListFilter
from campaigns.year.choices import DueGroup

from ..choices import TaskGroup, TaskState

NOBODY = "none"  # no department named; no area
STATES: Groups = {
    **{state.value: frozenset((state,)) for state in TaskState},
    **{group.value: frozenset(group.states) for group in TaskGroup},
}
_LATE, _TODAY, _REST = DueGroup.OVERDUE, DueGroup.TODAY, DueGroup.REST
DAYS: Groups = {
    **{group.value: frozenset((group,)) for group in (_LATE, _TODAY, _REST, DueGroup.LATER, DueGroup.NO_DAY)},
    DueGroup.WEEK.value: frozenset((_TODAY, _REST)),
    DueGroup.COME.value: frozenset((_LATE, _TODAY, DueGroup.COME)),  # those whose day has come and that are done, too
}


@dataclass(frozen=True)
class TaskFilter(ListFilter):
    """What a list of tasks is narrowed to, as its query string says it; what is empty does not narrow.

    star       -- the code of a star in both star sets.
    task       -- the key of a task; of one with parts, all of them.
    state      -- one of TaskState or TaskGroup.
    due        -- one of DueGroup. Overdue and due this week are what the township is not done with.
    lacking    -- one of Lacking, of gaps.
    department -- exactly as it is written, or NOBODY.
    person     -- the responsible person or leader, exactly as written.
    area       -- the key of an area, or NOBODY.
    checks     -- OWN: those that the reader's post checks.
    unit, row  -- exactly these units, these rows.
    q          -- words in what is written of a task, or a unit's name, pinyin or code.
    """

    GROUPS: ClassVar = {"state": STATES, "due": DAYS}

    star: str = ""
    task: str = ""
    state: str = ""
    due: str = ""
    lacking: str = ""
    department: str = ""
    person: str = ""
    township: str = ""
    area: str = ""
    checks: str = ""
    unit: tuple[str, ...] = ()
    row: tuple[int, ...] = ()
    q: str = ""


ALL_TASKS = TaskFilter()
