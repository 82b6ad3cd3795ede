"""Backups that have been restored before anyone needs them.

A backup is a folder: the database as one file, the uploads beside it, and SHA256SUMS, which `sha256sum --check`
reads. It counts as one only after its database was restored to scratch, has the rows that the live one had in the
same instant, and its change log is whole.
"""

import hashlib
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from fivestar import vault

NAMED = re.compile(r"\d{4}-\d\d-\d\d_\d{6}")
UNFINISHED = ".unfinished-"
DAY = 24 * 60 * 60  # seconds, after which an unfinished backup is what a killed process left

Counts = dict[str, int]


class BackupFailedError(Exception):
    """There is no new backup; the message says why and, where that is known, what to do."""


@dataclass(frozen=True)
class Backup:
    """A backup that was restored and found whole.

    rows    -- by table.
    uploads -- how many files.
    size    -- in bytes.
    log     -- what the check of the change log said: how many change sets, and the digest of the last one.
    """

    folder: Path
    rows: Counts
    uploads: int
    size: int
    log: str


def back_up(folder: Path) -> Backup:
    """Save the database and the uploads under a folder, restore the database to scratch and check it.

    Raises BackupFailedError; nothing is left of the attempt then.
    """
    folder, media = folder.resolve(), Path(settings.MEDIA_ROOT).resolve()
    if folder.is_relative_to(media):
        raise BackupFailedError(_("The folder lies among the uploads: each backup would hold all earlier ones."))
    with _private(), _failures_told():
        database = _PostgreSQL() if connection.vendor == "postgresql" else _SQLite()
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=UNFINISHED, dir=folder) as place:
            draft = Path(place, "backup")
            draft.mkdir()
            rows = database.save(draft / database.file)
            if media.is_dir():
                unfinished = shutil.ignore_patterns(f"{vault.DRAFT}*")
                shutil.copytree(media, draft / "media", copy_function=shutil.copyfile, ignore=unfinished)
            files = [path for path in sorted(draft.rglob("*")) if path.is_file()]
            _write_sums(draft, files)
            with database.restored(draft / database.file, Path(place)) as (found, environment):
                _compare(rows, found)
                log = _verified_log(environment)
            os.sync()
            done = draft.rename(folder / f"{timezone.localtime():%Y-%m-%d_%H%M%S}")
        settings.BACKUP_VERIFIED.parent.mkdir(parents=True, exist_ok=True)
        settings.BACKUP_VERIFIED.write_text(f"{done}\n", encoding="utf-8")
        size = sum(path.stat().st_size for path in done.rglob("*") if path.is_file())
    return Backup(done, rows, uploads=len(files) - 1, size=size, log=log)


def prune(folder: Path, keep: int) -> list[Path]:
    """Delete all but the newest backups in a folder. What has another name stays, except what was never finished."""
    backups = sorted(path for path in folder.iterdir() if path.is_dir() and NAMED.fullmatch(path.name))
    left = [path for path in folder.glob(f"{UNFINISHED}*") if path.stat().st_mtime < time.time() - DAY]
    old = [*backups[: max(len(backups) - keep, 0)], *left]
    for path in old:
        shutil.rmtree(path)
    return old


