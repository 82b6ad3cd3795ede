"""Every fixed set of values, with the word and the tone of each."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """The star set a unit is rated by. Communities and villages have different stars."""

    VILLAGE = "village", _("village")
    COMMUNITY = "community", _("community")


class Measure(models.TextChoices):
    """What a figure counts: units that reach a level, or units that win a star."""

    LEVEL = "level", _("units by level")
    STAR = "star", _("units by star")


class Source(models.TextChoices):
    """Whose figure it is. The same figure from two sources is two figures."""

    PLAN = "plan", _("county plan")
    SHARE = "share", _("share")
    DECLARED = "declared", _("declared")
    ENTERED = "entered", _("entered")
    APPROVED = "approved", _("approved figure")


class Word(models.TextChoices):
    """What the year's effort is called: 创建 until 2023, 建设 from 2024. It changes every label that says it."""

    CREATION = "creation", _("creation")
    BUILDING = "building", _("building")


class Phase(models.TextChoices):
    """Where a campaign stands in its year."""

    PLANNING = "planning", _("planning")
    CREATING = "creating", _("under way")
    RATING = "rating", _("rating")
    CLOSED = "closed", _("closed")


class Capstone(models.TextChoices):
    """What happens when a unit targets the solid-branch star without the other four."""

    OFF = "off", _("not checked")
    WARNING = "warning", _("a warning")
    BLOCKING = "blocking", _("not allowed")


class PlanState(models.TextChoices):
    """Where one unit's plan sheet stands."""

    NOT_BEGUN = "not_begun", _("not begun")
    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("submitted")
    RETURNED = "returned", _("returned")
    APPROVED = "approved", _("approved")

    @property
    def tone(self) -> str:
        """The colour of the word: one for each meaning, the same on every page."""
        return {"draft": "draft", "submitted": "plan", "returned": "late", "approved": "done"}.get(self.value, "none")

    @property
    def is_open(self) -> bool:
        """Whether the township has it in hand."""
        return self not in (PlanState.SUBMITTED, PlanState.APPROVED)


class Targets(models.TextChoices):
    """How a unit's target stars stand to those it holds."""

    NEW = "new", _("stars to win anew")
    KEEP = "keep", _("stars to keep")
    LEFT_OUT = "left_out", _("held stars left out")


class Decision(models.TextChoices):
    """What the county office decides of units' plans."""

    APPROVE = "approve", _("Approve")
    RETURN = "return", _("Return for correction")
    REOPEN = "reopen", _("Reopen")

    @property
    def decides(self) -> PlanState:
        """The state that a plan must be in."""
        return PlanState.APPROVED if self == Decision.REOPEN else PlanState.SUBMITTED

    @property
    def leads_to(self) -> PlanState:
        return PlanState.APPROVED if self == Decision.APPROVE else PlanState.RETURNED


class Stage(models.TextChoices):
    """The names under which a county freezes its creation plan."""

    OPINION = "opinion", _("draft for comment")
    REVIEW = "review", _("draft for review")
    ISSUED = "issued", _("issued")
    OTHER = "other", _("other")


class AnswerState(models.TextChoices):
    """What people have said of a finding."""

    OPEN = "open", _("open")
    EXPLAINED = "explained", _("explained")
    CONFIRMED = "confirmed", _("confirmed")
    SET_ASIDE = "set_aside", _("set aside")

    @property
    def tone(self) -> str:
        return {"explained": "plan", "confirmed": "late", "set_aside": "none"}.get(self.value, "late")


class OpinionState(models.TextChoices):
    """What became of an opinion (意见建议)."""

    OPEN = "open", _("to be answered")
    ADOPTED = "adopted", _("adopted")
    PARTLY = "partly", _("adopted in part")
    NOT_ADOPTED = "not_adopted", _("not adopted")

    @property
    def tone(self) -> str:
        return {"open": "plan", "adopted": "done", "partly": "draft"}.get(self.value, "none")


class MoneySource(models.TextChoices):
    """Where a project's money comes from."""

    FISCAL = "fiscal", _("county and township budget")
    SUPERIOR = "superior", _("higher-level funds")
    COLLECTIVE = "collective", _("village collective")
    SOCIAL = "social", _("society")
    OTHER = "other", _("other")


