"""Who has submitted, what to write to the others, and giving a township longer."""

import re
from datetime import datetime, time, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaigns.planning.actions.marks import extend_filing, return_plans
from campaigns.planning.choices import PlanState
from campaigns.planning.reports import filings as report
from campaigns.year.actions import move_phase
from campaigns.year.choices import Phase
from campaigns.year.models.campaign import Campaign, Filing
from fivestar.changes.models import ChangeSet
from tests import make
from tests.snapshot import kept

XIN, YAO, JIN, YANG = "410871062201", "410871062202", "410871062200", "410871062203"
NING, QIU, DONG = "410871101200", "410871101203", "410871101204"
QIN, GENG, HAN = "410871060201", "410871060202", "410871060001"
TEN = time(10, 30)


@pytest.fixture
@kept
def begun(campaign, cast):
    """李万 has submitted all, 文昌 one of four and one was returned, 宁郭 has entered one of three."""
    make.mark(cast.eve, campaign, {XIN: "industry", YAO: "safety", JIN: "none"})
    make.submit(cast.eve, campaign, XIN, YAO)
    make.mark(cast.wen, campaign, {NING: "industry"})
    make.mark(cast.ying, campaign, {QIN: "industry", GENG: "safety", HAN: "sharing"})
    make.submit(cast.ying, campaign, QIN, GENG, HAN)
    return_plans(by=cast.ying, campaign=campaign, seen=make.seen(campaign, YAO), reason="请补目标")
    return campaign


@pytest.fixture
def ying(client, cast):
    client.force_login(cast.ying.officer)
    return client


def url(campaign) -> str:
    return f"/{campaign.year}/410871/filings/"


def extend_url(campaign, township="410871101") -> str:
    return f"/{campaign.year}/{township}/extend/"


def at(day):
    return time_machine.travel(timezone.make_aware(datetime.combine(day, TEN)), tick=False)


def said(day) -> str:
    return f"{day.month}月{day.day}日"


def test_each_township_stands_where_it_stands(ying, begun):
    filings = ying.get(url(begun)).context["filings"]
    assert [
        (row.township.name, row.units, row.missing, [number for _state, number in row.states]) for row in filings.rows
    ] == [
        ("李万街道", 3, 0, [0, 0, 3, 0, 0]),
        ("文昌街道", 4, 3, [1, 1, 1, 1, 0]),
        ("宁郭镇", 3, 3, [2, 1, 0, 0, 0]),
    ]
    assert (filings.complete, filings.units, filings.missing) == (1, 10, 6)
    assert [number for _state, number in filings.states] == [3, 2, 4, 1, 0]
    assert {row.days_left for row in filings.rows} == {12}


def test_every_figure_leads_to_exactly_the_rows_that_it_counts(ying, begun):
    page = ying.get(url(begun)).content.decode()
    links = re.findall(rf'href="(/{begun.year}/[0-9]+/units/[^"]*)"[^>]*>(?:<b>)?([0-9]+)', page)
    assert len(links) == 3 + 1 + 4 + 2 + 2 + 1 + 4 + 1  # units, states and missing of townships; the same of all
    for link, number in links:
        assert ying.get(link.replace("&amp;", "&")).context["totals"].units == int(number)


@pytest.mark.parametrize(
    ("who", "status"),
    [("ying", 200), ("lei", 200), ("shen", 200), ("han", 200), ("eve", 403), ("zhou", 404), ("nora", 404)],
)
def test_who_reads_it(client, cast, begun, who, status):
    client.force_login(getattr(cast, who).officer)
    assert client.get(url(begun)).status_code == status


def test_leaders_read_and_the_office_writes(client, cast, begun):
    client.force_login(cast.lei.officer)
    page = client.get(url(begun))
    assert not page.context["office"]
    assert "textarea" not in page.content.decode()
    assert extend_url(begun) not in page.content.decode()


# Reminders -------------------------------------------------------------------------------------------


def reminders(campaign, day) -> dict[str, str]:
    """What is written to each township on a day, and under "" to all."""
    with at(day):
        found = report.filings(campaign)
        return {"": found.reminder} | {row.township.name: row.reminder for row in found.rows}


