"""The list of units by any filter, and the county office's decisions on exactly what it shows."""

import re
from datetime import datetime, time, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaigns.planning.actions.marks import return_plans, withdraw_plans
from campaigns.planning.choices import Decision, PlanState
from campaigns.planning.models.marks import Plan
from campaigns.planning.views import units as views
from fivestar.changes.models import ChangeSet
from tests import make
from tests.snapshot import kept

XIN, YAO, JIN, YANG = "410871062201", "410871062202", "410871062200", "410871062203"
NING, QIU, DONG = "410871101200", "410871101203", "410871101204"
QIN, GENG, HAN = "410871060201", "410871060202", "410871060001"
WENCHANG = {XIN, YAO, JIN, YANG}
FIVE = "branch industry ecology safety civility"


@pytest.fixture
@kept
def begun(campaign, cast):
    """Units in every state and at most levels. 辛庄 holds 产业兴旺 and 平安法治 from the survey."""
    held = Plan.objects.get(campaign=campaign, village=XIN).stars.filter(star__code__in=["industry", "safety"])
    held.update(held=True)
    make.mark(cast.eve, campaign, {XIN: "industry ecology civility", YAO: FIVE, JIN: "none", YANG: "safety civility"})
    make.submit(cast.eve, campaign, XIN, YAO, JIN)
    make.approve(cast.ying, campaign, JIN)
    make.mark(cast.wen, campaign, {NING: "industry", QIU: "ecology"})
    make.submit(cast.wen, campaign, NING)
    return_plans(by=cast.ying, campaign=campaign, seen=make.seen(campaign, NING), reason="请补目标")
    make.mark(cast.ying, campaign, {QIN: "industry safety", HAN: "sharing safety harmony"})
    make.submit(cast.ying, campaign, QIN, HAN)
    return campaign


def listed(client, campaign, query: str = "", code: str = "410871") -> list[str]:
    """Codes of all units of a list, in its order."""
    page = client.get(f"/{campaign.year}/{code}/units/?{query}")
    assert page.status_code == 200
    return [row.code for _total, rows in page.context["tables"] for row in rows]


def address(campaign, deed: str, query: str = "", code: str = "410871") -> str:
    return f"/{campaign.year}/{code}/units/decide/?deed={deed}&{query}"


def shown(client, url: str) -> dict:
    """What the page of a decision would send."""
    form = client.get(url).context["form"]
    return {"seen": form["seen"].value(), "token": form["token"].value()}


def states(campaign) -> dict[str, str]:
    return dict(campaign.plans.values_list("village", "state"))


@pytest.fixture
def ying(client, cast):
    client.force_login(cast.ying.officer)
    return client


def in_days(days: int):
    return time_machine.travel(
        timezone.make_aware(datetime.combine(timezone.localdate() + timedelta(days=days), time(10))), tick=False
    )


# The list --------------------------------------------------------------------------------------------


def test_a_filter_keeps_what_it_says(ying, begun):
    everyone = [QIN, GENG, XIN, YAO, JIN, YANG, NING, QIU, DONG, HAN]
    kept = {
        "": everyone,
        "township=410871062": [XIN, YAO, JIN, YANG],
        "area=none&township=410871062": [JIN, YANG],
        "kind=community": [HAN],
        "level=5": [YAO],
        "level=3": [XIN, HAN],
        "level=0": [JIN],
        "level=unmarked": [GENG, DONG],
        "star=ecology": [XIN, YAO, QIU],
        "star=safety&kind=community": [HAN],
        "state=submitted": [QIN, XIN, YAO, HAN],
        "state=returned&state=approved": [JIN, NING],
        "state=not_begun": [GENG, DONG],
        "targets=keep": [XIN],
        "targets=left_out": [XIN],
        "targets=new&township=410871062": [XIN, YAO, YANG],
        "targets=keep&star=industry": [XIN],
        "targets=new&star=industry": [QIN, YAO, NING],
        "targets=left_out&star=safety": [XIN],
        "targets=left_out&star=industry": [],
        f"unit={YAO}&unit={QIN}": [QIN, YAO],
        "q=辛庄": [XIN],
        "q=4108711012": [NING, QIU, DONG],
        "q=%00": everyone,
        "township=410871062&state=submitted&level=3": [XIN],
        "page=99": everyone,
    }
    assert {query: listed(ying, begun, query) for query in kept} == kept


