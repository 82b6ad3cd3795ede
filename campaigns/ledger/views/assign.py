"""One task laid on many units at once: who does it, how, until when."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from campaigns import access
from campaigns.year.choices import Phase
from campaigns.year.models.campaign import Campaign
from campaigns.year.views.find import crumbs, place_campaign
from fivestar.changes.deeds import Refused
from fivestar.changes.undo import last_of
from villages.models import County, Township

from ..actions.tasks import edit_tasks
from ..forms.assign import EMPTY, AssignForm, TaskChoiceForm
from ..models import UnitTask, UnitTaskQuerySet
from ..reports.assign import Assignment, assignment, tasks_here
from ..rules.assign import entries_digest


@require_http_methods(["GET", "POST"])
def assign(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: one task, the units that have it, and what is written into all of them after a look."""
    campaign, place = place_campaign(request, year, code)
    enters = access.enters if isinstance(place, Township) else access.runs
    if not enters(request.seat, place) or campaign.phase == Phase.CLOSED:
        raise PermissionDenied
    at_place = UnitTask.objects.editable_by(request.seat).at(campaign, code)
    choice = _choice(request, campaign, place, at_place)
    if not choice.is_valid():
        return _page(request, campaign, place, choice, at_place.none())
    rows = at_place.of_task(**choice.cleaned_data).for_list()
    if request.method == "GET":
        return _page(request, campaign, place, choice, rows, AssignForm(span=campaign.span, initial={"replace": EMPTY}))
    form = AssignForm(request.POST, span=campaign.span)
    if not form.is_valid() or "mend" in request.POST:
        return _page(request, campaign, place, choice, rows, form, status=200 if "mend" in request.POST else 422)
    found = assignment(
        campaign, rows.filter(pk__in=form.picked), form.wanted(), replace=form.replaces,
        is_office=access.runs(request.seat, campaign.county),
    )  # fmt: skip
    if not found.written and not found.left_out:
        form.add_error(None, _("The ticked units do not have this task any more. Tick again."))
        return _page(request, campaign, place, choice, rows, form, status=422)
    if "confirm" not in request.POST:
        return _preview(request, campaign, place, choice, form, found)
    if entries_digest(found.entries) != form.cleaned_data["shown"]:
        form.add_error(None, _("What would be written is not what you saw. Look at it again."))
        return _preview(request, campaign, place, choice, form, found, status=409)
    try:
        edit_tasks(by=request.seat, campaign=campaign, entries=found.entries, token=form.cleaned_data["token"])
    except Refused as refused:
        form.refuse(refused)
        return _preview(request, campaign, place, choice, form, found, status=refused.status)
    number = len(found.entries)
    told = ngettext("Written into the ledger of %(n)s unit.", "Written into the ledgers of %(n)s units.", number)
    messages.success(request, told % {"n": number})
    return redirect(request.get_full_path())


def _choice(request: HttpRequest, campaign: Campaign, place: County | Township, rows) -> TaskChoiceForm:
    townships, areas = (), ()
    if isinstance(place, Township):
        areas = place.areas.values_list("pk", "name")
    else:
        townships = place.townships.filter(filings__campaign=campaign).values_list("pk", "name")
    return TaskChoiceForm(request.GET or None, tasks=tasks_here(campaign, rows), townships=townships, areas=areas)


def _frame(request: HttpRequest, campaign: Campaign, place: County | Township, *below: str) -> dict:
    here = (_("One task over all units"), reverse("assign", args=[campaign.year, place.pk]) if below else "")
    return {
        "campaign": campaign,
        "place": place,
        "crumbs": [*crumbs(request, campaign.year, place), here, *((page, "") for page in below)],
    }


def _page(
    request: HttpRequest, campaign: Campaign, place: County | Township, choice: TaskChoiceForm, rows: UnitTaskQuerySet,
    form: AssignForm | None = None, *, status: int = 200,
) -> HttpResponse:  # fmt: skip
    found = list(rows) if form else []
    picked = form.picked if form and form.is_bound else {row.pk for row in found if row.state_choice.is_open}
    last = last_of(request.seat)
    context = _frame(request, campaign, place) | {
        "choice": choice,
        "form": form,
        "task": found[0].task if found else None,
        "rows": [(row, row.pk in picked) for row in found],
        "last": last if last and last.deed == "edit_tasks" and last.place.startswith(place.pk) else None,
    }
    return render(request, "ledger/schedule/assign.html", context, status=status)


def _preview(
    request: HttpRequest, campaign: Campaign, place: County | Township, choice: TaskChoiceForm, form: AssignForm,
    found: Assignment, *, status: int = 200,
) -> HttpResponse:  # fmt: skip
    rows = [*(line.row for line in found.written), *(row for row, _why in found.left_out)]
    context = _frame(request, campaign, place, _("What would be written")) | {
        "form": form,
        "task": rows[0].task,
        "found": found,
        "seen": entries_digest(found.entries),
    }
    return render(request, "ledger/schedule/assign_preview.html", context, status=status)
