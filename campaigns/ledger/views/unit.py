"""The ledger of a unit: sorting its tasks, writing rows, reporting them done, checking them or sending them back."""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from campaigns import access
from campaigns.planning.models.marks import Plan
from campaigns.planning.reports.measures import measures_for
from campaigns.year.choices import Phase
from campaigns.year.models.campaign import Campaign
from campaigns.year.reports import changes
from campaigns.year.views.find import crumbs, township_campaign
from fivestar.changes.deeds import Refused
from fivestar.changes.undo import last_of
from villages.models import Township

from ..actions import tasks as actions
from ..choices import TaskGroup, TaskState
from ..forms.rows import MoreTimeForm, RowsForm, SortForm, keys
from ..models import UnitTask
from ..reports import unit as reports
from ..rules.shown import to_take_over
from ..rules.tasks import TaskEntry

WRITES, CHECKS, SORTS = ("save", "report", "unreport", "take"), ("check", "return"), ("sort", "keep", "look")
LEDGER_DEEDS = (
    "sort_tasks",
    "edit_tasks",
    "report_tasks",
    "unreport_tasks",
    "check_tasks",
    "return_tasks",
    "take_over",
)


@require_http_methods(["GET", "POST"])
def unit_ledger(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: the ledger of one unit, star by star."""
    campaign, township, plan = _find(request, year, code)
    if request.method == "GET":
        return _ledger_page(request, campaign, township, plan)
    if request.POST.get("deed", "").partition(":")[0] in SORTS:
        return _sort(request, campaign, township, plan)
    return _act(request, campaign, township, plan)


@require_http_methods(["GET", "POST"])
def ledger_row(request: HttpRequest, year: int, code: str, row: int) -> HttpResponse:
    """Screen: one task of one unit, everything written of it and everything that has happened to it."""
    campaign, township, plan = _find(request, year, code)
    found = get_object_or_404(UnitTask.objects.at(campaign, code), pk=row)
    if request.method == "GET":
        return _row_page(request, campaign, township, plan, found)
    if request.POST.get("deed") == "ask":
        return _ask(request, campaign, township, plan, found)
    return _act(request, campaign, township, plan, found)


def _find(request: HttpRequest, year: int, code: str) -> tuple[Campaign, Township, Plan]:
    campaign, township = township_campaign(request, year, code[:9])
    found = Plan.objects.visible_to(request.seat).filter(campaign=campaign).for_list()
    plan = get_object_or_404(found, village=code)
    plan.village.township = township
    return campaign, township, plan


# Sorting ----------------------------------------------------------------------------------------------------------


def _sort(request: HttpRequest, campaign: Campaign, township: Township, plan: Plan) -> HttpResponse:
    """Sort what one star's button means, or all that the page showed; ticks of the other stars are kept."""
    if not access.enters(request.seat, township):
        raise PermissionDenied
    form = SortForm(request.POST)
    meant = form.rows
    if form.part:
        of_star = UnitTask.objects.at(campaign, plan.village_id).filter(task__star__code=form.part)
        meant = meant & set(of_star.values_list("pk", flat=True))
    reached = meant if form.deed == "keep" else form.reached & meant
    left = form.reached
    if form.deed != "look":
        left = form.reached - meant
        try:
            actions.sort_tasks(
                by=request.seat, campaign=campaign, reached=sorted(reached), gaps=sorted(meant - reached),
                token=form.token,
            )  # fmt: skip
        except Refused as refused:
            return _ledger_page(request, campaign, township, plan, ticked=form.reached, refusal=refused)
        messages.success(request, sorted_words(len(reached), len(meant) - len(reached)))
    ticks = f"?{urlencode({'reached': sorted(left)}, doseq=True)}" if left else ""
    return redirect(f"{request.path}{ticks}{f'#s-{form.part}' if form.part else ''}")


def sorted_words(reached: int, gaps: int) -> str:
    """What a sorting did, in words."""
    return _("Sorted: %(reached)s reached already, %(gaps)s to work on.") % {"reached": reached, "gaps": gaps}


# Writing, reporting, checking -------------------------------------------------------------------------------------


def _act(
    request: HttpRequest, campaign: Campaign, township: Township, plan: Plan, row: UnitTask | None = None
) -> HttpResponse:
    """Save what was written and do what the button says, on the page of the unit or of one row."""
    form = RowsForm(request.POST, campaign.span)
    deed = form.deed or "save"
    if deed == "check_star":  # all of a star that the page showed as reported
        deed, form.picked = "check", _reported(campaign, plan, form)
    if deed in ("take_star", "take_all"):  # of a star, or of the unit, what the page showed as the plan sheet's
        deed, form.picked = "take", _taking(campaign, plan, form)
    enters = access.enters(request.seat, township)
    if deed not in WRITES + CHECKS:
        raise Http404
    if not (enters if deed in WRITES else access.checks(request.seat, campaign.county)):
        raise PermissionDenied
    refusal, saved = None, False
    if form.is_valid():
        entries = _differing(form.entries) if enters else []
        try:
            if entries:
                actions.edit_tasks(by=request.seat, campaign=campaign, entries=entries, token=form.token)
            saved = True
            if deed != "save":
                _decide(request, campaign, form, deed)
        except Refused as refused:
            refusal = refused
    if form.is_valid() and not refusal and not request.htmx:
        _tell(request, deed, len(form.picked))
        return redirect(f"{request.path}{_star_of(form.picked)}" if row is None else request.path)
    # What was saved before the button's deed was refused stands as it is now.
    kept = {} if saved else {"typed": form.typed, "versions": form.versions}
    page = {"form": form, "refusal": refusal, **kept}
    if request.htmx:
        return _saved_rows(request, campaign, township, plan, **page)
    if row is not None:
        return _row_page(request, campaign, township, plan, row, **page)
    return _ledger_page(request, campaign, township, plan, **page)


def _reported(campaign: Campaign, plan: Plan, form: RowsForm) -> set[int]:
    of_star = UnitTask.objects.at(campaign, plan.village_id).filter(task__star__code=form.part, pk__in=form.versions)
    return set(of_star.filter(state=TaskState.REPORTED).values_list("pk", flat=True))


def _taking(campaign: Campaign, plan: Plan, form: RowsForm) -> set[int]:
    rows = UnitTask.objects.at(campaign, plan.village_id).filter(pk__in=form.versions, state__in=TaskGroup.GAP.states)
    if form.part:
        rows = rows.filter(task__star__code=form.part)
    return {row.pk for row in rows.with_sheet().select_related("task__star") if to_take_over(row.shown)}


def _differing(entries: list[TaskEntry]) -> list[TaskEntry]:
    """Entries that say something else than what stands in their rows by now: a row that saved itself a moment before
    is not a conflict with itself."""
    rows = UnitTask.objects.in_bulk([entry.pk for entry in entries])
    return [
        entry
        for entry in entries
        if entry.pk not in rows or any(getattr(rows[entry.pk], name) != value for name, value in entry.cells.items())
    ]


def _decide(request: HttpRequest, campaign: Campaign, form: RowsForm, deed: str) -> None:
    own = [entry.pk for entry in form.entries]  # written in the same step, so this is what the person saw
    seen = form.seen() | dict(UnitTask.objects.filter(pk__in=set(own) & form.picked).values_list("pk", "version"))
    facts = {"by": request.seat, "campaign": campaign, "seen": seen, "token": form.token}
    if deed == "report":
        actions.report_tasks(**facts, progress=form.said)
    elif deed == "unreport":
        actions.unreport_tasks(**facts)
    elif deed == "take":
        actions.take_over(**facts)
    elif deed == "check":
        actions.check_tasks(**facts)
    else:
        actions.return_tasks(**facts, reason=form.reason)


def _tell(request: HttpRequest, deed: str, n: int) -> None:
    told = {
        "save": _("Saved."),
        "report": ngettext(
            "%(n)s task is reported done; someone else checks it.",
            "%(n)s tasks are reported done; someone else checks them.", n,
        ),
        "unreport": ngettext("%(n)s report is taken back.", "%(n)s reports are taken back.", n),
        "take": ngettext(
            "%(n)s row keeps the words of the plan sheet as its own.",
            "%(n)s rows keep the words of the plan sheet as their own.", n,
        ),
        "check": ngettext("%(n)s task is checked and struck off.", "%(n)s tasks are checked and struck off.", n),
        "return": ngettext("%(n)s task is sent back.", "%(n)s tasks are sent back.", n),
    }  # fmt: skip
    messages.success(request, told[deed] if deed == "save" else told[deed] % {"n": n})


def _star_of(picked: set[int]) -> str:
    """Where on the unit's page the rows of a deed stand, if all of them are of one star."""
    stars = set(UnitTask.objects.filter(pk__in=picked).values_list("task__star__code", flat=True))
    return f"#s-{stars.pop()}" if len(stars) == 1 else ""


# Pages ------------------------------------------------------------------------------------------------------------


def _frame(
    request: HttpRequest, campaign: Campaign, township: Township, plan: Plan, *, form: RowsForm | None = None,
    refusal: Refused | None = None,
) -> dict:  # fmt: skip
    is_open = campaign.phase != Phase.CLOSED
    enters = is_open and access.enters(request.seat, township)
    return {
        "campaign": campaign,
        "township": township,
        "plan": plan,
        "today": timezone.localdate(),
        "is_open": is_open,
        "may_enter": enters,
        "may_check": is_open and access.checks(request.seat, campaign.county),
        "on_behalf": enters and access.runs(request.seat, township.county),
        "runs": is_open and access.runs(request.seat, township.county),
        "written": form,
        "refusal": refusal,
        "problems": [
            *(form.problems if form else ()),
            *((str(problem), "") for problem in (refusal.problems if refusal else ())),
        ],
        "address": request.path,
    }


def _status(form: RowsForm | None, refusal: Refused | None) -> int:
    if refusal:
        return refusal.status
    return 200 if form is None or form.is_valid() else 422


def _ledger_page(
    request: HttpRequest, campaign: Campaign, township: Township, plan: Plan, *, form=None, refusal=None,
    ticked: set[int] | None = None, typed: Mapping[str, str] | None = None, versions: Mapping[int, int] | None = None,
) -> HttpResponse:  # fmt: skip
    frame = _frame(request, campaign, township, plan, form=form, refusal=refusal)
    ledger = reports.unit_ledger(campaign, plan, request.seat, frame["today"], typed=typed, versions=versions)
    if ticked is None:
        ticked = keys(request.GET.getlist("reached"))
    last = last_of(request.seat) if frame["may_enter"] or frame["may_check"] else None
    context = {
        **frame,
        "ledger": ledger,
        "ticked": ticked,
        "recalled": reports.recalled(campaign, township) if frame["may_enter"] else {},
        "days_left": (campaign.assessment_on - frame["today"]).days,
        "last": last if last and last.deed in LEDGER_DEEDS and last.place == plan.village_id else None,
        "crumbs": crumbs(request, campaign.year, plan.village, _("Ledger")),
    }
    return render(request, "ledger/tasks/ledger.html", context, status=_status(form, refusal))


def _saved_rows(
    request: HttpRequest, campaign: Campaign, township: Township, plan: Plan, *, form: RowsForm, refusal=None,
    typed: Mapping[str, str] | None = None, versions: Mapping[int, int] | None = None,
) -> HttpResponse:  # fmt: skip
    """The parts of the page that a row's own saving concerns."""
    frame = _frame(request, campaign, township, plan, form=form, refusal=refusal)
    ledger = reports.unit_ledger(campaign, plan, request.seat, frame["today"], typed=typed, versions=versions)
    rows = [row for row in ledger.rows if row.pk in form.versions]
    context = {**frame, "ledger": ledger, "rows": rows, "oob": True}
    return render(request, "ledger/tasks/_saved.html", context, status=_status(form, refusal))


def _row_page(
    request: HttpRequest, campaign: Campaign, township: Township, plan: Plan, row: UnitTask, *, form=None,
    refusal=None, ask: MoreTimeForm | None = None, status: int = 0,
    typed: Mapping[str, str] | None = None, versions: Mapping[int, int] | None = None,
) -> HttpResponse:  # fmt: skip
    frame = _frame(request, campaign, township, plan, form=form, refusal=refusal)
    shown = reports.shown_rows(
        UnitTask.objects.at(campaign, plan.village_id).filter(pk=row.pk), request.seat, frame["today"], campaign.span,
        typed or {}, versions or {},
    )[0]  # fmt: skip
    # The county office sets a later day itself.
    may_ask = frame["may_enter"] and not frame["runs"] and shown.state.is_open and shown.row.due_on and not shown.asked
    context = {
        **frame,
        "row": shown,
        "may_write": frame["may_enter"] and shown.state != TaskState.CHECKED,
        "recalled": reports.recalled(campaign, township) if frame["may_enter"] else {},
        "measures": measures_for(plan, shown.task) if frame["may_enter"] and shown.state != TaskState.CHECKED else [],
        "ask": (ask or MoreTimeForm(span=campaign.span)) if may_ask else None,
        "history": changes.of_records(request.seat, shown.row, *shown.requests),
        "crumbs": [
            *crumbs(request, campaign.year, plan.village),
            (_("Ledger"), reverse("unit_ledger", args=[campaign.year, plan.village_id])),
            (shown.task.title, ""),
        ],
    }
    for more in reports.beside(shown.row, request.seat):
        context |= more
    return render(request, "ledger/tasks/task.html", context, status=status or _status(form, refusal))


def _ask(request: HttpRequest, campaign: Campaign, township: Township, plan: Plan, row: UnitTask) -> HttpResponse:
    """Ask for more time for a task."""
    if not access.enters(request.seat, township):
        raise PermissionDenied
    form, status = MoreTimeForm(request.POST, span=campaign.span), 422
    if form.is_valid():
        try:
            actions.ask_extension(
                by=request.seat, campaign=campaign, row=row.pk, until=form.cleaned_data["until"],
                reason=form.cleaned_data["reason"], token=form.cleaned_data["token"],
            )  # fmt: skip
        except Refused as refused:
            form.refuse(refused)
            status = refused.status
        else:
            messages.success(request, _("The county office has your request for more time."))
            return redirect(request.path)
    return _row_page(request, campaign, township, plan, row, ask=form, status=status)
