"""A save that was seen to succeed survives the sudden end of the program."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from fivestar.changes.chain import walk
from fivestar.changes.models import ChangeSet
from villages.models import Village

ROOT = Path(__file__).resolve().parent.parent.parent
SEEN = 12  # saves that are told before the program is killed

# Saves without end, and tells each save once its deed has returned.
PROGRAM = """
import django
django.setup()
from tests.changes.deeds import append
from villages.models import Village
unit = Village.objects.get(pk="410871062201")
for letter in "abcdefghijklmnopqrstuvwxyz":
    append(by=None, record=unit, text=letter)
    print(letter, flush=True)
"""


def address() -> str:
    """Of the database of this test run."""
    known = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{known['NAME']}"
    return f"postgres://{known['USER']}:{known['PASSWORD']}@{known['HOST']}:{known['PORT']}/{known['NAME']}"


@pytest.mark.django_db(transaction=True)
def test_what_was_told_as_saved_is_there_after_a_crash(place):
    Village.objects.filter(pk="410871062201").update(name="")
    environment = {"DATABASE_URL": address(), "DJANGO_SETTINGS_MODULE": "tests.settings", "PATH": "", "PYTHONPATH": "."}
    child = subprocess.Popen(
        [sys.executable, "-c", PROGRAM], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    )  # fmt: skip
    try:
        told = [child.stdout.readline().strip() for _ in range(SEEN)]
    finally:
        child.kill()
        told += child.communicate()[0].split()
    assert len(told) >= SEEN
    saved = [changeset.changes.get().after["name"][-1] for changeset in ChangeSet.objects.all()]
    # The one that was under way may have been saved before it could be told.
    assert saved[: len(told)] == told
    assert len(saved) - len(told) in (0, 1)
    assert all(link.follows and link.is_sealed for link in walk())


def test_a_commit_waits_for_the_disk(db):
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA synchronous")
            assert cursor.fetchone() == (2,)  # FULL
        else:
            cursor.execute("SELECT current_setting('synchronous_commit'), current_setting('fsync')")
            assert cursor.fetchone() == ("on", "on")
