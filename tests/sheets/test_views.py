"""Full plan sheets on pages: written alone and as a table, submitted, returned with comments, approved as seen."""

import datetime
from io import BytesIO

import openpyxl
import pytest

from campaigns.entry.rules.dates import parse_date
from campaigns.planning.choices import PlanState
from campaigns.sheets.actions.sheet import approve_sheets, save_sheets, submit_sheets
from campaigns.sheets.models.sheet import ChangeRequest, Sheet
from campaigns.sheets.rules import SheetEntry
from fivestar.changes.models import ChangeSet
from tests import make
from tests.planning.plans import deeds_since
from tests.pressing import Screen
from tests.snapshot import kept
from tests.swapping import shown

XIN, YAO, JIN = "410871062201", "410871062202", "410871062200"
COMPLETE = {"industry.measure": "建合作社", "industry.person": "张三", "industry.due": "6月底"}


def sheet(campaign, code=XIN) -> Sheet:
    return Sheet.objects.for_list().get(plan__campaign=campaign, plan__village=code)


@pytest.fixture
@kept
def marked(campaign, cast):
    make.mark(cast.eve, campaign, {XIN: "industry", YAO: "industry safety", JIN: "none"})
    return campaign


@pytest.fixture
def eve(client, cast, marked):
    client.force_login(cast.eve.officer)
    return client


@pytest.fixture
def url(marked) -> str:
    return f"/{marked.year}/{XIN}/sheet/"


@pytest.fixture
def grid(marked) -> str:
    return f"/{marked.year}/410871062/sheets/grid/?part=industry"


def data(campaign, **cells) -> dict:
    return {"version": sheet(campaign).version} | {name.replace("__", "."): text for name, text in cells.items()}


def test_a_sheet_is_written_and_submitted_from_its_page(eve, url, marked):
    answer = eve.post(url, data(marked, population="１，８３０人") | COMPLETE | {"deed": "submit"}, follow=True)
    assert (answer.status_code, answer.context["form"].errors) == (200, {})
    now = sheet(marked)
    assert (now.population, str(now.content.cases["industry"]["due"]), now.state) == (
        1830, str(parse_date("6月30日", marked.span)), PlanState.SUBMITTED,
    )  # fmt: skip


def test_what_is_written_is_submitted_as_one_change(eve, url, marked):
    before = ChangeSet.objects.latest("pk").pk
    eve.post(url, data(marked, population="1830") | COMPLETE | {"deed": "submit"})
    assert (sheet(marked).population, sheet(marked).state) == (1830, PlanState.SUBMITTED)
    assert deeds_since(before) == ["submit_sheets"]


def test_without_scripts_the_way_from_the_table_to_submitting_saves_first(eve, grid, marked):
    screen = Screen(eve.get(grid))
    check = screen.button(grid, "sheets")
    answer = eve.post(grid, screen.sent(check, **{f"c-{XIN}-industry.measure": ["建合作社"]}))
    assert answer.url == f"/{marked.year}/410871062/sheets/"
    assert sheet(marked).content.cases["industry"]["measure"] == "建合作社"


def test_a_day_outside_the_campaign_is_shown_to_whoever_writes_and_whoever_approves(eve, client, cast, url, marked):
    late = marked.assessment_on + datetime.timedelta(days=1)
    answer = eve.post(url, data(marked) | COMPLETE | {"industry.due": str(late), "deed": "submit"}, follow=True)
    assert (sheet(marked).state, [each.cell for each in answer.context["row"].odd]) == (
        PlanState.SUBMITTED,
        ["industry.due"],
    )
    assert str(late) in answer.context["form"].fields["industry.due"].odd
    client.force_login(cast.ying.officer)
    page = client.get(f"{url}decide/")
    assert [label for label, _sentence in page.context["odd"]] == ["产业兴旺星 完成时限"]
    listed = client.get(f"/{marked.year}/410871062/sheets/")
    assert [len(row.odd) for row in listed.context["rows"] if row.code == XIN] == [1]


