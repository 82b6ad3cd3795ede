"""A county's year as its office runs it: opening it, its settings and phase, its units, stars and checklists."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.ledger.reports.checklist import StarEffect, stars_digest, winning_effect
from campaigns.ledger.reports.schedule import misfits
from campaigns.planning.reports.naming import example_unit, held_units
from campaigns.planning.reports.states import Progress, states_of
from campaigns.planning.rules.held import HeldList
from campaigns.year import actions as year_deeds
from campaigns.year import exchange as standards
from campaigns.year.choices import Capstone, Kind, Phase, Word
from campaigns.year.models.campaign import Campaign, Star
from campaigns.year.reports.standard import leads, task_force_posts
from campaigns.year.rules import NEXT_PHASE, PREVIOUS_PHASE, Standard, StarLine
from campaigns.year.views.find import address, county_campaign, crumbs, office_campaign, own_county
from campaigns.year.views.frame import answer_status, campaign_frame, conflicting
from fivestar.changes.deeds import Refused, Stale

from . import actions as deeds
from . import reports
from .forms import CampaignForm, HeldForm, LeadForm, OpenForm, PhaseForm, SettingsForm, TokenForm, read_held

# Settings of last year with which a year begins.
CARRIED = ("winning", "points_needed", "rhythm", "rhythm_days", "visits_a_month")


@dataclass(frozen=True)
class Offer:
    """A standard that a campaign can be opened with; or what is wrong with its files."""

    code: str
    title: str
    standard: Standard | None = None
    problems: tuple = ()

    @property
    def sets(self) -> list[tuple[Kind, tuple[tuple[StarLine, int], ...], int]]:
        """(star set, its stars with their numbers of tasks, tasks together)"""
        if self.standard is None:
            return []
        found = [(kind, self.standard.set_of(kind)) for kind in Kind]
        return [(kind, stars, sum(number for _star, number in stars)) for kind, stars in found]


def _offers() -> dict[str, Offer]:
    """The standards of this installation by code, the newest first."""
    found = {}
    for code in standards.versions(standards.STANDARDS):
        try:
            read = standards.read_standard(standards.STANDARDS / code)
            found[code] = Offer(code, read.title, read)
        except standards.StandardError as error:
            found[code] = Offer(code, code, problems=error.problems)
    return found


@require_http_methods(["GET", "POST"])
def open_campaign(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: the county office opens a year."""
    county = own_county(request, code)
    if request.method == "GET" and Campaign.objects.at(year, code).exists():
        messages.info(request, _("The campaign of %(year)s is open already.") % {"year": year})
        return redirect(address(year, code))
    last = Campaign.objects.at(year - 1, code).first()
    offers = _offers()
    form = OpenForm(
        request.POST if request.method == "POST" else None,
        standards={offer.code: (offer.title, offer.problems) for offer in offers.values()},
        leads=last is not None,
        initial=_defaults(year, last, offers),
    )
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            deeds.open_campaign(
                county=county, year=year, standard=offers[form.cleaned_data["standard"]].standard,
                settings=form.settings(), leads=last if form.cleaned_data.get("take_leads") else None,
                by=request.seat, token=form.cleaned_data["token"],
            )  # fmt: skip
        except Refused as refused:
            form.refuse(refused)
            status = refused.status
        else:
            messages.success(request, _("The campaign of %(year)s is open.") % {"year": year})
            return redirect(address(year, code))
    context = {
        "county": county,
        "year": year,
        "last": last,
        "form": form,
        "offers": list(offers.values()),
        "enrolment": reports.enrolment(county),
        "crumbs": crumbs(request, year, county, _("Open the campaign")),
    }
    return render(request, "opening/open.html", context, status=answer_status(form, status))


def _defaults(year: int, last: Campaign | None, offers: dict[str, Offer]) -> dict:
    """What the page begins with: last year's word, money and switch, and dates as usual for the season."""
    begin = {"word": Word.CREATION, "capstone": Capstone.WARNING, "standard": next(iter(offers), "")}
    begin |= {name: Campaign._meta.get_field(name).default for name in CARRIED}
    if last is not None:
        begin |= {"word": last.word, "capstone": last.capstone, "budget": last.budget, "rate": last.rate}
        begin |= {name: getattr(last, name) for name in CARRIED}
        begin |= {"take_leads": True} | ({"standard": last.standard} if last.standard in offers else {})
    return begin | deeds.default_dates(year, timezone.localdate())


