"""Contact leaders (包联领导), the units that they answer for, and what their visits found."""

import datetime
import hashlib
import json

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from campaigns.entry.rules.fields import LONGEST_WORDS
from campaigns.planning.models.marks import Plan
from campaigns.problems.models import Problem
from campaigns.year.models.campaign import Campaign
from fivestar.changes.models import Versioned
from villages.access import Seat, scope
from villages.choices import Role
from villages.models import Post

from .rules import after


class ContactLeaderQuerySet(models.QuerySet):
    def visible_to(self, seat: Seat):
        """Leaders of the county that the seat sits in or reaches: a township knows who answers for its units."""
        return self.filter(scope(seat, "county", "campaign__county"))

    def editable_by(self, seat: Seat):
        """Leaders whom the seat may name and give units: its own county's office."""
        return self.visible_to(seat) if seat.holds(Role.COUNTY_OFFICE) else self.none()

    def at(self, campaign: Campaign, code: str):
        """Leaders of a campaign: all of them at the county; below it those with units there, or visits to units."""
        found = self.filter(campaign=campaign)
        if code == campaign.county_id:
            return found
        here = {"plan__campaign": campaign, "plan__village__code__startswith": code}
        units, visits = LeaderUnit.objects.filter(**here), Visit.objects.filter(**here)
        return found.filter(Q(pk__in=units.values("leader")) | Q(pk__in=visits.values("leader")))


class ContactLeader(Versioned):
    """Somebody in office who answers for units. A name and a title, not an account: nobody has to type."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="leaders", verbose_name=_("campaign"))
    name = models.CharField(_("name"), max_length=40)
    title = models.CharField(_("title"), max_length=60, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=1)

    objects = ContactLeaderQuerySet.as_manager()
    untold = ("campaign", "order")

    class Meta:
        verbose_name = _("contact leader")
        verbose_name_plural = _("contact leaders")
        ordering = ["campaign", "order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name=""),
                name="a_contact_leader_has_a_name",
                violation_error_message=_("Give the contact leader's name."),
            ),
            models.UniqueConstraint(
                fields=["campaign", "name", "title"],
                name="a_contact_leader_is_listed_once",
                violation_error_message=_("This contact leader is listed already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.title}）" if self.title else self.name

    @property
    def place_code(self) -> str:
        return self.campaign.county_id


class LeaderUnit(models.Model):
    """A unit that a contact leader answers for; each unit has one leader of the county."""

    leader = models.ForeignKey(ContactLeader, models.CASCADE, related_name="units", verbose_name=_("contact leader"))
    plan = models.OneToOneField(Plan, models.CASCADE, related_name="contact", verbose_name=_("unit"))

    named_by = ("plan__village",)
    untold = ("plan",)

    class Meta:
        verbose_name = _("unit of a contact leader")
        verbose_name_plural = _("units of contact leaders")
        ordering = ["leader", "plan"]

    def __str__(self) -> str:
        return self.plan.village.name

    @property
    def place_code(self) -> str:
        return self.plan.village_id


def leaders_digest(campaign: Campaign) -> str:
    """What stands of a campaign's leaders, in brief: nobody sets a list over what they have not seen."""
    versions = campaign.leaders.values_list("pk", "version").order_by("pk")
    units = LeaderUnit.objects.filter(leader__campaign=campaign).values_list("plan", "leader").order_by("plan")
    return hashlib.sha256(json.dumps([list(versions), list(units)]).encode()).hexdigest()


class VisitQuerySet(models.QuerySet):
    def visible_to(self, seat: Seat):
        """Visits to the units inside the seat's place."""
        return self.filter(scope(seat, "village", "plan__village"))

    def editable_by(self, seat: Seat):
        """Visits that the seat may correct: a township's own units', a county office's county's, and a county leader's
        those that the leader wrote down."""
        if seat.holds(Role.TOWNSHIP_ORGANIZER, Role.COUNTY_OFFICE):
            return self.visible_to(seat)
        return self.visible_to(seat).filter(post=seat.post) if seat.holds(Role.COUNTY_LEADER) else self.none()

    def at(self, campaign: Campaign, code: str):
        """Visits of a campaign at a place or below it."""
        return self.filter(plan__campaign=campaign, plan__village__code__startswith=code)

    def in_month(self, month: datetime.date):
        """Visits of a month, given as its first day."""
        return self.filter(on__gte=month, on__lt=after(month))

    def for_list(self):
        """What a row needs, the newest first."""
        return self.select_related("plan__village__township", "leader", "problem", "post").order_by(
            "-on",
            "plan__village__township",
            F("plan__village__area__order").asc(nulls_last=True),
            "plan__village__order",
            "plan__village",
            "-pk",
        )


class Visit(Versioned):
    """A contact leader was in a unit on a day: what was found, and what was solved or arranged."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="visits", verbose_name=_("unit"))
    leader = models.ForeignKey(ContactLeader, models.PROTECT, related_name="visits", verbose_name=_("contact leader"))
    on = models.DateField(_("visited on"))
    found = models.TextField(
        _("what the visit found"), max_length=LONGEST_WORDS, validators=[MaxLengthValidator(LONGEST_WORDS)]
    )
    arranged = models.TextField(
        _("solved or arranged"), blank=True, max_length=LONGEST_WORDS, validators=[MaxLengthValidator(LONGEST_WORDS)]
    )
    problem = models.ForeignKey(
        Problem, models.PROTECT, null=True, blank=True, related_name="visits", verbose_name=_("problem")
    )
    post = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name=_("entered by"))

    objects = VisitQuerySet.as_manager()
    named_by = ("plan__village",)
    untold = ("plan", "post")

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        ordering = ["-on", "plan", "pk"]
        indexes = [models.Index(fields=["plan", "on"], name="visit_by_day")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(found=""),
                name="a_visit_says_what_was_found",
                violation_error_message=_("Say what was found; also that nothing was."),
            ),
            models.UniqueConstraint(
                fields=["plan", "leader", "on"],
                name="a_leader_visits_a_unit_once_a_day",
                violation_error_message=_("This leader's visit to the unit on that day is written down already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan.village.name} {self.on}"

    @property
    def place_code(self) -> str:
        return self.plan.village_id
