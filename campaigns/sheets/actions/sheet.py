"""Writing, submitting, approving and returning the full plan sheets, and asking to change what is approved."""

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.entry.rules.fields import columns_of
from campaigns.planning.actions.marks import Incomplete, filings
from campaigns.planning.choices import PlanState
from campaigns.planning.models.marks import Plan
from campaigns.planning.rules.marks import Gap
from campaigns.planning.rules.steps import STEPS
from campaigns.year.models.campaign import Campaign, Filing, Star
from campaigns.year.rules import BEFORE_RATING
from fivestar.changes.clock import today
from fivestar.changes.deeds import Recorder, Refused, Stale, deed
from fivestar.changes.models import ChangeSet
from villages.access import Seat
from villages.choices import Role

from ..models.sheet import ApprovedCase, ChangeRequest, Remark, Sheet, StarCase
from ..rules import CASE, OF_LEDGER, SheetContent, SheetEntry, cell, may_write, plainly, sheet_gaps


def closed_sheet_reason(sheet: Sheet, filing: Filing) -> str:
    """Why a sheet may not be written or submitted now; empty if it may."""
    campaign = sheet.plan.campaign
    if sheet.state == PlanState.SUBMITTED:
        return _("The sheet of %(unit)s has been submitted; withdraw it to change it.") % {"unit": sheet}
    if sheet.state == PlanState.APPROVED:
        return _("The sheet of %(unit)s is approved; ask the county office for a change.") % {"unit": sheet}
    if may_write(campaign.phase, today(), filing.sheets_due, sheet.open_until):
        return ""
    if campaign.phase not in BEFORE_RATING:
        return _("%(unit)s: plans change only before rating begins.") % {"unit": sheet}
    return _("The deadline for the sheet of %(unit)s was %(day)s; ask the county office for an extension.") % {
        "unit": sheet,
        "day": max(filing.sheets_due, sheet.open_until or filing.sheets_due),
    }


def _filing(sheet: Sheet, known: Mapping[str, Filing]) -> Filing:
    return known.get(sheet.plan.village.township_id) or Filing(campaign=sheet.plan.campaign)


def _locked(sheets, codes: Collection[str]) -> list[Sheet]:
    """The sheets of some units, locked until the deed is done.

    Raises Refused if there are none or one is outside ``sheets``.
    """
    if not codes:
        raise Refused(_("No unit was chosen."))
    found = list(sheets.filter(plan__village__in=codes).for_list().select_for_update(of=("self",)))
    missing = set(codes) - {sheet.place_code for sheet in found}
    if missing:
        raise Refused(_("No such unit in your range: %(codes)s.") % {"codes": ", ".join(sorted(missing))})
    return found


def _sign(change: Recorder, sheets: Sequence[Sheet], *, on_behalf: bool = False) -> None:
    """Say what the deed was done to, and where."""
    if not sheets:
        return
    places = [{sheet.place_code for sheet in sheets}, {sheet.plan.village.township_id for sheet in sheets}]
    campaign = sheets[0].plan.campaign
    change.place = next((each.pop() for each in places if len(each) == 1), campaign.county_id)
    change.year = campaign.year
    change.on_behalf = on_behalf and change.by.holds(Role.COUNTY_OFFICE)
    change.summary["sheet"] = len(sheets)


def _sheets_of(changeset: ChangeSet):
    return Sheet.objects.filter(
        plan__campaign__year=changeset.year, plan__village__in=changeset.changes.values("place")
    ).select_related("plan__campaign", "plan__village")


def _may_be_unwritten(changeset: ChangeSet, by: Seat) -> Iterable[str]:
    """What was written may be taken back while the sheets are still open to whoever wrote it."""
    sheets = list(_sheets_of(changeset))
    reached = set(_sheets_of(changeset).editable_by(by).values_list("pk", flat=True))
    known = {campaign: filings(campaign) for campaign in {sheet.plan.campaign for sheet in sheets}}
    for sheet in sheets:
        if sheet.pk not in reached:
            yield _("%(unit)s is no longer in your range.") % {"unit": sheet}
        elif reason := closed_sheet_reason(sheet, _filing(sheet, known[sheet.plan.campaign])):
            yield reason


