"""What has happened: timelines within one's places, one change before and after, and taking it back."""

import datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaigns.planning.actions.figures import save_figures
from campaigns.planning.actions.findings import answer_finding
from campaigns.planning.actions.marks import return_plans, withdraw_plans
from campaigns.planning.choices import AnswerState, FindingCode, PlanState, Source
from campaigns.planning.reports.findings import findings
from campaigns.planning.rules.figures import Figures
from campaigns.year.choices import Kind
from campaigns.year.views import changes as views
from fivestar.changes.models import ChangeSet
from tests import make
from tests.snapshot import kept
from villages.choices import Role

XIN, YAO, JIN = "410871062201", "410871062202", "410871062200"
NING, QIU, DONG = "410871101200", "410871101203", "410871101204"
FIVE = "branch industry ecology safety civility"


@pytest.fixture
@kept
def begun(campaign, cast):
    """文昌 and 宁郭 submitted two units each; the county approved one of each in one deed."""
    make.mark(cast.eve, campaign, {XIN: "industry safety", YAO: "safety"})
    make.submit(cast.eve, campaign, XIN, YAO)
    make.mark(cast.wen, campaign, {NING: "industry", QIU: "safety"})
    make.submit(cast.wen, campaign, NING, QIU)
    make.approve(cast.ying, campaign, XIN, NING)
    return campaign


def last() -> ChangeSet:
    return ChangeSet.objects.order_by("-pk").first()


def log(campaign, code: str) -> str:
    return f"/{campaign.year}/{code}/log/"


def change(changeset: ChangeSet) -> str:
    return f"/changes/{changeset.pk}/"


def told(page) -> list[str]:
    return [entry.changeset.deed for entry in page.context["entries"]]


def in_full(page) -> dict[str, tuple]:
    return {line.name: line.differences for line in page.context["lines"]}


@pytest.fixture
def sign_in(client, cast):
    def sign_in(who: str):
        client.force_login(getattr(cast, who).officer)
        return client

    return sign_in


# Timelines -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "province", "city", "county", "township", "unit", "neighbours"),
    [
        ("ying", 403, 403, 200, 200, 200, 200),
        ("lei", 403, 403, 200, 200, 200, 200),
        ("shen", 403, 403, 200, 200, 200, 200),
        ("han", 403, 200, 200, 200, 200, 200),
        ("admin", 200, 200, 200, 200, 200, 200),
        ("eve", 403, 403, 403, 200, 200, 404),
        ("zhou", 403, 403, 404, 404, 404, 404),
        ("nora", 404, 404, 404, 404, 404, 404),
    ],
)
def test_who_reads_timelines(sign_in, begun, who, province, city, county, township, unit, neighbours):
    client = sign_in(who)
    codes = ("41", "4108", "410871", "410871062", XIN, "410871101")
    statuses = [client.get(log(begun, code)).status_code for code in codes]
    assert statuses == [province, city, county, township, unit, neighbours]


def test_a_place_has_its_own_timeline_the_newest_first(sign_in, begun):
    client = sign_in("ying")
    assert told(client.get(log(begun, "410871"))) == [
        "approve_plans", "submit_plans", "save_marks", "submit_plans", "save_marks", "open_campaign",
    ]  # fmt: skip
    assert told(client.get(log(begun, "410871062"))) == ["approve_plans", "submit_plans", "save_marks"]
    assert told(client.get(log(begun, YAO))) == ["submit_plans", "save_marks"]
    assert told(client.get(log(begun, JIN))) == []


def test_a_timeline_tells_of_today_alone_or_of_the_last_seven_days(sign_in, begun):
    def lately(days_later, since):
        with time_machine.travel(timezone.now() + datetime.timedelta(days=days_later)):
            sign_in("ying").logout()
            return sign_in("ying").get(f"{log(begun, '410871')}?since={since}")

    assert [len(told(lately(*span))) for span in ((0, "today"), (6, "week"), (7, "week"))] == [6, 6, 0]
    later = lately(6, "today")
    assert told(later) == []
    assert "这段时间没有变动。" in later.text
    assert [(address, is_here) for _word, address, is_here in later.context["spans"]] == [
        ("?", False), ("?since=today", True), ("?since=week", False),
    ]  # fmt: skip


