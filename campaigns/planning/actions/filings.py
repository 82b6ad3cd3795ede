"""What a township's leaders put their names to."""

import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns import access
from campaigns.year.actions import unless_closed
from campaigns.year.choices import Phase
from campaigns.year.models.campaign import Campaign, Filing
from fivestar.changes.clock import today
from fivestar.changes.deeds import Recorder, Refused, deed
from villages.choices import Role
from villages.models import Township


@deed(label=gettext_lazy("Record the sign-off"), undo=unless_closed)
def sign_off(
    change: Recorder,
    *,
    campaign: Campaign,
    township: Township,
    signed_by_name: str,
    signed_on: datetime.date,
    version: int,
) -> None:
    """Record that the township's Party secretary signed its summary of targets on paper: who, and on which day.

    version -- of the township's filing, as the person saw it.
    """
    if not access.enters(change.by, township):
        raise Refused(_("Only the township and the county office record its sign-off."))
    filing = Filing.objects.select_related("campaign").select_for_update(of=("self",))
    filing = filing.filter(campaign=campaign, township=township).first()
    if filing is None:
        raise Refused(_("This township takes no part in the campaign."))
    if filing.campaign.phase == Phase.CLOSED:
        raise Refused(_("The campaign of %(year)s is closed.") % {"year": campaign.year})
    if not signed_by_name.strip():
        raise Refused(_("Say who signed."))
    if not filing.campaign.planning_from <= signed_on <= today():
        raise Refused(
            _("The day must lie between the beginning of planning on %(first)s and today.")
            % {"first": filing.campaign.planning_from}
        )
    change.update(filing, version=version, signed_by_name=signed_by_name.strip(), signed_on=signed_on)
    change.place, change.year = township.code, campaign.year
    change.on_behalf = change.by.holds(Role.COUNTY_OFFICE)
