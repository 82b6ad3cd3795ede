"""The plan sheet of a unit beyond its stars: the facts of the year and one row for each target star."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from campaigns.entry.rules.fields import value_of
from campaigns.planning.choices import PlanState
from campaigns.planning.models.marks import Plan
from campaigns.year.models.campaign import Star
from campaigns.year.models.days import a_day_or_words, instead_of_a_day
from fivestar.changes.models import Versioned
from villages.access import Seat, scope
from villages.choices import Role
from villages.models import Officer

from ..rules import CASE, FACTS, ORGANISATIONS, PILOTS, SheetContent


class SheetQuerySet(models.QuerySet):
    def visible_to(self, seat: Seat):
        return self.filter(scope(seat, "village", "plan__village"))

    def editable_by(self, seat: Seat):
        """Sheets that the seat may write and submit: a township's own, and a county office's townships'."""
        if not seat.holds(Role.TOWNSHIP_ORGANIZER, Role.COUNTY_OFFICE):
            return self.none()
        return self.visible_to(seat)

    def decided_by(self, seat: Seat):
        """Sheets that the seat may approve, return and reopen."""
        return self.visible_to(seat) if seat.holds(Role.COUNTY_OFFICE) else self.none()

    def for_list(self):
        """What ``content`` needs, in the order in which people know their units."""
        return self.select_related(
            "plan__village__township", "plan__village__area", "plan__campaign", "focus"
        ).prefetch_related("plan__stars__star", "cases__star").order_by(
            "plan__village__township",
            "-plan__kind",
            F("plan__village__area__order").asc(nulls_last=True),
            "plan__village__order",
            "plan__village",
        )  # fmt: skip


class Sheet(Versioned):
    """What one unit's plan sheet (创建计划表) says besides its stars. It has a state and a deadline of its own: stars
    can be submitted first and sheets later."""

    plan = models.OneToOneField(Plan, models.CASCADE, related_name="sheet", verbose_name=_("plan sheet"))
    organisation = models.CharField(_("form of Party organisation"), max_length=9, choices=ORGANISATIONS, blank=True)
    members = models.PositiveIntegerField(_("Party members"), null=True, blank=True)
    population = models.PositiveIntegerField(_("population"), null=True, blank=True)
    households = models.PositiveIntegerField(_("households"), null=True, blank=True)
    groups = models.PositiveIntegerField(_("villagers' groups"), null=True, blank=True)
    farmland = models.DecimalField(_("farmland"), max_digits=10, decimal_places=2, null=True, blank=True)
    income = models.DecimalField(
        _("collective income, last year"), max_digits=9, decimal_places=2, null=True, blank=True
    )
    speciality = models.CharField(_("speciality"), max_length=60, blank=True)
    focus = models.ForeignKey(
        Star, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("focus star")
    )
    pilot = models.CharField(_("pilot"), max_length=1, choices=PILOTS, blank=True)
    contact_leader = models.CharField(_("contact leader"), max_length=40, blank=True)
    officer_in_charge = models.CharField(_("township officer in charge"), max_length=40, blank=True)
    first_secretary = models.CharField(_("first secretary"), max_length=40, blank=True)
    support_unit = models.CharField(_("support unit"), max_length=60, blank=True)
    paired_village = models.CharField(_("paired village"), max_length=60, blank=True)
    meeting_on = models.DateField(_("members' meeting"), null=True, blank=True)
    jump_reason = models.TextField(_("reason for rising two levels or more"), blank=True, max_length=300)

    state = models.CharField(_("state"), max_length=9, choices=PlanState, default=PlanState.NOT_BEGUN)
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
    returned_content = models.JSONField(
        _("content when it was returned"), null=True, blank=True, encoder=DjangoJSONEncoder
    )
    open_until = models.DateField(_("open until"), null=True, blank=True)

    objects = SheetQuerySet.as_manager()
    named_by = ("plan__village",)
    untold = ("plan", "approved_digest", "returned_content")
    implied = ("submitted_by", "submitted_at", "approved_by", "approved_at", "return_reason")

    class Meta:
        verbose_name = _("full plan sheet")
        verbose_name_plural = _("full plan sheets")
        ordering = ["plan"]
        constraints = [
            models.CheckConstraint(
                condition=Q(submitted_by=None) | Q(approved_by=None) | ~Q(submitted_by=F("approved_by")),
                name="nobody_approves_the_sheet_they_submitted",
                violation_error_message=_("Whoever submitted a plan cannot approve it."),
            ),
            models.CheckConstraint(
                condition=Q(state=PlanState.APPROVED, approved_by__isnull=False, approved_at__isnull=False)
                | (~Q(state=PlanState.APPROVED) & Q(approved_by=None, approved_at=None)),
                name="an_approved_sheet_says_who_approved_it",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[PlanState.SUBMITTED, PlanState.APPROVED])
                | Q(submitted_by__isnull=False, submitted_at__isnull=False),
                name="a_submitted_sheet_says_who_submitted_it",
            ),
            models.CheckConstraint(
                condition=~Q(state=PlanState.RETURNED) | ~Q(return_reason=""),
                name="a_returned_sheet_says_why",
                violation_error_message=_("Say why it is returned."),
            ),
        ]

    def __str__(self) -> str:
        return self.plan.village.name

    @property
    def place_code(self) -> str:
        return self.plan.village_id

    @property
    def state_choice(self) -> PlanState:
        return PlanState(self.state)

    @property
    def content(self) -> SheetContent:
        """The facts that rules read. Needs ``for_list``."""
        mark = self.plan.mark
        written = {case.star.code: case for case in self.cases.all()}
        return SheetContent(
            mark=mark,
            facts={each.name: getattr(self, each.name) for each in FACTS},
            cases={
                line.star.code: {each.name: value_of(written[line.star.code], each) for each in CASE}
                if line.star.code in written
                else {}
                for line in self.plan.stars.all()
                if line.target
            },
            focus=self.focus.code if self.focus else "",
        )

    @property
    def is_as_approved(self) -> bool:
        """Whether an approved sheet still says what was approved. Needs ``for_list``."""
        return self.approved_digest == self.content.digest()


