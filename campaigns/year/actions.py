"""What every deed of a campaign asks first; changing it, moving its phase, editing its stars and vetoes."""

import datetime
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns import access
from fivestar.changes.clock import today
from fivestar.changes.deeds import Recorder, Refused, Stale, deed
from fivestar.changes.models import ChangeSet
from villages.access import Seat, maintains
from villages.choices import Role
from villages.models import Post

from .choices import Phase
from .models.campaign import Campaign, Star, StarPost, Veto
from .rules import BEFORE_RATING, NEXT_PHASE, PREVIOUS_PHASE


def _phase(changeset: ChangeSet) -> str:
    """The phase, by now, of the campaign that was changed."""
    return Campaign.objects.values_list("phase", flat=True).get(county=changeset.place[:6], year=changeset.year)


def unless_closed(changeset: ChangeSet, by: Seat) -> list[str]:
    closed = _phase(changeset) == Phase.CLOSED
    return [_("The campaign of %(year)s is closed.") % {"year": changeset.year}] if closed else []


def before_rating(changeset: ChangeSet, by: Seat) -> list[str]:
    open_ = _phase(changeset) in BEFORE_RATING
    return [] if open_ else [_("Figures of the creation plan change only before rating begins.")]


def check_running(campaign: Campaign) -> None:
    """Raise Refused where the campaign is closed by now."""
    if Campaign.objects.values_list("phase", flat=True).get(pk=campaign.pk) == Phase.CLOSED:
        raise Refused(_("The campaign of %(year)s is closed.") % {"year": campaign.year})


def check_past(on: datetime.date) -> None:
    """Raise Refused for a day that has not come yet."""
    if on > today():
        raise Refused(_("%(day)s is still to come. Write down what has happened.") % {"day": on})


def check_day(campaign: Campaign, on: datetime.date) -> None:
    """Raise Refused for a day that has not come yet, or that lies before the campaign."""
    check_past(on)
    if on < campaign.planning_from:
        raise Refused(
            _("%(day)s lies before this year's campaign, which began on %(first)s. Look at the year.")
            % {"day": on, "first": campaign.planning_from}
        )


@deed(label=gettext_lazy("Change the campaign"), undo=unless_closed)
def change_campaign(change: Recorder, *, campaign: Campaign, version: int, settings: dict) -> None:
    """Change a campaign's word, dates, money or switches.

    version -- as the person saw it.
    """
    if not access.runs(change.by, campaign.county):
        raise Refused(_("Only the county office can change the campaign."))
    if campaign.phase == Phase.CLOSED:
        raise Refused(_("The campaign of %(year)s is closed.") % {"year": campaign.year})
    campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
    change.update(campaign, version=version, **settings)
    change.place, change.year = campaign.county_id, campaign.year


@deed(label=gettext_lazy("Move the phase"), undo=lambda changeset, by: ())
def move_phase(change: Recorder, *, campaign: Campaign, version: int, phase: str) -> None:
    """Move a campaign to its next phase, or back by one with a reason."""
    if not access.runs(change.by, campaign.county):
        raise Refused(_("Only the county office can move the phase."))
    campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if campaign.version != version:  # first of all: of a campaign that has moved meanwhile the rest says nothing
        raise Stale(campaign)
    back = PREVIOUS_PHASE.get(campaign.phase) == phase
    if NEXT_PHASE.get(campaign.phase) != phase and not back:
        raise Refused(_("A campaign moves one phase at a time."))
    if back and not change.reason:
        raise Refused(_("Say why the campaign goes back a phase."))
    change.update(campaign, version=version, phase=phase)
    change.place, change.year = campaign.county_id, campaign.year


@deed(label=gettext_lazy("Name who leads a star"), undo=lambda changeset, by: ())
def lead_star(
    change: Recorder, *, star: Star, version: int, department: str, task_force: str, posts: Collection[Post]
) -> None:
    """Name a star's lead department and task force, and the posts that act on it."""
    if not access.runs(change.by, star.campaign.county):
        raise Refused(_("Only the county office can name who leads a star."))
    strangers = [str(p) for p in posts if p.role != Role.TASK_FORCE or p.county_id != star.campaign.county_id]
    if strangers:
        raise Refused(_("Only task forces of this county can act on its stars."), strangers)
    known = {row.post_id: row for row in StarPost.objects.filter(star=star).select_related("post")}
    wanted = {post.pk: post for post in posts}
    for pk, post in wanted.items():
        if pk not in known:
            change.create(StarPost(star=star, post=post))
    for pk, row in known.items():
        if pk not in wanted:
            change.delete(row)
    if not change.update(star, version=version, department=department.strip(), task_force=task_force.strip()):
        if wanted.keys() != known.keys():
            change.touch(star, version=version)
    change.place, change.year = star.campaign.county_id, star.campaign.year


def may_edit(seat: Seat, campaign: Campaign) -> None:
    if not maintains(seat, campaign.county):
        raise Refused(_("Only the county office or an administrator edits the standard."))
    if campaign.phase == Phase.CLOSED:
        raise Refused(_("The campaign of %(year)s is closed.") % {"year": campaign.year})


def still_open(changeset: ChangeSet, by: Seat) -> Iterable[str]:
    """A standard may be put back while its campaign runs and the county is in reach."""
    campaign = Campaign.objects.filter(county=changeset.place, year=changeset.year).select_related("county").first()
    if campaign is None or not maintains(by, campaign.county):
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
