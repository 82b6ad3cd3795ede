"""Fixed values of veto hits."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class VetoState(models.TextChoices):
    """What the county office decided of a veto hit (一票否决)."""

    OPEN = "open", _("to be decided")
    UPHELD = "upheld", _("upheld")
    DISMISSED = "dismissed", _("dismissed")

    @property
    def tone(self) -> str:
        return {"open": "plan", "upheld": "late"}.get(self.value, "none")
