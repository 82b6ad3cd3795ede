"""The ledger (任务台账): each target star of an approved plan brings its checklist, one row for each unit and task."""

import datetime
from collections.abc import Collection

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Case, Count, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce, NullIf
from django.utils.translation import gettext_lazy as _

from campaigns.planning.models.marks import Plan, PlanStar
from campaigns.sheets.choices import RequestState
from campaigns.sheets.models.sheet import ApprovedCase
from campaigns.year.models.campaign import Campaign, Task
from fivestar.changes.models import Versioned
from villages.access import Seat, scope
from villages.choices import Role

from .choices import OPEN_TASKS, TaskState
from .rules.checklist import Ledger
from .rules.schedule import Calendar, DayLine, Slot
from .rules.shown import OF_SHEET, Shown, shown


def _on_sheet(name: str):
    """What the approved plan sheet says of a row's star in one of OF_SHEET; null where it has no such row."""
    case = ApprovedCase.objects.filter(plan=OuterRef("plan"), star=OuterRef("task__star")).order_by()
    return Subquery(case.values(OF_SHEET[name]), output_field=models.TextField())


def _shown(name: str):
    """:func:`rules.shown.shown` as the database computes it."""
    words = [F(name), _on_sheet(name), *([F("task__star__department")] if name == "department" else [])]
    text = models.TextField()
    return Coalesce(*(NullIf(Cast(word, text), Value("")) for word in words), Value(""), output_field=text)


class UnitTaskQuerySet(models.QuerySet):
    def visible_to(self, seat: Seat):
        """Rows of the units inside the seat's place."""
        return self.filter(scope(seat, "village", "plan__village"))

    def editable_by(self, seat: Seat):
        """Rows that the seat may sort, write and report: a township's own, and a county office's townships'."""
        if not seat.holds(Role.TOWNSHIP_ORGANIZER, Role.COUNTY_OFFICE):
            return self.none()
        return self.visible_to(seat)

    def checked_by(self, seat: Seat):
        """Rows that the seat may check and send back: a county office's, and those of a task force's own stars."""
        if seat.holds(Role.COUNTY_OFFICE):
            return self.visible_to(seat)
        if seat.holds(Role.TASK_FORCE):
            return self.visible_to(seat).filter(task__star__posts=seat.post)
        return self.none()

    def at(self, campaign: Campaign, code: str):
        """Rows in force of a campaign at a place or below it."""
        return self.filter(plan__campaign=campaign, plan__village__code__startswith=code, in_force=True)

    def is_open(self):
        """Rows with which the township is not done yet."""
        return self.filter(state__in=OPEN_TASKS)

    def overdue(self, today: datetime.date):
        """Rows whose day has passed while the township is not done. Computed from today, never stored; what is
        reported and waits to be checked is not late on the township's side."""
        return self.is_open().filter(due_on__lt=today)

    def of_task(self, task: str, township: str = "", area: str = ""):
        """Rows of one task, as far as it is asked in one township or area."""
        asked = {"plan__village__township": township, "plan__village__area": area}
        return self.filter(task=task, **{path: key for path, key in asked.items() if key})

    def counted_back(self):
        """Rows that the schedule may still move: open ones whose day nobody set by hand."""
        return self.is_open().filter(due_is_own=False)

    def slots(self) -> list[Slot]:
        """These rows by task and days, as the schedule reads them: one query."""
        counted = self.order_by().values_list("task", "starts_on", "due_on").annotate(Count("pk"))
        return [Slot(*row) for row in counted]

    def with_files(self):
        """Each row with ``files``, how many files are evidence of it; asks once for all rows."""
        uses = self.model._meta.get_field("evidence").related_model.objects.filter(row=OuterRef("pk"))
        number = uses.order_by().values("row").annotate(n=Count("pk")).values("n")
        return self.annotate(files=Coalesce(Subquery(number), 0))

    def with_shown(self, *names: str):
        """Each row with ``shown_<name>``, what these cells show, whoever wrote it: to filter, count and search by."""
        return self.annotate(**{f"shown_{name}": _shown(name) for name in names})

    def with_sheet(self):
        """Each row with what the approved plan sheet says of its star, which ``shown`` needs."""
        return self.annotate(**{f"sheet_{name}": _on_sheet(name) for name in OF_SHEET})

    def for_list(self):
        """What a row needs, in the order in which people know their units and the checklist."""
        return (
            self.select_related(
                "plan__village__township", "plan__village__area", "task__star", "task__parent", "checked_by"
            )
            .with_sheet()
            .order_by(
                "plan__village__township",
                "-plan__kind",
                F("plan__village__area__order").asc(nulls_last=True),
                "plan__village__order",
                "plan__village",
                "task__star__order",
                "task__number",
            )
        )


