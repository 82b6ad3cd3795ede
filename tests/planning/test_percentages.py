"""Percentages that papers print: recorded, held against their base, taken back."""

import pytest

from campaigns.planning.actions.figures import record_percentage, withdraw_percentage
from campaigns.planning.choices import FindingCode, Source
from campaigns.planning.reports.facts import campaign_facts, township_facts
from campaigns.planning.reports.findings import findings
from campaigns.planning.rules.facts import Printed
from campaigns.planning.rules.figures import Figures
from campaigns.sheets.models.sheet import Sheet
from campaigns.year.choices import Phase
from campaigns.year.models.campaign import Campaign
from fivestar.changes.deeds import Refused, Stale
from fivestar.changes.undo import undo
from tests.planning.test_figures import state

LUOHE = Printed("“三星”以上村", 808, 1269, "行政村", "73.39")


def address(campaign) -> str:
    return f"/{campaign.year}/410871/plan/percentages/"


def typed(**changes) -> dict:
    return {
        "name": "“三星”以上村",
        "part": "808",
        "base": "１２６９",
        "base_name": "行政村",
        "printed": "73.39％",
    } | changes


def test_a_published_percentage_is_held_against_its_base(campaign, cast, client):
    client.force_login(cast.ying.officer)
    assert client.post(address(campaign), typed()).status_code == 302
    (row,) = [row for row in findings(campaign) if row.finding.code == FindingCode.BASE]
    assert dict(row.finding.figures)["implied"] == 1101
    page = client.get(f"/{campaign.year}/410871/plan/").text
    assert "73.39%" in page
    assert "1101" in page


def test_one_that_is_right_is_no_finding(campaign, cast):
    record_percentage(by=cast.ying, campaign=campaign, percentage=Printed("闭环", 24, 55, "行政村", "43.64"))
    assert FindingCode.BASE not in {row.finding.code for row in findings(campaign)}
    assert township_facts(campaign, "410871062").percentages == ()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"printed": "七成"}, "printed"), ({"part": "1.5"}, "part"), ({"base": "无"}, "base"), ({"name": ""}, "name")],
)
def test_what_is_no_percentage_says_so_beside_the_field(campaign, cast, client, wrong, field):
    client.force_login(cast.ying.officer)
    response = client.post(address(campaign), typed(**wrong))
    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])
    assert campaign.percentages.count() == 0


def test_a_name_is_recorded_once_and_one_can_take_it_back(campaign, cast, client):
    client.force_login(cast.ying.officer)
    record_percentage(by=cast.ying, campaign=campaign, percentage=LUOHE)
    again = client.post(address(campaign), typed())
    assert (again.status_code, campaign.percentages.count()) == (422, 1)
    (row,) = campaign.percentages.all()
    assert client.post(address(campaign), {"percentage": row.pk, "version": 9}).status_code == 409
    assert client.post(address(campaign), {"percentage": row.pk, "version": row.version}).status_code == 302
    assert campaign.percentages.count() == 0


def test_taking_back_can_be_undone_and_is_the_office_s(campaign, cast):
    record_percentage(by=cast.ying, campaign=campaign, percentage=LUOHE)
    row = campaign.percentages.get()
    for deed in (
        lambda by: record_percentage(by=by, campaign=campaign, percentage=LUOHE),
        lambda by: withdraw_percentage(by=by, campaign=campaign, percentage=row.pk, version=1),
    ):
        with pytest.raises(Refused):
            deed(cast.eve)
    with pytest.raises(Stale):
        withdraw_percentage(by=cast.ying, campaign=campaign, percentage=row.pk, version=2)
    undo(by=cast.ying, changeset=withdraw_percentage(by=cast.ying, campaign=campaign, percentage=row.pk, version=1))
    assert campaign.percentages.get().printed == "73.39"
    Campaign.objects.filter(pk=campaign.pk).update(phase=Phase.CLOSED)
    with pytest.raises(Refused):
        record_percentage(by=cast.ying, campaign=campaign, percentage=LUOHE)


def test_pilots_of_plan_sheets_are_counted_against_the_plan(campaign, cast):
    """四进五 2, and the plan has one 五星; nothing is said where the plan does not state the level."""
    for code in ("410871062200", "410871062201"):
        plan = campaign.plans.get(village=code)
        Sheet.objects.update_or_create(plan=plan, defaults={"pilot": "5"})
    assert campaign_facts(campaign).pilots == {5: 2}
    assert township_facts(campaign, "410871062").pilots == {}
    state(cast.ying, campaign, None, Source.PLAN, Figures("village", {4: 1}))
    assert FindingCode.PILOTS not in {row.finding.code for row in findings(campaign)}
    none = dict.fromkeys((5, 4, 3, 2, 1), 0)
    state(
        cast.ying, campaign, None, Source.PLAN, Figures("village", {5: 1}), Figures("community", none), version=1
    )  # fmt: skip
    (row,) = [row for row in findings(campaign) if row.finding.code == FindingCode.PILOTS]
    assert row.finding.figures == (("level", 5), ("pilots", 2), ("plan", 1))
