"""Pages of the ledger as lists: figures lead to their rows, cells are written in place, many rows change at once."""

import datetime
import re
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone, translation

from campaigns.ledger.actions.tasks import edit_tasks, report_tasks
from campaigns.ledger.exchange import FIRST, HEADS
from campaigns.ledger.models import UnitTask
from campaigns.ledger.rules.tasks import TaskEntry
from fivestar.changes.models import ChangeSet
from fivestar.changes.undo import undo
from tests import make
from tests.browsing import cost, told, words
from tests.planning.plans import JIN, XIN, YAO


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def browse(cast):
    """Opens a page as somebody: ``browse("eve").get(…)``."""

    def of(who: str) -> Client:
        client = Client(headers={"accept-language": "en"})
        client.force_login(getattr(cast, who).officer)
        client.cookies["django_language"] = "en"
        return client

    return of


def address(of, code: str = "410871", page: str = "ledger/", **asked) -> str:
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    return f"/{of.year}/{code}/{page}{'?' if query else ''}{query}"


def shown(page) -> list[int]:
    return [row.pk for row in page.context["rows"]]


# Reading ----------------------------------------------------------------------------------------------------------


def test_every_figure_is_a_link_to_exactly_its_rows(working, cast, browse):
    one, two, three, *_ = make.rows(working, XIN)
    report_tasks(by=cast.eve, campaign=working, seen=make.row_versions(one, two))
    edit_tasks(by=cast.eve, campaign=working, entries=[TaskEntry(three.pk, three.version, {"gap": "缺"})])
    late = make.rows(working, YAO)[0]
    UnitTask.objects.filter(pk=late.pk).update(starts_on=None, due_on=timezone.localdate() - datetime.timedelta(1))
    ying = browse("ying")
    page = ying.get(address(working))
    main = page.text.split("<main")[1]
    found = re.findall(r'<a href="(\?[^"]*)"[^>]*>(?:<b>)?(\d+)(?:</b>|</a>)', main)
    counted = {query: len(shown(ying.get(address(working) + query.replace("&amp;", "&")))) for query, _n in found}
    assert counted == {query: int(n) for query, n in found}
    assert {query for query, _n in found} >= {
        "?state=reported", "?due=overdue", "?lacking=person", "?township=410871062",
        "?star=industry&amp;state=all_reached",
    }  # fmt: skip


def test_a_filter_is_said_and_each_question_can_be_dropped(working, browse):
    page = browse("eve").get(address(working, "410871062", star="ecology", state="open", unit=YAO))
    assert [(str(answer), without) for _question, answer, without in page.context["chosen"]] == [
        ("生态宜居", f"?state=open&unit={YAO}"), ("not done yet", f"?star=ecology&unit={YAO}"),
        ("1 named unit", "?star=ecology&state=open"),
    ]  # fmt: skip
    assert shown(page) == [row.pk for row in make.rows(working, YAO)]


def test_a_question_that_is_not_understood_lists_nothing(working, browse):
    page = browse("ying").get(address(working, state="bogus"))
    assert (page.status_code, shown(page)) == (400, [])
    assert browse("ying").get(address(working, page="ledger.xlsx", state="bogus")).status_code == 404


def test_last_year_and_other_townships_stay_out(working, browse):
    page = browse("wen").get(address(working, "410871101"))
    assert shown(page) == [row.pk for row in make.rows(working, "410871101")]
    assert browse("ying").get(address(working)).context["totals"].base == 13


def test_a_share_is_told_of_the_whole_list_alone(working, browse):
    """“94.4 % reached” of the tasks that one asked for as reached says nothing: a narrowed list has numbers alone."""
    whole = browse("ying").get(address(working))
    assert "0% (0/13) of them reached" in whole.text
    assert whole.text.count('<span class="nowrap" title="base: tasks listed, 3">0% (0/3)</span>') >= 1
    part = browse("ying").get(address(working, star="ecology"))
    assert (part.context["totals"].is_whole, re.findall("[0-9]+%(?![0-9A-F]{2})", part.text.split("<main")[1])) == (
        False,
        [],
    )
    assert "<b>0</b> reached" in part.text


def test_a_star_page_leads_to_its_tasks(working, browse):
    assert f"/{working.year}/410871/ledger/?star=ecology" in browse("shen").get(
        address(working, page="stars/ecology/")
    ).text  # fmt: skip


@pytest.mark.parametrize("view", ["", "edit", "paper"])
def test_a_list_costs_the_same_for_one_township_and_three(working, cast, browse, view):
    ying = browse("ying")

    def ask():
        return ying.get(address(working, view=view))

    UnitTask.objects.exclude(plan__village=JIN).update(in_force=False)
    of_one = cost(ask)
    UnitTask.objects.update(in_force=True)
    assert cost(ask) == of_one


