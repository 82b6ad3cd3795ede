"""Planned levels against those of last year."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ..choices import Kind
from ..reports.promotions import promotions as counted
from .find import county_campaign, crumbs


@require_safe
def promotions(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: who rises, keeps and falls, by township and from level to level; each figure leads to its units."""
    campaign = county_campaign(request, year, code)
    approved = request.GET.get("source") == "approved"
    kind = request.GET.get("kind", "")
    kind = kind if kind in Kind.values else ""
    context = {
        "campaign": campaign,
        "place": campaign.county,
        "found": counted(campaign, kind, approved=approved),
        "approved": approved,
        "kind": kind,
        "kinds": Kind,
        # What the list of units is narrowed to besides the cell that was followed.
        "narrowed": ("&state=approved" if approved else "") + (f"&kind={kind}" if kind else ""),
        "crumbs": [*crumbs(request, year, campaign.county), (_("Against last year"), "")],
    }
    return render(request, "dashboards/promotions.html", context)
