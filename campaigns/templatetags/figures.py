"""How figures are written."""

from django import template

register = template.Library()


@register.filter
def written(number: int | None) -> str:
    """A figure as people write it: — where it is not stated, and a true minus."""
    if number is None:
        return "—"
    return f"−{-number}" if number < 0 else str(number)