@deed(label=gettext_lazy("Write plan sheets"), undo=_may_be_unwritten, folds=True)
def save_sheets(change: Recorder, *, campaign: Campaign, entries: Sequence[SheetEntry]) -> None:
    """Write cells of some units' sheets as one deed: all of them or none.

    entries -- one for each unit, with the version that the person saw; cells that are not named stay as they are.
    Raises Stale with every sheet that has another version by now; Refused where a sheet is closed, outside the
    seat's range, or a cell is of a star that the unit is not rated by.
    """
    asked = {entry.code: entry for entry in entries}
    if len(asked) != len(entries):
        raise Refused(_("A unit stands there more than once. Nothing was saved."))
    sheets = _locked(Sheet.objects.editable_by(change.by).filter(plan__campaign=campaign), asked)
    stale = [sheet for sheet in sheets if _is_stale(sheet, asked[sheet.place_code])]
    if stale:
        raise Stale(*stale)
    known = filings(campaign)
    closed = [reason for sheet in sheets if (reason := closed_sheet_reason(sheet, _filing(sheet, known)))]
    if closed:
        raise Refused(_("Nothing was saved."), closed)
    stars = {(star.kind, star.code): star for star in campaign.stars.all()}
    _sign(change, [sheet for sheet in sheets if _write(change, sheet, asked[sheet.place_code], stars)], on_behalf=True)


def _is_stale(sheet: Sheet, entry: SheetEntry) -> bool:
    """Whether somebody else wrote what is to be written: by the cells where they were seen, else by the version."""
    if entry.seen is None:
        return sheet.version != entry.version
    return bool(entry.contradicts(sheet.content))


def _write(change: Recorder, sheet: Sheet, entry: SheetEntry, stars: Mapping[tuple[str, str], Star]) -> bool:
    """Bring one sheet to what an entry says; whether anything differed."""
    facts: dict[str, object] = {}
    rows: dict[str, dict[str, object]] = {}
    for name, value in entry.cells.items():
        star, _dot, of_star = name.rpartition(".")
        if star:
            rows.setdefault(star, {})[of_star] = value
        elif name == "focus":
            facts["focus"] = _star(sheet, stars, value) if value else None
        else:
            facts[cell(name).name] = value
    written = {case.star.code: case for case in sheet.cases.all()}
    marked = False
    for code, cells in rows.items():
        values = columns_of(CASE, cells)
        star = _star(sheet, stars, code)
        if code in written:
            written[code].sheet = sheet
            marked |= change.update(written[code], **values)
        elif any(value not in (None, "") for value in values.values()):
            change.create(StarCase(sheet=sheet, star=star, **values))
            marked = True
    differs = any(getattr(sheet, name) != value for name, value in facts.items())
    if not (marked or differs):
        return False
    begun = PlanState.DRAFT if sheet.state == PlanState.NOT_BEGUN else sheet.state
    if not change.update(sheet, state=begun, **facts):
        change.touch(sheet)
    return True


def _star(sheet: Sheet, stars: Mapping[tuple[str, str], Star], code: str) -> Star:
    try:
        return stars[sheet.plan.kind, code]
    except KeyError:
        raise Refused(_("%(unit)s is not rated by these stars: %(stars)s.") % {"unit": sheet, "stars": code}) from None


def _not_withdrawable(sheets: Iterable[Sheet]) -> list[str]:
    return [
        _("The sheet of %(unit)s is not waiting for approval.") % {"unit": sheet}
        for sheet in sheets
        if sheet.state not in STEPS["withdraw"] or sheet.plan.campaign.phase not in BEFORE_RATING
    ]


