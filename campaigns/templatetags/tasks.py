"""Words of ledger rows as templates say them."""

import datetime

from django import template

from campaigns.ledger.models import UnitTask

register = template.Library()


@register.simple_tag
def late(row: UnitTask, today: datetime.date) -> int:
    """Days overdue; 0 where it is not."""
    return row.days_late(today)


@register.simple_tag
def who(row: UnitTask) -> str:
    """Department, leader, person and support unit, those that are named."""
    return " · ".join(filter(None, [row.department, row.leader, row.person, row.support_unit]))
