"""Veto hits (一票否决): entered with their evidence, answered by the township, decided by the county office."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.planning.models.marks import Plan
from campaigns.year.actions import unless_closed
from campaigns.year.choices import Phase
from campaigns.year.models.campaign import Campaign, Veto, stars_of
from fivestar.changes.clock import today
from fivestar.changes.deeds import Recorder, Refused, Stale, deed
from fivestar.changes.models import Change, ChangeSet
from villages.access import Seat
from villages.choices import Role

from .choices import VetoState
from .models import VetoHit


def _unless_decided(changeset: ChangeSet, by: Seat) -> Iterable[str]:
    """What was entered, answered or withdrawn can be taken back until it is decided."""
    yield from unless_closed(changeset, by)
    changes = changeset.changes.filter(model="campaigns.vetohit").exclude(kind=Change.Kind.DELETED)
    keys = [int(key) for key in changes.values_list("object_id", flat=True)]
    if VetoHit.objects.filter(pk__in=keys).exclude(state=VetoState.OPEN).exists():
        yield _("A veto hit that is decided stays as it is.")


@deed(label=gettext_lazy("Enter a veto hit"), undo=_unless_decided, records=True)
def enter_veto_hit(
    change: Recorder, *, plan: Plan, veto: Veto, department: str, found: str, evidence: str = ""
) -> None:
    """Write down that a veto of the campaign's list was hit in a unit. It says nothing of the unit until it is decided.

    The county office enters any, a task force those of its own stars.
    """
    campaign = _running(plan.campaign)
    if not Plan.objects.visible_to(change.by).filter(pk=plan.pk).exists():
        raise Refused(_("No such unit of yours takes part: %(codes)s.") % {"codes": plan.village_id})
    if not vetoes_of(change.by, campaign, plan.kind).filter(pk=veto.pk).exists():
        raise Refused(_("This veto does not stand in the list for the unit, or is not of your stars."))
    if not department.strip() or not found.strip():
        raise Refused(_("Say which department found what."))
    if VetoHit.objects.filter(plan=plan, veto=veto, state=VetoState.OPEN).exists():
        raise Refused(_("This veto is entered for the unit already and waits to be decided."))
    hit = VetoHit(
        plan=plan, veto=veto, department=department.strip(), found=found.strip(), evidence=evidence.strip(),
        found_on=today(), post=change.by.post, entered_by=change.by.officer,
    )  # fmt: skip
    change.create(hit)
    _sign(change, hit)


def vetoes_of(seat: Seat, campaign: Campaign, kind: str = ""):
    """Vetoes of a campaign's list that a seat may enter, of one star set where it is named."""
    listed = campaign.vetoes.select_related("star")
    if kind:
        listed = listed.filter(kind__in=["", kind])
    if seat.holds(Role.COUNTY_OFFICE):
        return listed
    return listed.filter(star__in=stars_of(seat, campaign))


@deed(label=gettext_lazy("Withdraw a veto hit"), undo=_unless_decided)
def withdraw_veto_hit(change: Recorder, *, hit: VetoHit, version: int) -> None:
    """Take back a hit that one entered and that is not decided yet; the change log keeps it."""
    hit = _locked(VetoHit.objects.visible_to(change.by).filter(post=change.by.post), hit, version)
    change.delete(hit)
    _sign(change, hit)


@deed(label=gettext_lazy("Answer a veto hit"), undo=_unless_decided)
def answer_veto_hit(change: Recorder, *, hit: VetoHit, version: int, answer: str) -> None:
    """Write the unit's answer, or write it anew, while nothing is decided."""
    hit = _locked(VetoHit.objects.answered_by_seat(change.by), hit, version)
    if not answer.strip():
        raise Refused(_("The answer needs words."))
    if answer.strip() != hit.answer:
        change.update(hit, answer=answer.strip(), answered_by=change.by.officer, answered_at=change.at)
    _sign(change, hit, on_behalf=True)


@deed(label=gettext_lazy("Decide a veto hit"), undo=unless_closed)
def decide_veto_hit(change: Recorder, *, hit: VetoHit, version: int, state: str) -> None:
    """Uphold or dismiss a hit, or decide it anew, with a reason (the deed's ``reason``); never one's own."""
    if state not in (VetoState.UPHELD, VetoState.DISMISSED):
        raise Refused(_("Choose whether it is upheld or dismissed."))
    if not change.reason:
        raise Refused(_("Say why it is upheld or dismissed."))
    reached = VetoHit.objects.visible_to(change.by) if change.by.holds(Role.COUNTY_OFFICE) else VetoHit.objects.none()
    hit = _locked(reached, hit, version, is_decided=True)
    if hit.entered_by_id == change.by.officer.pk:
        raise Refused(_("Whoever entered a veto hit cannot decide it."))
    if (state, change.reason) != (hit.state, hit.decision_reason):
        change.update(
            hit, state=state, decision_reason=change.reason, decided_by=change.by.officer, decided_at=change.at
        )  # fmt: skip
    _sign(change, hit)


def _running(campaign: Campaign) -> Campaign:
    campaign = Campaign.objects.get(pk=campaign.pk)
    if campaign.phase == Phase.CLOSED:
        raise Refused(_("The campaign of %(year)s is closed.") % {"year": campaign.year})
    return campaign


def _locked(hits, hit: VetoHit, version: int, *, is_decided: bool = False) -> VetoHit:
    """A hit as it was seen, locked. Raises Refused if it is out of range, or decided where that is not allowed."""
    found = hits.filter(pk=hit.pk).select_related("plan__campaign", "plan__village", "veto")
    found = found.select_for_update(of=("self",)).first()
    if found is None:
        raise Refused(_("This veto hit is not in your range."))
    _running(found.plan.campaign)
    if found.state != VetoState.OPEN and not is_decided:
        raise Refused(_("A veto hit that is decided stays as it is."))
    if found.version != version:
        raise Stale(found)
    return found


def _sign(change: Recorder, hit: VetoHit, *, on_behalf: bool = False) -> None:
    change.place, change.year = hit.plan.village_id, hit.plan.campaign.year
    change.on_behalf = on_behalf and change.by.holds(Role.COUNTY_OFFICE)
