"""Contents of uploaded files, each once under its digest, outside what the web server shows.

Whoever keeps a content writes a record with its digest in the database; a content without a record is what a failed
deed left, or what nobody needs any more.
"""

import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

DRAFT = ".draft-"  # of a content that is still being written; backups pass it over


def path_of(digest: str) -> Path:
    """Where a content lies; two levels, so that no folder holds a hundred thousand files."""
    return Path(settings.MEDIA_ROOT, "vault", digest[:2], digest)


def keep(digest: str, content: bytes) -> None:
    """Keep a content, whole or not at all: a crash leaves no half of it under its name.

    One that is there already is as good as new, so that a sweep at this moment does not take it.
    """
    path = path_of(digest)
    try:
        os.utime(path)
    except FileNotFoundError:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(prefix=DRAFT, dir=path.parent)  # mode 0600
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(draft).replace(path)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def contents() -> Iterator[tuple[Path, float]]:
    """Every file of the vault with its age in seconds, also the halves that a crash left."""
    now = time.time()
    for path in sorted(Path(settings.MEDIA_ROOT, "vault").glob("*/*")):
        yield path, now - path.stat().st_mtime
