"""How figures are written."""

from decimal import Decimal

from django import template

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
