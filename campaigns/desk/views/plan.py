"""Marking the stars: one page for a township, one for a unit; submitting and withdrawing."""

from collections.abc import Collection

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from campaigns import access
from campaigns.leaders.reports import contact_of
from campaigns.ledger.reports.unit import township_tasks
from campaigns.opinions.reports import of_place as opinions_on
from campaigns.opinions.reports import rows as opinion_rows
from campaigns.pairings.reports import of_unit as pairings_of
from campaigns.planning.actions.marks import Incomplete, save_marks, submit_plans, withdraw_plans
from campaigns.planning.forms.marks import MarksForm
from campaigns.planning.models.marks import Plan
from campaigns.planning.reports.findings import findings
from campaigns.planning.reports.matrix import Matrix, Row, matrix
from campaigns.planning.reports.sentences import report_sentence
from campaigns.planning.rules.steps import steps_of
from campaigns.problems.reports import of_unit as problems_of
from campaigns.projects.reports import of_unit as projects_of
from campaigns.projects.rules import may_have_projects
from campaigns.sheets.models.sheet import Sheet
from campaigns.sheets.reports.sheet import by_state, last_request
from campaigns.vetoes.models import VetoHit
from campaigns.year.choices import Phase
from campaigns.year.models.campaign import Campaign
from campaigns.year.reports import changes
from campaigns.year.rules import BEFORE_RATING
from campaigns.year.views.find import address, campaign_of, crumbs, township_campaign, visible_township
from fivestar.changes.deeds import Refused, Stale
from fivestar.changes.undo import last_of
from fivestar.http import asks_first, one_time_token
from villages.choices import Role
from villages.models import Township


