"""The ledger on pages: sorted, filled in, reported, checked, sent back; what two people wrote; more time."""

import datetime

import pytest
from django.utils import timezone

from campaigns.ledger.actions.tasks import ask_extension, edit_tasks, report_tasks, return_tasks, sort_tasks
from campaigns.ledger.models import Extension, UnitTask
from campaigns.ledger.rules.tasks import TaskEntry
from campaigns.year.choices import Phase
from campaigns.year.models.campaign import Campaign
from fivestar.changes.models import ChangeSet
from tests import make
from tests.browsing import cost, told, words
from tests.planning.plans import JIN, NING, XIN, YAO, deeds_since, move_to
from tests.pressing import Screen
from tests.swapping import shown

WENCHANG = "410871062"


def at(of: Campaign, code: str, then: str = "") -> str:
    return f"/{of.year}/{code}/ledger/{then}"


def states(of: Campaign, code: str, star: str = "") -> list[str]:
    return [row.state for row in make.rows(of, code, star)]


def sort_all(by, of: Campaign) -> None:
    """Everything in 文昌街道 is a gap."""
    sort_tasks(by=by, campaign=of, reached=[], gaps=[row.pk for row in make.rows(of, WENCHANG)])


def cells(page, row: UnitTask, **changed) -> dict:
    """What a browser sends of one row as the page shows it, some of it changed."""
    shown = next(each for each in page.context["ledger"].rows if each.pk == row.pk)
    sent = {cell.name: cell.value for cell in shown.cells}
    sent |= {f"c-{row.pk}-{name}": value for name, value in changed.items()}
    return sent | {f"v-{row.pk}": shown.row.version, f"w-{row.pk}": shown.mark}


@pytest.fixture
def enter(client, cast):
    """enter("eve") is a browser in which she is signed in."""

    def enter(who: str):
        client.force_login(getattr(cast, who).officer)
        return client

    return enter


# Sorting ----------------------------------------------------------------------------------------------------------


def test_a_star_is_sorted_by_ticks_and_the_others_keep_theirs(enter, working):
    eve = enter("eve")
    industry, ecology = make.rows(working, XIN, "industry"), make.rows(working, XIN, "ecology")
    form = {"row": [row.pk for row in industry + ecology], "reached": [industry[0].pk, ecology[1].pk]}
    page = eve.post(at(working, XIN), form | {"deed": "sort:industry"}, follow=True)
    assert (states(working, XIN, "industry"), states(working, XIN, "ecology")) == (
        ["reported", "not_started", "not_started"],
        ["unsorted"] * 3,
    )
    assert page.context["ticked"] == {ecology[1].pk}
    # Enter on a box asks for nothing but the page with its ticks
    page = eve.post(at(working, XIN), form | {"deed": "look"}, follow=True)
    assert (page.context["ticked"], states(working, XIN, "ecology")) == (set(form["reached"]), ["unsorted"] * 3)
    # what was sorted meanwhile is refused as a whole, and the ticks are there still
    page = eve.post(at(working, XIN), form | {"deed": "sort"})
    assert (page.status_code, page.context["ticked"], states(working, XIN, "ecology")) == (
        422,
        set(form["reached"]),
        ["unsorted"] * 3,
    )


def test_a_kept_star_is_confirmed_with_one_button(enter, working):
    eve = enter("eve")
    assert 'value="keep:ecology"' in eve.get(at(working, YAO)).text
    eve.post(at(working, YAO), {"row": [row.pk for row in make.rows(working, YAO)], "deed": "keep:ecology"})
    assert states(working, YAO) == ["reported"] * 3


