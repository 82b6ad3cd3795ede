"""Deeds that do one thing each, so that the mechanism can be tested without the rules of any domain."""

import contextlib
import threading

from fivestar.changes.deeds import Recorder, Refused, deed
from villages.models import Village


def always(changeset, by):
    return ()


@deed(label="Set", undo=always)
def set_values(change: Recorder, *, record, values: dict, version: int | None = None) -> None:
    change.update(record, version=version, **values)
    change.place = record.place_code


@deed(label="Set alike", undo=always)
def set_alike(change: Recorder, *, records: list, values: dict, then: str = "") -> None:
    change.update_many(records, **values)
    if then:
        raise Refused(then)


@deed(label="Add to", undo=always)
def append(change: Recorder, *, record, text: str) -> None:
    """Read, change and save, as a hurried programmer would: compare-and-swap has to notice."""
    read = type(record).objects.get(pk=record.pk)
    change.update(read, name=read.name + text)


@deed(label="Write down", undo=always, records=True)
def write_down(change: Recorder, *, record, text: str) -> None:
    change.update(record, name=type(record).objects.get(pk=record.pk).name + text)


@deed(label="Make", undo=always)
def make_records(change: Recorder, *, records: list) -> None:
    for record in records:
        change.create(record)


@deed(label="Remove", undo=always)
def remove(change: Recorder, *, records: list) -> None:
    for record in records:
        change.delete(record)


@deed(label="Touch", undo=always)
def touch(change: Recorder, *, record, version: int | None = None) -> None:
    change.touch(record, version=version)


@deed(label="Rewrite")
def rewrite(change: Recorder, *, record, values: dict) -> None:
    """Cannot be undone."""
    change.update(record, **values)


@deed(label="Give up")
def give_up(change: Recorder, *, record, values: dict) -> None:
    change.update(record, **values)
    change.update(record, order=99)
    raise Refused("Not today.", ["It rains.", "It is late."])


@deed(label="Tell")
def tell(change: Recorder, *, summary: dict) -> None:
    """Leaves a change set with nothing but a summary."""
    change.summary = summary


@deed(label="Cross")
def cross(change: Recorder, *, codes: list, met: threading.Barrier, tries: list) -> None:
    """Change two units, and after the first wait until somebody else has one of them as well."""
    tries.append(codes)
    for code in codes:
        unit = Village.objects.select_for_update().get(pk=code)
        change.update(unit, order=unit.order + 1)
        with contextlib.suppress(threading.BrokenBarrierError):
            met.wait(0.5)