def test_an_area_is_a_filter(ying, begun, place):
    area = place.wenchang.areas.get()
    assert listed(ying, begun, f"area={area.pk}") == [XIN, YAO]
    assert listed(ying, begun, f"area={area.pk}", "410871062") == [XIN, YAO]


@pytest.mark.parametrize("query", ["", "township=410871062", "state=submitted", "kind=village&level=5"])
def test_every_figure_leads_to_exactly_the_rows_that_it_counts(ying, begun, query):
    page = ying.get(f"/{begun.year}/410871/units/?{query}")
    totals = page.context["totals"]
    codes = [row.code for _total, rows in page.context["tables"] for row in rows]
    assert totals.units == len(codes)
    for part in page.context["states"]:
        assert len(listed(ying, begun, part["address"][1:])) == part["n"]
    links = re.findall(r'<td class="s"><a href="\?([^"]*)"[^>]*>([0-9]+)</a>', page.content.decode())
    assert links
    for link, number in links:
        assert len(listed(ying, begun, link.replace("&amp;", "&"))) == int(number)


def test_totals_count_what_is_listed_and_name_their_base(ying, begun):
    totals = ying.get(f"/{begun.year}/410871/units/?township=410871062").context["totals"]
    villages, communities = totals.kinds
    assert (totals.units, totals.base) == (4, 10)
    assert (villages.units, villages.base, communities.units, communities.base) == (4, 9, 0, 1)
    assert [(star.code, number) for star, number in villages.stars] == [
        ("branch", 1), ("industry", 2), ("ecology", 2), ("safety", 2), ("civility", 3),
    ]  # fmt: skip
    assert villages.star_sum == 10


def test_last_year_is_not_counted(ying, begun):
    page = ying.get(f"/{begun.year - 1}/410871/units/")
    assert [row.plan.state for _total, rows in page.context["tables"] for row in rows].count(PlanState.APPROVED) == 2
    assert page.context["totals"].units == 10


def test_the_filter_is_told_in_words_each_of_which_can_be_taken_back(ying, begun):
    page = ying.get(f"/{begun.year}/410871/units/?township=410871062&state=submitted&state=returned&page=1")
    (_q1, township, without_township), (_q2, chosen, without_state) = page.context["chosen"]
    assert (township, chosen) == ("文昌街道", "已上报、退回修改")
    assert without_township == "?state=submitted&state=returned"
    assert without_state == "?township=410871062"


def test_a_filter_that_is_not_understood_lists_nothing(ying, begun):
    for query in (
        "level=9", "state=lost", "unit=12", "township=410803002", "area=x", "star=moon", "kind=town", "targets=all",
    ):  # fmt: skip
        page = ying.get(f"/{begun.year}/410871/units/?{query}")
        assert page.status_code == 400
        assert (page.context["totals"].units, page.context["tables"], page.context["deciding"]) == (0, [], [])
        answer = ying.get(address(begun, "approve", query))
        assert (answer.status_code, answer.url) == (302, f"/{begun.year}/410871/units/?{query}")


def test_pages_split_the_rows_and_not_the_totals(ying, begun, monkeypatch):
    monkeypatch.setattr(views, "PAGE", 4)
    first, last = (ying.get(f"/{begun.year}/410871/units/?page={number}") for number in (1, 3))
    assert [row.code for _total, rows in first.context["tables"] for row in rows] == [QIN, GENG, XIN, YAO]
    assert [row.code for _total, rows in last.context["tables"] for row in rows] == [DONG, HAN]
    assert first.context["totals"].units == last.context["totals"].units == 10
    assert len(ying.get(address(begun, "approve", "state=submitted&page=2")).context["found"].plans) == 2


@pytest.mark.parametrize(
    ("who", "county", "own", "other"),
    [
        ("ying", 200, 200, 200),
        ("lei", 200, 200, 200),
        ("shen", 200, 200, 200),
        ("han", 200, 200, 200),
        ("eve", 403, 200, 404),
        ("zhou", 404, 404, 404),
        ("nora", 404, 404, 404),
    ],
)
def test_who_reads_lists(client, cast, begun, who, county, own, other):
    client.force_login(getattr(cast, who).officer)
    codes = ("410871", "410871062", "410871101")
    assert [client.get(f"/{begun.year}/{code}/units/").status_code for code in codes] == [county, own, other]


