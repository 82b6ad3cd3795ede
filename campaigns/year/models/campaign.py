"""A county's year: its phase and dates, its money, its own copy of the stars and their checklists."""

import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.entry.rules.dates import Span
from fivestar.changes.models import Versioned
from villages.access import Seat, scope
from villages.choices import Role
from villages.models import County, Post, Township

from ..choices import Capstone, Kind, Phase, Rhythm, Winning, Word
from ..rules import MOST_VISITS, Calendar, Checklist, Line


class CampaignQuerySet(models.QuerySet):
    def visible_to(self, seat: Seat):
        return self.filter(scope(seat, "county", "county"))

    def at(self, year: int, code: str):
        """The campaign of the county that a place code lies in."""
        return self.filter(year=year, county__code=code[:6])

    def for_page(self):
        return self.select_related("county__city__province")

    def at_work(self):
        """Those that are not closed, the oldest first: last year's may still be rated while this year's is planned."""
        return self.exclude(phase=Phase.CLOSED).order_by("year")


class Campaign(Versioned):
    """One county's yearly star-rating campaign."""

    county = models.ForeignKey(County, models.PROTECT, related_name="campaigns", verbose_name=_("county"))
    year = models.PositiveSmallIntegerField(_("year"))
    word = models.CharField(_("the effort is called"), max_length=8, choices=Word, default=Word.CREATION)
    phase = models.CharField(_("phase"), max_length=8, choices=Phase, default=Phase.PLANNING)
    planning_from = models.DateField(_("planning begins"))
    plan_due = models.DateField(_("plans due"), help_text=_("The last day on which townships may submit, included."))
    sheet_due = models.DateField(
        _("plan sheets due"),
        null=True,
        blank=True,
        help_text=_("The last day for the full plan sheets, included; empty for the same day as the stars."),
    )
    assessment_on = models.DateField(_("assessment"), help_text=_("Deadlines of tasks are counted back from this day."))
    rating_due = models.DateField(_("rating ends"))
    budget = models.DecimalField(
        _("reward budget"),
        max_digits=10,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("in 10,000 yuan"),
    )
    rate = models.DecimalField(
        _("reward per star"),
        max_digits=8,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("in 10,000 yuan"),
    )
    capstone = models.CharField(
        _("solid-branch star without the other four"),
        max_length=8,
        choices=Capstone,
        default=Capstone.WARNING,
    )
    winning = models.CharField(_("a star is won when"), max_length=8, choices=Winning, default=Winning.REQUIRED)
    points_needed = models.PositiveSmallIntegerField(
        _("points needed"), default=80, help_text=_("Out of 100, where stars are won by points.")
    )
    rhythm = models.CharField(_("rhythm of assignments"), max_length=10, choices=Rhythm, default=Rhythm.WEEK)
    rhythm_days = models.PositiveSmallIntegerField(
        _("days of a rhythm of one's own"), default=7, help_text=_("Counted from the day on which planning begins.")
    )
    visits_a_month = models.PositiveSmallIntegerField(
        _("contact leaders' visits a month"),
        default=1,
        help_text=_("Asked for in each unit; 0 where no visits are asked for."),
    )
    standard = models.CharField(_("standard"), max_length=60)
    applied = models.JSONField(
        _("checklist as applied"),
        null=True,
        blank=True,
        help_text=_("While tasks are being changed the ledgers count on by this; empty where they follow the tasks."),
    )

    objects = CampaignQuerySet.as_manager()
    named_by = ("county",)
    untold = ("applied",)

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        ordering = ["-year", "county"]
        constraints = [
            models.UniqueConstraint(
                fields=["county", "year"],
                name="a_county_has_one_campaign_a_year",
                violation_error_message=_("This county already has a campaign in that year."),
            ),
            models.CheckConstraint(
                condition=Q(planning_from__lte=F("plan_due"))
                & Q(plan_due__lte=F("assessment_on"))
                & Q(assessment_on__lte=F("rating_due")),
                name="the_dates_of_a_campaign_follow_each_other",
                violation_error_message=_(
                    "The dates must follow each other: planning, plans due, assessment, end of rating."
                ),
            ),
            models.CheckConstraint(
                condition=Q(sheet_due=None) | Q(sheet_due__gte=F("plan_due"), sheet_due__lte=F("assessment_on")),
                name="plan_sheets_are_due_between_stars_and_assessment",
                violation_error_message=_(
                    "Plan sheets are due on the day of the stars or later, before the assessment."
                ),
            ),
            models.CheckConstraint(
                condition=(Q(budget=None) | Q(budget__gte=0)) & (Q(rate=None) | Q(rate__gte=0)),
                name="money_is_not_negative",
                violation_error_message=_("Money cannot be negative."),
            ),
            models.CheckConstraint(
                condition=Q(points_needed__gte=1) & Q(points_needed__lte=100),
                name="points_needed_are_out_of_a_hundred",
                violation_error_message=_("The points needed lie between 1 and 100."),
            ),
            models.CheckConstraint(
                condition=Q(rhythm_days__gte=1) & Q(rhythm_days__lte=100),
                name="a_rhythm_has_some_days",
                violation_error_message=_("The days of a rhythm lie between 1 and 100."),
            ),
            models.CheckConstraint(
                condition=Q(visits_a_month__gte=0) & Q(visits_a_month__lte=MOST_VISITS),
                name="visits_a_month_fit_into_a_month",
                violation_error_message=_("Between 0 and 31 visits a month."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.county.name} {self.year}"

    @property
    def place_code(self) -> str:
        return self.county_id

    @property
    def calendar(self) -> Calendar:
        return Calendar(
            phase=self.phase,
            planning_from=self.planning_from,
            plan_due=self.plan_due,
            assessment_on=self.assessment_on,
            rating_due=self.rating_due,
        )

    @property
    def span(self) -> Span:
        """The days of the campaign."""
        return self.calendar.span

    def checklist(self) -> Checklist:
        """By what its ledgers count: its tasks, or what was applied last where they have been changed since."""
        return self.drafted_checklist() if self.applied is None else Checklist.of(Line(*row) for row in self.applied)

    def drafted_checklist(self) -> Checklist:
        """What its tasks ask for as they stand, without those taken off."""
        return Checklist.of(Line(*row) for row in self.task_lines())

    def task_lines(self) -> list[tuple]:
        """What counts of its tasks, as :class:`rules.task.Line` takes it."""
        tasks = Task.objects.filter(star__campaign=self, is_retired=False).order_by("star", "number")
        return list(tasks.values_list("pk", "star", "parent", "is_required", "points"))

    def has_draft(self) -> bool:
        """Whether tasks have been changed in a way that the ledgers do not follow yet."""
        return self.applied is not None and {tuple(row) for row in self.applied} != set(self.task_lines())

    def star_sets(self) -> dict[str, list["Star"]]:
        """Stars by kind, in their order."""
        sets: dict[str, list[Star]] = {kind: [] for kind in Kind.values}
        for star in self.stars.all():
            sets[star.kind].append(star)
        return sets


class Star(Versioned):
    """One of the five stars of a kind, as this campaign knows it; a department leads it."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="stars", verbose_name=_("campaign"))
    kind = models.CharField(_("star set"), max_length=9, choices=Kind)
    code = models.SlugField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=20)
    order = models.PositiveSmallIntegerField(_("order"))
    is_capstone = models.BooleanField(_("needs the other four"), default=False)
    department = models.CharField(_("lead department"), max_length=60, blank=True)
    task_force = models.CharField(_("task force"), max_length=60, blank=True)
    posts = models.ManyToManyField(Post, through="StarPost", related_name="stars", verbose_name=_("posts"))

    class Meta:
        verbose_name = _("star")
        verbose_name_plural = _("stars")
        ordering = ["campaign", "-kind", "order"]  # villages before communities, as every sheet has them
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "kind", "code"],
                name="a_star_stands_once_in_its_set",
                violation_error_message=_("The star set already has a star of this code."),
            ),
            models.UniqueConstraint(
                fields=["campaign", "kind", "order"],
                name="stars_of_a_set_have_an_order",
                violation_error_message=_("Two stars of a set cannot have the same place in the order."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}星"

    @property
    def place_code(self) -> str:
        return self.campaign.county_id


class StarPost(models.Model):
    """A task force's post acts on this star."""

    star = models.ForeignKey(Star, models.CASCADE, verbose_name=_("star"))
    post = models.ForeignKey(Post, models.CASCADE, verbose_name=_("post"))
    untold = ("star", "post")  # its name says both

    class Meta:
        verbose_name = _("star of a task force")
        verbose_name_plural = _("stars of task forces")
        constraints = [models.UniqueConstraint(fields=["star", "post"], name="a_post_has_a_star_once")]

    def __str__(self) -> str:
        return f"{self.post} {self.star}"

    @property
    def place_code(self) -> str:
        return self.post.place_code


class Task(Versioned):
    """One line of a star's checklist; a task may have sub-tasks, one level deep."""

    star = models.ForeignKey(Star, models.CASCADE, related_name="tasks", verbose_name=_("star"))
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="parts", verbose_name=_("part of")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    title = models.CharField(pgettext_lazy("of a task", "title"), max_length=80)
    done_when = models.TextField(_("what counts as done"), blank=True)
    evidence = models.CharField(_("usual evidence"), max_length=200, blank=True)
    is_required = models.BooleanField(_("required"), default=True)
    points = models.PositiveSmallIntegerField(_("points"), default=0)
    weeks_before = models.PositiveSmallIntegerField(_("weeks before the assessment"), default=4)
    is_retired = models.BooleanField(
        _("taken off in mid-year"),
        default=False,
        help_text=_("It leaves the ledgers when the checklist is applied; what was written of it stays."),
    )

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        ordering = ["star", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["star", "number"],
                name="a_task_number_stands_once_in_its_star",
                violation_error_message=_("The star already has a task of this number."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def place_code(self) -> str:
        return self.star.campaign.county_id


class Veto(models.Model):
    """A finding that voids a star, or the whole rating where no star is named."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="vetoes", verbose_name=_("campaign"))
    kind = models.CharField(_("star set"), max_length=9, choices=Kind, blank=True)
    star = models.ForeignKey(Star, models.CASCADE, null=True, blank=True, related_name="vetoes", verbose_name=_("star"))
    text = models.CharField(_("text"), max_length=120)

    class Meta:
        verbose_name = _("veto")
        verbose_name_plural = _("vetoes")
        ordering = ["campaign", "pk"]

    def __str__(self) -> str:
        return self.text

    @property
    def place_code(self) -> str:
        return self.campaign.county_id


class Filing(Versioned):
    """A township's part in a campaign: until when it may submit, where the county office gave it longer; who signed
    its summary of targets."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="filings", verbose_name=_("campaign"))
    township = models.ForeignKey(Township, models.PROTECT, related_name="filings", verbose_name=_("township"))
    extended_until = models.DateField(_("extended until"), null=True, blank=True)
    signed_by_name = models.CharField(_("signed by"), max_length=40, blank=True)
    signed_on = models.DateField(_("signed on"), null=True, blank=True)

    class Meta:
        verbose_name = _("township's filing")
        verbose_name_plural = _("townships' filings")
        ordering = ["campaign", "township"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "township"], name="a_township_files_once_a_campaign"),
        ]

    def __str__(self) -> str:
        return f"{self.township} {self.campaign.year}"

    @property
    def place_code(self) -> str:
        return self.township_id

    @property
    def due(self) -> datetime.date:
        """The last day on which this township may submit its stars."""
        return max(self.campaign.plan_due, self.extended_until or self.campaign.plan_due)

    @property
    def sheets_due(self) -> datetime.date:
        """The last day on which this township may submit its plan sheets: never before its stars are due."""
        return max(self.due, self.campaign.sheet_due or self.due)


def stars_of(seat: Seat, campaign: Campaign) -> list[Star]:
    """The stars that a task force's post acts on in a campaign."""
    if not seat.holds(Role.TASK_FORCE):
        return []
    return list(campaign.stars.filter(posts=seat.post))