def test_words_stand_instead_of_a_star_s_day(eve, client, cast, url, marked):
    answer = eve.post(url, data(marked) | COMPLETE | {"industry.due": "长期坚持", "deed": "submit"}, follow=True)
    case = sheet(marked).cases.get()
    assert (sheet(marked).state, case.due, case.due_words) == (PlanState.SUBMITTED, None, "长期坚持")
    assert "长期坚持" in answer.text
    book = openpyxl.load_workbook(BytesIO(eve.get(f"/{marked.year}/410871062/sheets.xlsx").content)).active
    assert "长期坚持" in [cell.value for row in book.iter_rows() for cell in row]
    client.force_login(cast.ying.officer)
    assert "长期坚持" in client.get(f"{url}decide/").text


def test_what_is_not_understood_stays_on_the_page(eve, url, marked):
    answer = eve.post(url, data(marked, population="许多", speciality="怀药"))
    assert answer.status_code == 422
    assert answer.context["form"]["population"].value() == "许多"
    assert (sheet(marked).population, sheet(marked).speciality) == (None, "")


def test_a_sheet_that_saves_itself_keeps_what_is_understood(eve, url, marked):
    answer = eve.post(url, data(marked, population="许多", speciality="怀药"), headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert sheet(marked).speciality == "怀药"
    assert f'name="version" value="{sheet(marked).version}"' in answer.content.decode()


def test_submitting_with_gaps_saves_the_draft_and_names_the_cells(eve, url, marked):
    answer = eve.post(url, data(marked, industry__measure="建合作社") | {"deed": "submit"})
    assert answer.status_code == 422
    assert [place for _sentence, place in answer.context["problems"]] == ["#id_industry.person", "#id_industry.due"]
    assert (sheet(marked).state, sheet(marked).content.cases["industry"]["measure"]) == (PlanState.DRAFT, "建合作社")


def test_a_conflict_shows_both_texts(eve, url, marked, cast):
    mine = data(marked, speciality="我的")
    save_sheets(by=cast.ying, campaign=marked, entries=[SheetEntry(XIN, sheet(marked).version, {"speciality": "他的"})])
    answer = eve.post(url, mine)
    assert answer.status_code == 409
    assert [(theirs, yours) for _label, theirs, yours in answer.context["conflicts"]] == [("他的", "我的")]
    assert answer.context["form"]["speciality"].value() == "我的"
    assert sheet(marked).speciality == "他的"


HTMX = {"HX-Request": "true"}


@pytest.mark.parametrize("is_grid", [False, True])
def test_a_page_says_the_same_after_a_part_saved_itself_as_when_loaded_anew(eve, url, grid, marked, is_grid):
    address, cells = url, data(marked, industry__measure="建合作社", population="1830")
    if is_grid:
        address = grid
        cells = {f"v-{XIN}": sheet(marked).version, f"c-{XIN}-industry.measure": "建合作社"}
    page = eve.get(address)
    answer = eve.post(address, cells, headers=HTMX)
    assert (answer.status_code, sheet(marked).content.cases["industry"]["measure"]) == (200, "建合作社")
    told = {"已保存"}  # the bar says so once
    fresh = shown(eve.get(address))
    assert shown(page) != fresh
    assert [line for line in shown(page, answer) if line not in told] == [line for line in fresh if line not in told]


def test_a_sheet_that_saves_itself_says_when_it_is_not_saved(eve, url, marked, cast):
    save_sheets(by=cast.ying, campaign=marked, entries=[SheetEntry(XIN, sheet(marked).version, {"speciality": "他的"})])
    mine = {"version": 0, "speciality": "我的", "was-speciality": ""}
    answer = eve.post(url, mine, headers=HTMX)
    assert answer.status_code == 409
    assert [tuple(each) for each in answer.context["conflicts"]] == [("特色产业", "他的", "我的")]
    assert 'data-cell="id_speciality" data-now="他的"' in answer.content.decode()
    assert ">已保存<" not in answer.content.decode()
    answer = eve.post(url, mine | {"was-speciality": "他的"}, headers=HTMX)
    assert (answer.status_code, ">已保存<" in answer.content.decode()) == (200, True)
    assert sheet(marked).speciality == "我的"


def test_cells_that_were_not_sent_stay(eve, url, marked, cast):
    entry = SheetEntry(XIN, sheet(marked).version, {"speciality": "怀药", "industry.person": "张三"})
    save_sheets(by=cast.eve, campaign=marked, entries=[entry])
    answer = eve.post(url, data(marked, population="许多"))  # as kept words come in after signing in again
    assert [answer.context["form"][name].value() for name in ("speciality", "industry.person")] == ["怀药", "张三"]
    eve.post(url, data(marked, population="9"))
    now = sheet(marked)
    assert (now.population, now.speciality, now.content.cases["industry"]["person"]) == (9, "怀药", "张三")


def test_the_table_shows_both_texts(eve, grid, marked, cast):
    theirs = SheetEntry(XIN, sheet(marked).version, {"industry.person": "李四"})
    save_sheets(by=cast.ying, campaign=marked, entries=[theirs])
    row = {f"v-{XIN}": 0, f"c-{XIN}-industry.person": "张三", f"c-{XIN}-industry.measure": "建合作社"}
    answer = eve.post(grid, row | {f"w-{XIN}-industry.person": "", f"w-{XIN}-industry.measure": ""}, headers=HTMX)
    assert answer.status_code == 409
    [found] = answer.context["rows"]
    assert [tuple(each) for each in found.conflicts] == [("产业兴旺星 责任人", "李四", "张三")]
    assert f'data-cell="c-{XIN}-industry.person" data-now="李四"' in answer.content.decode()
    assert sheet(marked).content.cases["industry"]["measure"] == ""


def test_filling_down_takes_along_what_is_typed(eve, grid, marked):
    """Without scripts nothing has been saved before the button is pressed."""
    typed = {f"v-{code}": sheet(marked, code).version for code in (XIN, YAO)}
    typed |= {f"c-{XIN}-industry.person": "李四", f"c-{YAO}-industry.person": "", f"c-{XIN}-industry.due": "6月底"}
    eve.post(grid, typed | {"fill": "industry.person", "fill-industry.person": "张三"})
    assert [sheet(marked, code).content.cases["industry"].get("person") for code in (XIN, YAO)] == ["李四", "张三"]
    assert str(sheet(marked).content.cases["industry"]["due"]) == str(parse_date("6月30日", marked.span))


def test_the_table_writes_rows(eve, grid, marked):
    cells = {f"v-{XIN}": sheet(marked).version, f"v-{YAO}": sheet(marked, YAO).version}
    cells |= {f"c-{XIN}-industry.person": "张三", f"c-{YAO}-industry.due": "30/6"}
    assert eve.post(grid, cells).status_code == 302
    assert sheet(marked).content.cases["industry"]["person"] == "张三"
    assert str(sheet(marked, YAO).content.cases["industry"]["due"]) == str(parse_date("6月30日", marked.span))


def test_the_table_has_only_units_that_target_the_star(eve, grid, marked):
    assert {row.row.code for row in eve.get(grid).context["rows"]} == {XIN, YAO}


def test_one_bad_cell_saves_nothing_and_keeps_all_words(eve, grid, marked):
    cells = {f"v-{XIN}": sheet(marked).version, f"c-{XIN}-industry.person": "张三", f"c-{XIN}-industry.due": "改天"}
    answer = eve.post(grid, cells)
    assert answer.status_code == 422
    shown = {cell.name: cell.value for row in answer.context["rows"] for cell in row.cells}
    assert (shown[f"c-{XIN}-industry.due"], shown[f"c-{XIN}-industry.person"]) == ("改天", "张三")
    assert sheet(marked).cases.count() == 0


def test_reasons_are_asked_of_units_that_rise_far(eve, grid, marked):
    rows = eve.get(grid.replace("industry", "reasons")).context["rows"]
    assert [(row.row.code, row.cells[0].is_needed) for row in rows] == [(YAO, True)]
    fields = {field.name for field in eve.get(f"/{marked.year}/{XIN}/sheet/").context["form"].facts()}
    assert "jump_reason" not in fields


def test_filling_down_writes_empty_cells_only_as_one_change(eve, grid, marked, cast):
    entry = SheetEntry(XIN, sheet(marked).version, {"industry.person": "李四"})
    save_sheets(by=cast.eve, campaign=marked, entries=[entry])
    before = ChangeSet.objects.count()
    eve.post(grid, {"fill": "industry.person", "fill-industry.person": "张三"})
    assert [sheet(marked, code).content.cases["industry"].get("person") for code in (XIN, YAO)] == ["李四", "张三"]
    assert ChangeSet.objects.count() == before + 1


@pytest.mark.parametrize(("asked", "text"), [("industry.due", "改天"), ("industry.person", " ")])
def test_filling_down_with_nothing_or_nonsense_says_so(eve, grid, marked, asked, text):
    assert eve.post(grid, {"fill": asked, f"fill-{asked}": text}).status_code == 422


def test_what_was_typed_before_is_offered(eve, grid, marked, cast):
    entry = SheetEntry(XIN, sheet(marked).version, {"industry.person": "李四", "support_unit": "县农业农村局"})
    save_sheets(by=cast.eve, campaign=marked, entries=[entry])
    offered = eve.get(grid).context["recalled"]
    assert (offered["person"], offered["support_unit"]) == (["李四"], ["县农业农村局"])


def submitted(marked, cast, *codes):
    for code in codes:
        cells = {"industry.measure": "办", "industry.person": "张三", "industry.due": marked.plan_due}
        if code == YAO:
            cells |= {
                "safety.measure": "办",
                "safety.person": "张三",
                "safety.due": marked.plan_due,
                "jump_reason": "好",
            }
        entry = SheetEntry(code, sheet(marked, code).version, cells)
        save_sheets(by=cast.eve, campaign=marked, entries=[entry])
    submit_sheets(by=cast.eve, campaign=marked, codes=codes)


@pytest.fixture
def ying(client, cast, marked):
    submitted(marked, cast, XIN, YAO)
    client.force_login(cast.ying.officer)
    return client


def test_a_return_with_comments_is_mended_and_read_as_a_difference(ying, url, marked, cast):
    page = ying.get(f"{url}decide/")
    said = {"version": sheet(marked).version, "digest": page.context["row"].digest, "deed": "return"}
    ying.post(f"{url}decide/", said | {"pin.industry.measure": "写明户数", "reason": "请补充"})
    assert sheet(marked).state == PlanState.RETURNED
    ying.force_login(cast.eve.officer)
    mend = ying.get(url)
    assert [(each.remark.text, each.remark.was, each.is_mended) for each in mend.context["remarks"]] == [
        ("写明户数", "办", False)
    ]
    ying.post(url, data(marked) | COMPLETE | {"industry.due": str(marked.plan_due), "deed": "submit"})
    ying.force_login(cast.ying.officer)
    changed = ying.get(f"{url}decide/").context["changed"]
    assert [(each.cell, each.was, each.now) for each in changed] == [("industry.measure", "办", "建合作社")]


def test_a_comment_stands_at_its_cell_and_the_timeline_speaks_of_work(ying, url, marked, cast):
    said = {"version": sheet(marked).version, "digest": sheet(marked).content.digest(), "deed": "return"}
    ying.post(f"{url}decide/", said | {"pin.industry.measure": "写明户数"})
    ying.force_login(cast.eve.officer)
    assert ying.get(url).context["form"]["industry.measure"].field.remark == "写明户数"
    for text in ("建", "建合", "建合作社"):
        ying.post(url, data(marked, industry__measure=text), headers=HTMX)
    written, returned = ying.get(f"/{marked.year}/{XIN}/").context["history"][:2]
    assert (written.saves, written.differences) == (3, [("辛庄村 产业兴旺星 措施", "办", "建合作社")])
    assert (returned.saves, returned.tone) == (1, "late")
    assert [(name, now) for name, _was, now in returned.differences] == [
        ("辛庄村 批注", "写明户数"), ("辛庄村 状态", "退回修改"),
    ]  # fmt: skip


def test_a_return_without_words_is_refused(ying, url, marked):
    said = {"version": sheet(marked).version, "digest": sheet(marked).content.digest(), "deed": "return"}
    answer = ying.post(f"{url}decide/", said)
    assert answer.status_code == 422
    assert sheet(marked).state == PlanState.SUBMITTED


def test_approving_what_has_changed_since_is_refused(ying, url, marked, cast):
    said = {"version": sheet(marked).version, "digest": sheet(marked).content.digest(), "deed": "approve"}
    make.mark(cast.eve, marked, {XIN: "industry ecology"})
    answer = ying.post(f"{url}decide/", said)
    assert answer.status_code == 409
    assert sheet(marked).state == PlanState.SUBMITTED


def test_ticked_sheets_are_approved_as_seen(ying, marked):
    page = ying.get(f"/{marked.year}/410871/sheets/?state=submitted")
    rows = page.context["rows"]
    said = {"deed": "approve", "sure": "1", "unit": [row.code for row in rows]}
    for row in rows:
        said |= {f"v-{row.code}": row.sheet.version, f"d-{row.code}": row.digest}
    assert ying.post(f"/{marked.year}/410871/sheets/", said).status_code == 302
    assert [sheet(marked, code).state for code in (XIN, YAO)] == [PlanState.APPROVED] * 2


def test_complete_sheets_are_ticked_and_lists_are_narrowed(eve, marked, cast):
    complete = SheetEntry(
        XIN, sheet(marked).version,
        {"industry.measure": "办", "industry.person": "张三", "industry.due": marked.plan_due},
    )  # fmt: skip
    save_sheets(by=cast.eve, campaign=marked, entries=[complete])
    page = eve.get(f"/{marked.year}/410871062/sheets/")
    assert {row.code for row in page.context["rows"] if row.is_ready} == {XIN, JIN}
    assert f'value="{XIN}" form="sheets" id="s-{XIN}" aria-label="辛庄村" checked' in page.text
    eve.force_login(cast.ying.officer)
    rows = {
        query: {row.code for row in eve.get(f"/{marked.year}/410871/sheets/?{query}").context["rows"]}
        for query in ("state=draft", "township=410871101&state=draft", "state=lost&township=410871060")
    }
    assert rows == {
        "state=draft": {XIN},
        "township=410871101&state=draft": set(),
        "state=lost&township=410871060": {"410871060201", "410871060202", "410871060001"},
    }


def ticked(page, deed, *codes, **said) -> dict:
    rows = [row for row in page.context["rows"] if row.code in codes]
    seen = {f"v-{row.code}": row.sheet.version for row in rows} | {f"d-{row.code}": row.digest for row in rows}
    return {"deed": deed, "unit": codes} | seen | said


def test_named_sheets_are_opened_again_with_a_reason_and_a_day(ying, marked):
    url = f"/{marked.year}/410871/sheets/"
    asked = ying.post(url, ticked(ying.get(url), "approve", XIN, YAO))
    assert ({sheet(marked, code).state for code in (XIN, YAO)}, asked.context["names"][0]) == ({"submitted"}, "辛庄村")
    ying.post(url, ticked(ying.get(url), "approve", XIN, YAO) | {"sure": "1"})
    page = ying.get(url)
    without = ying.post(url, ticked(page, "reopen", XIN, YAO, until=str(marked.plan_due)))
    assert (without.status_code, sheet(marked).state) == (422, PlanState.APPROVED)
    done = ying.post(url, ticked(page, "reopen", XIN, YAO, until=str(marked.plan_due), reason="县里调整"))
    assert done.status_code == 302
    assert [(sheet(marked, code).state, sheet(marked, code).open_until) for code in (XIN, YAO)] == [
        (PlanState.RETURNED, marked.plan_due)
    ] * 2


def test_a_change_of_several_is_asked_for_and_its_answer_is_read(ying, url, marked, cast):
    county, own = f"/{marked.year}/410871/sheets/", f"/{marked.year}/410871062/sheets/"
    ying.post(county, ticked(ying.get(county), "approve", XIN, YAO) | {"sure": "1"})
    ying.force_login(cast.eve.officer)
    assert ying.post(own, ticked(ying.get(own), "ask", XIN, YAO)).status_code == 422  # without a reason
    assert ying.post(own, ticked(ying.get(own), "ask", XIN, YAO, reason="责任人调整")).status_code == 302
    assert ying.post(own, ticked(ying.get(own), "approve", XIN)).status_code == 403
    ying.force_login(cast.ying.officer)
    assert ying.get(f"/{marked.year}/410871/").context["waiting"].requests == 2
    asked = ChangeRequest.objects.get(plan__village=XIN)
    said = {"version": asked.version, "deed": "decline", "answer": "年中一并调整"}
    ying.post(f"/{marked.year}/410871/requests/{asked.pk}/", said)
    ying.force_login(cast.eve.officer)
    for page in (ying.get(url), ying.get(f"/{marked.year}/{XIN}/")):
        assert page.context["change_request"].answer == "年中一并调整"
        assert "年中一并调整" in page.text


def test_a_change_is_asked_for_and_opened(ying, url, marked, cast):
    approve_sheets(
        by=cast.ying, campaign=marked, seen={XIN: sheet(marked).version}, digests={XIN: sheet(marked).content.digest()}
    )
    ying.force_login(cast.eve.officer)
    assert ying.post(f"/{marked.year}/{XIN}/change/", {"reason": "责任人调整"}).status_code == 302
    request = ChangeRequest.objects.get()
    ying.force_login(cast.ying.officer)
    answer = f"/{marked.year}/410871/requests/{request.pk}/"
    assert ying.post(answer, {"version": request.version, "deed": "decline"}).status_code == 422
    said = {"version": request.version, "deed": "grant", "until": str(marked.plan_due)}
    assert ying.post(answer, said).status_code == 302
    assert sheet(marked).state == PlanState.RETURNED


@pytest.mark.parametrize(
    ("who", "read", "write", "table"),
    [
        ("eve", 200, 302, 200), ("ying", 200, 302, 200), ("lei", 200, 403, 403), ("shen", 200, 403, 403),
        ("han", 200, 403, 403), ("wen", 404, 404, 404), ("zhou", 404, 404, 404), ("nora", 404, 404, 404),
    ],
)  # fmt: skip
def test_who_reads_and_writes_sheets(client, cast, marked, url, grid, who, read, write, table):
    client.force_login(getattr(cast, who).officer)
    assert client.get(url).status_code == read
    assert client.post(url, data(marked, speciality="怀药")).status_code == write
    assert client.get(grid).status_code == table


@pytest.mark.parametrize("screen", ["sheets/", "sheets/grid/?part=people"])
@pytest.mark.parametrize("units", [1, 3])
def test_lists_of_sheets_cost_the_same(client, cast, campaign, screen, units, django_assert_num_queries):
    code = "410871101"
    if units == 1:
        campaign.plans.filter(village__township=code).exclude(village="410871101200").delete()
    client.force_login(cast.wen.officer)
    address = f"/{campaign.year}/{code}/{screen}"
    client.get(address)
    with django_assert_num_queries(QUERIES[screen]):
        assert len(client.get(address).context["rows"]) == units


QUERIES = {"sheets/": 13, "sheets/grid/?part=people": 17}