def test_a_township_sorts_a_star_of_all_its_units(enter, working):
    eve, address = enter("eve"), at(working, WENCHANG, "sort/ecology/")
    xin, yao = make.rows(working, XIN, "ecology"), make.rows(working, YAO, "ecology")
    page = eve.get(address)
    assert [line.plan.village_id for table in page.context["tables"] for line in table.lines] == [XIN, YAO]
    assert page.context["ticked"] == {row.pk for row in yao}  # kept
    form = {"row": [row.pk for row in xin + yao], "reached": [row.pk for row in yao]}
    ticked = eve.post(address, form | {"deed": f"tick_task:{xin[0].task_id}"}).context["ticked"]
    assert ticked == {xin[0].pk, *(row.pk for row in yao)}
    ticked = eve.post(address, form | {"deed": f"tick_unit:{YAO}"}).context["ticked"]
    assert ticked == set()  # a second press takes them away
    assert states(working, WENCHANG, "ecology") == ["unsorted"] * 6  # ticking saves nothing
    eve.post(address, form | {"deed": "some"})
    assert states(working, WENCHANG, "ecology") == ["unsorted"] * 3 + ["reported"] * 3
    eve.post(address, {"row": [row.pk for row in xin], "reached": xin[2].pk, "deed": "sort"})
    assert states(working, XIN, "ecology") == ["not_started", "not_started", "reported"]
    assert 'type="checkbox"' not in eve.get(address).text
    assert eve.get(at(working, WENCHANG, "sort/moon/")).status_code == 404


# Writing ----------------------------------------------------------------------------------------------------------


def test_only_touched_rows_are_written(enter, cast, working):
    """What a colleague wrote into a row that I left alone is neither overwritten nor a conflict."""
    sort_all(cast.eve, working)
    mine, theirs = make.rows(working, XIN)[:2]
    eve = enter("eve")
    page = eve.get(at(working, XIN))
    form = cells(page, mine, measure="建大棚", due_on="2月底") | cells(page, theirs)
    edit_tasks(by=cast.ying, campaign=working, entries=[TaskEntry(theirs.pk, theirs.version, {"gap": "缺资金"})])
    day = timezone.localdate() + datetime.timedelta(days=20)
    answer = eve.post(at(working, XIN), form | {f"c-{mine.pk}-due_on": day.isoformat()})
    assert answer.status_code == 302
    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert (mine.measure, mine.due_on, theirs.gap) == ("建大棚", day, "缺资金")


def test_what_is_reported_is_what_the_page_shows_as_one_change(enter, cast, working):
    sort_all(cast.eve, working)
    eve, row = enter("eve"), make.rows(working, XIN)[0]
    page = Screen(eve.get(at(working, XIN)))
    before = ChangeSet.objects.latest("pk").pk
    report = page.button(at(working, XIN), f"report:{row.pk}")
    answer = eve.post(report.action, page.sent(report, **{f"c-{row.pk}-measure": ["招人"]}))
    row.refresh_from_db()
    assert (answer.status_code, row.state, row.measure) == (302, "reported", "招人")
    assert deeds_since(before) == ["report_tasks"]


def test_sorting_writes_what_stands_in_the_gaps_beside_it_and_reporting_keeps_the_ticks(enter, cast, working):
    """Both stand on one page: neither button may lose what belongs to the other."""
    gap, other = make.rows(working, XIN, "industry")[:2]
    sort_tasks(by=cast.eve, campaign=working, reached=[], gaps=[gap.pk])
    eve, address = enter("eve"), at(working, XIN)
    page, before = Screen(eve.get(address)), ChangeSet.objects.latest("pk").pk
    written = {f"c-{gap.pk}-measure": ["招人"], "reached": [str(other.pk)]}
    kept = eve.post(address, page.sent(page.button(address, f"report:{gap.pk}"), **written))
    assert (kept.status_code, f"reached={other.pk}" in kept.url) == (302, True)
    page = Screen(eve.get(kept.url))
    assert page.sent(page.button(address, "sort"))["reached"] == [str(other.pk)]
    unreport = eve.post(address, page.sent(page.button(address, "unreport"), pick=[str(gap.pk)]))
    assert unreport.status_code == 302
    page = Screen(eve.get(address))
    before = ChangeSet.objects.latest("pk").pk
    eve.post(address, page.sent(page.button(address, "sort"), **{f"c-{gap.pk}-person": ["张三"]}))
    gap.refresh_from_db()
    assert (gap.person, deeds_since(before)) == ("张三", ["sort_tasks"])


