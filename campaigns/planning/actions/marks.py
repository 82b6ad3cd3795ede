"""Marking, submitting, withdrawing, approving, returning and reopening plan sheets."""

import datetime
from collections.abc import Collection, Iterable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns import access
from campaigns.year.choices import Capstone, Phase
from campaigns.year.models.campaign import Campaign, Filing
from campaigns.year.rules import BEFORE_RATING, may_enter
from fivestar.changes.clock import today
from fivestar.changes.deeds import Recorder, Refused, Stale, deed
from fivestar.changes.models import ChangeSet
from fivestar.hooks import Hook
from villages.access import Seat
from villages.choices import Role
from villages.models import Township

from ..choices import PlanState
from ..models.marks import Plan
from ..rules.marks import Gap, MarkSheet, gaps
from ..rules.steps import STEPS

OPEN_STATES = (PlanState.NOT_BEGUN, PlanState.DRAFT, PlanState.RETURNED)
# Called inside the deed with its recorder and the plans of one campaign.
approved = Hook("plans are approved")


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
    """The plans of some units, each with its stars, locked against other writers until the deed is done.

    Raises Refused if there are none or one of them is outside ``plans``.
    """
    if not codes:
        raise Refused(_("No unit was chosen."))
    found = list(
        plans.filter(village__in=codes)
        .select_related("campaign", "village__township")
        .prefetch_related("stars__star")
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    missing = set(codes) - {plan.village_id for plan in found}
    if missing:
        raise Refused(_("No such unit in your range: %(codes)s.") % {"codes": ", ".join(sorted(missing))})
    return found


def filing_of(plan: Plan, known: dict[str, Filing]) -> Filing:
    """The filing of the plan's township; one that came to the county later has the campaign's own deadline."""
    return known.get(plan.village.township_id) or Filing(campaign=plan.campaign)


def filings(campaign: Campaign) -> dict[str, Filing]:
    """Townships' filings by township code."""
    return {filing.township_id: filing for filing in campaign.filings.select_related("campaign")}


def _sign(change: Recorder, plans: Sequence[Plan], *, on_behalf: bool = False) -> None:
    """Say what the deed was done to, and where: at the one unit, in the one township, or in the county."""
    if not plans:
        return
    places = [{plan.village_id for plan in plans}, {plan.village.township_id for plan in plans}]
    change.place = next((each.pop() for each in places if len(each) == 1), plans[0].campaign.county_id)
    change.year = plans[0].campaign.year
    change.on_behalf = on_behalf and change.by.holds(Role.COUNTY_OFFICE)
    change.summary["plan"] = len(plans)


def _plans_of(changeset: ChangeSet):
    return Plan.objects.filter(
        campaign__year=changeset.year, village__in=changeset.changes.values("place")
    ).select_related("campaign", "village")


def _may_be_undone(changeset: ChangeSet, by: Seat) -> Iterable[str]:
    """Entered marks may be taken back while the plans are still open to whoever entered them."""
    plans = _plans_of(changeset)
    reached = set(plans.editable_by(by).values_list("pk", flat=True))
    known = {campaign: filings(campaign) for campaign in {plan.campaign for plan in plans}}
    for plan in plans:
        if plan.pk not in reached:
            yield _("%(unit)s is no longer in your range.") % {"unit": plan}
        elif reason := closed_reason(plan, filing_of(plan, known[plan.campaign])):
            yield reason


@deed(label=gettext_lazy("Mark stars"), undo=_may_be_undone)
def save_marks(change: Recorder, *, campaign: Campaign, rows: Sequence[MarkSheet]) -> None:
    """Set the target stars of some units as one deed: all of them or none.

    rows -- one for each unit, with the version that the person saw.
    Raises Stale with every plan that has another version by now; Refused where a unit is closed or outside the
    seat's range, or a star is not of the unit's set.
    """
    asked = {row.code: row for row in rows}
    if len(asked) != len(rows):
        raise Refused(_("A unit stands there more than once. Nothing was saved."))
    plans = locked_plans(Plan.objects.editable_by(change.by).filter(campaign=campaign), asked)
    stale = [plan for plan in plans if plan.version != asked[plan.village_id].version]
    if stale:
        raise Stale(*stale)
    known = filings(campaign)
    closed = [reason for plan in plans if (reason := closed_reason(plan, filing_of(plan, known)))]
    if closed:
        raise Refused(_("Nothing was saved."), closed)
    _sign(change, [plan for plan in plans if _mark(change, plan, asked[plan.village_id])], on_behalf=True)


def _mark(change: Recorder, plan: Plan, row: MarkSheet) -> bool:
    """Bring one plan to what a row says; whether anything differed."""
    stars = plan.stars.all()
    unknown = row.targets - {line.star.code for line in stars}
    if unknown:
        raise Refused(
            _("%(unit)s is not rated by these stars: %(stars)s.") % {"unit": plan, "stars": ", ".join(sorted(unknown))}
        )
    marked = [change.update(line, target=line.star.code in row.targets) for line in stars]
    said = {"no_target": row.no_target, "no_target_reason": row.no_target_reason.strip() if row.no_target else ""}
    if not any(marked) and said == {name: getattr(plan, name) for name in said}:
        return False
    begun = PlanState.DRAFT if plan.state == PlanState.NOT_BEGUN else plan.state
    if not change.update(plan, state=begun, **said):
        change.touch(plan)
    return True


def _not_withdrawable(plans: Iterable[Plan]) -> list[str]:
    """Submitted plans can be taken back until they are approved, before rating begins."""
    return [
        _("%(unit)s is not waiting for approval.") % {"unit": plan}
        if plan.state != PlanState.SUBMITTED
        else _("%(unit)s: plans change only before rating begins.") % {"unit": plan}
        for plan in plans
        if plan.state not in STEPS["withdraw"] or plan.campaign.phase not in BEFORE_RATING
    ]


def _may_still_be_withdrawn(changeset: ChangeSet, by: Seat) -> Iterable[str]:
    """A submission is undone like a withdrawal."""
    return _not_withdrawable(_plans_of(changeset))


@deed(label=gettext_lazy("Submit"), undo=_may_still_be_withdrawn, tone="plan")
def submit_plans(change: Recorder, *, campaign: Campaign, codes: Collection[str]) -> None:
    """Hand units' plans to the county office: all of them or none.

    Raises Incomplete with the full list of what is missing; Refused where a unit is closed.
    """
    plans = locked_plans(Plan.objects.editable_by(change.by).filter(campaign=campaign), codes)
    known, capstone = filings(campaign), capstone_codes(plans[0].campaign)
    problems = []
    for plan in plans:
        if reason := closed_reason(plan, filing_of(plan, known)):
            problems.append(Gap(plan.village_id, plan.village.name, reason))
        problems.extend(gaps(plan.mark, capstone))
    if problems:
        raise Incomplete(_("Not submitted: some units are not complete yet."), problems)
    for plan in plans:
        change.update(
            plan,
            state=PlanState.SUBMITTED,
            submitted_by=change.by.officer,
            submitted_at=change.at,
            return_reason="",
        )
    _sign(change, plans, on_behalf=True)


def capstone_codes(campaign: Campaign) -> frozenset[str]:
    """Stars that a unit may only target together with the other four, where the campaign insists on it."""
    if campaign.capstone != Capstone.BLOCKING:
        return frozenset()
    return frozenset(campaign.stars.filter(is_capstone=True).values_list("code", flat=True))


@deed(label=gettext_lazy("Withdraw"))
def withdraw_plans(change: Recorder, *, campaign: Campaign, codes: Collection[str]) -> None:
    """Take back submitted plans that are not approved yet."""
    plans = locked_plans(Plan.objects.editable_by(change.by).filter(campaign=campaign), codes)
    if wrong := _not_withdrawable(plans):
        raise Refused(_("Nothing was withdrawn."), wrong)
    for plan in plans:
        change.update(plan, state=PlanState.DRAFT, submitted_by=None, submitted_at=None)
    _sign(change, plans, on_behalf=True)


def _decide(
    change: Recorder, campaign: Campaign, seen: dict[str, int], states: Collection[str], nothing: str
) -> list[Plan]:
    """The plans that an office decides on: in one of the given states, and as the office saw them.

    seen    -- version by unit code, from the page on which the decision was made.
    nothing -- the sentence with which a plan in another state refuses all.
    """
    plans = locked_plans(Plan.objects.decided_by(change.by).filter(campaign=campaign), seen)
    if plans[0].campaign.phase not in BEFORE_RATING:
        raise Refused(_("Plans are decided and opened again only before rating begins."))
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
        if plan.state not in states
    ]
    if wrong:
        raise Refused(nothing, wrong)
    return plans


