"""What is counted, and that it is counted once."""

import pytest

from campaigns.opening.actions import enrol_units
from campaigns.planning.actions.figures import save_figures
from campaigns.planning.actions.findings import answer_finding
from campaigns.planning.choices import AnswerState, FindingCode, Severity, Source
from campaigns.planning.reports.facts import campaign_facts, facts_of, township_facts
from campaigns.planning.reports.findings import findings
from campaigns.planning.rules.figures import Figures
from campaigns.year.choices import Kind
from campaigns.year.models.campaign import Campaign
from tests import make
from tests.snapshot import kept
from villages.models import Village

FIVE = "branch industry ecology safety civility"


def state(by, campaign, township, source, **columns):
    """Figures of the villages as a source states them."""
    return save_figures(
        by=by,
        campaign=campaign,
        township=township,
        source=source,
        version=0,
        figures=[Figures(Kind.VILLAGE, **columns)],
    )


@pytest.fixture
@kept
def planned(campaign, cast, place):
    """The county plans one five-star village; 文昌 marks two of them, one without a target, and leaves one."""
    state(
        cast.ying,
        campaign,
        None,
        Source.PLAN,
        levels={5: 1, 2: 6},
        stars=dict.fromkeys(FIVE.split(), 1) | {"civility": 13},
    )
    make.mark(cast.eve, campaign, {"410871062200": FIVE, "410871062201": FIVE, "410871062202": "none"})
    make.submit(cast.eve, campaign, "410871062200")
    make.approve(cast.ying, campaign, "410871062200")
    return campaign


def test_units_stand_in_the_order_of_every_list(campaign):
    Village.objects.filter(pk="410871062200").update(order=1)
    told = [mark.code for place in campaign_facts(campaign).townships for mark in place.marks]
    assert told == list(campaign.plans.in_order().values_list("village", flat=True))
    assert [code[-3:] for code in told if code.startswith("410871062")] == ["201", "202", "203", "200"]


def test_facts_are_those_of_this_year(planned):
    facts = campaign_facts(planned)
    assert (facts.county.size(Kind.VILLAGE), facts.county.size(Kind.COMMUNITY)) == (9, 1)
    assert facts.county.column(Source.PLAN, Kind.VILLAGE).level_sum == 17
    liwan, wenchang, ningguo = facts.townships
    assert [mark.name for mark in wenchang.marks] == ["辛庄村", "姚郭庄村", "金炉村", "杨庄村"]
    assert wenchang.column(Source.ENTERED, Kind.VILLAGE).levels == {5: 2, 4: 0, 3: 0, 2: 0, 1: 0}
    assert wenchang.column(Source.APPROVED, Kind.VILLAGE).level(5) == 1
    assert [mark.name for mark in wenchang.unfilled(Kind.VILLAGE)] == ["杨庄村"]
    assert ningguo.column(Source.ENTERED, Kind.VILLAGE).is_empty
    assert ningguo.column(Source.APPROVED, Kind.VILLAGE).is_empty
    assert (liwan.size(Kind.VILLAGE), liwan.size(Kind.COMMUNITY)) == (2, 1)
    assert list(facts.star_names[Kind.COMMUNITY]) == ["branch", "sharing", "safety", "harmony", "business"]


def test_a_township_alone_is_the_same_township(planned, place):
    facts = township_facts(planned, place.wenchang.code)
    whole = campaign_facts(planned)
    assert facts.townships == whole.townships[1:2]
    assert facts.county.columns == whole.county.columns
    assert (facts.is_whole, whole.is_whole) == (False, True)


def test_any_number_of_campaigns_costs_the_same(planned, place, cast, django_assert_num_queries):
    neighbour = make.campaign(place, cast, place.neighbour)
    with django_assert_num_queries(7):
        facts_of([planned])
    with django_assert_num_queries(7):
        both = facts_of([planned, neighbour])
    assert both[planned.pk] == campaign_facts(planned)
    assert [place.name for place in both[neighbour.pk].townships] == ["朱村街道"]


def of(rows, code):
    return next(row for row in rows if row.finding.code == code)


def test_a_finding_knows_the_units_behind_it(planned, place):
    row = of(findings(planned, place.wenchang.code), FindingCode.OVER_PLAN)
    assert [mark.name for mark in row.marks] == ["辛庄村", "金炉村"]
    assert (row.state, row.is_pending) == (AnswerState.OPEN, True)


def test_a_township_reads_its_own_findings_and_leaders_confirmed_ones(planned, place, cast):
    everything = findings(planned, seat=cast.ying)
    assert {row.finding.place for row in findings(planned, seat=cast.eve)} == {place.wenchang.code}
    assert {row.key for row in findings(planned, seat=cast.eve)} == {
        row.key for row in everything.at(place.wenchang.code)
    }
    assert len(findings(planned, seat=cast.wen)) == 0
    to_decide = [row for row in everything if row.finding.severity != Severity.NOTICE]
    seen = findings(planned, seat=cast.lei)
    assert (len(seen), seen.pending) == (0, len(to_decide))
    row = of(everything, FindingCode.OVER_PLAN)
    answer(cast.ying, planned, row, AnswerState.CONFIRMED)
    seen = findings(planned, seat=cast.lei)
    assert ([row.key for row in seen], seen.pending) == ([row.key], len(to_decide) - 1)


def answer(by, campaign, row, state, text="已与街道核对。"):
    return answer_finding(
        by=by, campaign=campaign, finding=row.finding, state=state, text=text, digest=row.finding.digest
    )


def test_a_finding_set_aside_returns_when_its_figures_change(planned, place, cast):
    row = of(findings(planned), FindingCode.OVER_PLAN)
    answer(cast.ying, planned, row, AnswerState.SET_ASIDE)
    row = of(findings(planned), FindingCode.OVER_PLAN)
    assert (row.state, row.text, row.earlier) == (AnswerState.SET_ASIDE, "已与街道核对。", None)
    make.mark(cast.eve, planned, {"410871062203": FIVE})
    row = of(findings(planned), FindingCode.OVER_PLAN)
    assert (row.state, row.text, row.earlier.text) == (AnswerState.OPEN, "", "已与街道核对。")


def test_last_year_says_nothing_of_this_year(planned, cast):
    last = Campaign.objects.for_page().get(county=planned.county, year=planned.year - 1)
    facts = campaign_facts(last)
    assert facts.county.column(Source.PLAN, Kind.VILLAGE).is_empty
    assert facts.townships[1].column(Source.APPROVED, Kind.VILLAGE).star_sum == 3
    assert {row.finding.code for row in findings(last)} == {FindingCode.UNFILLED}


def test_villages_declared_where_there_are_none_are_told(planned, place, cast):
    new = make.township("410871063", "新城街道", "street", place.county)
    make.unit(new, 1, "新城社区")
    enrol_units(by=cast.ying, campaign=planned)
    state(cast.ying, planned, new, Source.DECLARED, levels={5: 2})
    assert {row.finding.code for row in findings(planned).at(new.code)} == {FindingCode.UNITS, FindingCode.OVER_PLAN}
