"""Veto hits (一票否决): the county's list, one hit with the unit's answer and the decision."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from campaigns import access
from campaigns.entry.forms import Form
from campaigns.entry.rules.names import UnitNames
from campaigns.planning.models.marks import Plan
from campaigns.planning.reports.naming import named_units
from campaigns.year.choices import Kind, Phase
from campaigns.year.models.campaign import Campaign
from campaigns.year.views.find import address, county_campaign, crumbs, township_campaign
from fivestar.changes.deeds import Refused, Stale
from fivestar.changes.models import Change, ChangeSet
from villages.choices import Role

from .actions import answer_veto_hit, decide_veto_hit, enter_veto_hit, vetoes_of, withdraw_veto_hit
from .choices import VetoState
from .forms import VetoAnswerForm, VetoDecisionForm, VetoHitForm
from .models import VetoHit


@require_http_methods(["GET", "POST"])
def vetoes(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: the veto hits of a county that the reader may see; its office and task forces enter them here."""
    campaign = county_campaign(request, year, code)
    may_enter = campaign.phase != Phase.CLOSED and request.seat.holds(Role.COUNTY_OFFICE, Role.TASK_FORCE)
    if request.method == "POST" and not request.seat.holds(Role.COUNTY_OFFICE, Role.TASK_FORCE):
        raise PermissionDenied
    offered = list(vetoes_of(request.seat, campaign))
    form = VetoHitForm(
        request.POST if request.method == "POST" else None,
        vetoes=[(str(veto.pk), _words(veto)) for veto in offered], initial={"unit": request.GET.get("unit", "")},
    )  # fmt: skip
    status = 200
    if request.method == "POST" and form.is_valid():
        status = _enter(request, campaign, form, offered)
        if status == 200:
            messages.success(request, _("Entered. The township answers, and a colleague in the county office decides."))
            return redirect("vetoes", year, code)
    found = VetoHit.objects.visible_to(request.seat).at(campaign, code).for_list()
    asked = request.GET.get("state", "")
    if asked and asked not in VetoState.values:
        raise Http404
    hits = list(found)
    numbers = [(state, sum(hit.state == state for hit in hits)) for state in VetoState]
    context = {
        "campaign": campaign,
        "place": campaign.county,
        "crumbs": crumbs(request, year, campaign.county, _("Veto hits")),
        "hits": [hit for hit in hits if asked in ("", hit.state)],
        "states": [
            {"n": n, "word": state.label, "tone": state.tone, "address": f"?state={state}"} for state, n in numbers if n
        ],
        "asked": asked,
        "may_enter": may_enter and offered,
        "form": form,
        "sees_all": request.seat.holds(Role.COUNTY_OFFICE),
        "senders": list(dict.fromkeys(star.department for star in campaign.stars.all() if star.department)),
    }
    return render(request, "vetoes/list.html", context, status=_status(form, status))


def _words(veto) -> str:
    """A veto with what it voids."""
    kind = f"（{Kind(veto.kind).label}）" if veto.kind else ""
    return f"{veto.star or _('the whole rating')}{kind}：{veto.text}"


def _enter(request: HttpRequest, campaign: Campaign, form: VetoHitForm, offered: list) -> int:
    """Enter the hit; the status of the answer."""
    said = form.cleaned_data
    unit, sentence = UnitNames(named_units(campaign)).one(said["unit"])
    if unit is None:
        form.add_error("unit", sentence)
        return 422
    plan = get_object_or_404(Plan.objects.visible_to(request.seat), campaign=campaign, village=unit.code)
    veto = next(veto for veto in offered if str(veto.pk) == said["veto"])
    try:
        enter_veto_hit(
            by=request.seat, plan=plan, veto=veto, department=said["department"], found=said["found"],
            evidence=said["evidence"], token=said["token"],
        )  # fmt: skip
    except Refused as refused:
        form.refuse(refused)
        return refused.status
    return 200


def _find(request: HttpRequest, year: int, code: str, pk: int) -> tuple[Campaign, VetoHit]:
    campaign, township = township_campaign(request, year, code[:9])
    found = VetoHit.objects.visible_to(request.seat).filter(plan__campaign=campaign, plan__village=code).for_list()
    hit = get_object_or_404(found, pk=pk)
    hit.plan.village.township = township
    return campaign, hit


