"""The project list on pages: read by any filter, sums that lead to their rows, written by townships."""

import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.projects.actions import add_project, edit_project
from campaigns.projects.models import Project
from campaigns.projects.rules import ProjectSheet
from campaigns.projects.views import project as views
from campaigns.year.choices import Phase
from fivestar.changes.models import ChangeSet
from tests import make
from tests.browsing import refusal, sent
from tests.planning.plans import JIN, NING, QIU, XIN, YAO, move_to
from tests.snapshot import kept

FOUR, FIVE = "industry ecology safety civility", "branch industry ecology safety civility"


@pytest.fixture
@kept
def listed(campaign, cast):
    """辛庄 (two projects) and 宁郭 (one) aim at four stars, 姚郭庄 at five (none), 金炉 at two."""
    make.mark(cast.eve, campaign, {XIN: FOUR, YAO: FIVE, JIN: "industry ecology"})
    make.mark(cast.wen, campaign, {NING: FOUR})
    for seat, unit, project in (
        (cast.eve, XIN, ProjectSheet("清淤", "ecology", Decimal("12.5"), "superior", "农业农村局", "辛国强")),
        (cast.eve, XIN, ProjectSheet("冷库", "industry", Decimal(30), "social", "农业农村局", state="under_way")),
        (cast.wen, NING, ProjectSheet("照料点", "", department="民政局")),
    ):
        add_project(by=seat, campaign=campaign, unit=unit, sheet=project)
    return campaign


def page_of(campaign, code="410871", query="") -> str:
    return f"/{campaign.year}/{code}/projects/?{query}"


def typed(day) -> str:
    return f"{day.month}月{day.day}日"


def names(page) -> list[str]:
    return [project.name for project in page.context["page"]]


def form_of(campaign, name: str, then="") -> str:
    project = Project.objects.for_list().get(name=name)
    return f"/{campaign.year}/{project.place_code}/projects/{project.pk}/{then}"


@pytest.fixture
def ying(client, cast):
    client.force_login(cast.ying.officer)
    return client


@pytest.fixture
def eve(client, cast):
    client.force_login(cast.eve.officer)
    return client


# The list --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("", ["清淤", "冷库", "照料点"]),
        ("township=410871062", ["清淤", "冷库"]),
        ("state=under_way", ["冷库"]),
        ("star=ecology", ["清淤"]),
        ("star=none", ["照料点"]),
        ("department=农业农村局", ["清淤", "冷库"]),
        ("source=social", ["冷库"]),
        (f"unit={NING}", ["照料点"]),
        ("q=辛国强", ["清淤"]),
        ("q=宁郭", ["照料点"]),
    ],
)
def test_a_filter_keeps_what_it_says(ying, listed, query, kept):
    page = ying.get(page_of(listed, query=query))
    assert (page.status_code, names(page)) == (200, kept)


@pytest.mark.parametrize("query", ["", "township=410871062", "department=农业农村局"])
def test_each_sum_leads_to_exactly_the_projects_that_it_counts(ying, listed, query):
    totals = ying.get(page_of(listed, query=query)).context["totals"]
    for side in (totals.townships, totals.stars, totals.departments):
        assert sum(each.n for each in side) == totals.total.n
        for each in side:
            page = ying.get(page_of(listed, query=each.address[1:]))
            assert (len(names(page)), page.context["totals"].total.amount) == (each.n, each.amount)
    for state, n in totals.states:
        assert len(names(ying.get(page_of(listed, query=f"{query}&state={state.value}")))) == n


def test_money_is_written_as_lists_write_it(ying, listed):
    page = ying.get(page_of(listed))
    assert [text in page.text for text in (">12.5<", ">30<", ">42.5<", "1 个未定金额")] == [True] * 4