def test_last_year_has_a_timeline_of_its_own(sign_in, begun):
    page = sign_in("ying").get(f"/{begun.year - 1}/410871/log/")
    assert told(page) == ["approve_plans", "submit_plans", "save_marks", "open_campaign"]


def test_what_changes_a_place_itself_stands_in_the_year_it_was_done(sign_in, begun, cast, place):
    ChangeSet.objects.create(
        deed="save_village", at=timezone.now(), by=cast.ying.officer, place=XIN, previous="0" * 64, digest="1" * 64
    )
    client = sign_in("ying")
    assert told(client.get(log(begun, XIN)))[0] == "save_village"
    assert "save_village" not in told(client.get(f"/{begun.year - 1}/{XIN}/log/"))


def test_a_timeline_tells_what_changed_at_its_place(sign_in, begun):
    client = sign_in("ying")
    approved, submitted, marked = client.get(log(begun, "410871062")).context["entries"]
    assert approved.differences == [("辛庄村 状态", "已上报", "已审定")]
    assert [name for name, _before, _after in submitted.differences] == ["辛庄村 状态", "姚郭庄村 状态"]
    assert marked.differences == [
        ("辛庄村 产业兴旺星 目标", "否", "是"),
        ("辛庄村 平安法治星 目标", "否", "是"),
        ("辛庄村 状态", "未开始", "暂存"),
        ("姚郭庄村 平安法治星 目标", "否", "是"),
        ("姚郭庄村 状态", "未开始", "暂存"),
    ]
    assert [entry.records for entry in (approved, submitted, marked)] == [1, 2, 5]


def test_a_long_deed_is_told_by_its_first_names_and_its_number(sign_in, cast, begun, place):
    codes = [make.unit(place.ningguo, number, f"新{number}村").code for number in range(300, 310)]
    begun.plans.bulk_create([begun.plans.model(campaign=begun, village_id=code, kind="village") for code in codes])
    make.mark(cast.wen, begun, dict.fromkeys(codes, "none"))
    entry = sign_in("wen").get(log(begun, "410871101")).context["entries"][0]
    assert (entry.records, entry.differences) == (10, [])
    assert entry.names == [f"新{number}村" for number in range(300, 306)]


def test_a_timeline_has_pages(sign_in, begun, monkeypatch):
    monkeypatch.setattr(views, "SETS", 4)
    client = sign_in("ying")
    assert len(told(client.get(log(begun, "410871")))) == 4
    assert told(client.get(log(begun, "410871") + "?page=2")) == ["save_marks", "open_campaign"]


def test_a_bulk_deed_shows_a_township_its_own_records_only(sign_in, begun):
    approved = last()
    for who, name in (("eve", "辛庄村"), ("wen", "宁郭村")):
        page = sign_in(who).get(change(approved))
        assert list(in_full(page)) == [name]
        assert page.context["page"].paginator.count == 1
    assert list(in_full(sign_in("ying").get(change(approved)))) == ["辛庄村", "宁郭村"]


def test_what_was_said_of_findings_is_kept_from_those_who_see_confirmed_ones_only(sign_in, cast, begun):
    save_figures(
        by=cast.ying, campaign=begun, township=None, source=Source.PLAN, version=0,
        figures=[
            Figures(
                Kind.VILLAGE, {5: 0, 4: 0, 3: 0, 2: 1, 1: 1}, dict.fromkeys(FIVE.split(), 0) | {"industry": 1}
            )
        ],
    )  # fmt: skip
    finding = next(row.finding for row in findings(begun) if row.finding.code == FindingCode.SUM)
    said = answer_finding(
        by=cast.ying, campaign=begun, finding=finding, state=AnswerState.SET_ASIDE, text="可以保留",
        digest=finding.digest,
    )  # fmt: skip
    for who, status in (("ying", 200), ("lei", 404), ("shen", 404), ("han", 404)):
        client = sign_in(who)
        assert client.get(change(said)).status_code == status
        assert ("answer_finding" in told(client.get(log(begun, "410871")))) == (status == 200)
    entry = sign_in("ying").get(log(begun, "410871")).context["entries"][0]
    assert [after for _name, _before, after in entry.differences] == ["已搁置", "可以保留"]


