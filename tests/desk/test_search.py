"""Search from any page: what is found, in which order, by whom, and where it leads."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaigns.desk.reports.search import CONTAINS, EXACT, PREFIX, search, words_of
from campaigns.planning.choices import PlanState
from campaigns.sheets.models.sheet import Sheet, StarCase
from campaigns.year.models.campaign import Campaign
from tests import make
from tests.snapshot import kept
from villages import names
from villages.models import City, County, Post, Province, Township, Village

XIN, YAO, JIN, YANG = "410871062201", "410871062202", "410871062200", "410871062203"
QIN = "410871060201"


@pytest.fixture
@kept
def map_(place, cast):
    """The neighbourhood with the pinyin that an import gives it, and one more 杨庄村 in another township."""
    make.unit(place.ningguo, 210, "杨庄村")
    for model in (Province, City, County, Township, Village):
        for each in model.objects.all():
            each.pinyin, each.initials = names.pinyin(each.name), names.initials(each.name)
            each.save(update_fields=["pinyin", "initials"])
    return place


def hits(seat, text: str, **asked) -> list[str]:
    """What is found, with where it lies, in its order."""
    found = search(seat, text, **asked)
    return [f"{hit.where} {hit.name}".strip() for group in found.groups for hit in group.hits]


def links(page) -> list[str]:
    return [address for _group, shown in page.context["groups"] for _hit, address in shown]


# What a question means ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("  秦屯 ", ["秦屯"]),
        ("文昌　杨庄", ["文昌", "杨庄"]),
        ("ＱＴＣ", ["qtc"]),
        ("qin'tun", ["qintun"]),
        ("４１０８７１", ["410871"]),
        ("", []),
        ("村" * 90, ["村" * 60]),
    ],
)
def test_a_question_is_read_in_words(text, words):
    assert words_of(text) == words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("秦屯村", ["李万街道 秦屯村"]),
        ("秦屯", ["李万街道 秦屯村"]),
        ("屯", ["李万街道 秦屯村"]),
        ("qintuncun", ["李万街道 秦屯村"]),
        ("qin'tun", ["李万街道 秦屯村"]),
        ("QTC", ["李万街道 秦屯村"]),
        ("tun", ["李万街道 秦屯村"]),
        ("410871060201", ["李万街道 秦屯村"]),
        ("41087106020", ["李万街道 秦屯村", "李万街道 耿作村"]),
        ("杨庄村", ["文昌街道 杨庄村", "宁郭镇 杨庄村"]),
        ("文昌 杨庄", ["文昌街道 杨庄村"]),
        ("杨庄 wenchang", ["文昌街道 杨庄村"]),
        ("文昌街道杨庄村", ["文昌街道 杨庄村"]),
        ("宁郭镇杨庄", ["宁郭镇 杨庄村"]),
        ("文昌", ["文昌街道"]),
        ("宁郭", ["宁郭镇", "宁郭镇 宁郭村"]),
        ("%", []),
        ("_", []),
        ("没有", []),
        ("  ", []),
    ],
)
def test_names_pinyin_initials_and_codes_are_found(map_, cast, text, found):
    assert hits(cast.ying, text) == found


def test_the_best_comes_first(map_, cast):
    make.unit(map_.liwan, 230, "大杨庄村")
    make.unit(map_.liwan, 231, "杨庄新村")
    found = search(cast.ying, "杨庄")
    assert [(hit.name, hit.rank) for group in found.groups for hit in group.hits] == [
        ("杨庄村", EXACT), ("杨庄村", EXACT), ("杨庄新村", PREFIX), ("大杨庄村", CONTAINS),
    ]  # fmt: skip


def test_official_names_are_found_too_and_retired_units_are_not(map_, cast):
    Village.objects.filter(pk=QIN).update(official_name="秦屯村村民委员会")
    assert hits(cast.ying, "秦屯村村民委员会") == ["李万街道 秦屯村"]
    Village.objects.filter(pk=QIN).update(retired_on=timezone.localdate())
    assert hits(cast.ying, "秦屯") == []


def test_a_long_list_is_cut_and_says_so(map_, cast):
    found = search(cast.ying, "村", most=3)
    assert [(len(group.hits), group.is_cut) for group in found.groups] == [(3, True)]
    assert found.is_cut


# Only what one may see ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "text", "found"),
    [
        ("eve", "庄", ["辛庄村", "姚郭庄村", "杨庄村"]),
        ("wen", "庄", ["邱庄村", "杨庄村"]),
        ("ying", "郭庄", ["文昌街道 姚郭庄村"]),
        ("lei", "郭庄", ["文昌街道 姚郭庄村"]),
        ("shen", "郭庄", ["文昌街道 姚郭庄村"]),
        ("han", "郭庄", ["示范区 文昌街道 姚郭庄村"]),
        ("admin", "郭庄", ["焦作市 示范区 文昌街道 姚郭庄村"]),
        ("zhou", "郭庄", []),
        ("nora", "郭庄", []),
        # Whoever lies below a place may not open its page.
        ("eve", "示范区", []),
        ("eve", "文昌街道", ["文昌街道"]),
        ("ying", "示范区", ["示范区"]),
        ("ying", "焦作", ["示范区"]),
        ("han", "焦作", ["焦作市", "示范区"]),
        ("zhou", "410871", []),
        ("zhou", "4108", ["中站区", "朱村街道", "朱村街道 朱村"]),
        # People who hold a post in reach, under each of their posts.
        ("eve", "温平", []),
        ("wen", "温平", ["宁郭镇township organizer 温平"]),
        ("lei", "温平", ["宁郭镇township organizer 温平"]),
        ("ying", "wen", ["文昌街道", "宁郭镇township organizer 温平"]),
        ("zhou", "温平", []),
        ("han", "周", ["中站区county office 周宁"]),
        ("nora", "农拉", []),
    ],
)
def test_everyone_finds_what_they_may_see(map_, cast, settings, who, text, found):
    settings.LANGUAGE_CODE = "en"
    assert hits(getattr(cast, who), text) == found


@pytest.mark.parametrize("who", ["eve", "ying", "shen", "han", "zhou", "admin"])
def test_every_hit_leads_to_a_page_that_opens(client, map_, cast, campaign, who):
    client.force_login(getattr(cast, who).officer)
    asked = [links(client.get("/search/", {"q": text})) for text in ("杨庄", "4108", "区", "n")]
    leads_to = {link for shown in asked for link in shown}
    assert leads_to
    assert {link: client.get(link).status_code for link in leads_to} == dict.fromkeys(leads_to, 200)


def test_contacts_on_plan_sheets_lead_to_the_sheet(client, map_, cast, campaign):
    sheet = Sheet.objects.get(plan__campaign=campaign, plan__village=XIN)
    Sheet.objects.filter(pk=sheet.pk).update(contact_leader="温局长", first_secretary="安平")
    for code in ("industry", "safety"):
        star = campaign.stars.get(kind="village", code=code)
        StarCase.objects.create(sheet=sheet, star=star, person="温局长")
    last_year = Sheet.objects.get(plan__campaign__year=campaign.year - 1, plan__village=XIN)
    Sheet.objects.filter(pk=last_year.pk).update(contact_leader="温局长")
    Campaign.objects.filter(year=campaign.year - 1).update(phase="closed")
    page = f"/{campaign.year}/{XIN}/sheet/"
    found = {}
    for who in ("eve", "ying", "lei", "wen", "zhou"):
        client.force_login(getattr(cast, who).officer)
        found[who] = [link for link in links(client.get("/search/", {"q": "温局"})) if link.endswith("/sheet/")]
        assert {client.get(link).status_code for link in found[who]} <= {200}
    assert found == {"eve": [page] * 2, "ying": [page] * 2, "lei": [page] * 2, "wen": [], "zhou": []}
    assert client.get("/search/", {"q": "安平", "go": "1"}).status_code == 200
    client.force_login(cast.eve.officer)
    assert client.get("/search/", {"q": "安平", "go": "1"}).url == page


def test_whose_post_has_ended_is_not_found_there(map_, cast):
    Post.objects.filter(officer=cast.wen.officer).update(ended_on=timezone.localdate())
    assert hits(cast.ying, "温平") == []


# Where it leads ----------------------------------------------------------------------------------------------


@pytest.fixture
def ying(client, cast):
    client.force_login(cast.ying.officer)
    return client


def test_a_unit_is_shown_with_its_level_and_state(ying, map_, cast, campaign):
    make.mark(cast.eve, campaign, {XIN: "industry safety"})
    make.submit(cast.eve, campaign, XIN)
    ((hit,),) = [group.hits for group in search(cast.ying, "辛庄村").groups]
    assert (hit.route, hit.year, hit.level, hit.state) == ("unit", campaign.year, 2, PlanState.SUBMITTED)
    page = ying.get("/search/", {"q": "辛庄村"})
    assert links(page) == [f"/{campaign.year}/{XIN}/"]


def test_one_stays_in_the_year_that_one_reads(ying, map_, campaign):
    last = campaign.year - 1
    assert links(ying.get("/search/", {"q": "秦屯"})) == [f"/{campaign.year}/{QIN}/"]
    assert links(ying.get("/search/", {"q": "秦屯", "year": last})) == [f"/{last}/{QIN}/"]
    assert links(ying.get("/search/", {"q": "秦屯", "year": 2019})) == [f"/{campaign.year}/{QIN}/"]
    assert links(ying.get("/search/", {"q": "文昌街道", "year": "x"})) == [f"/{campaign.year}/410871062/"]
    field = ying.get(f"/{last}/410871/").content.decode()
    assert re.search(rf'name="year" value="{last}"', field)


def test_a_unit_that_takes_no_part_leads_to_its_township(ying, map_, campaign):
    make.unit(map_.liwan, 240, "新设村")
    ((_group, ((hit, address),)),) = ying.get("/search/", {"q": "新设村"}).context["groups"]
    assert (hit.is_left_out, address) == (True, f"/{campaign.year}/410871060/")


@pytest.mark.parametrize(
    ("text", "to"),
    [
        ("秦屯", f"/{{year}}/{QIN}/"),
        ("qtc", f"/{{year}}/{QIN}/"),
        (QIN, f"/{{year}}/{QIN}/"),
        ("宁郭镇", "/{year}/410871101/"),
        ("410871062", "/{year}/410871062/"),
        ("杨庄", None),
        ("庄", None),
        ("没有", None),
        ("", None),
    ],
)
def test_enter_leads_straight_to_the_one_that_must_be_meant(ying, map_, campaign, text, to):
    answer = ying.get("/search/", {"q": text, "go": "1"})
    if to is None:
        assert answer.status_code == 200
    else:
        assert (answer.status_code, answer.url) == (302, to.format(year=campaign.year))
    assert ying.get("/search/", {"q": text}).status_code == 200


def test_people_are_found_by_pinyin_and_initials(map_, cast, campaign):
    """Accounts and names on plan sheets; each word may spell another, and who may not see a person finds nobody."""
    cast.wen.officer.name = "单文"
    cast.wen.officer.save(update_fields=["name"])
    sheet = Sheet.objects.get(plan__campaign=campaign, plan__village=XIN)
    Sheet.objects.filter(pk=sheet.pk).update(contact_leader="曾向东")
    star = campaign.stars.get(kind="village", code="industry")
    StarCase.objects.create(sheet=sheet, star=star, person="吕建国")

    def ranked(seat, text) -> list[tuple[str, int]]:
        return [(hit.name, hit.rank) for group in search(seat, text).groups for hit in group.hits]

    assert ranked(cast.ying, "shanwen") == [("单文", EXACT)]
    assert ranked(cast.ying, "sw") == [("单文", EXACT)]
    assert ranked(cast.ying, "shanw") == [("单文", PREFIX)]
    assert ranked(cast.ying, "sw 单") == [("单文", EXACT)]
    assert ranked(cast.eve, "shanwen") == []
    assert ranked(cast.eve, "zxd") == ranked(cast.eve, "zengxiangdong") == [("曾向东", EXACT)]
    assert ranked(cast.eve, "lvjian") == [("吕建国", PREFIX)]
    assert ranked(cast.eve, "jianguo") == [("吕建国", CONTAINS)]
    assert ranked(cast.wen, "zxd") == []
    assert ranked(cast.ying, "zxd 吕") == []


def test_the_office_is_led_to_its_people_and_others_to_the_place(client, map_, cast, campaign):
    to = {}
    for who in ("ying", "lei"):
        client.force_login(getattr(cast, who).officer)
        to[who] = client.get("/search/", {"q": "温平", "go": "1"}).url
    assert to == {
        "ying": f"/{campaign.year}/410871/people/#post-{cast.wen.post.pk}",
        "lei": f"/{campaign.year}/410871101/",
    }


def test_without_a_campaign_places_are_found_all_the_same(client, map_, cast):
    client.force_login(cast.zhou.officer)
    year = timezone.localdate().year
    assert links(client.get("/search/", {"q": "朱村"})) == [f"/{year}/410803002/", f"/{year}/410803002/"]


# The page ----------------------------------------------------------------------------------------------------


def test_while_one_types_the_same_address_gives_the_best_hits_alone(ying, map_, campaign):
    part = ying.get("/search/", {"q": "村"}, HTTP_HX_REQUEST="true")
    assert "base.html" not in [template.name for template in part.templates]
    assert [len(shown) for _group, shown in part.context["groups"]] == [6]
    assert len(links(ying.get("/search/", {"q": "村"}))) == 10
    nothing = ying.get("/search/", {"q": ""}, HTTP_HX_REQUEST="true").content.decode()
    assert re.sub(r"<span[^>]*></span>", "", nothing).strip() == ""


def test_every_page_has_the_field_and_it_works_without_a_script(ying, map_, campaign):
    page = ying.get(f"/{campaign.year}/410871/").content.decode()
    form = re.search(r'<form class="search".*?</form>', page, re.DOTALL).group()
    assert 'action="/search/"' in form
    assert re.search(r'<button[^>]*name="go" value="1"', form)
    assert 'value="秦屯"' in ying.get("/search/", {"q": "秦屯"}).content.decode()


@pytest.mark.parametrize(
    ("who", "to"), [("eve", "410871062/ledger/"), ("ying", "410871/ledger/"), ("han", None), ("nora", None)]
)
def test_what_stands_in_a_ledger_is_looked_for_there(client, map_, cast, campaign, who, to):
    client.force_login(getattr(cast, who).officer)
    page = client.get("/search/", {"q": "张勇"})
    address = f"/{campaign.year}/{to}?q=%E5%BC%A0%E5%8B%87" if to else ""
    assert page.context["ledgers"] == ([(campaign.year, address)] if to else [])
    assert (f'href="{address}"' in page.text) == bool(to)
    assert client.get(address or "/search/", follow=True).status_code == 200


def test_who_has_no_post_has_nothing_to_search(client, cast):
    client.force_login(cast.nora.officer)
    page = client.get("/search/", {"q": "秦屯"})
    assert (page.status_code, page.context["groups"]) == (200, [])
    assert 'class="search"' not in page.content.decode()


@pytest.mark.parametrize("text", ["\0", "\ud800", "'; drop table", "<b>", "村" * 3000, "%E4%B8", "\\"])
def test_no_question_breaks_the_page(ying, map_, campaign, text):
    page = ying.get("/search/", {"q": text.encode("utf-8", "surrogatepass")})
    assert page.status_code == 200
    assert "<b></b>" not in page.content.decode()


def test_three_hits_cost_what_one_costs(ying, map_, cast, campaign):
    def cost(text: str) -> tuple[int, int]:
        with CaptureQueriesContext(connection) as queries:
            found = search(cast.han, text)
        return len(found), len(queries)

    (one, first), (many, second) = cost("秦屯"), cost("庄")
    assert (one, many) == (1, 5)
    assert first == second
