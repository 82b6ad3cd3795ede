"""Making and withdrawing links by which a screen in a hall shows a wall chart."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns import access
from campaigns.year.models.campaign import Campaign
from fivestar.changes.deeds import Recorder, Refused, deed
from villages.models import Township

from .models import HallLink

MOST = 20  # links of one place in use: more than it has halls


@deed(label=gettext_lazy("Make a hall link"))
def make_hall_link(change: Recorder, *, campaign: Campaign, township: Township | None, name: str, digest: str) -> None:
    """Make a link to a wall chart. It is not undone but withdrawn.

    township -- None for the whole county's chart. digest -- of the link's token (chart/rules.py).
    Raises Refused without a name, without the right to, or where too many are in use.
    """
    place = township or campaign.county
    if not access.shows_in_hall(change.by, place):
        raise Refused(_("Only the township itself and the county office make links for a hall."))
    if not name.strip():
        raise Refused(_("Say where the screen hangs."))
    in_use = HallLink.objects.filter(campaign=campaign, township=township, withdrawn_at=None)
    if in_use.count() >= MOST:
        raise Refused(_("%(most)s links are in use here. Withdraw one that is not needed first.") % {"most": MOST})
    change.create(
        HallLink(
            campaign=campaign,
            township=township,
            name=name.strip(),
            digest=digest,
            made_by=change.officer,
            made_at=change.at,
        )
    )
    change.place, change.year = place.code, campaign.year


@deed(label=gettext_lazy("Withdraw a hall link"))
def withdraw_hall_link(change: Recorder, *, link: HallLink, version: int) -> None:
    """Stop a link for good: its screens show that it was withdrawn. Whoever needs one again makes a new one.

    version -- as the person saw it.
    """
    link = HallLink.objects.managed_by(change.by).select_related("campaign").filter(pk=link.pk).first()
    if link is None:
        raise Refused(_("Only the township itself and the county office make links for a hall."))
    if link.is_withdrawn:
        raise Refused(_("This link has been withdrawn already."))
    change.update(link, version=version, withdrawn_at=change.at)
    change.place, change.year = link.place_code, link.campaign.year
