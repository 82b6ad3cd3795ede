"""The summary of targets: what stands in it, what it adds up to, who signed it."""

import datetime
from io import BytesIO

import openpyxl
import pytest
from django.utils import timezone

from campaigns.planning.actions.figures import save_figures
from campaigns.planning.actions.filings import sign_off
from campaigns.planning.choices import Source
from campaigns.planning.exchange.matrix import write_matrix
from campaigns.planning.exchange.summary import FIRST, HEAD_ROW, write_summary
from campaigns.planning.exchange.units import write_units
from campaigns.planning.reports.matrix import matrix
from campaigns.planning.reports.summary import county_summary, township_summary
from campaigns.planning.reports.units import KindTotal
from campaigns.planning.rules.figures import Figures
from campaigns.year.choices import Kind
from campaigns.year.models.campaign import Filing
from fivestar.changes.deeds import Refused, Stale
from fivestar.changes.models import ChangeSet
from fivestar.changes.undo import undo
from tests import make
from tests.sheets.test_exchange import through_libreoffice
from tests.snapshot import kept

XIN, YAO, JIN, YANG, SHE = "410871062201", "410871062202", "410871062200", "410871062203", "410871060001"
VILLAGE = ("branch", "industry", "ecology", "safety", "civility")


@pytest.fixture
@kept
def marked(campaign, cast):
    """文昌街道: 辛庄 二星, 姚郭庄 无目标, 金炉 一星, 杨庄 not marked; 李万街道: its community 三星."""
    make.mark(cast.eve, campaign, {XIN: "industry safety", YAO: "none", JIN: "civility"})
    make.mark(cast.ying, campaign, {SHE: "sharing safety harmony"})
    return campaign


def told(table) -> dict[str, tuple]:
    return {
        row.name: (row.units, row.counted, [cell.n for cell in levels], [cell.n for cell in stars], row.agrees)
        for row, levels, stars in [*table.lines(), table.foot()]
    }


def test_a_county_has_a_row_for_each_township(marked):
    villages, communities = county_summary(marked, Source.ENTERED).tables
    assert told(villages) == {
        "李万街道": (2, 0, [None] * 6, [None] * 5, None),
        "文昌街道": (4, 3, [0, 0, 0, 1, 1, 1], [0, 1, 0, 1, 1], True),
        "宁郭镇": (3, 0, [None] * 6, [None] * 5, None),
        "": (9, 3, [0, 0, 0, 1, 1, 1], [0, 1, 0, 1, 1], True),
    }
    assert told(communities)[""] == (1, 1, [0, 0, 1, 0, 0, 0], [0, 1, 1, 1, 0], True)


def test_a_township_has_a_row_for_each_area(marked, place):
    (table,) = township_summary(marked, place.wenchang, Source.ENTERED).tables
    assert [(row.name, row.units, row.counted) for row in table.rows] == [("第一管区", 2, 2), ("", 2, 1)]
    assert told(table)["第一管区"] == (2, 2, [0, 0, 0, 1, 0, 1], [0, 1, 0, 1, 0], True)
    assert table.total.figures == Figures(
        Kind.VILLAGE, {2: 1, 1: 1, 0: 1}, {"industry": 1, "safety": 1, "civility": 1}, is_counted=True
    )


def test_a_figure_leads_to_the_units_it_counts(marked, place):
    (table,) = township_summary(marked, place.wenchang, Source.ENTERED).tables
    area = place.wenchang.areas.get().pk
    _row, levels, stars = table.lines()[0]
    assert [cell.query for cell in levels if cell.query] == [
        f"kind=village&area={area}&level=2", f"kind=village&area={area}&level=0",
    ]  # fmt: skip
    assert stars[1].query == f"kind=village&area={area}&star=industry"