@deed(
    label=gettext_lazy("Submit plan sheets"),
    undo=lambda changeset, by: _not_withdrawable(_sheets_of(changeset)),
    tone="plan",
)
def submit_sheets(change: Recorder, *, campaign: Campaign, codes: Collection[str]) -> None:
    """Hand units' full sheets to the county office: all of them or none.

    Raises Incomplete with the full list of what is missing, each with its cell; Refused where a sheet is closed.
    """
    sheets = _locked(Sheet.objects.editable_by(change.by).filter(plan__campaign=campaign), codes)
    known = filings(campaign)
    names = {kind: {star.code: star.name for star in stars} for kind, stars in campaign.star_sets().items()}
    problems = []
    for sheet in sheets:
        if reason := closed_sheet_reason(sheet, _filing(sheet, known)):
            problems.append(Gap(sheet.place_code, str(sheet), reason))
        problems.extend(sheet_gaps(sheet.content, names[sheet.plan.kind]))
    if problems:
        raise Incomplete(_("Not submitted: some sheets are not complete yet."), problems)
    for sheet in sheets:
        change.update(
            sheet, state=PlanState.SUBMITTED, submitted_by=change.by.officer, submitted_at=change.at, return_reason=""
        )
    _sign(change, sheets, on_behalf=True)


@deed(label=gettext_lazy("Withdraw plan sheets"))
def withdraw_sheets(change: Recorder, *, campaign: Campaign, codes: Collection[str]) -> None:
    """Take back submitted sheets that are not approved yet."""
    sheets = _locked(Sheet.objects.editable_by(change.by).filter(plan__campaign=campaign), codes)
    if wrong := _not_withdrawable(sheets):
        raise Refused(_("Nothing was withdrawn."), wrong)
    for sheet in sheets:
        change.update(sheet, state=PlanState.DRAFT, submitted_by=None, submitted_at=None)
    _sign(change, sheets, on_behalf=True)


def _decide(change: Recorder, campaign: Campaign, seen: Mapping[str, int], states: Collection[str]) -> list[Sheet]:
    """The sheets that an office decides on: in one of the given states, and as the office saw them."""
    sheets = _locked(Sheet.objects.decided_by(change.by).filter(plan__campaign=campaign), seen)
    if sheets[0].plan.campaign.phase not in BEFORE_RATING:
        raise Refused(_("Plans are decided and opened again only before rating begins."))
    stale = [sheet for sheet in sheets if sheet.version != seen[sheet.place_code]]
    if stale:
        raise Stale(
            *stale,
            message=_("Changed since you looked: %(units)s. Nothing was decided; look again.")
            % {"units": "、".join(str(sheet) for sheet in stale[:10])},
        )
    wrong = [
        _("%(unit)s: %(state)s") % {"unit": sheet, "state": sheet.get_state_display()}
        for sheet in sheets
        if sheet.state not in states
    ]
    if wrong:
        raise Refused(_("Nothing was decided: these sheets stand elsewhere."), wrong)
    return sheets


@deed(label=gettext_lazy("Approve plan sheets"), tone="done")
def approve_sheets(
    change: Recorder, *, campaign: Campaign, seen: Mapping[str, int], digests: Mapping[str, str]
) -> None:
    """Approve submitted sheets exactly as they were seen; whoever submitted one cannot approve it.

    seen    -- version by unit code.
    digests -- digest of the content that was shown, by unit code: the stars belong to it, and have their own version.
    """
    sheets = _decide(change, campaign, seen, STEPS["approve"])
    contents = {sheet.pk: sheet.content for sheet in sheets}
    other = [sheet for sheet in sheets if contents[sheet.pk].digest() != digests.get(sheet.place_code)]
    if other:
        raise Stale(
            *other,
            message=_("Changed since you looked: %(units)s. Nothing was decided; look again.")
            % {"units": "、".join(str(sheet) for sheet in other[:10])},
        )
    own = [str(sheet) for sheet in sheets if sheet.submitted_by_id == change.by.officer.pk]
    if own:
        raise Refused(_("Whoever submitted a plan cannot approve it. A colleague has to approve these:"), own)
    for sheet in sheets:
        for remark in sheet.remarks.filter(is_open=True):
            remark.sheet = sheet
            change.update(remark, is_open=False)
        change.update(
            sheet,
            state=PlanState.APPROVED,
            approved_by=change.by.officer,
            approved_at=change.at,
            approved_digest=contents[sheet.pk].digest(),
            open_until=None,
            return_reason="",
        )
    _keep_approved(change, sheets, contents)
    _sign(change, sheets)


