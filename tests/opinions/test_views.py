"""Opinions on pages: read by any filter, given, entered from a letter, answered one after the other."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.opinions.actions import answer_opinion, edit_opinion, give_opinions
from campaigns.opinions.choices import OpinionState
from campaigns.opinions.models import Opinion
from campaigns.opinions.rules import OpinionSheet
from campaigns.opinions.views import opinion as views
from campaigns.year.choices import Phase
from fivestar.changes.models import ChangeSet
from tests.browsing import refusal, sent, told
from tests.planning.plans import HAN, JIN, NING, QIN, XIN, move_to
from tests.snapshot import kept

TEXT = "台账不全，请补齐上半年记录"


def sheet(place=XIN, text=TEXT, kind="village", star="ecology", **more) -> OpinionSheet:
    return OpinionSheet(place=place, text=text, kind=kind if star else "", star=star, **more)


@pytest.fixture
@kept
def given(campaign, cast):
    """Three by the task force, two by letter; the first of each is answered."""
    give_opinions(
        by=cast.shen,
        campaign=campaign,
        opinions=[sheet(), sheet("410871062", "先连片推进", star=""), sheet(HAN, "公开不够", "community", "branch")],
    )
    letters = [sheet(NING, "附协议户数", star="industry"), sheet("410871", "注明资金来源", star="")]
    letters = [OpinionSheet(each.place, each.text, each.kind, each.star, "农业农村局") for each in letters]
    give_opinions(by=cast.ying, campaign=campaign, opinions=letters)
    for text, state, answer in ((TEXT, "adopted", ""), ("附协议户数", "partly", "已附一部分")):
        opinion = Opinion.objects.get(text=text)
        answer_opinion(by=cast.ying, opinion=opinion, version=1, state=state, answer=answer)
    return campaign


def listed(campaign, code="410871", query="") -> str:
    return f"/{campaign.year}/{code}/opinions/?{query}"


def page_of(campaign, text: str, code="410871", then="") -> str:
    return f"/{campaign.year}/{code}/opinions/{Opinion.objects.get(text=text).pk}/{then}"


def places(page) -> list[str]:
    return [row.opinion.place for row in page.context["rows"]]


@pytest.fixture
def ying(client, cast):
    client.force_login(cast.ying.officer)
    return client


@pytest.fixture
def shen(client, cast):
    client.force_login(cast.shen.officer)
    return client


# The list --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("", ["410871", NING, HAN, "410871062", XIN]),
        ("state=open", ["410871", HAN, "410871062"]),
        ("state=adopted", [XIN]),
        ("township=410871062", ["410871062", XIN]),
        (f"unit={XIN}", [XIN]),
        ("star=branch", [HAN]),
        ("star=branch&kind=village", []),
        ("star=none", ["410871", "410871062"]),
        ("from=农业农村局", ["410871", NING]),
        ("q=协议", [NING]),
        ("q=辛庄", [XIN]),
        ("township=410871062&state=open", ["410871062"]),
    ],
)
def test_a_filter_keeps_what_it_says(ying, given, query, kept):
    page = ying.get(listed(given, query=query))
    assert (page.status_code, places(page)) == (200, kept)


@pytest.mark.parametrize("query", ["", "township=410871062", "star=none", "from=农业农村局"])
def test_each_figure_leads_to_exactly_the_rows_that_it_counts(ying, given, query):
    page = ying.get(listed(given, query=query))
    assert page.context["counts"].total == len(places(page)) == sum(part["n"] for part in page.context["states"])
    for part in page.context["states"]:
        assert len(places(ying.get(listed(given) + part["address"][1:]))) == part["n"]


def test_the_sentence_counts_what_is_asked_for_in_all_states(ying, given):
    told = "意见建议 5 条，采纳 1 条，部分采纳 1 条，不采纳 0 条，待答复 3 条。"
    for query in ("", "state=open"):
        page = ying.get(listed(given, query=query))
        assert page.context["sentence"] == told
        assert f'<span id="sentence">{told}</span>' in page.text
        assert 'data-copy="#sentence"' in page.text
    assert ying.get(listed(given, query="township=410871062&from=生态宜居星专班")).status_code == 400
    page = ying.get(listed(given, query="township=410871062&state=open"))
    assert page.context["sentence"] == "文昌街道：意见建议 2 条，采纳 1 条，部分采纳 0 条，不采纳 0 条，待答复 1 条。"


def test_every_word_of_the_filter_can_be_taken_back(ying, given):
    page = ying.get(listed(given, query="township=410871062&from=农业农村局&page=1"))
    assert [(words, query) for _label, words, query in page.context["chosen"]] == [
        ("文昌街道", "?from=%E5%86%9C%E4%B8%9A%E5%86%9C%E6%9D%91%E5%B1%80"), ("农业农村局", "?township=410871062"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "query", ["state=lost", "township=410803002", "star=moon", "from=无此单位", "unit=12", "kind=x"]
)
def test_a_filter_that_is_not_understood_lists_nothing(ying, given, query):
    page = ying.get(listed(given, query=query))
    assert (page.status_code, places(page)) == (400, [])


def test_pages_split_the_rows_and_not_the_counts(ying, given, monkeypatch):
    monkeypatch.setattr(views, "PAGE", 2)
    pages = [ying.get(listed(given, query=f"page={number}")) for number in (1, 2, 3)]
    assert [places(page) for page in pages] == [["410871", NING], [HAN, "410871062"], [XIN]]
    assert {page.context["counts"].total for page in pages} == {5}


@pytest.mark.parametrize(
    ("who", "county", "own", "other"),
    [("ying", 200, 200, 200), ("lei", 200, 200, 200), ("shen", 200, 200, 200), ("han", 200, 200, 200),
     ("eve", 403, 200, 404), ("zhou", 404, 404, 404), ("nora", 404, 404, 404)],
)  # fmt: skip
def test_who_reads_opinions(client, cast, given, who, county, own, other):
    client.force_login(getattr(cast, who).officer)
    codes = ("410871", "410871062", "410871101")
    assert [client.get(listed(given, code)).status_code for code in codes] == [county, own, other]


def test_a_township_reads_its_own_with_the_answers(client, cast, given):
    client.force_login(cast.eve.officer)
    page = client.get(listed(given, "410871062"))
    assert places(page) == ["410871062", XIN]
    assert "opinions/add/" not in page.text
    assert client.get(page_of(given, TEXT, "410871062")).context["form"] is None
    assert client.get(page_of(given, "附协议户数", "410871062")).status_code == 404


def test_more_opinions_and_places_cost_the_same(ying, cast, given):
    def cost(url: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert ying.get(url).status_code == 200
        return len(queries)

    cost(listed(given))
    few = cost(listed(given)), cost(f"/{given.year}/{XIN}/")
    more = [sheet(place, f"意见{n}") for n, place in enumerate((XIN, XIN, JIN, QIN, "410871060", "410871101"))]
    give_opinions(by=cast.shen, campaign=given, opinions=more)
    assert (cost(listed(given)), cost(f"/{given.year}/{XIN}/")) == few


# Giving ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "then"), [(XIN, f"{XIN}/#opinions"), ("410871062", "410871062/opinions/"), ("410871", "410871/opinions/")]
)
def test_a_task_force_comments_on_a_unit_a_township_or_the_county(shen, cast, campaign, code, then):
    url = f"/{campaign.year}/{code}/opinions/add/"
    page = shen.get(url)
    assert page.context["form"]["star"].value() == "village/ecology"  # its own
    assert "from_whom" not in page.context["form"].fields
    reply = shen.post(url, sent(page.context["form"], text=TEXT))
    assert (reply.status_code, reply.url) == (302, f"/{campaign.year}/{then}")
    made = Opinion.objects.get()
    assert (made.place, made.text, str(made.star), made.post) == (code, TEXT, "生态宜居星", cast.shen.post)


def test_the_star_of_the_address_is_chosen_where_the_unit_has_it(shen, campaign):
    def chosen(code, star):
        return shen.get(f"/{campaign.year}/{code}/opinions/add/?star={star}").context["form"]["star"].value()

    assert chosen(XIN, "safety") == "village/safety"
    assert chosen(HAN, "safety") == "community/safety"
    assert chosen(HAN, "ecology") == ""
    assert chosen("410871", "harmony") == "community/harmony"


def test_the_office_says_from_whom_and_when(ying, campaign):
    url = f"/{campaign.year}/{XIN}/opinions/add/"
    form = ying.get(url).context["form"]
    page = ying.post(url, sent(form, text=TEXT, received_on="三月初"))
    assert (page.status_code, sorted(page.context["form"].errors)) == (422, ["from_whom", "received_on"])
    assert page.context["form"]["text"].value() == TEXT
    day = campaign.planning_from
    data = sent(form, text=TEXT, from_whom="财政局", received_on=f"{day.year}年{day.month}月{day.day}日")
    assert ying.post(url, data).status_code == 302
    made = Opinion.objects.get()
    assert (made.from_whom, made.received_on.isoformat(), made.by_letter) == (
        "财政局", str(day), True,
    )  # fmt: skip


def test_what_was_refused_keeps_its_words(ying, campaign):
    url = f"/{campaign.year}/{XIN}/opinions/add/"
    data = sent(ying.get(url).context["form"], text=TEXT, from_whom="财政局", received_on="2099.1.1")
    page = ying.post(url, data)
    assert (page.status_code, refusal(page)) == (
        422,
        ["收到日期不能晚于今天：所填按2099-01-01理解。如为往年日期，请写明年份。"],
    )
    assert page.context["form"]["text"].value() == TEXT


def test_the_page_of_a_unit_says_what_is_said_of_it(client, cast, given):
    client.force_login(cast.eve.officer)
    page = client.get(f"/{given.year}/{XIN}/")
    assert [row.opinion.text for row in page.context["opinions"]] == [TEXT]
    assert f"/{given.year}/{XIN}/opinions/add/" not in page.text
    client.force_login(cast.shen.officer)
    assert f"/{given.year}/{XIN}/opinions/add/" in client.get(f"/{given.year}/{XIN}/").text


# A letter --------------------------------------------------------------------------------------------


def test_a_letter_is_shown_as_it_was_read_before_it_counts(ying, campaign):
    url = f"/{campaign.year}/410871/opinions/letter/"
    lines = "村，星，意见\n辛庄村，生态宜居，台账不全，请补齐\n宁郭镇，，先连片推进\n全县，，注明资金来源"
    data = sent(ying.get(url).context["form"], text=lines, from_whom="财政局", received_on="")
    page = ying.post(url, data)
    assert page.status_code == 200
    assert [(line.number, line.place, line.star, line.sheet.text) for line in page.context["found"].lines] == [
        (2, "辛庄村", "生态宜居星", "台账不全，请补齐"),
        (3, "宁郭镇", "", "先连片推进"),
        (4, "示范区", "", "注明资金来源"),
    ]
    assert Opinion.objects.count() == 0
    reply = ying.post(url, sent(page.context["form"], enter="1"))
    assert (reply.status_code, reply.url) == (302, f"/{campaign.year}/410871/opinions/")
    assert set(Opinion.objects.values_list("place", "from_whom")) == {
        (XIN, "财政局"), ("410871101", "财政局"), ("410871", "财政局"),
    }  # fmt: skip
    assert ChangeSet.objects.filter(deed="give_opinions").count() == 1
    page = ying.post(url, data)
    assert (page.context["found"].lines, page.context["found"].known) == ((), (2, 3, 4))


def test_a_line_to_mend_stops_all(ying, campaign):
    url = f"/{campaign.year}/410871/opinions/letter/"
    data = sent(ying.get(url).context["form"], text="辛庄村，，一\n无此村，，二", from_whom="财政局")
    page = ying.post(url, data)
    assert [problem.line for problem in page.context["found"].problems] == [2]
    reply = ying.post(url, sent(page.context["form"], enter="1"))
    assert (reply.status_code, Opinion.objects.count()) == (422, 0)
    assert reply.context["form"]["text"].value() == data["text"]


def test_lines_that_were_not_seen_are_not_entered(ying, campaign):
    url = f"/{campaign.year}/410871/opinions/letter/"
    page = ying.post(url, sent(ying.get(url).context["form"], text="辛庄村，，一", from_whom="财政局"))
    reply = ying.post(url, sent(page.context["form"], enter="1", text="辛庄村，，二"))
    assert (reply.status_code, Opinion.objects.count()) == (409, 0)
    reply = ying.post(url, sent(reply.context["form"], enter="1"))
    assert (reply.status_code, Opinion.objects.get().text) == (302, "二")


@pytest.mark.parametrize("text", ["", " \n "])
def test_an_empty_letter_is_not_read(ying, campaign, text):
    url = f"/{campaign.year}/410871/opinions/letter/"
    page = ying.post(url, sent(ying.get(url).context["form"], text=text, from_whom="财政局"))
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["text"])


# Mending ---------------------------------------------------------------------------------------------


def test_ones_own_is_mended(shen, campaign, cast):
    give_opinions(by=cast.shen, campaign=campaign, opinions=[sheet()])
    url = page_of(campaign, TEXT, then="edit/")
    page = shen.get(url)
    assert page.context["form"]["star"].value() == "village/ecology"
    reply = shen.post(url, sent(page.context["form"], text="请写明何处", star=""))
    assert (reply.status_code, reply.url) == (302, page_of(campaign, "请写明何处"))
    assert Opinion.objects.get().star is None


def test_mended_by_two_at_once_both_texts_are_shown(ying, campaign, cast):
    letter = OpinionSheet(XIN, TEXT, from_whom="财政局")
    give_opinions(by=cast.ying, campaign=campaign, opinions=[letter])
    url = page_of(campaign, TEXT, then="edit/")
    data = sent(ying.get(url).context["form"], text="乙")
    edit_opinion(
        by=cast.yang, opinion=Opinion.objects.get(), version=1, sheet=OpinionSheet(XIN, "甲", from_whom="财政局")
    )
    page = ying.post(url, data)
    assert (page.status_code, [(now, typed) for _name, now, typed in page.context["conflicts"]]) == (
        409,
        [("甲", "乙")],
    )
    assert ying.post(url, sent(page.context["form"])).status_code == 302
    assert Opinion.objects.get().text == "乙"


def test_ones_own_is_withdrawn(shen, campaign, cast):
    give_opinions(by=cast.shen, campaign=campaign, opinions=[sheet()])
    page = shen.get(page_of(campaign, TEXT))
    (action,) = re.findall(r'action="([^"]*/withdraw/)"', page.text)
    reply = shen.post(action, {"version": 1})
    assert (reply.status_code, reply.url, Opinion.objects.count()) == (302, f"/{campaign.year}/410871/opinions/", 0)
    assert "撤回" in told(shen.get(reply.url))[0]


def test_what_changed_meanwhile_is_not_withdrawn(shen, campaign, cast):
    give_opinions(by=cast.shen, campaign=campaign, opinions=[sheet()])
    url = page_of(campaign, TEXT, then="withdraw/")
    edit_opinion(by=cast.shen, opinion=Opinion.objects.get(), version=1, sheet=sheet(text="乙"))
    assert [shen.post(url, {"version": version}).status_code for version in (1, "x")] == [409, 409]
    assert Opinion.objects.count() == 1


@pytest.mark.parametrize(("who", "status"), [("lei", 403), ("ying", 403), ("eve", 403), ("han", 403), ("zhou", 404)])
def test_others_neither_mend_nor_withdraw(client, cast, campaign, who, status):
    give_opinions(by=cast.shen, campaign=campaign, opinions=[sheet()])
    client.force_login(getattr(cast, who).officer)
    assert client.get(page_of(campaign, TEXT, then="edit/")).status_code == status
    assert client.post(page_of(campaign, TEXT, then="withdraw/"), {"version": 1}).status_code == status


# Answering -------------------------------------------------------------------------------------------


def test_the_office_answers_one_after_the_other_of_its_filter(ying, given):
    query = "?state=open&star=none"
    page = ying.get(page_of(given, "注明资金来源") + query)
    reply = ying.post(page.request["PATH_INFO"] + query, sent(page.context["form"], state="adopted", next="1"))
    assert (reply.status_code, reply.url) == (302, page_of(given, "先连片推进") + query)
    page = ying.get(reply.url)
    assert told(page) == ["已答复：采纳。"]
    reply = ying.post(reply.url, sent(page.context["form"], state="not_adopted", answer="暂缓", next="1"))
    assert (reply.status_code, reply.url) == (302, f"/{given.year}/410871/opinions/{query}")
    assert dict(Opinion.objects.filter(star=None).values_list("text", "state")) == {
        "注明资金来源": "adopted", "先连片推进": "not_adopted",
    }  # fmt: skip


def test_what_is_not_adopted_needs_words(ying, given):
    url = page_of(given, "注明资金来源")
    form = ying.get(url).context["form"]
    for state in ("partly", "not_adopted"):
        page = ying.post(url, sent(form, state=state))
        assert (page.status_code, list(page.context["form"].errors)) == (422, ["answer"])
    page = ying.post(url, sent(form, state="open"))
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["state"])
    assert Opinion.objects.get(text="注明资金来源").state == OpinionState.OPEN


def test_an_answer_by_a_colleague_meanwhile_is_shown_and_ones_words_stay(ying, cast, given):
    url = page_of(given, "注明资金来源")
    data = sent(ying.get(url).context["form"], state="adopted", answer="已通知各村")
    opinion = Opinion.objects.get(text="注明资金来源")
    answer_opinion(by=cast.yang, opinion=opinion, version=1, state="partly", answer="先通知四星村")
    page = ying.post(url, data)
    assert (page.status_code, page.context["row"].opinion.answer) == (409, "先通知四星村")
    assert page.context["form"]["answer"].value() == "已通知各村"
    assert ying.post(url, sent(page.context["form"])).status_code == 302
    opinion.refresh_from_db()
    assert (opinion.state, opinion.answered_by) == ("adopted", cast.ying.officer)


def test_pressing_twice_answers_once(ying, given):
    url = page_of(given, "注明资金来源")
    data = sent(ying.get(url).context["form"], state="adopted")
    before = ChangeSet.objects.count()
    assert [ying.post(url, data).status_code for _ in range(2)] == [302, 302]
    assert ChangeSet.objects.count() == before + 1


@pytest.mark.parametrize(("who", "status"), [("shen", 403), ("lei", 403), ("han", 403), ("zhou", 404)])
def test_others_do_not_answer(client, cast, given, who, status):
    client.force_login(getattr(cast, who).officer)
    data = {"state": "adopted", "version": 1}
    assert client.post(page_of(given, "注明资金来源"), data).status_code == status


def test_a_closed_campaign_is_only_read(ying, cast, given):
    move_to(given, Phase.CLOSED)
    page = ying.get(page_of(given, "注明资金来源"))
    assert (page.context["form"], "/withdraw/" in page.text) == (None, False)
    page = ying.get(listed(given))
    assert (page.context["may_give"], page.context["runs"]) == (False, False)
