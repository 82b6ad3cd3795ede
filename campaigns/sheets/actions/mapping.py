"""Keeping how a county's own workbook is read, and forgetting it."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns import access
from fivestar.changes.deeds import Recorder, Refused, deed
from villages.models import County

from ..models.mapping import ColumnMapping

MOST = 60  # columns; more are not read either


@deed(label=gettext_lazy("Keep a column mapping"))
def keep_mapping(change: Recorder, *, county: County, name: str, columns: Mapping[str, str], year: int) -> None:
    """Keep a mapping under a name; one of the same name is replaced."""
    if not access.runs(change.by, county):
        raise Refused(_("Only the county office keeps column mappings."))
    if not name.strip() or len(columns) > MOST:
        raise Refused(_("Give the mapping a name."))
    known = ColumnMapping.objects.select_for_update().filter(county=county, name=name.strip()).first()
    if known:
        change.update(known, columns=dict(columns))
    else:
        change.create(ColumnMapping(county=county, name=name.strip(), columns=dict(columns)))
    change.place, change.year = county.code, year


@deed(label=gettext_lazy("Forget a column mapping"), undo=lambda changeset, by: ())
def forget_mapping(change: Recorder, *, mapping: ColumnMapping, version: int, year: int) -> None:
    """Delete a mapping that is not needed any more.

    version -- as the person saw it.
    """
    if not access.runs(change.by, mapping.county):
        raise Refused(_("Only the county office keeps column mappings."))
    change.touch(mapping, version=version)
    change.delete(mapping)
    change.place, change.year = mapping.county_id, year