def test_a_preview_costs_the_same_for_one_township_and_three(working, browse):
    ying, at = browse("ying"), address(working, page="ledger/change/", deed="check")

    def ask():
        return ying.post(at, {"deed": "check"})

    UnitTask.objects.exclude(plan__village=JIN).update(in_force=False)
    of_one = cost(ask)
    UnitTask.objects.update(in_force=True)
    assert cost(ask) == of_one


def test_paper_has_the_official_heads_and_all_rows(working, browse):
    page = browse("lei").get(address(working, view="paper", star="ecology"))
    assert "筛选：星：生态宜居" in page.text
    assert len(page.context["rows"]) == 9


# Writing in place -------------------------------------------------------------------------------------------------


def cells_of(page) -> dict[str, str]:
    """What the form of a page would send as it stands."""
    sent = {"token": "t" * 32}
    for line in page.context["lines"]:
        if line.is_open:
            sent |= {f"v-{line.row.pk}": line.version, f"h-{line.row.pk}": line.shown}
            sent |= {name: text for _spec, name, text, _inherited in line.cells}
    return sent


def test_cells_are_written_together_or_not_at_all(working, browse):
    eve, at = browse("eve"), address(working, "410871062", view="edit")
    one, two = make.rows(working, XIN)[:2]
    form = cells_of(eve.get(at)) | {f"c-{one.pk}-person": "张勇", f"c-{two.pk}-due_on": "13月40日"}
    page = eve.post(at, form)
    assert page.status_code == 422
    assert [place for _sentence, place in page.context["problems"]] == [f"#c-{two.pk}-due_on"]
    assert {"张勇", "13月40日"} <= {
        text for line in page.context["lines"] for _spec, _name, text, _inherited in line.cells
    }
    assert make.rows(working, XIN)[0].person == ""
    page = eve.post(at, form | {f"c-{two.pk}-due_on": str(two.due_on)}, follow=True)
    assert (told(page), make.rows(working, XIN)[0].person) == (["1 task saved."], "张勇")


def test_two_people_write_one_row_and_neither_is_lost(working, cast, browse):
    eve, at = browse("eve"), address(working, "410871062", view="edit")
    one, two = make.rows(working, XIN)[:2]
    form = cells_of(eve.get(at)) | {f"c-{one.pk}-gap": "缺两处"}
    entries = [TaskEntry(one.pk, one.version, {"gap": "缺一处"}), TaskEntry(two.pk, two.version, {"gap": "缺三处"})]
    edit_tasks(by=cast.ying, campaign=working, entries=entries)
    page = eve.post(at, form)  # the second row was changed too, but not touched here
    assert page.status_code == 409
    assert [(theirs, yours) for _name, theirs, yours in page.context["conflicts"]] == [("缺一处", "缺两处")]
    eve.post(at, cells_of(page))
    assert [row.gap for row in make.rows(working, XIN)[:2]] == ["缺两处", "缺三处"]


def test_a_slip_elsewhere_on_the_page_hides_no_conflict(working, cast, browse):
    eve, at = browse("eve"), address(working, "410871062", view="edit")
    one, two = make.rows(working, XIN)[:2]
    form = cells_of(eve.get(at)) | {f"c-{one.pk}-gap": "缺两处", f"c-{two.pk}-due_on": "13月40日"}
    edit_tasks(by=cast.ying, campaign=working, entries=[TaskEntry(one.pk, one.version, {"gap": "缺一处"})])
    page = eve.post(at, form)
    mended = cells_of(page) | {f"c-{two.pk}-due_on": str(two.due_on)}
    assert (page.status_code, eve.post(at, mended).status_code) == (422, 409)


def test_a_later_day_is_refused_with_its_reason(working, browse):
    eve, at = browse("eve"), address(working, "410871062", view="edit")
    row = make.rows(working, XIN)[0]
    form = cells_of(eve.get(at)) | {f"c-{row.pk}-due_on": str(row.due_on + datetime.timedelta(days=1))}
    page = eve.post(at, form)
    assert page.status_code == 422
    assert "ask the county office for more time" in words(page)


@pytest.mark.parametrize(("who", "status"), [("lei", 403), ("shen", 403), ("wen", 404)])
def test_others_do_not_write(working, browse, who, status):
    assert browse(who).post(address(working, "410871062", view="edit"), {}).status_code == status


# Many at once -----------------------------------------------------------------------------------------------------


def preview(browser, at: str, **form) -> dict:
    """The form of a preview, ready to be confirmed, and the page."""
    page = browser.post(at, form)
    assert page.status_code == 200, words(page)
    sent = page.context["form"].data
    return page, {"confirm": "1", **form, **{name: sent[name] for name in ("seen", "shown", "deed")}}


