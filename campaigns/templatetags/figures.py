"""How figures are written, and how those that lead to what they count are known.

A figure that is a link says in ``data-figure`` how many rows it counts, whatever its words are, and a list says in
``data-count`` how many rows it has on all its pages. A figure that counts something else says what in ``data-of``:
units where the rows are tasks, tasks reached where a percentage leads to the page of progress. That page says the same
number in an attribute of this name, as in ``data-units``. Figures by star count the units with that star: these are the
rows. A table or list whose lines are the rows says so in ``data-rows``.
``tests/demo/test_links.py`` follows each figure and compares.
"""

from decimal import Decimal

from django import template
from django.utils.html import format_html
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
def share(of: Percentage, *, narrow: bool = False) -> str:
    """A percentage by itself, as in a cell, where no sentence names its base: that is in its title.

    narrow -- of a column that has no room for the fraction beside it.
    """
    title = _("base: %(name)s, %(n)s") % {"name": of.base_name, "n": of.base}
    if narrow and of.base:
        return format_html('<span title="{}">{} <small class="soft">{}</small></span>', title, *of.lines)
    return format_html('<span class="{}" title="{}">{}</span>', "nowrap" if of.base else "zero", title, of)


@register.simple_tag
def figure(number: int | None, address: str = "", tone: str = "") -> str:
    """A figure in a table's cell: a link to the rows that it counts, where there are any and a list shows them.

    tone -- of the link: late, done …
    """
    if not number:
        return format_html('<span class="zero">{}</span>', "—" if number is None else 0)
    if not address:
        return format_html("{}", number)
    toned = format_html(' class="is-{}"', tone) if tone else ""
    return format_html('<a{} href="{}" data-figure="{}">{}</a>', toned, address, number, number)
