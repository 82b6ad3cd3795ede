"""Words and figures of plans as templates say them."""

import datetime

from django import template
from django.forms import BoundField, ChoiceField
from django.template.defaultfilters import linebreaksbr
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.planning.rules.figures import Counts
from campaigns.year.choices import LEVEL_NAMES, LEVELS
from fivestar.http import one_time_token as new_token

register = template.Library()


@register.filter
def star_count(figures: Counts, code: str) -> int:
    return figures.star(code)


@register.simple_tag
def level_name(level) -> str:
    """五星 … 一星, 无目标."""
    return LEVEL_NAMES[int(level)]


@register.simple_tag
def opposite(position: int) -> int:
    """The level of a column, counted from the left where five stars stand."""
    return LEVELS[position]


@register.simple_tag
def spelled(figures: Counts) -> str:
    """Levels that occur, as a phrase: 四星 1　三星 5."""
    return "　".join(f"{LEVEL_NAMES[level]} {figures.level(level)}" for level in LEVELS if figures.level(level))


@register.simple_tag
def days_left(day: datetime.date, days: int) -> str:
    """How long there is still, with the day itself: a deadline includes its day."""
    if days < 0:
        return _("the deadline was %(day)s") % {"day": day}
    if days == 0:
        return _("the deadline is today")
    return ngettext("%(days)s day left, until %(day)s", "%(days)s days left, until %(day)s", days) % {
        "days": days,
        "day": day,
    }


@register.simple_tag
def one_time_token() -> str:
    return new_token()


@register.simple_tag
def cell_shown(field: BoundField) -> str:
    """A cell of a sheet as people read it: a dash for nothing, a choice by its word."""
    value = field.initial
    if value in (None, ""):
        return "—"
    if isinstance(field.field, ChoiceField):
        return str(dict(field.field.choices).get(value, value))
    return linebreaksbr(field.field.spec.show(value))


@register.filter
def in_lines(fields: list, most: int) -> list[list]:
    """A list in lines of so many."""
    return [fields[start : start + most] for start in range(0, len(fields), most)]


@register.filter
def missing(line: list, most: int) -> range:
    """What a line lacks to be full."""
    return range(most - len(line))
