"""The county's page and those on which counties stand side by side: who sees what, and that every figure is true."""

import datetime
import re
from html.parser import HTMLParser

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from campaigns.demo.load import Loader
from campaigns.desk.reports.county import SOURCES
from campaigns.opening.actions import open_campaign
from campaigns.planning.actions.figures import save_figures
from campaigns.planning.actions.findings import answer_finding
from campaigns.planning.choices import AnswerState, FindingCode, Source
from campaigns.planning.reports.findings import findings
from campaigns.planning.rules.figures import Figures
from campaigns.year.choices import Kind
from campaigns.year.models.campaign import Campaign
from campaigns.year.views.find import address
from tests import make
from tests.snapshot import kept
from villages.choices import Role
from villages.models import County, Officer

FIVE = "branch industry ecology safety civility"


def state(by, campaign, township, source, *columns):
    save_figures(by=by, campaign=campaign, township=township, source=source, version=0, figures=columns)


@pytest.fixture
@kept
def begun(campaign, cast, place):
    """A campaign in full swing: a plan, one township's figures, units in each of the five states."""
    state(
        cast.ying, campaign, None, Source.PLAN,
        Figures(
            Kind.VILLAGE, {5: 1, 4: 0, 3: 0, 2: 5, 1: 1},
            {"branch": 1, "industry": 3, "ecology": 2, "safety": 4, "civility": 6},
        ),
        Figures(Kind.COMMUNITY, {5: 0, 4: 0, 3: 1, 2: 0, 1: 0}, {"sharing": 1, "safety": 1, "harmony": 1}),
    )  # fmt: skip
    state(cast.eve, campaign, place.wenchang, Source.DECLARED, Figures(Kind.VILLAGE, {5: 2, 2: 1}))
    make.mark(
        cast.eve,
        campaign,
        {
            "410871062200": FIVE,
            "410871062201": FIVE,
            "410871062202": "none",
            "410871062203": "safety civility",
        },
    )
    make.mark(cast.ying, campaign, {"410871060201": "safety civility", "410871060001": "sharing safety harmony"})
    make.mark(cast.wen, campaign, {"410871101200": "industry"})
    make.submit(cast.eve, campaign, "410871062200", "410871062202", "410871062203")
    make.approve(cast.ying, campaign, "410871062202", "410871062203")
    return campaign


class Links(HTMLParser):
    """The links of a page, each with its text."""

    def __init__(self, response):
        super().__init__()
        self.found, self._open = [], None
        self.feed(response.text)

    def handle_starttag(self, tag, attrs):
        if tag == "a":
            self._open = [dict(attrs).get("href", ""), ""]

    def handle_data(self, data):
        if self._open:
            self._open[1] += data

    def handle_endtag(self, tag):
        if tag == "a" and self._open:
            self.found.append(tuple(self._open))
            self._open = None

    def figures(self, part: str) -> list[tuple[str, int]]:
        """(address, number shown) of the links whose address has a part."""
        numbers = [(href, re.search(r"\d+", text)) for href, text in self.found if part in href]
        return [(href, int(number[0])) for href, number in numbers if number]


def this_year() -> int:
    return timezone.localdate().year


def page(client, seat, place, year=None):
    client.force_login(seat.officer)
    return client.get(address(year or this_year(), place.pk))


def confirm(by, campaign, row):
    answer_finding(
        by=by, campaign=campaign, finding=row.finding, state=AnswerState.CONFIRMED, text="", digest=row.finding.digest
    )


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("ying", 200),
        ("lei", 200),
        ("shen", 200),
        ("han", 200),
        ("admin", 200),
        ("eve", 403),
        ("zhou", 404),
        ("nora", 404),
    ],
)
def test_the_county_page_is_for_those_who_read_the_county(client, begun, place, cast, who, status):
    assert page(client, getattr(cast, who), place.county).status_code == status


@pytest.mark.parametrize(
    ("who", "city", "province"),
    [("han", 200, 403), ("admin", 200, 200), ("lei", 403, 403), ("eve", 403, 403), ("nora", 404, 404)],
)
def test_wider_places_are_for_those_who_sit_there(client, begun, place, cast, who, city, province):
    seat = getattr(cast, who)
    statuses = [page(client, seat, at).status_code for at in (place.city, place.province)]
    assert statuses == [city, province]


def test_every_figure_leads_to_exactly_the_units_it_counts(client, begun, place, cast):
    links = Links(page(client, cast.ying, place.county)).figures("/units/")
    assert len(set(links)) == len(dict(links)) > 40  # one address never stands for two numbers
    assert {href: client.get(href).context["totals"].units for href, _number in links} == dict(links)