def ledgers_of(plans: Collection[Plan] | models.QuerySet) -> list[Ledger]:
    """The ledgers of plans as rules read them, in two queries."""
    stars: dict[int, set[int]] = {}
    for plan, star in PlanStar.objects.filter(plan__in=plans, target=True).order_by().values_list("plan", "star"):
        stars.setdefault(plan, set()).add(star)
    rows: dict[int, dict[int, bool]] = {}
    known = UnitTask.objects.filter(plan__in=plans).order_by("pk").values_list("plan", "task", "in_force")
    for plan, task, in_force in known:
        rows.setdefault(plan, {})[task] = in_force
    return [
        Ledger(plan, frozenset(stars.get(plan, ())), rows.get(plan, {})) for plan in sorted(stars.keys() | rows.keys())
    ]


class UnitTask(Versioned):
    """One task of one unit: what it is like now, what is missing, who mends it until when, and who checked it.

    Only tasks without parts have rows; a whole is done when its parts are (rules.task.Checklist).
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="tasks", verbose_name=_("unit"))
    task = models.ForeignKey(Task, models.PROTECT, related_name="rows", verbose_name=_("task"))
    in_force = models.BooleanField(
        _("in force"),
        default=True,
        help_text=_("A row leaves the ledger with its star, and comes back with it as it was."),
    )
    state = models.CharField(_("state"), max_length=11, choices=TaskState, default=TaskState.UNSORTED)
    was_reached = models.BooleanField(_("reached before the year's work began"), default=False)
    present = models.TextField(_("present state"), blank=True, max_length=500, validators=[MaxLengthValidator(500)])
    gap = models.TextField(_("gap"), blank=True, max_length=500, validators=[MaxLengthValidator(500)])
    measure = models.TextField(_("planned measure"), blank=True, max_length=500, validators=[MaxLengthValidator(500)])
    department = models.CharField(_("lead department"), max_length=60, blank=True)
    leader = models.CharField(_("responsible leader"), max_length=40, blank=True)
    person = models.CharField(_("responsible person"), max_length=40, blank=True)
    support_unit = models.CharField(_("support unit"), max_length=60, blank=True)
    starts_on = models.DateField(_("begins on"), null=True, blank=True)
    due_on = models.DateField(_("to be done by"), null=True, blank=True)
    due_is_own = models.BooleanField(
        _("the day was set by hand"), default=False, help_text=_("The schedule leaves such a day alone.")
    )
    progress = models.TextField(_("progress"), blank=True, max_length=500, validators=[MaxLengthValidator(500)])
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("reported by")
    )
    reported_at = models.DateTimeField(_("reported at"), null=True, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("checked by")
    )
    checked_at = models.DateTimeField(_("checked at"), null=True, blank=True)
    return_reason = models.TextField(
        _("reason for sending back"), blank=True, max_length=300, validators=[MaxLengthValidator(300)]
    )

    objects = UnitTaskQuerySet.as_manager()
    named_by = ("plan__village", "task")
    untold = ("plan", "task")
    implied = ("reported_by", "reported_at", "checked_by", "checked_at", "return_reason", "was_reached", "due_is_own")

    class Meta:
        verbose_name = _("row of the ledger")
        verbose_name_plural = _("rows of the ledger")
        ordering = ["plan", "task"]
        indexes = [
            models.Index(fields=["plan", "in_force", "state"], name="ledger_by_state"),
            models.Index(fields=["due_on"], name="ledger_by_day"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["plan", "task"], name="a_unit_has_a_task_once"),
            models.CheckConstraint(
                condition=Q(state=TaskState.CHECKED, checked_by__isnull=False, checked_at__isnull=False)
                | (~Q(state=TaskState.CHECKED) & Q(checked_by=None, checked_at=None)),
                name="a_checked_task_says_who_checked_it",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[TaskState.REPORTED, TaskState.CHECKED])
                | Q(reported_by__isnull=False, reported_at__isnull=False),
                name="a_reported_task_says_who_reported_it",
            ),
            models.CheckConstraint(
                condition=Q(reported_by=None) | Q(checked_by=None) | ~Q(reported_by=F("checked_by")),
                name="nobody_checks_what_they_reported",
                violation_error_message=_("Whoever reported a task done cannot check it."),
            ),
            models.CheckConstraint(
                condition=~Q(state=TaskState.RETURNED) | ~Q(return_reason=""),
                name="a_task_sent_back_says_why",
                violation_error_message=_("Say why it is sent back."),
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(due_on=None) | Q(starts_on__lte=F("due_on")),
                name="a_task_is_due_after_it_begins",
                violation_error_message=_("A task is due after it begins."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan.village.name}：{self.task.title}"

    @property
    def place_code(self) -> str:
        return self.plan.village_id

    @property
    def state_choice(self) -> TaskState:
        return TaskState(self.state)

    @property
    def shown(self) -> dict[str, Shown]:
        """What the cells show that the plan sheet speaks of too, and whose word it is. Needs ``with_sheet``."""
        return {name: shown(getattr(self, name), *self.else_shown(name)) for name in OF_SHEET}

    def else_shown(self, name: str) -> tuple[str, str]:
        """What one of OF_SHEET shows while nothing is written in it: the plan sheet's word, and the star's. Needs
        ``with_sheet``."""
        return getattr(self, f"sheet_{name}") or "", self.task.star.department if name == "department" else ""

    def shows(self, name: str) -> str:
        """The word that any text cell shows. Needs ``with_sheet``."""
        return self.shown[name].value if name in OF_SHEET else getattr(self, name)

    @property
    def closed_on(self) -> datetime.date | None:
        """The day on which the row was struck off (销号日)."""
        return self.checked_at.astimezone().date() if self.checked_at else None

    def days_late(self, today: datetime.date) -> int:
        """How many days the row is overdue; 0 when it is not."""
        late = self.state_choice.is_open and self.due_on is not None and self.due_on < today
        return (today - self.due_on).days if late else 0


class ExtensionQuerySet(models.QuerySet):
    def visible_to(self, seat: Seat):
        """Requests of the units inside the seat's place."""
        return self.filter(scope(seat, "village", "row__plan__village"))

    def waiting(self, campaign: Campaign):
        """Requests of a campaign that nobody has answered."""
        return self.filter(row__plan__campaign=campaign, row__in_force=True, state=RequestState.OPEN)

    def for_list(self):
        """What a list needs: the open ones first, the oldest of them on top, since they wait longest."""
        is_open = Q(state=RequestState.OPEN)
        return self.select_related(
            "row__plan__village__township", "row__task__star", "row__task__parent", "asked_by"
        ).order_by(Case(When(is_open, then=0), default=1), Case(When(is_open, then=F("asked_at"))), "-asked_at", "pk")


