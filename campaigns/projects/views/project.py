"""The project list (创建项目清单): what units that aim at four stars and more carry out, and with whose money."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns import access
from campaigns.entry.rules.fields import value_of
from campaigns.planning.choices import PlanState
from campaigns.planning.models.marks import Plan
from campaigns.workbooks.layout import OFFICIAL, narrowed_to
from campaigns.workbooks.workbook import download
from campaigns.year.models.campaign import Campaign
from campaigns.year.rules import BEFORE_RATING
from campaigns.year.views.find import address, crumbs, place_campaign, query, star_choices, township_campaign
from fivestar.changes.deeds import Refused, Stale
from villages.models import Township

from .. import reports
from ..actions import add_project, delete_project, edit_project
from ..exchange import write_projects
from ..forms import ProjectForm, ProjectsForm
from ..models import Project
from ..rules import PROJECT, ProjectFilter, ProjectSheet, may_have_projects

PAGE = 200


@require_safe
def projects(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: the projects that a filter keeps, and what they add up to."""
    campaign, place = place_campaign(request, year, code)
    at_place = Project.objects.visible_to(request.seat).at(campaign, code)
    form = _filter_form(request, campaign, place, at_place)
    understood = form.is_valid()
    kept = reports.narrowed(at_place, form.filter()) if understood else at_place.none()
    totals = reports.project_totals(kept, campaign, form.filter() if understood else ProjectFilter())
    paginator = Paginator(kept.for_list(), PAGE)
    paginator.count = totals.total.n  # counted already
    page = paginator.get_page(request.GET.get("page"))
    plans = Plan.objects.visible_to(request.seat).at(year, code)
    chosen = form.chosen() if understood else []
    context = {
        "campaign": campaign,
        "place": place,
        "crumbs": crumbs(request, year, place, _("Project list")),
        "form": form,
        "chosen": [(label, words, query(request, **{name: None})) for name, label, words in chosen],
        "totals": totals,
        "states": [
            {"n": n, "word": state.label, "tone": state.tone, "address": query(request, state=state)}
            for state, n in totals.states
        ],
        "page": page,
        "listing": reports.listing(plans),
        "may_list": campaign.phase in BEFORE_RATING and _lists(request, place, campaign),
    }
    return render(request, "projects/list.html", context, status=200 if understood else 400)


def _filter_form(request: HttpRequest, campaign: Campaign, place, at_place) -> ProjectsForm:
    townships = [] if isinstance(place, Township) else list(place.townships.values_list("pk", "name"))
    return ProjectsForm(
        request.GET, townships=townships, stars=star_choices(campaign.star_sets()),
        departments=reports.departments(at_place),
    )  # fmt: skip