@contextmanager
def _private() -> Iterator[None]:
    """What comes to be on the disk is its owner's alone, also what pg_dump writes."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


@contextmanager
def _failures_told() -> Iterator[None]:
    try:
        yield
    except (OSError, sqlite3.Error, psycopg.Error) as error:
        raise BackupFailedError(f"{type(error).__name__}: {error}") from error


def _write_sums(folder: Path, files: list[Path]) -> None:
    with (folder / "SHA256SUMS").open("w", encoding="utf-8") as sums:
        for path in files:
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            sums.write(f"{digest}  {path.relative_to(folder).as_posix()}\n")


def _compare(saved: Counts, found: Counts) -> None:
    if not saved:
        raise BackupFailedError(_("The database holds no tables: there is nothing to back up."))
    wrong = [table for table in sorted({**saved, **found}) if saved.get(table) != found.get(table)]
    if wrong:
        told = ", ".join(f"{table} {found.get(table, '—')}/{saved.get(table, '—')}" for table in wrong)
        raise BackupFailedError(_("The restored database has other numbers of rows: %s") % told)


def _verified_log(environment: dict[str, str]) -> str:
    """What this program says of the change log of the restored database."""
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "verify_changes"]
    return _run(command, environment, _("The restored database does not pass verify_changes."))


def _run(command: list[str], environment: dict[str, str], failed: str) -> str:
    """What a command prints. Raises BackupFailedError with a sentence and the command's last words."""
    done = subprocess.run(command, env=os.environ | environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise BackupFailedError(" ".join([failed, *done.stderr.strip().splitlines()[-1:]]))
    return done.stdout.strip()


def _counts(database: sqlite3.Connection | psycopg.Connection, names: str) -> Counts:
    """Rows by table. ``names`` is the question for the tables' names, which are the database's own."""
    tables = sorted(name for (name,) in database.execute(names).fetchall())
    return {name: database.execute(f'SELECT COUNT(*) FROM "{name}"').fetchone()[0] for name in tables}  # noqa: S608


class _SQLite:
    file = "database.sqlite3"
    tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"

    def save(self, to: Path) -> Counts:
        """Copy the database while people work. Rows are counted in the read transaction that is copied."""
        address = Path(connection.settings_dict["NAME"]).resolve().as_uri()
        live = sqlite3.connect(f"{address}?mode=ro", uri=True, timeout=20, isolation_level=None)
        with closing(live), closing(sqlite3.connect(to)) as copy:
            live.execute("BEGIN")
            rows = _counts(live, self.tables)
            live.backup(copy)
        return rows

    @contextmanager
    def restored(self, file: Path, scratch: Path) -> Iterator[tuple[Counts, dict[str, str]]]:
        """Yields the rows of the restored database, and the environment in which the program works on it."""
        copy = scratch / "restored.sqlite3"
        shutil.copyfile(file, copy)
        with closing(sqlite3.connect(copy)) as database:
            (said,) = database.execute("PRAGMA integrity_check(1)").fetchone()
            lost = database.execute("PRAGMA foreign_key_check").fetchone()
            if said != "ok" or lost:
                raise BackupFailedError(_("The restored database is damaged: %s") % (lost if said == "ok" else said))
            rows = _counts(database, self.tables)
        yield rows, {"DATABASE_URL": f"sqlite:///{copy}"}


class _PostgreSQL:
    file = "database.dump"
    tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"

    def __init__(self) -> None:
        asked = connection.settings_dict
        self.name = asked["NAME"]
        facts = {name: asked[name.upper()] for name in ("user", "password", "host", "port")}
        facts |= {name: asked["OPTIONS"].get(name) for name in ("sslmode", "sslrootcert", "sslcert", "sslkey")}
        self.server = {name: str(value) for name, value in facts.items() if value}
        # The programs of PostgreSQL read the same from here; in a list of processes a password would be seen.
        self.environment = {f"PG{name.upper()}": value for name, value in self.server.items()}

    def save(self, to: Path) -> Counts:
        """Dump the database while people work. Rows are counted in the snapshot that is dumped."""
        with psycopg.connect(dbname=self.name, **self.server) as live:
            self._check_tools(live.info.server_version // 10000)
            live.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            rows = _counts(live, self.tables)
            (snapshot,) = live.execute("SELECT pg_export_snapshot()").fetchone()
            dump = ["pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={to}", f"--dbname={self.name}"]
            _run(dump, self.environment, _("pg_dump failed."))
        return rows

    def _check_tools(self, major: int) -> None:
        """Raises BackupFailedError where the programs are missing or belong to another version of the server."""
        for tool in ("pg_dump", "pg_restore"):
            told = {"tool": tool, "major": major}
            if shutil.which(tool) is None:
                sentence = _("%(tool)s is not in the PATH. Install the client programs of PostgreSQL %(major)s.")
                raise BackupFailedError(sentence % told)
            told["found"] = re.search(r"\d+", _run([tool, "--version"], {}, tool))[0]
            if told["found"] != str(major):
                sentence = _("%(tool)s is of version %(found)s, the server of %(major)s. Put that one into the PATH.")
                raise BackupFailedError(sentence % told)

    @contextmanager
    def restored(self, file: Path, scratch: Path) -> Iterator[tuple[Counts, dict[str, str]]]:
        """Yields the rows of the restored database, and the environment in which the program works on it."""
        name = f"fivestar_scratch_{os.getpid()}"
        with closing(psycopg.connect(dbname=self.name, autocommit=True, **self.server)) as live:
            try:
                live.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
            except psycopg.errors.InsufficientPrivilege as error:
                sentence = _("To restore a backup it needs a database for a moment: ALTER ROLE %s CREATEDB.")
                raise BackupFailedError(sentence % live.info.user) from error
            try:
                restore = ["pg_restore", "--exit-on-error", "--no-owner", "--no-acl", f"--dbname={name}", str(file)]
                _run(restore, self.environment, _("pg_restore failed."))
                with closing(psycopg.connect(dbname=name, **self.server)) as database:
                    rows = _counts(database, self.tables)
                yield rows, self.environment | {"DATABASE_URL": f"postgres:///{name}"}
            finally:
                live.execute(f"DROP DATABASE {name} WITH (FORCE)")
