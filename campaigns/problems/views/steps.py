"""One step for many problems: reported fixed, rechecked, closed or sent back, after seeing all of them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from campaigns.year.models.campaign import Campaign
from campaigns.year.views.find import crumbs, place_campaign, query
from fivestar.changes.deeds import Refused, Stale
from villages.choices import Role
from villages.models import County, Township

from .. import reports
from ..actions import close_problems, fix_problems, recheck_problems, return_problems
from ..forms.problem import StepForm, keys_of
from ..models import Problem

MOST = 500  # problems of one page that are decided together
NAMES = {
    "fix": gettext_lazy("Report fixed"),
    "recheck": gettext_lazy("Recheck"),
    "close": gettext_lazy("Strike off"),
    "return": gettext_lazy("Send back"),
}


@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: the ticked problems with which the reader may take a step, how many they are, and the step."""
    campaign, place = place_campaign(request, year, code)
    if not request.seat.holds(Role.TOWNSHIP_ORGANIZER, Role.COUNTY_OFFICE, Role.TASK_FORCE):
        raise PermissionDenied
    name = request.GET.get("step", "")
    if name not in NAMES:
        raise Http404
    if name != "fix" and request.seat.holds(Role.TOWNSHIP_ORGANIZER):
        raise PermissionDenied
    if name == "fix" and request.seat.holds(Role.TASK_FORCE):
        raise PermissionDenied
    if request.method == "GET":
        return _page(request, campaign, place, name)
    form = StepForm(name, request.POST)
    if "words" in form.fields:
        form.fields["words"].required = name == "return"
    if not form.is_valid():
        return _page(request, campaign, place, name, form=form, status=422)
    said = form.cleaned_data
    facts = {"by": request.seat, "campaign": campaign, "seen": said["seen"], "token": said["token"]}
    try:
        if name == "fix":
            done = fix_problems(**facts, fix=said["words"])
        elif name == "return":
            done = return_problems(**facts, reason=said["words"])
        else:
            done = {"recheck": recheck_problems, "close": close_problems}[name](**facts)
    except Stale as stale:
        return _page(request, campaign, place, name, form=form, stale=stale, status=stale.status)
    except Refused as refused:
        form.refuse(refused)
        return _page(request, campaign, place, name, form=form, status=refused.status)
    messages.success(request, _told(name, done.summary.get("problem", 0)))
    return redirect(reverse("problems", args=[year, code]) + _list_query(request))


def _told(name: str, number: int) -> str:
    texts = {
        "fix": ngettext("%(n)s problem reported fixed.", "%(n)s problems reported fixed.", number),
        "recheck": ngettext("%(n)s problem rechecked.", "%(n)s problems rechecked.", number),
        "close": ngettext("%(n)s problem struck off.", "%(n)s problems struck off.", number),
        "return": ngettext("%(n)s problem sent back.", "%(n)s problems sent back.", number),
    }
    return texts[name] % {"n": number}


def _list_query(request: HttpRequest) -> str:
    """The query of the list from which the reader came."""
    asked = query(request, step=None, problem=None)
    return asked if asked != "?" else ""


def _page(
    request: HttpRequest, campaign: Campaign, place: County | Township, name: str, *,
    form: StepForm | None = None, stale: Stale | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    keys = keys_of(request.GET.getlist("problem"), MOST)
    asked = Problem.objects.visible_to(request.seat).at(campaign, place.code).filter(pk__in=keys)
    found = list(reports.step_range(asked, request.seat, name).for_list())
    today = timezone.localdate()
    has_fix = bool(found) and all(problem.fix for problem in found)
    form = form or StepForm(name, has_fix=has_fix)
    form.show({problem.pk: problem.version for problem in found})
    kept = {problem.pk for problem in found}
    left = [problem for problem in asked.for_list() if problem.pk not in kept]
    back = reverse("problems", args=[campaign.year, place.code]) + _list_query(request)
    context = {
        "campaign": campaign,
        "place": place,
        "crumbs": [*crumbs(request, campaign.year, place), (_("Problem list"), back), (NAMES[name], "")],
        "step": name,
        "name": NAMES[name],
        "form": form,
        "rows": [reports.ProblemRow(problem, problem.days_late(today)) for problem in found],
        "left": left,
        "own": sum(problem.fixed_by_id == request.seat.officer.pk for problem in left) if name != "fix" else 0,
        "stale": stale,
        "back": back,
    }
    return render(request, "problems/step.html", context, status=status)