@deed(label=gettext_lazy("Approve"), tone="done")
def approve_plans(change: Recorder, *, campaign: Campaign, seen: dict[str, int]) -> None:
    """Approve submitted plans exactly as they were seen; whoever submitted one cannot approve it. Approved plans have
    a ledger: the tasks of their target stars.

    seen -- version by unit code.
    """
    plans = _decide(
        change,
        campaign,
        seen,
        STEPS["approve"],
        _("Nothing was approved: these are not waiting for approval."),
    )
    own = [str(plan) for plan in plans if plan.submitted_by_id == change.by.officer.pk]
    if own:
        raise Refused(_("Whoever submitted a plan cannot approve it. A colleague has to approve these:"), own)
    for plan in plans:
        change.update(
            plan,
            state=PlanState.APPROVED,
            approved_by=change.by.officer,
            approved_at=change.at,
            approved_digest=plan.mark.digest(),
            open_until=None,
            return_reason="",
        )
    approved(change, plans)
    _sign(change, plans)


def _may_still_be_decided(changeset: ChangeSet, by: Seat) -> Iterable[str]:
    """A return may be taken back while the township has not begun to mend and rating has not begun."""
    if _plans_of(changeset).exclude(campaign__phase__in=BEFORE_RATING).exists():
        yield _("Plans are decided and opened again only before rating begins.")