def test_the_page_says_the_same_after_a_row_saved_itself_as_when_loaded_anew(enter, cast, working):
    sort_all(cast.eve, working)
    eve, row = enter("eve"), make.rows(working, XIN)[0]
    page = eve.get(at(working, XIN))
    written = cells(page, row, gap="缺人", measure="招人", person="张三", progress="已开会")
    answer = eve.post(at(working, XIN), written, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    fresh = shown(eve.get(at(working, XIN)))
    assert shown(page) != fresh
    assert shown(page, answer) == fresh


@pytest.mark.parametrize("htmx", [False, True])
def test_two_people_write_one_row(enter, cast, working, htmx):
    sort_all(cast.eve, working)
    row, other = make.rows(working, XIN)[:2]
    eve = enter("eve")
    page = eve.get(at(working, XIN))
    form = cells(page, row, gap="缺人") | ({} if htmx else cells(page, other, gap="缺地"))
    edit_tasks(by=cast.ying, campaign=working, entries=[TaskEntry(row.pk, row.version, {"gap": "缺资金"})])
    page = eve.post(at(working, XIN), form, headers={"HX-Request": "true"} if htmx else {})
    shown = next(each for each in page.context["ledger"].rows if each.pk == row.pk)
    assert (page.status_code, [(each.theirs, each.typed) for each in shown.conflicts]) == (409, [("缺资金", "缺人")])
    assert [text in page.text for text in ("缺资金", "缺人")] == [True, True]
    if not htmx:
        assert "缺地" in page.text
        assert eve.post(at(working, XIN), cells(page, row) | cells(page, other)).status_code == 302
        assert [each.gap for each in make.rows(working, XIN)[:2]] == ["缺人", "缺地"]


def test_what_is_not_understood_is_named_and_kept(enter, cast, working):
    sort_all(cast.eve, working)
    eve, row = enter("eve"), make.rows(working, XIN)[0]
    page = eve.post(at(working, XIN), cells(eve.get(at(working, XIN)), row, due_on="改天", measure="建大棚"))
    assert (page.status_code, [place for _said, place in page.context["problems"]]) == (422, [f"#c-{row.pk}-due_on"])
    assert [text in page.text for text in ("改天", "建大棚")] == [True, True]
    later = (row.due_on + datetime.timedelta(days=1)).isoformat()
    page = eve.post(at(working, XIN), cells(eve.get(at(working, XIN)), row, due_on=later))
    assert (page.status_code, len(page.context["problems"]), later in page.text) == (422, 1, True)


def test_a_day_before_the_campaign_is_remarked_on_beside_its_row(enter, cast, working):
    sort_all(cast.eve, working)
    eve, row = enter("eve"), make.rows(working, XIN)[0]
    early = working.planning_from - datetime.timedelta(days=1)
    page = eve.post(at(working, XIN), cells(eve.get(at(working, XIN)), row, starts_on=early.isoformat()), follow=True)
    odd = {shown.pk: shown.odd for shown in page.context["ledger"].rows if shown.odd}
    assert (page.status_code, list(odd)) == (200, [row.pk])
    assert str(early) in odd[row.pk][0]


def test_what_a_gap_lacks_is_said(enter, cast, working):
    sort_all(cast.eve, working)
    row = make.rows(working, XIN)[0]
    ledger = enter("eve").get(at(working, XIN)).context["ledger"]
    assert (len(ledger.lacking), len(ledger.rows[0].lacks)) == (6, 2)  # measure and person; the day was counted back
    edit_tasks(
        by=cast.eve, campaign=working,
        entries=[TaskEntry(row.pk, row.version, {"measure": "建大棚", "person": "王建国"})],
    )  # fmt: skip
    assert len(enter("eve").get(at(working, XIN)).context["ledger"].lacking) == 5


# Reporting and checking -------------------------------------------------------------------------------------------


def test_what_was_typed_is_saved_before_it_is_reported(enter, cast, working):
    sort_all(cast.eve, working)
    eve, row = enter("eve"), make.rows(working, JIN)[0]
    form = cells(eve.get(at(working, JIN)), row, progress="已经建成")
    page = eve.post(at(working, JIN), form | {"deed": f"report:{row.pk}"}, follow=True)
    row.refresh_from_db()
    assert (row.state, row.progress, page.redirect_chain[-1][0]) == (
        "reported",
        "已经建成",
        f"{at(working, JIN)}#s-safety",
    )
    eve.post(at(working, JIN), {"deed": "unreport", "pick": row.pk, f"v-{row.pk}": row.version})
    row.refresh_from_db()
    assert row.state == "under_way"


def test_a_task_force_checks_its_star_and_sends_back_with_a_reason(enter, cast, working):
    rows = make.rows(working, XIN, "ecology")
    report_tasks(by=cast.eve, campaign=working, seen=make.row_versions(*make.rows(working, XIN)))
    shen = enter("shen")
    page = shen.get(at(working, XIN))
    assert {row.pk for row in page.context["ledger"].rows if row.may_check} == {row.pk for row in rows}
    seen = {f"v-{row.pk}": row.version + 1 for row in rows}
    back = {"deed": "return", "pick": rows[0].pk}
    assert shen.post(at(working, XIN), seen | back).status_code == 422  # without a reason
    shen.post(at(working, XIN), seen | back | {"reason": "照片不清"})
    assert "照片不清" in enter("eve").get(at(working, XIN)).text
    shen = enter("shen")
    assert shen.post(at(working, XIN), seen | {"deed": "check", "pick": rows[0].pk}).status_code == 409
    page = shen.post(at(working, XIN), seen | {"deed": "check_star:ecology"}, follow=True)
    assert (states(working, XIN, "ecology"), len(told(page))) == (["returned", "checked", "checked"], 1)
    assert shen.post(at(working, XIN), {"deed": "save"}).status_code == 403
    industry = make.rows(working, XIN, "industry")[0]
    strange = {"deed": f"check:{industry.pk}", f"v-{industry.pk}": industry.version}
    assert shen.post(at(working, XIN), strange).status_code == 422


def test_a_row_tells_its_own_story(enter, cast, working):
    row, other = make.rows(working, XIN, "ecology")[:2]
    report_tasks(by=cast.eve, campaign=working, seen=make.row_versions(row, other))
    return_tasks(by=cast.shen, campaign=working, seen=make.row_versions(row), reason="照片不清")
    page = enter("lei").get(at(working, XIN, f"{row.pk}/"))
    history = page.context["history"]
    assert [entry.changeset.deed for entry in history] == ["return_tasks", "report_tasks"]
    assert {line.change.object_id for entry in history for line in entry.lines} == {str(row.pk)}
    assert [name for entry in history for name, _was, _now in entry.differences] == ["状态", "状态"]
    assert ("照片不清" in page.text, "<textarea" in page.text) == (True, False)
    of_next_door = make.rows(working, NING)[0]
    assert enter("eve").get(at(working, XIN, f"{of_next_door.pk}/")).status_code == 404


# More time --------------------------------------------------------------------------------------------------------


def test_more_time_is_asked_for_and_answered(enter, cast, working):
    sort_all(cast.eve, working)
    row, other = make.rows(working, XIN)[:2]
    eve = enter("eve")
    until = row.due_on + datetime.timedelta(days=5)
    ask = {"deed": "ask", "until": until.isoformat(), "reason": ""}
    assert eve.post(at(working, XIN, f"{row.pk}/"), ask).status_code == 422
    assert eve.post(at(working, XIN, f"{row.pk}/"), ask | {"reason": "等项目资金"}).status_code == 302
    ask_extension(by=cast.eve, campaign=working, row=other.pk, until=working.assessment_on, reason="雨季")
    assert "等项目资金" in eve.get(at(working, XIN)).text

    ying, county = enter("ying"), f"/{working.year}/410871/extensions/"
    asked, second = Extension.objects.order_by("pk")
    assert [each.pk for each, _form in ying.get(county).context["rows"]] == [asked.pk, second.pk]
    sent = {"extension": second.pk, f"x{second.pk}-version": 1, "deed": "decline"}
    page = ying.post(county, sent)
    assert (page.status_code, [bool(form.errors) for _each, form in page.context["rows"]]) == (422, [False, True])
    ying.post(county, sent | {f"x{second.pk}-answer": "按期完成"})
    earlier = (until - datetime.timedelta(days=2)).isoformat()
    sent = {"extension": asked.pk, f"x{asked.pk}-version": 1, f"x{asked.pk}-until": earlier, "deed": "grant"}
    ying.post(county, sent)
    row.refresh_from_db()
    assert (row.due_on.isoformat(), list(Extension.objects.order_by("pk").values_list("state", flat=True))) == (
        earlier,
        ["granted", "declined"],
    )
    assert [each.pk for each, _form in ying.get(f"{county}?state=declined").context["rows"]] == [second.pk]
    elsewhere, here = (ying.get(f"{county}?township={code}").context["states"] for code in ("410871101", WENCHANG))
    assert [[part["n"] for part in states] for states in (elsewhere, here)] == [[0, 0, 0], [0, 1, 1]]
    assert "按期完成" in enter("eve").get(at(working, XIN)).text
    assert enter("lei").get(county).context["runs"] is False


# Who, when, and what it costs ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "status", "writes", "checks"),
    [("eve", 200, True, False), ("wen", 404, None, None), ("ying", 200, True, True), ("shen", 200, False, True),
     ("lei", 200, False, False), ("han", 200, False, False), ("zhou", 404, None, None)],
)  # fmt: skip
def test_who_reads_writes_and_checks(enter, working, who, status, writes, checks):
    page = enter(who).get(at(working, XIN))
    assert page.status_code == status
    if status == 200:
        assert (page.context["may_enter"], page.context["may_check"]) == (writes, checks)


