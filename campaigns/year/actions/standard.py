"""Editing a campaign's own stars and vetoes."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fivestar.changes.deeds import Recorder, Refused, deed
from fivestar.changes.models import ChangeSet
from villages import access
from villages.access import Seat

from ..choices import Phase
from ..models.campaign import Campaign, Star, Veto


def may_edit(seat: Seat, campaign: Campaign) -> None:
    if not access.maintains(seat, campaign.county):
        raise Refused(_("Only the county office or an administrator edits the standard."))
    if campaign.phase == Phase.CLOSED:
        raise Refused(_("The campaign of %(year)s is closed.") % {"year": campaign.year})


def still_open(changeset: ChangeSet, by: Seat) -> Iterable[str]:
    """A standard may be put back while its campaign runs and the county is in reach."""
    campaign = Campaign.objects.filter(county=changeset.place, year=changeset.year).select_related("county").first()
    if campaign is None or not access.maintains(by, campaign.county):
        yield _("Only the county office or an administrator edits the standard.")
    elif campaign.phase == Phase.CLOSED:
        yield _("The campaign of %(year)s is closed.") % {"year": campaign.year}


def sign(change: Recorder, campaign: Campaign) -> None:
    change.place, change.year = campaign.county_id, campaign.year


@deed(label=gettext_lazy("Edit a star"), undo=still_open)
def edit_star(change: Recorder, *, star: Star, version: int, values: Mapping[str, Any]) -> None:
    """Change a star's name, lead department or task force. Its code and place in the set stay: plans hang on them."""
    may_edit(change.by, star.campaign)
    if unknown := set(values) - {"name", "department", "task_force"}:
        raise ValueError(f"{unknown} cannot be edited")
    change.update(star, version=version, **values)
    sign(change, star.campaign)


@deed(label=gettext_lazy("Edit a veto"), undo=still_open)
def save_veto(change: Recorder, *, veto: Veto, values: Mapping[str, Any]) -> None:
    """Write a veto, a new one or one that is there."""
    may_edit(change.by, veto.campaign)
    star = values.get("star", veto.star)
    if star is not None and star.campaign_id != veto.campaign_id:
        raise Refused(_("The star belongs to another campaign."))
    if veto.pk is None:
        for name, value in values.items():
            setattr(veto, name, value)
        change.create(veto)
    else:
        change.update(veto, **values)
    sign(change, veto.campaign)


@deed(label=gettext_lazy("Delete a veto"), undo=still_open)
def delete_veto(change: Recorder, *, veto: Veto) -> None:
    """Take a veto off the list."""
    may_edit(change.by, veto.campaign)
    change.delete(veto)
    sign(change, veto.campaign)
