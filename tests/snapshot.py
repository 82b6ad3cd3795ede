"""What tests begin with, kept from the first time: made once through the deeds that make it, and from then on put back
row by row, which costs a twentieth."""

import functools
import pickle
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TypeVar

from django.apps import apps
from django.db import connection, models, transaction
from django.utils import timezone

Made = TypeVar("Made")
Rows = dict[object, tuple]
# Before what they belong to: the database takes no star of a plan that is approved already.
FIRST = ("campaigns_planstar", "campaigns_starcase")


@dataclass(frozen=True)
class Snapshot:
    """What something did to the database, and what it returned.

    found      -- rows and last key of each table before: only there the changes fit in again.
    statements -- (statement, values of each row) in the order in which they fit in.
    made       -- what was returned.
    """

    found: dict[str, tuple]
    statements: list[tuple[str, list[tuple]]]
    made: bytes


_kept: dict[tuple, Snapshot] = {}


def kept(fixture: Callable[..., Made]) -> Callable[..., Made]:
    """Below ``@pytest.fixture``: of what the fixture does to the database, and of what it returns, a copy is kept.

    Only for a fixture that does the same each time: nothing of it may depend on anything but the fixtures it asks for.
    """

    @functools.wraps(fixture)
    def put_back_or_make(*args, **others) -> Made:
        key = (fixture.__module__, fixture.__qualname__, timezone.localdate())
        snapshot = _kept.get(key)
        if snapshot is not None and _state(snapshot.found) == snapshot.found:
            with transaction.atomic(), connection.cursor() as cursor:
                for statement, rows in snapshot.statements:
                    cursor.executemany(statement, rows)
            return pickle.loads(snapshot.made)  # made a moment ago, by this process
        tables = _tables()
        found = _state(tables)
        before = {model: _rows(model) for model in tables.values()}
        made = fixture(*args, **others)
        _kept[key] = Snapshot(found, _differences(before), pickle.dumps(made))
        return made

    return put_back_or_make


def _tables() -> dict[str, type[models.Model]]:
    known = [
        model for app in ("villages", "campaigns", "changes") for model in apps.get_app_config(app).get_models(True)
    ]
    known.sort(key=lambda model: model._meta.db_table not in FIRST)
    return {model._meta.db_table: model for model in known}


def _state(tables: Collection[str]) -> dict[str, tuple]:
    """Number of rows and last key of tables, in one question."""
    known, name = _tables(), connection.ops.quote_name
    one = "SELECT '{}', COUNT(*), CAST(MAX({}) AS VARCHAR) FROM {}"
    parts = [one.format(table, _comparable(known[table]._meta.pk), name(table)) for table in tables]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return {table: (number, last) for table, number, last in cursor.fetchall()}


def _comparable(key: models.Field) -> str:
    """A key as the database finds the last one; PostgreSQL knows no last UUID."""
    column = connection.ops.quote_name(key.column)
    return f"CAST({column} AS VARCHAR)" if isinstance(key, models.UUIDField) else column


def _rows(model: type[models.Model]) -> Rows:
    """Rows by key, each as its fields' values."""
    fields = model._meta.concrete_fields
    key = fields.index(model._meta.pk)
    found = model._base_manager.order_by("pk").values_list(*(field.attname for field in fields))
    return {row[key]: row for row in found}


def _differences(before: dict[type[models.Model], Rows]) -> list[tuple[str, list[tuple]]]:
    """What has to be done to the rows of before to make them those of now."""
    name, found = connection.ops.quote_name, []
    for model, were in before.items():
        fields, key, table = model._meta.concrete_fields, model._meta.pk, name(model._meta.db_table)
        columns = [name(field.column) for field in fields]

        def stored(row: tuple, fields=fields) -> tuple:
            return tuple(field.get_db_prep_save(value, connection) for field, value in zip(fields, row, strict=True))

        now = _rows(model)
        gone = [(each,) for each in were if each not in now]
        added = [stored(row) for each, row in now.items() if each not in were]
        changed = [
            (*stored(row), key.get_db_prep_save(each, connection))
            for each, row in now.items()
            if each in were and were[each] != row
        ]
        marks = ", ".join(["%s"] * len(columns))
        set_all = ", ".join(f"{column} = %s" for column in columns)
        for statement, rows in (
            (f"DELETE FROM {table} WHERE {name(key.column)} = %s", gone),
            (f"UPDATE {table} SET {set_all} WHERE {name(key.column)} = %s", changed),
            (f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", added),
        ):
            if rows:
                found.append((statement, rows))
    return found
