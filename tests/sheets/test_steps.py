"""No page offers a step that the state of a plan or its sheet forbids: each is shown in each state and phase, and what
the pages offer is held against what the deeds do."""

import datetime
import re

import pytest
from django.db import transaction
from django.utils import timezone

from campaigns.planning.actions.marks import approve_plans, reopen_plans, return_plans, withdraw_plans
from campaigns.planning.choices import PlanState
from campaigns.planning.models.marks import Plan
from campaigns.sheets.actions.sheet import approve_sheets, reopen_sheets, return_sheets, withdraw_sheets
from campaigns.sheets.models.sheet import Sheet
from campaigns.year.choices import Phase
from campaigns.year.models.campaign import Campaign
from fivestar.changes.deeds import Refused
from tests import make
from tests.planning.plans import XIN

WENCHANG, COUNTY = "410871062", "410871"
TOMORROW = timezone.localdate() + datetime.timedelta(days=1)
LEADS = re.compile(r'(?:name="deed" value="|deed=|/)(approve|return|reopen|withdraw)(?:"|/)')


def put(model, campaign, cast, state: str, by=None) -> None:
    """A record in a state, as its constraints want it; submitted by Eve, or by whom it says."""
    who, now = (by or cast.eve).officer, timezone.now()
    facts = {"submitted_by": None, "submitted_at": None, "approved_by": None, "approved_at": None, "return_reason": ""}
    if state in (PlanState.SUBMITTED, PlanState.APPROVED):
        facts |= {"submitted_by": who, "submitted_at": now}
    if state == PlanState.APPROVED:
        facts |= {"approved_by": cast.ying.officer, "approved_at": now}
    if state == PlanState.RETURNED:
        facts |= {"return_reason": "补齐"}
    of = {"village": XIN, "campaign": campaign}
    of = of if model is Plan else {f"plan__{name}": value for name, value in of.items()}
    model.objects.filter(**of).update(state=state, **facts)


@pytest.fixture
def marked(campaign, cast):
    make.mark(cast.eve, campaign, {XIN: "industry"})
    return campaign


def moved(campaign, phase: str) -> Campaign:
    Campaign.objects.filter(pk=campaign.pk).update(phase=phase)
    return Campaign.objects.for_page().get(pk=campaign.pk)


def done(deed, **facts) -> bool:
    """Whether a deed would be done; it is taken back."""
    try:
        with transaction.atomic():
            deed(**facts)
            transaction.set_rollback(True)
    except Refused:
        return False
    return True


def allowed_of_sheet(cast, campaign) -> set[str]:
    sheet = Sheet.objects.for_list().get(plan__campaign=campaign, plan__village=XIN)
    seen, digest = {XIN: sheet.version}, {XIN: sheet.content.digest()}
    office = {"by": cast.ying, "campaign": campaign, "seen": seen}
    deeds = {
        "approve": done(approve_sheets, **office, digests=digest),
        "return": done(return_sheets, **office, reason="补", open_until=TOMORROW),
        "reopen": done(reopen_sheets, **office, reason="补", open_until=TOMORROW),
        "withdraw": done(withdraw_sheets, by=cast.eve, campaign=campaign, codes=[XIN]),
    }
    return {step for step, is_done in deeds.items() if is_done}


def allowed_of_plan(cast, campaign) -> set[str]:
    office = {"by": cast.ying, "campaign": campaign, "seen": make.seen(campaign, XIN)}
    deeds = {
        "approve": done(approve_plans, **office),
        "return": done(return_plans, **office, reason="补", open_until=TOMORROW),
        "reopen": done(reopen_plans, **office, reason="补", open_until=TOMORROW),
        "withdraw": done(withdraw_plans, by=cast.eve, campaign=campaign, codes=[XIN]),
    }
    return {step for step, is_done in deeds.items() if is_done}


def offered(client, cast, *pages: str) -> set[str]:
    found = set()
    for who in (cast.eve, cast.ying):
        client.force_login(who.officer)
        for page in pages:
            answer = client.get(page)
            if answer.status_code == 200:
                found |= set(LEADS.findall(answer.text))
    return found


@pytest.mark.parametrize("phase", Phase)
@pytest.mark.parametrize("state", PlanState)
def test_a_sheet_offers_what_can_be_done_with_it(client, cast, marked, state, phase):
    put(Sheet, marked, cast, state)
    campaign = moved(marked, phase)
    at = f"/{campaign.year}/{XIN}/sheet/"
    pages = (at, f"{at}decide/", f"/{campaign.year}/{WENCHANG}/sheets/?state={state}")
    allowed = allowed_of_sheet(cast, campaign)
    assert offered(client, cast, *pages) <= allowed
    if state == PlanState.SUBMITTED and phase in (Phase.PLANNING, Phase.CREATING):
        assert offered(client, cast, *pages) == {"approve", "return", "withdraw"} == allowed


@pytest.mark.parametrize("phase", Phase)
@pytest.mark.parametrize("state", PlanState)
def test_a_plan_offers_what_can_be_done_with_it(client, cast, marked, state, phase):
    put(Plan, marked, cast, state)
    campaign = moved(marked, phase)
    pages = (f"/{campaign.year}/{XIN}/", f"/{campaign.year}/{COUNTY}/units/?unit={XIN}")
    assert offered(client, cast, *pages) <= allowed_of_plan(cast, campaign)


def test_whoever_submitted_a_sheet_is_not_offered_to_approve_it(client, cast, marked):
    put(Sheet, marked, cast, PlanState.SUBMITTED, by=cast.ying)
    client.force_login(cast.ying.officer)
    for page in (f"{XIN}/sheet/decide/", f"{COUNTY}/sheets/?state=submitted"):
        assert "approve" not in LEADS.findall(client.get(f"/{marked.year}/{page}").text)
