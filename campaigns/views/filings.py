"""Who has submitted, who has not: for the office to remind and to extend, for leaders to read."""

import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fivestar.changes.deeds import Refused, Stale

from .. import access
from ..actions.plan import extend_filing
from ..choices import Phase
from ..forms.filings import ExtensionForm
from ..models import Filing
from ..reports import filings as report
from .find import county_campaign, crumbs, township_campaign


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
    return render(request, "filings/list.html", context)


@require_http_methods(["GET", "POST"])
def extend(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: the county office gives a township longer to submit."""
    campaign, township = township_campaign(request, year, code)
    if not access.runs(request.seat, campaign.county):
        raise PermissionDenied
    filing = get_object_or_404(Filing.objects.select_related("campaign"), campaign=campaign, township=township)
    status = 200
    if request.method == "POST":
        form, status = ExtensionForm(request.POST), 422
        if form.is_valid():
            asked = form.cleaned_data
            try:
                extend_filing(
                    by=request.seat, campaign=campaign, township=township, until=asked["until"],
                    version=asked["version"] or 0, reason=asked["reason"], token=asked["token"],
                )  # fmt: skip
            except Refused as refused:
                form.refuse(refused)
                status = refused.status
                if isinstance(refused, Stale):
                    form.show(filing.version)
            else:
                messages.success(
                    request,
                    _("%(place)s may submit until %(day)s.") % {"place": township, "day": asked["until"]},
                )
                return redirect("filings", year, campaign.county_id)
    else:
        proposed = max(filing.due, timezone.localdate()) + datetime.timedelta(days=3)
        form = ExtensionForm(initial={"version": filing.version, "until": min(proposed, campaign.assessment_on)})
    context = {
        "campaign": campaign,
        "township": township,
        "filing": filing,
        "form": form,
        "crumbs": crumbs(request, year, township, _("Extend the deadline")),
        "may_extend": campaign.phase == Phase.PLANNING,
        "changed": status == Stale.status,
    }
    return render(request, "filings/extend.html", context, status=status)
