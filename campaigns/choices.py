"""Every fixed set of values, with the word and the tone of each."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """The star set a unit is rated by. Communities and villages have different stars."""

    VILLAGE = "village", _("village")
    COMMUNITY = "community", _("community")


class Measure(models.TextChoices):
    """What a figure counts: units that reach a level, or units that win a star."""

    LEVEL = "level", _("units by level")
    STAR = "star", _("units by star")


class Source(models.TextChoices):
    """Whose figure it is. The same figure from two sources is two figures."""

    PLAN = "plan", _("county plan")
    SHARE = "share", _("share")
    DECLARED = "declared", _("declared")
    ENTERED = "entered", _("entered")
    APPROVED = "approved", _("approved figure")


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


class PlanState(models.TextChoices):
    """Where one unit's plan sheet stands."""

    NOT_BEGUN = "not_begun", _("not begun")
    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("submitted")
    RETURNED = "returned", _("returned")
    APPROVED = "approved", _("approved")

    @property
    def tone(self) -> str:
        """The colour of the word: one for each meaning, the same on every page."""
        return {"submitted": "plan", "returned": "late", "approved": "done"}.get(self.value, "none")


class Stage(models.TextChoices):
    """The names under which a county freezes its creation plan."""

    OPINION = "opinion", _("draft for comment")
    REVIEW = "review", _("draft for review")
    ISSUED = "issued", _("issued")
    OTHER = "other", _("other")


class AnswerState(models.TextChoices):
    """What people have said of a finding."""

    OPEN = "open", _("open")
    EXPLAINED = "explained", _("explained")
    CONFIRMED = "confirmed", _("confirmed")
    SET_ASIDE = "set_aside", _("set aside")

    @property
    def tone(self) -> str:
        return {"explained": "plan", "confirmed": "late", "set_aside": "none"}.get(self.value, "late")


LEVEL_NAMES = {
    5: _("five stars"),
    4: _("four stars"),
    3: _("three stars"),
    2: _("two stars"),
    1: _("one star"),
    0: _("no target"),
}
LEVELS = (5, 4, 3, 2, 1)
