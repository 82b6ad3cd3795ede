"""The page of one star: who targets it, township by township, and what its task force says of each unit."""

import re

import pytest

from campaigns.desk.views import star as views
from campaigns.opinions.actions import answer_opinion, give_opinions
from campaigns.opinions.models import Opinion
from campaigns.opinions.rules import OpinionSheet
from campaigns.planning.models.marks import Plan
from campaigns.year.choices import Phase
from campaigns.year.models.campaign import StarPost
from fivestar.changes.models import ChangeSet
from tests import make
from tests.browsing import has_fields
from tests.planning.plans import HAN, JIN, NING, QIN, QIU, XIN, YANG, YAO, move_to
from tests.snapshot import kept
from villages.models import Post, Village

QUERIES = 17


@pytest.fixture
@kept
def begun(campaign, cast):
    """生态宜居: 辛庄 keeps it, 姚郭庄 and 宁郭 win it anew, 邱庄 leaves it out; 韩愈路社区 is rated by other stars."""
    for code in (XIN, QIU):
        Plan.objects.get(campaign=campaign, village=code).stars.filter(star__code="ecology").update(held=True)
    make.mark(cast.eve, campaign, {XIN: "ecology safety", YAO: "ecology", JIN: "none", YANG: "safety"})
    make.mark(cast.wen, campaign, {NING: "ecology branch", QIU: "safety"})
    make.mark(cast.ying, campaign, {HAN: "branch safety"})
    return campaign


def page_of(campaign, star="ecology", query="") -> str:
    return f"/{campaign.year}/410871/stars/{star}/?{query}"


def units(page) -> list[str]:
    return [row.code for _sheet, rows in page.context["tables"] for row in rows]


@pytest.fixture
def shen(client, cast):
    client.force_login(cast.shen.officer)
    return client


@pytest.fixture
def ying(client, cast):
    client.force_login(cast.ying.officer)
    return client


# Where a task force lands ----------------------------------------------------------------------------


def test_a_task_force_lands_at_its_first_star(shen, cast, begun):
    assert shen.get("/").url == f"/{begun.year}/410871/stars/ecology/"
    StarPost.objects.create(star=begun.stars.get(kind="village", code="branch"), post=cast.shen.post)
    assert shen.get("/").url == f"/{begun.year}/410871/stars/branch/"
    assert f'href="/{begun.year}/410871/"' in shen.get("/", follow=True).text


def test_a_task_force_without_a_star_lands_at_the_county(shen, cast, begun):
    StarPost.objects.all().delete()
    assert shen.get("/").url == f"/{begun.year}/410871/"


@pytest.mark.parametrize(
    ("who", "status"),
    [("ying", 200), ("lei", 200), ("shen", 200), ("han", 200), ("eve", 403), ("zhou", 404), ("nora", 404)],
)
def test_who_reads_it(client, cast, begun, who, status):
    client.force_login(getattr(cast, who).officer)
    assert client.get(page_of(begun)).status_code == status


def test_a_star_that_nobody_has_is_not_found(ying, begun):
    assert ying.get(page_of(begun, "moon")).status_code == 404


# What it counts --------------------------------------------------------------------------------------


def test_townships_side_by_side(ying, begun):
    (sheet,) = ying.get(page_of(begun)).context["sheets"]
    told = [(line.name, *(cell.n for cell in line.cells)) for line in [*sheet.lines, sheet.total]]
    assert told == [
        ("李万街道", 2, 0, 0, 0, 0), ("文昌街道", 4, 2, 1, 1, 0), ("宁郭镇", 3, 1, 1, 0, 1), ("", 9, 3, 2, 1, 1),
    ]  # fmt: skip


def test_a_star_of_both_sets_shows_both(ying, begun):
    page = ying.get(page_of(begun, "branch"))
    assert [(sheet.kind, sheet.total.units.n, sheet.total.targets.n) for sheet in page.context["sheets"]] == [
        ("village", 9, 1), ("community", 1, 1),
    ]  # fmt: skip
    assert units(page) == [NING, HAN]
    (sheet,) = ying.get(page_of(begun, "harmony")).context["sheets"]
    assert (sheet.kind, sheet.total.units.n, sheet.total.targets.n) == ("community", 1, 0)