@require_http_methods(["GET", "POST"])
def campaign_settings(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: the campaign's word, dates, money and switch."""
    campaign = office_campaign(request, year, code)
    form = SettingsForm(
        request.POST if request.method == "POST" else None,
        initial={name: getattr(campaign, name) for name in CampaignForm.base_fields if name != "token"},
    )
    status, conflicts, stars = 200, [], []
    if request.method == "POST" and form.is_valid():
        stars = _won_otherwise(campaign, form)
    if stars:
        form.show_stars(stars_digest(stars))
    elif request.method == "POST" and form.is_valid():
        try:
            done = year_deeds.change_campaign(
                campaign=campaign, version=form.cleaned_data["version"] or 0, settings=form.settings(),
                by=request.seat, token=form.cleaned_data["token"],
            )  # fmt: skip
        except Stale as stale:
            campaign = office_campaign(request, year, code)
            conflicts = conflicting(form, {name: getattr(campaign, name) for name in form.settings()})
            form.refuse(stale)
            form.see(campaign.version)
            status = stale.status
        except Refused as refused:
            form.refuse(refused)
            status = refused.status
        else:
            messages.success(request, _("Settings saved.") if done.pk else _("Nothing was different."))
            return redirect("campaign_settings", year, code)
    context = campaign_frame(request, campaign, "campaign_settings") | {
        "form": form,
        "conflicts": conflicts,
        "misfits": misfits(campaign),
        "next_year": None if Campaign.objects.at(year + 1, code).exists() else year + 1,
        "stars": [(won, [each for each in stars if each.is_won is won]) for won in (False, True)] if stars else [],
    }
    return render(request, "opening/settings.html", context, status=answer_status(form, status))


def _won_otherwise(campaign: Campaign, form: SettingsForm) -> list[StarEffect]:
    """Stars that are won or lost by how the form says stars are won, unless the person has seen exactly these."""
    asked = (form.cleaned_data["winning"], form.cleaned_data["points_needed"])
    if asked == (campaign.winning, campaign.points_needed):
        return []
    stars = winning_effect(campaign, *asked, timezone.localdate())
    return [] if form.cleaned_data["stars_seen"] == stars_digest(stars) else stars


@require_http_methods(["GET", "POST"])
def move_phase(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: moving the campaign to its next phase, or back by one with a reason."""
    campaign = office_campaign(request, year, code)
    form, status = None, 200
    if request.method == "POST":
        form = PhaseForm(request.POST)
        if form.is_valid():
            try:
                year_deeds.move_phase(
                    campaign=campaign, version=form.cleaned_data["version"] or 0, phase=form.cleaned_data["phase"],
                    by=request.seat, reason=form.cleaned_data["reason"], token=form.cleaned_data["token"],
                )  # fmt: skip
            except Refused as refused:
                form.refuse(refused)
                campaign = office_campaign(request, year, code)
                form.see(campaign.version)
                status = refused.status
            else:
                phase = Phase(form.cleaned_data["phase"])
                messages.success(request, _("The campaign is now in the phase “%(phase)s”.") % {"phase": phase.label})
                return redirect("move_phase", year, code)
    progress = Progress(sum(states_of([campaign])[campaign.pk].values(), Counter()))
    steps = [(NEXT_PHASE.get(campaign.phase), False), (PREVIOUS_PHASE.get(campaign.phase), True)]
    context = campaign_frame(request, campaign, "move_phase") | {
        "steps": [
            (Phase(phase), back, _step_form(form, phase, campaign)) for phase, back in steps if phase is not None
        ],
        "phases": list(Phase),
        "failed": form,
        "waiting": progress.total - progress.handed_in.part,
        "parts": progress.parts(reverse("units", args=[year, code])),
    }
    return render(request, "opening/phase.html", context, status=answer_status(form, status))


def _step_form(failed: PhaseForm | None, phase: str, campaign: Campaign) -> PhaseForm:
    """The form of one step; the one that was sent keeps its words."""
    if failed is not None and failed.data.get("phase") == phase:
        return failed
    return PhaseForm(initial={"phase": phase, "version": campaign.version}, auto_id=f"id_{phase}_%s")


@require_http_methods(["GET", "POST"])
def enrol_units(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: units that came to the county, or to be rated, since the campaign was opened."""
    campaign = office_campaign(request, year, code)
    form, status = TokenForm(request.POST if request.method == "POST" else None), 200
    if request.method == "POST" and form.is_valid():
        try:
            done = deeds.enrol_units(campaign=campaign, by=request.seat, token=form.cleaned_data["token"])
        except Refused as refused:
            form.refuse(refused)
            status = refused.status
        else:
            number = done.summary.get("plan", 0)
            messages.success(request, ngettext("%(n)s unit taken in.", "%(n)s units taken in.", number) % {"n": number})
            return redirect("enrol_units", year, code)
    context = campaign_frame(request, campaign, "enrol_units") | {
        "form": form,
        "newcomers": deeds.newcomers(campaign).select_related("township"),
        "enrolled": reports.enrolled(campaign),
    }
    return render(request, "opening/newcomers.html", context, status=answer_status(form, status))


@require_http_methods(["GET", "POST"])
def record_held(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: the stars that units held when the year began, from the survey; shown as differences before it counts."""
    campaign = office_campaign(request, year, code)
    if request.method == "GET":
        return _held_page(request, campaign, HeldForm())
    form = HeldForm(request.POST, request.FILES)
    if not form.is_valid():
        return _held_page(request, campaign, form, status=422)
    names = _star_names(campaign)
    found = read_held(form.cleaned_data["lines"], held_units(campaign), names)
    status = 200
    if "record" in request.POST:
        status = _record_held(request, campaign, form, found)
        if status == 200:
            return redirect("record_held", year, code)
    form.show(found.digest)
    rows = [
        (
            change.unit,
            _listed(change.unit.held, names[change.unit.kind]),
            _listed(change.stars, names[change.unit.kind]),
        )
        for change in found.changes
    ]
    return _held_page(request, campaign, form, found, rows, status=status)


def _record_held(request: HttpRequest, campaign: Campaign, form: HeldForm, found: HeldList) -> int:
    """Record what was listed if it can be and was seen; the status of the answer."""
    if found.problems:
        return 422
    if form.cleaned_data["seen"] != found.digest:
        form.add_error(None, _("The differences are others than those you saw. Look at them again."))
        return 409
    held = [(change.unit.code, change.stars) for change in found.changes]
    try:
        deeds.record_held(campaign=campaign, held=held, by=request.seat, token=form.cleaned_data["token"])
    except Refused as refused:
        form.refuse(refused)
        return refused.status
    told = ngettext("Held stars of %(n)s unit recorded.", "Held stars of %(n)s units recorded.", len(held))
    messages.success(request, told % {"n": len(held)})
    return 200


def _held_page(
    request: HttpRequest, campaign: Campaign, form: HeldForm, found: HeldList | None = None, rows=(), *, status=200
) -> HttpResponse:
    context = campaign_frame(request, campaign, "record_held") | {
        "form": form,
        "found": found,
        "rows": rows,
        "example": None if found else example_unit(campaign),
    }
    return render(request, "opening/held.html", context, status=status)


def _star_names(campaign: Campaign) -> dict[str, dict[str, str]]:
    return {kind: {star.code: star.name for star in stars} for kind, stars in campaign.star_sets().items()}


def _listed(codes: Iterable[str], names: dict[str, str]) -> str:
    """Stars by name, in their order."""
    return "、".join(name for code, name in names.items() if code in codes) or _("none")


@require_safe
def stars(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: which department, task force and posts lead which star."""
    campaign = county_campaign(request, year, code)
    context = campaign_frame(request, campaign, "stars") | {"sets": leads(campaign)}
    return render(request, "opening/stars.html", context)


@require_http_methods(["GET", "POST"])
def lead_star(request: HttpRequest, year: int, code: str, kind: str, star_code: str) -> HttpResponse:
    """Screen: naming who leads one star."""
    campaign = office_campaign(request, year, code)
    star = get_object_or_404(Star, campaign=campaign, kind=kind, code=star_code)
    star.campaign = campaign
    posts = {str(post.pk): post for post in task_force_posts(campaign.county)}
    acting = [str(pk) for pk in star.posts.values_list("pk", flat=True)]
    form = LeadForm(
        request.POST if request.method == "POST" else None,
        posts=[(pk, f"{post.officer}（{post}）") for pk, post in posts.items()],
        initial={
            "department": star.department, "task_force": star.task_force, "posts": acting, "version": star.version,
        },
    )  # fmt: skip
    status, conflicts = 200, []
    if request.method == "POST" and form.is_valid():
        try:
            year_deeds.lead_star(
                star=star, version=form.cleaned_data["version"] or 0, department=form.cleaned_data["department"],
                task_force=form.cleaned_data["task_force"],
                posts=[posts[pk] for pk in form.cleaned_data.get("posts", acting) if pk in posts],
                by=request.seat, token=form.cleaned_data["token"],
            )  # fmt: skip
        except Stale as stale:
            form.refuse(stale)
            form.see(star.version)
            conflicts = conflicting(
                form, {"department": star.department, "task_force": star.task_force, "posts": acting}
            )
            status = stale.status
        except Refused as refused:
            form.refuse(refused)
            status = refused.status
        else:
            messages.success(request, _("Saved: who leads %(star)s.") % {"star": star})
            return redirect("stars", year, code)
    context = campaign_frame(request, campaign, "stars", str(star)) | {
        "star": star,
        "form": form,
        "conflicts": conflicts,
    }
    return render(request, "opening/star.html", context, status=answer_status(form, status))
