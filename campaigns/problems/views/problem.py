"""The problem list (问题清单): the list and its counts, one problem, a new one."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns import access
from campaigns.entry.rules.fields import value_of
from campaigns.planning.models.marks import Plan
from campaigns.planning.reports.measures import Measure, measures_for
from campaigns.workbooks.layout import OFFICIAL, narrowed_to
from campaigns.workbooks.workbook import download
from campaigns.year.choices import Phase
from campaigns.year.models.campaign import Campaign, Star, stars_of
from campaigns.year.views.find import address, crumbs, place_campaign, query, star_choices, township_campaign
from fivestar.changes.deeds import Refused, Stale
from villages.choices import Role
from villages.models import Area, County, Township

from .. import reports
from ..actions import add_problems, delete_problem, edit_problem, may_delete
from ..exchange import write_problems
from ..forms.problem import WRITTEN, ProblemForm, ProblemsForm
from ..models import Problem
from ..rules import CELL, CELLS, OVERDUE, THIS_WEEK, ProblemFilter, ProblemSheet

PAGE = 100  # problems of which one page still reads and prints well


@require_safe
def problems(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: the problems that a filter keeps, where they stand, and what the reader may do with them."""
    campaign, place = place_campaign(request, year, code)
    today = timezone.localdate()
    at_place = Problem.objects.visible_to(request.seat).at(campaign, code)
    form = filter_form(request, campaign, place, at_place)
    understood = form.is_valid()
    all_states = kept = at_place.none()
    whole = ProblemFilter()
    if understood:
        whole = form.filter(state="", due="")
        all_states = reports.narrowed(at_place, whole, today, request.seat)
        kept = reports.narrowed(at_place, form.filter(), today, request.seat)
    counts = reports.counts(all_states, today, is_whole=whole == ProblemFilter())
    page = Paginator(kept.for_list(), PAGE).get_page(request.GET.get("page"))
    rows = reports.rows(page, request.seat, today)
    context = {
        "campaign": campaign,
        "place": place,
        "crumbs": crumbs(request, year, place, _("Problem list")),
        "form": form,
        "chosen": [
            (label, words, query(request, **{name: None}))
            for name, label, words in (form.chosen() if understood else ())
        ],
        "counts": counts,
        "states": _figures(request, counts),
        "page": page,
        "rows": rows,
        "steps": [step for step in reports.STEPS if any(step in row.steps for row in rows)],
        "asked": query(request) if request.GET else "",
        "kept_query": [(name, value) for name, values in request.GET.lists() for value in values if name != "page"],
        "may_write": campaign.phase != Phase.CLOSED and _writes(request, campaign, place),
    }
    return render(request, "problems/list.html", context, status=200 if understood else 400)


def _figures(request: HttpRequest, counts: reports.ProblemCounts) -> list[dict]:
    """Figures that each lead to the problems they count (see _key.html)."""
    figures = [
        {"n": n, "word": state.label, "tone": state.tone, "address": query(request, state=state, due=None)}
        for state, n in counts.states()
    ]
    more = (
        (counts.overdue, _("overdue"), "late", OVERDUE),
        (counts.this_week, _("due within seven days"), "plan", THIS_WEEK),
    )
    return figures + [
        {"n": n, "word": word, "tone": tone, "address": query(request, state=None, due=due)}
        for n, word, tone, due in more
        if n
    ]


