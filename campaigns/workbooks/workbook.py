"""Workbooks in and out: uploads are looked at before anything opens them, and text goes out as text."""

import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from openpyxl.cell import Cell
from openpyxl.utils import get_column_letter

from fivestar.changes.characters import writable

from .archive import Reason, SuspiciousArchiveError, look_through

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_BYTES = 10 * 1024**2
MOST_MEMBERS = 200
MOST_UNPACKED = 20 * 1024**2
MOST_ROWS, MOST_COLUMNS = 5000, 60
CHILD = Path(__file__).with_name("reader.py")
SECONDS = 30  # of waiting for the child, which has 15 of computing

_OLE = b"\xd0\xcf\x11\xe0"


class UnreadableError(Exception):
    """A workbook that is not opened; the message says why and what to do."""


@dataclass(frozen=True)
class Sheet:
    """The values of one sheet. Row 1 is ``rows[0]``; an empty cell is an empty string."""

    name: str
    rows: tuple[tuple[str, ...], ...]


def read_sheets(file: BinaryIO) -> list[Sheet]:
    """The sheets of an uploaded .xlsx, read by a process of its own with limits of memory and time.

    Raises UnreadableError for what is too large, broken, protected, or not a plain workbook.
    """
    check(file)
    file.seek(0)
    try:
        child = subprocess.run(  # noqa: S603  (our own interpreter, our own file, two numbers)
            [sys.executable, "-I", str(CHILD), str(MOST_ROWS), str(MOST_COLUMNS)],
            input=file.read(), capture_output=True, timeout=SECONDS, check=False,
        )  # fmt: skip
        told = json.loads(child.stdout) if child.returncode == 0 else {}
    except (subprocess.TimeoutExpired, json.JSONDecodeError):
        told = {}
    if told.get("too_large"):
        raise UnreadableError(
            _("Sheet “%(sheet)s” has more than %(rows)s rows or %(columns)s columns. Delete what is not needed.")
            % {"sheet": told["too_large"], "rows": MOST_ROWS, "columns": MOST_COLUMNS}
        )
    if "sheets" not in told:
        raise UnreadableError(_broken())
    return [Sheet(name, tuple(tuple(map(writable, row)) for row in rows)) for name, rows in told["sheets"]]


def _broken() -> str:
    return _("The file cannot be read as a workbook. Open it in WPS or Excel, save it as .xlsx and upload it again.")


def check(file: BinaryIO) -> None:
    """Refuse what no table needs before anything parses it. Counts what comes out, not what the archive claims.

    Raises UnreadableError.
    """
    file.seek(0, 2)
    if file.tell() > MOST_BYTES:
        raise UnreadableError(_("The file is larger than 10 MB. A township's sheet has a few hundred KB at most."))
    file.seek(0)
    if file.read(4) == _OLE:
        raise UnreadableError(
            _("The file is an old .xls or has a password. Save it as .xlsx without a password and upload it again.")
        )
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            for _member in look_through(archive, most_members=MOST_MEMBERS, most_unpacked=MOST_UNPACKED):
                pass
    except SuspiciousArchiveError as error:
        raise UnreadableError(_sentence(error.reason)) from error
    except Exception as error:
        raise UnreadableError(_broken()) from error


def _sentence(reason: Reason) -> str:
    match reason:
        case Reason.PASSWORD:
            return _("The file has a password. Remove it and upload it again.")
        case Reason.ACTIVE:
            return _("The file has macros, links to other files or embedded objects. Save it as a plain .xlsx.")
        case Reason.TOO_LARGE:
            return _("The file unpacks to far more than a table needs and was not opened.")
        case _:
            return _broken()


def text(cell: Cell, value: str | int | None) -> Cell:
    """Put a value into a cell so that a text stays a text: one that begins with = is no formula, and a character that
    no file can carry is left out."""
    cell.value = writable(value) if isinstance(value, str) else value
    if isinstance(value, str):
        cell.data_type = "s"
    return cell


def download(content: bytes, name: str) -> HttpResponse:
    """A workbook as a download; ``name`` without ending, Chinese as it is."""
    return HttpResponse(
        content,
        headers={
            "Content-Type": CONTENT_TYPE,
            "Content-Disposition": content_disposition_header(True, f"{' '.join(writable(name).split())}.xlsx"),
        },
    )


def find_heads(sheet: Sheet, wanted: Sequence[str]) -> Iterator[tuple[int, dict[str, int]]]:
    """Rows that hold all wanted heads, as (row index, head → column index). White space does not count."""
    for index, row in enumerate(sheet.rows):
        heads = {"".join(value.split()): column for column, value in enumerate(row) if value.strip()}
        if all(head in heads for head in wanted):
            yield index, heads


@dataclass(frozen=True)
class CellError:
    """Something wrong in a file, with the place where to mend it."""

    sheet: str
    cell: str
    sentence: str


class Line:
    """One row of a file: its values by head, and what is wrong in it."""

    def __init__(self, sheet: Sheet, number: int, heads: dict[str, int]):
        self.sheet, self.number, self.heads = sheet, number, heads
        self.errors: list[CellError] = []

    def raw(self, head: str) -> str:
        """The cell under a head as it stands; empty where there is none."""
        column, values = self.heads.get(head), self.sheet.rows[self.number]
        return "" if column is None or column >= len(values) else values[column]

    def value(self, head: str) -> str:
        """The cell under a head, white space folded; empty where there is none."""
        return " ".join(self.raw(head).split())

    def wrong(self, head: str, sentence: str) -> None:
        cell = f"{get_column_letter(self.heads[head] + 1)}{self.number + 1}"
        self.errors.append(CellError(self.sheet.name, cell, sentence))
