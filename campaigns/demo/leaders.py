"""Contact leaders, their visits and pairings of the demo in autumn. Everybody in them is invented."""

import csv
import datetime
import zlib
from collections.abc import Callable

from campaigns.leaders.actions import add_visits, problem_of_visit, set_leaders
from campaigns.leaders.models import ContactLeader, Visit, leaders_digest
from campaigns.leaders.rules import LeaderLine, VisitEntry, month_of
from campaigns.pairings.actions import add_entry, add_pairing
from campaigns.pairings.models import Pairing
from campaigns.pairings.rules import EntrySheet, PairingSheet
from campaigns.planning.models.marks import Plan
from campaigns.year.models.campaign import Campaign
from villages.access import Seat

from .load import COUNTY, HERE

Deed = tuple[int, int, Callable[[], object]]  # days ago, hour, what is done

NAMED, PAIRED = 120, 75  # days ago
MONTHS = 4
DAYS = (6, 17)  # of a month, on which leaders go out; each visits half of the units on each


def leader_deeds(seats: dict[str, Seat], year: int, today: datetime.date) -> list[Deed]:
    """Leaders are named, go out twice a month, and have not been everywhere this month; three pairs keep a log."""

    def campaign() -> Campaign:
        return Campaign.objects.for_page().at(year, COUNTY).get()

    office = seats["ying"]
    deeds: list[Deed] = [(NAMED, 9, lambda: _name(office, campaign()))]
    for half, on in _days_out(today):
        deeds.append(((today - on).days, 17, lambda half=half, on=on: _visit(office, campaign(), half, on, today)))
    deeds.append((1, 18, lambda: _to_problems(seats["eve"], campaign())))
    for line in _lines("pairings.csv"):
        deeds.append((PAIRED, 9, lambda line=line: _pair(office, campaign(), line, today)))
        for days, number in ((50, "一"), (16, "二")):
            who = seats[line[f"登记人{number}"]]
            deeds.append((days, 16, lambda line=line, number=number, who=who: _log(who, campaign(), line, number)))
    return deeds


def _lines(name: str) -> list[dict]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _days_out(today: datetime.date) -> list[tuple[int, datetime.date]]:
    """(which half of the units, day) of the last months. Early in a month the first half is visited by today."""
    month, found = month_of(today), []
    for back in range(MONTHS):
        days = [month.replace(day=day) for day in DAYS]
        if back == 0:
            days = [min(days[0], today), *(day for day in days[1:] if day <= today)]
        found += enumerate(days)
        month = month_of(month - datetime.timedelta(days=1))
    return found


def _name(office: Seat, campaign: Campaign) -> None:
    """Units are shared out in their order, so that a leader's lie side by side."""
    people = _lines("leaders.csv")
    codes = list(Plan.objects.filter(campaign=campaign).in_order().values_list("village", flat=True))
    share = -(-len(codes) // len(people))
    lines = [
        LeaderLine(person["姓名"], person["职务"], tuple(codes[at * share : (at + 1) * share]))
        for at, person in enumerate(people)
    ]
    set_leaders(by=office, campaign=campaign, lines=lines, seen=leaders_digest(campaign))


def _visit(office: Seat, campaign: Campaign, half: int, on: datetime.date, today: datetime.date) -> None:
    texts = _lines("visits.csv")
    for leader in ContactLeader.objects.select_related("campaign__county").filter(campaign=campaign):
        plans = Plan.objects.filter(contact__leader=leader).in_order().values_list("village", flat=True)
        entries = [
            VisitEntry(code, text["发现"], text["安排"])
            for code in list(plans)[half::2]
            if _chance(code, on) >= (0.2 if month_of(on) == month_of(today) else 0.03)
            for text in [texts[int(_chance(code, on, "text") * len(texts))]]
        ]
        if entries:
            add_visits(by=office, leader=leader, on=on, entries=entries)


def _to_problems(organizer: Seat, campaign: Campaign) -> None:
    """What the latest visit to one of the township's units arranged is followed up in the problem list."""
    visits = Visit.objects.editable_by(organizer).filter(plan__campaign=campaign).exclude(arranged="")
    if visit := visits.for_list().first():
        problem_of_visit(by=organizer, visit=visit, version=visit.version)


def _pair(office: Seat, campaign: Campaign, line: dict, today: datetime.date) -> None:
    agreed = today - datetime.timedelta(days=PAIRED)
    add_pairing(
        by=office, campaign=campaign,
        sheet=PairingSheet(line["强"], line["弱"], agreed, line["协议"], line["联络人"]),
    )  # fmt: skip


def _log(by: Seat, campaign: Campaign, line: dict, number: str) -> None:
    pairing = Pairing.objects.for_list().get(campaign=campaign, weak__village=line["弱"])
    on = pairing.agreed_on + datetime.timedelta(days=25 if number == "一" else 59)
    add_entry(by=by, pairing=pairing, sheet=EntrySheet(on, line[f"共同工作{number}"], line[f"成效{number}"]))


def _chance(code: str, on: datetime.date, purpose: str = "") -> float:
    """A number between 0 and 1 that looks like chance and is the same at each loading of a day."""
    return zlib.crc32(f"{code} {on} {purpose}".encode()) / 2**32
