"""A filled database goes on where migrations became one; a database that stands between two releases is refused."""

import ast

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from fivestar import health, upgrade
from tests.house.tree import files, name

# What a database has that the last release before brought to its end.
BEFORE = [
    "campaigns.0001_initial",
    "campaigns.0002_initial",
    "campaigns.0003_sheets",
    "campaigns.0004_opinions_and_projects",
    "campaigns.0005_sign_off",
    "campaigns.0006_column_mapping",
    "campaigns.0007_ledger",
    "campaigns.0008_sheet_deadline",
    "campaigns.0009_problems_and_vetoes",
    "campaigns.0010_days_off",
    "campaigns.0011_evidence",
    "campaigns.0012_hall_links",
    "campaigns.0013_applied_checklist",
    "campaigns.0014_assignments",
    "campaigns.0015_leaders_and_pairings",
    "campaigns.0016_digest_mails",
    "changes.0001_initial",
    "changes.0002_initial",
    "villages.0001_initial",
    "villages.0002_accounts_of_ones_own",
]
SQUASHED = [
    "campaigns.0001_squashed_0016_digest_mails",
    "changes.0001_squashed_0002_initial",
    "villages.0001_squashed_0002_accounts_of_ones_own",
]
OURS = {"campaigns", "changes", "villages"}
# What was added since: applied to one database as to the other, and no part of going from the one to the other.
ADDED = sorted(
    f"{app}.{step}"
    for app, step in MigrationLoader(None).disk_migrations
    if app in OURS and f"{app}.{step}" not in SQUASHED
)
# What migrations may import: beside Django, what computes from values alone.
STEADY = {"django", "datetime", "decimal", "json", "re", "uuid"}


def recorded() -> list[str]:
    """The migrations of ours that the database has."""
    return sorted(f"{app}.{step}" for app, step in MigrationRecorder(connection).applied_migrations() if app in OURS)


def record(*steps: str) -> None:
    """Have the database say that it has these migrations of ours and no others."""
    recorder = MigrationRecorder(connection)
    recorder.migration_qs.filter(app__in=OURS).delete()
    for step in steps:
        recorder.record_applied(*step.split("."))


def counts() -> dict[str, int]:
    """Rows of all tables but the one that says which migrations are done."""
    with connection.cursor() as cursor:
        tables = {*connection.introspection.table_names(cursor)} - {"django_migrations"}
        numbers = {}
        for table in tables:
            cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(table)}")
            numbers[table] = cursor.fetchone()[0]
    return numbers


def triggers() -> list[str]:
    catalogue = {
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1",
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' ORDER BY 1",
    }
    with connection.cursor() as cursor:
        cursor.execute(catalogue[connection.vendor])
        return [trigger for (trigger,) in cursor.fetchall()]


def test_a_new_database_is_recorded_for_both_releases(db):
    """So that one can also go back to the release before."""
    assert recorded() == sorted(BEFORE + SQUASHED + ADDED)


def test_a_filled_database_goes_on(working):
    record(*BEFORE, *ADDED)
    rows, guards = counts(), triggers()
    assert (rows["campaigns_unittask"] > 0, rows["changes_change"] > 0, len(guards) > 0) == (True, True, True)

    call_command("migrate", verbosity=0, skip_checks=False)

    assert (counts(), triggers()) == (rows, guards)
    assert recorded() == sorted(BEFORE + SQUASHED + ADDED)
    executor = MigrationExecutor(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []
    assert {*SQUASHED, *ADDED} == {f"{app}.{step}" for app, step in executor.loader.graph.nodes if app in OURS}


@pytest.mark.parametrize(
    "missing",
    [["campaigns.0016_digest_mails"], ["campaigns.0001_initial", "villages.0002_accounts_of_ones_own"]],
    ids=["on which nothing builds", "on which others build"],
)
def test_a_database_that_stands_in_between_is_refused(db, missing):
    record(*(step for step in BEFORE if step not in missing))
    with pytest.raises(CommandError, match=f"E002.* lacks {', '.join(missing)}, which"):
        call_command("migrate", verbosity=0, skip_checks=False)
    assert recorded() == sorted({*BEFORE} - {*missing})


def test_a_database_that_stands_in_between_is_not_ready(db):
    health.check_migrations()
    record(*BEFORE[:15], *BEFORE[16:], *ADDED)
    with pytest.raises(RuntimeError, match=r"^campaigns\.0016_digest_mails of an earlier release not applied$"):
        health.check_migrations()


def test_a_database_is_refused_for_what_is_gone_only():
    """What is still there, Django runs; from a database that has nothing of it, everything."""
    one = Migration("0001_squashed_0002_second", "app")
    one.replaces = [("app", "0001_first"), ("app", "0002_second")]
    here, first, second = {("app", one.name): one}, *one.replaces
    assert upgrade.lacking(here, {first}) == ["app.0002_second"]
    assert upgrade.lacking(here, {second}) == ["app.0001_first"]
    assert upgrade.lacking(here, {first, second}) == upgrade.lacking(here, set()) == []
    assert upgrade.lacking(here | {second: Migration("0002_second", "app")}, {first}) == []


def test_migrations_stand_on_their_own():
    """A migration says today what it said when it was written: it imports nothing of ours and reads no file."""
    migrations = [path for path in files(".py") if path.parent.name == "migrations" and path.name != "__init__.py"]
    assert len(migrations) >= len(SQUASHED)
    assert {name(path): faults for path in migrations if (faults := dependences(path.read_text()))} == {}


def dependences(source: str) -> list[str]:
    """What in a migration's source may say something else next year."""
    faults = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and (node.level or node.module.split(".")[0] not in STEADY):
            faults.append(f"from {'.' * node.level}{node.module or ''}")
        elif isinstance(node, ast.Import):
            faults += [alias.name for alias in node.names if alias.name.split(".")[0] not in STEADY]
        elif isinstance(node, ast.Name) and node.id in {"open", "__file__", "__import__"}:
            faults.append(node.id)
    return faults


def test_what_migrations_stand_on_is_noticed():
    source = """
import csv, uuid
from pathlib import Path
from django.db import models
from . import days
from villages.models import Village
open(__file__)
"""
    assert sorted(dependences(source)) == ["__file__", "csv", "from .", "from pathlib", "from villages.models", "open"]
