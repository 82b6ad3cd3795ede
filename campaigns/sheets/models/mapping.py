"""How a county's own workbook is read: which of its columns is which cell of a plan sheet."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from fivestar.changes.models import Versioned
from villages.access import Seat, scope
from villages.models import County


class ColumnMappingQuerySet(models.QuerySet):
    def visible_to(self, seat: Seat):
        return self.filter(scope(seat, "county", "county"))


class ColumnMapping(Versioned):
    """A mapping that a county keeps under a name, to be offered when such a workbook comes again.

    columns -- head without white space and brackets → what its column is (sheets/exchange/mapping.py).
    """

    county = models.ForeignKey(County, models.CASCADE, related_name="mappings", verbose_name=_("county"))
    name = models.CharField(_("name of the mapping"), max_length=60)
    columns = models.JSONField(_("columns"), default=dict)

    objects = ColumnMappingQuerySet.as_manager()
    named_by = ("county",)

    class Meta:
        verbose_name = _("column mapping")
        verbose_name_plural = _("column mappings")
        ordering = ["county", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["county", "name"],
                name="a_county_names_a_mapping_once",
                violation_error_message=_("There is a mapping of this name already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def place_code(self) -> str:
        return self.county_id
