"""One task laid on many units at once: what of it is written where."""

import hashlib
import json
from collections.abc import Iterable, Mapping

from campaigns.entry.rules.fields import Value

from .tasks import ROW_FIELDS, TaskEntry

ASSIGNED = ("measure", "department", "leader", "person", "support_unit", "starts_on", "due_on")


def cells_to_write(now: Mapping[str, Value], wanted: Mapping[str, Value], *, replace: bool) -> dict[str, Value]:
    """Which cells of one row are written: those that differ from what stands there.

    now     -- field → what stands there; wanted -- field → what is to stand there; an empty value writes nothing.
    replace -- whether texts that somebody wrote are replaced; days always are, since each row has one from the start.
    """
    return {
        name: value
        for name, value in wanted.items()
        if value not in ("", None)
        and value != now[name]
        and (replace or now[name] in ("", None) or ROW_FIELDS[name].kind == "date")
    }


def entries_digest(entries: Iterable[TaskEntry]) -> str:
    """SHA-256 over what would be written into which version of which row: nobody writes what they have not seen."""
    told = sorted(
        [entry.pk, entry.version, sorted((name, str(v)) for name, v in entry.cells.items())] for entry in entries
    )
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()
