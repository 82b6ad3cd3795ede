"""What people have said of a finding. The finding itself is computed each time, never stored."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns.year.models.campaign import Campaign
from fivestar.changes.models import Versioned

from ..choices import AnswerState, FindingCode


class Answer(Versioned):
    """An explanation, a confirmation, or a finding set aside. It holds for the figures that it was given for:
    when these change, the finding is open again."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="answers", verbose_name=_("campaign"))
    finding = models.CharField(_("finding"), max_length=120)
    place = models.CharField(_("place"), max_length=12)
    digest = models.CharField(_("digest of the figures"), max_length=64)
    figures = models.JSONField(_("figures"), encoder=DjangoJSONEncoder)
    state = models.CharField(_("state"), max_length=9, choices=AnswerState)
    text = models.TextField(_("text"), blank=True)
    is_neutral = True
    untold = ("campaign", "finding", "place", "digest", "figures")

    class Meta:
        verbose_name = _("answer to a finding")
        verbose_name_plural = _("answers to findings")
        ordering = ["campaign", "finding"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "finding"],
                name="a_finding_has_one_answer",
                violation_error_message=_("Someone else has answered this in the meantime."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[AnswerState.EXPLAINED, AnswerState.SET_ASIDE], text=""),
                name="an_explanation_has_words",
                violation_error_message=_("Give the reason in a few words."),
            ),
        ]

    def __str__(self) -> str:
        return str(FindingCode(self.finding.split(":")[0]).label)

    @property
    def place_code(self) -> str:
        return self.place
