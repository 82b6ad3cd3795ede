"""Office files are archives: they are looked through before anything opens them."""

import re
import zipfile
from collections.abc import Iterator
from enum import Enum

MOST_RATIO = 120
# Short members compress well without being bombs.
SMALL = 1024

# What a document or a table never needs, and what harm travels in. Officials' own templates carry pictures and printer
# settings: those are passed over, not refused.
_ACTIVE = re.compile(r"vbaProject|/externalLinks?/|/embeddings/|/activeX/|EncryptedPackage", re.IGNORECASE)


class Reason(Enum):
    """Why an archive is not opened."""

    BROKEN = "broken"
    PASSWORD = "password"  # noqa: S105  (a reason, no secret)
    ACTIVE = "active"
    TOO_LARGE = "too large"


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
        raise SuspiciousArchiveError(Reason.BROKEN)
    unpacked = 0
    for member in members:
        if member.flag_bits & 1:
            raise SuspiciousArchiveError(Reason.PASSWORD)
        if _ACTIVE.search(member.filename):
            raise SuspiciousArchiveError(Reason.ACTIVE)
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
