"""Fixed values of projects."""

from django.db import models
from django.utils.translation import gettext_lazy as _


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
