"""Fixed values of plans, figures and findings."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Measure(models.TextChoices):
    """What a figure counts: units that reach a level, or units that win a star."""

    LEVEL = "level", _("units by level")
    STAR = "star", _("units by star")
    TOTAL = "total", _("in all")


class Total(models.TextChoices):
    """What is stated as one number, without saying how it is made up."""

    UNITS = "units", _("units with a target, in all")
    STARS = "stars", _("target stars, in all")


class Source(models.TextChoices):
    """Whose figure it is. The same figure from two sources is two figures."""

    PLAN = "plan", _("county plan")
    SHARE = "share", _("share")
    DECLARED = "declared", _("declared")
    ENTERED = "entered", _("entered")
    APPROVED = "approved", _("approved figure")


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
    RESIDUAL = "residual", _("the rest does not fit")
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
