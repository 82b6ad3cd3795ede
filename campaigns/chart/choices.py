"""Fixed values of the wall chart."""

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Plans(models.TextChoices):
    """Units whose targets are not settled, so that a chart shows less than it seems to."""

    UNAPPROVED = "unapproved", _("targets not approved yet")
    UNMARKED = "unmarked", _("targets not marked yet")

    @property
    def counted(self) -> str | Promise:
        """What is said after a number of such units."""
        return {
            "unapproved": _("units' targets are not approved: they are shown as the townships marked them"),
            "unmarked": _("units' targets are not marked yet"),
        }[self.value]
