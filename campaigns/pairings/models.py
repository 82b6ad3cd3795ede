"""Pairings (结对): a strong unit helps a weak one, and both townships keep one log of it."""

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from campaigns.entry.rules.fields import LONGEST_WORDS
from campaigns.planning.models.marks import Plan
from campaigns.year.models.campaign import Campaign
from fivestar.changes.models import Versioned
from villages.access import Seat, scope
from villages.choices import Role
from villages.models import Post


class PairingQuerySet(models.QuerySet):
    def visible_to(self, seat: Seat):
        """Pairings of which either unit lies inside the seat's place."""
        return self.filter(
            scope(seat, "village", "strong__village") | scope(seat, "village", "weak__village")
        )  # fmt: skip

    def editable_by(self, seat: Seat):
        """Pairings that the seat may arrange, change and end: its own county's, for its office."""
        return self.visible_to(seat) if seat.holds(Role.COUNTY_OFFICE) else self.none()

    def logged_by(self, seat: Seat):
        """Pairings in whose log the seat may write: both townships', and the county office's."""
        if not seat.holds(Role.TOWNSHIP_ORGANIZER, Role.COUNTY_OFFICE):
            return self.none()
        return self.visible_to(seat)

    def at(self, campaign: Campaign, code: str):
        """Pairings of a campaign of which either unit lies at a place or below it."""
        return self.filter(
            Q(strong__village__code__startswith=code) | Q(weak__village__code__startswith=code), campaign=campaign
        )

    def for_list(self):
        """What a row needs, those still running first, by the weak unit."""
        return self.select_related("strong__village__township", "weak__village__township", "campaign").order_by(
            F("ended_on").asc(nulls_first=True),
            "weak__village__township",
            F("weak__village__area__order").asc(nulls_last=True),
            "weak__village__order",
            "weak__village",
            "pk",
        )


class Pairing(Versioned):
    """An agreement by which one unit helps another of the same county."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="pairings", verbose_name=_("campaign"))
    strong = models.ForeignKey(Plan, models.CASCADE, related_name="helps", verbose_name=_("strong unit"))
    weak = models.ForeignKey(Plan, models.CASCADE, related_name="helped", verbose_name=_("weak unit"))
    agreed_on = models.DateField(_("agreed on"))
    agreement = models.TextField(
        _("agreement"), max_length=LONGEST_WORDS, validators=[MaxLengthValidator(LONGEST_WORDS)]
    )
    keeper = models.CharField(_("looked after by"), max_length=40, blank=True)
    ended_on = models.DateField(_("pairing ended on"), null=True, blank=True)

    objects = PairingQuerySet.as_manager()
    named_by = ("strong__village", "weak__village")
    untold = ("campaign",)

    class Meta:
        verbose_name = _("pairing")
        verbose_name_plural = _("pairings")
        ordering = ["campaign", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(strong=F("weak")),
                name="a_unit_is_not_paired_with_itself",
                violation_error_message=_("A unit cannot be paired with itself."),
            ),
            models.CheckConstraint(
                condition=~Q(agreement=""),
                name="a_pairing_says_what_was_agreed",
                violation_error_message=_("Say what was agreed."),
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("agreed_on")),
                name="a_pairing_ends_after_it_begins",
                violation_error_message=_("A pairing ends after it was agreed."),
            ),
            models.UniqueConstraint(
                fields=["weak"],
                condition=Q(ended_on=None),
                name="a_unit_is_helped_by_one_pairing_at_a_time",
                violation_error_message=_("This unit is helped by another one already: end that pairing first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.strong.village.name}—{self.weak.village.name}"

    @property
    def place_code(self) -> str:
        return self.weak.village_id


class PairingEntry(Versioned):
    """One line of a pairing's joint log: what was done together, and with what result."""

    pairing = models.ForeignKey(Pairing, models.CASCADE, related_name="entries", verbose_name=_("pairing"))
    on = models.DateField(_("done on"))
    done = models.TextField(
        _("what was done together"), max_length=LONGEST_WORDS, validators=[MaxLengthValidator(LONGEST_WORDS)]
    )
    result = models.TextField(
        _("result"), blank=True, max_length=LONGEST_WORDS, validators=[MaxLengthValidator(LONGEST_WORDS)]
    )
    post = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name=_("entered by"))

    named_by = ("pairing__strong__village", "pairing__weak__village")
    untold = ("pairing", "post")

    class Meta:
        verbose_name = _("entry of a pairing's log")
        verbose_name_plural = _("entries of pairings' logs")
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(done=""),
                name="an_entry_of_a_pairing_says_what_was_done",
                violation_error_message=_("Say what was done together."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pairing} {self.on}"

    @property
    def place_code(self) -> str:
        return self.pairing.place_code
