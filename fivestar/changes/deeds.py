"""How a deed is done: one transaction, version check, one-time token, change set.

    @deed(label=_("Submit"), undo=still_open)
    def submit_plans(change, *, township, codes):
        for plan in Plan.objects.editable_by(change.by)...:
            change.update(plan, version=..., state=PlanState.SUBMITTED)

    submit_plans(township=..., codes=..., by=request.seat, token=form.token)

The body gets a :class:`Recorder` and the facts; callers pass ``by`` (whoever acts: anything with ``officer`` and
``title``), and may pass ``reason`` and ``token``. The caller gets the change set, or an unsaved one without
changes where nothing differed.
"""

import functools
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Protocol

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, OperationalError, connection, models, transaction
from django.utils.translation import gettext_lazy as _

from . import clock
from .models import ORIGIN, Change, ChangeSet, Receipt, Versioned, deed_labels

request_id: ContextVar[str] = ContextVar("request_id", default="")

DEADLOCKS = {"40001", "40P01"}  # serialization_failure, deadlock_detected
ATTEMPTS = 3
CHAIN = 0x66697665  # the advisory lock under which the chain grows; any number that no one else takes


class Actor(Protocol):
    """Whoever does a deed: an officer in a post."""

    officer: models.Model | None
    title: str


class Refused(Exception):
    """A deed that may not be done. ``message`` is fit to show; ``problems`` lists what stands in the way."""

    status = 422

    def __init__(self, message, problems: Iterable = ()):
        super().__init__(message)
        self.message = message
        self.problems = list(problems)


class Stale(Refused):
    """Somebody changed the record since it was read. ``records`` are those it concerns."""

    status = 409

    def __init__(self, *records: models.Model, message=None):
        super().__init__(
            message or _("Someone else has changed this in the meantime. Nothing was saved; compare and save again.")
        )
        self.records = list(records)


@dataclass(frozen=True)
class Deed:
    body: Callable
    undo_guard: Callable | None


_deeds: dict[str, Deed] = {}


def deed_named(name: str) -> Deed | None:
    return _deeds.get(name)


def deed(*, label, undo: Callable[[ChangeSet, Actor], Iterable[str]] | None = None):
    """Make an action of a function that changes records through its first argument.

    label -- what the timeline calls it.
    undo  -- names what stands in the way of undoing one of its change sets (phase, scope, approval); a deed
             without it cannot be undone.
    """

    def make(body: Callable) -> Callable[..., ChangeSet]:
        _deeds[body.__name__] = Deed(body, undo)
        deed_labels[body.__name__] = label

        @functools.wraps(body)
        def perform(*, by: Actor | None, reason: str = "", token: str = "", **facts) -> ChangeSet:
            for attempt in range(1, ATTEMPTS + 1):
                try:
                    return _perform(body, by, reason, token, facts)
                except OperationalError as error:
                    # PostgreSQL ends one of two transactions that wait for each other; the other is done by now.
                    if getattr(error.__cause__, "sqlstate", "") not in DEADLOCKS or attempt == ATTEMPTS:
                        raise
                except IntegrityError as error:
                    raise Refused(sentence_of(error)) from error

        return perform

    return make


def _perform(body, by, reason, token, facts) -> ChangeSet:
    with transaction.atomic():
        receipt, first = _claim(by, token)
        if first is not None:
            return first
        change = Recorder(by, body.__name__, reason)
        body(change, **facts)
        changeset = change.write()
        if receipt is not None:
            if changeset.pk:
                Receipt.objects.filter(pk=receipt.pk).update(changeset=changeset)
            else:
                receipt.delete()
        return changeset


def _claim(by, token: str) -> tuple[Receipt | None, ChangeSet | None]:
    """Take the token, or find what came of it. A second claim waits here until the first is through."""
    if not token or by is None or by.officer is None:
        return None, None
    try:
        with transaction.atomic():
            return Receipt.objects.create(by=by.officer, token=token[:36]), None
    except IntegrityError:
        receipt = Receipt.objects.select_related("changeset").get(by=by.officer, token=token[:36])
        return receipt, receipt.changeset