# One change ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "approved", "marked"),
    [
        ("ying", 200, 200), ("yang", 200, 200), ("lei", 200, 200), ("shen", 200, 200), ("han", 200, 200),
        ("eve", 200, 200), ("wen", 200, 404), ("zhou", 404, 404), ("nora", 404, 404), ("admin", 200, 200),
    ],
)  # fmt: skip
def test_who_reads_a_change(sign_in, begun, who, approved, marked):
    client = sign_in(who)
    of_eve = ChangeSet.objects.filter(deed="save_marks", place="410871062", year=begun.year).get()
    assert [client.get(change(each)).status_code for each in (last(), of_eve)] == [approved, marked]
    assert client.get("/changes/999999/").status_code == 404


def test_a_change_is_told_in_words_with_who_when_and_why(sign_in, cast, begun):
    day = begun.plan_due + datetime.timedelta(days=3)
    done = return_plans(by=cast.ying, campaign=begun, seen=make.seen(begun, YAO), reason="请补目标", open_until=day)
    page = sign_in("eve").get(change(done))
    submitted = timezone.localtime(ChangeSet.objects.filter(deed="submit_plans", place="410871062").last().at)
    assert in_full(page) == {
        "姚郭庄村": (
            ("状态", "已上报", "退回修改"),
            ("上报人", "伊芳", "—"),
            ("上报时间", f"{submitted:%Y-%m-%d %H:%M}", "—"),
            ("退回原因", "—", "请补目标"),
            ("开放至", "—", day.isoformat()),
        )
    }
    text = page.content.decode()
    for word in ("应敏", "示范区县创建办", "请补目标", f"{timezone.localtime(done.at):%Y-%m-%d %H:%M:%S}"):
        assert word in text


def test_a_change_carries_the_id_of_its_request(client, cast, begun):
    client.force_login(cast.eve.officer)
    version = make.plan(begun, JIN).version
    answer = client.post(f"/{begun.year}/410871062/", {f"v-{JIN}": version, f"t-{JIN}": "industry"})
    assert last().request_id == answer["X-Request-ID"]
    assert answer["X-Request-ID"] in client.get(change(last())).content.decode()


def test_what_was_made_together_is_counted(sign_in, begun):
    opened = ChangeSet.objects.filter(deed="open_campaign", year=begun.year).get()
    page = sign_in("ying").get(change(opened))
    # Stars, tasks, vetoes, filings, plans and their stars.
    assert [number for _name, number in page.context["counted"]][:6] == [10, 1, 1, 3, 10, 50]
    assert sign_in("ying").get(change(last())).context["counted"] == []


def test_figures_are_told_by_level_and_star(sign_in, cast, begun, place):
    column = Figures(Kind.VILLAGE, {2: 2, 1: 0}, {"safety": 2})
    save_figures(
        by=cast.wen, campaign=begun, township=place.ningguo, source=Source.DECLARED, version=0, figures=[column]
    )
    lines = in_full(sign_in("wen").get(change(last())))
    assert list(lines) == ["宁郭镇 上报数", "村 二星", "村 一星", "村 平安法治"]
    assert [said[0][2] for said in list(lines.values())[1:]] == ["2", "0", "2"]


def test_a_long_change_has_pages(sign_in, begun, monkeypatch):
    monkeypatch.setattr(views, "RECORDS", 1)
    client = sign_in("ying")
    assert [list(in_full(client.get(change(last()) + f"?page={n}"))) for n in (1, 2)] == [["辛庄村"], ["宁郭村"]]


# Taking it back --------------------------------------------------------------------------------------


def test_ones_own_last_change_is_taken_back(sign_in, cast, begun):
    done = make.mark(cast.eve, begun, {JIN: FIVE})
    client = sign_in("eve")
    page = client.get(change(done))
    assert (page.context["may_ask"], page.context["obstacles"]) == (True, [])
    answer = client.post(f"{change(done)}undo/", {"token": page.context["token"]})
    assert (answer.status_code, answer.url) == (302, change(done))
    plan = make.plan(begun, JIN)
    assert (plan.state, plan.mark.targets) == (PlanState.NOT_BEGUN, frozenset())
    page = client.get(change(done))
    assert page.context["may_ask"] is False
    assert page.context["changeset"].undone_by == last()
    assert client.get(change(last())).context["changeset"].undoes == done


