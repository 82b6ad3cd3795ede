"""The summary of targets of a county or a township: to read, to print, as a workbook; who signed it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from campaigns import access
from campaigns.workbooks.workbook import download
from campaigns.year.choices import Phase
from campaigns.year.models.campaign import Campaign, Filing
from campaigns.year.views.find import crumbs, place_campaign, township_campaign
from fivestar.changes.deeds import Refused, Stale
from villages.models import County, Township

from ..actions.filings import sign_off
from ..choices import Source
from ..exchange.summary import NAME, SOURCE_WORDS, write_summary
from ..forms.summary import SignForm
from ..reports.summary import SOURCES, Summary, county_summary, township_summary


def _source(request: HttpRequest) -> Source:
    asked = request.GET.get("source", Source.ENTERED.value)
    if asked not in SOURCES:
        raise Http404
    return Source(asked)


def _summary(campaign: Campaign, place: County | Township, source: Source) -> Summary:
    if isinstance(place, Township):
        return township_summary(campaign, place, source)
    return county_summary(campaign, source)


@require_safe
def summary(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: how many units plan each level and each star, by township or area, with both sums."""
    campaign, place = place_campaign(request, year, code)
    shown = _summary(campaign, place, _source(request))
    signs = isinstance(place, Township) and access.enters(request.seat, place)
    context = {
        "campaign": campaign,
        "place": place,
        "summary": shown,
        "now": timezone.localtime(),
        "tabs": [(source.label, f"?source={source.value}", source == shown.source) for source in SOURCES],
        "may_sign": signs and shown.filing is not None and campaign.phase != Phase.CLOSED,
        "crumbs": crumbs(request, year, place, _("Summary of targets")),
    }
    return render(request, "planning/summary/page.html", context)


@require_safe
def summary_download(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """The summary of targets as an .xlsx."""
    campaign, place = place_campaign(request, year, code)
    shown = _summary(campaign, place, _source(request))
    return download(write_summary(shown), f"{place.name}{year}年{NAME}（{SOURCE_WORDS[shown.source]}）")


@require_http_methods(["GET", "POST"])
def sign(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: record that the township's Party secretary signed the summary."""
    campaign, place = township_campaign(request, year, code)
    if not access.enters(request.seat, place):
        raise PermissionDenied
    filing = get_object_or_404(Filing, campaign=campaign, township=place)
    status = 200
    if request.method == "POST":
        form, status = SignForm(request.POST), 422
        if form.is_valid():
            asked = form.cleaned_data
            try:
                sign_off(
                    by=request.seat, campaign=campaign, township=place, signed_by_name=asked["signed_by_name"],
                    signed_on=asked["signed_on"], version=asked["version"] or 0, token=asked["token"],
                )  # fmt: skip
            except Refused as refused:
                form.refuse(refused)
                status = refused.status
                if isinstance(refused, Stale):
                    form.see(filing.version)
            else:
                messages.success(request, _("The sign-off is recorded."))
                return redirect("summary", year, code)
    else:
        form = SignForm(
            initial={
                "version": filing.version,
                "signed_by_name": filing.signed_by_name,
                "signed_on": filing.signed_on or timezone.localdate(),
            }
        )
    context = {
        "campaign": campaign,
        "township": place,
        "filing": filing,
        "form": form,
        "crumbs": [
            *crumbs(request, year, place),
            (_("Summary of targets"), reverse("summary", args=[year, code])),
            (_("Sign-off"), ""),
        ],
    }
    return render(request, "planning/summary/sign.html", context, status=status)
