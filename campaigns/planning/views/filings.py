"""Who has submitted, who has not: for the office to remind and to extend, for leaders to read."""

import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from campaigns import access
from campaigns.year.choices import Phase
from campaigns.year.models.campaign import Campaign, Filing
from campaigns.year.views.find import county_campaign, crumbs, township_campaign
from fivestar.changes.deeds import Refused, Stale
from villages.models import Township

from ..actions.marks import extend_filing
from ..forms.filings import ExtensionForm
from ..reports import filings as report


@require_safe
def filings(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: which townships have not submitted everything, how long they have, and what to write to them."""
    campaign = county_campaign(request, year, code)
    office = access.runs(request.seat, campaign.county)
    context = {
        "campaign": campaign,
        "crumbs": crumbs(request, year, campaign.county, _("Submissions")),
        "filings": report.filings(campaign),
        "office": office,
        "may_extend": office and campaign.phase == Phase.PLANNING,
    }
    return render(request, "planning/filings/list.html", context)


@require_http_methods(["GET", "POST"])
def extend(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: the county office gives a township longer to submit."""
    campaign, township = township_campaign(request, year, code)
    if not access.runs(request.seat, campaign.county):
        raise PermissionDenied
    filing = get_object_or_404(Filing.objects.select_related("campaign"), campaign=campaign, township=township)
    if request.method == "GET":
        later = max(filing.due, timezone.localdate()) + datetime.timedelta(days=3)
        proposed = {"version": filing.version, "until": min(later, campaign.assessment_on)}
        return _extension_page(request, campaign, township, filing, ExtensionForm(initial=proposed))
    form = ExtensionForm(request.POST)
    if not form.is_valid():
        return _extension_page(request, campaign, township, filing, form, status=422)
    asked = form.cleaned_data
    try:
        extend_filing(
            by=request.seat, campaign=campaign, township=township, until=asked["until"],
            version=asked["version"] or 0, reason=asked["reason"], token=asked["token"],
        )  # fmt: skip
    except Stale as stale:
        form.show(filing.version)
        return _extension_page(request, campaign, township, filing, form, stale=stale, status=stale.status)
    except Refused as refused:
        form.refuse(refused)
        return _extension_page(request, campaign, township, filing, form, status=refused.status)
    messages.success(request, _("%(place)s may submit until %(day)s.") % {"place": township, "day": asked["until"]})
    return redirect("filings", year, campaign.county_id)


def _extension_page(
    request: HttpRequest, campaign: Campaign, township: Township, filing: Filing, form: ExtensionForm, *,
    stale=None, status=200,
) -> HttpResponse:  # fmt: skip
    context = {
        "campaign": campaign,
        "township": township,
        "filing": filing,
        "form": form,
        "crumbs": crumbs(request, campaign.year, township, _("Extend the deadline")),
        "may_extend": campaign.phase == Phase.PLANNING,
        "stale": stale,
    }
    return render(request, "planning/filings/extend.html", context, status=status)
