"""A workbook goes back as it came, with what is wrong in it marked."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import BinaryIO, Protocol

from django.utils.translation import gettext as _

from fivestar.changes.characters import writable

from .workbook import SECONDS, CellError, UnreadableError, check

CHILD = Path(__file__).with_name("marker.py")


class Marked(Protocol):
    """What was read of a workbook: of each sheet the row of its heads, and everything wrong in it."""

    @property
    def heads(self) -> Mapping[str, int]: ...

    @property
    def errors(self) -> Sequence[CellError]: ...


def mark_errors(file: BinaryIO, upload: Marked) -> bytes:
    """The same workbook with a column that says in each row what is wrong, and the wrong cells coloured.

    Raises UnreadableError.
    """
    check(file)
    marks: dict[str, list] = {name: [row, []] for name, row in upload.heads.items()}
    for error in upload.errors:
        if error.sheet in marks:
            marks[error.sheet][1].append([error.cell, writable(error.sentence)])
    file.seek(0)
    try:
        child = subprocess.run(  # noqa: S603  (our own interpreter, our own file)
            [sys.executable, "-I", str(CHILD)],
            input=json.dumps(marks).encode() + b"\n" + file.read(),
            capture_output=True, timeout=SECONDS, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        child = None
    if child is None or child.returncode or not child.stdout:
        raise UnreadableError(_("The file could not be marked. The list of errors on the page is complete."))
    return child.stdout
