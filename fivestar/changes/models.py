"""What was changed, by whom, when and why. One table serves timeline, differences, undo and audit."""

import datetime
import hashlib
import json
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.apps import apps
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from . import shown

ORIGIN = "0" * 64  # what the first change set of an installation names as its predecessor


@dataclass(frozen=True)
class DeedWords:
    """How timelines tell a deed.

    label -- what they call it.
    tone  -- the colour of the word.
    folds -- whether what one person did of it on one day, with nothing between, is one piece of work.
    """

    label: str | Promise
    tone: str = "none"
    folds: bool = False


# Filled in where deeds are defined.
deed_words: dict[str, DeedWords] = {}


class Versioned(models.Model):
    """A record that people edit: every change through a deed raises ``version`` by compare-and-swap."""

    version = models.PositiveIntegerField(_("version"), default=1, editable=False)

    class Meta:
        abstract = True


class ChangeSetQuerySet(models.QuerySet):
    def at(self, place: str, *, year: int | None = None):
        """Change sets that touched a place or anything below it (codes are prefixes of their parts' codes)."""
        touched = models.Q(place__startswith=place) | models.Exists(
            Change.objects.filter(changeset=models.OuterRef("pk"), place__startswith=place)
        )
        return self.filter(touched, **({"year": year} if year else {}))

    def for_list(self):
        return self.select_related("by", "undone_by").order_by("-pk")


class ChangeSet(models.Model):
    """One deed: who changed what, in which post, when and why. Rows are only ever inserted."""

    deed = models.CharField(_("deed"), max_length=40)
    at = models.DateTimeField(_("time"), db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    acting_as = models.CharField(_("acting as"), max_length=120, blank=True)
    on_behalf = models.BooleanField(_("on behalf of the township"), default=False)
    place = models.CharField(_("place"), max_length=12, blank=True, db_index=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True)
    reason = models.TextField(_("reason"), blank=True)
    summary = models.JSONField(_("summary"), default=dict, encoder=DjangoJSONEncoder)
    request_id = models.CharField(_("request"), max_length=36, blank=True)
    undoes = models.OneToOneField("self", models.PROTECT, null=True, related_name="undone_by", verbose_name=_("undoes"))
    previous = models.CharField(_("previous digest"), max_length=64)
    digest = models.CharField(_("digest"), max_length=64, unique=True)

    objects = ChangeSetQuerySet.as_manager()

    class Meta:
        verbose_name = _("change set")
        verbose_name_plural = _("change sets")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.deed} {self.place} {self.at:%Y-%m-%d %H:%M}"

    @cached_property
    def label(self) -> str:
        """The deed in the reader's language, e.g. 上报."""
        return self.words.label

    @property
    def words(self) -> DeedWords:
        return deed_words.get(self.deed) or DeedWords(self.deed)

    @property
    def is_undone(self) -> bool:
        return hasattr(self, "undone_by")

    def seal(self, changes: list["Change"]) -> str:
        """SHA-256 over the predecessor's digest and everything this set says.

        A rewritten or missing row in the middle of the table shows. A cut tail does not: for that, the head's
        digest has to be known outside the installation.
        """
        told = {
            "previous": self.previous,
            "deed": self.deed,
            "at": self.at.astimezone(datetime.UTC).isoformat(timespec="microseconds"),
            "by": self.by_id,
            "acting_as": self.acting_as,
            "on_behalf": self.on_behalf,
            "place": self.place,
            "year": self.year,
            "reason": self.reason,
            "summary": self.summary,
            "request_id": self.request_id,
            "undoes": self.undoes_id,
            "changes": [change.told() for change in changes],
        }
        return hashlib.sha256(_canonical(told).encode()).hexdigest()


def _canonical(told: dict) -> str:
    """JSON text that is the same before it goes into a database and after it came out of one: keys are text, a
    decimal or a date is text, and a whole number has no point (PostgreSQL gives 1e16 back as 10000000000000000)."""
    kept = json.loads(json.dumps(told, cls=DjangoJSONEncoder), parse_float=_number)
    return json.dumps(kept, sort_keys=True)


def _number(text: str) -> int | float:
    exact = Decimal(text)
    return int(exact) if exact == exact.to_integral_value() else float(text)


class Change(models.Model):
    """One record before and after a change set."""

    class Kind(models.TextChoices):
        CREATED = "created", _("created")
        UPDATED = "updated", _("changed")
        DELETED = "deleted", _("deleted")

    changeset = models.ForeignKey(ChangeSet, models.PROTECT, related_name="changes", verbose_name=_("change set"))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    model = models.CharField(_("model"), max_length=60)
    object_id = models.CharField(_("record"), max_length=40)
    name = models.CharField(_("name"), max_length=160)
    place = models.CharField(_("place"), max_length=12, blank=True, db_index=True)
    before = models.JSONField(_("before"), default=dict, encoder=DjangoJSONEncoder)
    after = models.JSONField(_("after"), default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        ordering = ["pk"]
        indexes = [models.Index(fields=["model", "object_id"], name="change_by_record")]

    def __str__(self) -> str:
        return self.name

    def told(self) -> list:
        return [self.kind, self.model, self.object_id, self.name, self.place, self.before, self.after]

    @property
    def record_model(self) -> type[models.Model]:
        return apps.get_model(self.model)

    def differences(self) -> list[shown.Difference]:
        """(field's name, what stood before, what stands after) in words; for many changes at once see ``shown``."""
        return shown.differences([self])[0]


class Receipt(models.Model):
    """A form's one-time token and what came of it: a repeated submission gets the first result."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("by"))
    token = models.CharField(_("token"), max_length=36)
    changeset = models.ForeignKey(ChangeSet, models.PROTECT, null=True, related_name="+", verbose_name=_("change set"))
    at = models.DateTimeField(_("time"), auto_now_add=True)

    class Meta:
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")
        constraints = [
            models.UniqueConstraint(fields=["by", "token"], name="a_form_is_submitted_once"),
        ]

    def __str__(self) -> str:
        return self.token
