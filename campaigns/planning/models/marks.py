"""One unit's plan sheet for a year, and its five stars."""

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from campaigns.year.choices import Kind
from campaigns.year.models.campaign import Campaign, Star
from fivestar.changes.models import Versioned
from villages.access import Seat, scope
from villages.choices import Role
from villages.models import Officer, Village

from ..choices import PlanState
from ..rules.marks import LONGEST_REASON, UnitMark


class PlanQuerySet(models.QuerySet):
    def visible_to(self, seat: Seat):
        """Plans of the units inside the seat's place."""
        return self.filter(scope(seat, "village", "village"))

    def editable_by(self, seat: Seat):
        """Plans that the seat may enter and submit: a township's own, and a county office's townships'."""
        if not seat.holds(Role.TOWNSHIP_ORGANIZER, Role.COUNTY_OFFICE):
            return self.none()
        return self.visible_to(seat)

    def decided_by(self, seat: Seat):
        """Plans that the seat may approve, return and reopen."""
        return self.visible_to(seat) if seat.holds(Role.COUNTY_OFFICE) else self.none()

    def at(self, year: int, code: str):
        """Plans of a year at a place or below it."""
        if len(code) == 12:
            return self.filter(campaign__year=year, village=code)
        lookup = {
            9: "village__township",
            6: "campaign__county",
            4: "campaign__county__city",
            2: "campaign__county__city__province",
        }[len(code)]
        return self.filter(**{"campaign__year": year, lookup: code})

    def of_township(self, campaign: Campaign, township):
        return self.filter(campaign=campaign, village__township=township)

    def with_level(self):
        """Annotates ``level`` (stars targeted) and ``held_level`` (stars held)."""
        stars = PlanStar.objects.filter(plan=OuterRef("pk")).order_by().values("plan")
        return self.annotate(
            level=Coalesce(Subquery(stars.filter(target=True).values(n=Count("pk"))), 0),
            held_level=Coalesce(Subquery(stars.filter(held=True).values(n=Count("pk"))), 0),
        )

    def targeting(self, star_code: str):
        return self.filter(Exists(PlanStar.objects.filter(plan=OuterRef("pk"), target=True, star__code=star_code)))

    def for_list(self):
        """What a row needs, in the order in which people know their units."""
        return (
            self.select_related("village__township", "village__area")
            .prefetch_related(Prefetch("stars", PlanStar.objects.select_related("star").order_by("star__order")))
            .in_order()
        )

    def in_order(self):
        return self.order_by(
            "village__township",
            "-kind",
            F("village__area__order").asc(nulls_last=True),
            "village__order",
            "village",
        )


class Plan(Versioned):
    """What one unit sets out to reach in a year (创建计划表)."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="plans", verbose_name=_("campaign"))
    village = models.ForeignKey(Village, models.PROTECT, related_name="plans", verbose_name=_("unit"))
    # The star set as it was when the campaign opened: a later change of the unit must not rewrite this year.
    kind = models.CharField(_("rated by"), max_length=9, choices=Kind)
    state = models.CharField(_("state"), max_length=9, choices=PlanState, default=PlanState.NOT_BEGUN)
    no_target = models.BooleanField(_("no target this year"), default=False)
    no_target_reason = models.CharField(_("reason for no target"), max_length=LONGEST_REASON, blank=True)
    submitted_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("submitted by")
    )
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    approved_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("approved by")
    )
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    approved_digest = models.CharField(_("digest of what was approved"), max_length=64, blank=True)
    return_reason = models.TextField(_("reason for return"), blank=True)
    open_until = models.DateField(
        _("open until"),
        null=True,
        blank=True,
        help_text=_("A returned or reopened plan may be submitted until this day, included."),
    )

    objects = PlanQuerySet.as_manager()
    named_by = ("village",)
    untold = ("approved_digest",)
    implied = ("submitted_by", "submitted_at", "approved_by", "approved_at", "return_reason")

    class Meta:
        verbose_name = _("plan sheet")
        verbose_name_plural = _("plan sheets")
        ordering = ["campaign", "village"]
        indexes = [models.Index(fields=["campaign", "state"], name="plan_by_state")]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "village"], name="a_unit_has_one_plan_a_year"),
            models.CheckConstraint(
                condition=Q(submitted_by=None) | Q(approved_by=None) | ~Q(submitted_by=F("approved_by")),
                name="nobody_approves_what_they_submitted",
                violation_error_message=_("Whoever submitted a plan cannot approve it."),
            ),
            models.CheckConstraint(
                condition=Q(state=PlanState.APPROVED, approved_by__isnull=False, approved_at__isnull=False)
                | (~Q(state=PlanState.APPROVED) & Q(approved_by=None, approved_at=None)),
                name="an_approved_plan_says_who_approved_it",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[PlanState.SUBMITTED, PlanState.APPROVED])
                | Q(submitted_by__isnull=False, submitted_at__isnull=False),
                name="a_submitted_plan_says_who_submitted_it",
            ),
            models.CheckConstraint(
                condition=~Q(state=PlanState.RETURNED) | ~Q(return_reason=""),
                name="a_returned_plan_says_why",
                violation_error_message=_("Say why it is returned."),
            ),
            models.CheckConstraint(
                condition=Q(no_target=False) | ~Q(no_target_reason=""),
                name="a_unit_without_a_target_says_why",
                violation_error_message=_("Say why the unit has no target this year."),
            ),
        ]

    def __str__(self) -> str:
        return self.village.name

    @property
    def place_code(self) -> str:
        return self.village_id

    @property
    def state_choice(self) -> PlanState:
        return PlanState(self.state)

    @property
    def mark(self) -> UnitMark:
        """The facts that rules read. Needs ``for_list``."""
        stars = self.stars.all()
        return UnitMark(
            code=self.village_id,
            name=self.village.name,
            kind=self.kind,
            targets=frozenset(row.star.code for row in stars if row.target),
            held=frozenset(row.star.code for row in stars if row.held),
            no_target=self.no_target,
            no_target_reason=self.no_target_reason,
        )

    @property
    def is_as_approved(self) -> bool:
        """Whether an approved plan still says what was approved. Needs ``for_list``."""
        return self.state == PlanState.APPROVED and self.mark.digest() == self.approved_digest


class PlanStar(models.Model):
    """One star of one unit's plan: held from last year, targeted for this one, both or neither."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="stars", verbose_name=_("plan sheet"))
    star = models.ForeignKey(Star, models.PROTECT, related_name="plans", verbose_name=_("star"))
    held = models.BooleanField(_("held"), default=False)
    target = models.BooleanField(_("target"), default=False)

    class Meta:
        verbose_name = _("star of a plan")
        verbose_name_plural = _("stars of plans")
        ordering = ["plan", "star__order"]
        constraints = [models.UniqueConstraint(fields=["plan", "star"], name="a_plan_has_a_star_once")]

    def __str__(self) -> str:
        return f"{self.plan} {self.star}"

    @property
    def place_code(self) -> str:
        return self.plan.village_id


def records_held(campaign: Campaign) -> bool:
    """Whether anything was recorded of what units held when the year began.

    Where nobody holds anything nothing was: no level is then a jump, and none is kept.
    """
    return PlanStar.objects.filter(plan__campaign=campaign, held=True).exists()
