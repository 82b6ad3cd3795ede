"""No page of a ledger offers a step that the state of a task forbids: each state is shown to each reader, and what is
offered is held against what the deeds do."""

import re

import pytest
from django.db import transaction
from django.utils import timezone

from campaigns.ledger.actions.tasks import check_tasks, report_tasks, return_tasks, unreport_tasks
from campaigns.ledger.choices import TaskState
from campaigns.ledger.models import UnitTask
from fivestar.changes.deeds import Refused
from tests import make
from tests.planning.plans import XIN

DEEDS = {"report": report_tasks, "unreport": unreport_tasks, "check": check_tasks, "return": return_tasks}
OFFERED = re.compile(r'name="deed" value="(report|unreport|check|return)(?::[0-9]+)?"')


def put(row: UnitTask, state: str, by, cast) -> None:
    now, facts = timezone.now(), {}
    if state in (TaskState.REPORTED, TaskState.CHECKED):
        facts |= {"reported_by": by.officer, "reported_at": now}
    if state == TaskState.CHECKED:
        facts |= {"checked_by": cast.mei.officer if hasattr(cast, "mei") else cast.shen.officer, "checked_at": now}
    if state == TaskState.RETURNED:
        facts |= {"return_reason": "补照片"}
    UnitTask.objects.filter(pk=row.pk).update(state=state, **facts)


def allowed(seat, of, row: UnitTask) -> set[str]:
    found = set()
    for name, deed in DEEDS.items():
        try:
            with transaction.atomic():
                deed(by=seat, campaign=of, seen=make.row_versions(row), reason="补照片")
                transaction.set_rollback(True)
        except Refused:
            continue
        found.add(name)
    return found


@pytest.mark.parametrize("reporter", ["eve", "ying"])
@pytest.mark.parametrize("state", TaskState)
def test_a_task_offers_what_can_be_done_with_it(client, cast, working, state, reporter):
    UnitTask.objects.at(working, XIN).exclude(pk=make.rows(working, XIN)[0].pk).update(in_force=False)
    row = make.rows(working, XIN)[0]
    put(row, state, getattr(cast, reporter), cast)
    for who in ("eve", "ying", "shen", "lei"):
        seat = getattr(cast, who)
        client.force_login(seat.officer)
        may = allowed(seat, working, row)
        for page in (f"/{working.year}/{XIN}/ledger/", f"/{working.year}/{XIN}/ledger/{row.pk}/"):
            assert set(OFFERED.findall(client.get(page).text)) <= may, (who, page)
