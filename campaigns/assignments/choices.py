"""Fixed values of assignments."""

from django.db import models
from django.utils.translation import gettext_lazy as _


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