class ProjectState(models.TextChoices):
    """Where a unit's project (创建项目) stands."""

    PLANNED = "planned", _("planned, not begun")
    UNDER_WAY = "under_way", _("being carried out")
    DONE = "done", _("finished")
    DROPPED = "dropped", _("given up")

    @property
    def tone(self) -> str:
        return {"planned": "draft", "under_way": "plan", "done": "done"}.get(self.value, "none")


LEVEL_NAMES = {
    5: _("five stars"),
    4: _("four stars"),
    3: _("three stars"),
    2: _("two stars"),
    1: _("one star"),
    0: _("no target"),
}
# What was held is no target: a unit without a star is simply not rated yet.
HELD_NAMES = LEVEL_NAMES | {0: _("no level yet")}
LEVELS = (5, 4, 3, 2, 1)


CAPSTONE_STAR = "branch"  # 支部过硬: wherever published, as many units win it as reach five stars


class Severity(models.TextChoices):
    """How much a finding weighs unless the county says otherwise.

    Blocking means that the figures cannot all be true, or not all be carried out. It stands in the way of
    submitting only where the finding is a unit's own; those of a county or township are answered.
    """

    BLOCKING = "blocking", _("does not hold")
    WARNING = "warning", _("please check")
    NOTICE = "notice", _("for information")

    @property
    def rank(self) -> int:
        """Place in a list: the heaviest first."""
        return list(Severity).index(self)

    @property
    def tone(self) -> str:
        return {"blocking": "late", "warning": "plan"}.get(self.value, "none")


class FindingCode(models.TextChoices):
    """What kind of disagreement a finding is; the label is its title."""

    SUM = "sum", _("sums disagree")
    UNITS = "units", _("units do not add up")
    CAPSTONE = "capstone", _("solid-branch stars and five-star units differ")
    CAPS = "caps", _("star count out of bounds")
    UNREALIZABLE = "unrealizable", _("no such table")
    OVER_PLAN = "over_plan", _("over the plan")
    PLAN_DIFFERS = "plan_differs", _("differs from the plan")
    DECLARED_ENTERED = "declared_entered", _("declared and entered differ")
    BUDGET = "budget", _("over budget")
    BASE = "base", _("percentage and base disagree")
    PILOTS = "pilots", _("more pilots than planned")
    NO_TARGET = "no_target", _("without a target")
    UNFILLED = "unfilled", _("not yet marked")
    UNIT_CAPSTONE = "unit_capstone", _("solid branch without the other stars")
    LEFT_OUT = "left_out", _("held star left out")
    JUMP = "jump", _("several levels at once")

    @property
    def severity(self) -> Severity:
        """The weight it has by default. The two of the capstone follow the campaign's switch instead."""
        if self in (FindingCode.NO_TARGET, FindingCode.UNFILLED):
            return Severity.NOTICE
        holds_not = (
            FindingCode.SUM,
            FindingCode.UNITS,
            FindingCode.CAPS,
            FindingCode.UNREALIZABLE,
            FindingCode.OVER_PLAN,
            FindingCode.DECLARED_ENTERED,
            FindingCode.BUDGET,
        )
        return Severity.BLOCKING if self in holds_not else Severity.WARNING


class Step(models.TextChoices):
    """Where a unit's planned level lies against what it holds."""

    UP = "up", _("promotion")
    SAME = "same", _("level kept")
    DOWN = "down", _("demotion")

    @property
    def tone(self) -> str:
        return {"up": "done", "down": "late"}.get(self.value, "none")

    def word(self, is_since_last_year: bool):
        """A promotion (晋星) is one against last year; of two plans, one has a level raised."""
        return self.label if is_since_last_year else {"up": _("raised"), "down": _("lowered")}.get(self, _("unchanged"))


class TaskState(models.TextChoices):
    """Where one task of one unit stands in the ledger (台账)."""

    UNSORTED = "unsorted", _("reached or gap?")
    NOT_STARTED = "not_started", _("gap, not started")
    UNDER_WAY = "under_way", _("being worked on")
    REPORTED = "reported", _("reported done")
    CHECKED = "checked", _("checked")
    RETURNED = "returned", _("sent back")

    @property
    def tone(self) -> str:
        return {"under_way": "draft", "reported": "plan", "checked": "done", "returned": "late"}.get(self.value, "none")

    @property
    def is_open(self) -> bool:
        """Whether the township still has something to do: only such a task can be overdue."""
        return self not in (TaskState.REPORTED, TaskState.CHECKED)


