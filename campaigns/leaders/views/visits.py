"""One visit of a contact leader: corrected, deleted, made a problem of."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from campaigns import access
from campaigns.year.choices import Phase
from campaigns.year.models.campaign import Campaign
from campaigns.year.views.find import crumbs, township_campaign
from fivestar.changes.deeds import Refused, Stale
from villages.models import Township

from ..actions import delete_visit, edit_visit, problem_of_visit
from ..forms import ARRANGED, DAY, FOUND, VisitForm
from ..models import Visit

PARTS = (DAY, FOUND, ARRANGED)


def _find(request: HttpRequest, year: int, code: str, pk: int) -> tuple[Campaign, Township, Visit]:
    campaign, township = township_campaign(request, year, code[:9])
    visits = Visit.objects.visible_to(request.seat).filter(plan__campaign=campaign, plan__village=code)
    found = get_object_or_404(visits.for_list(), pk=pk)
    found.plan.campaign = campaign
    return campaign, township, found


@require_http_methods(["GET", "POST"])
def visit(request: HttpRequest, year: int, code: str, visit: int) -> HttpResponse:
    """Screen: one visit; who wrote it, its township and the office correct or delete it."""
    campaign, township, found = _find(request, year, code, visit)
    may_write = Visit.objects.editable_by(request.seat).filter(pk=found.pk).exists()
    if request.method == "POST" and not may_write:
        raise PermissionDenied
    writes = may_write and campaign.phase != Phase.CLOSED
    form, status, conflicts = None, 200, []
    if writes or request.method == "POST":
        now = {spec.name: getattr(found, spec.name) for spec in PARTS}
        form = VisitForm(
            request.POST if request.method == "POST" else None, span=campaign.span,
            initial=now | {"version": found.version},
        )  # fmt: skip
    is_delete = "delete" in request.POST
    if request.method == "POST" and form.is_valid():
        facts = {
            "by": request.seat, "visit": found, "version": form.cleaned_data["version"] or 0,
            "token": form.cleaned_data["token"],
        }  # fmt: skip
        said = {spec.name: form.cleaned_data[spec.name] for spec in PARTS}
        try:
            delete_visit(**facts) if is_delete else edit_visit(**facts, **said)
        except Stale as stale:
            form.refuse(stale)
            _campaign, _township, found = _find(request, year, code, visit)
            form.see(found.version)
            status, conflicts = stale.status, _conflicts(form, found)
        except Refused as refused:
            form.refuse(refused)
            status = refused.status
        else:
            messages.success(request, _("The visit is deleted.") if is_delete else _("Saved."))
            return redirect(reverse("leader", args=[year, township.pk, found.leader_id]) + "#visits")
    context = {
        "campaign": campaign,
        "place": township,
        "crumbs": crumbs(request, year, found.plan.village, _("Visit")),
        "visit": found,
        "form": form,
        "conflicts": conflicts,
        "may_list": writes and not found.problem_id and access.writes_problems(request.seat, campaign.county, township),
    }
    invalid = form is not None and form.is_bound and not form.is_valid() and status == 200
    return render(request, "leaders/visit.html", context, status=422 if invalid else status)


def _conflicts(form: VisitForm, visit: Visit) -> list[tuple[str, str, str]]:
    """(field, as it stands now, as it was written) for each field in which both differ."""
    return [
        (form.fields[spec.name].label, spec.show(now) or "—", spec.show(typed) or "—")
        for spec in PARTS
        if (now := getattr(visit, spec.name)) != (typed := form.cleaned_data[spec.name])
    ]


@require_POST
def make_problem(request: HttpRequest, year: int, code: str, visit: int) -> HttpResponse:
    """List what was found as a problem, and go there to say who fixes it until when."""
    campaign, township, found = _find(request, year, code, visit)
    if not access.writes_problems(request.seat, campaign.county, township):
        raise PermissionDenied
    if not Visit.objects.editable_by(request.seat).filter(pk=found.pk).exists():
        raise PermissionDenied
    version = request.POST.get("version", "")
    problem_of_visit(
        by=request.seat, visit=found, version=int(version) if version.isdecimal() else 0,
        token=request.POST.get("token", ""),
    )  # fmt: skip
    found.refresh_from_db()
    messages.success(request, _("It is in the problem list. Say who fixes it, and until when."))
    return redirect("problem", year, township.pk, found.problem_id)