def _keep_approved(change: Recorder, sheets: Sequence[Sheet], contents: Mapping[int, SheetContent]) -> None:
    """Let ledgers show what was approved from now on, and no more of what was approved before."""
    before = {
        (row.plan_id, row.star_id): row
        for row in ApprovedCase.objects.filter(plan__in=[sheet.plan_id for sheet in sheets]).select_related(
            "plan__village", "star"
        )
    }
    new = []
    for sheet in sheets:
        for line in sheet.plan.stars.all():
            case = contents[sheet.pk].cases.get(line.star.code)
            if case is None:
                continue
            cells = {name: case.get(name) or "" for name in OF_LEDGER}
            if row := before.pop((sheet.plan_id, line.star_id), None):
                change.update(row, **cells)
            else:
                new.append(ApprovedCase(plan=sheet.plan, star=line.star, **cells))
    change.create_many(new)
    for row in before.values():
        change.delete(row)


@dataclass(frozen=True)
class Pin:
    """A comment on one cell of a unit's sheet."""

    code: str
    cell: str
    text: str


def _may_still_be_decided(changeset: ChangeSet, by: Seat) -> Iterable[str]:
    if _sheets_of(changeset).exclude(plan__campaign__phase__in=BEFORE_RATING).exists():
        yield _("Plans are decided and opened again only before rating begins.")


@deed(label=gettext_lazy("Return plan sheets"), undo=_may_still_be_decided, tone="late")
def return_sheets(
    change: Recorder,
    *,
    campaign: Campaign,
    seen: Mapping[str, int],
    pins: Sequence[Pin] = (),
    open_until: datetime.date | None = None,
) -> None:
    """Return submitted sheets with a reason (the deed's ``reason``) and comments pinned to cells.

    pins       -- each keeps what stood in its cell, so that the township sees what to mend and the office what became
                  of it.
    open_until -- the last day on which they may be submitted again; needed once the deadline is over.
    Raises Refused without a reason or a pin, or for a pin on a cell that a sheet does not have.
    """
    if not change.reason and not pins:
        raise Refused(_("Say why it is returned, so that the township knows what to mend."))
    sheets = _decide(change, campaign, seen, STEPS["return"])
    _check_day(sheets[0].plan.campaign, open_until)
    known = filings(campaign)
    for sheet in sheets:
        if not may_write(sheet.plan.campaign.phase, today(), _filing(sheet, known).sheets_due, open_until):
            raise Refused(_("The deadline is over: give a day until which it may be submitted again."))
        content = sheet.content
        for remark in sheet.remarks.filter(is_open=True):
            remark.sheet = sheet
            change.update(remark, is_open=False)
        for pin in pins:
            if pin.code == sheet.place_code:
                _pin(change, sheet, content, pin)
        change.update(
            sheet,
            state=PlanState.RETURNED,
            return_reason=change.reason or _("See the comments."),
            returned_content=content.kept(),
            open_until=open_until,
            submitted_by=None,
            submitted_at=None,
        )
    _sign(change, sheets)


def _pin(change: Recorder, sheet: Sheet, content, pin: Pin) -> None:
    if pin.cell not in content.cells() or not pin.text.strip():
        raise Refused(_("A comment needs words and a cell of the sheet."))
    was = plainly(content.value(pin.cell))
    change.create(Remark(sheet=sheet, cell=pin.cell, text=pin.text.strip(), was="" if was is None else str(was)))


@deed(label=gettext_lazy("Reopen plan sheets"), tone="late")
def reopen_sheets(
    change: Recorder, *, campaign: Campaign, seen: Mapping[str, int], open_until: datetime.date | None
) -> None:
    """Open sheets again until a day, with a reason: approved ones, and those that the deadline found unsubmitted."""
    if not change.reason:
        raise Refused(_("Say why it is reopened; the reason stays in the record."))
    sheets = _decide(change, campaign, seen, STEPS["reopen"])
    if open_until is None:
        raise Refused(_("Give a day until which it may be submitted."))
    _check_day(sheets[0].plan.campaign, open_until)
    for sheet in sheets:
        back = {}
        if sheet.state == PlanState.APPROVED:
            back = {
                "state": PlanState.RETURNED,
                "return_reason": change.reason,
                "returned_content": sheet.content.kept(),
                "submitted_by": None,
                "submitted_at": None,
                "approved_by": None,
                "approved_at": None,
                "approved_digest": "",
            }
        change.update(sheet, open_until=open_until, **back)
    _sign(change, sheets)