def test_a_reminder_names_the_deadline_and_what_is_missing(begun):
    day = begun.plan_due - timedelta(days=2)
    told = reminders(begun, day)
    assert told["李万街道"] == ""
    assert told["文昌街道"] == (
        f"文昌街道：{begun.year}年“五星”支部创建计划于{said(begun.plan_due)}截止上报，还有2天。"
        f"截至{said(day)}10:30，你街道参评的4个村（社区）已上报1个，还有3个未上报："
        "未开始1个（杨庄村），暂存未报1个（金炉村），退回待改1个（姚郭庄村）。"
        "请抓紧完善，按时上报；如有困难，请及时与我办联系。谢谢支持！"
    )
    assert told[""] == (
        f"各乡镇（街道）：{begun.year}年“五星”支部创建计划于{said(begun.plan_due)}截止上报，还有2天。"
        f"截至{said(day)}10:30，示范区参评的10个村（社区）已上报4个，还有6个未上报：文昌街道3个，宁郭镇3个。"
        "请尚未报齐的乡镇（街道）抓紧完善上报；如有困难，请及时与我办联系。谢谢支持！"
    )


def test_a_deadline_includes_its_day(begun):
    due = begun.plan_due
    assert f"计划今天（{said(due)}）截止上报。" in reminders(begun, due)["宁郭镇"]
    told = reminders(begun, due + timedelta(days=1))
    assert f"上报已于{said(due)}截止。" in told["宁郭镇"]
    assert told["宁郭镇"].endswith("请尽快与我办联系，说明情况；确需延期的，我办将予以办理。谢谢支持！")


def test_an_extension_and_a_day_of_its_own_are_told(cast, begun, place):
    later = begun.plan_due + timedelta(days=3)
    extend_filing(by=cast.ying, campaign=begun, township=place.ningguo, until=later, version=1, reason="会议冲突")
    make.submit(cast.wen, begun, NING)
    day = later + timedelta(days=4)
    return_plans(by=cast.ying, campaign=begun, seen=make.seen(begun, NING), reason="请补目标", open_until=day)
    told = reminders(begun, begun.plan_due)
    assert f"计划于{said(later)}截止上报，还有3天。" in told["宁郭镇"]
    assert f"退回待改1个（宁郭村，请于{said(day)}前（含当日）改好重报）。" in told["宁郭镇"]
    assert f"宁郭镇3个（已延期至{said(later)}）。" in told[""]


def test_a_long_list_of_names_is_cut(begun, place):
    for number in range(300, 312):
        unit = make.unit(place.ningguo, number, f"新{number}村")
        begun.plans.create(village=unit, kind="village")
    told = reminders(begun, timezone.localdate())["宁郭镇"]
    assert "未开始14个（邱庄村、东尚村、新300村" in told
    assert "新307村等）" in told


def test_reminders_end_when_rating_begins(cast, begun, ying):
    campaign = Campaign.objects.for_page().get(pk=begun.pk)
    for phase, told in ((Phase.CREATING, True), (Phase.RATING, False)):
        move_phase(by=cast.ying, campaign=campaign, version=campaign.version, phase=phase)
        campaign = Campaign.objects.for_page().get(pk=begun.pk)
        assert bool(reminders(campaign, timezone.localdate())["宁郭镇"]) == told
        assert ying.get(url(campaign)).status_code == 200


def test_all_submitted_says_so(cast, begun, ying):
    make.mark(cast.eve, begun, {YAO: "safety", YANG: "none"})
    make.submit(cast.eve, begun, YAO, JIN, YANG)
    make.mark(cast.wen, begun, {QIU: "none", DONG: "none"})
    make.submit(cast.wen, begun, NING, QIU, DONG)
    page = ying.get(url(begun))
    assert (page.context["filings"].missing, page.context["filings"].reminder) == (0, "")
    assert "textarea" not in page.content.decode()


def test_the_word_of_the_year_is_used(begun):
    begun.word = "building"
    assert "“五星”支部建设计划" in reminders(begun, timezone.localdate())[""]


# A longer deadline -----------------------------------------------------------------------------------


