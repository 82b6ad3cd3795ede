"""A county's own workbook: its columns are guessed and said, its rows looked at and taken over, its mapping kept."""

from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from campaigns.sheets.models.mapping import ColumnMapping
from campaigns.sheets.models.sheet import Sheet
from fivestar.changes.models import ChangeSet
from tests import make
from tests.snapshot import kept

pytestmark = pytest.mark.once

XIN, YAO, NING = "410871062201", "410871062202", "410871101200"
LAST_YEAR = [
    ["示范区2021年村情台账", "", "", "", "", "", "", ""],
    ["序号", "乡镇（街道）", "村 名", "人口数（人）", "主导产业", "目标星", "具体措施", "备注"],
    [1, "文昌街道", "辛庄村", "１，８３０", "怀药", "产业兴旺星", "建合作社", "好"],
    ["", "", "", "", "", "平安法治", "装探头", ""],
    [2, "", "姚郭庄村", 900.0, "", "", "", ""],
    [3, "宁郭镇", "宁郭村", 2100, "", "", "", ""],
    ["合计", "", "", 4830, "", "", "", ""],
]
COLUMNS = {1: "township", 2: "unit", 3: "population", 4: "speciality", 5: "star", 6: "measure"}


@pytest.fixture
@kept
def marked(campaign, cast):
    make.mark(cast.eve, campaign, {XIN: "industry safety", YAO: "none"})
    return campaign


@pytest.fixture
def ying(client, cast, marked):
    client.force_login(cast.ying.officer)
    return client


@pytest.fixture
def url(marked) -> str:
    return f"/{marked.year}/410871/sheets/mapping/"


def workbook(rows=LAST_YEAR, name="2021年台账.xlsx") -> SimpleUploadedFile:
    book = openpyxl.Workbook()
    book.active.title = "台账"
    for row in rows:
        book.active.append([value if value != "" else None for value in row])
    file = BytesIO()
    book.save(file)
    return SimpleUploadedFile(name, file.getvalue())


def onward(page, deed, **changed) -> dict:
    """What a browser sends of the page's form with a button."""
    columns = {bound.html_name: bound.value() or "" for bound in page.context["columns"] if bound.value() is not None}
    carried = {"carried": page.context["carried"], "name": page.context["name"], "deed": deed}
    if upload := page.context.get("upload"):
        carried |= {"digest": page.context["digest"], "pick": [unit.code for unit in upload.changed]}
    return columns | carried | {name.replace("_", "-"): value for name, value in changed.items()}


def sheet(campaign, code) -> Sheet:
    return Sheet.objects.for_list().get(plan__campaign=campaign, plan__village=code)


def told(page) -> dict[str, list[tuple[str, str]]]:
    return {unit.code: [(each.cell, each.now) for each in unit.changes] for unit in page.context["upload"].changed}


def test_heads_and_columns_are_guessed(ying, url):
    page = ying.post(url, {"file": workbook()})
    assert (page.status_code, page.context["head"]) == (200, 2)
    guessed = {name: page.context["columns"][f"col-{name}"].value() for name in range(8)}
    assert guessed == {0: None, **COLUMNS, 7: None}


def test_rows_are_looked_at_and_taken_over_as_one_change(ying, url, marked):
    page = ying.post(url, onward(ying.post(url, {"file": workbook()}), "preview"))
    assert page.context["upload"].errors == ()
    assert told(page) == {
        XIN: [
            ("population", "1830"),
            ("speciality", "怀药"),
            ("industry.measure", "建合作社"),
            ("safety.measure", "装探头"),
        ],
        YAO: [("population", "900")],
        NING: [("population", "2100")],
    }
    before = ChangeSet.objects.count()
    sent = onward(page, "apply")
    assert ying.post(url, sent | {"pick": [XIN, NING]}).status_code == 302
    assert [sheet(marked, code).population for code in (XIN, YAO, NING)] == [1830, None, 2100]
    assert ChangeSet.objects.count() == before + 1
    assert ChangeSet.objects.latest("pk").reason == "Excel：2021年台账.xlsx"


