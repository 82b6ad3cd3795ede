"""The project list (创建项目清单): what units that aim high build or buy this year, and with whose money."""

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from campaigns.planning.models.marks import Plan
from campaigns.year.models.campaign import Campaign, Star
from campaigns.year.models.days import a_day_or_words, instead_of_a_day
from fivestar.changes.models import Versioned
from villages.access import Seat, scope
from villages.choices import Role

from .choices import MoneySource, ProjectState


class ProjectQuerySet(models.QuerySet):
    def visible_to(self, seat: Seat):
        """Projects of the units inside the seat's place."""
        return self.filter(scope(seat, "village", "plan__village"))

    def editable_by(self, seat: Seat):
        """Projects that the seat may write: a township's own, and a county office's townships'."""
        if not seat.holds(Role.TOWNSHIP_ORGANIZER, Role.COUNTY_OFFICE):
            return self.none()
        return self.visible_to(seat)

    def at(self, campaign: Campaign, code: str):
        """Projects of a campaign at a place or below it."""
        return self.filter(plan__campaign=campaign, plan__village__code__startswith=code)

    def for_list(self):
        """What a row needs, unit by unit, those with a day set first."""
        return self.select_related("plan__village__township", "star").order_by(
            "plan__village__township",
            "-plan__kind",
            F("plan__village__area__order").asc(nulls_last=True),
            "plan__village__order",
            "plan__village",
            F("ends_on").asc(nulls_last=True),
            "pk",
        )


class Project(Versioned):
    """One project of one unit."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="projects", verbose_name=_("unit"))
    star = models.ForeignKey(
        Star, models.PROTECT, null=True, blank=True, related_name="projects", verbose_name=_("star")
    )
    name = models.CharField(_("project name"), max_length=80)
    amount = models.DecimalField(
        _("money"), max_digits=9, decimal_places=2, null=True, blank=True, help_text=_("in 10,000 yuan")
    )
    source = models.CharField(_("source of the money"), max_length=10, choices=MoneySource, blank=True)
    department = models.CharField(_("lead department"), max_length=60, blank=True)
    person = models.CharField(_("responsible person"), max_length=40, blank=True)
    starts_on = models.DateField(_("begins on"), null=True, blank=True)
    ends_on = models.DateField(_("to be finished by"), null=True, blank=True)
    ends_on_words = instead_of_a_day()
    state = models.CharField(_("state"), max_length=9, choices=ProjectState, default=ProjectState.PLANNED)
    note = models.TextField(_("note"), blank=True, max_length=300, validators=[MaxLengthValidator(300)])

    objects = ProjectQuerySet.as_manager()
    named_by = ("plan__village",)
    untold = ("plan",)

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ["plan", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name=""),
                name="a_project_has_a_name",
                violation_error_message=_("Give the project a name."),
            ),
            models.CheckConstraint(
                condition=Q(amount=None) | Q(amount__gte=0) & ~Q(source=""),
                name="money_of_a_project_has_a_source",
                violation_error_message=_("Say where the money comes from."),
            ),
            a_day_or_words("ends_on", "a_project_ends_on_a_day_or_by_words"),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(starts_on__lte=F("ends_on")),
                name="a_project_ends_after_it_begins",
                violation_error_message=_("A project is finished after it has begun."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan.village.name}：{self.name}"

    @property
    def place_code(self) -> str:
        return self.plan.village_id

    @property
    def state_choice(self) -> ProjectState:
        return ProjectState(self.state)
