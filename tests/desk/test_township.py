"""A township marks its stars: the page, rows that save themselves, the whole form, conflicts, submission."""

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone

from campaigns.planning.actions.marks import return_plans
from campaigns.planning.choices import PlanState
from campaigns.planning.models.figures import FigureSheet
from fivestar.changes.models import ChangeSet
from tests import make

XIN, YAO, JIN, YANG = "410871062201", "410871062202", "410871062200", "410871062203"


@pytest.fixture
def url(campaign) -> str:
    return f"/{campaign.year}/410871062/"


@pytest.fixture
def eve(client, cast):
    client.force_login(cast.eve.officer)
    return client


def fields(campaign, code: str, stars: str = "", reason: str = "") -> dict:
    """One row as the page sends it."""
    return {f"v-{code}": make.plan(campaign, code).version, f"t-{code}": stars.split(), f"r-{code}": reason}


def targets(campaign, code: str) -> set[str]:
    return set(make.plan(campaign, code).mark.targets)


def test_the_page_shows_each_unit_with_its_boxes(eve, url, campaign):
    page = eve.get(url)
    assert page.status_code == 200
    assert [row.code for row in page.context["matrix"].rows] == [XIN, YAO, JIN, YANG]
    assert page.content.decode().count('type="checkbox"') == 4 * 5


def test_a_row_saves_itself_and_gets_its_parts_back(eve, url, campaign):
    answer = eve.post(url, fields(campaign, XIN, "industry safety"), headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert targets(campaign, XIN) == {"industry", "safety"}
    assert make.plan(campaign, XIN).state == PlanState.DRAFT
    page = answer.content.decode()
    assert f'id="v-{XIN}" name="v-{XIN}" value="2"' in page
    assert f'id="v-{YAO}"' not in page
    assert answer.context["matrix"].grids[0].entered.star_sum == 2


def test_the_whole_form_saves_all_rows_as_one_change(eve, url, campaign):
    before = ChangeSet.objects.count()
    data = fields(campaign, XIN, "industry") | fields(campaign, YAO, reason="集中整改")
    answer = eve.post(url, data)
    assert answer.status_code == 302
    assert targets(campaign, XIN) == {"industry"}
    assert make.plan(campaign, YAO).no_target_reason == "集中整改"
    assert ChangeSet.objects.count() == before + 1


def test_the_same_form_sent_twice_is_one_change(eve, url, campaign):
    data = fields(campaign, XIN, "industry") | {"token": "twice"}
    eve.post(url, data)
    before = ChangeSet.objects.count()
    assert eve.post(url, data).status_code == 302
    assert ChangeSet.objects.count() == before


def test_rows_that_say_what_is_recorded_are_no_change(eve, url, campaign, cast):
    make.mark(cast.eve, campaign, {XIN: "industry"})
    before = ChangeSet.objects.count()
    eve.post(url, fields(campaign, XIN, "industry"))
    assert (ChangeSet.objects.count(), make.plan(campaign, XIN).version) == (before, 2)


def test_a_conflict_keeps_both_and_saves_nothing(eve, url, campaign, cast):
    mine = fields(campaign, XIN, "industry") | fields(campaign, YAO, "safety")
    make.mark(cast.ying, campaign, {XIN: "civility"})
    answer = eve.post(url, mine)
    assert answer.status_code == 409
    assert (targets(campaign, XIN), targets(campaign, YAO)) == ({"civility"}, set())
    row = answer.context["matrix"].row(XIN)
    assert (row.is_stale, row.entry.targets, row.mark.targets) == (True, {"industry"}, {"civility"})
    assert f'name="v-{XIN}" value="2"' in answer.content.decode()  # sent again, it is meant


def test_a_row_in_conflict_says_so_where_it_stands(eve, url, campaign, cast):
    mine = fields(campaign, XIN, "industry")
    make.mark(cast.ying, campaign, {XIN: "civility"})
    answer = eve.post(url, mine, headers={"HX-Request": "true"})
    assert answer.status_code == 409
    assert f'id="n-{XIN}"' in answer.content.decode()
    assert targets(campaign, XIN) == {"civility"}


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({f"v-{XIN}": "x"}, 422),
        ({f"v-{XIN}": "1", f"r-{XIN}": "长" * 121}, 422),
        ({f"v-{XIN}": "1", f"t-{XIN}": ["business"]}, 422),  # a star of communities
        ({"v-410871101200": "1", "t-410871101200": ["industry"]}, 422),  # a unit of the neighbours
        ({f"v-{XIN}": "999999999", f"t-{XIN}": ["industry"]}, 409),
        ({"v-12": "1", "t-12": "\x00"}, 302),  # names nothing
    ],
)
def test_bad_input_gets_an_answer_and_saves_nothing(eve, url, campaign, data, status):
    before = ChangeSet.objects.count()
    assert eve.post(url, data).status_code == status
    assert ChangeSet.objects.count() == before
    assert make.plan(campaign, "410871101200").mark.targets == set()


