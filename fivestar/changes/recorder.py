"""Writes what a deed changes, and remembers what it was."""

import datetime
import json
from collections.abc import Sequence
from contextvars import ContextVar
from decimal import Decimal
from typing import Protocol

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.db.models.deletion import Collector, ProtectedError, RestrictedError
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from . import clock
from .characters import all_writable, writable
from .models import ORIGIN, Change, ChangeSet, Versioned
from .refusals import Refused, Stale

request_id: ContextVar[str] = ContextVar("request_id", default="")

CHAIN = 0x66697665  # the advisory lock under which the chain grows; any number that no one else takes

_TEXTS = (str, list, tuple, dict)  # and what may hold some


class Actor(Protocol):
    """Whoever does a deed: an officer in a post."""

    officer: models.Model | None
    title: str


class Recorder:
    """Writes records and remembers what they were. Deeds set ``place``, ``year``, ``summary`` and
    ``on_behalf`` on it; everything else follows from what is written."""

    def __init__(self, by: Actor | None, deed_name: str, reason: str):
        self.by, self.deed_name, self.reason = by, deed_name, writable(reason).strip()
        self.officer = by.officer if by else None
        self.at = clock.now()
        self.place, self.year, self.on_behalf = "", None, False
        self.summary: dict = {}
        self.undoes: ChangeSet | None = None
        self.changes: list[Change] = []
        self._were: list[tuple[models.Model, dict]] = []

    def create(self, record: models.Model) -> models.Model:
        """Insert a record. Raises Refused if a value does not fit its field."""
        _clean(record)
        for field in record._meta.concrete_fields:
            _check(field, getattr(record, field.attname))
        record.save(force_insert=True)
        self._note(Change.Kind.CREATED, record, {}, values_of(record))
        return record

    def create_many(self, records: list[models.Model]) -> list[models.Model]:
        """Insert many records of one model that follow from one decision. The change set keeps their number in
        ``summary`` and not a row for each: they say nothing that the decision does not."""
        for record in records:
            _clean(record)
        if records:
            created = type(records[0])._base_manager.bulk_create(records, batch_size=500)
            name = records[0]._meta.model_name
            self.summary[name] = self.summary.get(name, 0) + len(created)
            return created
        return []

    def update(self, record: models.Model, *, version: int | None = None, **values) -> bool:
        """Set fields of a record; only what differs is written. Returns whether anything was.

        version -- of a versioned record as the person saw it; None for as it was just read.
        Raises Stale if it has another version by now; Refused if a value does not fit its field.
        """
        if version not in (None, getattr(record, "version", None)):
            raise Stale(record)
        values = _cleaned(values)
        before, after, written = {}, {}, {}
        for name, value in values.items():
            field = record._meta.get_field(name)
            _check(field, value)
            old, new = stored(field, getattr(record, field.attname)), stored(field, value)
            if old != new:
                before[field.name], after[field.name] = old, new
                written[field.attname] = field.to_python(value.pk if isinstance(value, models.Model) else value)
        if not after:
            return False
        self._write(record, written)
        _set(record, {name: value for name, value in values.items() if isinstance(value, models.Model)})
        self._note(Change.Kind.UPDATED, record, before, after)
        return True

    def update_many(self, records: Sequence[Versioned], **values) -> None:
        """Give many records of one model, just read and locked, the same values, with a row in the log for each that
        differs; the others stay untouched. It costs one statement for each 500 records.

        Raises Stale if one of them has another version by now; Refused if a value does not fit its field.
        """
        if not records:
            return
        values = _cleaned(values)
        fields = [records[0]._meta.get_field(name) for name in values]
        for field in fields:
            _check(field, values[field.name])
        after = {field.name: stored(field, values[field.name]) for field in fields}
        differing: list[tuple[Versioned, dict]] = []
        for record in records:
            was = {field.name: stored(field, getattr(record, field.attname)) for field in fields}
            if before := {name: old for name, old in was.items() if old != after[name]}:
                differing.append((record, before))
        self._write_alike([record for record, _before in differing], values)
        columns = ["version", *(field.attname for field in fields)]
        for record, before in differing:
            self._were.append((record, {name: getattr(record, name) for name in columns}))
            _set(record, values | {"version": record.version + 1})
            self._note(Change.Kind.UPDATED, record, before, {name: after[name] for name in before})

    def _write_alike(self, records: Sequence[Versioned], values: dict) -> None:
        """Compare and swap, as many rows of one version at once as a statement can name."""
        by_version: dict[int, list[Versioned]] = {}
        for record in records:
            by_version.setdefault(record.version, []).append(record)
        for version, alike in by_version.items():
            for start in range(0, len(alike), 500):
                part = alike[start : start + 500]
                rows = type(part[0])._base_manager.filter(pk__in=[record.pk for record in part], version=version)
                if rows.update(**values, version=version + 1) != len(part):
                    raise Stale(*part)

    def touch(self, record: Versioned, *, version: int | None = None) -> None:
        """Raise the version of a record whose parts change. Raises Stale as :meth:`update` does."""
        if version not in (None, record.version):
            raise Stale(record)
        self._write(record, {})
        self._note(Change.Kind.UPDATED, record, {}, {})

    def _write(self, record: models.Model, values: dict) -> None:
        """Compare and swap: the row is written only if it still has the version that the record was read with."""
        rows = type(record)._base_manager.filter(pk=record.pk)
        if isinstance(record, Versioned):
            rows, values = rows.filter(version=record.version), values | {"version": record.version + 1}
        if rows.update(**values) != 1:
            raise Stale(record)
        self._were.append((record, {name: getattr(record, name) for name in values}))
        _set(record, values)

    def delete(self, record: models.Model) -> None:
        """Delete a record, keeping its values in the change set.

        Raises Refused while other records hang on it: a deed deletes those first, so that none goes unrecorded.
        """
        if left := _hanging_on(record):
            raise Refused(_("%(name)s is still in use.") % {"name": record}, left)
        values, key = values_of(record), record.pk
        if isinstance(record, Versioned):
            values["version"] = record.version
        record.delete()
        record.pk = key
        self._note(Change.Kind.DELETED, record, values, {})

    def forget(self) -> None:
        """Give the records in memory back what they held, as the transaction did with their rows."""
        for record, values in reversed(self._were):
            _set(record, values)

    def _note(self, kind: str, record: models.Model, before: dict, after: dict) -> None:
        self.changes.append(
            Change(
                kind=kind,
                model=record._meta.label_lower,
                object_id=str(record.pk),
                name=_own_name(record),
                place=getattr(record, "place_code", ""),
                before=concealed(record, before),
                after=concealed(record, after),
            )
        )

    def draft(self) -> ChangeSet:
        """The change set, neither sealed nor saved."""
        return ChangeSet(
            deed=self.deed_name,
            at=self.at,
            by=self.officer,
            acting_as=title_of(self.by),
            on_behalf=self.on_behalf,
            place=self.place,
            year=self.year,
            reason=self.reason,
            summary=all_writable(self.summary),
            request_id=request_id.get(),
            undoes=self.undoes,
        )

    def write(self) -> ChangeSet:
        """Insert the change set and its changes at the end of the chain; nothing where nothing changed."""
        changeset = self.draft()
        if not self.changes and not self.summary:
            return changeset
        if connection.vendor == "postgresql":
            # Without it two sets may name the same predecessor; SQLite has one writer at a time anyway.
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN])
        changeset.previous = ChangeSet.objects.order_by("-pk").values_list("digest", flat=True).first() or ORIGIN
        changeset.digest = changeset.seal(self.changes)
        changeset.save(force_insert=True)
        for change in self.changes:
            change.changeset = changeset
        Change.objects.bulk_create(self.changes, batch_size=500)
        return changeset


