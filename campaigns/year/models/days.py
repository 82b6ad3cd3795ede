"""Rows by their day."""

import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns.entry.rules.fields import INSTEAD_OF_A_DAY, words_column

from ..choices import DueGroup
from ..rules import end_of_week


def instead_of_a_day() -> models.CharField:
    """The column of words that stand instead of a deadline's day."""
    return models.CharField(
        _("instead of a day"), max_length=8, blank=True, choices=[(word, word) for word in INSTEAD_OF_A_DAY]
    )


def a_day_or_words(column: str, name: str) -> models.CheckConstraint:
    """A deadline is a day, or words instead of one, or open: never both."""
    return models.CheckConstraint(
        condition=Q(**{column: None}) | Q(**{words_column(column): ""}),
        name=name,
        violation_error_message=_("A deadline is a day or words instead of one, not both."),
    )


def by_day(group: str, today: datetime.date) -> Q:
    """Rows whose day lies in a DueGroup, done or not."""
    end = end_of_week(today)
    return {
        DueGroup.OVERDUE: Q(due_on__lt=today),
        DueGroup.WEEK: Q(due_on__range=(today, end)),
        DueGroup.TODAY: Q(due_on=today),
        DueGroup.REST: Q(due_on__gt=today, due_on__lte=end),
        DueGroup.LATER: Q(due_on__gt=end),
        DueGroup.NO_DAY: Q(due_on=None),
        DueGroup.COME: Q(due_on__lte=today),
    }[DueGroup(group)]