def test_odd_characters_are_dropped_from_a_reason(eve, url, campaign):
    eve.post(url, fields(campaign, XIN, reason="集中\x00 整改 \n"))
    assert make.plan(campaign, XIN).no_target_reason == "集中 整改"


def test_submitting_says_everything_that_is_missing(eve, url, campaign):
    eve.post(url, fields(campaign, XIN, "industry"))
    answer = eve.post(f"{url}submit/")
    assert answer.status_code == 422
    assert [address for _, address in answer.context["problems"]] == [f"#u{JIN}", f"#u{YAO}", f"#u{YANG}"]
    assert set(campaign.plans.values_list("state", flat=True)) == {PlanState.NOT_BEGUN, PlanState.DRAFT}


def test_a_complete_township_is_submitted_and_withdrawn(eve, url, campaign, cast):
    make.mark(cast.eve, campaign, {XIN: "industry", YAO: "safety", JIN: "none", YANG: "civility"})
    assert eve.post(f"{url}submit/", follow=True).status_code == 200
    of = campaign.plans.filter(village__township="410871062")
    assert set(of.values_list("state", "submitted_by")) == {(PlanState.SUBMITTED, cast.eve.officer.pk)}
    page = eve.get(url).content.decode()
    assert 'type="checkbox"' not in page
    asked = eve.post(f"{url}withdraw/", {"waiting": [XIN, YAO]})
    assert (set(of.values_list("state", flat=True)), asked.context["names"]) == ({"submitted"}, ["辛庄村", "姚郭庄村"])
    eve.post(f"{url}withdraw/", {"counted": [XIN, YAO, JIN, YANG], "sure": "1"})
    assert set(of.values_list("state", "submitted_by")) == {(PlanState.DRAFT, None)}


def test_one_unit_is_submitted_from_its_page(eve, url, campaign, cast):
    make.mark(cast.eve, campaign, {XIN: "industry"})
    answer = eve.post(f"{url}submit/", {"unit": XIN})
    assert answer.url == f"/{campaign.year}/{XIN}/"
    assert make.plan(campaign, XIN).state == PlanState.SUBMITTED
    assert make.plan(campaign, YAO).state == PlanState.NOT_BEGUN


def test_a_closed_unit_takes_no_marks(eve, url, campaign, cast):
    make.mark(cast.eve, campaign, {XIN: "industry"})
    stale = fields(campaign, XIN, "industry safety")
    make.submit(cast.eve, campaign, XIN)
    assert eve.post(url, stale | fields(campaign, XIN, "industry safety")).status_code == 422
    assert targets(campaign, XIN) == {"industry"}


def test_a_return_is_told_once_with_its_units(eve, url, campaign, cast):
    make.mark(cast.eve, campaign, {XIN: "industry", YAO: "safety"})
    make.submit(cast.eve, campaign, XIN, YAO)
    return_plans(by=cast.ying, campaign=campaign, seen=make.seen(campaign, XIN, YAO), reason="请核五星数")
    returned = eve.get(url).context["matrix"].returns
    assert [(told.reason, [row.code for row in told.rows]) for told in returned] == [("请核五星数", [XIN, YAO])]


def test_declared_figures_stand_beside_what_is_entered(eve, url, campaign, cast, place):
    sheet = FigureSheet.objects.create(campaign=campaign, township=place.wenchang, source="declared")
    sheet.rows.create(kind="village", measure="star", key="industry", count=2)
    make.mark(cast.eve, campaign, {XIN: "industry"})
    grid = eve.get(url).context["matrix"].grids[0]
    cells = {line.source: line.stars(grid.stars)[1] for line in grid.lines}
    assert cells == {"entered": (1, False), "declared": (2, True)}


def test_of_a_share_the_page_says_what_is_left(eve, url, campaign, cast, place):
    """Of what the county asked of the township: what its units do not make up yet, negative where they exceed it."""
    sheet = FigureSheet.objects.create(campaign=campaign, township=place.wenchang, source="share")
    for measure, key, count in (("level", "2", 3), ("star", "industry", 3), ("star", "safety", 1)):
        sheet.rows.create(kind="village", measure=measure, key=key, count=count)
    make.mark(cast.eve, campaign, {XIN: "industry safety", YAO: "ecology safety"})
    grid = eve.get(url).context["matrix"].grids[0]
    entered, share, left = grid.lines
    assert [line.source for line in grid.lines] == ["entered", "share", "left"]
    # 支部过硬、产业兴旺、生态宜居、平安法治、文明幸福; from 五星 down
    assert [[n for n, _differs in line.stars(grid.stars)] for line in (entered, share, left)] == [
        [0, 1, 1, 2, 0], [None, 3, None, 1, None], [None, 2, None, -1, None],
    ]  # fmt: skip
    assert [[n for n, _differs in line.levels()] for line in (entered, share, left)] == [
        [0, 0, 0, 2, 0], [None, None, None, 3, None], [None, None, None, 1, None],
    ]  # fmt: skip
    assert [differs for _n, differs in share.stars(grid.stars)] == [False, True, False, True, False]
    assert [differs for _n, differs in left.stars(grid.stars)] == [False] * 5


