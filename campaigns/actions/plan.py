"""Marking, submitting, withdrawing, approving, returning and reopening plan sheets."""

import datetime
from collections.abc import Collection, Iterable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fivestar.changes.clock import today
from fivestar.changes.deeds import Recorder, Refused, Stale, deed
from fivestar.changes.models import ChangeSet
from villages.access import Seat
from villages.models import Role, Township

from ..choices import Capstone, Phase, PlanState
from ..models import Campaign, Filing, Plan
from ..rules.campaign import may_enter
from ..rules.plan import Gap, MarkSheet, gaps

OPEN_STATES = (PlanState.NOT_BEGUN, PlanState.DRAFT, PlanState.RETURNED)


class Incomplete(Refused):
    """Units that lack something; ``problems`` are the gaps, each with the unit's code."""

    problems: list[Gap]


def closed_reason(plan: Plan, filing: Filing) -> str:
    """Why a plan may not be entered or submitted now; empty if it may."""
    campaign = plan.campaign
    if plan.state == PlanState.SUBMITTED:
        return _("%(unit)s has been submitted; withdraw it to change it.") % {"unit": plan}
    if plan.state == PlanState.APPROVED:
        return _("%(unit)s is approved; only the county office can reopen it.") % {"unit": plan}
    if may_enter(campaign.phase, today(), filing.due, plan.open_until):
        return ""
    if campaign.phase == Phase.CLOSED:
        return _("The campaign of %(year)s is closed.") % {"year": campaign.year}
    return _("The deadline for %(unit)s was %(day)s; ask the county office for an extension.") % {
        "unit": plan,
        "day": max(filing.due, plan.open_until or filing.due),
    }


