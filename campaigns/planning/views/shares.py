"""Shares of all townships at once: a table pasted, looked at, then saved as a whole or not at all."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from campaigns.year.models.campaign import Campaign
from campaigns.year.rules import BEFORE_RATING
from campaigns.year.views.find import crumbs, office_campaign
from fivestar.changes.deeds import Refused
from villages.models import Township

from ..actions.figures import save_shares
from ..choices import Source
from ..forms.shares import SharesForm
from ..reports.shares import preview, share_places
from ..rules.shares import ShareTable, digest, merged


@require_http_methods(["GET", "POST"])
def shares(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: the shares of all townships from one table, villages and communities apart."""
    campaign = office_campaign(request, year, code)
    facts, places = share_places(campaign)
    form = SharesForm(request.POST if request.method == "POST" else None)
    tables, status = [], 200
    if form.is_bound:
        status = 422
        tables = form.tables(places, facts.star_names) if form.is_valid() else []
        problems = any(table.problems for table in tables)
        if form.is_valid() and not tables:
            form.add_error(None, _("Nothing was pasted."))
        elif tables and not problems:
            status = 200
            if "record" in request.POST:
                answer = _record(request, campaign, form, tables)
                if answer is not None:
                    return answer
                status = 409
            form.show(digest(tables))
    context = {
        "campaign": campaign,
        "place": campaign.county,
        "crumbs": crumbs(request, year, campaign.county, _("Shares of all townships")),
        "form": form,
        "is_open": campaign.phase in BEFORE_RATING,
        "previews": [preview(facts, places, table) for table in tables],
        "problems": [(table.kind, problem) for table in tables for problem in table.problems],
        "changes": len(merged(tables)),
        "example": places[:2],
    }
    return render(request, "planning/figures/shares.html", context, status=status)


def _record(
    request: HttpRequest, campaign: Campaign, form: SharesForm, tables: list[ShareTable]
) -> HttpResponse | None:
    """Save what was seen; None where that is not what would be saved, or not allowed, and the form says why."""
    if form.cleaned_data["seen"] != digest(tables):
        form.add_error(None, _("Figures have changed since you looked. Look at them again before you save."))
        return None
    changed = merged(tables)
    townships = Township.objects.in_bulk([place.code for place, _columns in changed])
    try:
        save_shares(
            campaign=campaign, by=request.seat, token=form.cleaned_data["token"],
            shares=[(townships[place.code], columns, place.version) for place, columns in changed],
        )  # fmt: skip
    except Refused as refused:
        form.refuse(refused)
        return None
    n = len(changed)
    messages.success(
        request,
        ngettext("The share of %(n)s township is saved.", "The shares of %(n)s townships are saved.", n) % {"n": n},
    )
    return redirect(
        reverse("creation_plan", args=[campaign.year, campaign.county_id]) + f"?source={Source.SHARE.value}"
    )