@deed(label=gettext_lazy("Return for correction"), undo=_may_still_be_decided, tone="late")
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
        STEPS["return"],
        _("Nothing was returned: these are not waiting for approval."),
    )
    _check_day(plans[0].campaign, open_until)
    known = filings(campaign)
    for plan in plans:
        if not may_enter(plan.campaign.phase, today(), filing_of(plan, known).due, open_until):
            raise Refused(_("The deadline is over: give a day until which it may be submitted again."))
        change.update(
            plan,
            state=PlanState.RETURNED,
            return_reason=change.reason,
            open_until=open_until,
            submitted_by=None,
            submitted_at=None,
        )
    _sign(change, plans)


@deed(label=gettext_lazy("Reopen"), tone="late")
def reopen_plans(change: Recorder, *, campaign: Campaign, seen: dict[str, int], open_until: datetime.date) -> None:
    """Open units' plans again until a day, with a reason (解锁重报): approved ones, and those that the deadline found
    unsubmitted."""
    if not change.reason:
        raise Refused(_("Say why it is reopened; the reason stays in the record."))
    plans = _decide(
        change,
        campaign,
        seen,
        STEPS["reopen"],
        _("Nothing was reopened: return these instead, they are waiting for approval."),
    )
    if open_until is None:
        raise Refused(_("Give a day until which it may be submitted."))
    _check_day(plans[0].campaign, open_until)
    _sign(change, [plan for plan in plans if change.update(plan, open_until=open_until, **_reopened(change, plan))])


def _reopened(change: Recorder, plan: Plan) -> dict:
    """What changes of a plan besides the day: one that was approved goes back to its township."""
    if plan.state != PlanState.APPROVED:
        return {}
    return {
        "state": PlanState.RETURNED,
        "return_reason": change.reason,
        "submitted_by": None,
        "submitted_at": None,
        "approved_by": None,
        "approved_at": None,
        "approved_digest": "",
    }


def _check_day(campaign: Campaign, day: datetime.date | None) -> None:
    if day is not None and not today() <= day <= campaign.assessment_on:
        raise Refused(
            _("The day must lie between today and the assessment on %(day)s.") % {"day": campaign.assessment_on}
        )


@deed(label=gettext_lazy("Extend the deadline"))
def extend_filing(
    change: Recorder, *, campaign: Campaign, township: Township, until: datetime.date, version: int
) -> None:
    """Give a township longer to submit, with a reason.

    version -- of the township's filing, as the person saw it.
    """
    if not access.runs(change.by, township.county):
        raise Refused(_("Only the county office can extend a deadline."))
    if not change.reason:
        raise Refused(_("Say why the deadline is extended; the reason stays in the record."))
    filings = Filing.objects.select_related("campaign").select_for_update(of=("self",))
    filing = filings.filter(campaign=campaign, township=township).first()
    if filing is None:
        raise Refused(_("This township takes no part in the campaign."))
    campaign = filing.campaign
    if campaign.phase != Phase.PLANNING:
        raise Refused(_("Planning is over; reopen the units that need it instead."))
    first = max(today(), campaign.plan_due)
    if not first <= until <= campaign.assessment_on:
        raise Refused(
            _("The day must lie between %(first)s and the assessment on %(last)s.")
            % {"first": first, "last": campaign.assessment_on}
        )
    change.update(filing, version=version, extended_until=until)
    change.place, change.year = township.code, campaign.year
