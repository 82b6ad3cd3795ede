"""Assignments (周交办): the county gives a department one task for many units; it replies, the county closes it."""

import datetime

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from campaigns.ledger.models import UnitTask
from campaigns.problems.models import Problem
from campaigns.year.choices import Phase
from campaigns.year.models.campaign import Campaign, Star, StarPost, Task
from fivestar.changes.models import Versioned
from villages.access import Seat, scope
from villages.choices import Role
from villages.models import Post

from .choices import OPEN_ASSIGNMENTS, AssignmentState
from .rules import LONGEST_TEXT, number_said


def _led_by(seat: Seat):
    """Stars of the assignment's campaign that its department leads and the seat's post acts on."""
    return Star.objects.filter(
        campaign=OuterRef("campaign"), department=OuterRef("department"), posts=seat.post
    )  # fmt: skip


def _has_account():
    """A held post of a task force that acts on a star which the assignment's department leads."""
    return StarPost.objects.filter(
        star__campaign=OuterRef("campaign"), star__department=OuterRef("department"), post__in=Post.objects.held()
    )


class AssignmentQuerySet(models.QuerySet):
    def visible_to(self, seat: Seat):
        """Assignments of the seat's counties; of these a task force sees its department's and its stars', a township
        those that gather its own tasks or problems."""
        found = self.filter(scope(seat, "county", "campaign__county"))
        if seat.holds(Role.TASK_FORCE):
            of_star = Star.objects.filter(pk=OuterRef("star"), posts=seat.post)
            return found.filter(Exists(_led_by(seat)) | Exists(of_star))
        if seat.holds(Role.TOWNSHIP_ORGANIZER):
            own = {"assignment": OuterRef("pk")}
            rows = AssignmentRow.objects.filter(row__plan__village__township=seat.post.township_id, **own)
            problems = AssignmentProblem.objects.filter(
                problem__plan__village__township=seat.post.township_id, **own
            )  # fmt: skip
            return found.filter(Exists(rows) | Exists(problems))
        return found

    def replied_by_seat(self, seat: Seat):
        """Assignments to which the seat replies: a task force to those of a department that leads its star, the
        county office for departments without an account."""
        if seat.holds(Role.TASK_FORCE):
            return self.visible_to(seat).filter(Exists(_led_by(seat)))
        if seat.holds(Role.COUNTY_OFFICE):
            return self.visible_to(seat).filter(~Exists(_has_account()))
        return self.none()

    def closed_by_seat(self, seat: Seat):
        """Assignments that the seat gives, closes and sends back: its county office's."""
        return self.visible_to(seat) if seat.holds(Role.COUNTY_OFFICE) else self.none()

    def to_reply_by(self, seat: Seat):
        """Assignments that wait for the seat's reply now."""
        return self.replied_by_seat(seat).is_open().exclude(campaign__phase=Phase.CLOSED)

    def to_close_by(self, seat: Seat):
        """Assignments that wait for the seat to close them or send them back; what one replied oneself is a
        colleague's."""
        waiting = self.closed_by_seat(seat).filter(state=AssignmentState.REPLIED)
        return waiting.exclude(campaign__phase=Phase.CLOSED).exclude(replied_by=seat.officer)

    def at(self, campaign: Campaign):
        return self.filter(campaign=campaign)

    def is_open(self):
        """Assignments to which the department has still to reply."""
        return self.filter(state__in=OPEN_ASSIGNMENTS)

    def unclosed(self):
        return self.exclude(state=AssignmentState.CLOSED)

    def overdue(self, today: datetime.date):
        """Assignments without a reply whose day has passed. Computed from today, never stored."""
        return self.is_open().filter(due_on__lt=today)

    def for_list(self):
        """What a row needs, the newest first."""
        return self.select_related(
            "campaign__county", "star", "task__star", "given_by", "replied_by", "closed_by"
        ).order_by("-given_on", "-number")


def _who(label):
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=label
    )


def _words(label, most, **more):
    return models.TextField(label, max_length=most, validators=[MaxLengthValidator(most)], **more)


