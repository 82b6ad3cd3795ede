"""Opinions on plans: the list and its counts, giving one, entering a letter's, saying what became of each."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns import access
from campaigns.planning.models.marks import Plan
from campaigns.planning.reports.naming import named_units
from campaigns.workbooks.layout import OFFICIAL, narrowed_to
from campaigns.workbooks.workbook import download
from campaigns.year.choices import Kind, Phase
from campaigns.year.models.campaign import Campaign, stars_of
from campaigns.year.views.find import (
    address,
    crumbs,
    office_campaign,
    place_campaign,
    query,
    star_choices,
    township_campaign,
)
from fivestar.changes.deeds import Refused, Stale
from fivestar.http import DIGITS
from villages.models import County, Township, Village

from .. import reports
from ..actions import answer_opinion, edit_opinion, give_opinions, withdraw_opinion
from ..choices import OpinionState
from ..exchange import write_opinions
from ..forms import OpinionAnswerForm, OpinionForm, OpinionLinesForm, OpinionsForm, read_opinions, texts_of
from ..models import Opinion
from ..rules import OpinionLines

PAGE = 200  # opinions of which one page still reads and prints well


@require_safe
def opinions(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: the opinions that a filter keeps, and what became of them."""
    campaign, place = place_campaign(request, year, code)
    at_place = Opinion.objects.visible_to(request.seat).at(campaign, code)
    form = _filter_form(request, campaign, place, at_place)
    understood = form.is_valid()
    all_states = reports.narrowed(at_place, form.filter(state="")) if understood else at_place.none()
    kept = reports.narrowed(at_place, form.filter()) if understood else all_states
    counts = reports.counts(all_states)
    paginator = Paginator(kept.for_list(), PAGE)
    asked = form.cleaned_data.get("state") if understood else ""
    paginator.count = counts.numbers[asked] if asked else counts.total  # counted already
    page = paginator.get_page(request.GET.get("page"))
    chosen = [(name, label, words) for name, label, words in form.chosen()] if understood else []
    about = "、".join(str(words) for name, _label, words in chosen if name != "state")
    context = {
        "campaign": campaign,
        "place": place,
        "crumbs": crumbs(request, year, place, _("Opinions")),
        "form": form,
        "chosen": [(label, words, query(request, **{name: None})) for name, label, words in chosen],
        "counts": counts,
        "states": [
            {"n": n, "word": state.label, "tone": state.tone, "address": query(request, state=state)}
            for state, n in counts.states()
        ],
        "sentence": counts.sentence(about),
        "page": page,
        "rows": reports.rows(page, campaign, request.seat),
        "asked": query(request) if request.GET else "",
        **_may(request, campaign),
    }
    return render(request, "opinions/list.html", context, status=200 if understood else 400)


