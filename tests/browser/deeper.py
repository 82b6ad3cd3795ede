"""What the demo's county has besides, so that each of its pages has something to show."""

from campaigns.assignments.actions import give_assignment
from campaigns.assignments.rules import AssignmentSheet
from campaigns.chart.actions import make_hall_link
from campaigns.chart.rules import digest_of
from campaigns.evidence.actions import attach_evidence
from campaigns.evidence.models import EvidenceFile
from campaigns.ledger.models import UnitTask
from campaigns.year.models.campaign import Campaign
from fivestar import vault
from tests.doors.leading import Words, leading
from tests.evidence.files import received
from villages.access import Seat

IN_WENCHANG = ("410871062201", "410871062202")


def deeper(campaign: Campaign, office: Seat, organizer: Seat, other: Seat, row: UnitTask) -> tuple[Words, dict]:
    """(what the words of some routes mean, what they mean everywhere).

    other, row -- a task of an approved plan, and the organizer of its township.
    """
    star = campaign.stars.get(kind="village", code="ecology")
    sheet = AssignmentSheet("治理污水", "逐村验收", "农业农村局", campaign.assessment_on, star.pk)
    give_assignment(by=office, campaign=campaign, sheet=sheet)
    make_hall_link(
        by=office, campaign=campaign, township=None, name="一楼大厅", digest=digest_of(campaign.county_id)
    )  # fmt: skip
    vault.keep(received("协议.pdf").digest, b"an agreement")
    attach_evidence(by=other, campaign=campaign, rows=[row.pk], received=[received("协议.pdf")])
    file = EvidenceFile.objects.get(uses__row=row)
    led, _forms = leading(campaign, office, organizer, *IN_WENCHANG)
    task = campaign.stars.get(kind="village", code="industry").tasks.first()
    return led | {
        "/year/township/evidence/file/": {"township": row.plan.village_id[:9], "file": str(file.pk)},
    }, {"number": "1", "token": campaign.county_id, "task": str(task.pk)}  # fmt: skip
