"""The problem list (问题清单): what is wrong in a unit, who mends it until when, and who struck it off."""

import datetime

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from campaigns.entry.rules.text import begun
from campaigns.planning.models.marks import Plan
from campaigns.year.models.campaign import Campaign, Star, Task
from campaigns.year.models.days import a_day_or_words, instead_of_a_day
from fivestar.changes.models import Versioned
from villages.access import Seat, scope
from villages.choices import Role
from villages.models import Post

from .choices import OPEN_PROBLEMS, ProblemSource, ProblemState
from .rules import LONGEST_PROBLEM

SHOWN = 30  # characters by which lists of changes name a problem


class ProblemQuerySet(models.QuerySet):
    def visible_to(self, seat: Seat):
        """Problems of the units inside the seat's place."""
        return self.filter(scope(seat, "village", "plan__village"))

    def fixed_by_seat(self, seat: Seat):
        """Problems that the seat may report fixed: a township's own, and a county office's townships'."""
        if not seat.holds(Role.TOWNSHIP_ORGANIZER, Role.COUNTY_OFFICE):
            return self.none()
        return self.visible_to(seat)

    def editable_by(self, seat: Seat):
        """Problems in which the seat may write: those that it may report fixed, and a task force's own."""
        if seat.holds(Role.TASK_FORCE):
            return self.visible_to(seat).filter(post=seat.post)
        return self.fixed_by_seat(seat)

    def checked_by(self, seat: Seat):
        """Problems that the seat may recheck, close and send back: a county office's, and those of a task force's own
        stars."""
        if seat.holds(Role.COUNTY_OFFICE):
            return self.visible_to(seat)
        if seat.holds(Role.TASK_FORCE):
            return self.visible_to(seat).filter(star__posts=seat.post)
        return self.none()

    def at(self, campaign: Campaign, code: str):
        """Problems of a campaign at a place or below it."""
        return self.filter(plan__campaign=campaign, plan__village__code__startswith=code)

    def is_open(self):
        """Problems still to be fixed."""
        return self.filter(state__in=OPEN_PROBLEMS)

    def unclosed(self):
        """Problems not struck off yet, fixed or not."""
        return self.exclude(state=ProblemState.CLOSED)

    def overdue(self, today: datetime.date):
        """Problems still to be fixed whose day has passed. Computed from today, never stored."""
        return self.is_open().filter(due_on__lt=today)

    def for_list(self):
        """What a row needs, in the order in which people know their units."""
        return self.select_related(
            "plan__village__township", "plan__village__area", "star", "task", "post", "fixed_by", "rechecked_by",
            "closed_by",
        ).order_by(
            "plan__village__township",
            "-plan__kind",
            F("plan__village__area__order").asc(nulls_last=True),
            "plan__village__order",
            "plan__village",
            F("star__order").asc(nulls_last=True),
            F("task__number").asc(nulls_first=True),
            "pk",
        )  # fmt: skip


def _who(label, related="+"):
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name=related, verbose_name=label
    )