def test_all_rows_of_a_filter_change_as_previewed_and_change_back(working, cast, browse):
    ying, at = browse("ying"), address(working, page="ledger/change/", star="ecology", deed="person")
    page, form = preview(ying, at, deed="person", value="张勇", reason="统一责任人", token="a" * 32)
    assert [(change.was, change.now) for change in page.context["found"].changes] == [("—", "张勇")] * 9
    before = ChangeSet.objects.count()
    page = ying.post(at, form, follow=True)
    assert told(page) == ["Set the responsible person: 9 tasks changed."]
    assert [row.person for row in make.rows(working, star="ecology")] == ["张勇"] * 9
    assert [row.person for row in make.rows(working, star="industry")] == [""] * 3
    assert ChangeSet.objects.count() == before + 1
    assert page.context["last"] == ChangeSet.objects.latest("pk")
    undo(by=cast.ying, changeset=ChangeSet.objects.latest("pk"))
    assert [row.person for row in make.rows(working, star="ecology")] == [""] * 9


def test_only_the_ticked_ones_change(working, browse):
    one, two = make.rows(working, XIN)[:2]
    eve, at = browse("eve"), address(working, "410871062", "ledger/change/") + f"?row={one.pk}&row={two.pk}&deed=report"
    _page, form = preview(eve, at, deed="report", value="已完成", reason="")
    eve.post(at, form)
    assert [row.pk for row in make.rows(working) if row.state == "reported"] == [one.pk, two.pk]


def test_what_changed_since_the_preview_is_told_and_nothing_is_done(working, cast, browse):
    ying, at = browse("ying"), address(working, page="ledger/change/", star="industry", deed="department")
    _page, form = preview(ying, at, deed="department", value="农业农村局", reason="")
    row = make.rows(working, XIN)[0]
    edit_tasks(by=cast.eve, campaign=working, entries=[TaskEntry(row.pk, row.version, {"department": "水利局"})])
    page = ying.post(at, form)
    assert page.status_code == 409
    assert str(row) in page.context["refusal"].message
    assert [change.was for change in page.context["found"].changes] == ["水利局", "—", "—"]
    assert [row.department for row in make.rows(working, XIN, "industry")] == ["水利局", "", ""]


def test_another_word_than_the_previewed_one_is_previewed_first(working, browse):
    ying, at = browse("ying"), address(working, page="ledger/change/", star="industry", deed="department")
    _page, form = preview(ying, at, deed="department", value="农业农村局", reason="")
    assert ying.post(at, form | {"value": "水利局"}).context["first"][0].now == "水利局"
    assert {row.department for row in make.rows(working, XIN, "industry")} == {""}


def test_a_task_force_checks_its_star_and_sends_back_with_a_reason(working, cast, browse):
    report_tasks(by=cast.eve, campaign=working, seen=make.row_versions(*make.rows(working, XIN)))
    shen = browse("shen")
    at = address(working, page="ledger/change/", state="to_check", deed="check")
    page, form = preview(shen, at, deed="check", reason="")
    assert [(str(why), n) for why, n, _rows in page.context["left"]] == [("range", 3)]
    shen.post(at, form)
    assert [row.state for row in make.rows(working, XIN)] == ["reported"] * 3 + ["checked"] * 3
    back = address(working, page="ledger/change/", star="ecology", deed="return")
    assert shen.post(back, {"deed": "return", "reason": ""}).status_code == 422
    _page, form = preview(shen, back, deed="return", reason="现场不符")
    shen.post(back, form)
    assert [row.return_reason for row in make.rows(working, XIN, "ecology")] == ["现场不符"] * 3
    assert shen.get(address(working, page="ledger/change/", deed="person")).status_code == 403


def test_too_many_rows_are_refused_with_what_to_narrow(working, browse, monkeypatch):
    monkeypatch.setattr("campaigns.ledger.views.changes.MOST_AT_ONCE", 12)
    ying, at = browse("ying"), address(working, page="ledger/change/", deed="person")
    page = ying.post(at, {"deed": "person", "value": "张勇"})
    assert page.status_code == 422
    assert [(number, query) for _name, number, query in page.context["narrower"]] == [
        (10, "?deed=person&township=410871062"), (3, "?deed=person&township=410871101"),
    ]  # fmt: skip


@pytest.mark.parametrize("who", ["lei", "han"])
def test_readers_change_nothing(working, browse, who):
    assert browse(who).get(address(working, page="ledger/change/")).status_code == 403


# As a workbook ----------------------------------------------------------------------------------------------------