OPEN_TASKS = tuple(state for state in TaskState if state.is_open)
REACHED_TASKS = (TaskState.REPORTED, TaskState.CHECKED)


class TaskGroup(models.TextChoices):
    """States of tasks that lists put together."""

    OPEN = "open", _("not done yet")
    GAP = "gap", _("gaps being closed")
    WORK = "in_work", _("gaps being closed, without those sent back")
    REACHED = "all_reached", _("reached: reported or checked")
    TO_CHECK = "to_check", _("waiting to be checked")

    @property
    def states(self) -> tuple[TaskState, ...]:
        work, back = (TaskState.NOT_STARTED, TaskState.UNDER_WAY), TaskState.RETURNED
        groups = {"open": OPEN_TASKS, "gap": (*work, back), "in_work": work, "all_reached": REACHED_TASKS}
        return groups.get(self.value, (TaskState.REPORTED,))


class DueGroup(models.TextChoices):
    """Tasks by their day, as lists and weekly papers ask for them."""

    OVERDUE = "overdue", _("overdue")
    WEEK = "week", _("due this week")
    TODAY = "today", _("due today")
    REST = "rest", _("due this week after today")
    LATER = "later", _("due after this week")
    NO_DAY = "no_day", _("without a day")
    COME = "come", _("their day has come, done or not")


class Lacking(models.TextChoices):
    """What a gap should say and does not."""

    PERSON = "person", _("no responsible person")
    DUE = "due_on", _("no day")
    MEASURE = "measure", _("no measure")


class TaskOrder(models.TextChoices):
    """How a list of tasks is sorted."""

    UNIT = "", _("by unit")
    DUE = "due", _("by day")
    STAR = "star", _("by star")


class BulkDeed(models.TextChoices):
    """What may be done to all tasks of a list at once."""

    DEPARTMENT = "department", _("Set the lead department")
    LEADER = "leader", _("Set the responsible leader")
    PERSON = "person", _("Set the responsible person")
    SUPPORT_UNIT = "support_unit", _("Set the support unit")
    DUE = "due_on", _("Set the day")
    MEASURE = "measure", _("Set the measure")
    REACHED = "reached", _("Sort as reached")
    GAP = "gap", _("Sort as gaps")
    REPORT = "report", _("Report done")
    CHECK = "check", _("Check and strike off")
    RETURN = "return", _("Send back")

    @property
    def field(self) -> str:
        """The cell that it writes; empty where it moves the state."""
        return self.value if self in list(BulkDeed)[:6] else ""

    @property
    def is_check(self) -> bool:
        """Whether it belongs to those who check, not to those who work."""
        return self in (BulkDeed.CHECK, BulkDeed.RETURN)


class LeftOut(models.TextChoices):
    """Why a task of a list is not among those that a bulk change changes."""

    RANGE = "range", _("not yours to change")
    CHECKED = "checked", _("checked already; whoever checked it would have to send it back")
    SORTED = "sorted", _("sorted already")
    REPORTED = "reported", _("reported done already")
    NOT_REPORTED = "not_reported", _("not reported done")
    OWN = "own", _("reported by yourself; a colleague has to check it")
    LATER = "later", _("the day would be later than now; ask the county office for more time")
    TOO_EARLY = "too_early", _("it would be due before it begins")
    TOO_LATE = "too_late", _("the day lies after the assessment")
    SAME = "same", _("says so already")
    KEPT = "kept", _("has words of its own, which are kept")


class Winning(models.TextChoices):
    """How the tasks of a star decide whether it is won."""

    REQUIRED = "required", _("all required tasks are done")
    POINTS = "points", _("by points out of 100")


class Standing(models.TextChoices):
    """What a cell of the wall chart (挂图作战) says of one star of one unit."""

    HELD = "held", _("won already")
    PLANNED = "planned", _("planned")
    UNDER_WAY = "under_way", _("under way")
    REACHED = "reached", _("reached")
    VOIDED = "voided", _("vetoed")
    LEFT_OUT = "left_out", _("held, left out")
    NONE = "none", _("not planned")

    @property
    def tone(self) -> str:
        return {
            "held": "gold", "planned": "draft", "under_way": "plan", "reached": "done", "voided": "late",
        }.get(self.value, "none")  # fmt: skip

    @property
    def sign(self) -> str:
        return {
            "held": "★", "planned": "○", "under_way": "◐", "reached": "✓", "voided": "✕", "left_out": "☆",
        }.get(self.value, "")  # fmt: skip