class StarCase(models.Model):
    """One target star's row of a plan sheet (一星一案). What was written stays when the star is left out, and comes
    back with it."""

    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="cases", verbose_name=_("full plan sheet"))
    star = models.ForeignKey(Star, models.PROTECT, related_name="cases", verbose_name=_("star"))
    strengths = models.TextField(_("strengths"), blank=True, max_length=500)
    reached = models.TextField(_("reached already"), blank=True, max_length=500)
    gaps = models.TextField(_("gaps"), blank=True, max_length=500)
    measure = models.TextField(_("planned measure"), blank=True, max_length=500)
    person = models.CharField(_("responsible person"), max_length=40, blank=True)
    department = models.CharField(_("lead department"), max_length=60, blank=True)
    due = models.DateField(_("to be done by"), null=True, blank=True)
    due_words = instead_of_a_day()

    untold = ("sheet", "star")  # its name says them

    class Meta:
        verbose_name = _("row of a plan sheet")
        verbose_name_plural = _("rows of plan sheets")
        ordering = ["sheet", "star__order"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "star"], name="a_sheet_has_a_row_for_a_star_once"),
            a_day_or_words("due", "a_star_is_due_on_a_day_or_by_words"),
        ]

    def __str__(self) -> str:
        return f"{self.sheet} {self.star}"

    @property
    def place_code(self) -> str:
        return self.sheet.place_code


class ApprovedCase(models.Model):
    """What the last approval of a unit's plan sheet said of one target star, as far as the ledger shows it. It stands
    until the sheet is approved anew: a sheet that is opened again and half rewritten says nothing in the ledger."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="approved_cases", verbose_name=_("plan sheet"))
    star = models.ForeignKey(Star, models.PROTECT, related_name="+", verbose_name=_("star"))
    gaps = models.TextField(_("gaps"), blank=True, max_length=500)
    measure = models.TextField(_("planned measure"), blank=True, max_length=500)
    person = models.CharField(_("responsible person"), max_length=40, blank=True)
    department = models.CharField(_("lead department"), max_length=60, blank=True)

    untold = ("plan", "star")  # its name says them
    named_by = ("plan__village", "star")

    class Meta:
        verbose_name = _("approved row of a plan sheet")
        verbose_name_plural = _("approved rows of plan sheets")
        ordering = ["plan", "star__order"]
        constraints = [models.UniqueConstraint(fields=["plan", "star"], name="a_star_of_a_unit_has_one_approved_row")]

    def __str__(self) -> str:
        return f"{self.plan} {self.star}"

    @property
    def place_code(self) -> str:
        return self.plan.village_id


class Remark(Versioned):
    """A comment that a return pins to one cell of a sheet, with what stood there."""

    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="remarks", verbose_name=_("full plan sheet"))
    cell = models.CharField(_("cell"), max_length=60)
    text = models.CharField(_("comment"), max_length=300)
    was = models.TextField(_("what stood there"), blank=True)
    is_open = models.BooleanField(_("open"), default=True)

    untold = ("sheet", "cell", "was", "is_open")

    class Meta:
        verbose_name = _("comment on a sheet")
        verbose_name_plural = _("comments on sheets")
        ordering = ["sheet", "pk"]

    def __str__(self) -> str:
        return str(self.sheet)

    @property
    def place_code(self) -> str:
        return self.sheet.place_code


class ChangeRequest(Versioned):
    """A township asks to change what is approved; the county office opens it or says why not."""

    class State(models.TextChoices):
        OPEN = "open", _("asked")
        GRANTED = "granted", _("granted")
        DECLINED = "declined", _("declined")

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="requests", verbose_name=_("plan sheet"))
    reason = models.CharField(_("reason"), max_length=300)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.OPEN)
    answer = models.CharField(_("answer"), max_length=300, blank=True)
    asked_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked at"))

    class Meta:
        verbose_name = _("request for a change")
        verbose_name_plural = _("requests for a change")
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan"],
                condition=Q(state="open"),
                name="a_plan_has_one_open_request",
                violation_error_message=_("A change has been asked for already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan} {self.get_state_display()}"

    @property
    def place_code(self) -> str:
        return self.plan.village_id