def test_a_closed_campaign_is_read_only_and_says_so(enter, working):
    move_to(working, Phase.CLOSED)
    before = ChangeSet.objects.count()
    eve, row = enter("eve"), make.rows(working, XIN)[0]
    for address in (at(working, XIN), at(working, XIN, f"{row.pk}/"), at(working, WENCHANG, "sort/ecology/")):
        page = eve.get(address)
        said = "台账只供查阅" in words(page)
        body = page.text.split("<main")[1].split("</main")[0]
        assert (page.status_code, said, "<textarea" in body, 'type="checkbox"' in body) == (200, True, False, False)
    assert eve.post(at(working, XIN), {"deed": "sort", "row": row.pk}).status_code == 422
    assert eve.post(at(working, XIN), {"deed": f"report:{row.pk}", f"v-{row.pk}": row.version}).status_code == 422
    assert ChangeSet.objects.count() == before


def test_a_unit_without_an_approved_plan_says_what_comes_first(enter, working):
    page = enter("eve").get(at(working, "410871062203"))
    assert (page.status_code, page.context["ledger"].stars, "计划审定后自动生成台账" in page.text) == (200, (), True)


def test_the_ledger_is_linked_from_where_people_are(enter, working):
    eve = enter("eve")
    assert f'href="{at(working, XIN)}"' in eve.get(f"/{working.year}/{XIN}/").text
    township = eve.get(f"/{working.year}/{WENCHANG}/")
    assert (
        township.context["tasks"].total.unsorted,
        f'href="{at(working, WENCHANG, "sort/ecology/")}"' in township.text,
    ) == (10, True)
    assert f"/{working.year}/410871/extensions/" in enter("ying").get(f"/{working.year}/410871/").text


def test_the_cost_is_the_same_for_one_task_and_unit_and_for_many(enter, cast, working):
    """金炉村 has one task of one star, 辛庄村 six of two; 宁郭镇 sorts one unit, 文昌街道 two."""
    ying, county = enter("ying"), f"/{working.year}/410871/extensions/"
    pages = {
        at(working, JIN): at(working, XIN),
        at(working, "410871101", "sort/ecology/"): at(working, WENCHANG, "sort/ecology/"),
        at(working, JIN, f"{make.rows(working, JIN)[0].pk}/"): at(working, XIN, f"{make.rows(working, XIN)[0].pk}/"),
        f"/{working.year}/410871101/": f"/{working.year}/{WENCHANG}/",
    }
    ask = {"by": cast.eve, "campaign": working, "until": working.assessment_on, "reason": "雨季"}
    ask_extension(row=make.rows(working, JIN)[0].pk, **ask)
    few = [cost(lambda address=address: ying.get(address)) for address in (*pages, county)]
    for row in make.rows(working, XIN):
        ask_extension(row=row.pk, **ask)
    assert [cost(lambda address=address: ying.get(address)) for address in (*pages.values(), county)] == few