def workbook_of(browser, of, code: str, **cells) -> SimpleUploadedFile:
    """A downloaded ledger with cells filled in: ``张勇=("责任人", 1)`` writes into the first line."""
    workbook = openpyxl.load_workbook(BytesIO(browser.get(address(of, code, "ledger.xlsx")).content))
    for value, (head, line) in cells.items():
        workbook.active.cell(FIRST + line - 1, HEADS.index(head) + 1).value = value
    content = BytesIO()
    workbook.save(content)
    return SimpleUploadedFile("台账.xlsx", content.getvalue())


def test_a_list_goes_out_exactly_as_filtered(working, browse):
    page = browse("lei").get(address(working, page="ledger.xlsx", star="ecology", township="410871062"))
    sheet = openpyxl.load_workbook(BytesIO(page.content)).active
    rows = [row.pk for row in make.rows(working, "410871062", "ecology")]
    assert [sheet.cell(FIRST + n, 1).value for n in range(len(rows) + 1)] == [*rows, None]


def test_a_workbook_is_taken_over_in_two_steps(working, browse):
    eve, at = browse("eve"), address(working, "410871062", "ledger/upload/")
    file = workbook_of(eve, working, "410871062", 张勇=("责任人", 1), 改天=("止", 2), 已招标=("进度", 3))
    page = eve.post(at, {"file": file})
    assert (len(page.context["upload"].good), len(page.context["upload"].errors)) == (2, 1)
    assert "Take over the 2 good rows only" in words(page)
    form = {"carried": page.context["carried"], "name": "台账.xlsx", "digest": page.context["upload"].digest}
    done = eve.post(at, form | {"deed": "take"}, follow=True)
    assert told(done) == ["2 rows taken over."]
    rows = make.rows(working, XIN)[:3]
    assert [(row.person, row.progress) for row in rows] == [("张勇", ""), ("", ""), ("", "已招标")]
    assert ChangeSet.objects.latest("pk").reason == "Excel：台账.xlsx"


def test_what_changed_since_the_preview_is_not_overwritten(working, cast, browse):
    eve, at = browse("eve"), address(working, "410871062", "ledger/upload/")
    page = eve.post(at, {"file": workbook_of(eve, working, "410871062", 张勇=("责任人", 1), 王五=("责任人", 2))})
    form = {"carried": page.context["carried"], "name": "台账.xlsx", "digest": page.context["upload"].digest}
    row = make.rows(working, XIN)[0]
    edit_tasks(by=cast.ying, campaign=working, entries=[TaskEntry(row.pk, row.version, {"person": "赵六"})])
    page = eve.post(at, form | {"deed": "take"})
    assert (page.status_code, [each.row.pk for each in page.context["upload"].stale]) == (409, [row.pk])
    assert ("1 changed here meanwhile" in words(page), "errors" in words(page)) == (True, False)
    form["digest"] = page.context["upload"].digest
    eve.post(at, form | {"deed": "take"})
    assert [each.person for each in make.rows(working, XIN)[:2]] == ["赵六", "王五"]
    form["digest"] = eve.post(at, form).context["upload"].digest
    eve.post(at, form | {"deed": "take", "stale": "1"})
    assert [each.person for each in make.rows(working, XIN)[:2]] == ["张勇", "王五"]


def test_a_state_written_into_the_file_is_told_and_not_read(working, browse):
    eve, at = browse("eve"), address(working, "410871062", "ledger/upload/")
    page = eve.post(at, {"file": workbook_of(eve, working, "410871062", 已报完成=("状态", 1), 待摸底=("状态", 2))})
    upload, row = page.context["upload"], make.rows(working, XIN)[0]
    assert ([each.row for each in upload.restated], upload.changed, upload.errors) == ([row], [], ())
    assert "1 row has another state in the file" in words(page)


def test_a_township_reads_no_rows_of_another_from_a_file(working, browse):
    file = workbook_of(browse("wen"), working, "410871101", 张勇=("责任人", 1))
    upload = browse("eve").post(address(working, "410871062", "ledger/upload/"), {"file": file}).context["upload"]
    assert (upload.rows, len(upload.errors)) == ((), 3)


def test_a_file_with_errors_comes_back_marked(working, browse):
    eve = browse("eve")
    file = workbook_of(eve, working, "410871062", 改天=("止", 2))
    page = eve.post(address(working, "410871062", "ledger/upload/"), {"file": file, "deed": "mark"})
    sheet = openpyxl.load_workbook(BytesIO(page.content)).active
    assert sheet.cell(FIRST + 1, HEADS.index("止") + 1).fill.fgColor.rgb == "FFFFC7CE"


def test_a_task_force_begins_with_its_own_star(working, browse):
    page = browse("shen").get(address(working))
    assert [query for _word, query, _here in page.context["own_stars"]] == [
        "?star=ecology", "?star=ecology&state=to_check", "?",
    ]  # fmt: skip