def title_of(by: Actor | None) -> str:
    """The post of whoever acts, as the log names it."""
    with translation.override(settings.LANGUAGE_CODE):
        return writable(str(by.title))[:120] if by else ""


def _own_name(record: models.Model) -> str:
    """As the installation speaks: the log does not change with the language of whoever happens to write it."""
    with translation.override(settings.LANGUAGE_CODE):
        return writable(str(record))[:160]


def _clean(record: models.Model) -> None:
    """Take characters out of a new record's texts that no output can carry: this is the gate of all that is stored."""
    _set(record, _cleaned({field.attname: getattr(record, field.attname) for field in record._meta.concrete_fields}))


def _cleaned(values: dict) -> dict:
    return {name: all_writable(value) if isinstance(value, _TEXTS) else value for name, value in values.items()}


def _set(record: models.Model, values: dict) -> None:
    for name, value in values.items():
        setattr(record, name, value)


def _check(field: models.Field, value) -> None:
    """Refuse a value that only one of the databases would refuse, such as a text that is too long."""
    if field.is_relation or value is None:
        return
    try:
        value = field.to_python(value)
        field.run_validators(value)
    except ValidationError as error:
        sentences = " ".join(error.messages)
        raise Refused(_("%(field)s: %(what)s") % {"field": field.verbose_name, "what": sentences}) from error


def stored(field: models.Field, value):
    """A value as JSON keeps it: equal values give equal ones, and ``field.to_python`` gives the value back."""
    if isinstance(value, models.Model):
        value = value.pk
    value = field.get_prep_value(value)
    if isinstance(value, datetime.datetime):
        value = value.astimezone(datetime.UTC)
    if isinstance(value, Decimal):
        return f"{value:.{field.decimal_places}f}"
    if isinstance(value, (list, dict)):
        return json.loads(json.dumps(value, cls=field.encoder))
    return value if value is None or isinstance(value, (bool, int, str)) else str(value)


def values_of(record: models.Model) -> dict:
    return {
        field.name: stored(field, getattr(record, field.attname))
        for field in record._meta.concrete_fields
        if field.name != "version" and not (field.primary_key and field.get_internal_type() == "BigAutoField")
    }


def concealed(record: models.Model, values: dict) -> dict:
    """Values as the log may keep them: what nobody may read in it, such as a password, its model replaces."""
    hide = getattr(record, "concealed", {})
    return {name: hide[name](value) if name in hide else value for name, value in values.items()}


def _hanging_on(record: models.Model) -> list[str]:
    """Records that deleting this one would delete or change with it, at most five."""
    collector = Collector(using=connection.alias, origin=record)
    try:
        collector.collect([record])
    except (ProtectedError, RestrictedError) as error:
        return [str(each) for each in list(error.args[1])[:5]]
    found = [each for records in collector.data.values() for each in records if each != record]
    for rows in [*collector.fast_deletes, *(rows for many in collector.field_updates.values() for rows in many)]:
        found.extend(rows[:5])
    return [str(each) for each in found[:5]]