@require_safe
def opinions_download(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """The opinions that a filter keeps, all of them, as an .xlsx."""
    campaign, place = place_campaign(request, year, code)
    at_place = Opinion.objects.visible_to(request.seat).at(campaign, code)
    with translation.override(OFFICIAL):
        form = _filter_form(request, campaign, place, at_place)
        if not form.is_valid():
            raise Http404
        narrowed = narrowed_to(form.chosen())
    kept = reports.narrowed(at_place, form.filter())
    name = f"{place.official_name}{year}年意见建议台账"
    rows = reports.rows(kept.for_list(), campaign)
    return download(write_opinions(name, rows, reports.counts(kept).sentence(), narrowed), name)


def _filter_form(request: HttpRequest, campaign: Campaign, place: County | Township, at_place) -> OpinionsForm:
    townships = [] if isinstance(place, Township) else list(place.townships.values_list("pk", "name"))
    stars = star_choices(campaign.star_sets())
    return OpinionsForm(request.GET, townships=townships, stars=stars, senders=reports.senders(at_place))


def _may(request: HttpRequest, campaign: Campaign) -> dict:
    """What the reader may do with opinions here; nothing once the campaign is closed."""
    open_ = campaign.phase != Phase.CLOSED
    return {
        "may_give": open_ and access.gives_opinions(request.seat, campaign.county),
        "runs": open_ and access.runs(request.seat, campaign.county),
    }


@require_http_methods(["GET", "POST"])
def add_opinion(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: one opinion on a unit, a township or the whole county."""
    campaign, place, kind = _about(request, year, code)
    if not access.gives_opinions(request.seat, campaign.county):
        raise PermissionDenied
    form = _form(request, campaign, kind, initial={"star": _asked_star(request, campaign, kind)})
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            give_opinions(
                by=request.seat, campaign=campaign, opinions=[form.sheet(code)], token=form.cleaned_data["token"]
            )  # fmt: skip
        except Refused as refused:
            form.refuse(refused)
            status = refused.status
        else:
            messages.success(request, _("The opinion is entered."))
            return redirect(_after(year, code))
    context = {
        "campaign": campaign,
        "place": place,
        "crumbs": crumbs(request, year, place, _("Give an opinion")),
        "form": form,
        "speaks_as": access.speaks_as(request.seat),
        "senders": _senders(campaign),
        "back": _after(year, code),
        "there": reports.rows(reports.of_place(campaign, code), campaign),
    }
    return render(request, "opinions/form.html", context, status=_status(form, status))


def _about(request: HttpRequest, year: int, code: str) -> tuple[Campaign, County | Township | Village, str]:
    """The campaign, the place that an opinion is about, and its star set: empty where units may be of both."""
    if len(code) < DIGITS["unit"]:
        return *place_campaign(request, year, code), ""
    campaign, township = township_campaign(request, year, code[:9])
    found = Plan.objects.visible_to(request.seat).select_related("village")
    plan = get_object_or_404(found, campaign=campaign, village=code)
    plan.village.township = township
    return campaign, plan.village, plan.kind


def _form(request: HttpRequest, campaign: Campaign, kind: str, **kwargs) -> OpinionForm:
    sets = campaign.star_sets()
    stars = [
        (f"{star.kind}/{star.code}", str(star) if kind else f"{star}（{Kind(star.kind).label}）")
        for each, of_kind in sets.items()
        if kind in ("", each)
        for star in of_kind
    ]
    return OpinionForm(
        request.POST if request.method == "POST" else None,
        stars=stars, by_letter=access.runs(request.seat, campaign.county), span=campaign.span, **kwargs,
    )  # fmt: skip


def _asked_star(request: HttpRequest, campaign: Campaign, kind: str) -> str:
    """The star that the form begins with: the one that the address names, else the first that the reader acts on."""
    own = [star.code for star in stars_of(request.seat, campaign) if kind in ("", star.kind)]
    asked = request.GET.get("star") or next(iter(own), "")
    of_code = [star for stars in campaign.star_sets().values() for star in stars if star.code == asked]
    return next((f"{star.kind}/{star.code}" for star in of_code if kind in ("", star.kind)), "")


def _senders(campaign: Campaign) -> list[str]:
    """Names that a letter may be from: those that wrote before, and departments and task forces that lead stars."""
    leading = [name for star in campaign.stars.all() for name in (star.department, star.task_force) if name]
    return list(dict.fromkeys([name for name, _n in reports.senders(campaign.opinions.all())] + leading))


def _after(year: int, code: str) -> str:
    """Where an opinion on a place is read."""
    return f"{address(year, code)}#opinions" if len(code) == DIGITS["unit"] else reverse("opinions", args=[year, code])


def _find(request: HttpRequest, year: int, code: str, pk: int) -> tuple[Campaign, County | Township, Opinion]:
    campaign, place = place_campaign(request, year, code)
    found = Opinion.objects.visible_to(request.seat).at(campaign, code).for_list()
    return campaign, place, get_object_or_404(found, pk=pk)


@require_http_methods(["GET", "POST"])
def opinion(request: HttpRequest, year: int, code: str, opinion: int) -> HttpResponse:
    """Screen: one opinion, what became of it, and what has happened to it; the county office answers it here."""
    campaign, place, found = _find(request, year, code, opinion)
    office = access.runs(request.seat, campaign.county)
    if request.method == "POST" and not office:
        raise PermissionDenied
    begin = {"state": found.state if not found.is_open else "", "answer": found.answer, "version": found.version}
    form = OpinionAnswerForm(request.POST, initial=begin) if request.method == "POST" else None
    status, changed = 200, False
    if form and form.is_valid():
        said = form.cleaned_data
        try:
            answer_opinion(
                by=request.seat, opinion=found, version=said["version"] or 0, state=said["state"],
                answer=said["answer"], token=said["token"],
            )  # fmt: skip
        except Stale as stale:
            form.refuse(stale)
            campaign, place, found = _find(request, year, code, opinion)
            form.see(found.version)
            status, changed = stale.status, True
        except Refused as refused:
            form.refuse(refused)
            status = refused.status
        else:
            messages.success(request, _("Answered: %(state)s.") % {"state": OpinionState(said["state"]).label})
            return redirect(_next(request, campaign, place, found))
    open_ = campaign.phase != Phase.CLOSED
    row = reports.rows([found], campaign, request.seat)[0]
    context = {
        "campaign": campaign,
        "place": place,
        "crumbs": _crumbs(request, campaign, place, _("Opinion on %(name)s") % {"name": row.name}),
        "row": row,
        "form": form or (OpinionAnswerForm(initial=begin) if office and open_ else None),
        "changed": changed,
        "asked": query(request) if request.GET else "",
        "is_open": open_,
        "history": reports.history(found),
    }
    return render(request, "opinions/opinion.html", context, status=_status(form, status))


def _next(request: HttpRequest, campaign: Campaign, place: County | Township, answered: Opinion) -> str:
    """Where the office goes on: with the next of its list that is to be answered, or back to the list."""
    here = [campaign.year, place.code]
    if "next" in request.POST:
        at_place = Opinion.objects.visible_to(request.seat).at(campaign, place.code)
        form = _filter_form(request, campaign, place, at_place)
        if form.is_valid():
            waiting = reports.next_waiting(reports.narrowed(at_place, form.filter(state="")), answered)
            if waiting is not None:
                return reverse("opinion", args=[*here, waiting.pk]) + query(request)
    return reverse("opinions", args=here) + query(request)


def _crumbs(request: HttpRequest, campaign: Campaign, place: County | Township, name: str) -> list[tuple[str, str]]:
    listed = reverse("opinions", args=[campaign.year, place.code])
    return [*crumbs(request, campaign.year, place), (_("Opinions"), listed), (name, "")]


def _own(request: HttpRequest, year: int, code: str, pk: int) -> tuple[Campaign, County | Township, Opinion]:
    campaign, place, found = _find(request, year, code, pk)
    if not Opinion.objects.given_by(request.seat).filter(pk=pk).exists():
        raise PermissionDenied
    return campaign, place, found


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, year: int, code: str, opinion: int) -> HttpResponse:
    """Screen: mending an opinion of one's own until it is answered."""
    campaign, place, found = _own(request, year, code, opinion)
    kind = Plan.objects.filter(campaign=campaign, village=found.place).values_list("kind", flat=True).first() or ""
    begin = {
        "from_whom": found.from_whom, "received_on": found.received_on, "text": found.text, "version": found.version,
        "star": f"{found.star.kind}/{found.star.code}" if found.star else "",
    }  # fmt: skip
    form = _form(request, campaign, kind, initial=begin)
    status, conflicts = 200, []
    if request.method == "POST" and form.is_valid():
        try:
            edit_opinion(
                by=request.seat, opinion=found, version=form.cleaned_data["version"] or 0,
                sheet=form.sheet(found.place), token=form.cleaned_data["token"],
            )  # fmt: skip
        except Stale as stale:
            form.refuse(stale)
            form.see(found.version)
            typed = form.cleaned_data["text"]
            conflicts = [(form.fields["text"].label, found.text, typed)] if typed != found.text else []
            status = stale.status
        except Refused as refused:
            form.refuse(refused)
            status = refused.status
        else:
            messages.success(request, _("Saved."))
            return redirect("opinion", year, code, found.pk)
    context = {
        "campaign": campaign,
        "place": place,
        "row": reports.rows([found], campaign)[0],
        "crumbs": _crumbs(request, campaign, place, _("Edit the opinion")),
        "form": form,
        "conflicts": conflicts,
        "speaks_as": access.speaks_as(request.seat),
        "senders": _senders(campaign),
        "back": reverse("opinion", args=[year, code, found.pk]),
    }
    return render(request, "opinions/form.html", context, status=_status(form, status))


@require_POST
def withdraw(request: HttpRequest, year: int, code: str, opinion: int) -> HttpResponse:
    """Take back an opinion of one's own. A refusal is shown on a page of its own."""
    _campaign, _place, found = _own(request, year, code, opinion)
    version = request.POST.get("version", "")
    withdraw_opinion(
        by=request.seat, opinion=found, version=int(version) if version.isdecimal() else 0,
        token=request.POST.get("token", ""),
    )  # fmt: skip
    messages.success(request, _("The opinion is withdrawn. “What has happened” keeps it."))
    return redirect("opinions", year, code)


@require_http_methods(["GET", "POST"])
def paste(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: the office enters the opinions of a letter as lines, sees how they were understood, and takes them."""
    campaign = office_campaign(request, year, code)
    form = OpinionLinesForm(request.POST if request.method == "POST" else None, span=campaign.span)
    status, found = 200, None
    if request.method == "POST" and form.is_valid():
        found = _read(campaign, form)
        if "enter" in request.POST:
            status = _enter(request, campaign, form, found)
            if status == 200:
                return redirect("opinions", year, code)
        form.show(found.digest)
    context = {
        "campaign": campaign,
        "place": campaign.county,
        "crumbs": _crumbs(request, campaign, campaign.county, _("Enter a letter")),
        "form": form,
        "found": found,
        "senders": _senders(campaign),
        "example": None if found else Plan.objects.filter(campaign=campaign).for_list().first(),
    }
    return render(request, "opinions/paste.html", context, status=_status(form, status))


def _read(campaign: Campaign, form: OpinionLinesForm) -> OpinionLines:
    said = form.cleaned_data
    county = campaign.county
    return read_opinions(
        said["text"], from_whom=said["from_whom"], received_on=said["received_on"],
        units=named_units(campaign),
        places={county.pk: county.name} | dict(county.townships.values_list("pk", "name")),
        star_names={kind: {s.code: s.name for s in stars} for kind, stars in campaign.star_sets().items()},
        known=reports.said_already(campaign, texts_of(said["text"])),
    )  # fmt: skip


def _enter(request: HttpRequest, campaign: Campaign, form: OpinionLinesForm, found: OpinionLines) -> int:
    """Enter what was understood and seen; the status of the answer."""
    if found.problems or not found.lines:
        return 422
    if form.cleaned_data["seen"] != found.digest:
        form.add_error(None, _("The lines are read otherwise than you saw. Look at them again."))
        return 409
    try:
        give_opinions(by=request.seat, campaign=campaign, opinions=found.sheets, token=form.cleaned_data["token"])
    except Refused as refused:
        form.refuse(refused)
        return refused.status
    number = len(found.lines)
    messages.success(request, ngettext("%(n)s opinion entered.", "%(n)s opinions entered.", number) % {"n": number})
    return 200


def _status(form, status: int) -> int:
    """422 where the form was not understood; else what came of it."""
    return 422 if status == 200 and form is not None and form.is_bound and not form.is_valid() else status