@require_safe
def projects_download(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """The projects that a filter keeps, all of them, as an .xlsx."""
    campaign, place = place_campaign(request, year, code)
    at_place = Project.objects.visible_to(request.seat).at(campaign, code)
    with translation.override(OFFICIAL):
        form = _filter_form(request, campaign, place, at_place)
        if not form.is_valid():
            raise Http404
        narrowed = narrowed_to(form.chosen())
    kept = reports.narrowed(at_place, form.filter())
    name = f"{place.official_name}{year}年“五星”支部创建项目清单"
    return download(write_projects(name, kept.for_list(), narrowed), name)


def _lists(request: HttpRequest, place, campaign: Campaign) -> bool:
    """Whether the reader lists projects of some unit here."""
    if isinstance(place, Township):
        return access.enters(request.seat, place)
    return access.runs(request.seat, campaign.county)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: a new project of a unit."""
    campaign, township, plan = _plan(request, year, code)
    form = _form(request, campaign, plan)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            add_project(
                by=request.seat, campaign=campaign, unit=code, sheet=form.sheet(), token=form.cleaned_data["token"]
            )  # fmt: skip
        except Refused as refused:
            form.refuse(refused)
            status = refused.status
        else:
            messages.success(request, _("The project is listed."))
            return redirect(f"{address(year, code)}#projects")
    return _page(request, campaign, township, plan, form, _("New project"), status=status)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, year: int, code: str, project: int) -> HttpResponse:
    """Screen: a listed project; who may not write it reads it on the unit's page."""
    campaign, township, plan = _plan(request, year, code)
    found = get_object_or_404(Project.objects.filter(plan=plan).for_list(), pk=project)
    form = _form(request, campaign, plan, found)
    status, conflicts = 200, []
    if request.method == "POST" and form.is_valid():
        try:
            edit_project(
                by=request.seat, project=found, version=form.cleaned_data["version"] or 0, sheet=form.sheet(),
                token=form.cleaned_data["token"],
            )  # fmt: skip
        except Stale as stale:
            form.refuse(stale)
            form.see(found.version)
            conflicts = _conflicts(form, found)
            status = stale.status
        except Refused as refused:
            form.refuse(refused)
            status = refused.status
        else:
            messages.success(request, _("Saved."))
            return redirect(f"{address(year, code)}#projects")
    return _page(request, campaign, township, plan, form, found.name, status=status, project=found, conflicts=conflicts)


@require_POST
def delete(request: HttpRequest, year: int, code: str, project: int) -> HttpResponse:
    """Take a project off the list. A refusal is shown on a page of its own."""
    _campaign, _township, plan = _plan(request, year, code)
    found = get_object_or_404(Project, plan=plan, pk=project)
    version = request.POST.get("version", "")
    delete_project(
        by=request.seat, project=found, version=int(version) if version.isdecimal() else 0,
        token=request.POST.get("token", ""),
    )  # fmt: skip
    messages.success(request, _("The project is taken off the list."))
    return redirect(f"{address(year, code)}#projects")


def _plan(request: HttpRequest, year: int, code: str) -> tuple[Campaign, Township, Plan]:
    """A unit's plan, for those who list its projects."""
    campaign, township = township_campaign(request, year, code[:9])
    found = Plan.objects.visible_to(request.seat).filter(campaign=campaign).for_list()
    plan = get_object_or_404(found, village=code)
    if not access.enters(request.seat, township):
        raise PermissionDenied
    plan.village.township = township
    return campaign, township, plan


def _sheet(project: Project) -> ProjectSheet:
    """A project as its form shows it."""
    star = project.star.code if project.star else ""
    return ProjectSheet(star=star, **{spec.name: value_of(project, spec) for spec in PROJECT})


def _form(request: HttpRequest, campaign: Campaign, plan: Plan, project: Project | None = None) -> ProjectForm:
    return ProjectForm(
        request.POST if request.method == "POST" else None,
        stars=[(line.star.code, str(line.star)) for line in plan.stars.all()], span=campaign.span,
        sheet=_sheet(project) if project else None,
        initial={"version": project.version if project else 0},
    )  # fmt: skip


def _conflicts(form: ProjectForm, project: Project) -> list[tuple[str, str, str]]:
    """(field, as it stands now, as it was written) for each field in which both differ."""
    now, typed = _sheet(project), form.sheet()
    return [
        (form.fields[spec.name].label, spec.show(getattr(now, spec.name)) or "—", spec.show(value) or "—")
        for spec in PROJECT
        if (value := getattr(typed, spec.name)) != getattr(now, spec.name)
    ]


def _page(
    request: HttpRequest, campaign: Campaign, township: Township, plan: Plan, form: ProjectForm, name: str, *,
    status=200, project=None, conflicts=(),
) -> HttpResponse:  # fmt: skip
    status = 422 if status == 200 and form.is_bound and not form.is_valid() else status
    context = {
        "campaign": campaign,
        "plan": plan,
        "crumbs": crumbs(request, campaign.year, plan.village, name),
        "form": form,
        "project": project,
        "conflicts": conflicts,
        "aims_high": may_have_projects(plan.mark.level),
        "is_marked": plan.state != PlanState.NOT_BEGUN,
        "on_behalf": access.runs(request.seat, township.county),
        "recalled": reports.recalled(campaign, township, [spec.name for spec in PROJECT if spec.recalled]),
        "back": f"{address(campaign.year, plan.village_id)}#projects",
    }
    return render(request, "projects/form.html", context, status=status)