class Assignment(Versioned):
    """One assignment: given, replied to, closed (销号), or sent back with a reason."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="assignments", verbose_name=_("campaign"))
    number = models.PositiveSmallIntegerField(_("number"))
    text = _words(_("what is assigned"), LONGEST_TEXT)
    demand = _words(_("what is asked"), LONGEST_TEXT, blank=True)
    star = models.ForeignKey(Star, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("star"))
    task = models.ForeignKey(Task, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("task"))
    department = models.CharField(_("responsible department"), max_length=60)
    due_on = models.DateField(_("to be done by"))
    given_on = models.DateField(_("given on"))
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("given by"))
    state = models.CharField(_("state"), max_length=8, choices=AssignmentState, default=AssignmentState.GIVEN)
    reply = _words(_("reply"), LONGEST_TEXT, blank=True)
    reply_from = models.CharField(_("replied for the department by"), max_length=60, blank=True)
    replied_by = _who(_("reply typed by"))
    replied_at = models.DateTimeField(_("replied at"), null=True, blank=True)
    return_reason = _words(_("reason for sending back"), 300, blank=True)
    closed_by = _who(_("closed by"))
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    rows = models.ManyToManyField(
        UnitTask, through="AssignmentRow", related_name="assignments", verbose_name=_("rows of the ledger")
    )
    problems = models.ManyToManyField(
        Problem, through="AssignmentProblem", related_name="assignments", verbose_name=_("problems")
    )

    objects = AssignmentQuerySet.as_manager()
    named_by = ("campaign",)
    untold = ("campaign",)

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ["campaign", "number"]
        indexes = [models.Index(fields=["campaign", "state"], name="assignment_by_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "number"],
                name="an_assignment_has_a_number_of_its_own",
                violation_error_message=_("Another assignment got this number just now. Send it once more."),
            ),
            models.CheckConstraint(
                condition=~Q(text="") & ~Q(department=""),
                name="an_assignment_says_what_and_to_whom",
                violation_error_message=_("Say what is assigned, and to which department."),
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("given_on")),
                name="an_assignment_is_due_after_it_is_given",
                violation_error_message=_("An assignment is due after it is given."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN_ASSIGNMENTS, replied_by=None, replied_at=None)
                | (
                    ~Q(state__in=OPEN_ASSIGNMENTS)
                    & ~Q(reply="")
                    & Q(replied_by__isnull=False, replied_at__isnull=False)
                ),
                name="a_reply_says_what_and_who_typed_it",
                violation_error_message=_("Say what was done."),
            ),
            models.CheckConstraint(
                condition=Q(state=AssignmentState.CLOSED, closed_by__isnull=False, closed_at__isnull=False)
                | (~Q(state=AssignmentState.CLOSED) & Q(closed_by=None, closed_at=None)),
                name="a_closed_assignment_says_who_closed_it",
            ),
            models.CheckConstraint(
                condition=Q(replied_by=None) | Q(closed_by=None) | ~Q(replied_by=F("closed_by")),
                name="nobody_closes_what_they_replied",
                violation_error_message=_("Whoever typed the reply cannot close the assignment."),
            ),
            models.CheckConstraint(
                condition=~Q(state=AssignmentState.RETURNED) | ~Q(return_reason=""),
                name="a_reply_sent_back_says_why",
                violation_error_message=_("Say why it is sent back."),
            ),
        ]

    def __str__(self) -> str:
        return f"交办{self.number_said}"

    @property
    def number_said(self) -> str:
        return number_said(self.number)

    @property
    def place_code(self) -> str:
        return self.campaign.county_id

    @property
    def state_choice(self) -> AssignmentState:
        return AssignmentState(self.state)

    @property
    def about(self) -> str:
        """The star and task, as lists print them; empty for neither."""
        return " · ".join(str(each) for each in (self.star and self.star.name, self.task) if each)

    @property
    def closed_on(self) -> datetime.date | None:
        """The day on which it was struck off (销号日)."""
        return self.closed_at.astimezone().date() if self.closed_at else None

    def days_late(self, today: datetime.date) -> int:
        """How many days the reply is overdue; 0 when it is not."""
        return max((today - self.due_on).days, 0) if self.state_choice.is_open else 0


class AssignmentRow(models.Model):
    """A row of the ledger that an assignment gathers."""

    assignment = models.ForeignKey(Assignment, models.CASCADE, verbose_name=_("assignment"))
    row = models.ForeignKey(UnitTask, models.CASCADE, verbose_name=_("row of the ledger"))
    untold = ("assignment", "row")  # its name says both

    class Meta:
        verbose_name = _("task of an assignment")
        verbose_name_plural = _("tasks of assignments")
        constraints = [
            models.UniqueConstraint(fields=["assignment", "row"], name="an_assignment_gathers_a_task_once"),
        ]

    def __str__(self) -> str:
        return f"{self.assignment} {self.row}"

    @property
    def place_code(self) -> str:
        return self.row.place_code


class AssignmentProblem(models.Model):
    """A problem that an assignment gathers."""

    assignment = models.ForeignKey(Assignment, models.CASCADE, verbose_name=_("assignment"))
    problem = models.ForeignKey(Problem, models.CASCADE, verbose_name=_("problem"))
    untold = ("assignment", "problem")

    class Meta:
        verbose_name = _("problem of an assignment")
        verbose_name_plural = _("problems of assignments")
        constraints = [
            models.UniqueConstraint(fields=["assignment", "problem"], name="an_assignment_gathers_a_problem_once"),
        ]

    def __str__(self) -> str:
        return f"{self.assignment} {self.problem}"

    @property
    def place_code(self) -> str:
        return self.problem.place_code