class RequestState(models.TextChoices):
    """What became of something that was asked for."""

    OPEN = "open", _("asked")
    GRANTED = "granted", _("granted")
    DECLINED = "declined", _("declined")

    @property
    def tone(self) -> str:
        return {"open": "plan", "granted": "done"}.get(self.value, "late")


class ProblemState(models.TextChoices):
    """Where a problem stands between being found and being struck off (问题清单)."""

    OPEN = "open", _("to be fixed")
    FIXED = "fixed", _("fixed, to be rechecked")
    RECHECKED = "rechecked", _("rechecked, to be closed")
    CLOSED = "closed", _("struck off")
    RETURNED = "returned", _("fix sent back")

    @property
    def tone(self) -> str:
        return {"open": "draft", "fixed": "plan", "rechecked": "plan", "closed": "done"}.get(self.value, "late")

    @property
    def is_open(self) -> bool:
        """Whether it is still to be fixed: only such a problem can be overdue."""
        return self in (ProblemState.OPEN, ProblemState.RETURNED)


OPEN_PROBLEMS = tuple(state for state in ProblemState if state.is_open)


class ProblemSource(models.TextChoices):
    """How a problem came to light."""

    SELF = "self", _("self-check")
    TOWNSHIP = "township", _("township check")
    TASK_FORCE = "task_force", _("task force check")
    INSPECTION = "inspection", _("inspection from above")
    LETTER = "letter", _("letter or visit")
    OPINION = "opinion", _("opinion on the plan")
    VISIT = "visit", _("contact leader's visit")
    OTHER = "other", _("other source")


class Rhythm(models.TextChoices):
    """In which rhythm the county gives assignments (周交办); the label is what it calls them."""

    WEEK = "week", _("weekly assignment")
    TEN_DAYS = "ten_days", _("ten-day assignment")
    HALF_MONTH = "half_month", _("half-monthly assignment")
    MONTH = "month", _("monthly assignment")
    DAYS = "days", _("regular assignment")


class AssignmentState(models.TextChoices):
    """Where an assignment (交办) stands between the county and a department."""

    GIVEN = "given", _("given, to be replied to")
    REPLIED = "replied", _("replied, to be closed")
    RETURNED = "returned", _("reply sent back")
    CLOSED = "closed", _("assignment struck off")

    @property
    def tone(self) -> str:
        return {"given": "draft", "replied": "plan", "closed": "done"}.get(self.value, "late")

    @property
    def is_open(self) -> bool:
        """Whether the department still has to reply: only such an assignment can be overdue."""
        return self in (AssignmentState.GIVEN, AssignmentState.RETURNED)


OPEN_ASSIGNMENTS = tuple(state for state in AssignmentState if state.is_open)


class VetoState(models.TextChoices):
    """What the county office decided of a veto hit (一票否决)."""

    OPEN = "open", _("to be decided")
    UPHELD = "upheld", _("upheld")
    DISMISSED = "dismissed", _("dismissed")

    @property
    def tone(self) -> str:
        return {"open": "plan", "upheld": "late"}.get(self.value, "none")


class FileKind(models.TextChoices):
    """What is kept as evidence (佐证). A kind is told by the content, never by the name."""

    PICTURE = "picture", _("picture")
    PDF = "pdf", "PDF"
    WORD = "word", _("Word document")
    EXCEL = "excel", _("workbook")

    @property
    def ending(self) -> str:
        """Of the name under which a file is downloaded; every picture is kept as a JPEG."""
        return {"picture": ".jpg", "pdf": ".pdf", "word": ".docx", "excel": ".xlsx"}[self.value]

    @property
    def content_type(self) -> str:
        office = "application/vnd.openxmlformats-officedocument."
        return {
            "picture": "image/jpeg",
            "pdf": "application/pdf",
            "word": f"{office}wordprocessingml.document",
            "excel": f"{office}spreadsheetml.sheet",
        }[self.value]


OWN = "own"  # rows that the reader's post checks
