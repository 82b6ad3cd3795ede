"""What time it is when a deed is done. The demo tells its deeds a time of their own; everybody else the clock's."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.utils import timezone

_told: ContextVar[datetime.datetime | None] = ContextVar("told", default=None)


def now() -> datetime.datetime:
    return _told.get() or timezone.now()


def today() -> datetime.date:
    """The day on the county's clock."""
    return timezone.localdate(now())


@contextmanager
def at(moment: datetime.datetime) -> Iterator[None]:
    """Let deeds inside the block happen at another time. Not for requests: they have the server's clock."""
    token = _told.set(moment)
    try:
        yield
    finally:
        _told.reset(token)