def test_asking_by_address_leads_to_the_page(sign_in, begun):
    answer = sign_in("ying").get(f"{change(last())}undo/")
    assert (answer.status_code, answer.url) == (302, f"{change(last())}#undo")


def test_pressing_twice_undoes_once(sign_in, cast, begun):
    done = make.mark(cast.eve, begun, {JIN: FIVE})
    client = sign_in("eve")
    token = client.get(change(done)).context["token"]
    assert [client.post(f"{change(done)}undo/", {"token": token}).status_code for _ in range(2)] == [302, 302]
    assert ChangeSet.objects.filter(undoes=done).count() == 1


def test_the_page_names_everything_that_stands_in_the_way(sign_in, cast, begun):
    marked = make.mark(cast.eve, begun, {JIN: "industry"})
    make.submit(cast.eve, begun, JIN)
    client = sign_in("eve")
    page = client.get(change(marked))
    assert page.context["may_ask"] is True
    assert page.context["obstacles"] == [
        "之后您又有改动，请先撤销后一次。", "金炉村已上报，修改前请先撤回。", "金炉村之后又被伊芳改动。",
    ]  # fmt: skip
    refused = client.post(f"{change(marked)}undo/", {"token": "a"})
    assert refused.status_code == 422
    assert refused.context["refusal"].problems == page.context["obstacles"]
    assert make.plan(begun, JIN).state == PlanState.SUBMITTED


def test_an_approval_is_not_undone_but_reopened(sign_in, begun):
    client = sign_in("ying")
    assert len(client.get(change(last())).context["obstacles"]) == 1
    assert client.post(f"{change(last())}undo/").status_code == 422
    assert make.plan(begun, XIN).state == PlanState.APPROVED


@pytest.mark.parametrize(("who", "status"), [("ying", 422), ("lei", 422), ("wen", 404), ("zhou", 404)])
def test_nobody_takes_back_what_another_did(sign_in, cast, begun, who, status):
    done = make.mark(cast.eve, begun, {JIN: "industry"})
    client = sign_in(who)
    if status == 422:
        assert client.get(change(done)).context["may_ask"] is False
    assert client.post(f"{change(done)}undo/").status_code == status
    assert make.plan(begun, JIN).mark.targets == {"industry"}


def test_it_is_taken_back_from_the_post_in_which_it_was_done(sign_in, cast, begun, place):
    done = withdraw_plans(by=cast.eve, campaign=begun, codes=[YAO])
    done = make.mark(cast.eve, begun, {YAO: "industry"})
    other = cast.eve.officer.posts.create(role=Role.COUNTY_LEADER, county=place.county)
    client = sign_in("eve")
    client.post("/post/", {"post": other.pk})
    assert client.post(f"{change(done)}undo/").status_code == 422
    assert make.plan(begun, YAO).mark.targets == {"industry"}
    client.post("/post/", {"post": cast.eve.post.pk})
    assert client.post(f"{change(done)}undo/").status_code == 302
    assert make.plan(begun, YAO).mark.targets == {"safety"}


# What it costs ---------------------------------------------------------------------------------------


def cost(client, url: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def test_three_records_cost_what_one_costs(sign_in, cast, begun):
    one = return_plans(by=cast.ying, campaign=begun, seen=make.seen(begun, YAO), reason="请补目标")
    make.mark(cast.eve, begun, {YAO: "safety civility"})
    make.submit(cast.eve, begun, YAO)
    three = return_plans(by=cast.ying, campaign=begun, seen=make.seen(begun, YAO, QIU), reason="请补目标")
    client = sign_in("lei")
    client.get(change(one))
    assert cost(client, change(one)) == cost(client, change(three))


def test_three_deeds_cost_what_one_costs(sign_in, cast, begun):
    client = sign_in("lei")
    url = log(begun, "410871101")
    number = len(told(client.get(url)))
    few = cost(client, url)
    for stars in ("industry", "safety", "industry safety"):
        make.mark(cast.wen, begun, {DONG: stars})
    make.submit(cast.wen, begun, DONG)
    assert len(told(client.get(url))) == number + 4
    assert cost(client, url) == few