def test_a_township_sees_its_own_units_and_decides_nothing(client, cast, begun):
    client.force_login(cast.eve.officer)
    assert set(listed(client, begun, "", "410871062")) == WENCHANG
    assert client.get(f"/{begun.year}/410871062/units/").context["deciding"] == []


@pytest.mark.parametrize("who", ["lei", "shen", "han", "eve"])
@pytest.mark.parametrize("deed", Decision.values)
def test_only_the_county_office_decides(client, cast, begun, who, deed):
    client.force_login(getattr(cast, who).officer)
    before, url = states(begun), address(begun, deed, code="410871062")
    assert client.get(url).status_code == 403
    assert client.post(url, {"seen": f"{XIN}:3", "reason": "一", "until": "2099-01-01"}).status_code == 403
    assert states(begun) == before


def test_another_county_finds_no_such_page(client, cast, begun):
    client.force_login(cast.zhou.officer)
    assert client.get(address(begun, "approve")).status_code == 404


@pytest.mark.parametrize("deed", ["", "delete"])
def test_there_are_three_decisions(ying, begun, deed):
    assert ying.get(address(begun, deed)).status_code == 404


def test_the_buttons_say_how_many_each_decision_concerns(ying, begun):
    def deciding(query=""):
        return [(deed, n) for deed, n, _query in ying.get(f"/{begun.year}/410871/units/?{query}").context["deciding"]]

    # Four are submitted, two of them by Ying herself.
    assert deciding() == [(Decision.APPROVE, 2), (Decision.RETURN, 4), (Decision.REOPEN, 1)]
    assert deciding("township=410871060") == [(Decision.RETURN, 2)]
    assert deciding("township=410871101") == []


# Approving -------------------------------------------------------------------------------------------


def test_approving_is_told_before_it_is_done(ying, begun):
    page = ying.get(address(begun, "approve"))
    found = page.context["found"]
    assert [plan.village_id for plan in found.plans] == [XIN, YAO]
    assert found.total == 10
    assert found.own == 2
    assert found.left == (
        (PlanState.NOT_BEGUN, 2), (PlanState.DRAFT, 2), (PlanState.RETURNED, 1), (PlanState.APPROVED, 1),
    )  # fmt: skip
    assert [(number, len(listed(ying, begun, url.split("?")[1]))) for _state, number, url in page.context["left"]] == [
        (2, 2), (2, 2), (1, 1), (1, 1),
    ]  # fmt: skip
    assert page.context["form"]["seen"].value() == " ".join(
        f"{code}:{version}" for code, version in make.seen(begun, XIN, YAO).items()
    )


def test_exactly_the_filter_is_approved(ying, cast, begun):
    before = states(begun)
    url = address(begun, "approve", "township=410871062&level=3&state=submitted")
    answer = ying.post(url, shown(ying, url) | {"reason": ""})
    assert (answer.status_code, answer.url) == (
        302, f"/{begun.year}/410871/units/?township=410871062&level=3&state=approved",
    )  # fmt: skip
    assert states(begun) == before | {XIN: PlanState.APPROVED}
    plan = make.plan(begun, XIN)
    assert (plan.approved_by, plan.approved_digest) == (cast.ying.officer, plan.mark.digest())
    assert listed(ying, begun, answer.url.split("?")[1]) == [XIN]


def test_all_pages_are_approved(ying, begun, monkeypatch):
    monkeypatch.setattr(views, "PAGE", 1)
    url = address(begun, "approve", "page=2")
    ying.post(url, shown(ying, url) | {"reason": "已会商"})
    assert {code for code, state in states(begun).items() if state == PlanState.APPROVED} == {XIN, YAO, JIN}
    done = ChangeSet.objects.order_by("-pk").first()
    assert (done.deed, done.reason, done.changes.count()) == ("approve_plans", "已会商", 2)


def test_what_was_submitted_after_the_page_was_seen_is_not_approved(ying, cast, begun):
    url = address(begun, "approve", "township=410871062")
    data = shown(ying, url)
    make.submit(cast.eve, begun, YANG)
    ying.post(url, data)
    assert {code: states(begun)[code] for code in (XIN, YAO, YANG)} == {
        XIN: PlanState.APPROVED, YAO: PlanState.APPROVED, YANG: PlanState.SUBMITTED,
    }  # fmt: skip