def test_sources_are_kept_apart(marked, place, cast):
    make.submit(cast.eve, marked, XIN)
    make.approve(cast.ying, marked, XIN)
    save_figures(
        by=cast.eve, campaign=marked, township=place.wenchang, source=Source.DECLARED, version=0,
        figures=[Figures(Kind.VILLAGE, {5: 0, 4: 0, 3: 0, 2: 2, 1: 0}, dict.fromkeys(VILLAGE, 1))],
    )  # fmt: skip
    (approved,) = township_summary(marked, place.wenchang, Source.APPROVED).tables
    (declared,) = township_summary(marked, place.wenchang, Source.DECLARED).tables
    assert told(approved)[""][1:3] == (1, [0, 0, 0, 1, 0, 0])
    assert told(declared)["文昌街道"] == (4, None, [0, 0, 0, 2, 0, None], [1] * 5, False)


def test_what_is_stated_in_part_is_no_zero(marked, place, cast):
    """On the page, in the workbook and in the sentence for reports."""
    save_figures(
        by=cast.eve, campaign=marked, township=place.wenchang, source=Source.DECLARED, version=0,
        figures=[Figures(Kind.VILLAGE, {2: 2, 1: 1}, {"safety": 2})],
    )  # fmt: skip
    shown = county_summary(marked, Source.DECLARED)
    nothing, stars = [None] * 5, [None, None, None, 2, None]
    assert told(shown.tables[0])["文昌街道"] == (4, None, [None, None, None, 2, 1, None], stars, None)
    assert told(shown.tables[0])["宁郭镇"] == (3, None, [None, *nothing], nothing, None)
    assert (
        shown.sentence
        == "（3个乡镇（街道）中1个已上报）计划创建农村“二星”支部2个、“一星”支部1个，其中，平安法治星2个。"
    )
    sheet = openpyxl.load_workbook(BytesIO(write_summary(shown)))["农村"]
    checks = [sheet.cell(number, 17).value for number in range(FIRST, FIRST + 4)]
    assert ["未报全" in check for check in checks] == [False, True, False, True]
    values = openpyxl.load_workbook(BytesIO(write_summary(shown)), data_only=True)["农村"]
    rows = {row[0]: row[3:] for row in values.iter_rows(min_row=FIRST, max_row=FIRST + 3, max_col=17, values_only=True)}
    nobody = [None] * 14
    assert [value or None for value in rows["宁郭镇"]] == nobody
    assert [value or None for value in rows["合计"]] == [*nobody[:3], 2, 1, *nobody[:4], 2, None, 5, 2, "未报全"]
    assert shown.tables[0].total.lower == ("level", "star")


def test_a_sum_to_which_some_give_levels_alone_is_not_checked(marked, place, cast):
    whole = Figures(
        Kind.VILLAGE, {5: 0, 4: 0, 3: 0, 2: 1, 1: 0}, dict.fromkeys(VILLAGE, 0) | {"safety": 1, "industry": 1}
    )
    levels = Figures(Kind.VILLAGE, {5: 0, 4: 0, 3: 0, 2: 1, 1: 0})
    for township, column in ((place.wenchang, whole), (place.ningguo, levels)):
        save_figures(
            by=cast.ying, campaign=marked, township=township, source=Source.DECLARED, version=0, figures=[column]
        )
    (villages, _communities) = county_summary(marked, Source.DECLARED).tables
    assert [row.agrees for row in (*villages.rows, villages.total)] == [None, True, None, None]


def test_the_workbook_has_formulas_and_prints_one_star_even_at_zero(marked, place, tmp_path):
    content = write_summary(county_summary(marked, Source.ENTERED))
    sheet = openpyxl.load_workbook(BytesIO(content))["农村"]
    heads = [cell.value for cell in sheet[HEAD_ROW]]
    assert heads == [
        "乡镇（街道）", "村（社区）数", "已填数", "五星", "四星", "三星", "二星", "一星", "无目标",
        "支部过硬星", "产业兴旺星", "生态宜居星", "平安法治星", "文明幸福星", "Σ星级", "Σ各星", "Σ校验",
    ]  # fmt: skip
    total = FIRST + 3
    assert [sheet.cell(total, column).value for column in (1, 2, 4)] == [
        "合计",
        f"=SUM(B5:B{total - 1})",
        f"=SUM(D5:D{total - 1})",
    ]
    assert "口径：示范区9个村，已填3个，明细数" in sheet["A2"].value
    assert "计划创建农村“二星”支部1个、“一星”支部1个" in sheet.cell(total + 2, 1).value


