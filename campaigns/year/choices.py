"""Fixed values of a campaign: phases, star sets, levels."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """The star set a unit is rated by. Communities and villages have different stars."""

    VILLAGE = "village", _("village")
    COMMUNITY = "community", _("community")


class Word(models.TextChoices):
    """What the year's effort is called: 创建 until 2023, 建设 from 2024. It changes every label that says it."""

    CREATION = "creation", _("creation")
    BUILDING = "building", _("building")


class Phase(models.TextChoices):
    """Where a campaign stands in its year."""

    PLANNING = "planning", _("planning")
    CREATING = "creating", _("under way")
    RATING = "rating", _("rating")
    CLOSED = "closed", _("closed")


class Capstone(models.TextChoices):
    """What happens when a unit targets the solid-branch star without the other four."""

    OFF = "off", _("not checked")
    WARNING = "warning", _("a warning")
    BLOCKING = "blocking", _("not allowed")


LEVEL_NAMES = {
    5: _("five stars"),
    4: _("four stars"),
    3: _("three stars"),
    2: _("two stars"),
    1: _("one star"),
    0: _("no target"),
}
# What was held is no target: a unit without a star is simply not rated yet.
HELD_NAMES = LEVEL_NAMES | {0: _("no level yet")}
LEVELS = (5, 4, 3, 2, 1)
CAPSTONE_STAR = "branch"  # 支部过硬: wherever published, as many units win it as reach five stars


class DueGroup(models.TextChoices):
    """Tasks by their day, as lists and weekly papers ask for them."""

    OVERDUE = "overdue", _("overdue")
    WEEK = "week", _("due this week")
    TODAY = "today", _("due today")
    REST = "rest", _("due this week after today")
    LATER = "later", _("due after this week")
    NO_DAY = "no_day", _("without a day")
    COME = "come", _("their day has come, done or not")


class Winning(models.TextChoices):
    """How the tasks of a star decide whether it is won."""

    REQUIRED = "required", _("all required tasks are done")
    POINTS = "points", _("by points out of 100")


class Rhythm(models.TextChoices):
    """In which rhythm the county gives assignments (周交办); the label is what it calls them."""

    WEEK = "week", _("weekly assignment")
    TEN_DAYS = "ten_days", _("ten-day assignment")
    HALF_MONTH = "half_month", _("half-monthly assignment")
    MONTH = "month", _("monthly assignment")
    DAYS = "days", _("regular assignment")


OWN = "own"  # rows that the reader's post checks