def filing(campaign) -> Filing:
    return Filing.objects.get(campaign=campaign, township="410871101")


def sent(ying, campaign, **changed) -> dict:
    form = ying.get(extend_url(campaign)).context["form"]
    later = campaign.plan_due + timedelta(days=3)
    return {
        "version": form["version"].value(), "token": form["token"].value(), "until": later.isoformat(),
        "reason": "会议冲突",
    } | changed  # fmt: skip


def test_the_office_extends_a_deadline(ying, cast, begun):
    answer = ying.post(extend_url(begun), sent(ying, begun))
    assert (answer.status_code, answer.url) == (302, url(begun))
    later = begun.plan_due + timedelta(days=3)
    assert filing(begun).extended_until == later
    done = ChangeSet.objects.order_by("-pk").first()
    assert (done.deed, done.reason, done.place, done.by) == (
        "extend_filing", "会议冲突", "410871101", cast.ying.officer,
    )  # fmt: skip
    with at(later):
        make.mark(cast.wen, begun, {QIU: "industry"})
    assert make.plan(begun, QIU).state == PlanState.DRAFT


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"reason": ""}, 422),
        ({"until": ""}, 422),
        ({"until": "2026-13-01"}, 422),
        ({"until": "2020-01-01"}, 422),
        ({"until": "2099-01-01"}, 422),
        ({"version": "0"}, 409),
        ({"version": ""}, 409),
    ],
)
def test_what_cannot_be_is_refused_and_every_word_kept(ying, begun, changed, status):
    data = sent(ying, begun) | changed
    page = ying.post(extend_url(begun), data)
    assert page.status_code == status
    assert filing(begun).extended_until is None
    assert (page.context["form"]["reason"].value(), page.context["form"]["until"].value()) == (
        data["reason"], data["until"],
    )  # fmt: skip


def test_two_extensions_at_once_do_not_overwrite_each_other(ying, cast, begun, place):
    data = sent(ying, begun)
    first = begun.plan_due + timedelta(days=9)
    extend_filing(by=cast.yang, campaign=begun, township=place.ningguo, until=first, version=1, reason="停电")
    page = ying.post(extend_url(begun), data)
    assert page.status_code == 409
    assert filing(begun).extended_until == first
    assert page.context["filing"].extended_until == first
    form = page.context["form"]
    assert ying.post(extend_url(begun), data | {"version": form["version"].value()}).status_code == 302
    assert filing(begun).extended_until == begun.plan_due + timedelta(days=3)


@pytest.mark.parametrize(
    ("who", "own", "other"),
    [("lei", 403, 403), ("shen", 403, 403), ("wen", 403, 404), ("han", 403, 403), ("zhou", 404, 404)],
)
def test_only_the_office_extends(client, cast, begun, who, own, other):
    client.force_login(getattr(cast, who).officer)
    asked = (extend_url(begun), extend_url(begun, "410871062"))
    assert [client.get(address).status_code for address in asked] == [own, other]
    data = {"until": (begun.plan_due + timedelta(days=3)).isoformat(), "reason": "一", "version": 1}
    assert [client.post(address, data).status_code for address in asked] == [own, other]
    assert filing(begun).extended_until is None


def test_after_planning_units_are_reopened_instead(ying, cast, begun):
    campaign = Campaign.objects.get(pk=begun.pk)
    data = sent(ying, begun)
    move_phase(by=cast.ying, campaign=campaign, version=campaign.version, phase=Phase.CREATING)
    assert not ying.get(url(begun)).context["may_extend"]
    assert not ying.get(extend_url(begun)).context["may_extend"]
    assert ying.post(extend_url(begun), data).status_code == 422


def test_three_townships_cost_what_one_costs(client, cast, begun, place):
    """The neighbour has one township with one unit, this county three with ten."""
    make.campaign(place, cast, place.neighbour)

    def cost(seat, code: str) -> int:
        client.force_login(seat.officer)
        client.get("/")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/{begun.year}/{code}/filings/").status_code == 200
        return len(queries)

    assert cost(cast.zhou, "410803") == cost(cast.ying, "410871")
