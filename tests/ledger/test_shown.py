"""The ledger shows what the approved plan sheet says: shown, filtered, counted, printed, and stored only once somebody
takes it over."""

import datetime

import pytest
from django.utils import timezone, translation

from campaigns.assignments.reports.bottleneck import bottlenecks, overdue_rows
from campaigns.assignments.rules import BottleneckFilter
from campaigns.ledger.actions.tasks import edit_tasks, report_tasks, sort_tasks, take_over
from campaigns.ledger.choices import BulkDeed, LeftOut
from campaigns.ledger.exchange import NAME, LedgerBook, compare, read_ledger, write_ledger
from campaigns.ledger.models import UnitTask
from campaigns.ledger.reports.assign import assignment
from campaigns.ledger.reports.changes import prospect
from campaigns.ledger.reports.lists import departments, in_order, list_totals, narrowed
from campaigns.ledger.rules.lists import NOBODY, TaskFilter
from campaigns.ledger.rules.shown import OF_SHEET
from campaigns.ledger.rules.tasks import TaskEntry
from campaigns.problems.models import Problem
from campaigns.sheets.actions.sheet import approve_sheets, reopen_sheets, submit_sheets
from campaigns.sheets.models.sheet import ApprovedCase
from campaigns.year.models.campaign import Star
from fivestar.changes.deeds import Refused, Stale
from fivestar.changes.undo import undo
from tests import make
from tests.ledger.test_exchange import at, opened, saved
from tests.planning.plans import XIN, YAO
from tests.sheets.test_actions import digests, seen, write

DUE = timezone.localdate() + datetime.timedelta(days=60)
SAID = {"gaps": "缺公厕", "measure": "改厕", "person": "张三", "department": "农业农村局"}


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def approve(cast, of, **cells):
    """辛庄村's sheet says this of 生态宜居, and what it must of 产业兴旺; the office approves it."""
    said = {f"ecology__{name}": value for name, value in {**SAID, **cells}.items()}
    must = {"measure": "建社", "person": "李四", "due": DUE}
    write(
        cast.eve,
        of,
        jump_reason="基础好",
        ecology__due=DUE,
        **said,
        **{f"industry__{name}": value for name, value in must.items()},
    )
    submit_sheets(by=cast.eve, campaign=of, codes=[XIN])
    approve_sheets(by=cast.ying, campaign=of, seen=seen(of, XIN), digests=digests(of, XIN))


@pytest.fixture
def approved(working, cast):
    approve(cast, working)
    return working


def ecology(of):
    return make.rows(of, XIN, "ecology")


def words(row) -> dict:
    return {name: (cell.value, str(cell.origin)) for name, cell in row.shown.items()}


def test_an_approved_sheet_is_shown_in_each_row_of_its_star_and_copied_into_none(approved):
    said = {"gap": "缺公厕", "measure": "改厕", "department": "农业农村局", "person": "张三"}
    assert [words(row) for row in ecology(approved)] == [{name: (word, "sheet") for name, word in said.items()}] * 3
    assert {getattr(row, name) for row in ecology(approved) for name in OF_SHEET} == {""}
    assert ApprovedCase.objects.count() == 2
    assert {cell.value for row in make.rows(approved, YAO) for cell in row.shown.values()} == {""}


def test_a_sheet_that_is_opened_again_says_nothing_new_until_it_is_approved_anew(approved, cast):
    reopen_sheets(by=cast.ying, campaign=approved, seen=seen(approved, XIN), open_until=DUE, reason="换人")
    write(cast.eve, approved, ecology__person="赵六")
    assert {row.shown["person"].value for row in ecology(approved)} == {"张三"}
    approve(cast, approved, person="赵六", department="")
    assert {row.shown["person"].value for row in ecology(approved)} == {"赵六"}
    assert {row.shown["department"].value for row in ecology(approved)} == {""}
    assert ApprovedCase.objects.count() == 2


def test_a_star_leads_where_neither_ledger_nor_sheet_names_a_department(approved, cast):
    Star.objects.filter(campaign=approved).update(department="水利局")
    said = [words(row)["department"] for row in make.rows(approved, XIN)]
    assert said == [("水利局", "star")] * 3 + [("农业农村局", "sheet")] * 3


def test_the_database_and_the_rule_agree(approved, cast):
    Star.objects.filter(campaign=approved, code="safety").update(department="公安局")
    row = ecology(approved)[0]
    edit_tasks(by=cast.eve, campaign=approved, entries=[TaskEntry(row.pk, row.version, {"person": "王五"})])
    rows = UnitTask.objects.for_list().with_shown(*OF_SHEET)
    assert [[getattr(row, f"shown_{name}") for name in OF_SHEET] for row in rows] == [
        [row.shown[name].value for name in OF_SHEET] for row in rows
    ]


