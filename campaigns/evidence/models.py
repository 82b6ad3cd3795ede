"""Evidence (佐证): files of a township, each of which may serve many tasks of many units. Nothing asks for any."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from campaigns.ledger.models import UnitTask
from campaigns.problems.models import Problem
from villages.access import Seat, scope
from villages.choices import Role
from villages.models import Township

from .choices import FileKind


class EvidenceFileQuerySet(models.QuerySet):
    def visible_to(self, seat: Seat):
        """Files of the townships inside the seat's place: who may see a unit may see its files."""
        return self.filter(scope(seat, "township", "township"))

    def editable_by(self, seat: Seat):
        """Files that the seat may use: a township's own, and a county office's townships'."""
        if not seat.holds(Role.TOWNSHIP_ORGANIZER, Role.COUNTY_OFFICE):
            return self.none()
        return self.visible_to(seat)

    def with_content(self, *digests: str):
        """Files that came, or are kept, with one of these contents."""
        return self.filter(Q(digest__in=digests) | Q(origin__in=digests))

    def unused(self):
        return self.filter(~Exists(EvidenceUse.objects.filter(file=OuterRef("pk"))))

    def for_list(self):
        """What a row needs, the newest first."""
        return self.select_related("township", "uploaded_by").order_by("-uploaded_at", "name", "pk")


class EvidenceFile(models.Model):
    """One file of a township. Its content lies in fivestar.vault, once for all townships that have it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    township = models.ForeignKey(Township, models.PROTECT, related_name="files", verbose_name=_("township"))
    name = models.CharField(_("file name"), max_length=120, help_text=_("as it was uploaded; only ever shown as text"))
    kind = models.CharField(_("kind"), max_length=7, choices=FileKind)
    size = models.PositiveIntegerField(_("size in bytes"))
    digest = models.CharField(_("digest of the content"), max_length=64, db_index=True)
    origin = models.CharField(_("digest of the content as it came"), max_length=64, db_index=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("uploaded by")
    )
    uploaded_at = models.DateTimeField(_("uploaded at"))
    unused_since = models.DateTimeField(
        _("found unused at"), null=True, blank=True, help_text=_("Whatever serves nothing for long is swept away.")
    )

    objects = EvidenceFileQuerySet.as_manager()
    untold = ("id", "digest", "origin", "uploaded_by", "uploaded_at")

    class Meta:
        verbose_name = _("evidence file")
        verbose_name_plural = _("evidence files")
        ordering = ["-uploaded_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["township", "digest"],
                name="a_township_has_a_content_once",
                violation_error_message=_("A colleague is uploading the same file right now. Load the page anew."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def place_code(self) -> str:
        return self.township_id

    @property
    def kind_choice(self) -> FileKind:
        return FileKind(self.kind)

    @property
    def is_picture(self) -> bool:
        return self.kind == FileKind.PICTURE


class EvidenceUse(models.Model):
    """What a file is evidence of.

    Each kind of record that may have evidence has a column of its own, of which exactly one is filled in: so the
    database keeps them true, and one table says what a file still serves.
    """

    file = models.ForeignKey(EvidenceFile, models.PROTECT, related_name="uses", verbose_name=_("evidence file"))
    row = models.ForeignKey(
        UnitTask, models.CASCADE, null=True, related_name="evidence", verbose_name=_("row of the ledger")
    )
    problem = models.ForeignKey(Problem, models.CASCADE, null=True, related_name="evidence", verbose_name=_("problem"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("attached by"))
    at = models.DateTimeField(_("attached at"))

    untold = ("row", "problem", "by", "at")

    class Meta:
        verbose_name = _("use of evidence")
        verbose_name_plural = _("uses of evidence")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["file", "row"],
                name="a_file_serves_a_task_once",
                violation_error_message=_("The file is attached already."),
            ),
            models.UniqueConstraint(
                fields=["file", "problem"],
                name="a_file_serves_a_problem_once",
                violation_error_message=_("The file is attached already."),
            ),
            models.CheckConstraint(
                condition=Q(row__isnull=False, problem=None) | Q(row=None, problem__isnull=False),
                name="evidence_serves_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return str(self.target)

    @property
    def target(self) -> UnitTask | Problem:
        return self.row or self.problem

    @property
    def place_code(self) -> str:
        return self.target.place_code
