"""Pairings (结对): arranged, changed and ended by the county office; both townships write in the log."""

import datetime
from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns import access
from campaigns.planning.models.marks import Plan
from campaigns.year.actions import check_day, check_past, check_running, unless_closed
from campaigns.year.models.campaign import Campaign
from fivestar.changes.deeds import Recorder, Refused, Stale, deed
from fivestar.changes.models import Change, ChangeSet
from villages.access import Seat
from villages.choices import Role

from .models import Pairing, PairingEntry
from .rules import EntrySheet, PairingSheet


def _pairing_open(changeset: ChangeSet, by: Seat) -> Iterable[str]:
    yield from unless_closed(changeset, by)
    if not by.holds(Role.COUNTY_OFFICE):
        yield _("Only the county office arranges pairings.")


def _log_open(changeset: ChangeSet, by: Seat) -> Iterable[str]:
    """What was written in a log may be taken back while the campaign runs and the pairing is in range."""
    yield from unless_closed(changeset, by)
    changes = changeset.changes.filter(model="campaigns.pairingentry").exclude(kind=Change.Kind.DELETED)
    keys = [int(key) for key in changes.values_list("object_id", flat=True)]
    reached = PairingEntry.objects.filter(pairing__in=Pairing.objects.logged_by(by), pk__in=keys)
    if reached.count() != len(keys):
        yield _("This pairing is no longer in your range.")


@deed(label=gettext_lazy("Arrange a pairing"), undo=_pairing_open, records=True)
def add_pairing(change: Recorder, *, campaign: Campaign, sheet: PairingSheet) -> None:
    """Let a strong unit help a weak one of the same county.

    Raises Refused where a unit takes no part, both are one, or the weak unit is helped already.
    """
    _check_office(change, campaign)
    change.create(Pairing(campaign=campaign, **_values(change.by, campaign, sheet)))
    _sign(change, campaign)


@deed(label=gettext_lazy("Change a pairing"), undo=_pairing_open)
def edit_pairing(change: Recorder, *, pairing: Pairing, version: int, sheet: PairingSheet) -> None:
    """Change what was agreed, or end a pairing. Its units change only while its log is empty.

    Raises Stale if somebody changed it since.
    """
    campaign = pairing.campaign
    _check_office(change, campaign)
    pairing = _locked(Pairing.objects.editable_by(change.by), pairing, version)
    values = _values(change.by, campaign, sheet)
    moved = (values["strong"].pk, values["weak"].pk) != (pairing.strong_id, pairing.weak_id)
    if moved and pairing.entries.exists():
        raise Refused(_("Its log says what these two units did. End this pairing and arrange another one."))
    last = pairing.entries.order_by("-on").values_list("on", flat=True).first()
    if sheet.ended_on and last and sheet.ended_on < last:
        raise Refused(_("Its log goes on until %(day)s; it cannot have ended before.") % {"day": last})
    change.update(pairing, **values)
    _sign(change, campaign)


def _values(seat: Seat, campaign: Campaign, sheet: PairingSheet) -> dict:
    found = Plan.objects.visible_to(seat).filter(campaign=campaign, village__in=[sheet.strong, sheet.weak])
    plans = {plan.village_id: plan for plan in found.select_related("village")}
    if missing := {sheet.strong, sheet.weak} - plans.keys():
        raise Refused(_("No such unit of yours takes part: %(codes)s.") % {"codes": ", ".join(sorted(missing))})
    check_past(sheet.agreed_on)
    if sheet.ended_on:
        check_past(sheet.ended_on)
    return {
        "strong": plans[sheet.strong], "weak": plans[sheet.weak], "agreed_on": sheet.agreed_on,
        "agreement": sheet.agreement.strip(), "keeper": sheet.keeper.strip(), "ended_on": sheet.ended_on,
    }  # fmt: skip


@deed(label=gettext_lazy("Write in a pairing's log"), undo=_log_open, records=True)
def add_entry(change: Recorder, *, pairing: Pairing, sheet: EntrySheet) -> None:
    """Write down what both units did together. Raises Refused for a day outside the pairing's time."""
    pairing = _reached(change, pairing)
    _check_entry(pairing, sheet)
    change.create(
        PairingEntry(
            pairing=pairing, on=sheet.on, done=sheet.done.strip(), result=sheet.result.strip(), post=change.by.post
        )
    )
    _sign(change, pairing.campaign, pairing)


@deed(label=gettext_lazy("Correct a pairing's log"), undo=_log_open)
def edit_entry(change: Recorder, *, entry: PairingEntry, version: int, sheet: EntrySheet) -> None:
    """Correct a line of the log. Raises Stale if somebody changed it since."""
    pairing = _reached(change, entry.pairing)
    _check_entry(pairing, sheet)
    entry = _locked(PairingEntry.objects.filter(pairing=pairing), entry, version)
    change.update(entry, on=sheet.on, done=sheet.done.strip(), result=sheet.result.strip())
    _sign(change, pairing.campaign, pairing)


@deed(label=gettext_lazy("Delete from a pairing's log"), undo=_log_open)
def delete_entry(change: Recorder, *, entry: PairingEntry, version: int) -> None:
    """Take back a line of the log; the change log keeps it."""
    pairing = _reached(change, entry.pairing)
    entry = _locked(PairingEntry.objects.filter(pairing=pairing), entry, version)
    change.delete(entry)
    _sign(change, pairing.campaign, pairing)


def _check_office(change: Recorder, campaign: Campaign) -> None:
    check_running(campaign)
    if not access.runs(change.by, campaign.county):
        raise Refused(_("Only the county office arranges pairings."))


def _reached(change: Recorder, pairing: Pairing) -> Pairing:
    """A pairing of a running campaign in whose log the seat may write."""
    check_running(pairing.campaign)
    found = Pairing.objects.logged_by(change.by).for_list().filter(pk=pairing.pk).first()
    if found is None:
        raise Refused(_("This pairing is not in your range."))
    return found


def _check_entry(pairing: Pairing, sheet: EntrySheet) -> None:
    if not sheet.done.strip():
        raise Refused(_("Say what was done together."))
    check_day(pairing.campaign, sheet.on)
    last = pairing.ended_on or datetime.date.max
    if not pairing.agreed_on <= sheet.on <= last:
        raise Refused(
            _("%(day)s lies outside this pairing, which runs from %(first)s%(last)s.")
            % {"day": sheet.on, "first": pairing.agreed_on, "last": f"—{last}" if pairing.ended_on else ""}
        )


def _locked(records, record, version: int):
    found = records.filter(pk=record.pk).select_for_update(of=("self",)).first()
    if found is None:
        raise Refused(_("This is not in your range, or was deleted. Load the page anew."))
    if found.version != version:
        raise Stale(found)
    return found


def _sign(change: Recorder, campaign: Campaign, pairing: Pairing | None = None) -> None:
    """Say where it was done: what a township writes, in the township; everything else in the county."""
    own = change.by.place.pk if change.by.holds(Role.TOWNSHIP_ORGANIZER) else campaign.county_id
    change.place, change.year = own if pairing else campaign.county_id, campaign.year