def test_libreoffice_computes_the_sums(marked, tmp_path):
    content = write_summary(county_summary(marked, Source.ENTERED))
    sheet = openpyxl.load_workbook(through_libreoffice(content, tmp_path), data_only=True)["农村"]
    values = [cell.value for cell in sheet[FIRST + 3]]
    assert values == ["合计", 9, 3, 0, 0, 0, 1, 1, 1, 0, 1, 0, 1, 1, 3, 3, "√"]


def test_what_formulas_carry_is_what_a_spreadsheet_computes(marked, tmp_path):
    """Of each workbook with formulas: who reads the file without calculating sees the same."""
    shown = matrix(marked, marked.county.townships.get(pk="410871062"), timezone.localdate())
    (grid,) = shown.grids
    total = KindTotal(grid.kind, 4, 4, tuple((star, 0) for star in grid.stars))
    for number, content in enumerate((
        write_summary(county_summary(marked, Source.ENTERED)), write_matrix(shown),
        write_units("村名册", [(total, grid.rows)], "4个村", ""),
    )):  # fmt: skip
        folder = tmp_path / str(number)
        folder.mkdir()
        formulas = openpyxl.load_workbook(BytesIO(content))
        carried = openpyxl.load_workbook(BytesIO(content), data_only=True)
        computed = openpyxl.load_workbook(through_libreoffice(content, folder), data_only=True)
        cells = [cell for sheet in formulas for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
        assert len(cells) > 4
        assert [
            (cell.coordinate, carried[cell.parent.title][cell.coordinate].value) for cell in cells
        ] == [(cell.coordinate, computed[cell.parent.title][cell.coordinate].value) for cell in cells]  # fmt: skip


@pytest.fixture
def signed(marked, place):
    def sign(by, **changed):
        filing = Filing.objects.get(campaign=marked, township=place.wenchang)
        facts = {"signed_by_name": "王书记", "signed_on": timezone.localdate(), "version": filing.version} | changed
        return sign_off(by=by, campaign=marked, township=place.wenchang, **facts)

    return sign


def test_the_secretarys_sign_off_is_recorded_and_printed(marked, place, cast, signed):
    signed(cast.eve)
    shown = township_summary(marked, place.wenchang, Source.ENTERED)
    assert (shown.filing.signed_by_name, shown.filing.signed_on) == ("王书记", timezone.localdate())
    sheet = openpyxl.load_workbook(BytesIO(write_summary(shown)))["农村"]
    assert any("党委书记签字：王书记" in str(cell.value) for cell in sheet["A"])
    done = ChangeSet.objects.latest("pk")
    assert (done.place, done.year, done.on_behalf) == (place.wenchang.code, marked.year, False)
    undo(by=cast.eve, changeset=done)
    assert Filing.objects.get(campaign=marked, township=place.wenchang).signed_on is None


@pytest.mark.parametrize("who", ["wen", "zhou", "lei", "shen", "han", "nora"])
def test_nobody_else_records_it(cast, signed, who):
    with pytest.raises(Refused):
        signed(getattr(cast, who))


@pytest.mark.parametrize(
    "wrong",
    [{"signed_by_name": " "}, {"signed_on": datetime.date(2999, 1, 1)}, {"signed_on": datetime.date(2001, 1, 1)}],
)
def test_a_sign_off_names_somebody_and_a_day_that_was(cast, signed, wrong):
    with pytest.raises(Refused):
        signed(cast.eve, **wrong)


def test_a_sign_off_lies_between_the_first_day_of_planning_and_today(cast, signed, marked):
    """Both days are days on which it may have been signed."""
    first, today = marked.planning_from, timezone.localdate()
    one = datetime.timedelta(days=1)
    for wrong in (first - one, today + one):
        with pytest.raises(Refused, match=f"{first:%Y-%m-%d}"):
            signed(cast.eve, signed_on=wrong)
    for day in (first, today):
        signed(cast.eve, signed_on=day)
        assert Filing.objects.get(campaign=marked, township="410871062").signed_on == day


def test_two_people_do_not_overwrite_each_other(cast, signed):
    signed(cast.eve)
    with pytest.raises(Stale):
        signed(cast.ying, version=1, signed_by_name="李书记")