def test_findings_of_a_township_lead_to_exactly_these(client, begun, place, cast):
    shown = dict(Links(page(client, cast.ying, place.county)).figures("/findings/"))
    own = reverse("findings", args=[begun.year, place.wenchang.code])
    assert shown[own] == 1
    assert {href: len(client.get(href).context["findings"]) for href in shown} == shown


def test_a_city_s_figures_lead_to_exactly_the_units_they_count(client, begun, place, cast):
    links = Links(page(client, cast.han, place.city)).figures("/units/")
    assert len(links) == 5  # all units, and those of four levels: none has four stars
    assert {href: client.get(href).context["totals"].units for href, _n in links} == dict(links)


def test_last_year_doubles_nothing(client, begun, place, cast):
    this, last = (page(client, cast.ying, place.county, year).context["page"] for year in (begun.year, begun.year - 1))
    assert (this.progress.total, last.progress.total) == (10, 10)
    assert [part.n for part in this.progress.parts()] == [2, 1, 0, 4, 3]
    assert [part.n for part in last.progress.parts()] == [2, 0, 0, 0, 8]
    assert (this.totals.planned, this.totals.entered, this.totals.approved) == (19, 18, 2)
    assert (last.totals.planned, last.totals.entered, last.totals.approved) == (None, 3, 3)


def test_the_page_says_which_years_there_are(client, begun, place, cast):
    links = Links(page(client, cast.lei, place.county)).found
    assert (f"/{begun.year - 1}/?page=%2F{begun.year}%2F{place.county.code}%2F", f"{begun.year - 1} 已结束") in links


def county_of(townships: int, cast):
    """A county with its own office, some townships, and everything that its page can show."""
    county = County.objects.create(code="410899", name="新区", official_name="新区", city_id="4108")
    office = make.seat("xin", "辛勤", Role.COUNTY_OFFICE, county)
    places = [make.township(f"41089900{n}", f"{n}街道", "street", county) for n in range(1, townships + 1)]
    for each in places:
        make.unit(each, 200, "甲村")
        make.unit(each, 1, "乙社区")
    year = this_year()
    for each in (year - 1, year):
        open_campaign(by=office, county=county, year=each, standard=make.STANDARD, settings=make.settings(each))
    campaign = Campaign.objects.for_page().get(county=county, year=year)
    state(office, campaign, None, Source.PLAN, Figures(Kind.VILLAGE, {1: 1}, {"safety": 1}))
    for each in places:
        state(office, campaign, each, Source.DECLARED, Figures(Kind.VILLAGE, {5: 1}))
        make.mark(office, campaign, {f"{each.code}200": FIVE, f"{each.code}001": "sharing"})
    for row in findings(campaign):
        confirm(office, campaign, row)
    return office, county


@pytest.mark.parametrize("townships", [1, 3])
def test_any_number_of_townships_costs_the_same(client, place, cast, townships, django_assert_num_queries):
    office, county = county_of(townships, cast)
    page(client, office, county)  # the session notes the day's first visit
    with django_assert_num_queries(22):
        response = client.get(address(this_year(), county.code))
    assert len(response.context["page"].townships) == townships


@pytest.mark.parametrize("counties", [1, 3])
def test_any_number_of_counties_costs_the_same(client, place, cast, counties, django_assert_num_queries):
    make.campaign(place, cast)
    if counties == 3:
        make.campaign(place, cast, place.neighbour)
        county_of(1, cast)
    page(client, cast.han, place.city)
    with django_assert_num_queries(18):
        response = client.get(address(this_year(), place.city.code))
    assert response.context["region"].campaigns == counties


def test_leaders_see_confirmed_findings_and_how_many_are_not_decided(client, begun, place, cast):
    row = next(row for row in findings(begun) if row.finding.code == FindingCode.OVER_PLAN)
    before = page(client, cast.lei, place.county).context["findings"]
    assert (len(before), before.pending) == (0, 1)
    confirm(cast.ying, begun, row)
    response = page(client, cast.lei, place.county)
    assert [row.key for row in response.context["shown"]] == [row.key]
    assert response.context["findings"].pending == before.pending - 1
    # The figure in the township's row follows the same eyes.
    assert [row.findings for row in response.context["page"].townships] == [0, 1, 0]
    assert reverse("finding", args=[begun.year, row.finding.place, row.key]) not in response.text


def test_the_office_is_asked_to_answer(client, begun, place, cast):
    response = page(client, cast.ying, place.county)
    asked = {href for href, _text in Links(response).found}
    wanted = {reverse("finding", args=[begun.year, row.finding.place, row.key]) for row in response.context["shown"]}
    assert (len(wanted), wanted - asked) == (3, set())


