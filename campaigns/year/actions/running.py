"""What deeds of a running campaign ask first."""

import datetime

from django.utils.translation import gettext as _

from fivestar.changes.clock import today
from fivestar.changes.deeds import Refused

from ..choices import Phase
from ..models.campaign import Campaign


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
