"""How figures are written."""

from decimal import Decimal

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from campaigns.planning.rules.figures import Percentage

register = template.Library()


@register.filter
def written(number: int | None) -> str:
    """A figure as people write it: — where it is not stated, and a true minus."""
    if number is None:
        return "—"
    return f"−{-number}" if number < 0 else str(number)


@register.filter
def money(amount: Decimal | None) -> str:
    """An amount without zeros that say nothing, as lists write it: 12.5, 35."""
    return "—" if amount is None else f"{amount.normalize():f}"


@register.simple_tag
def share(of: Percentage) -> SafeString:
    """A percentage by itself, as in a cell, where no sentence names its base: that is in its title."""
    title = _("base: %(name)s, %(n)s") % {"name": of.base_name, "n": of.base}
    return format_html('<span class="{}" title="{}">{}</span>', "nowrap" if of.base else "zero", title, of)