def test_an_empty_cell_leaves_what_stands(ying, url, marked):
    Sheet.objects.filter(plan__village=YAO).update(speciality="蔬菜")
    page = ying.post(url, onward(ying.post(url, {"file": workbook()}), "preview"))
    assert told(page)[YAO] == [("population", "900")]


def test_the_mapping_is_kept_and_offered_for_moved_columns(ying, url, marked):
    page = ying.post(url, {"file": workbook()})
    page = ying.post(url, onward(page, "preview", col_7="support_unit", col_4="", keep="村情台账"))
    assert ying.post(url, onward(page, "apply", keep="村情台账")).status_code == 302
    kept = ColumnMapping.objects.get()
    assert kept.columns == {
        "乡镇": "township", "村名": "unit", "人口数": "population", "目标星": "star",
        "具体措施": "measure", "备注": "support_unit",
    }  # fmt: skip
    moved = [[row[7], *row[:7]] for row in LAST_YEAR]
    page = ying.post(url, {"file": workbook(moved), "kept": kept.pk})
    assert [page.context["columns"][f"col-{name}"].value() for name in (0, 3, 5)] == ["support_unit", "unit", None]
    forgotten = ying.post(f"{url}forget/", {"mapping": kept.pk, "version": kept.version})
    assert (forgotten.status_code, ColumnMapping.objects.count()) == (302, 0)


def test_every_error_stands_with_its_cell_and_the_good_units_stay(ying, url):
    rows = [list(row) for row in LAST_YEAR]
    rows[2][3], rows[4][2], rows[5][1] = "许多", "无此村", "外镇"
    rows.append([4, "李万街道", "秦屯村", 700, "", "", "", ""])
    page = ying.post(url, onward(ying.post(url, {"file": workbook(rows)}), "preview"))
    assert [error.cell for error in page.context["upload"].errors] == ["C5", "C6", "D3"]
    assert list(told(page)) == ["410871060201"]
    back = ying.post(url, onward(page, "mark"))
    marked_sheet = openpyxl.load_workbook(BytesIO(back.content))["台账"]
    assert marked_sheet["D3"].fill.fgColor.rgb == "FFFFC7CE"


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"col_2": ""}, ["请指定哪一列是村（社区）：编码或名称。"]),
        ({"col_5": ""}, ["请指定哪一列是目标星，或不导入逐星内容。"]),
        ({"col_3": "speciality"}, ["有两列对应同一栏，请只选其一。"]),
        ({"head": "1"}, ["请指定哪一列是村（社区）：编码或名称。", "请至少为一列指定对应栏目。"]),
        ({"head": "150"}, ["这一行没有表头。"]),
        ({"sheet": "别处"}, ["选择一个有效的选项。 别处 不在可用的选项中。"]),
    ],
)
def test_a_mapping_that_cannot_work_is_told(ying, url, changed, told):
    page = ying.post(url, {"file": workbook()})
    answer = ying.post(url, onward(page, "preview", **changed))
    errors = [sentence for of_field in answer.context["columns"].errors.values() for sentence in of_field]
    assert (answer.status_code, errors) == (422, told)


def test_what_changes_between_the_look_and_the_click_is_shown_again(ying, url, marked):
    page = ying.post(url, onward(ying.post(url, {"file": workbook()}), "preview"))
    Sheet.objects.filter(plan__village=XIN, plan__campaign=marked).update(population=1, version=9)
    again = ying.post(url, onward(page, "apply"))
    assert (again.status_code, sheet(marked, NING).population) == (409, None)
    assert ying.post(url, onward(again, "apply")).status_code == 302
    assert sheet(marked, XIN).population == 1830


def test_a_file_that_is_too_large_to_carry_is_told(ying, url):
    assert ying.post(url, {"file": SimpleUploadedFile("a.xlsx", b"0" * 1_500_001)}).status_code == 422
    assert ying.post(url, {"file": SimpleUploadedFile("a.xlsx", b"no workbook")}).status_code == 422


