"""Fixed values of opinions."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OpinionState(models.TextChoices):
    """What became of an opinion (意见建议)."""

    OPEN = "open", _("to be answered")
    ADOPTED = "adopted", _("adopted")
    PARTLY = "partly", _("adopted in part")
    NOT_ADOPTED = "not_adopted", _("not adopted")

    @property
    def tone(self) -> str:
        return {"open": "plan", "adopted": "done", "partly": "draft"}.get(self.value, "none")
