"""Databases that this program cannot take on from where they stand."""

from collections.abc import Collection, Mapping, Sequence

from django.core import checks
from django.db import connections
from django.db.migrations import Migration
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

Step = tuple[str, str]  # app and name of a migration


def lacking(migrations: Mapping[Step, Migration], applied: Collection[Step]) -> list[str]:
    """Migrations that only an earlier release has and that the database still needs, e.g. ["villages.0002_posts"].

    Where several became one and their own files are gone, a database has all of them and goes on, or none and gets
    the one. From a database that has some, Django takes the one out of its plan: if nothing else builds on it, it
    says that nothing is left to do, and the tables lack what is missing.

    migrations -- those that this release has, by app and name.
    applied    -- those that the database has.
    """
    steps = []
    for migration in migrations.values():
        missing = [step for step in migration.replaces if step not in applied]
        if len(missing) < len(migration.replaces):
            steps += [f"{app}.{name}" for app, name in missing if (app, name) not in migrations]
    return sorted(steps)


def check_databases(*, databases: Sequence[str] | None = None, **facts) -> list[checks.CheckMessage]:
    """Stop before each migrate, and in `manage.py check --database default`, where a database stands in between."""
    loader = MigrationLoader(None, load=False)
    loader.load_disk()
    found = {alias: MigrationRecorder(connections[alias]).applied_migrations() for alias in databases or ()}
    return [
        checks.Error(
            f"The database lacks {', '.join(steps)}, which this release no longer has.",
            hint="Run migrate with the last release that has them, then with this one.",
            id="fivestar.E002",
        )
        for applied in found.values()
        if (steps := lacking(loader.disk_migrations, applied))
    ]