def test_units_that_list_nothing_are_named_and_lead_on(client, cast, listed):
    client.force_login(cast.eve.officer)
    page = client.get(page_of(listed, "410871062"))
    assert [plan.village_id for plan in page.context["listing"].without] == [YAO]
    assert f'href="/{listed.year}/{YAO}/projects/add/"' in page.text
    client.force_login(cast.lei.officer)
    page = client.get(page_of(listed))
    assert (page.context["listing"].units, page.context["may_list"]) == (3, False)
    assert f'href="/{listed.year}/{YAO}/"' in page.text
    units = client.get(f"/{listed.year}/410871/units/?{page.context['listing'].query}")
    assert {row.code for _total, rows in units.context["tables"] for row in rows} == {XIN, YAO, NING}


@pytest.mark.parametrize(
    "query", ["state=lost", "township=410803002", "star=moon", "department=无", "unit=1", "source=x"]
)
def test_a_filter_that_is_not_understood_lists_nothing(ying, listed, query):
    page = ying.get(page_of(listed, query=query))
    assert (page.status_code, names(page)) == (400, [])


def test_pages_split_the_rows_and_not_the_sums(ying, listed, monkeypatch):
    monkeypatch.setattr(views, "PAGE", 2)
    pages = [ying.get(page_of(listed, query=f"page={number}")) for number in (1, 2)]
    assert [names(page) for page in pages] == [["清淤", "冷库"], ["照料点"]]
    assert {page.context["totals"].total.amount for page in pages} == {Decimal("42.50")}


@pytest.mark.parametrize(
    ("who", "county", "own", "other"),
    [("ying", 200, 200, 200), ("lei", 200, 200, 200), ("shen", 200, 200, 200), ("han", 200, 200, 200),
     ("eve", 403, 200, 404), ("zhou", 404, 404, 404), ("nora", 404, 404, 404)],
)  # fmt: skip
def test_who_reads_the_list(client, cast, listed, who, county, own, other):
    client.force_login(getattr(cast, who).officer)
    codes = ("410871", "410871062", "410871101")
    assert [client.get(page_of(listed, code)).status_code for code in codes] == [county, own, other]