class Extension(Versioned):
    """A township asks for more time for a task (延期), with a reason; the county office grants it or says why not."""

    row = models.ForeignKey(UnitTask, models.CASCADE, related_name="extensions", verbose_name=_("row of the ledger"))
    until = models.DateField(_("asked until"))
    reason = models.CharField(_("reason"), max_length=300)
    state = models.CharField(_("state"), max_length=8, choices=RequestState, default=RequestState.OPEN)
    answer = models.CharField(_("answer"), max_length=300, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked at"))

    objects = ExtensionQuerySet.as_manager()
    implied = ("asked_by", "asked_at", "reason", "row")

    class Meta:
        verbose_name = _("request for more time")
        verbose_name_plural = _("requests for more time")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="more_time_is_asked_for_with_a_reason",
                violation_error_message=_("Say why more time is needed."),
            ),
            models.UniqueConstraint(
                fields=["row"],
                condition=Q(state="open"),
                name="a_task_has_one_open_request_for_time",
                violation_error_message=_("More time has been asked for already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.row} {self.until}"

    @property
    def place_code(self) -> str:
        return self.row.place_code

    @property
    def state_choice(self) -> RequestState:
        return RequestState(self.state)


class DayOffQuerySet(models.QuerySet):
    def in_year(self, year: int):
        return self.filter(day__year=year)

    def lines(self) -> list[DayLine]:
        """These days as values, in their order."""
        return [DayLine(*row) for row in self.order_by("day").values_list("day", "is_worked", "name")]

    def calendar(self) -> Calendar:
        """Which days are worked, as this table says."""
        return Calendar(dict(self.order_by().values_list("day", "is_worked")))


class DayOff(Versioned):
    """A day that the week does not tell: a public holiday, or a weekend day that is worked (调休上班)."""

    day = models.DateField(_("day"), unique=True)
    is_worked = models.BooleanField(_("worked"), default=False)
    name = models.CharField(_("name"), max_length=40, blank=True)

    objects = DayOffQuerySet.as_manager()

    class Meta:
        verbose_name = _("day off")
        verbose_name_plural = _("days off")
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.name}".strip()

    @property
    def place_code(self) -> str:
        return ""
