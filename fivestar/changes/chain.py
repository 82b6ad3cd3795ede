"""Whether the change log still says what was written into it."""

from collections.abc import Iterator
from dataclasses import dataclass

from .models import ORIGIN, ChangeSet

BATCH = 200  # change sets in memory at a time


@dataclass(frozen=True)
class Link:
    """One change set as it stands in the chain."""

    changeset: ChangeSet
    follows: bool
    is_sealed: bool


def walk() -> Iterator[Link]:
    """Every change set, from the first to the newest, each held against its own seal and its predecessor's."""
    previous = ORIGIN
    for changeset in ChangeSet.objects.order_by("pk").prefetch_related("changes").iterator(chunk_size=BATCH):
        changes = sorted(changeset.changes.all(), key=lambda change: change.pk)
        yield Link(
            changeset,
            follows=changeset.previous == previous,
            is_sealed=changeset.digest == changeset.seal(changes),
        )
        previous = changeset.digest
