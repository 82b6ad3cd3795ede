"""What lists of tasks are narrowed to."""

from dataclasses import asdict, dataclass
from urllib.parse import urlencode

NOBODY = "none"  # no department named; no area


@dataclass(frozen=True)
class TaskFilter:
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

    def query(self, **more: str) -> str:
        """The query string of the list with exactly these rows."""
        asked = {name: value for name, value in (asdict(self) | more).items() if value}
        return f"?{urlencode(asked, doseq=True)}" if asked else ""