@pytest.mark.parametrize("star", ["ecology", "safety", "branch"])
def test_every_figure_leads_to_exactly_the_rows_that_it_counts(ying, cast, begun, star):
    kinds = {code: "community" if code == HAN else "village" for code in (XIN, YAO, NING, HAN)}
    of_star = [code for code in kinds if begun.stars.filter(kind=kinds[code], code=star).exists()]
    give_opinions(
        by=cast.shen,
        campaign=begun,
        opinions=[OpinionSheet(code, f"对{star}的意见", kinds[code], star) for code in of_star]
        + [OpinionSheet("410871", "全县", "village", star), OpinionSheet("410871062", "全街道", "village", star)],
    )
    opinion = Opinion.objects.get(place=XIN)
    answer_opinion(by=cast.ying, opinion=opinion, version=1, state="adopted", answer="")
    page = ying.get(page_of(begun, star)).text
    links = re.findall(r'<td class="n"><a href="(/[^"]+/(units|opinions)/\?[^"]*)"[^>]*>([0-9]+)</a>', page)
    assert {kind for _url, kind, _n in links} == {"units", "opinions"}
    for url, kind, number in links:
        answer = ying.get(url.replace("&amp;", "&"))
        rows = answer.context["rows"] if kind == "opinions" else [
            row for _total, rows in answer.context["tables"] for row in rows
        ]  # fmt: skip
        assert len(rows) == int(number), url


def test_last_year_is_not_counted(ying, begun):
    page = ying.get(f"/{begun.year - 1}/410871/stars/industry/")
    assert page.context["sheets"][0].total.targets.n == 1
    assert ying.get(page_of(begun, "industry")).context["sheets"][0].total.targets.n == 0


# Its units -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("", [XIN, YAO, NING, QIU]),
        ("show=new", [YAO, NING]),
        ("show=keep", [XIN]),
        ("show=left_out", [QIU]),
        ("show=all&township=410871062", [XIN, YAO, JIN, YANG]),
        ("township=410871101", [NING, QIU]),
        ("q=宁郭", [NING]),
        ("show=all&q=辛庄", [XIN]),
    ],
)
def test_what_is_listed(ying, begun, query, kept):
    page = ying.get(page_of(begun, query=query))
    assert (page.status_code, units(page)) == (200, kept)


@pytest.mark.parametrize("query", ["show=lost", "township=410803002"])
def test_a_filter_that_is_not_understood_lists_nothing(ying, begun, query):
    page = ying.get(page_of(begun, query=query))
    assert (page.status_code, units(page)) == (400, [])


def test_rows_say_how_the_star_stands_and_what_is_said_of_it(ying, cast, begun):
    give_opinions(
        by=cast.shen,
        campaign=begun,
        opinions=[
            OpinionSheet(XIN, "写明何处", "village", "ecology"),
            OpinionSheet(XIN, "另一颗", "village", "safety"),
        ],
    )
    ((_sheet, rows),) = ying.get(page_of(begun)).context["tables"]
    told = [(row.code, row.target, row.held, [each.text for each in row.opinions]) for row in rows]
    assert told == [
        (XIN, True, True, ["写明何处"]), (YAO, True, False, []), (NING, True, False, []), (QIU, False, True, []),
    ]  # fmt: skip


def test_pages_split_the_rows(ying, begun, monkeypatch):
    monkeypatch.setattr(views, "PAGE", 3)
    assert [units(ying.get(page_of(begun, query=f"page={n}"))) for n in (1, 2)] == [[XIN, YAO, NING], [QIU]]


@pytest.mark.parametrize("townships", [1, 3])
def test_any_number_of_townships_costs_the_same(ying, place, cast, townships, django_assert_num_queries):
    if townships == 1:
        Village.objects.exclude(township__in=[place.wenchang, place.zhuwang]).delete()
    campaign = make.campaign(place, cast)
    codes = [XIN] if townships == 1 else [XIN, NING, QIN]
    make.mark(cast.ying, campaign, dict.fromkeys(codes, "ecology"))
    said = [OpinionSheet(code, text, "village", "ecology") for code in codes for text in "一二三"]
    give_opinions(by=cast.shen, campaign=campaign, opinions=said)
    ying.get(page_of(campaign))  # the session notes the day's first visit
    with django_assert_num_queries(QUERIES):
        page = ying.get(page_of(campaign, query="show=all"))
    assert len(page.context["sheets"][0].lines) == townships


