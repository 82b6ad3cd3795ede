"""Figures that somebody stated, each with its source, and the frozen versions of the creation plan."""

from collections.abc import Collection

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns.year.choices import LEVEL_NAMES, Kind
from campaigns.year.models.campaign import Campaign, Star
from fivestar.changes.models import Change, Versioned
from villages.models import Township

from ..choices import Measure, Source, Stage, Total
from ..rules.facts import Printed
from ..rules.figures import Figures


class FigureSheet(Versioned):
    """One column of figures as one source states it: the county's plan, a township's share, what it declared."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="sheets", verbose_name=_("campaign"))
    township = models.ForeignKey(
        Township, models.PROTECT, null=True, blank=True, related_name="sheets", verbose_name=_("township")
    )
    source = models.CharField(_("source"), max_length=8, choices=Source)
    untold = ("campaign", "township", "source")  # its name says them

    class Meta:
        verbose_name = _("sheet of figures")
        verbose_name_plural = _("sheets of figures")
        ordering = ["campaign", "township", "source"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "township", "source"],
                name="a_source_states_its_figures_once",
                violation_error_message=_("These figures have been entered by someone else in the meantime."),
            ),
            models.UniqueConstraint(
                fields=["campaign", "source"],
                condition=Q(township=None),
                name="a_county_states_its_figures_once",
                violation_error_message=_("These figures have been entered by someone else in the meantime."),
            ),
            models.CheckConstraint(
                condition=Q(source=Source.PLAN, township=None)
                | Q(source__in=[Source.SHARE, Source.DECLARED], township__isnull=False),
                name="the_county_plans_and_townships_have_shares_and_declare",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.township or self.campaign.county} {self.get_source_display()}"

    @property
    def place_code(self) -> str:
        return self.township_id or self.campaign.county_id

    def figures(self, kind: str) -> Figures:
        """The sheet's figures of one star set; what is not stated is absent."""
        stated = [row for row in self.rows.all() if row.kind == kind]
        return Figures(
            kind=kind,
            levels={int(row.key): row.count for row in stated if row.measure == Measure.LEVEL},
            stars={row.key: row.count for row in stated if row.measure == Measure.STAR},
            totals={row.key: row.count for row in stated if row.measure == Measure.TOTAL},
        )


class Figure(models.Model):
    """One figure of a sheet: of a level, of a star, or a total. A row that is not there means: not stated."""

    sheet = models.ForeignKey(FigureSheet, models.CASCADE, related_name="rows", verbose_name=_("sheet"))
    kind = models.CharField(_("star set"), max_length=9, choices=Kind)
    measure = models.CharField(_("measure"), max_length=5, choices=Measure)
    key = models.CharField(_("level, star or total"), max_length=20)
    count = models.PositiveIntegerField(_("count"))
    untold = ("sheet", "kind", "measure", "key")  # its name says them

    class Meta:
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        ordering = ["sheet", "-kind", "measure", "key"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "kind", "measure", "key"], name="a_sheet_states_a_figure_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.key}"

    @classmethod
    def names_of(cls, changes: Collection[Change]) -> dict[int, str]:
        """How a timeline names figures, by the key of the change: their level, or the name of their star, in words.

        A log keeps codes; one query finds the stars of all counties that are told of.
        """
        counties = {change.place[:6] for change in changes}
        stars = dict(
            Star.objects.filter(campaign__county__in=counties).order_by("campaign").values_list("code", "name")
        )
        totals = {key.value: key.label for key in Total}
        names = {}
        for change in changes:
            kind, _space, key = change.name.rpartition(" ")
            word = LEVEL_NAMES.get(int(key), key) if key.isdecimal() else totals.get(key) or stars.get(key, key)
            names[change.pk] = f"{kind} {word}"
        return names

    @property
    def place_code(self) -> str:
        return self.sheet.place_code


class PublishedPercentage(Versioned):
    """A percentage that one of the county's papers prints, with its base (口径)."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="percentages", verbose_name=_("campaign"))
    name = models.CharField(_("what it is of"), max_length=60)
    part = models.PositiveIntegerField(_("part"))
    base = models.PositiveIntegerField(_("base"))
    base_name = models.CharField(_("what the base counts"), max_length=40)
    # Text: how many digits stand on the paper says how exactly it is meant.
    printed = models.CharField(_("printed, per cent"), max_length=9)
    untold = ("campaign",)

    class Meta:
        verbose_name = _("published percentage")
        verbose_name_plural = _("published percentages")
        ordering = ["campaign", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "name"],
                name="published_percentages_have_different_names",
                violation_error_message=_("There is already a percentage of this name. Take it back first."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def place_code(self) -> str:
        return self.campaign.county_id

    @property
    def printed_percentage(self) -> Printed:
        """The facts that rules read."""
        return Printed(self.name, self.part, self.base, self.base_name, self.printed)


class PlanVersion(models.Model):
    """The creation plan as it stood when it was frozen under a name. It never changes again."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="versions", verbose_name=_("campaign"))
    stage = models.CharField(_("stage"), max_length=7, choices=Stage)
    name = models.CharField(_("name"), max_length=60)
    note = models.CharField(_("note"), max_length=200, blank=True)
    frozen_at = models.DateTimeField(_("frozen at"))
    content = models.JSONField(_("content"), encoder=DjangoJSONEncoder)
    digest = models.CharField(_("digest"), max_length=64)
    untold = ("campaign", "content", "digest")

    class Meta:
        verbose_name = _("version of the creation plan")
        verbose_name_plural = _("versions of the creation plan")
        ordering = ["campaign", "frozen_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "name"],
                name="versions_of_a_plan_have_different_names",
                violation_error_message=_("There is already a version of this name."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def place_code(self) -> str:
        return self.campaign.county_id
