"""Triggers that make rows insert-only or closed to change, in both databases' words."""

from django.db.backends.base.base import BaseDatabaseWrapper

APPEND_ONLY = ("changes_changeset", "changes_change")

_POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'change log rows are never rewritten'; END $$
"""


def protect(connection: BaseDatabaseWrapper) -> None:
    """Refuse UPDATE and DELETE of the change log's rows from now on."""
    with connection.cursor() as cursor:
        for table in APPEND_ONLY:
            for verb in ("UPDATE", "DELETE"):
                name = f"{table}_refuses_{verb.lower()}"
                if connection.vendor == "postgresql":
                    cursor.execute(_POSTGRES_FUNCTION.format(name="change_log_is_append_only"))
                    cursor.execute(
                        f"CREATE OR REPLACE TRIGGER {name} BEFORE {verb} ON {table} "
                        "FOR EACH ROW EXECUTE FUNCTION change_log_is_append_only()"
                    )
                else:
                    cursor.execute(
                        f"CREATE TRIGGER IF NOT EXISTS {name} BEFORE {verb} ON {table} "
                        "BEGIN SELECT RAISE(ABORT, 'change log rows are never rewritten'); END"
                    )


def lift(connection: BaseDatabaseWrapper) -> None:
    """Allow it again. Only for emptying a test database and for unapplying the migration."""
    with connection.cursor() as cursor:
        for table in APPEND_ONLY:
            for verb in ("update", "delete"):
                on = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_refuses_{verb}{on}")
