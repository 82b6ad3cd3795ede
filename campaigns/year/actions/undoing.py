"""What stands in the way of undoing a change, where it is the campaign's phase."""

from django.utils.translation import gettext as _

from fivestar.changes.models import ChangeSet
from villages.access import Seat

from ..choices import Phase
from ..models.campaign import Campaign
from ..rules.phases import BEFORE_RATING


def _phase(changeset: ChangeSet) -> str:
    """The phase, by now, of the campaign that was changed."""
    return Campaign.objects.values_list("phase", flat=True).get(county=changeset.place[:6], year=changeset.year)


def unless_closed(changeset: ChangeSet, by: Seat) -> list[str]:
    closed = _phase(changeset) == Phase.CLOSED
    return [_("The campaign of %(year)s is closed.") % {"year": changeset.year}] if closed else []


def before_rating(changeset: ChangeSet, by: Seat) -> list[str]:
    open_ = _phase(changeset) in BEFORE_RATING
    return [] if open_ else [_("Figures of the creation plan change only before rating begins.")]
