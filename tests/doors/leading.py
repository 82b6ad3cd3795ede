"""What the contact leaders and pairings of a site send."""

import datetime

from django.utils import timezone

from campaigns.leaders.actions import add_visits, set_leaders
from campaigns.leaders.models import ContactLeader, Visit, leaders_digest
from campaigns.leaders.rules import LeaderLine, VisitEntry
from campaigns.pairings.actions import add_entry, add_pairing
from campaigns.pairings.models import PairingEntry
from campaigns.pairings.rules import EntrySheet, PairingSheet
from campaigns.year.models.campaign import Campaign
from tests import make
from villages.access import Seat

Words = dict[str, dict[str, str]]
Forms = dict[str, dict]


def leading(campaign: Campaign, office: Seat, organizer: Seat, unit: str, other: str) -> tuple[Words, Forms]:
    """A leader who was in a unit, and one without visits; two units of the township that are paired, with a log.

    other -- a unit that the leader did not visit.
    """
    day = timezone.localdate() - datetime.timedelta(days=2)
    lines = [LeaderLine("李建国", "副县长", (unit, other)), LeaderLine("赵强")]
    set_leaders(by=office, campaign=campaign, lines=lines, seen=leaders_digest(campaign))
    leader = ContactLeader.objects.get(campaign=campaign, name="李建国")
    add_visits(by=organizer, leader=leader, on=day, entries=[VisitEntry(unit, "渠边有垃圾")])
    sheet = PairingSheet(unit, other, day, "互派村干部")
    add_pairing(by=office, campaign=campaign, sheet=sheet)
    pairing = campaign.pairings.get()
    add_entry(by=organizer, pairing=pairing, sheet=EntrySheet(day, "共同清渠"))
    entry, visit = PairingEntry.objects.get(pairing=pairing), Visit.objects.get(plan__campaign=campaign)
    of_visit = {"unit": unit, "visit": str(visit.pk)}
    words: Words = {
        "/year/county/leaders/leader/change/": {"leader": str(leader.pk)},
        "/year/county/pairings/pairing/change/": {"pairing": str(pairing.pk)},
        "/year/unit/visits/visit/": of_visit,
        "/year/unit/visits/visit/to-problems/": of_visit,
    }
    strong, weak = (make.plan(campaign, code).village.name for code in (unit, other))
    corrected = {"on": day, "found": "渠边有两处垃圾", "version": visit.version}
    wrote = {"on": day, "done": "共同清理渠道", "version": entry.version}
    forms: Forms = {
        "/year/county/leaders/name/": {
            "text": f"王敏 | 部长 | {weak}", "enter": "1", "seen": leaders_digest(campaign),
        },
        "/year/county/leaders/leader/change/": {"name": "李建国", "units": strong, "version": leader.version},
        "/year/unit/visits/visit/": corrected,
        "/year/unit/visits/visit/ delete": corrected | {"delete": "1"},
        "/year/unit/visits/visit/to-problems/": {"version": visit.version},
        "/year/county/pairings/add/": {"strong": weak, "weak": strong, "agreed_on": day, "agreement": "互助"},
        "/year/county/pairings/pairing/change/": {
            "strong": strong, "weak": weak, "agreed_on": day, "agreement": "互派两名村干部", "version": pairing.version,
        },
    }  # fmt: skip
    for place in ("county", "township"):
        at = f"/year/{place}"
        words[f"{at}/leaders/leader/"] = {"leader": str(leader.pk)}
        words[f"{at}/pairings/pairing/"] = {"pairing": str(pairing.pk)}
        words[f"{at}/pairings/pairing/log/entry/"] = {"pairing": str(pairing.pk), "entry": str(entry.pk)}
        forms[f"{at}/leaders/leader/"] = {"on": day, f"found-{other}": "未发现问题"}
        forms[f"{at}/pairings/pairing/"] = {"on": day, "done": "共同植树"}
        forms[f"{at}/pairings/pairing/log/entry/"] = wrote
        forms[f"{at}/pairings/pairing/log/entry/ delete"] = wrote | {"delete": "1"}
    return words, forms
