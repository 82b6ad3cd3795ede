"""What departments, leaders and task forces say of a unit's, a township's or the county's plans."""

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns.entry.rules.text import begun
from campaigns.year.models.campaign import Campaign, Star
from fivestar.changes.models import Versioned
from villages.access import Seat, is_first
from villages.choices import Role
from villages.models import Officer, Post

from .choices import OpinionState
from .rules import LONGEST_OPINION

SHOWN = 30  # characters by which lists of changes name an opinion


class OpinionQuerySet(models.QuerySet):
    def visible_to(self, seat: Seat):
        """Opinions of places inside the seat's place (codes are prefixes of their parts' codes)."""
        if seat.post is None:
            return self.all() if is_first(seat) else self.none()
        return self.filter(place__startswith=seat.place.pk)

    def at(self, campaign: Campaign, code: str):
        """Opinions of a campaign on a place or anything below it."""
        return self.filter(campaign=campaign, place__startswith=code)

    def given_by(self, seat: Seat):
        """Opinions that are the seat's own to mend: what was given from its post; of an office, what its colleagues
        entered from letters too."""
        if seat.post is None:
            return self.none()
        own = Q(post=seat.post)
        return self.visible_to(seat).filter(own | Q(by_letter=True) if seat.holds(Role.COUNTY_OFFICE) else own)

    def answered_by(self, seat: Seat):
        """Opinions that the seat may answer: the county office decides what becomes of them."""
        return self.visible_to(seat) if seat.holds(Role.COUNTY_OFFICE) else self.none()

    def for_list(self):
        """What a row needs, the newest first."""
        return self.select_related("star", "answered_by", "post__officer").order_by("-received_on", "-pk")


class Opinion(Versioned):
    """One opinion (意见建议), and what became of it."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="opinions", verbose_name=_("campaign"))
    place = models.CharField(_("place"), max_length=12, db_index=True)  # of a unit, a township or the county
    star = models.ForeignKey(
        Star, models.PROTECT, null=True, blank=True, related_name="opinions", verbose_name=_("star")
    )
    text = models.TextField(_("opinion"), max_length=LONGEST_OPINION, validators=[MaxLengthValidator(LONGEST_OPINION)])
    from_whom = models.CharField(_("opinion from"), max_length=60)
    received_on = models.DateField(_("received on"))
    by_letter = models.BooleanField(_("entered from a letter"), default=False)
    post = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name=_("entered by"))
    state = models.CharField(_("state"), max_length=11, choices=OpinionState, default=OpinionState.OPEN)
    answer = models.TextField(
        _("answer"), blank=True, max_length=LONGEST_OPINION, validators=[MaxLengthValidator(LONGEST_OPINION)]
    )
    answered_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("answered by")
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    objects = OpinionQuerySet.as_manager()
    named_by = ()
    untold = ("campaign", "place")
    implied = ("answered_by", "answered_at")

    class Meta:
        verbose_name = _("opinion")
        verbose_name_plural = _("opinions")
        ordering = ["campaign", "pk"]
        indexes = [models.Index(fields=["campaign", "state"], name="opinion_by_state")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""),
                name="an_opinion_says_something",
                violation_error_message=_("An opinion needs words."),
            ),
            models.CheckConstraint(
                condition=~Q(from_whom=""),
                name="an_opinion_says_from_whom_it_is",
                violation_error_message=_("Say from whom the opinion is."),
            ),
            models.CheckConstraint(
                condition=Q(state=OpinionState.OPEN, answer="", answered_by=None, answered_at=None)
                | (~Q(state=OpinionState.OPEN) & Q(answered_by__isnull=False, answered_at__isnull=False)),
                name="an_answered_opinion_says_who_answered",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[OpinionState.PARTLY, OpinionState.NOT_ADOPTED], answer=""),
                name="an_opinion_that_is_not_adopted_is_told_why",
                violation_error_message=_("Say what is not adopted, and why."),
            ),
        ]

    def __str__(self) -> str:
        return begun(f"{self.from_whom}：{self.text}", SHOWN)

    @property
    def place_code(self) -> str:
        return self.place

    @property
    def state_choice(self) -> OpinionState:
        return OpinionState(self.state)

    @property
    def is_open(self) -> bool:
        return self.state == OpinionState.OPEN
