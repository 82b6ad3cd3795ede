"""A veto that is said to have happened in a unit (一票否决), what the unit answers, and what is decided."""

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from campaigns.planning.models.marks import Plan
from campaigns.year.models.campaign import Campaign, Veto
from fivestar.changes.models import Versioned
from villages.access import Seat, scope
from villages.choices import Role
from villages.models import Post

from .choices import VetoState

LONGEST = 1000  # characters


class VetoHitQuerySet(models.QuerySet):
    def visible_to(self, seat: Seat):
        """Hits are neutral until decided: the county office and the township concerned see all of theirs, a task
        force what it entered; everyone else, and a task force of the rest, what was upheld."""
        inside = self.filter(scope(seat, "village", "plan__village"))
        if seat.holds(Role.COUNTY_OFFICE, Role.TOWNSHIP_ORGANIZER):
            return inside
        shown = Q(state=VetoState.UPHELD)
        return inside.filter(shown | Q(post=seat.post) if seat.post else shown)

    def answered_by_seat(self, seat: Seat):
        """Hits to which the seat may write the unit's answer: a township's own, and its county office's for it."""
        if not seat.holds(Role.TOWNSHIP_ORGANIZER, Role.COUNTY_OFFICE):
            return self.none()
        return self.visible_to(seat)

    def decided_by_seat(self, seat: Seat):
        """Hits that the seat may decide: the county office's, without those that its officer entered."""
        if not seat.holds(Role.COUNTY_OFFICE):
            return self.none()
        return self.visible_to(seat).exclude(entered_by=seat.officer)

    def at(self, campaign: Campaign, code: str):
        """Hits of a campaign at a place or below it."""
        return self.filter(plan__campaign=campaign, plan__village__code__startswith=code)

    def upheld(self):
        """Hits that void their star, or the whole rating."""
        return self.filter(state=VetoState.UPHELD)

    def for_list(self):
        """What a row needs: what is to be decided first, then the newest."""
        return self.select_related(
            "plan__village__township", "plan__campaign", "veto__star", "post", "entered_by", "decided_by", "answered_by"
        ).order_by(models.Case(models.When(state=VetoState.OPEN, then=0), default=1), "-found_on", "-pk")


class VetoHit(Versioned):
    """One hit of one veto of the campaign's list in one unit. Upheld, it voids its star, or all stars of the unit where
    the veto names none."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="veto_hits", verbose_name=_("unit"))
    veto = models.ForeignKey(Veto, models.PROTECT, related_name="hits", verbose_name=_("veto"))
    department = models.CharField(_("source department"), max_length=60)
    found = models.TextField(_("what was found"), max_length=LONGEST, validators=[MaxLengthValidator(LONGEST)])
    evidence = models.TextField(_("evidence"), blank=True, max_length=LONGEST, validators=[MaxLengthValidator(LONGEST)])
    found_on = models.DateField(_("found on"))
    post = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name=_("entered from"))
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("entered by")
    )
    answer = models.TextField(
        _("the unit's answer"), blank=True, max_length=LONGEST, validators=[MaxLengthValidator(LONGEST)]
    )
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("answered by")
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    state = models.CharField(_("decision"), max_length=9, choices=VetoState, default=VetoState.OPEN)
    decision_reason = models.TextField(
        _("reason for the decision"), blank=True, max_length=300, validators=[MaxLengthValidator(300)]
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    objects = VetoHitQuerySet.as_manager()
    named_by = ("plan__village", "veto")
    is_neutral = True
    untold = ("plan", "veto", "post")

    class Meta:
        verbose_name = _("veto hit")
        verbose_name_plural = _("veto hits")
        ordering = ["plan", "pk"]
        indexes = [models.Index(fields=["plan", "state"], name="veto_hit_by_state")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(department="") & ~Q(found=""),
                name="a_veto_hit_says_who_found_what",
                violation_error_message=_("Say which department found what."),
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_by=None, answered_at=None)
                | (~Q(answer="") & Q(answered_by__isnull=False, answered_at__isnull=False)),
                name="an_answer_to_a_veto_hit_says_who_answered",
            ),
            models.CheckConstraint(
                condition=Q(state=VetoState.OPEN, decision_reason="", decided_by=None, decided_at=None)
                | (
                    ~Q(state=VetoState.OPEN)
                    & ~Q(decision_reason="")
                    & Q(decided_by__isnull=False, decided_at__isnull=False)
                ),
                name="a_decided_veto_hit_says_who_decided_and_why",
                violation_error_message=_("Say why it is upheld or dismissed."),
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("entered_by")),
                name="nobody_decides_the_veto_hit_they_entered",
                violation_error_message=_("Whoever entered a veto hit cannot decide it."),
            ),
            models.UniqueConstraint(
                fields=["plan", "veto"],
                condition=Q(state=VetoState.OPEN),
                name="a_unit_has_a_veto_hit_once_undecided",
                violation_error_message=_("This veto is entered for the unit already and waits to be decided."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan.village.name}：{self.veto.text}"

    @property
    def place_code(self) -> str:
        return self.plan.village_id

    @property
    def state_choice(self) -> VetoState:
        return VetoState(self.state)
