"""The schedule counted back (倒排工期), what would move in it, and the days off that it skips."""

import re

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from campaigns import access
from campaigns.year.choices import Phase
from campaigns.year.models.campaign import Campaign
from campaigns.year.views.find import county_campaign, crumbs, office_campaign, query, township_campaign
from fivestar.changes.deeds import Refused
from fivestar.http import one_time_token
from villages.models import County, Township

from ..actions import schedule as deeds
from ..forms.schedule import DaysForm, SeenForm, WeeksForm, written_days
from ..reports import schedule as reports


@require_http_methods(["GET", "POST"])
def schedule(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: each task with its day counted back and the rows that differ; the county office sets the weeks."""
    campaign = county_campaign(request, year, code)
    runs = access.runs(request.seat, campaign.county)
    if request.method == "GET":
        return _schedule_page(request, campaign, campaign.county, runs=runs)
    if not runs:
        raise PermissionDenied
    form = WeeksForm(request.POST)
    refusal = None
    if not form.problems:
        try:
            done = deeds.set_weeks(campaign=campaign, weeks=form.weeks, by=request.seat, token=form.token)
        except Refused as refused:
            refusal = refused
        else:
            messages.success(request, _("Weeks saved.") if done.pk else _("Nothing was different."))
            return redirect("schedule", year, code)
    return _schedule_page(request, campaign, campaign.county, runs=runs, form=form, refusal=refusal)


@require_safe
def township_schedule(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: the schedule of a township's own rows, to read."""
    campaign, township = township_campaign(request, year, code)
    return _schedule_page(request, campaign, township)


def _schedule_page(
    request: HttpRequest, campaign: Campaign, place: County | Township, *, runs: bool = False,
    form: WeeksForm | None = None, refusal: Refused | None = None,
) -> HttpResponse:  # fmt: skip
    found = reports.schedule(campaign, place.pk, timezone.localdate())
    typed = form.typed if form else {}
    context = {
        "campaign": campaign,
        "place": place,
        "runs": runs and campaign.phase != Phase.CLOSED,
        "writes": campaign.phase != Phase.CLOSED
        and (access.enters(request.seat, place) if isinstance(place, Township) else runs),
        "schedule": found,
        "lines": [(line, typed.get(line.task.pk, line.task.weeks_before)) for line in found.lines],
        "token": one_time_token(),
        "refusal": refusal,
        "problems": [
            *(form.problems if form else ()),
            *((each, "") for each in (refusal.problems if refusal else ())),
        ],
        "crumbs": crumbs(request, campaign.year, place, _("Schedule")),
    }
    status = refusal.status if refusal else 422 if form else 200
    return render(request, "ledger/schedule/schedule.html", context, status=status)


@require_http_methods(["GET", "POST"])
def reschedule(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: what would move to the day counted back, before it moves."""
    campaign = office_campaign(request, year, code)
    form, status = SeenForm(request.POST if request.method == "POST" else None), 200
    if request.method == "POST" and form.is_valid():
        try:
            done = deeds.reschedule(
                campaign=campaign, seen=form.cleaned_data["seen"], by=request.seat, token=form.cleaned_data["token"]
            )
        except Refused as refused:
            form.refuse(refused)
            status = refused.status
        else:
            number = done.summary.get("unittask", 0)
            messages.success(request, ngettext("%(n)s row moved.", "%(n)s rows moved.", number) % {"n": number})
            return redirect("schedule", year, code)
    found = reports.schedule(campaign, code, timezone.localdate())
    context = {
        "campaign": campaign,
        "form": form,
        "seen": found.digest,
        "schedule": found,
        "moving": found.moving(),
        "crumbs": [
            *crumbs(request, year, campaign.county),
            (_("Schedule"), reverse("schedule", args=[year, code])),
            (_("What would move"), ""),
        ],
    }
    return render(request, "ledger/schedule/reschedule.html", context, status=status)


@require_http_methods(["GET", "POST"])
def days_off(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: the holidays and moved workdays of a year, for everyone of the county; its administrator edits them."""
    campaign = get_object_or_404(Campaign.objects.visible_to(request.seat).for_page().at(year, code))
    keeps = access.keeps_days_off(request.seat)
    asked = _asked_year(request, year)
    form, status = None, 200
    if request.method == "POST":
        if not keeps:
            raise PermissionDenied
        form = DaysForm(request.POST, year=asked)
        status = 200 if form.is_valid() else 422
        try:
            if status == 200:
                done = deeds.set_days_off(
                    year=asked, lines=form.cleaned_data["text"], seen=form.cleaned_data["seen"],
                    by=request.seat, token=form.cleaned_data["token"],
                )  # fmt: skip
                messages.success(request, _("Days off saved.") if done.pk else _("Nothing was different."))
                return redirect(request.get_full_path())
        except Refused as refused:
            form.refuse(refused)
            form.see_table(reports.days_digest_of(asked))
            status = refused.status
    holidays = reports.days_off(asked)
    if keeps and form is None:
        form = DaysForm(year=asked, initial={"text": written_days(holidays), "seen": reports.days_digest_of(asked)})
    years = sorted({*reports.years_told(), year, campaign.assessment_on.year, asked})
    context = {
        "campaign": campaign,
        "asked": asked,
        "holidays": holidays,
        "years": [(each, query(request, of=str(each)), each == asked) for each in years],
        "form": form,
        "schedule_of": code if access.reads_county(request.seat, campaign.county) else request.seat.place.pk,
        "crumbs": crumbs(request, year, campaign.county, _("Days off")),
    }
    return render(request, "ledger/schedule/days_off.html", context, status=status)


def _asked_year(request: HttpRequest, year: int) -> int:
    """The year whose table is asked for: a campaign may be assessed in the year after its own."""
    asked = request.GET.get("of", str(year))
    if not re.fullmatch("20[0-9]{2}", asked):
        raise Http404
    return int(asked)