def test_filters_search_and_counts_read_what_is_shown(approved, cast):
    rows = UnitTask.objects.at(approved, approved.county_id)
    pks = [row.pk for row in ecology(approved)]

    def kept(**by):
        return [row.pk for row in in_order(narrowed(rows, TaskFilter(**by), timezone.localdate()), "")]

    for by in ({"person": "张三"}, {"department": "农业农村局"}, {"q": "改厕"}, {"q": "缺公厕"}):
        assert kept(**by) == pks
    assert not set(kept(department=NOBODY)) & set(pks)
    assert departments(rows) == ["农业农村局"]
    sort_tasks(by=cast.eve, campaign=approved, reached=[], gaps=[row.pk for row in make.rows(approved, "410871062")])
    assert not set(kept(lacking="person")) & {row.pk for row in make.rows(approved, XIN)}
    totals = list_totals(rows.filter(plan__village=XIN), rows, approved, approved.stars.all(), timezone.localdate())
    assert totals.lacking == ()


def test_what_units_wait_for_is_counted_under_the_department_that_is_shown(approved, cast):
    rows = UnitTask.objects.at(approved, approved.county_id)
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    rows.filter(task__star__code="ecology").update(due_on=yesterday, starts_on=None)
    late = overdue_rows(rows, BottleneckFilter(), timezone.localdate())
    found = bottlenecks(approved, late, Problem.objects.at(approved, approved.county_id), BottleneckFilter())
    assert sorted((each.department, each.rows) for each in found) == [("", 2)] * 3 + [("农业农村局", 1)] * 3


def test_taking_over_makes_it_the_rows_own_and_can_be_undone(approved, cast):
    sort_tasks(by=cast.eve, campaign=approved, reached=[], gaps=[row.pk for row in ecology(approved)])
    first, second, _third = ecology(approved)
    done = take_over(by=cast.eve, campaign=approved, seen=make.row_versions(first))
    assert words(ecology(approved)[0])["person"] == ("张三", "own")
    assert (ecology(approved)[0].measure, ecology(approved)[1].measure) == ("改厕", "")
    assert (str(done.label), done.place) == ("Take over from the plan sheet", XIN)
    with pytest.raises(Refused, match="show nothing of the plan sheet"):
        take_over(by=cast.eve, campaign=approved, seen=make.row_versions(first))
    with pytest.raises(Stale):
        take_over(by=cast.eve, campaign=approved, seen={second.pk: second.version - 1})
    with pytest.raises(Refused, match="not in your range"):
        take_over(by=cast.wen, campaign=approved, seen=make.row_versions(second))
    undo(by=cast.eve, changeset=done)
    assert words(ecology(approved)[0])["person"] == ("张三", "sheet")
    report_tasks(by=cast.eve, campaign=approved, seen=make.row_versions(second))
    with pytest.raises(Refused, match="stays as it is"):
        take_over(by=cast.eve, campaign=approved, seen=make.row_versions(second))


def test_a_workbook_comes_back_without_making_the_sheets_words_the_rows_own(approved, cast):
    def book():
        found = UnitTask.objects.editable_by(cast.eve).at(approved, XIN)
        rows = list(in_order(found, ""))
        keys = frozenset(row.pk for row in rows)
        return LedgerBook(
            "文昌街道", approved.year, approved.span, "创建", rows, len(rows), 13, "",
            approved.assessment_on, False, keys,
        )  # fmt: skip

    workbook = opened(write_ledger(book()))
    page = workbook[NAME]
    heads = ("差距", "措施", "牵头部门", "责任人")
    assert [page[at(head, 4)].value for head in heads] == [
        "缺公厕〔计划表〕", "改厕〔计划表〕", "农业农村局〔计划表〕", "张三〔计划表〕",
    ]  # fmt: skip
    upload = compare(read_ledger(saved(workbook)), book())
    assert (upload.changed, upload.errors) == ([], ())
    page[at("责任人", 4)], page[at("责任人", 5)] = "王五", "王五〔计划表〕"
    upload = compare(read_ledger(saved(workbook)), book())
    assert [(row.row.pk, dict(row.entry.cells)) for row in upload.changed] == [
        (ecology(approved)[0].pk, {"person": "王五"})
    ]
    assert ["delete the mark" in str(error) for error in upload.errors] == [True]


def test_bulk_changes_keep_and_compare_what_is_shown(approved, cast):
    rows = UnitTask.objects.at(approved, XIN).filter(task__star__code="ecology")
    same = prospect(rows, approved, BulkDeed.PERSON, "张三", cast.eve)
    assert ([why for why, _rows in same.left], same.changes) == ([LeftOut.SAME], ())
    assert [change.was for change in prospect(rows, approved, BulkDeed.PERSON, "王五", cast.eve).changes] == [
        "张三"
    ] * 3
    assert prospect(rows, approved, BulkDeed.PERSON, "", cast.eve).changes == ()
    listed = rows.for_list()
    assert assignment(approved, listed, {"person": "王五"}, replace=False, is_office=True).entries == ()
    assert len(assignment(approved, listed, {"person": "王五"}, replace=True, is_office=True).entries) == 3