def test_what_changed_meanwhile_stops_all_and_is_named(ying, cast, begun):
    url = address(begun, "approve", "township=410871062")
    data = shown(ying, url) | {"reason": "已会商"}
    withdraw_plans(by=cast.eve, campaign=begun, codes=[YAO])
    before = states(begun)
    page = ying.post(url, data)
    assert page.status_code == 409
    assert [plan.village_id for plan in page.context["stale"].records] == [YAO]
    assert "姚郭庄村" in page.context["stale"].message
    assert states(begun) == before
    # The page shows how things stand now, with every word kept; pressing again approves that.
    form = page.context["form"]
    assert form["reason"].value() == "已会商"
    assert [plan.village_id for plan in page.context["found"].plans] == [XIN]
    again = {"seen": form["seen"].value(), "token": form["token"].value(), "reason": form["reason"].value()}
    assert ying.post(url, again).status_code == 302
    assert states(begun) == before | {XIN: PlanState.APPROVED}


def test_a_mark_changed_and_submitted_again_is_not_what_was_seen(ying, cast, begun):
    url = address(begun, "approve", f"unit={YAO}")
    data = shown(ying, url)
    withdraw_plans(by=cast.eve, campaign=begun, codes=[YAO])
    make.mark(cast.eve, begun, {YAO: "civility"})
    make.submit(cast.eve, begun, YAO)
    assert ying.post(url, data).status_code == 409
    assert states(begun)[YAO] == PlanState.SUBMITTED


def test_nobody_approves_what_they_submitted(ying, begun):
    before, url = states(begun), address(begun, "approve", "township=410871060")
    page = ying.get(url)
    assert (page.context["found"].plans, page.context["found"].own) == ((), 2)
    forced = {"seen": " ".join(f"{code}:{n}" for code, n in make.seen(begun, QIN, XIN).items())}
    page = ying.post(url, forced)
    assert page.status_code == 422
    assert "秦屯村" in str(page.context["form"].non_field_errors())
    assert states(begun) == before


def test_a_colleague_approves_it(client, cast, begun):
    client.force_login(cast.yang.officer)
    url = address(begun, "approve", "township=410871060")
    client.post(url, shown(client, url))
    assert (states(begun)[QIN], states(begun)[HAN]) == (PlanState.APPROVED, PlanState.APPROVED)


@pytest.mark.parametrize("seen", ["", "410871062201", f"{XIN}:-1", "x" * 50_000])
def test_a_damaged_form_decides_nothing(ying, begun, seen):
    before = states(begun)
    assert ying.post(address(begun, "approve"), {"seen": seen}).status_code == 422
    assert states(begun) == before


def test_a_unit_of_another_county_is_not_decided(ying, cast, begun, place):
    make.campaign(place, cast, place.neighbour)
    before = states(begun)
    page = ying.post(address(begun, "approve"), {"seen": f"{XIN}:{make.seen(begun, XIN)[XIN]} 410803002200:1"})
    assert page.status_code == 422
    assert states(begun) == before


def test_pressing_twice_approves_once(ying, begun):
    url = address(begun, "approve", "township=410871062")
    data = shown(ying, url)
    ying.post(url, data)
    before = ChangeSet.objects.count()
    assert ying.post(url, data).status_code == 302
    assert ChangeSet.objects.count() == before


def test_one_unit_is_decided_on_the_same_page(ying, begun):
    url = address(begun, "approve", f"unit={XIN}")
    answer = ying.post(url, shown(ying, url))
    assert (answer.status_code, answer.url) == (302, f"/{begun.year}/{XIN}/")
    assert states(begun)[XIN] == PlanState.APPROVED


def test_there_may_be_nothing_to_decide(ying, begun):
    page = ying.get(address(begun, "reopen", "township=410871101"))
    assert page.status_code == 200
    assert page.context["found"].plans == ()


# Returning and reopening -----------------------------------------------------------------------------