def test_more_projects_and_townships_cost_the_same(ying, cast, listed):
    def cost(url: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert ying.get(url).status_code == 200
        return len(queries)

    urls = (page_of(listed), f"/{listed.year}/{XIN}/", form_of(listed, "清淤"))
    cost(urls[0])
    few = [cost(url) for url in urls]
    make.mark(cast.ying, listed, {"410871060201": FOUR, QIU: FIVE})
    for seat, unit in ((cast.eve, XIN), (cast.eve, YAO), (cast.wen, NING), (cast.ying, "410871060201")):
        add_project(by=seat, campaign=listed, unit=unit, sheet=ProjectSheet("路灯", "safety", department="交通局"))
    assert [cost(url) for url in urls] == few


# Writing ---------------------------------------------------------------------------------------------


def test_a_township_lists_a_project_as_offices_write_it(eve, listed):
    url = f"/{listed.year}/{YAO}/projects/add/"
    data = sent(
        eve.get(url).context["form"], name="文化大院", star="civility", amount="１２．５万", source="村集体",
        department="宣传部", starts_on=typed(listed.plan_due), ends_on=typed(listed.assessment_on),
    )  # fmt: skip
    reply = eve.post(url, data)
    assert (reply.status_code, reply.url) == (302, f"/{listed.year}/{YAO}/#projects")
    made = Project.objects.get(name="文化大院")
    assert (str(made.star), made.amount, made.source, made.starts_on.isoformat(), made.ends_on.isoformat()) == (
        "文明幸福星", Decimal("12.50"), "collective",
        str(listed.plan_due), str(listed.assessment_on),
    )  # fmt: skip
    assert made.state == "planned"


def test_words_stand_instead_of_a_project_s_last_day(eve, listed):
    url = f"/{listed.year}/{YAO}/projects/add/"
    begun = sent(eve.get(url).context["form"], name="文化大院", starts_on=typed(listed.plan_due), ends_on="持续推进")
    assert eve.post(url, begun).status_code == 302
    made = Project.objects.get(name="文化大院")
    assert (made.ends_on, made.ends_on_words) == (None, "持续推进")
    assert eve.get(form_of(listed, "文化大院")).context["form"]["ends_on"].value() == "持续推进"
    assert "持续推进" in eve.get(page_of(listed, "410871062")).text


def test_a_day_outside_the_campaign_is_asked_about_once(eve, listed):
    url = f"/{listed.year}/{YAO}/projects/add/"
    late = listed.assessment_on + datetime.timedelta(days=1)
    page = eve.post(url, sent(eve.get(url).context["form"], name="文化大院", ends_on=str(late)))
    form = page.context["form"]
    assert (page.status_code, list(form.errors), Project.objects.count()) == (422, ["ends_on"], 3)
    assert str(late) in form.errors["ends_on"][0]
    again = sent(form, ends_on=str(late))
    assert eve.post(url, again | {"ends_on": str(late + datetime.timedelta(days=1))}).status_code == 422
    assert eve.post(url, again).status_code == 302
    made = Project.objects.get(name="文化大院")
    assert made.ends_on == late
    url = form_of(listed, "文化大院")
    assert eve.post(url, sent(eve.get(url).context["form"], person="姚玉兰")).status_code == 302


@pytest.mark.parametrize(
    ("wrong", "cells"),
    [
        ({"name": " "}, ["name"]),
        ({"amount": "很多"}, ["amount"]),
        ({"amount": "5"}, ["source"]),
        ({"ends_on": "改天"}, ["ends_on"]),
        ({"starts_on": "2026.7.1", "ends_on": "2026.6.30"}, ["ends_on"]),
        ({"star": "harmony"}, ["star"]),
        ({"state": "lost"}, ["state"]),
        ({"name": "长" * 81}, ["name"]),
    ],
)
def test_what_is_wrong_is_said_at_its_cell_and_keeps_its_words(eve, listed, wrong, cells):
    url = f"/{listed.year}/{YAO}/projects/add/"
    data = sent(eve.get(url).context["form"], **{"name": "文化大院", "person": "姚玉兰"} | wrong)
    page = eve.post(url, data)
    assert (page.status_code, list(page.context["form"].errors)) == (422, cells)
    assert page.context["form"]["person"].value() == "姚玉兰"
    assert Project.objects.count() == 3


def test_a_unit_that_aims_lower_is_told_so(eve, listed):
    url = f"/{listed.year}/{JIN}/projects/add/"
    page = eve.get(url)
    assert (page.status_code, 'id="project"' in page.text) == (200, False)
    page = eve.post(url, {"name": "文化大院", "state": "planned"})
    assert page.status_code == 422
    assert refusal(page) == ["金炉村的目标不到四星；项目清单只列计划创建四星及以上的村（社区）。"]
    mains = [eve.get(f"/{listed.year}/{code}/").text.split("<main")[1].split("</main>")[0] for code in (XIN, JIN)]
    assert [f"/{listed.year}/{XIN}/projects/add/" in mains[0], "projects" in mains[1]] == [True, False]


def test_the_office_lists_on_behalf_and_the_page_says_so(ying, listed):
    url = f"/{listed.year}/{YAO}/projects/add/"
    page = ying.get(url)
    assert page.context["on_behalf"]
    ying.post(url, sent(page.context["form"], name="文化大院"))
    assert ChangeSet.objects.last().on_behalf


def test_a_project_is_edited_and_keeps_what_is_not_changed(eve, listed):
    url = form_of(listed, "清淤")
    page = eve.get(url)
    form = page.context["form"]
    assert [form[name].value() for name in ("amount", "star", "source")] == ["12.5", "ecology", "superior"]
    eve.post(url, sent(form, state="done"))
    project = Project.objects.get(name="清淤")
    assert (project.state, project.amount, project.person, project.version) == (
        "done", Decimal("12.50"), "辛国强", 2,
    )  # fmt: skip
    before = ChangeSet.objects.count()
    assert eve.post(url, sent(eve.get(url).context["form"])).status_code == 302
    assert ChangeSet.objects.count() == before


def test_names_that_were_typed_before_are_offered(eve, listed):
    page = eve.get(f"/{listed.year}/{YAO}/projects/add/")
    assert page.context["recalled"]["department"][0] == "农业农村局"
    assert page.context["recalled"]["person"] == ["辛国强"]
    assert 'list="recalled-department"' in page.text
    assert '<datalist id="recalled-department">' in page.text


def test_changed_meanwhile_both_are_shown_and_ones_words_stay(eve, cast, listed):
    url = form_of(listed, "清淤")
    data = sent(eve.get(url).context["form"], amount="20", note="二期")
    project = Project.objects.get(name="清淤")
    edit_project(
        by=cast.ying, project=project, version=1, sheet=ProjectSheet("清淤", amount=Decimal(15), source="fiscal")
    )
    page = eve.post(url, data)
    assert page.status_code == 409
    assert ("15", "20") in [(now, typed) for _name, now, typed in page.context["conflicts"]]
    assert page.context["form"]["note"].value() == "二期"
    assert eve.post(url, sent(page.context["form"])).status_code == 302
    project.refresh_from_db()
    assert (project.amount, project.note) == (Decimal("20.00"), "二期")


def test_a_project_is_taken_off(eve, listed):
    url = form_of(listed, "清淤", "delete/")
    assert eve.post(url, {"version": 9}).status_code == 409
    reply = eve.post(url, {"version": 1})
    assert (reply.status_code, reply.url) == (302, f"/{listed.year}/{XIN}/#projects")
    assert not Project.objects.filter(name="清淤").exists()


def test_pressing_twice_lists_once(eve, listed):
    url = f"/{listed.year}/{YAO}/projects/add/"
    data = sent(eve.get(url).context["form"], name="文化大院")
    assert [eve.post(url, data).status_code for _ in range(2)] == [302, 302]
    assert Project.objects.filter(name="文化大院").count() == 1


@pytest.mark.parametrize(("who", "status"), [("wen", 404), ("lei", 403), ("shen", 403), ("han", 403), ("zhou", 404)])
def test_others_write_nothing(client, cast, listed, who, status):
    client.force_login(getattr(cast, who).officer)
    data = {"name": "乙", "state": "planned", "version": 1}
    for url in (f"/{listed.year}/{YAO}/projects/add/", form_of(listed, "清淤"), form_of(listed, "清淤", "delete/")):
        assert client.post(url, data).status_code == status
    assert Project.objects.count() == 3


def test_a_project_of_another_unit_is_not_found(eve, listed):
    project = Project.objects.get(name="照料点")
    assert eve.get(f"/{listed.year}/{XIN}/projects/{project.pk}/").status_code == 404


def test_the_page_of_a_unit_lists_its_projects(client, cast, listed):
    client.force_login(cast.eve.officer)
    page = client.get(f"/{listed.year}/{XIN}/")
    assert [project.name for project in page.context["projects"]] == ["清淤", "冷库"]
    assert form_of(listed, "清淤") in page.text
    client.force_login(cast.shen.officer)
    assert form_of(listed, "清淤") not in client.get(f"/{listed.year}/{XIN}/").text


def test_once_rating_begins_the_list_is_only_read(eve, listed):
    move_to(listed, Phase.RATING)
    assert eve.get(page_of(listed, "410871062")).context["may_list"] is False
    assert form_of(listed, "清淤") not in eve.get(f"/{listed.year}/{XIN}/").text
    page = eve.post(form_of(listed, "清淤"), sent(eve.get(form_of(listed, "清淤")).context["form"], name="乙"))
    assert (page.status_code, refusal(page)) == (422, ["评定开始后，项目清单不能再改。"])
