"""Triggers by which the database itself refuses to rewrite what is settled, whoever asks and however.

They stand aside while migrations run: a migration may have to fill a new column of a settled row, and SQLite
rebuilds a table in order to alter it, which drops its triggers and stumbles over those that name it.
"""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Rule:
    """One verb that is refused on one table.

    when -- SQL in the words of both databases, with OLD and NEW for the row; without them for TRUNCATE, which
            only PostgreSQL has.
    """

    table: str
    verb: str
    when: str = "TRUE"


@dataclass(frozen=True)
class Guard:
    """What the database must never do, under a name that is a sentence, as constraints have."""

    name: str
    message: str | Promise
    rules: tuple[Rule, ...]

    @property
    def tables(self) -> set[str]:
        return {rule.table for rule in self.rules}


CHANGE_LOG = Guard(
    name="the_change_log_is_not_rewritten",
    message=_("The change log takes new lines only."),
    rules=tuple(
        Rule(table, verb)
        for table in ("changes_changeset", "changes_change")
        for verb in ("UPDATE", "DELETE", "TRUNCATE")
    ),
)

_guards: list[Guard] = [CHANGE_LOG]


def keep(guard: Guard) -> None:
    """Have every migrated database guarded; for an app to call when it is ready."""
    _guards.append(guard)


def message_of(names: Collection[str]) -> str | Promise | None:
    """What the guard of one of these names says to people; None if there is no such guard."""
    return next((guard.message for guard in _guards if guard.name in names), None)


def protect(connection: BaseDatabaseWrapper) -> None:
    """Refuse from now on what the guards refuse; a guard whose tables are not there yet waits for them."""
    there = set(connection.introspection.table_names())
    create = _create_in_postgresql if connection.vendor == "postgresql" else _create_in_sqlite
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        lift(connection)
        for guard in _guards:
            for rule in guard.rules if guard.tables <= there else ():
                create(cursor, guard, rule)


def lift(connection: BaseDatabaseWrapper) -> None:
    """Allow it again: for migrations, and for emptying a test database."""
    on = " ON {}" if connection.vendor == "postgresql" else ""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for guard in _guards:
            for rule in guard.rules:
                cursor.execute(f"DROP TRIGGER IF EXISTS {_trigger(guard, rule)}{on.format(rule.table)}")


def _trigger(guard: Guard, rule: Rule) -> str:
    return f"{guard.name}_{rule.table}_{rule.verb.lower()}"


def _create_in_postgresql(cursor, guard: Guard, rule: Rule) -> None:
    trigger = _trigger(guard, rule)
    each = "STATEMENT" if rule.verb == "TRUNCATE" else "ROW"
    row = {"TRUNCATE": "NULL", "DELETE": "OLD"}.get(rule.verb, "NEW")
    # The error says what a constraint's error says, so that Django raises IntegrityError on both databases.
    cursor.execute(f"""
        CREATE OR REPLACE FUNCTION {trigger}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF {rule.when} THEN
                RAISE EXCEPTION '{guard.name}'
                USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = '{guard.name}';
            END IF;
            RETURN {row};
        END $$
    """)
    cursor.execute(
        f"CREATE TRIGGER {trigger} BEFORE {rule.verb} ON {rule.table} FOR EACH {each} EXECUTE FUNCTION {trigger}()"
    )


def _create_in_sqlite(cursor, guard: Guard, rule: Rule) -> None:
    if rule.verb != "TRUNCATE":  # which SQLite does not have
        cursor.execute(
            f"CREATE TRIGGER {_trigger(guard, rule)} BEFORE {rule.verb} ON {rule.table} WHEN {rule.when} "
            f"BEGIN SELECT RAISE(ABORT, '{guard.name}'); END"
        )


def before_migrations(using: str, plan, **signal) -> None:
    """Stand aside if there is anything to migrate."""
    if plan:
        lift(connections[using])


def after_migrations(using: str, **signal) -> None:
    protect(connections[using])
