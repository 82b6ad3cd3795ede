"""A backup counts only after it was restored; what cannot be restored is no backup and says why."""

import os
import shutil
import stat
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import translation

from campaigns.evidence.actions import attach_evidence
from campaigns.evidence.exchange.evidence import read_evidence
from campaigns.evidence.models import EvidenceFile
from fivestar import backup, health, vault
from fivestar.changes import guard
from fivestar.changes.models import ChangeSet
from tests import make
from tests.evidence.files import pdf
from tests.house.tree import run
from tests.planning.plans import JIN
from villages.models import Village

pytestmark = pytest.mark.django_db(transaction=True)
on_postgresql = pytest.mark.skipif(connection.vendor == "sqlite", reason="of PostgreSQL alone")


@pytest.fixture(autouse=True)
def _own_folders(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.BACKUP_VERIFIED = tmp_path / "var" / "verified"
    with translation.override("en"):
        yield


@pytest.fixture
def folder(tmp_path) -> Path:
    return tmp_path / "backups"


def refused(folder: Path) -> str:
    """Why there is no backup; and that nothing is left that might be taken for one."""
    with pytest.raises(CommandError) as failed:
        call_command("backup", folder)
    assert (list(folder.glob("*")), health.backup_age()) == ([], None)
    return str(failed.value)


def test_a_backup_has_every_row_and_upload_and_is_its_owners_alone(campaign, folder, settings):
    settings.MEDIA_ROOT.mkdir()
    (settings.MEDIA_ROOT / "photo").write_bytes(b"bytes of a photo")
    made = backup.back_up(folder)
    database = "database.sqlite3" if connection.vendor == "sqlite" else "database.dump"
    assert sorted(path.relative_to(made.folder).as_posix() for path in made.folder.rglob("*")) == [
        "SHA256SUMS", database, "media", "media/photo",
    ]  # fmt: skip
    assert (made.rows["villages_village"], made.uploads) == (Village.objects.count(), 1)
    assert made.log.splitlines()[-1] == ChangeSet.objects.latest("pk").digest
    modes = {stat.S_IMODE(path.stat().st_mode) for path in folder.rglob("*") if path.is_file()}
    assert (modes, stat.S_IMODE(made.folder.stat().st_mode)) == ({0o600}, 0o700)
    assert run("sha256sum", "--check", "--strict", "SHA256SUMS", cwd=made.folder).returncode == 0
    assert list(folder.iterdir()) == [made.folder]
    assert (health.backup_age(), settings.BACKUP_VERIFIED.read_text()) == (0, f"{made.folder}\n")


def test_the_newest_stay(campaign, folder, capsys):
    strange = folder / "of-another-program"
    for name in ("2020-01-01_020000", "2020-01-02_020000", "2020-01-03_020000", strange.name):
        (folder / name / "media").mkdir(parents=True)
    killed = folder / ".unfinished-x"
    killed.mkdir()
    os.utime(killed, (0, 0))
    call_command("backup", folder, keep=2)
    *_, new = kept = sorted(path.name for path in folder.iterdir() if path != strange)
    assert (kept, strange.is_dir()) == (["2020-01-03_020000", new], True)
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith(str(folder / new))
    assert said[-3:] == ["Deleted: 2020-01-01_020000", "Deleted: 2020-01-02_020000", "Deleted: .unfinished-x"]


def test_none_kept_is_refused(folder):
    with pytest.raises(CommandError, match="At least one"):
        call_command("backup", folder, keep=0)


def test_a_rewritten_change_log_is_found(campaign, folder):
    guard.lift(connection)
    ChangeSet.objects.filter(deed="open_campaign").update(reason="rewritten")
    guard.protect(connection)
    assert refused(folder).startswith("No backup was made. The restored database does not pass verify_changes.")


def test_rows_that_get_lost_are_found(campaign, folder, monkeypatch):
    counted = iter([{"villages_village": 11, "villages_area": 1}, {"villages_village": 10, "villages_area": 1}])
    monkeypatch.setattr(backup, "_counts", lambda *_: next(counted))
    assert refused(folder) == (
        "No backup was made. The restored database has other numbers of rows: villages_village 10/11"
    )


def test_uploads_are_no_place_for_backups(settings):
    settings.MEDIA_ROOT.mkdir()
    assert "lies among the uploads" in refused(settings.MEDIA_ROOT / "backups")


def test_a_folder_that_cannot_be_written_is_told(folder):
    folder.parent.joinpath("backups").write_text("a file where a folder should be")
    with pytest.raises(CommandError, match="FileExistsError"):
        call_command("backup", folder)


@on_postgresql
def test_missing_programs_are_named(folder, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "pg_dump is not in the PATH. Install the client programs of PostgreSQL" in refused(folder)


@on_postgresql
def test_programs_of_another_version_are_refused(folder, monkeypatch, tmp_path):
    other = tmp_path / "pg_dump"
    other.write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 9.6.24'\n")
    other.chmod(0o700)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    assert "pg_dump is of version 9, the server of" in refused(folder)


@on_postgresql
def test_a_scratch_database_does_not_stay(campaign, folder):
    backup.back_up(folder)
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'fivestar_scratch_%%'")
        assert f"fivestar_scratch_{os.getpid()}" not in {name for (name,) in cursor.fetchall()}


def test_evidence_is_in_a_backup_and_comes_back_from_it(working, cast, folder, settings, client):
    row = make.rows(working, JIN)[0]
    content = pdf()
    upload = read_evidence("名单.pdf", content)
    vault.keep(upload.received.digest, content)
    (vault.path_of(upload.received.digest).parent / f"{vault.DRAFT}half").write_bytes(b"being written")
    attach_evidence(by=cast.eve, campaign=working, rows=[row.pk], received=[upload.received])
    made = backup.back_up(folder)
    assert made.uploads == 1
    shutil.rmtree(settings.MEDIA_ROOT)
    client.force_login(cast.eve.officer)
    address = f"/files/{EvidenceFile.objects.get().pk}/"
    assert client.get(address).status_code == 404
    shutil.copytree(made.folder / "media", settings.MEDIA_ROOT)
    assert b"".join(client.get(address).streaming_content) == content