# Heads in two rows, and in two columns

ONE_TIER = [["序号", "乡镇", "村名", "户数（户）", "人口（人）", "党员数（人）", "备注"]]
TWO_TIERS = [
    ["序号", "乡镇", "村名", "基本情况", "", "", "备注"],
    ["", "", "", "户数（户）", "人口（人）", "党员数（人）", ""],
]
VILLAGES = [[1, "宁郭镇", "宁郭村", 620, 2580, 86, ""], ["合计", "", "", 620, 2580, 86, ""]]
TITLES = [["宁郭镇各村基本情况统计表"], ["填报单位：宁郭镇人民政府", "", "", "", "", "", "2026年11月"]]


def merged(rows, *ranges) -> SimpleUploadedFile:
    book = openpyxl.load_workbook(BytesIO(workbook(rows).read()))
    for each in ranges:
        book.active.merge_cells(each)
    file = BytesIO()
    book.save(file)
    return SimpleUploadedFile("基本情况.xlsx", file.getvalue())


@pytest.mark.parametrize(
    "file",
    [
        lambda: workbook(TITLES + ONE_TIER + VILLAGES),
        lambda: workbook(TITLES + TWO_TIERS + VILLAGES),
        lambda: merged(TITLES + TWO_TIERS + VILLAGES, "A1:G1", "A3:A4", "B3:B4", "C3:C4", "D3:F3", "G3:G4"),
        lambda: merged(TITLES[:1] + TWO_TIERS + VILLAGES, "A1:G1", "A2:A3", "B2:B3", "C2:C3", "D2:F2", "G2:G3"),
    ],
    ids=["one row", "two rows", "two rows merged", "one title"],
)
def test_heads_in_one_row_and_in_two_are_read_alike(ying, url, file):
    page = ying.post(url, {"file": file()})
    page = ying.post(url, onward(page, "preview"))
    assert told(page) == {NING: [("households", "620"), ("population", "2580"), ("members", "86")]}


def test_columns_that_nobody_said_anything_of_are_named(ying, url):
    page = ying.post(url, onward(ying.post(url, {"file": workbook()}), "preview"))
    assert page.context["upload"].account.unread == ("A：序号", "H：备注")


def test_of_last_years_column_and_this_years_the_latter_is_guessed(ying, url):
    heads = [["村名", "上年", "", "本年", ""], ["", "人口", "户数", "人口", "户数"]]
    page = ying.post(url, {"file": merged([*heads, ["宁郭村", 1, 2, 3, 4]], "B1:C1", "D1:E1")})
    assert [page.context["columns"][f"col-{column}"].value() for column in range(5)] == [
        "unit", None, None, "population", "households",
    ]  # fmt: skip
    assert page.context["columns"]["col-1"].label == "上年·人口"


def test_of_two_columns_of_one_name_none_is_guessed(ying, url):
    page = ying.post(url, {"file": workbook([["村名", "人口", "人口"], ["宁郭村", 1, 2]])})
    assert [page.context["columns"][f"col-{column}"].value() for column in range(3)] == ["unit", None, None]


def test_a_name_beside_another_units_code_is_an_error(ying, url):
    rows = [["编码", "乡镇", "村名", "人口"], [NING, "宁郭镇", "宁郭", 1], [XIN, "文昌街道", "姚郭庄村", 2]]
    page = ying.post(url, onward(ying.post(url, {"file": workbook(rows)}), "preview"))
    assert told(page) == {NING: [("population", "1")]}
    assert [error.cell for error in page.context["upload"].errors] == ["A3"]


def test_the_list_of_errors_stays_where_the_file_cannot_be_marked(ying, url, monkeypatch):
    page = ying.post(url, {"file": workbook([["村名", "人口"], ["宁郭村", "许多"]])})
    monkeypatch.setattr("campaigns.workbooks.marked.CHILD", "/dev/null")
    page = ying.post(url, onward(page, "mark"))
    assert (page.status_code, [error.cell for error in page.context["upload"].errors]) == (422, ["B2"])
