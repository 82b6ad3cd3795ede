"""Assignments (周交办): the list on screen, paper and as .xlsx, a new one, one with its reply and its closing."""

import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from campaigns import access
from campaigns.entry.forms import Form
from campaigns.problems.rules import NO_DEPARTMENT, NO_STAR, NO_TASK
from campaigns.workbooks.layout import OFFICIAL, narrowed_to
from campaigns.workbooks.workbook import download
from campaigns.year.choices import Phase
from campaigns.year.models.campaign import Campaign, Star, Task
from campaigns.year.views.find import county_campaign, crumbs, office_campaign, query, star_choices
from fivestar.changes.deeds import Refused, Stale

from .. import actions as deeds
from ..exchange import write_assignments
from ..forms import AssignmentForm, AssignmentsForm, CloseForm, ReplyForm, SendBackForm
from ..models import Assignment, AssignmentQuerySet
from ..reports import assignment as reports
from ..rules import OVERDUE, AssignmentFilter
from .bottleneck import Asked, asked_bottlenecks

PAGE = 100
PAPER = "paper"
USUAL_DAYS = 14  # from giving to the day: what the form begins with


# The list --------------------------------------------------------------------------------------------------------


@require_safe
def assignments(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: assignments under the periods in which they were given, and how many of each month are closed."""
    campaign = county_campaign(request, year, code)
    today = timezone.localdate()
    reached = Assignment.objects.visible_to(request.seat).at(campaign)
    form = _filter_form(request, campaign, reached)
    understood = form.is_valid()
    kept = _kept(form, reached, campaign, today)
    if request.GET.get("view") == PAPER and understood:
        return _paper(request, campaign, kept, form)
    by = form.filter(state="", due="") if understood else AssignmentFilter()
    all_states = reports.narrowed(reached, by, campaign, today) if understood else kept
    counts = reports.counts(all_states, today, is_whole=by.is_whole)
    page = Paginator(kept.for_list(), PAGE).get_page(request.GET.get("page"))
    context = {
        "campaign": campaign,
        "place": campaign.county,
        "crumbs": crumbs(request, year, campaign.county, campaign.get_rhythm_display()),
        "form": form,
        "chosen": [
            (label, words, query(request, **{name: None}))
            for name, label, words in (form.chosen() if understood else ())
        ],
        "counts": counts,
        "states": _figures(request, counts),
        "page": page,
        "periods": reports.by_period(campaign, reports.lines(page, today)),
        "months": reports.months(reached),
        "gives": _gives(request, campaign),
    }
    return render(request, "assignments/list.html", context, status=200 if understood else 400)


def _filter_form(request: HttpRequest, campaign: Campaign, reached: AssignmentQuerySet) -> AssignmentsForm:
    periods = [
        (period.first.isoformat(), f"{_day(period.first)}—{_day(period.last)}")
        for period in reports.periods(campaign, reached)
    ]
    return AssignmentsForm(
        request.GET, departments=reports.departments(reached), stars=star_choices(campaign.star_sets()),
        periods=periods,
    )  # fmt: skip


def _day(day: datetime.date) -> str:
    return formats.date_format(day, "n-j")


def _kept(form: AssignmentsForm, reached: AssignmentQuerySet, campaign: Campaign, today) -> AssignmentQuerySet:
    return reports.narrowed(reached, form.filter(), campaign, today) if form.is_valid() else reached.none()


def _figures(request: HttpRequest, counts: reports.AssignmentCounts) -> list[dict]:
    """Figures that each lead to the assignments they count (see _key.html)."""
    figures = [
        {"n": n, "word": state.label, "tone": state.tone, "address": query(request, state=state, due=None)}
        for state, n in counts.states()
    ]
    if counts.overdue:
        late = query(request, state=None, due=OVERDUE)
        figures.append({"n": counts.overdue, "word": _("overdue"), "tone": "late", "address": late})
    return figures


def _gives(request: HttpRequest, campaign: Campaign) -> bool:
    return access.runs(request.seat, campaign.county) and campaign.phase != Phase.CLOSED


@require_safe
def assignments_download(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """The assignments that a filter keeps, all of them, as an .xlsx in the official columns."""
    campaign = county_campaign(request, year, code)
    today = timezone.localdate()
    reached = Assignment.objects.visible_to(request.seat).at(campaign)
    with translation.override(OFFICIAL):
        form = _filter_form(request, campaign, reached)
        if not form.is_valid():
            raise Http404
        narrowed = narrowed_to(form.chosen())
        name = f"{campaign.county.official_name}{year}年“五星”支部{campaign.get_rhythm_display()}清单"
    kept = _kept(form, reached, campaign, today)
    counted = reports.counts(kept, today, is_whole=form.filter().is_whole).sentence()
    return download(write_assignments(name, reports.lines(kept.for_list(), today), counted, narrowed), name)


def _paper(
    request: HttpRequest, campaign: Campaign, kept: AssignmentQuerySet, form: AssignmentsForm | None = None
) -> HttpResponse:  # fmt: skip
    """The official 交办单 of some assignments; of a single one also the units that it concerns."""
    lines = reports.lines(kept.for_list()[:PAGE], timezone.localdate())
    alone = lines[0].assignment if form is None else None
    with translation.override(OFFICIAL):
        narrowed = narrowed_to(form.chosen()) if form is not None else ""
    context = {
        "campaign": campaign,
        "place": campaign.county,
        "crumbs": crumbs(request, campaign.year, campaign.county, campaign.get_rhythm_display(), _("Print")),
        "lines": lines,
        "total": kept.count(),
        "narrowed": narrowed,
        "alone": alone,
        "units": _units(request, alone) if alone else [],
        "back": query(request, view=None),
        "official": OFFICIAL,
    }
    return render(request, "assignments/paper.html", context)


def _units(request: HttpRequest, assignment: Assignment) -> list[str]:
    """The units that an assignment concerns, by name."""
    found = reports.gathered_by(assignment, request.seat, timezone.localdate())
    return list(dict.fromkeys(each.unit.name for each in found))


# A new one -------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: a new assignment; from a bottleneck it begins with what is known of it, and with what it gathers."""
    campaign = office_campaign(request, year, code)
    asked = asked_bottlenecks(request, campaign, campaign.county)
    if not asked.form.is_valid():
        raise Http404
    today = timezone.localdate()
    narrows = bool(asked.by.task or asked.by.star or asked.by.department)
    most = deeds.MOST_AT_ONCE
    rows, problems = (asked.rows.for_list()[:most], asked.problems.for_list()[:most]) if narrows else ((), ())
    offered = reports.gathered(rows, problems, today)
    star, task = _about(campaign, asked)
    form, status = AssignmentForm(request.POST if request.method == "POST" else None, span=campaign.span), 200
    if request.method == "POST" and form.is_valid():
        try:
            done = deeds.give_assignment(
                by=request.seat, campaign=campaign, rows=form.keys("row"), problems=form.keys("problem"),
                sheet=form.sheet(star and star.pk, task and task.pk), token=form.cleaned_data["token"],
            )  # fmt: skip
        except Refused as refused:
            form.refuse(refused)
            status = refused.status
        else:
            key = done.changes.filter(model=Assignment._meta.label_lower).values_list("object_id", flat=True)[0]
            given = Assignment.objects.closed_by_seat(request.seat).select_related("campaign").get(pk=key)
            messages.success(request, _("%(number)s is given.") % {"number": given})
            return redirect("assignment", year, code, given.number)
    elif request.method == "GET":
        fresh = [each for each in offered if not each.others]
        form = AssignmentForm(None, span=campaign.span, initial=_begin(asked, star, task, fresh, today))
    ticked = (
        {*(("row", key) for key in form.keys("row")), *(("problem", key) for key in form.keys("problem"))}
        if form.is_bound
        else {("row" if each.is_task else "problem", each.record.pk) for each in offered if not each.others}
    )
    context = {
        "campaign": campaign,
        "crumbs": _crumbs(request, campaign, _("New assignment")),
        "form": form,
        "star": star,
        "task": task,
        "offered": [
            (each, ("row" if each.is_task else "problem", each.record.pk) in ticked) for each in offered
        ],
        "assigned": sum(bool(each.others) for each in offered),
        "departments": _departments(campaign),
        "back": reverse("bottlenecks" if narrows else "assignments", args=[year, code]),
    }  # fmt: skip
    return render(request, "assignments/add.html", context, status=_status(form, status))


def _about(campaign: Campaign, asked: Asked) -> tuple[Star | None, Task | None]:
    """The star and task that a bottleneck is about."""
    task = None
    if asked.by.task not in ("", NO_TASK):
        task = Task.objects.filter(star__campaign=campaign).select_related("star").get(pk=asked.by.task)
    if task is not None:
        return task.star, task
    stars = [] if asked.by.star in ("", NO_STAR) else [s for s in campaign.stars.all() if s.code == asked.by.star]
    return (stars[0] if stars else None), None


def _begin(asked: Asked, star: Star | None, task: Task | None, fresh, today: datetime.date) -> dict:
    """What the form of a new assignment begins with. It becomes part of an official paper, so it is Chinese."""
    department = asked.by.department if asked.by.department != NO_DEPARTMENT else ""
    begin = {
        "department": department or (star.department if star else ""),
        "due_on": today + datetime.timedelta(days=USUAL_DAYS),
    }
    units = len({each.unit.pk for each in fresh})
    if units:
        what = f"“{task}”" if task else (f"{star}" if star else "有关问题")
        begin["text"] = f"{units}个村（社区）{what}未按期完成，请牵头研究解决。"
        begin["demand"] = "逐村核实，列出解决办法和完成日期；完成一处、告知一处，到期书面反馈。"
    return begin


def _departments(campaign: Campaign) -> list[str]:
    return sorted({star.department for star in campaign.stars.all() if star.department})


# One assignment --------------------------------------------------------------------------------------------------


def _find(request: HttpRequest, year: int, code: str, number: int) -> tuple[Campaign, Assignment]:
    campaign = county_campaign(request, year, code)
    found = Assignment.objects.visible_to(request.seat).at(campaign).for_list()
    return campaign, get_object_or_404(found, number=number)


@require_http_methods(["GET", "POST"])
def assignment(request: HttpRequest, year: int, code: str, number: int) -> HttpResponse:
    """Screen: one assignment and what it gathers; the department replies here, the county office closes."""
    campaign, found = _find(request, year, code, number)
    if request.GET.get("view") == PAPER:
        return _paper(request, campaign, Assignment.objects.visible_to(request.seat).filter(pk=found.pk))
    sent, form, status = None, None, 200
    if request.method == "POST":
        sent = request.POST.get("deed", "")
        mine = Assignment.objects.filter(pk=found.pk)
        may = mine.replied_by_seat(request.seat) if sent == "reply" else mine.closed_by_seat(request.seat)
        if not may.exists():
            raise PermissionDenied
        form = _form(request, sent, found, request.POST)
        if form.is_valid():
            status = _act(request, sent, found, form)
            if status == 302:
                return redirect("assignment", year, code, number)
            if status == Stale.status:
                _campaign, found = _find(request, year, code, number)
                form.see(found.version)
    today = timezone.localdate()
    one = Assignment.objects.filter(pk=found.pk)
    context = {
        "campaign": campaign,
        "crumbs": _crumbs(request, campaign, str(found)),
        "line": reports.lines([found], today)[0],
        "gathered": reports.gathered_by(found, request.seat, today),
        "form": form,
        "reply": _shown("reply", sent, form, request, found) if one.to_reply_by(request.seat).exists() else None,
        "close": _shown("close", sent, form, request, found) if one.to_close_by(request.seat).exists() else None,
        "back_form": _shown("return", sent, form, request, found) if _returns(request, campaign, found) else None,
        "is_own": found.state == "replied" and request.seat.officer and found.replied_by_id == request.seat.officer.pk,
        "edits": _gives(request, campaign) and found.state_choice.is_open,
        "history": reports.history(found),
    }
    return render(request, "assignments/assignment.html", context, status=_status(form, status))


def _returns(request: HttpRequest, campaign: Campaign, found: Assignment) -> bool:
    return _gives(request, campaign) and found.state == "replied"


def _form(request: HttpRequest, name: str, found: Assignment, data=None) -> Form:
    begin = {"version": found.version}
    if name == "reply":
        begin |= {"reply": found.reply, "reply_from": found.reply_from}
        is_office = access.runs(request.seat, found.campaign.county)
        return ReplyForm(data, is_office=is_office, initial=begin, auto_id="reply_%s")
    if name == "return":
        return SendBackForm(data, initial=begin, auto_id="return_%s")
    if name == "close":
        return CloseForm(data, initial=begin, auto_id="close_%s")
    raise Http404


def _shown(name: str, sent: str | None, form: Form | None, request: HttpRequest, found: Assignment) -> Form:
    """The form that was sent keeps its words; another begins anew."""
    return form if form is not None and name == sent else _form(request, name, found)


def _act(request: HttpRequest, name: str, found: Assignment, form: Form) -> int:
    """Do what a form asks for; the status of the answer."""
    said = form.cleaned_data
    facts = {"by": request.seat, "assignment": found, "version": said["version"] or 0, "token": said["token"]}
    try:
        if name == "reply":
            deeds.reply_assignment(**facts, reply=said["reply"], reply_from=said.get("reply_from", ""))
            messages.success(request, _("The reply is saved; the county office closes or sends it back."))
        elif name == "return":
            deeds.return_assignment(**facts, reason=said["reason"])
            messages.success(request, _("The reply is sent back."))
        else:
            deeds.close_assignment(**facts)
            messages.success(request, _("%(number)s is struck off.") % {"number": found})
    except Refused as refused:
        form.refuse(refused)
        return refused.status
    return 302


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, year: int, code: str, number: int) -> HttpResponse:
    """Screen: mending an assignment to which nobody has replied."""
    campaign = office_campaign(request, year, code)
    _campaign, found = _find(request, year, code, number)
    begin = {name: getattr(found, name) for name in ("text", "demand", "department", "due_on", "version")}
    data = request.POST if request.method == "POST" else None
    form, status = AssignmentForm(data, span=campaign.span, initial=begin), 200
    conflicts = []
    if request.method == "POST" and form.is_valid():
        try:
            done = deeds.edit_assignment(
                by=request.seat, assignment=found, version=form.cleaned_data["version"] or 0, sheet=form.sheet(),
                token=form.cleaned_data["token"],
            )  # fmt: skip
        except Stale as stale:
            form.refuse(stale)
            _campaign, found = _find(request, year, code, number)
            form.see(found.version)
            status = stale.status
            conflicts = [
                (form.fields[name].label, getattr(found, name) or "—", form.cleaned_data[name] or "—")
                for name in ("text", "demand", "department", "due_on")
                if getattr(found, name) != form.cleaned_data[name]
            ]
        except Refused as refused:
            form.refuse(refused)
            status = refused.status
        else:
            messages.success(request, _("Saved.") if done.pk else _("Nothing was different; nothing was saved."))
            return redirect("assignment", year, code, number)
    context = {
        "campaign": campaign,
        "crumbs": _crumbs(request, campaign, str(found)),
        "assignment": found,
        "form": form,
        "conflicts": conflicts,
        "departments": _departments(campaign),
        "back": reverse("assignment", args=[year, code, number]),
    }
    return render(request, "assignments/edit.html", context, status=_status(form, status))


def _crumbs(request: HttpRequest, campaign: Campaign, name: str) -> list[tuple[str, str]]:
    listed = reverse("assignments", args=[campaign.year, campaign.county_id])
    here = [(str(campaign.get_rhythm_display()), listed), (name, "")]
    return [*crumbs(request, campaign.year, campaign.county), *here]


def _status(form: Form | None, status: int) -> int:
    """422 where the form was not understood; else what came of it."""
    return 422 if status == 200 and form is not None and form.is_bound and not form.is_valid() else status
