"""Fixed values of problems."""

from django.db import models
from django.utils.translation import gettext_lazy as _


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