class Recorder:
    """Writes records and remembers what they were. Deeds set ``place``, ``year``, ``summary`` and
    ``on_behalf`` on it; everything else follows from what is written."""

    def __init__(self, by: Actor | None, deed_name: str, reason: str):
        self.by, self.deed_name, self.reason = by, deed_name, reason.strip()
        self.at = clock.now()
        self.place, self.year, self.on_behalf = "", None, False
        self.summary: dict = {}
        self.undoes: ChangeSet | None = None
        self.changes: list[Change] = []

    def create(self, record: models.Model) -> models.Model:
        """Insert a record."""
        record.save(force_insert=True)
        self._note(Change.Kind.CREATED, record, {}, _values(record))
        return record

    def create_many(self, records: list[models.Model]) -> list[models.Model]:
        """Insert many records of one model that follow from one decision. The change set keeps their number in
        ``summary`` and not a row for each: they say nothing that the decision does not."""
        if records:
            created = type(records[0])._base_manager.bulk_create(records, batch_size=500)
            name = records[0]._meta.model_name
            self.summary[name] = self.summary.get(name, 0) + len(created)
            return created
        return []

    def update(self, record: models.Model, *, version: int | None = None, **fields) -> bool:
        """Set fields of a record; only what differs is written. Returns whether anything was.

        version -- of a versioned record as the person saw it; None for as it was just read.
        Raises Stale if it has another version by now.
        """
        model = type(record)
        versioned = isinstance(record, Versioned)
        expected = record.version if version is None and versioned else version
        before, after = {}, {}
        for name, value in fields.items():
            field = model._meta.get_field(name)
            old, new = _value(record, field), _stored(field, value)
            if old != new:
                before[name], after[name] = old, new
        if versioned and expected != record.version:
            raise Stale(record)
        if not after:
            return False
        rows = model._base_manager.filter(pk=record.pk)
        values = {name: fields[name] for name in after}
        if versioned:
            rows, values = rows.filter(version=expected), values | {"version": expected + 1}
        if rows.update(**values) != 1:
            raise Stale(record)
        for name, value in values.items():
            setattr(record, name, value)
        self._note(Change.Kind.UPDATED, record, before, after)
        return True

    def touch(self, record: Versioned, *, version: int | None = None) -> None:
        """Raise the version of a record whose parts change. Raises Stale as :meth:`update` does."""
        expected = record.version if version is None else version
        changed = type(record)._base_manager.filter(pk=record.pk, version=expected).update(version=expected + 1)
        if changed != 1:
            raise Stale(record)
        record.version = expected + 1
        self._note(Change.Kind.UPDATED, record, {}, {})

    def delete(self, record: models.Model) -> None:
        """Delete a record, keeping its values in the change set."""
        values = _values(record)
        pk = record.pk
        record.delete()
        record.pk = pk
        self._note(Change.Kind.DELETED, record, values, {})

    def _note(self, kind: str, record: models.Model, before: dict, after: dict) -> None:
        place = getattr(record, "place_code", "")
        self.changes.append(
            Change(
                kind=kind,
                model=record._meta.label_lower,
                object_id=str(record.pk),
                name=str(record)[:160],
                place=place,
                before=before,
                after=after,
            )
        )

    def write(self) -> ChangeSet:
        """Insert the change set and its changes at the end of the chain; nothing where nothing changed."""
        officer = self.by.officer if self.by else None
        changeset = ChangeSet(
            deed=self.deed_name,
            at=self.at,
            by=officer,
            acting_as=self.by.title[:120] if self.by else "",
            on_behalf=self.on_behalf,
            place=self.place,
            year=self.year,
            reason=self.reason,
            summary=self.summary,
            request_id=request_id.get(),
            undoes=self.undoes,
        )
        if not self.changes and not self.summary:
            return changeset
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                # Without it two sets may name the same predecessor; SQLite has one writer at a time anyway.
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN])
        changeset.previous = ChangeSet.objects.order_by("-pk").values_list("digest", flat=True).first() or ORIGIN
        changeset.digest = changeset.seal(self.changes)
        changeset.save(force_insert=True)
        for change in self.changes:
            change.changeset = changeset
        Change.objects.bulk_create(self.changes, batch_size=500)
        return changeset


def _stored(field: models.Field, value):
    """A value as JSON keeps it and as two of them compare."""
    if isinstance(value, models.Model):
        value = value.pk
    value = field.get_prep_value(value)
    return value if value is None or isinstance(value, (bool, int, str, list, dict)) else str(value)


def _value(record: models.Model, field: models.Field):
    return _stored(field, getattr(record, field.attname))


def _values(record: models.Model) -> dict:
    return {
        field.name: _value(record, field)
        for field in record._meta.concrete_fields
        if field.name != "version" and not (field.primary_key and field.get_internal_type() == "BigAutoField")
    }


def sentence_of(error: IntegrityError) -> str:
    """What the constraint that fired says to people, or a plain sentence where it has none of its own."""
    text = str(error)
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            columns = [
                f"{model._meta.db_table}.{model._meta.get_field(name).column}"
                for name in getattr(constraint, "fields", ())
            ]
            # SQLite names the columns of a plain unique constraint and the name of every other kind.
            if constraint.name in text or (columns and text.endswith(": " + ", ".join(columns))):
                return _first_message(constraint)
    return str(_("These figures contradict a rule of the database. Nothing was saved."))


def _first_message(constraint) -> str:
    return " ".join(ValidationError(constraint.get_violation_error_message()).messages)
