"""Fixed values of plan sheets and what is asked about them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RequestState(models.TextChoices):
    """What became of something that was asked for."""

    OPEN = "open", _("asked")
    GRANTED = "granted", _("granted")
    DECLINED = "declined", _("declined")

    @property
    def tone(self) -> str:
        return {"open": "plan", "granted": "done"}.get(self.value, "late")
