"""How a deed is done: one transaction, version check, one-time token, change set.

    @deed(label=_("Submit"), undo=still_open)
    def submit_plans(change, *, township, codes):
        for plan in Plan.objects.editable_by(change.by)...:
            change.update(plan, version=..., state=PlanState.SUBMITTED)

    submit_plans(township=..., codes=..., by=request.seat, token=form.token)

The body gets a :class:`Recorder` and the facts; callers pass ``by`` (whoever acts: anything with ``officer`` and
``title``), and may pass ``reason``, ``token`` and ``check``: called inside the transaction before anything is done, it
locks what it has to and raises Refused where what the person saw does not hold any more. The caller gets the change
set, or an unsaved one without changes where nothing differed.
"""

import functools
import hashlib
import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import timedelta

from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, OperationalError, connection, models, transaction
from django.utils import timezone
from django.utils.functional import Promise

from .models import ChangeSet, DeedWords, Receipt, deed_words
from .recorder import Actor, Recorder, request_id, values_of
from .refusals import Refused, Repeated, Stale, refusal_for

__all__ = ["Actor", "Recorder", "Refused", "Repeated", "Stale", "deed", "deed_named", "request_id"]

DEADLOCKS = {"40001", "40P01"}  # serialization_failure, deadlock_detected
ATTEMPTS = 3
# Somebody who went back to a form and sent it once more did so within this time.
REPEATED_WITHIN = timedelta(hours=1)


@dataclass(frozen=True)
class Deed:
    body: Callable
    undo_guard: Callable | None
    records: bool


_deeds: dict[str, Deed] = {}


def _home(body: Callable) -> str:
    return f"{body.__module__}.{body.__qualname__}"


def deed_named(name: str) -> Deed | None:
    return _deeds.get(name)


class TwoDeedsOfOneNameError(Exception):
    """The log knows deeds by their names: a second one of a name would undo what the first one did."""


def deed(
    *,
    label: str | Promise,
    undo: Callable[[ChangeSet, Actor], Iterable[str]] | None = None,
    tone: str = "none",
    folds: bool = False,
    records: bool = False,
):
    """Make an action of a function that changes records through its first argument.

    label -- what the timeline calls it.
    undo  -- names what stands in the way of undoing one of its change sets (phase, scope, approval); a deed
             without it cannot be undone.
    tone, folds -- how timelines tell it; see DeedWords.
    records -- whether it writes down something new, of which a form that is sent twice would make two: one that has a
             token and says exactly what its sender recorded within the hour is asked for once more (Repeated).
    Raises TwoDeedsOfOneNameError, so that the program does not start.
    """

    def make(body: Callable) -> Callable[..., ChangeSet]:
        if (known := _deeds.get(body.__name__)) and _home(known.body) != _home(body):
            raise TwoDeedsOfOneNameError(f"{body.__name__}: in {_home(known.body)} and in {_home(body)}")
        _deeds[body.__name__] = kind = Deed(body, undo, records)
        deed_words[body.__name__] = DeedWords(label, tone, folds)

        @functools.wraps(body)
        def perform(
            *, by: Actor | None, reason: str = "", token: str = "", check: Callable[[], None] | None = None, **facts
        ) -> ChangeSet:
            attempt = 1
            while True:
                change = Recorder(by, body.__name__, reason)
                try:
                    return _perform(kind, change, token, check, facts)
                except Exception as error:
                    change.forget()
                    if refusal := refusal_for(error):
                        raise refusal from error
                    if attempt == ATTEMPTS or not _is_deadlock(error):
                        raise
                    attempt += 1

        return perform

    return make


def _is_deadlock(error: Exception) -> bool:
    """Whether PostgreSQL ended this one of two transactions that waited for each other; the other is done by now.

    Inside a transaction of the caller, its locks are still held, so that trying again would not help.
    """
    code = getattr(error.__cause__, "sqlstate", "") if isinstance(error, OperationalError) else ""
    return code in DEADLOCKS and not connection.in_atomic_block


def _perform(kind: Deed, change: Recorder, token: str, check: Callable[[], None] | None, facts: dict) -> ChangeSet:
    with transaction.atomic():
        receipt, is_first = _claim(change, token, facts)
        if not is_first:
            return receipt.changeset or change.draft()
        if check is not None:
            check()
        told = _told_before(change, token, facts) if kind.records and receipt else None
        kind.body(change, **facts)
        changeset = change.write()
        if receipt and changeset.pk:
            Receipt.objects.filter(pk=receipt.pk).update(changeset=changeset)
            if told:
                Receipt.objects.create(by=change.officer, token=told, changeset=changeset)
        return changeset


def _claim(change: Recorder, token: str, facts: dict) -> tuple[Receipt | None, bool]:
    """The receipt for a submission, and whether it is the first of its kind. A second claim waits here until the
    first is through.

    The same token with other facts is another submission: someone went back to a form and sent it changed.
    """
    if not token or change.officer is None:
        return None, True
    mark = {"by": change.officer, "token": _digest(change, facts, token)[:36]}
    try:
        with transaction.atomic():
            return Receipt.objects.create(**mark), True
    except IntegrityError:
        return Receipt.objects.select_related("changeset").get(**mark), False


def _told_before(change: Recorder, token: str, facts: dict) -> str:
    """The mark of facts that may come once more; what stands under it already makes room.

    Raises Repeated where the same person recorded the same within the hour and did not take it back, unless the token
    is the one with which they were asked.
    """
    told = f"again{_digest(change, facts)[:31]}"
    before = Receipt.objects.filter(by=change.officer, token=told).select_related("changeset__undone_by").first()
    if before is None:
        return told
    ago = timezone.now() - before.at
    if token != told and ago < REPEATED_WITHIN and not (before.changeset and before.changeset.is_undone):
        raise Repeated(math.ceil(ago.total_seconds() / 60) or 1, told)
    before.delete()
    return told


def _digest(change: Recorder, facts: dict, token: str = "") -> str:
    told = json.dumps([token, change.deed_name, change.reason, facts], cls=_Facts, sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()


class _Facts(DjangoJSONEncoder):
    """Facts of a deed as text, the same text for the same facts."""

    def default(self, value):
        if isinstance(value, models.Model):
            return [value._meta.label, values_of(value) if value._state.adding else value.pk]
        if is_dataclass(value):
            return {part.name: getattr(value, part.name) for part in fields(value)}
        if isinstance(value, (set, frozenset)):
            return sorted(value)
        if isinstance(value, (Mapping, Iterable)) and not isinstance(value, Iterator):
            return dict(value) if isinstance(value, Mapping) else list(value)
        return super().default(value)