def locked_plans(plans, codes: Collection[str]) -> list[Plan]:
    """The plans of some units, locked against other writers until the deed is done.

    Raises Refused if one of them is outside ``plans``.
    """
    found = list(
        plans.filter(village__in=codes)
        .select_related("campaign", "village__township")
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    missing = set(codes) - {plan.village_id for plan in found}
    if missing:
        raise Refused(_("No such unit in your range: %(codes)s.") % {"codes": ", ".join(sorted(missing))})
    return found


def filings(campaign: Campaign) -> dict[str, Filing]:
    """Townships' filings by township code."""
    return {filing.township_id: filing for filing in campaign.filings.select_related("campaign")}


def _address(change: Recorder, campaign: Campaign, plans: Sequence[Plan] = (), place: str = "") -> None:
    """Say where the deed was done: at the one unit, the one township, or the county."""
    townships = {plan.village.township_id for plan in plans}
    if len(plans) == 1:
        place = plans[0].village_id
    elif len(townships) == 1:
        place = townships.pop()
    change.place, change.year = place or campaign.county_id, campaign.year
    change.on_behalf = change.by.holds(Role.COUNTY_OFFICE)


def _may_be_undone(changeset: ChangeSet, by: Seat) -> Iterable[str]:
    """Entered marks may be taken back while the plans are still open to whoever entered them."""
    plans = Plan.objects.editable_by(by).filter(
        campaign__year=changeset.year, village__in=changeset.changes.values("place")
    )
    known = filings_of(plans)
    for plan in plans.select_related("campaign", "village__township"):
        reason = closed_reason(plan, known[plan.campaign_id, plan.village.township_id])
        if reason:
            yield reason


def filings_of(plans) -> dict[tuple[int, str], Filing]:
    """The filings that plans belong to, by campaign and township."""
    return {
        (filing.campaign_id, filing.township_id): filing
        for filing in Filing.objects.filter(campaign__in=plans.values("campaign")).select_related("campaign")
    }


@deed(label=gettext_lazy("Mark stars"), undo=_may_be_undone)
def save_marks(change: Recorder, *, campaign: Campaign, rows: Sequence[MarkSheet]) -> None:
    """Set the target stars of some units as one deed: all of them or none.

    rows -- one for each unit, with the version that the person saw.
    Raises Stale with every plan that has another version by now; Refused where a unit is closed or outside the
    seat's range, or a star is not of the unit's set.
    """
    asked = {row.code: row for row in rows}
    plans = locked_plans(Plan.objects.editable_by(change.by).filter(campaign=campaign), asked)
    stale = [plan for plan in plans if plan.version != asked[plan.village_id].version]
    if stale:
        raise Stale(*stale)
    known = filings(campaign)
    closed = [reason for plan in plans if (reason := closed_reason(plan, known[plan.village.township_id]))]
    if closed:
        raise Refused(_("Nothing was saved."), closed)
    changed = [plan for plan in plans if _mark(change, plan, asked[plan.village_id])]
    _address(change, campaign, changed)


def _mark(change: Recorder, plan: Plan, row: MarkSheet) -> bool:
    """Bring one plan to what a row says; whether anything differed."""
    stars = {line.star.code: line for line in plan.stars.select_related("star")}
    unknown = row.targets - stars.keys()
    if unknown:
        raise Refused(
            _("%(unit)s is not rated by these stars: %(stars)s.") % {"unit": plan, "stars": ", ".join(sorted(unknown))}
        )
    marked = False
    for code, line in stars.items():
        line.plan = plan
        marked |= change.update(line, target=code in row.targets)
    reason = row.no_target_reason.strip()
    begun = plan.state if plan.state != PlanState.NOT_BEGUN else PlanState.DRAFT
    differs = marked or row.no_target != plan.no_target or (row.no_target and reason != plan.no_target_reason)
    if not differs:
        return False
    if not change.update(
        plan,
        version=row.version,
        state=begun,
        no_target=row.no_target,
        no_target_reason=reason if row.no_target else "",
    ):
        change.touch(plan, version=row.version)
    return True


def _still_submitted(changeset: ChangeSet, by: Seat) -> Iterable[str]:
    """A submission may be taken back like a withdrawal: until it is decided."""
    plans = Plan.objects.filter(campaign__year=changeset.year, village__in=changeset.changes.values("place"))
    for plan in plans.exclude(state=PlanState.SUBMITTED).select_related("village"):
        yield _("%(unit)s: %(state)s") % {"unit": plan, "state": plan.get_state_display()}


@deed(label=gettext_lazy("Submit"), undo=_still_submitted)
def submit_plans(change: Recorder, *, campaign: Campaign, codes: Collection[str]) -> None:
    """Hand units' plans to the county office: all of them or none.

    Raises Incomplete with the full list of what is missing; Refused where a unit is closed.
    """
    plans = locked_plans(Plan.objects.editable_by(change.by).filter(campaign=campaign), codes)
    known = filings(campaign)
    marks = {plan.village_id: plan.mark for plan in Plan.objects.filter(pk__in=[p.pk for p in plans]).for_list()}
    capstone = capstone_codes(campaign)
    problems = []
    for plan in plans:
        reason = closed_reason(plan, known[plan.village.township_id])
        if reason:
            problems.append(Gap(plan.village_id, plan.village.name, reason))
        problems.extend(gaps(marks[plan.village_id], capstone))
    if problems:
        raise Incomplete(_("Not submitted: some units are not complete yet."), problems)
    for plan in plans:
        change.update(
            plan,
            state=PlanState.SUBMITTED,
            submitted_by=change.by.officer,
            submitted_at=change.at,
            return_reason="",
            open_until=plan.open_until,
        )
    change.summary["plan"] = len(plans)
    _address(change, campaign, plans)


def capstone_codes(campaign: Campaign) -> frozenset[str]:
    """Stars that a unit may only target together with the other four, where the campaign insists on it."""
    if campaign.capstone != Capstone.BLOCKING:
        return frozenset()
    return frozenset(campaign.stars.filter(is_capstone=True).values_list("code", flat=True))


@deed(label=gettext_lazy("Withdraw"))
def withdraw_plans(change: Recorder, *, campaign: Campaign, codes: Collection[str]) -> None:
    """Take back submitted plans that are not approved yet."""
    plans = locked_plans(Plan.objects.editable_by(change.by).filter(campaign=campaign), codes)
    wrong = [
        _("%(unit)s is not waiting for approval.") % {"unit": plan}
        for plan in plans
        if plan.state != PlanState.SUBMITTED
    ]
    if wrong:
        raise Refused(_("Nothing was withdrawn."), wrong)
    for plan in plans:
        change.update(plan, state=PlanState.DRAFT, submitted_by=None, submitted_at=None)
    change.summary["plan"] = len(plans)
    _address(change, campaign, plans)


def _decide(change: Recorder, campaign: Campaign, seen: dict[str, int], state: PlanState, nothing: str) -> list[Plan]:
    """The plans that an office decides on: in the given state, and as the office saw them.

    seen -- version by unit code, from the page on which the decision was made.
    """
    plans = locked_plans(Plan.objects.decided_by(change.by).filter(campaign=campaign), seen)
    stale = [plan for plan in plans if plan.version != seen[plan.village_id]]
    if stale:
        raise Stale(
            *stale,
            message=_("Changed since you looked: %(units)s. Nothing was decided; look again.")
            % {"units": "、".join(str(plan) for plan in stale[:10])},
        )
    wrong = [
        _("%(unit)s: %(state)s") % {"unit": plan, "state": plan.get_state_display()}
        for plan in plans
        if plan.state != state
    ]
    if wrong:
        raise Refused(nothing, wrong)
    return plans


@deed(label=gettext_lazy("Approve"))
def approve_plans(change: Recorder, *, campaign: Campaign, seen: dict[str, int]) -> None:
    """Approve submitted plans exactly as they were seen; whoever submitted one cannot approve it.

    seen -- version by unit code.
    """
    plans = _decide(
        change,
        campaign,
        seen,
        PlanState.SUBMITTED,
        _("Nothing was approved: these are not waiting for approval."),
    )
    own = [str(plan) for plan in plans if plan.submitted_by_id == change.by.officer.pk]
    if own:
        raise Refused(_("Whoever submitted a plan cannot approve it. A colleague has to approve these:"), own)
    marks = {plan.pk: plan.mark for plan in Plan.objects.filter(pk__in=[p.pk for p in plans]).for_list()}
    for plan in plans:
        change.update(
            plan,
            state=PlanState.APPROVED,
            approved_by=change.by.officer,
            approved_at=change.at,
            approved_digest=marks[plan.pk].digest(),
            open_until=None,
            return_reason="",
        )
    change.summary["plan"] = len(plans)
    _address(change, campaign, plans)
    change.on_behalf = False


def _still_office(changeset: ChangeSet, by: Seat) -> Iterable[str]:
    """A return may be taken back by the office while the township has not begun to mend."""
    if not by.holds(Role.COUNTY_OFFICE):
        yield _("Only the county office can undo a return.")


@deed(label=gettext_lazy("Return for correction"), undo=_still_office)
def return_plans(
    change: Recorder, *, campaign: Campaign, seen: dict[str, int], open_until: datetime.date | None = None
) -> None:
    """Return submitted plans with a reason (the deed's ``reason``).

    open_until -- the last day on which they may be submitted again; needed once the township's deadline is over.
    """
    if not change.reason:
        raise Refused(_("Say why it is returned, so that the township knows what to mend."))
    plans = _decide(
        change,
        campaign,
        seen,
        PlanState.SUBMITTED,
        _("Nothing was returned: these are not waiting for approval."),
    )
    _check_day(campaign, open_until)
    known = filings(campaign)
    for plan in plans:
        if not may_enter(campaign.phase, today(), known[plan.village.township_id].due, open_until):
            raise Refused(_("The deadline is over: give a day until which it may be submitted again."))
        change.update(
            plan,
            state=PlanState.RETURNED,
            return_reason=change.reason,
            open_until=open_until,
            submitted_by=None,
            submitted_at=None,
        )
    change.summary["plan"] = len(plans)
    _address(change, campaign, plans)
    change.on_behalf = False


@deed(label=gettext_lazy("Reopen"))
def reopen_plans(change: Recorder, *, campaign: Campaign, seen: dict[str, int], open_until: datetime.date) -> None:
    """Open approved plans again until a day, with a reason (解锁重报)."""
    if not change.reason:
        raise Refused(_("Say why it is reopened; the reason stays in the record."))
    plans = _decide(change, campaign, seen, PlanState.APPROVED, _("Nothing was reopened: these are not approved."))
    _check_day(campaign, open_until)
    for plan in plans:
        change.update(
            plan,
            state=PlanState.RETURNED,
            return_reason=change.reason,
            open_until=open_until,
            submitted_by=None,
            submitted_at=None,
            approved_by=None,
            approved_at=None,
            approved_digest="",
        )
    change.summary["plan"] = len(plans)
    _address(change, campaign, plans)
    change.on_behalf = False


def _check_day(campaign: Campaign, day: datetime.date | None) -> None:
    if campaign.phase not in (Phase.PLANNING, Phase.CREATING):
        raise Refused(_("Plans can be opened again only before rating begins."))
    if day is not None and not today() <= day <= campaign.assessment_on:
        raise Refused(
            _("The day must lie between today and the assessment on %(day)s.") % {"day": campaign.assessment_on}
        )


@deed(label=gettext_lazy("Extend the deadline"))
def extend_filing(
    change: Recorder, *, campaign: Campaign, township: Township, until: datetime.date, version: int
) -> None:
    """Give a township longer to submit, with a reason."""
    if not change.by.holds(Role.COUNTY_OFFICE) or not change.by.reaches(township):
        raise Refused(_("Only the county office can extend a deadline."))
    if not change.reason:
        raise Refused(_("Say why the deadline is extended; the reason stays in the record."))
    if campaign.phase != Phase.PLANNING:
        raise Refused(_("Planning is over; reopen the units that need it instead."))
    if not max(today(), campaign.plan_due) <= until <= campaign.assessment_on:
        raise Refused(
            _("The day must lie between %(first)s and the assessment on %(last)s.")
            % {"first": max(today(), campaign.plan_due), "last": campaign.assessment_on}
        )
    filing = Filing.objects.select_for_update().get(campaign=campaign, township=township)
    change.update(filing, version=version, extended_until=until)
    change.place, change.year = township.code, campaign.year
