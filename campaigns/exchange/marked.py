"""A workbook goes back as it came, with what is wrong in it marked."""

import json
import subprocess
import sys
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext as _

from .cells import SheetUpload
from .matrix import Upload
from .workbook import SECONDS, UnreadableError, check

CHILD = Path(__file__).with_name("marker.py")


def mark_errors(file: BinaryIO, upload: SheetUpload | Upload) -> bytes:
    """The same workbook with a column that says in each row what is wrong, and the wrong cells coloured.

    Raises UnreadableError.
    """
    check(file)
    marks: dict[str, list] = {name: [row, []] for name, row in upload.heads.items()}
    for error in upload.errors:
        if error.sheet in marks:
            marks[error.sheet][1].append([error.cell, error.sentence])
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
