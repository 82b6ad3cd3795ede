"""Links by which a screen in a hall shows a wall chart, without anybody signed in."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns.year.models.campaign import Campaign
from fivestar.changes.models import Versioned
from villages.access import Seat, scope
from villages.choices import Role
from villages.models import Township

from .rules import digest_of


class HallLinkQuerySet(models.QuerySet):
    def managed_by(self, seat: Seat):
        """Links that the seat may make and withdraw: its county's, or its township's."""
        if seat.holds(Role.COUNTY_OFFICE):
            return self.filter(scope(seat, "county", "campaign__county"))
        if seat.holds(Role.TOWNSHIP_ORGANIZER):
            return self.filter(scope(seat, "township", "township"))
        return self.none()

    def at(self, campaign: Campaign, code: str):
        """Links to charts of a campaign at a place: of a county also those of its townships."""
        found = self.filter(campaign=campaign)
        return found if code == campaign.county_id else found.filter(township=code)

    def named(self, token: str):
        """The one link with this token."""
        return self.filter(digest=digest_of(token))

    def for_list(self):
        return self.select_related("township", "made_by").order_by("withdrawn_at", "-made_at", "-pk")


class HallLink(Versioned):
    """A read-only link to the wall chart of a county or a township. Who opens it, and when, is not noted.

    digest -- of its token, which is shown once and stored nowhere.
    """

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="hall_links", verbose_name=_("campaign"))
    township = models.ForeignKey(
        Township, models.PROTECT, null=True, blank=True, related_name="hall_links", verbose_name=_("township")
    )
    name = models.CharField(_("name of the link"), max_length=40)
    digest = models.CharField(_("digest"), max_length=64, unique=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("made by"))
    made_at = models.DateTimeField(_("made at"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    objects = HallLinkQuerySet.as_manager()
    named_by = ("campaign", "township")
    untold = ("campaign", "digest")
    concealed = {"digest": lambda _value: ""}

    class Meta:
        verbose_name = _("hall link")
        verbose_name_plural = _("hall links")
        ordering = ["campaign", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name=""),
                name="a_hall_link_has_a_name",
                violation_error_message=_("Say where the screen hangs."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def place(self):
        return self.township or self.campaign.county

    @property
    def place_code(self) -> str:
        return self.township_id or self.campaign.county_id

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None