@require_http_methods(["GET", "POST"])
def veto_hit(request: HttpRequest, year: int, code: str, hit: int) -> HttpResponse:
    """Screen: one veto hit; the township answers for the unit, a colleague of whoever entered it decides."""
    campaign, found = _find(request, year, code, hit)
    may_answer, may_decide = _may(request, campaign, found)
    decides = "state" in request.POST or "reason" in request.POST
    if request.method == "POST" and not (may_decide if decides else may_answer):
        raise PermissionDenied
    answer, decision = _forms(request, found, decides=decides)
    form = decision if decides else answer
    status = 200
    if request.method == "POST" and form.is_valid():
        status = _act(request, found, form, decides=decides)
        if status == 200:
            return redirect("veto", year, code, hit)
        if status == Stale.status:
            campaign, found = _find(request, year, code, hit)
            form.see(found.version)
    context = {
        "campaign": campaign,
        "hit": found,
        "crumbs": crumbs(request, year, found.plan.village, _("Veto hit")),
        "form": form if request.method == "POST" else None,
        "answer": answer if may_answer else None,
        "decision": decision if may_decide else None,
        "is_own": found.entered_by_id == request.seat.officer.pk and request.seat.holds(Role.COUNTY_OFFICE),
        "may_withdraw": _withdraws(request, campaign, found),
        "history": _history(found),
        "back": reverse("vetoes", args=[year, code[:6]])
        if access.reads_county(request.seat, campaign.county)
        else f"{address(year, code)}#vetoes",
    }
    return render(request, "vetoes/hit.html", context, status=_status(form, status))


def _may(request: HttpRequest, campaign: Campaign, hit: VetoHit) -> tuple[bool, bool]:
    """Whether the reader answers for the unit now, and whether they decide."""
    if campaign.phase == Phase.CLOSED:
        return False, False
    answers = VetoHit.objects.answered_by_seat(request.seat).filter(pk=hit.pk, state=VetoState.OPEN)
    return answers.exists(), VetoHit.objects.decided_by_seat(request.seat).filter(pk=hit.pk).exists()


def _withdraws(request: HttpRequest, campaign: Campaign, hit: VetoHit) -> bool:
    is_own = request.seat.post is not None and hit.post_id == request.seat.post.pk
    return is_own and hit.state == VetoState.OPEN and campaign.phase != Phase.CLOSED


def _forms(request: HttpRequest, hit: VetoHit, *, decides: bool) -> tuple[VetoAnswerForm, VetoDecisionForm]:
    sent = request.POST if request.method == "POST" else None
    answer = VetoAnswerForm(None if decides else sent, initial={"answer": hit.answer, "version": hit.version})
    begin = {"state": hit.state, "reason": hit.decision_reason, "version": hit.version}
    return answer, VetoDecisionForm(sent if decides else None, initial=begin, auto_id="decide_%s")


def _act(request: HttpRequest, hit: VetoHit, form: Form, *, decides: bool) -> int:
    said = form.cleaned_data
    facts = {"by": request.seat, "hit": hit, "version": said["version"] or 0, "token": said["token"]}
    try:
        if decides:
            decide_veto_hit(**facts, state=said["state"], reason=said["reason"])
            messages.success(request, _("Decided: %(state)s.") % {"state": VetoState(said["state"]).label})
        else:
            answer_veto_hit(**facts, answer=said["answer"])
            messages.success(request, _("The answer is saved."))
    except Refused as refused:
        form.refuse(refused)
        return refused.status
    return 200


def _history(hit: VetoHit):
    """The change sets that touched a hit, the newest first."""
    touched = Change.objects.filter(model=VetoHit._meta.label_lower, object_id=str(hit.pk))
    return ChangeSet.objects.filter(pk__in=touched.values("changeset")).for_list()


@require_POST
def withdraw(request: HttpRequest, year: int, code: str, hit: int) -> HttpResponse:
    """Take back a hit that one entered. A refusal is shown on a page of its own."""
    campaign, found = _find(request, year, code, hit)
    if found.post_id != request.seat.post.pk:
        raise PermissionDenied
    version = request.POST.get("version", "")
    withdraw_veto_hit(
        by=request.seat, hit=found, version=int(version) if version.isdecimal() else 0,
        token=request.POST.get("token", ""),
    )  # fmt: skip
    messages.success(request, _("The veto hit is withdrawn. “What has happened” keeps it."))
    return redirect("vetoes", year, campaign.county_id)


def _status(form, status: int) -> int:
    """422 where the form was not understood; else what came of it."""
    return 422 if status == 200 and form is not None and form.is_bound and not form.is_valid() else status