def test_figures_that_cannot_be_squared_with_the_plan_are_marked(client, begun, place, cast):
    shown = page(client, cast.ying, place.county).context["page"]
    villages, communities = shown.sets
    lines = zip([5, 4, 3, 2, 1, 0, *FIVE.split()], (*villages.levels, *villages.stars), strict=True)
    off = {key: [SOURCES[at] for at, cell in enumerate(line.cells) if cell.is_off] for key, line in lines}
    # Two five-star villages are too many, whoever says so. What is too little is still to come.
    assert {key: sources for key, sources in off.items() if sources} == {
        5: [Source.DECLARED, Source.ENTERED],
        "branch": [Source.ENTERED],
    }
    assert [line.planned for line in villages.levels] == [1, 0, 0, 5, 1, 2]  # the last follows: 9 - 7
    assert villages.levels[-1].cells[0].follows
    assert (villages.unmarked, villages.marked.whole) == (3, 67)
    assert communities.level_heads[3].stated == communities.level_heads[3].of == 1


def test_a_year_without_a_campaign_says_what_to_do(client, place, cast):
    response = page(client, cast.ying, place.county)
    links = {href for href, _text in Links(response).found}
    assert response.status_code == 200
    assert reverse("open_campaign", args=[this_year(), place.county.code]) in links
    response = page(client, cast.lei, place.county)
    assert response.status_code == 200
    assert "/open/" not in response.text
    assert page(client, cast.eve, place.county).status_code == 403
    assert page(client, cast.han, place.city).status_code == 200


def test_a_new_campaign_says_how_to_begin(client, campaign, place, cast):
    plan = reverse("creation_plan", args=[campaign.year, place.county.code])

    def links(seat):
        response = page(client, seat, place.county)
        assert response.context["page"].has_figures is False
        return [href for href, _text in Links(response).found].count(plan)

    assert (links(cast.ying), links(cast.lei)) == (2, 1)  # once as the first step, once among the tools


def test_the_office_is_told_when_a_phase_is_over(client, begun, place, cast):
    settings = reverse("campaign_settings", args=[begun.year, place.county.code])

    def links(seat):
        return [href for href, _text in Links(page(client, seat, place.county)).found].count(settings)

    assert (links(cast.ying), links(cast.lei)) == (1, 0)
    with time_machine.travel(begun.plan_due + datetime.timedelta(days=1, hours=2)):
        assert (links(cast.ying), links(cast.lei)) == (2, 0)


def test_counties_without_a_campaign_are_shown_as_such(client, begun, place, cast):
    region = page(client, cast.han, place.city).context["region"]
    (group,) = region.groups
    assert ([row.name for row in group.rows], [county.name for county in group.without]) == (["示范区"], ["中站区"])
    assert (region.campaigns, region.counties) == (1, 2)
    assert (group.rows[0].confirmed, group.rows[0].pending) == ((), 1)


def test_a_city_reads_what_its_counties_confirmed_and_nothing_else(client, begun, place, cast):
    row, *others = (row for row in findings(begun) if row.is_pending)
    assert 'id="findings"' not in page(client, cast.han, place.city).text
    confirm(cast.ying, begun, row)
    response = page(client, cast.han, place.city)
    shown = [each.key for each in response.context["region"].total.confirmed]
    assert (shown, [each.finding.sentence in response.text for each in (row, *others)]) == (
        [row.key], [True, *[False] * len(others)],
    )  # fmt: skip


def test_sums_over_counties_leave_nothing_out_unsaid(client, begun, place, cast):
    total = page(client, cast.han, place.city).context["region"].total
    assert (total.totals.planned, total.totals.entered, total.all_units) == (19, 18, 10)
    make.campaign(place, cast, place.neighbour)
    total = page(client, cast.han, place.city).context["region"].total
    # The neighbour has no plan yet: what both plan together is not known, and is not what one of them plans.
    assert (total.totals.planned, total.totals.entered, total.all_units) == (None, 18, 11)
    assert [aim.planned for aim in total.levels] == [None] * 5


@pytest.fixture
def of_villages(campaign, cast):
    """A plan for villages only, and a village and a community that have marked their stars."""
    zeros = dict.fromkeys((5, 4, 3, 1), 0)
    state(cast.ying, campaign, None, Source.PLAN, Figures(Kind.VILLAGE, zeros | {2: 1}))
    make.mark(cast.ying, campaign, {"410871060201": "safety civility", "410871060001": "sharing safety harmony"})
    return campaign


def test_a_plan_for_villages_only_is_held_against_villages_only(client, of_villages, place, cast):
    totals = page(client, cast.ying, place.county).context["page"].totals
    assert (totals.planned, totals.compared, totals.entered) == (2, 2, 5)
    assert (totals.is_off, totals.of_plan.part, totals.of_plan.base, totals.of_names) == (False, 2, 2, "村")
    assert FindingCode.PLAN_DIFFERS not in {row.finding.code for row in findings(of_villages)}