def _check_day(campaign: Campaign, day: datetime.date | None) -> None:
    if day is not None and not today() <= day <= campaign.assessment_on:
        raise Refused(
            _("The day must lie between today and the assessment on %(day)s.") % {"day": campaign.assessment_on}
        )


@deed(label=gettext_lazy("Ask for a change"))
def ask_change(change: Recorder, *, campaign: Campaign, codes: Collection[str]) -> None:
    """Ask the county office to open approved plans or sheets again, with a reason (the deed's ``reason``)."""
    if not change.reason:
        raise Refused(_("Say what has to change and why."))
    plans = Plan.objects.editable_by(change.by).filter(campaign=campaign, village__in=codes)
    plans = list(plans.select_related("village__township", "campaign", "sheet"))
    if len(plans) != len(set(codes)):
        raise Refused(_("No such unit in your range: %(codes)s.") % {"codes": ", ".join(sorted(codes))})
    settled = (PlanState.APPROVED,)
    wrong = [str(plan) for plan in plans if plan.state not in settled and plan.sheet.state not in settled]
    if wrong:
        raise Refused(_("Nothing of these is approved; they can be changed without asking:"), wrong)
    for plan in plans:
        change.create(ChangeRequest(plan=plan, reason=change.reason, asked_by=change.by.officer, asked_at=change.at))
    _sign(change, [plan.sheet for plan in plans], on_behalf=True)


@deed(label=gettext_lazy("Answer a request for a change"))
def answer_request(
    change: Recorder,
    *,
    request: ChangeRequest,
    version: int,
    granted: bool,
    answer: str = "",
    open_until: datetime.date | None = None,
) -> None:
    """Open what a township asked to change until a day, or decline it with an answer.

    Whatever of the unit is approved, stars or sheet, goes back to its township.
    """
    request = ChangeRequest.objects.select_related("plan__campaign").select_for_update(of=("self",)).get(pk=request.pk)
    plan = Plan.objects.decided_by(change.by).filter(pk=request.plan_id).first()
    if plan is None:
        raise Refused(_("Only the county office answers requests for a change."))
    if request.state != ChangeRequest.State.OPEN:
        raise Refused(_("This request has been answered already."))
    if not granted and not answer.strip():
        raise Refused(_("Say why the change is declined."))
    state = ChangeRequest.State.GRANTED if granted else ChangeRequest.State.DECLINED
    change.update(request, version=version, state=state, answer=answer.strip())
    if granted:
        _open_again(change, request, open_until)
    change.place, change.year = request.plan.village_id, request.plan.campaign.year


def _open_again(change: Recorder, request: ChangeRequest, open_until: datetime.date | None) -> None:
    campaign = request.plan.campaign
    if campaign.phase not in BEFORE_RATING:
        raise Refused(_("Plans are decided and opened again only before rating begins."))
    if open_until is None:
        raise Refused(_("Give a day until which it may be submitted."))
    _check_day(campaign, open_until)
    sheet = Sheet.objects.for_list().select_for_update(of=("self",)).get(plan=request.plan)
    plan = (
        Plan.objects.select_related("campaign", "village__township")
        .select_for_update(of=("self",))
        .get(pk=request.plan_id)
    )
    back = {
        "state": PlanState.RETURNED,
        "return_reason": request.reason,
        "open_until": open_until,
        "submitted_by": None,
        "submitted_at": None,
        "approved_by": None,
        "approved_at": None,
        "approved_digest": "",
    }
    if plan.state == PlanState.APPROVED:
        change.update(plan, **back)
    if sheet.state == PlanState.APPROVED:
        change.update(sheet, returned_content=sheet.content.kept(), **back)
