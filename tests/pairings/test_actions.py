"""Pairings of a strong and a weak unit, and their joint log."""

import datetime

import pytest
from django.utils import timezone, translation

from campaigns.pairings.actions import add_entry, add_pairing, delete_entry, edit_entry, edit_pairing
from campaigns.pairings.models import Pairing, PairingEntry
from campaigns.pairings.rules import EntrySheet, PairingSheet
from fivestar.changes.deeds import Refused, Stale
from fivestar.changes.undo import undo
from tests.planning.plans import NING, XIN, YAO, ZHU, move_to


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def ago(days: int) -> datetime.date:
    return timezone.localdate() - datetime.timedelta(days=days)


def sheet(strong=XIN, weak=NING, **changed) -> PairingSheet:
    return PairingSheet(**{"strong": strong, "weak": weak, "agreed_on": ago(20), "agreement": "结对互助"} | changed)


def pairing() -> Pairing:
    return Pairing.objects.for_list().select_related("campaign__county").get()


def edit(by, wanted, version=None):
    return edit_pairing(by=by, pairing=pairing(), version=version or pairing().version, sheet=wanted)


@pytest.fixture
def paired(campaign, cast):
    """辛庄村 of 文昌 helps 宁郭村 of 宁郭."""
    add_pairing(by=cast.ying, campaign=campaign, sheet=sheet(keeper=" 组织部李科长 "))
    return pairing()


def test_the_office_pairs_two_units_of_the_county(paired, cast):
    assert (str(paired), paired.keeper) == ("辛庄村—宁郭村", "组织部李科长")
    for by, wanted, words in (
        (cast.eve, sheet(YAO, XIN), "Only the county office"),
        (cast.ying, sheet(YAO, NING), "helped by another one already"),
        (cast.ying, sheet(YAO, YAO), "with itself"),
        (cast.ying, sheet(YAO, ZHU), "No such unit"),
        (cast.ying, sheet(YAO, XIN, agreement=" "), "what was agreed"),
        (cast.ying, sheet(YAO, XIN, agreed_on=ago(-1)), "still to come"),
        (cast.ying, sheet(YAO, XIN, ended_on=ago(21)), "ends after"),
    ):
        with pytest.raises(Refused, match=words):
            add_pairing(by=by, campaign=paired.campaign, sheet=wanted)
    add_pairing(by=cast.ying, campaign=paired.campaign, sheet=sheet(YAO, XIN))  # who helps may be helped
    assert Pairing.objects.count() == 2


def test_both_townships_write_in_the_log(paired, cast):
    add_entry(by=cast.eve, pairing=paired, sheet=EntrySheet(ago(10), "共同清理坑塘", "清理一处"))
    add_entry(by=cast.wen, pairing=paired, sheet=EntrySheet(ago(3), "互派村干部"))
    assert [entry.done for entry in paired.entries.all()] == ["互派村干部", "共同清理坑塘"]
    for by, wanted, words in (
        (cast.shen, EntrySheet(ago(1), "看"), "in your range"),
        (cast.zhou, EntrySheet(ago(1), "看"), "in your range"),
        (cast.eve, EntrySheet(ago(-1), "看"), "still to come"),
        (cast.eve, EntrySheet(ago(25), "看"), "outside this pairing"),
        (cast.eve, EntrySheet(ago(1), " "), "what was done"),
    ):
        with pytest.raises(Refused, match=words):
            add_entry(by=by, pairing=paired, sheet=wanted)
    entry = paired.entries.first()
    edit_entry(by=cast.eve, entry=entry, version=entry.version, sheet=EntrySheet(ago(2), "互派三名村干部"))
    with pytest.raises(Stale):
        edit_entry(by=cast.wen, entry=entry, version=entry.version, sheet=EntrySheet(ago(2), "互派"))
    entry.refresh_from_db()
    gone = delete_entry(by=cast.wen, entry=entry, version=entry.version)
    assert paired.entries.count() == 1
    undo(by=cast.wen, changeset=gone)
    assert PairingEntry.objects.get(pk=entry.pk).done == "互派三名村干部"


