"""Rows by their day."""

import datetime

from django.db.models import Q

from ..choices import DueGroup
from ..rules import end_of_week


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