@require_http_methods(["GET", "POST"])
def township(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: a township marks the stars of all its units."""
    place = visible_township(request, code)
    campaign = campaign_of(place, year)
    if campaign is None:
        return _no_campaign(request, year, place)
    if request.method == "POST":
        return _save(request, campaign, place)
    return _township_page(request, campaign, place)


@require_http_methods(["GET", "POST"])
def unit(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: one unit's plan, where it stands, and everything that has happened to it."""
    campaign, place = township_campaign(request, year, code[:9])
    if not Plan.objects.visible_to(request.seat).at(year, code).exists():
        raise Http404
    if request.method == "POST":
        return _save(request, campaign, place, code)
    return _unit_page(request, campaign, place, code)


def _no_campaign(request: HttpRequest, year: int, place: Township) -> HttpResponse:
    """Where an organizer lands before the county office has opened a year."""
    context = {"place": place, "year": year, "crumbs": crumbs(request, year, place)}
    return render(request, "desk/no_campaign.html", context, status=200 if request.method == "GET" else 404)


def _save(request: HttpRequest, campaign: Campaign, place: Township, code: str = "") -> HttpResponse:
    """Save the rows that were sent; a row that saves itself gets its own part of the page back."""
    if not access.enters(request.seat, place):
        raise PermissionDenied
    today = timezone.localdate()
    form = MarksForm(request.POST)
    before = matrix(campaign, place, today, [row.code for row in form.rows])
    changed = [row for row in form.rows if not ((known := before.row(row.code)) and known.says(row))]
    status, refusal = 200, None
    if form.is_valid() and changed:
        try:
            save_marks(by=request.seat, campaign=campaign, rows=changed, token=form.token, reason=form.reason)
        except Refused as refused:
            status, refusal = refused.status, refused
    elif not form.is_valid():
        status = 422
    if request.htmx:
        kept = changed if status != 200 else []
        return _rows_page(request, campaign, place, code, changed, kept, status, refusal)
    if status == 200:
        messages.success(request, _("Saved."))
        return redirect(address(campaign.year, code or place.code))
    page = _unit_page if code else _township_page
    where = (code,) if code else ()
    return page(
        request, campaign, place, *where, entries=form.rows, refusal=refusal, problems=form.problems, status=status
    )


def _rows_page(request, campaign, place, code, rows, kept, status, refusal) -> HttpResponse:
    """The parts of the page that a row's save concerns: the row itself, and whatever else speaks of the marks."""
    shown = matrix(campaign, place, timezone.localdate(), [code] if code else (), entries=kept)
    codes = {row.code for row in rows}
    more = _of_unit(request, shown, shown.row(code)) if code else _of_township(request, shown)
    context = {
        **_frame(request, shown),
        **more,
        "rows": [row for row in shown.rows if row.code in codes],
        "refusal": refusal,
        "alone": bool(code),
        "oob": True,
    }
    return render(request, "planning/marks/_saved.html", context, status=status)


def _of_township(request: HttpRequest, shown: Matrix) -> dict:
    """What a township's page says of its marks beside the rows."""
    campaign = shown.campaign
    names = {grid.kind: {star.code: star.name for star in grid.stars} for grid in shown.grids}
    return {
        "findings": findings(campaign, shown.township.code, request.seat),
        "sentence": report_sentence([grid.entered for grid in shown.grids], names, campaign.word),
    }


def _of_unit(request: HttpRequest, shown: Matrix, row: Row) -> dict:
    """What a unit's page says of its marks beside the row."""
    entries = changes.entries(changes.timeline(request.seat, row.code, shown.campaign.year)[:60], row.code)
    return {
        "row": row,
        "plan": row.plan,
        "history": changes.folded(entries)[:20],
        "projects": projects_of(row.plan),
        "aims_high": may_have_projects(row.mark.level),
        "may_list": shown.campaign.phase in BEFORE_RATING and access.enters(request.seat, shown.township),
    }


def _frame(request: HttpRequest, shown: Matrix) -> dict:
    """What the matrix, its totals and its bar need."""
    enters = access.enters(request.seat, shown.township)
    last = last_of(request.seat) if enters else None
    return {
        "campaign": shown.campaign,
        "township": shown.township,
        "matrix": shown,
        "may_enter": enters,
        "on_behalf": enters and access.runs(request.seat, shown.township.county),
        # Only what was marked here is offered for undoing; its page says whether it still can be.
        "last": last if last and last.deed == "save_marks" and last.place.startswith(shown.township.code) else None,
    }


def _township_page(
    request: HttpRequest, campaign: Campaign, place: Township, *, entries=(), refusal=None, problems=(), status=200
) -> HttpResponse:
    shown = matrix(campaign, place, timezone.localdate(), entries=entries)
    context = {
        **_frame(request, shown),
        **_of_township(request, shown),
        "crumbs": crumbs(request, campaign.year, place),
        "sheets": by_state(Sheet.objects.filter(plan__campaign=campaign, plan__village__township=place)),
        "sheets_left": (shown.filing.sheets_due - timezone.localdate()).days,
        "tasks": township_tasks(campaign, place.code, shown.today),
        "refusal": refusal,
        "problems": _linked(refusal, problems),
        "token": one_time_token(),
    }
    return render(request, "desk/township.html", context, status=status)


def _unit_page(
    request: HttpRequest, campaign: Campaign, place: Township, code: str, *,
    entries=(), refusal=None, problems=(), status=200,
) -> HttpResponse:  # fmt: skip
    shown = matrix(campaign, place, timezone.localdate(), [code], entries=entries)
    row = shown.row(code)
    office = access.runs(request.seat, place.county)
    context = {
        **_frame(request, shown),
        **_of_unit(request, shown, row),
        "crumbs": crumbs(request, campaign.year, row.plan.village),
        "grid": shown.grids[0],
        "may_decide": office,
        "steps": steps_of(
            row.plan.state,
            campaign.phase,
            enters=access.enters(request.seat, place),
            decides=office,
            is_own=row.plan.submitted_by_id == request.seat.officer.pk,
            may_write=row.is_open,
        ),
        "change_request": last_request(row.plan),
        "tasks": township_tasks(campaign, code, shown.today),
        "refusal": refusal,
        "problems": _linked(refusal, problems),
        "token": one_time_token(),
        **_said_and_listed(request, campaign, place, row),
    }
    return render(request, "desk/unit.html", context, status=status)


def _said_and_listed(request: HttpRequest, campaign: Campaign, place: Township, row: Row) -> dict:
    """The opinions on a unit and what else is listed of it, and what the reader may do with them."""
    is_open = campaign.phase != Phase.CLOSED
    return {
        "opinions": opinion_rows(opinions_on(campaign, row.code), campaign, request.seat),
        "may_give": is_open and access.gives_opinions(request.seat, campaign.county),
        "runs": is_open and access.runs(request.seat, campaign.county),
        "problem_rows": problems_of(row.plan, request.seat, timezone.localdate()),
        "may_write_problems": is_open and access.writes_problems(request.seat, campaign.county, place),
        "contact": contact_of(row.plan, request.seat),
        "may_visit": is_open and access.enters_visits(request.seat, campaign.county, place),
        "pairings": pairings_of(row.plan, campaign, request.seat),
        "veto_hits": list(VetoHit.objects.visible_to(request.seat).filter(plan=row.plan).for_list()),
        "may_veto": is_open and request.seat.holds(Role.COUNTY_OFFICE, Role.TASK_FORCE),
    }


def _linked(refusal: Refused | None, problems) -> list[tuple[str, str]]:
    """What to mend, each with the place on the page where it is mended."""
    listed = list(problems)
    if isinstance(refusal, Incomplete):
        listed += [(f"{gap.name}：{gap.sentence}", f"#u{gap.code}") for gap in refusal.problems]
    elif isinstance(refusal, Stale):
        listed += [(str(plan), f"#u{plan.village_id}") for plan in refusal.records]
    elif refusal is not None:
        listed += [(str(problem), "") for problem in refusal.problems]
    return listed


@require_POST
def submit(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Hand in the units named by ``unit``, or all that are open: those that the button counted, so that a second
    click asks for the same. The rows of the page go with them and are saved by the same deed."""
    campaign, place = township_campaign(request, year, code)
    if not access.enters(request.seat, place):
        raise PermissionDenied
    form, chosen = MarksForm(request.POST), request.POST.getlist("unit")
    codes = chosen or request.POST.getlist("open") or matrix(campaign, place, timezone.localdate()).open_codes
    if not codes:
        messages.warning(request, _("There is nothing to submit: no unit is open."))
        return redirect(address(year, code))
    try:
        if not form.is_valid():
            raise Refused(_("Nothing was submitted, and nothing of this page was saved."))
        _check_shown(campaign, codes, form)
        submit_plans(by=request.seat, campaign=campaign, codes=codes, rows=form.rows, token=form.token)
    except Incomplete as incomplete:
        return _kept(request, campaign, place, chosen, incomplete, form)
    except Refused as refused:
        return _refused(request, campaign, place, chosen, refused, form)
    number = len(codes)
    messages.success(
        request,
        ngettext(
            "Submitted %(number)s unit. You can withdraw it until it is approved.",
            "Submitted %(number)s units. You can withdraw them until they are approved.",
            number,
        ) % {"number": number},
    )  # fmt: skip
    return redirect(address(year, chosen[0] if len(chosen) == 1 else code))


def _kept(
    request: HttpRequest, campaign: Campaign, place: Township, chosen: list[str], missing: Incomplete, form: MarksForm
) -> HttpResponse:
    """The page with what is missing; what was marked meanwhile is kept as a draft."""
    try:
        if form.rows:
            save_marks(by=request.seat, campaign=campaign, rows=form.rows, token=form.token)
    except Refused as refused:
        return _refused(request, campaign, place, chosen, refused, form)
    return _refused(request, campaign, place, chosen, missing, form)


def _check_shown(campaign: Campaign, codes: Collection[str], form: MarksForm) -> None:
    """Raise Stale with the units that are to be submitted and had no open row on the page: somebody opened them since
    it was loaded, and whoever submits has not seen them."""
    unseen = set(codes) - {row.code for row in form.rows} if form.rows else ()
    if plans := list(campaign.plans.filter(village__in=unseen).select_related("village") if unseen else ()):
        raise Stale(
            *plans,
            message=_("Nothing was submitted: units were opened again since this page was loaded. Look at them first."),
        )


@require_POST
def withdraw(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Take back the units named by ``unit``, or all that wait for approval: those that the button counted. What the
    page shows in the rows of other units is saved by the same deed."""
    campaign, place = township_campaign(request, year, code)
    if not access.enters(request.seat, place):
        raise PermissionDenied
    form, chosen = MarksForm(request.POST), request.POST.getlist("unit")
    codes = chosen or request.POST.getlist("waiting") or matrix(campaign, place, timezone.localdate()).waiting_codes
    if len(codes) > 1 and (page := _asks_to_withdraw(request, campaign, place, codes)):
        return page
    try:
        if not form.is_valid():
            raise Refused(_("Nothing was withdrawn, and nothing of this page was saved."))
        withdraw_plans(by=request.seat, campaign=campaign, codes=codes, rows=form.rows, token=form.token)
    except Refused as refused:
        return _refused(request, campaign, place, chosen, refused, form)
    messages.success(request, _("Withdrawn. The marks can be changed again."))
    return redirect(address(year, chosen[0] if len(chosen) == 1 else code))


def _asks_to_withdraw(
    request: HttpRequest, campaign: Campaign, place: Township, codes: list[str]
) -> HttpResponse | None:
    n = len(codes)
    question = ngettext(
        "Withdraw the stars of %(n)s unit? The county office cannot decide on it until it is submitted again.",
        "Withdraw the stars of %(n)s units? The county office cannot decide on them until they are submitted again.", n,
    )  # fmt: skip
    button = ngettext("Withdraw %(n)s unit", "Withdraw %(n)s units", n)
    names = place.villages.filter(code__in=codes).order_by("order", "code").values_list("name", flat=True)
    back = address(campaign.year, place.code)
    return asks_first(request, question % {"n": n}, button % {"n": n}, back, names=names)


def _refused(
    request: HttpRequest, campaign: Campaign, place: Township, chosen: list[str], refused: Refused, form: MarksForm
) -> HttpResponse:
    """The page of the one unit that was chosen, if the township has it, else the township's, with what stands in the
    way and everything that was typed."""
    page = {"entries": form.rows, "refusal": refused, "problems": form.problems, "status": refused.status}
    if len(chosen) == 1 and matrix(campaign, place, timezone.localdate(), chosen).row(chosen[0]):
        return _unit_page(request, campaign, place, chosen[0], **page)
    return _township_page(request, campaign, place, **page)