def test_a_pairing_ends_and_its_units_change_only_before_the_log_begins(paired, cast):
    edit(cast.ying, sheet(YAO, NING))
    assert pairing().strong.village_id == YAO
    with pytest.raises(Stale):
        edit(cast.ying, sheet(), version=1)
    add_entry(by=cast.wen, pairing=pairing(), sheet=EntrySheet(ago(3), "互派村干部"))
    with pytest.raises(Refused, match="what these two units did"):
        edit(cast.ying, sheet(XIN, NING))
    with pytest.raises(Refused, match="cannot have ended before"):
        edit(cast.ying, sheet(YAO, NING, ended_on=ago(4)))
    edit(cast.ying, sheet(YAO, NING, ended_on=ago(2)))
    with pytest.raises(Refused, match="outside this pairing"):
        add_entry(by=cast.wen, pairing=pairing(), sheet=EntrySheet(ago(1), "再去"))
    first = pairing()
    add_pairing(by=cast.ying, campaign=first.campaign, sheet=sheet(XIN, NING, agreed_on=ago(1)))
    assert [each.strong.village_id for each in Pairing.objects.for_list()] == [XIN, YAO]


def test_a_pairing_lasts_from_its_first_day_to_its_last(paired, cast):
    """Both days belong to it, and it may have been agreed and ended on one day, today at the latest."""
    for days, words in ((21, "outside this pairing"), (20, None), (0, None), (-1, "still to come")):
        if words is None:
            add_entry(by=cast.eve, pairing=pairing(), sheet=EntrySheet(ago(days), "互派村干部"))
        else:
            with pytest.raises(Refused, match=words):
                add_entry(by=cast.eve, pairing=pairing(), sheet=EntrySheet(ago(days), "互派村干部"))
    with pytest.raises(Refused, match="still to come"):
        edit(cast.ying, sheet(ended_on=ago(-1)))
    edit(cast.ying, sheet(ended_on=ago(0)))  # the day of the last line of its log
    last = pairing().entries.first()
    delete_entry(by=cast.eve, entry=last, version=last.version)
    edit(cast.ying, sheet(ended_on=ago(10)))
    add_entry(by=cast.eve, pairing=pairing(), sheet=EntrySheet(ago(10), "互派村干部"))
    with pytest.raises(Refused, match="outside this pairing"):
        add_entry(by=cast.eve, pairing=pairing(), sheet=EntrySheet(ago(9), "互派村干部"))
    add_pairing(by=cast.ying, campaign=paired.campaign, sheet=sheet(YAO, XIN, agreed_on=ago(0), ended_on=ago(0)))


def test_a_log_begins_with_the_campaign(paired, cast):
    """A pairing may be older than the year's campaign; its log of the year is not."""
    first = (timezone.localdate() - paired.campaign.planning_from).days
    edit(cast.ying, sheet(agreed_on=ago(first + 5)))
    add_entry(by=cast.eve, pairing=pairing(), sheet=EntrySheet(ago(first), "互派村干部"))
    with pytest.raises(Refused, match="lies before this year's campaign"):
        add_entry(by=cast.eve, pairing=pairing(), sheet=EntrySheet(ago(first + 1), "互派村干部"))


def test_who_sees_a_pairing(paired, cast):
    seen = {
        name: Pairing.objects.visible_to(getattr(cast, name)).count() for name in ("eve", "wen", "han", "zhou", "nora")
    }
    assert seen == {"eve": 1, "wen": 1, "han": 1, "zhou": 0, "nora": 0}
    assert Pairing.objects.at(paired.campaign, NING[:9]).count() == 1
    assert Pairing.objects.at(paired.campaign, "410871060").count() == 0
    move_to(paired.campaign, "closed")
    with pytest.raises(Refused, match="is closed"):
        add_entry(by=cast.eve, pairing=pairing(), sheet=EntrySheet(ago(1), "看"))