@require_safe
def problems_download(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """The problems that a filter keeps, all of them, as an .xlsx in the official columns."""
    campaign, place = place_campaign(request, year, code)
    today = timezone.localdate()
    at_place = Problem.objects.visible_to(request.seat).at(campaign, code)
    with translation.override(OFFICIAL):
        form = filter_form(request, campaign, place, at_place)
        if not form.is_valid():
            raise Http404
        narrowed = narrowed_to(form.chosen())
    by = form.filter()
    kept = reports.narrowed(at_place, by, today, request.seat)
    counts = reports.counts(kept, today, is_whole=by == ProblemFilter())
    name = f"{place.official_name}{year}年“五星”支部创建问题清单"
    return download(write_problems(name, kept.for_list(), counts.sentence(), narrowed), name)


def filter_form(request: HttpRequest, campaign: Campaign, place: County | Township, at_place) -> ProblemsForm:
    """The filter, with what may be chosen at the place."""
    if isinstance(place, Township):
        townships, areas = [], [(str(pk), name) for pk, name in place.areas.values_list("pk", "name")]
    else:
        townships = list(place.townships.values_list("pk", "name"))
        found = Area.objects.filter(township__county=place).values_list("pk", "township__name", "name")
        areas = [(str(pk), f"{township} {name}") for pk, township, name in found]
    named = at_place.exclude(task=None).order_by("task__star__order", "task__number")
    tasks = named.values_list("task", "task__star__name", "task__title").distinct()
    return ProblemsForm(
        request.GET,
        choices={
            "township": townships,
            "area": areas,
            "star": star_choices(campaign.star_sets()),
            "task": [(str(pk), f"{star} · {title}") for pk, star, title in tasks],
            **{name: [(each, each) for each in reports.written(at_place, name)] for name in WRITTEN},
        },
    )


def _writes(request: HttpRequest, campaign: Campaign, place: County | Township) -> bool:
    """Whether the reader writes problems of some unit down here."""
    township = place if isinstance(place, Township) else None
    return access.writes_problems(request.seat, campaign.county, township)


# One problem -----------------------------------------------------------------------------------------------------


def find(request: HttpRequest, year: int, code: str, pk: int) -> tuple[Campaign, County | Township, Problem]:
    campaign, place = place_campaign(request, year, code)
    found = Problem.objects.visible_to(request.seat).at(campaign, code).for_list()
    return campaign, place, get_object_or_404(found.select_related("plan__campaign__county"), pk=pk)


@require_http_methods(["GET", "POST"])
def problem(request: HttpRequest, year: int, code: str, problem: int) -> HttpResponse:
    """Screen: one problem, who did what with it, and what the reader may do; it is written in here."""
    campaign, place, found = find(request, year, code, problem)
    may_write = Problem.objects.editable_by(request.seat).filter(pk=found.pk).exists()
    if request.method == "POST" and not may_write:
        raise PermissionDenied
    shows_form = may_write and found.state_choice.is_open and campaign.phase != Phase.CLOSED
    form = _form(request, campaign, found.plan, found) if shows_form or request.method == "POST" else None
    status, conflicts = 200, []
    if request.method == "POST" and "measures" not in request.POST and form.is_valid():
        try:
            edit_problem(
                by=request.seat, problem=found, version=form.cleaned_data["version"] or 0,
                sheet=form.sheet(found.plan.village_id), token=form.cleaned_data["token"],
            )  # fmt: skip
        except Stale as stale:
            form.refuse(stale)
            _campaign, _place, found = find(request, year, code, problem)
            form.see(found.version)
            status, conflicts = stale.status, _conflicts(form, found)
        except Refused as refused:
            form.refuse(refused)
            status = refused.status
        else:
            messages.success(request, _("Saved."))
            return redirect(reverse("problem", args=[year, code, found.pk]) + (query(request) if request.GET else ""))
    today = timezone.localdate()
    context = {
        "campaign": campaign,
        "place": place,
        "crumbs": _crumbs(request, campaign, place, str(found)),
        "row": reports.rows([found], request.seat, today)[0],
        "form": form,
        "conflicts": conflicts,
        "measures": _measures(form, found.plan, campaign) if form else [],
        "may_delete": shows_form and may_delete(request.seat, found),
        "on_behalf": access.runs(request.seat, campaign.county),
        "may_attach": campaign.phase != Phase.CLOSED and access.enters(request.seat, found.plan.village.township),
        "recalled": _recalled(campaign, found.plan),
        "asked": query(request) if request.GET else "",
        "history": reports.history(found),
    }  # fmt: skip
    for more in reports.beside(found, request.seat):
        context |= more
    return render(request, "problems/problem.html", context, status=_status(form, status))


@require_POST
def delete(request: HttpRequest, year: int, code: str, problem: int) -> HttpResponse:
    """Take back a problem of one's own. A refusal is shown on a page of its own."""
    _campaign, _place, found = find(request, year, code, problem)
    version = request.POST.get("version", "")
    if not Problem.objects.editable_by(request.seat).filter(pk=found.pk).exists():
        raise PermissionDenied
    delete_problem(
        by=request.seat, problem=found, version=int(version) if version.isdecimal() else 0,
        token=request.POST.get("token", ""),
    )  # fmt: skip
    messages.success(request, _("The problem is deleted. “What has happened” keeps it."))
    return redirect("problems", year, code)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: a new problem of a unit."""
    campaign, township = township_campaign(request, year, code[:9])
    plan = get_object_or_404(
        Plan.objects.visible_to(request.seat).select_related("village__area"), campaign=campaign, village=code
    )
    if not access.writes_problems(request.seat, campaign.county, township):
        raise PermissionDenied
    plan.village.township, plan.campaign = township, campaign
    form = _form(request, campaign, plan)
    status = 200
    if request.method == "POST" and "measures" not in request.POST and form.is_valid():
        try:
            add_problems(
                by=request.seat, campaign=campaign, sheets=[form.sheet(code)], token=form.cleaned_data["token"]
            )  # fmt: skip
        except Refused as refused:
            form.refuse(refused)
            status = refused.status
        else:
            messages.success(request, _("The problem is listed."))
            more = "more" in request.POST
            return redirect(reverse("add_problem", args=[year, code]) if more else f"{address(year, code)}#problems")
    context = {
        "campaign": campaign,
        "plan": plan,
        "crumbs": crumbs(request, year, plan.village, _("New problem")),
        "form": form,
        "measures": _measures(form, plan, campaign),
        "on_behalf": access.runs(request.seat, campaign.county),
        "recalled": _recalled(campaign, plan),
        "there": reports.of_unit(plan, request.seat, timezone.localdate()),
        "back": f"{address(year, code)}#problems",
    }
    return render(request, "problems/add.html", context, status=_status(form, status))


def own_stars(request: HttpRequest, campaign: Campaign, kept: Star | None = None) -> list[Star]:
    """The stars about which the reader writes problems down: all, or those that a task force acts on."""
    stars = [star for of_kind in campaign.star_sets().values() for star in of_kind]
    if not _is_task_force(request):
        return stars
    keys = {star.pk for star in stars_of(request.seat, campaign)} | ({kept.pk} if kept else set())
    return [star for star in stars if star.pk in keys]


def _is_task_force(request: HttpRequest) -> bool:
    return request.seat.holds(Role.TASK_FORCE)


def _form(request: HttpRequest, campaign: Campaign, plan: Plan, problem: Problem | None = None) -> ProblemForm:
    stars = [star for star in own_stars(request, campaign, problem and problem.star) if star.kind == plan.kind]
    about: list[tuple[str, str]] = []
    tasks = reports.tasks_of(stars, problem and problem.task)
    for star in stars:
        about.append((star.code, str(star)))
        about += [
            (f"{star.code}/{task.number}", f"{star.name} · {task.number} {task.title}")
            for task in tasks
            if task.star_id == star.pk
        ]
    initial: dict = {"version": problem.version if problem else 0, "about": request.GET.get("about", "")}
    looks = request.method == "POST" and "measures" in request.POST  # asks for measures; nothing is saved or wrong yet
    if looks:
        initial |= {name: request.POST.get(name, "") for name in ("version", "token", "about", *CELL)}
    elif problem:
        del initial["about"]
    locked = problem is not None and problem.post_id != request.seat.post.pk
    return ProblemForm(
        request.POST if request.method == "POST" and not looks else None,
        about=about, span=campaign.span, needs_star=_is_task_force(request), initial=initial,
        sheet=sheet_of(problem) if problem else None,
        locked=locked and not access.runs(request.seat, campaign.county),
    )  # fmt: skip


def sheet_of(problem: Problem) -> ProblemSheet:
    """A problem as its form shows it."""
    return ProblemSheet(
        problem.plan.village_id,
        problem.star.code if problem.star else "",
        problem.task.number if problem.task else None,
        {name: value_of(problem, spec) for name, spec in CELL.items()},
    )


def _measures(form: ProblemForm, plan: Plan, campaign: Campaign) -> list[Measure]:
    """What others planned for the task that the form shows; nothing where it shows none."""
    code, _slash, number = form.asked().partition("/")
    if not number.isdecimal():
        return []
    stars = [star for star in campaign.stars.all() if (star.kind, star.code) == (plan.kind, code)]
    task = next((task for task in reports.tasks_of(stars) if task.number == int(number)), None)
    plan.campaign = campaign
    return measures_for(plan, task) if task else []


def _recalled(campaign: Campaign, plan: Plan) -> dict[str, list[str]]:
    return reports.recalled(campaign, plan.village.township, [spec.name for spec in CELLS if spec.recalled])


def _conflicts(form: ProblemForm, problem: Problem) -> list[tuple[str, str, str]]:
    """(field, as it stands now, as it was written) for each field in which both differ."""
    now, typed = sheet_of(problem), form.sheet(problem.plan.village_id)
    return [
        (form.fields[spec.name].label, spec.show(now.value(spec.name)) or "—", spec.show(value) or "—")
        for spec in CELLS
        if (value := typed.value(spec.name)) != now.value(spec.name)
    ]


def _crumbs(request: HttpRequest, campaign: Campaign, place: County | Township, name: str) -> list[tuple[str, str]]:
    listed = reverse("problems", args=[campaign.year, place.code])
    return [*crumbs(request, campaign.year, place), (_("Problem list"), listed), (name, "")]


def _status(form, status: int) -> int:
    """422 where the form was not understood; else what came of it."""
    return 422 if status == 200 and form is not None and form.is_bound and not form.is_valid() else status