class Problem(Versioned):
    """One problem of one unit: open, fixed (整改), rechecked (复核), closed (销号), or sent back with a reason."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="problems", verbose_name=_("unit"))
    star = models.ForeignKey(
        Star, models.PROTECT, null=True, blank=True, related_name="problems", verbose_name=_("star")
    )
    task = models.ForeignKey(
        Task, models.PROTECT, null=True, blank=True, related_name="problems", verbose_name=_("task")
    )
    text = models.TextField(_("problem"), max_length=LONGEST_PROBLEM, validators=[MaxLengthValidator(LONGEST_PROBLEM)])
    source = models.CharField(_("source"), max_length=10, choices=ProblemSource, default=ProblemSource.SELF)
    source_word = models.CharField(_("more on the source"), max_length=60, blank=True)
    found_on = models.DateField(_("found on"))
    support_unit = models.CharField(_("support unit"), max_length=60, blank=True)
    measure = models.TextField(_("planned measure"), blank=True, max_length=500, validators=[MaxLengthValidator(500)])
    due_on = models.DateField(_("to be done by"), null=True, blank=True)
    due_on_words = instead_of_a_day()
    person = models.CharField(_("responsible person"), max_length=40, blank=True)
    department = models.CharField(_("lead department"), max_length=60, blank=True)
    post = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name=_("entered by"))
    state = models.CharField(_("state"), max_length=9, choices=ProblemState, default=ProblemState.OPEN)
    fix = models.TextField(_("what was done"), blank=True, max_length=500, validators=[MaxLengthValidator(500)])
    fixed_by = _who(_("fixed by"))
    fixed_at = models.DateTimeField(_("fixed at"), null=True, blank=True)
    rechecked_by = _who(_("rechecked by"))
    rechecked_at = models.DateTimeField(_("rechecked at"), null=True, blank=True)
    closed_by = _who(_("closed by"))
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    return_reason = models.TextField(
        _("reason for sending back"), blank=True, max_length=300, validators=[MaxLengthValidator(300)]
    )

    objects = ProblemQuerySet.as_manager()
    named_by = ("plan__village",)
    untold = ("plan", "post")

    class Meta:
        verbose_name = _("problem")
        verbose_name_plural = _("problems")
        ordering = ["plan", "pk"]
        indexes = [
            models.Index(fields=["plan", "state"], name="problem_by_state"),
            models.Index(fields=["due_on"], name="problem_by_day"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""),
                name="a_problem_says_something",
                violation_error_message=_("Say what the problem is."),
            ),
            models.CheckConstraint(
                condition=Q(task=None) | Q(star__isnull=False),
                name="a_problem_of_a_task_is_of_its_star",
            ),
            a_day_or_words("due_on", "a_problem_is_due_on_a_day_or_by_words"),
            models.CheckConstraint(
                condition=Q(due_on=None) | Q(due_on__gte=F("found_on")),
                name="a_problem_is_due_after_it_is_found",
                violation_error_message=_("A problem is due after it is found."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN_PROBLEMS, fixed_by=None, fixed_at=None)
                | (~Q(state__in=OPEN_PROBLEMS) & Q(fixed_by__isnull=False, fixed_at__isnull=False)),
                name="a_fixed_problem_says_who_fixed_it",
            ),
            models.CheckConstraint(
                condition=(
                    Q(state__in=[ProblemState.RECHECKED, ProblemState.CLOSED])
                    & Q(rechecked_by__isnull=False, rechecked_at__isnull=False)
                )
                | (
                    ~Q(state__in=[ProblemState.RECHECKED, ProblemState.CLOSED])
                    & Q(rechecked_by=None, rechecked_at=None)
                ),
                name="a_rechecked_problem_says_who_rechecked_it",
            ),
            models.CheckConstraint(
                condition=Q(state=ProblemState.CLOSED, closed_by__isnull=False, closed_at__isnull=False)
                | (~Q(state=ProblemState.CLOSED) & Q(closed_by=None, closed_at=None)),
                name="a_closed_problem_says_who_closed_it",
            ),
            models.CheckConstraint(
                condition=Q(fixed_by=None)
                | (
                    (Q(rechecked_by=None) | ~Q(fixed_by=F("rechecked_by")))
                    & (Q(closed_by=None) | ~Q(fixed_by=F("closed_by")))
                ),
                name="nobody_rechecks_or_closes_what_they_fixed",
                violation_error_message=_("Whoever reported a problem fixed can neither recheck nor close it."),
            ),
            models.CheckConstraint(
                condition=~Q(state=ProblemState.RETURNED) | ~Q(return_reason=""),
                name="a_fix_sent_back_says_why",
                violation_error_message=_("Say why it is sent back."),
            ),
        ]

    def __str__(self) -> str:
        return begun(f"{self.plan.village.name}：{self.text}", SHOWN)

    @property
    def place_code(self) -> str:
        return self.plan.village_id

    @property
    def state_choice(self) -> ProblemState:
        return ProblemState(self.state)

    @property
    def about(self) -> str:
        """The star and task, as the list prints them; empty for neither."""
        return " · ".join(str(each) for each in (self.star and self.star.name, self.task) if each)

    @property
    def closed_on(self) -> datetime.date | None:
        """The day on which it was struck off (销号日)."""
        return self.closed_at.astimezone().date() if self.closed_at else None

    @property
    def deadline(self) -> datetime.date | str:
        """The day by which it is to be done, or the words instead of one; empty for neither."""
        return self.due_on or self.due_on_words

    def days_late(self, today: datetime.date) -> int:
        """How many days it is overdue; 0 when it is not."""
        late = self.state_choice.is_open and self.due_on is not None and self.due_on < today
        return (today - self.due_on).days if late else 0
