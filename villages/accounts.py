"""Accounts: names to sign in with, passwords that an office gives, and whether an account can be and is used."""

import datetime
from collections.abc import Collection, Iterable

from axes.models import AccessAttempt
from axes.utils import reset
from django.conf import settings
from django.db import models
from django.db.models import Sum
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from . import names
from .models import Officer

UNUSED_AFTER = datetime.timedelta(days=90)

# Without characters that are taken for each other on paper: 0 o, 1 l i.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP = 3, 4  # 59 bits, short enough to be typed once


class AccountState(models.TextChoices):
    """What an office should know of an account. Not being used is no fault: many counties exchange workbooks."""

    LOCKED = "locked", _("sign-in locked")
    SUSPENDED = "suspended", _("suspended")
    NEW = "new", _("not signed in yet")
    GIVEN = "given", _("own password still to be set")
    UNUSED = "unused", _("not used for 90 days")
    IN_USE = "in_use", _("in use")

    @property
    def tone(self) -> str:
        return {"locked": "late", "new": "draft", "given": "draft", "in_use": "done"}.get(self.value, "none")


def state_of(officer: Officer, locked: Collection[str], now: datetime.datetime) -> AccountState:
    """The first that holds. ``locked`` are the names that cannot sign in now."""
    if not officer.is_active:
        return AccountState.SUSPENDED
    if officer.username in locked:
        return AccountState.LOCKED
    if officer.last_login is None and now - officer.date_joined < UNUSED_AFTER:
        return AccountState.NEW
    if now - (officer.last_login or officer.date_joined) >= UNUSED_AFTER:
        return AccountState.UNUSED
    return AccountState.GIVEN if officer.must_change_password else AccountState.IN_USE


def proposed_name(name: str, taken: Collection[str]) -> str:
    """A name to sign in with, from a person's name in pinyin: 伊芳 → ``yifang``, or ``yifang2`` where that is taken."""
    plain = names.spelled(name)[0] or "officer"
    proposals = (f"{plain}{number or ''}" for number in (0, *range(2, len(taken) + 3)))
    return next(proposal for proposal in proposals if proposal not in taken)


def given_password(token: str, username: str) -> str:
    """The password that an office gives with a form, to be read off paper: ``k7mp-29xq-hf4w``.

    It follows from the form's one-time token and the installation's secret key. So a form that is sent twice gives one
    password, its slip can be shown until it is printed, and nothing that tells it is stored.
    """
    number = int.from_bytes(salted_hmac("villages.given_password", f"{token} {username}", algorithm="sha256").digest())
    letters = []
    for _place in range(_GROUPS * _GROUP):
        number, letter = divmod(number, len(_LETTERS))
        letters.append(_LETTERS[letter])
    return "-".join("".join(letters[start : start + _GROUP]) for start in range(0, len(letters), _GROUP))


def locked_names(usernames: Iterable[str]) -> set[str]:
    """Of these accounts the ones that cannot sign in from some place now, after too many wrong passwords there."""
    since = timezone.now() - settings.AXES_COOLOFF_TIME
    tried = AccessAttempt.objects.filter(username__in=list(usernames), attempt_time__gt=since).order_by()
    failures = tried.values("username", "ip_address").annotate(failures=Sum("failures_since_start"))
    return set(failures.filter(failures__gte=settings.AXES_FAILURE_LIMIT).values_list("username", flat=True))


def unlock(officer: Officer) -> None:
    """Forget the wrong passwords that were tried for an account."""
    reset(username=officer.username)