def test_a_share_of_levels_alone_leaves_no_stars(eve, url, campaign, cast, place):
    """Absent is not zero: of what nobody stated nothing is left."""
    sheet = FigureSheet.objects.create(campaign=campaign, township=place.wenchang, source="share")
    sheet.rows.create(kind="village", measure="level", key="1", count=2)
    make.mark(cast.eve, campaign, {XIN: "industry"})
    grid = eve.get(url).context["matrix"].grids[0]
    left = grid.lines[-1]
    assert ([n for n, _differs in left.levels()], left.stars(grid.stars)) == ([None] * 4 + [1], [(None, False)] * 5)


def test_the_office_enters_for_a_township_and_the_record_says_so(client, cast, url, campaign):
    client.force_login(cast.ying.officer)
    client.post(url, fields(campaign, XIN, "industry"))
    last = ChangeSet.objects.order_by("-pk").first()
    assert (last.by, last.on_behalf, last.place) == (cast.ying.officer, True, XIN)


@pytest.mark.parametrize(
    ("who", "seen", "saved"),
    [
        ("eve", 200, 302), ("ying", 200, 302), ("lei", 200, 403), ("shen", 200, 403), ("han", 200, 403),
        ("wen", 404, 404), ("zhou", 404, 404), ("nora", 404, 404),
    ],
)  # fmt: skip
def test_who_may_read_and_who_may_mark(client, cast, url, campaign, who, seen, saved):
    client.force_login(getattr(cast, who).officer)
    assert client.get(url).status_code == seen
    assert client.post(url, fields(campaign, XIN, "industry")).status_code == saved
    assert targets(campaign, XIN) == ({"industry"} if saved == 302 else set())


def test_last_years_stars_are_not_counted(eve, url, campaign):
    assert eve.get(url).context["matrix"].grids[0].entered.star_sum == 0
    last = eve.get(f"/{campaign.year - 1}/410871062/").context["matrix"].grids[0]
    assert last.entered.star_sum == 3


def test_a_deadline_includes_its_day(client, url, campaign, cast, time_machine):
    last = timezone.make_aware(datetime.combine(campaign.plan_due, time(23, 59)))
    time_machine.move_to(last)
    client.force_login(cast.eve.officer)
    assert client.post(url, fields(campaign, XIN, "industry")).status_code == 302
    time_machine.move_to(last + timedelta(minutes=2))
    assert client.post(url, fields(campaign, YAO, "industry")).status_code == 422
    assert targets(campaign, YAO) == set()


@pytest.mark.parametrize("units", [1, 3])
def test_the_page_costs_the_same_for_one_unit_and_three(eve, cast, campaign, place, units, django_assert_num_queries):
    code = place.ningguo.code if units == 3 else place.liwan.code
    if units == 1:
        campaign.plans.filter(village__township=code).exclude(village="410871060201").delete()
    eve.force_login(cast.ying.officer)
    eve.get(f"/{campaign.year}/{code}/")
    with django_assert_num_queries(QUERIES):
        page = eve.get(f"/{campaign.year}/{code}/")
    assert len(page.context["matrix"].rows) == units


QUERIES = 24


def test_a_township_without_units_says_what_to_do(client, cast, campaign, place):
    empty = make.township("410871100", "苏家作乡", "town", place.county)
    client.force_login(cast.ying.officer)
    page = client.get(f"/{campaign.year}/{empty.code}/")
    assert (page.status_code, page.context["matrix"].rows) == (200, ())


def test_before_the_year_is_opened_an_organizer_reads_whom_to_wait_for(client, cast):
    client.force_login(cast.eve.officer)
    page = client.get("/", follow=True)
    assert (page.status_code, page.redirect_chain[0][0]) == (200, f"/{timezone.localdate().year}/410871062/")
    assert page.templates[0].name == "desk/no_campaign.html"


@pytest.mark.parametrize("deed", ["submit", "withdraw"])
def test_a_unit_that_is_not_there_is_refused_on_the_townships_page(eve, url, deed):
    answer = eve.post(f"{url}{deed}/", {"unit": "410871101200"})
    assert (answer.status_code, answer.context["refusal"].status) == (422, 422)


def test_a_row_of_a_units_own_page_gets_no_parts_of_the_townships(eve, campaign):
    answer = eve.post(f"/{campaign.year}/{XIN}/", fields(campaign, XIN, "industry"), headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert (answer.status_code, targets(campaign, XIN)) == (200, {"industry"})
    assert [part in page for part in (f'id="l-{XIN}"', 'id="bar"', 'id="sum-village"')] == [True, False, False]