def test_so_it_is_on_the_city_s_page(client, of_villages, place, cast):
    context = page(client, cast.han, place.city).context
    ((row,),) = (group.rows for group in context["region"].groups)
    (two,) = [aim for aim in row.levels if aim.planned]
    assert (two.entered.n, two.planned, two.of_names, two.entered.is_off) == (1, 1, "村", False)
    assert "kind=village" in two.entered.query
    assert (row.totals.of_plan.part, row.totals.of_plan.base) == (2, 2)
    # What villages alone make is not told as the whole city's plan.
    assert context["region"].total.totals.planned is None


def test_a_plan_in_part_has_no_total_and_names_what_it_states(client, campaign, place, cast):
    state(cast.ying, campaign, None, Source.PLAN, Figures(Kind.VILLAGE, {5: 1, 4: 1}))
    make.mark(cast.ying, campaign, {"410871060201": "safety civility"})
    found = page(client, cast.ying, place.county)
    shown = found.context["page"]
    assert (shown.totals.planned, shown.totals.at_least, shown.totals.says_part, shown.totals.is_off) == (
        None, 9, True, False,
    )  # fmt: skip
    villages = shown.sets[0]
    assert villages.only == ("五星", "四星")
    assert [line.cells[0].n for line in villages.levels] == [1, 1, None, None, None, None]
    assert not any(cell.is_off for line in (*villages.levels, *villages.stars) for cell in line.cells)
    assert [(cell.n, cell.is_lower) for cell in villages.level_sums.cells[:2]] == [(9, True), (None, False)]
    assert "≥ 9" in found.text


def test_a_sum_says_how_many_townships_it_adds_up(client, campaign, place, cast):
    state(cast.eve, campaign, place.wenchang, Source.DECLARED, Figures(Kind.VILLAGE, {5: 1, 4: 1}))
    state(cast.wen, campaign, place.ningguo, Source.DECLARED, Figures(Kind.VILLAGE, stars={"safety": 2}))
    villages = page(client, cast.ying, place.county).context["page"].sets[0]
    declared = [line.cells[2] for line in (villages.level_sums, villages.star_sums)]
    assert [(cell.n, cell.is_lower, cell.stated) for cell in declared] == [(9, True, (1, 3)), (2, True, (1, 3))]


def test_a_plan_of_one_total_names_that_total(client, campaign, place, cast):
    state(cast.ying, campaign, None, Source.PLAN, Figures(Kind.VILLAGE, totals={"stars": 109}))
    shown = page(client, cast.ying, place.county).context["page"]
    assert (shown.sets[0].only, shown.totals.planned) == (("创星总数",), 109)


@pytest.fixture
def demo(db):
    Loader(timezone.localdate()).load()


def test_the_demo_shows_unprompted_what_a_careful_reader_would_catch(client, demo):
    client.force_login(Officer.objects.get(username="ying"))
    context = client.get(address(this_year(), "410871")).context
    page, told = context["page"], {(row.finding.code, row.finding.place): row.finding for row in context["shown"]}
    assert set(told) == {
        (FindingCode.OVER_PLAN, "410871062"),
        (FindingCode.SUM, "410871101"),
        (FindingCode.PLAN_DIFFERS, "410871"),
        (FindingCode.BUDGET, "410871"),
        (FindingCode.NO_TARGET, "410871"),
    }
    # 文昌's two five-star units against the county's one; 宁郭's 18 stars against 40; the four without a target.
    over = dict(told[FindingCode.OVER_PLAN, "410871062"].figures)
    assert (over["village.level.5.declared"], over["village.level.5.plan"]) == (2, 1)
    assert dict(told[FindingCode.SUM, "410871101"].figures) == {"by_level": 40, "by_star": 18}
    assert len(told[FindingCode.NO_TARGET, "410871"].units) == 4
    # 277 stars entered against 276 planned, 552 against 500.
    assert (page.totals.entered, page.totals.planned) == (277, 276)
    assert (page.totals.cost, page.totals.budget, page.totals.short) == (552, 500, 52)
    assert page.sets[0].working == "1×5＋10×4＋41×3＋48×2＝264"
    states = {
        row.name: {state.value: cell.n for state, cell in row.progress.cells() if cell.n} for row in page.townships
    }
    assert states == {
        "李万街道": {"approved": 11},
        "文苑街道": {"submitted": 14},
        "文昌街道": {"returned": 36},
        "阳庙镇": {"submitted": 15},
        "宁郭镇": {"draft": 18},
        "苏家作乡": {"submitted": 14},
    }


def test_every_figure_of_the_demo_leads_to_exactly_the_units_it_counts(client, demo):
    client.force_login(Officer.objects.get(username="lei"))
    links = Links(client.get(address(this_year(), "410871"))).figures("/units/")
    assert len(set(links)) == len(dict(links)) > 70
    assert {href: client.get(href).context["totals"].units for href, _number in links} == dict(links)
