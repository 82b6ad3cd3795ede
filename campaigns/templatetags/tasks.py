"""Words of ledger rows as templates say them."""

import datetime

from django import template

from campaigns.ledger.models import UnitTask
from campaigns.ledger.rules.shown import Shown

register = template.Library()


@register.simple_tag
def late(row: UnitTask, today: datetime.date) -> int:
    """Days overdue; 0 where it is not."""
    return row.days_late(today)


@register.simple_tag
def who(row: UnitTask) -> list[Shown]:
    """Department, leader, person and support unit, those that are named, each with whose word it is."""
    cells = [row.shown["department"], Shown(row.leader), row.shown["person"], Shown(row.support_unit)]
    return [cell for cell in cells if cell.value]
