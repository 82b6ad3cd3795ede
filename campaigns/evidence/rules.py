"""Evidence (佐证): what an uploaded file amounts to once it was looked at, and under which name it is shown."""

import re
import unicodedata
from dataclasses import dataclass
from pathlib import PureWindowsPath

from .choices import FileKind

LONGEST_NAME = 100


@dataclass(frozen=True)
class Received:
    """A file that was looked at and kept.

    digest -- SHA-256 of the content as it is kept.
    origin -- SHA-256 of the content as it came: a picture is kept smaller than it came.
    size   -- in bytes, as it is kept.
    """

    name: str
    kind: FileKind
    digest: str
    origin: str
    size: int


def shown_name(name: str, kind: FileKind) -> str:
    """The name that a file is shown and downloaded under: without folders, with the ending of what it is.

    Invisible characters go: one that turns the direction of writing makes ``gpj.exe`` of ``exe.jpg``.
    """
    name = PureWindowsPath(name.replace("/", "\\")).name
    plain = "".join(sign for sign in name if unicodedata.category(sign)[0] != "C")
    stem = re.sub(r"(?i)(\.(jpe?g|png|webp|pdf|docx|xlsx))+$", "", " ".join(plain.split())).strip(". ")
    return f"{stem[: LONGEST_NAME - len(kind.ending)] or kind.value}{kind.ending}"
