"""Changing a campaign, moving its phase, naming who leads a star."""

from collections.abc import Collection

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns import access
from fivestar.changes.deeds import Recorder, Refused, Stale, deed
from villages.models import Post, Role

from ..choices import Phase
from ..models.campaign import Campaign, Star, StarPost
from ..rules.phases import NEXT_PHASE, PREVIOUS_PHASE
from .undoing import unless_closed


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
