"""The way to other years, on every page that has a year."""

from django import template

from campaigns.year.choices import Phase
from campaigns.year.models.campaign import Campaign
from fivestar.http import DIGITS

register = template.Library()


@register.inclusion_tag("year/_years.html", takes_context=True)
def other_years(context) -> dict:
    """The years in which the place of the page, or a county in it, has a campaign, as far as the reader reaches; of
    a county each with its phase. Nothing on pages without a year."""
    request = context.get("request")
    match, seat = getattr(request, "resolver_match", None), getattr(request, "seat", None)
    at = match.kwargs if match else {}
    if not ("year" in at and "code" in at and seat and seat.post):
        return {"years": []}
    code = at["code"][: DIGITS["county"]]
    known = Campaign.objects.visible_to(seat).filter(county__code__startswith=code).order_by("year")
    phases: dict[int, str] = {}
    for year, phase in known.values_list("year", "phase"):
        phases[year] = Phase(phase).label if len(code) == DIGITS["county"] else ""
    phases.setdefault(at["year"], "")
    return {"years": sorted(phases.items()), "year": at["year"], "here": request.get_full_path()}
