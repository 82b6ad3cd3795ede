"""Percentages that the county's papers print, each held against its base."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaigns.year.models.campaign import Campaign
from campaigns.year.views.find import crumbs, office_campaign
from fivestar.changes.deeds import Refused

from ..actions.figures import record_percentage, withdraw_percentage
from ..forms.percentages import PercentageForm, WithdrawForm
from ..reports.figures import published


@require_http_methods(["GET", "POST"])
def percentages(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: the percentages that papers print; the office records one, or takes one back."""
    campaign = office_campaign(request, year, code)
    withdrawal = WithdrawForm(request.POST if "percentage" in request.POST else None)
    form = PercentageForm(request.POST if request.method == "POST" and not withdrawal.is_bound else None)
    asked = withdrawal if withdrawal.is_bound else form
    status = 422 if asked.is_bound else 200
    if asked.is_bound and asked.is_valid():
        try:
            _do(request, campaign, asked)
        except Refused as refused:
            asked.refuse(refused)
            status = refused.status
        else:
            messages.success(request, _("Saved.") if asked is form else _("Taken back."))
            return redirect("percentages", year, code)
    context = {
        "campaign": campaign,
        "place": campaign.county,
        "crumbs": crumbs(request, year, campaign.county, _("Published percentages")),
        "rows": published(campaign),
        "form": form,
        "withdrawal": withdrawal,
    }
    return render(request, "planning/figures/percentages.html", context, status=status)


def _do(request: HttpRequest, campaign: Campaign, form: PercentageForm | WithdrawForm) -> None:
    """What a form asks for. Raises Refused."""
    said = form.cleaned_data
    who = {"by": request.seat, "campaign": campaign, "token": said["token"]}
    if isinstance(form, PercentageForm):
        record_percentage(percentage=form.percentage(), **who)
    else:
        withdraw_percentage(percentage=said["percentage"], version=said["version"] or 0, **who)
