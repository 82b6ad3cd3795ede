"""What lists send: those of the ledger, and workbooks that come back."""

import uuid
from io import BytesIO

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from campaigns.ledger.choices import TaskState
from campaigns.ledger.exchange import FIRST, HEADS, LedgerBook, compare, read_ledger, write_ledger
from campaigns.ledger.forms.lists import change_digest
from campaigns.ledger.models import UnitTask
from campaigns.ledger.reports.lists import in_order
from campaigns.year.models.campaign import Campaign, Task
from villages.access import Seat


def listing(campaign: Campaign, organizer: Seat) -> dict[str, dict]:
    """A task of an approved unit that its township has reported and nobody has checked."""
    plan = campaign.plans.filter(state="approved").latest("village")
    star = campaign.stars.get(kind=plan.kind, code="ecology")
    task = Task.objects.create(star=star, number=41, title="六清六乱")
    row = UnitTask.objects.create(
        plan=plan, task=task, state=TaskState.REPORTED, reported_by=organizer.officer, reported_at=timezone.now()
    )  # fmt: skip
    check = {"deed": "check", "confirm": "1", "seen": f"{row.pk}:{row.version}", "shown": change_digest("check", "")}
    person = {
        "deed": "person",
        "value": "张勇",
        "confirm": "1",
        "seen": check["seen"],
        "shown": change_digest("person", "张勇"),
    }
    written = {f"v-{row.pk}": row.version, f"h-{row.pk}": "another", f"c-{row.pk}-person": "张勇"}
    file, digest = _workbook(campaign, row)
    taken = {"file": file, "deed": "take", "digest": digest}
    return {
        "/year/county/ledger/": written,
        "/year/township/ledger/": written,
        "/year/county/ledger/change/": check,
        "/year/township/ledger/change/": person,
        "/year/county/ledger/upload/": taken,
        "/year/township/ledger/upload/": taken,
        "/year/county/ledger/upload/ to look at": {"file": file},
        "/year/township/ledger/upload/ to look at": {"file": file},
    }


def _workbook(campaign: Campaign, row: UnitTask) -> tuple[SimpleUploadedFile, str]:
    """A ledger with one word changed, and the digest of what it would write."""
    rows = list(in_order(UnitTask.objects.filter(pk=row.pk), ""))
    book = LedgerBook(
        "县", campaign.year, campaign.span, "创建", rows, 1, 1, open_keys=frozenset({row.pk}), is_office=True
    )
    workbook = openpyxl.load_workbook(BytesIO(write_ledger(book)))
    workbook.active.cell(FIRST, HEADS.index("责任人") + 1).value = "张勇"
    content = BytesIO()
    workbook.save(content)
    file = SimpleUploadedFile(f"{uuid.uuid4().hex}.xlsx", content.getvalue())
    return file, compare(read_ledger(file), book).digest
