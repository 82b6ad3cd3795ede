"""The test database put away whole and put back whole, which costs less than filling or emptying it."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
from django.db import connection


class Copies:
    """Copies of the test database by name. Nobody may be at work on it while it is put away or back."""

    def __init__(self):
        self.names: set[str] = set()
        self._live = str(connection.settings_dict["NAME"])

    def keep(self, name: str) -> None:
        """Put the database away under a name."""
        self.names.add(name)
        self._copy(self._live, self._named(name))

    def put_back(self, name: str) -> None:
        """Make the database what it was when it was put away under this name."""
        self._copy(self._named(name), self._live)

    def forget(self) -> None:
        """Delete all copies."""
        self._leave()
        for name in self.names:
            if connection.vendor == "sqlite":
                Path(self._named(name)).unlink()
            else:
                with _server() as server:
                    server.execute(f'DROP DATABASE "{self._named(name)}"')
        self.names.clear()

    @staticmethod
    def _leave() -> None:
        """Close this process's connections; tests before those with a browser left theirs open."""
        connection.close()
        with _outside_the_loop():
            connection.close()

    def _named(self, name: str) -> str:
        return f"{self._live}_{name}"

    def _copy(self, of: str, to: str) -> None:
        self._leave()
        if connection.vendor == "sqlite":
            with closing(sqlite3.connect(of)) as source, closing(sqlite3.connect(to)) as target:
                source.backup(target)
        else:
            with _server() as server:
                server.execute(f'DROP DATABASE IF EXISTS "{to}" WITH (FORCE)')
                server.execute(f'CREATE DATABASE "{to}" TEMPLATE "{of}"')


@contextmanager
def _outside_the_loop() -> Iterator[None]:
    """As where Playwright runs no event loop: Django keeps one connection for inside one, and another for outside."""
    loop = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    try:
        yield
    finally:
        asyncio._set_running_loop(loop)


@contextmanager
def _server() -> Iterator[psycopg.Connection]:
    """The database server itself, from where databases are made."""
    asked = connection.get_connection_params() | {"dbname": "postgres"}
    known = {name: asked[name] for name in ("dbname", "user", "password", "host", "port") if asked.get(name)}
    with psycopg.connect(**known, autocommit=True) as server:
        yield server
