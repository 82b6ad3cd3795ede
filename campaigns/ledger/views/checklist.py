"""Changing the campaign's checklist, and applying it to the ledgers after a look at what that does."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns import access
from campaigns.year.choices import Phase
from campaigns.year.models.campaign import Campaign, Task
from campaigns.year.reports.standard import checklist, general_vetoes
from campaigns.year.views.find import crumbs, office_campaign
from campaigns.year.views.frame import answer_status, campaign_frame, conflicting
from fivestar.changes.deeds import Refused, Stale

from ..actions.checklist import apply_checklist, delete_task, save_task
from ..forms.checklist import TaskForm
from ..forms.schedule import SeenForm
from ..models import UnitTask
from ..reports.checklist import checklist_effect


@require_safe
def standard(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: the campaign's own checklists. Townships read them too: they say what has to be done."""
    campaign = get_object_or_404(Campaign.objects.visible_to(request.seat).for_page().at(year, code))
    context = campaign_frame(request, campaign, "standard") | {
        "sets": checklist(campaign),
        "vetoes": general_vetoes(campaign),
        "edits": access.runs(request.seat, campaign.county) and campaign.phase != Phase.CLOSED,
        "has_draft": campaign.has_draft(),
    }
    return render(request, "ledger/checklist/list.html", context)


@require_http_methods(["GET", "POST"])
def add_task(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: a new task of a star."""
    campaign = office_campaign(request, year, code)
    asked = request.GET.get("star", "")
    star = get_object_or_404(campaign.stars, pk=int(asked)) if asked.isdecimal() and len(asked) < 10 else None
    if star is None:
        raise Http404
    star.campaign = campaign
    last = star.tasks.order_by("-number").values_list("number", flat=True).first() or 0
    return _task_page(request, campaign, Task(star=star, number=last + 1))


@require_http_methods(["GET", "POST"])
def edit_task(request: HttpRequest, year: int, code: str, task: int) -> HttpResponse:
    """Screen: a task of the checklist; taking it off, bringing it back."""
    campaign = office_campaign(request, year, code)
    return _task_page(request, campaign, _task(campaign, task))


@require_POST
def remove_task(request: HttpRequest, year: int, code: str, task: int) -> HttpResponse:
    """Delete a task that no ledger has. A refusal is shown on a page of its own, with the remedy."""
    campaign = office_campaign(request, year, code)
    found = _task(campaign, task)
    delete_task(by=request.seat, task=found, token=request.POST.get("token", "")[:36])
    messages.success(request, _("“%(task)s” is deleted.") % {"task": found})
    return redirect("standard", year, code)


def _task(campaign: Campaign, pk: int) -> Task:
    found = get_object_or_404(Task.objects.select_related("star", "parent"), star__campaign=campaign, pk=pk)
    found.star.campaign = campaign
    return found


def _task_page(request: HttpRequest, campaign: Campaign, task: Task) -> HttpResponse:
    wholes = {whole.pk: whole for whole in task.star.tasks.filter(parent=None).exclude(pk=task.pk).order_by("number")}
    form = TaskForm(
        request.POST if request.method == "POST" else None,
        wholes=[(pk, f"{whole.number} {whole.title}") for pk, whole in wholes.items()],
        is_new=task.pk is None,
        initial={name: getattr(task, name) for name in TaskForm.base_fields if hasattr(task, name)}
        | {"parent": str(task.parent_id or "")},
    )
    status, conflicts = 200, []
    if request.method == "POST" and form.is_valid():
        values = form.values()
        if "parent" in values:
            values["parent"] = wholes.get(values["parent"])
        try:
            save_task(
                by=request.seat, task=task, version=form.cleaned_data["version"] or 0, values=values,
                token=form.cleaned_data["token"],
            )  # fmt: skip
        except Stale as stale:
            form.refuse(stale)
            task.refresh_from_db()
            conflicts = conflicting(form, {name: getattr(task, name) for name in form.values() if name != "parent"})
            form.see(task.version)
            status = stale.status
        except Refused as refused:
            form.refuse(refused)
            status = refused.status
        else:
            messages.success(request, _("Saved."))
            return redirect(reverse("standard", args=[campaign.year, campaign.county_id]) + f"#star-{task.star_id}")
    context = {
        "campaign": campaign,
        "task": task if task.pk else None,
        "star": task.star,
        "form": form,
        "conflicts": conflicts,
        "units": UnitTask.objects.filter(task=task).count() if task.pk else 0,
        "crumbs": _below(request, campaign, task.title if task.pk else _("New task")),
    }
    return render(request, "ledger/checklist/task.html", context, status=answer_status(form, status))


@require_http_methods(["GET", "POST"])
def apply(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: what the changed checklist does to the ledgers, before it does it."""
    campaign = office_campaign(request, year, code)
    form, status = SeenForm(request.POST if request.method == "POST" else None), 200
    if request.method == "POST" and form.is_valid():
        try:
            apply_checklist(
                campaign=campaign, seen=form.cleaned_data["seen"], by=request.seat, token=form.cleaned_data["token"]
            )
        except Refused as refused:
            form.refuse(refused)
            status = refused.status
        else:
            messages.success(request, _("The ledgers follow the checklist now."))
            return redirect("standard", year, code)
    campaign.refresh_from_db(fields=["applied"])
    effect = checklist_effect(campaign, timezone.localdate())
    context = {
        "campaign": campaign,
        "form": form,
        "effect": effect,
        "may_apply": campaign.phase != Phase.CLOSED and (bool(effect) or campaign.applied is not None),
        "stars": [(False, effect.lost), (True, effect.won)],
        "crumbs": _below(request, campaign, _("Effect on the ledgers")),
    }
    return render(request, "ledger/checklist/apply.html", context, status=status)


def _below(request: HttpRequest, campaign: Campaign, page: str) -> list[tuple[str, str]]:
    checklists = (_("Checklists"), reverse("standard", args=[campaign.year, campaign.county_id]))
    return [*crumbs(request, campaign.year, campaign.county), checklists, (page, "")]
