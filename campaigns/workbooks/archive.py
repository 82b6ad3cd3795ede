"""Office files are archives: they are looked through before anything opens them."""

import re
import zipfile
from collections.abc import Iterator
from enum import Enum

MOST_RATIO = 120
# Short members compress well without being bombs.
SMALL = 1024


class Reason(Enum):
    """Why an archive is not opened."""

    BROKEN = "broken"
    PASSWORD = "password"  # noqa: S105  (a reason, no secret)
    MACROS = "macros"
    LINKS = "links"
    OBJECTS = "objects"
    TOO_MANY = "too many"
    TOO_LARGE = "too large"


# What a document or a table never needs, and what harm travels in. Officials' own templates carry pictures and printer
# settings: those are passed over, not refused.
_HARMFUL = {
    Reason.MACROS: re.compile(r"vbaProject", re.IGNORECASE),
    Reason.LINKS: re.compile(r"/externalLinks?/", re.IGNORECASE),
    Reason.OBJECTS: re.compile(r"/embeddings/|/activeX/", re.IGNORECASE),
    Reason.PASSWORD: re.compile(r"EncryptedPackage", re.IGNORECASE),
}


class SuspiciousArchiveError(Exception):
    def __init__(self, reason: Reason):
        super().__init__(reason.value)
        self.reason = reason


def look_through(archive: zipfile.ZipFile, *, most_members: int, most_unpacked: int) -> Iterator[tuple[str, bytes]]:
    """Go through all members, counting what comes out and not what the archive claims.

    Yields (name, piece of at most 64 KB) one after the other. Raises SuspiciousArchiveError.
    """
    members = archive.infolist()
    if len(members) > most_members:
        raise SuspiciousArchiveError(Reason.TOO_MANY)
    unpacked = 0
    for member in members:
        if member.flag_bits & 1:
            raise SuspiciousArchiveError(Reason.PASSWORD)
        for reason, pattern in _HARMFUL.items():
            if pattern.search(member.filename):
                raise SuspiciousArchiveError(reason)
        size, before = 0, b""
        with archive.open(member) as stream:
            while chunk := stream.read(65536):
                size += len(chunk)
                unpacked += len(chunk)
                if unpacked > most_unpacked or size > MOST_RATIO * max(member.compress_size, SMALL):
                    raise SuspiciousArchiveError(Reason.TOO_LARGE)
                if b"<!DOCTYPE" in before[-16:] + chunk:
                    raise SuspiciousArchiveError(Reason.BROKEN)
                before = chunk
                yield member.filename, chunk