def test_returning_needs_a_reason_and_keeps_what_was_typed(ying, begun):
    before, url = states(begun), address(begun, "return", "township=410871062")
    day = (begun.plan_due + timedelta(days=3)).isoformat()
    page = ying.post(url, shown(ying, url) | {"reason": " ", "until": day})
    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["reason"]
    assert page.context["form"]["until"].value() == day
    assert str(page.context["form"]["until"].help_text) == "不填则按该乡镇（街道）原定期限。"
    assert states(begun) == before


def test_exactly_the_filter_is_returned(ying, begun):
    before, url = states(begun), address(begun, "return", "level=5&level=5")
    day = begun.plan_due + timedelta(days=3)
    answer = ying.post(url, shown(ying, url) | {"reason": "超出县计划", "until": day.isoformat()})
    assert answer.status_code == 302
    assert states(begun) == before | {YAO: PlanState.RETURNED}
    plan = make.plan(begun, YAO)
    assert (plan.return_reason, plan.open_until, plan.submitted_by) == ("超出县计划", day, None)


def test_a_returned_plan_needs_no_day_before_the_deadline(ying, begun):
    url = address(begun, "return", f"unit={YAO}")
    assert ying.post(url, shown(ying, url) | {"reason": "超出县计划", "until": ""}).status_code == 302
    assert make.plan(begun, YAO).open_until is None


def test_after_the_deadline_a_returned_plan_needs_a_day(client, cast, begun):
    before, url = states(begun), address(begun, "return", f"unit={YAO}")
    with in_days(20):
        client.force_login(cast.ying.officer)
        page = client.post(url, shown(client, url) | {"reason": "超出县计划", "until": ""})
        assert page.status_code == 422
        assert states(begun) == before
        day = (timezone.localdate() + timedelta(days=2)).isoformat()
        assert client.post(url, shown(client, url) | {"reason": "超出县计划", "until": day}).status_code == 302
    assert states(begun)[YAO] == PlanState.RETURNED


@pytest.mark.parametrize("days", [-1, 161])
def test_the_day_lies_between_today_and_the_assessment(ying, begun, days):
    url = address(begun, "return", f"unit={YAO}")
    day = (timezone.localdate() + timedelta(days=days)).isoformat()
    assert ying.post(url, shown(ying, url) | {"reason": "超出县计划", "until": day}).status_code == 422
    assert states(begun)[YAO] == PlanState.SUBMITTED


def test_an_approved_plan_is_reopened_until_a_day_with_a_reason(ying, begun):
    url = address(begun, "reopen", "township=410871062")
    data = shown(ying, url)
    assert ying.post(url, data | {"reason": "", "until": ""}).context["form"].errors.keys() == {"reason", "until"}
    assert states(begun)[JIN] == PlanState.APPROVED
    day = begun.plan_due + timedelta(days=5)
    assert ying.post(url, data | {"reason": "村里换届", "until": day.isoformat()}).status_code == 302
    plan = make.plan(begun, JIN)
    assert (plan.state, plan.return_reason, plan.open_until, plan.approved_by, plan.approved_digest) == (
        PlanState.RETURNED, "村里换届", day, None, "",
    )  # fmt: skip


# What it costs ---------------------------------------------------------------------------------------


def cost(client, url: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


@pytest.mark.parametrize("path", ["units/?", "units/decide/?deed=approve&", "units/decide/?deed=return&"])
def test_three_units_cost_what_one_costs(ying, begun, path):
    url = f"/{begun.year}/410871/{path}"
    ying.get(url)
    assert cost(ying, f"{url}unit={XIN}") == cost(ying, f"{url}unit={XIN}&unit={YAO}&unit={QIN}")


@pytest.mark.parametrize(("days", "last"), [(-3, 0), (4, 4)])
def test_a_day_of_its_own_is_never_before_that_of_the_township(client, cast, begun, days, last):
    """The list and the township say the day on which the unit's page closes."""
    own, shown = begun.plan_due + timedelta(days=days), begun.plan_due + timedelta(days=last)
    Plan.objects.filter(campaign=begun, village=NING).update(open_until=own)
    client.force_login(cast.wen.officer)
    pages = [client.get(f"/{begun.year}/{place}").text for place in ("410871101/units/", "410871101/", f"{NING}/")]
    assert [f"{shown:%Y-%m-%d}前" in page or f"{shown:%Y-%m-%d} 前" in page for page in pages] == [True] * 3
    assert own == shown or f"{own:%Y-%m-%d}" not in "".join(pages)