# Saying what one thinks ------------------------------------------------------------------------------


def test_what_is_written_beside_units_is_saved_as_one_deed(shen, cast, begun):
    url = page_of(begun, query="show=new")
    before = ChangeSet.objects.count()
    reply = shen.post(url, {f"o-{YAO}": " 写明何处 ", f"o-{NING}": "谁来做", f"o-{XIN}": "", "token": "a"})
    assert (reply.status_code, reply.url) == (302, f"/{begun.year}/410871/stars/ecology/?show=new#units")
    assert set(Opinion.objects.values_list("place", "text", "from_whom", "star__code")) == {
        (YAO, "写明何处", "专班", "ecology"), (NING, "谁来做", "专班", "ecology"),
    }  # fmt: skip
    assert ChangeSet.objects.count() == before + 1


def test_each_unit_is_spoken_of_under_its_own_star_set(shen, begun):
    shen.post(page_of(begun, "branch"), {f"o-{NING}": "一", f"o-{HAN}": "二"})
    assert dict(Opinion.objects.values_list("place", "star__kind")) == {NING: "village", HAN: "community"}


def test_the_office_names_the_sender_beside_the_button(ying, begun):
    page = ying.post(page_of(begun), {f"o-{XIN}": "写明何处"})
    assert page.status_code == 422
    assert page.context["refusal"].message == "请填写意见来自哪个单位或哪位领导。"
    assert f'name="o-{XIN}" value="写明何处"' in page.text
    reply = ying.post(page_of(begun), {f"o-{XIN}": "写明何处", "from_whom": "财政局"})
    assert (reply.status_code, Opinion.objects.get().from_whom) == (302, "财政局")


def test_nothing_written_saves_nothing(shen, begun):
    page = shen.post(page_of(begun), {f"o-{XIN}": "  "})
    assert (page.status_code, Opinion.objects.count()) == (422, 0)


def test_a_text_that_is_too_long_keeps_all_words(shen, begun):
    page = shen.post(page_of(begun), {f"o-{XIN}": "长" * 1001, f"o-{YAO}": "写明何处"})
    assert (page.status_code, Opinion.objects.count()) == (422, 0)
    assert [place for _sentence, place in page.context["problems"]] == [f"#o-{XIN}"]
    assert f'name="o-{YAO}" value="写明何处"' in page.text


def test_units_elsewhere_are_not_spoken_of(shen, begun, cast, place):
    make.campaign(place, cast, place.neighbour)
    page = shen.post(page_of(begun), {"o-410803002200": "邻县", "o-x": "一"})
    assert (page.status_code, Opinion.objects.count()) == (422, 0)


@pytest.mark.parametrize(("who", "may"), [("shen", True), ("lei", True), ("ying", True), ("han", False)])
def test_who_may_write(client, cast, begun, who, may):
    client.force_login(getattr(cast, who).officer)
    page = client.get(page_of(begun))
    assert (page.context["may_give"], f'name="o-{XIN}"' in page.text, has_fields(page)) == (may, may, True)
    reply = client.post(page_of(begun), {f"o-{XIN}": "写明何处", "from_whom": "财政局"})
    assert (reply.status_code, Opinion.objects.count()) == ((302, 1) if may else (403, 0))


def test_a_closed_campaign_is_only_read(shen, begun):
    move_to(begun, Phase.CLOSED)
    assert f'name="o-{XIN}"' not in shen.get(page_of(begun)).text
    assert shen.post(page_of(begun), {f"o-{XIN}": "写明何处"}).status_code == 422
    assert Opinion.objects.count() == 0


def test_a_post_that_ended_gives_nothing(client, cast, begun):
    client.force_login(cast.shen.officer)
    Post.objects.filter(pk=cast.shen.post.pk).update(ended_on="2020-01-01")
    assert client.post(page_of(begun), {f"o-{XIN}": "写明何处"}).status_code == 404
