"""The matrix goes out as a workbook and comes back, whatever people and hostile files do to it."""

import random
import zipfile
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from campaigns.planning.actions.marks import save_marks
from campaigns.planning.exchange.matrix import read_matrix, write_matrix
from campaigns.planning.reports.matrix import matrix
from campaigns.workbooks.archive import Reason, SuspiciousArchiveError, look_through
from campaigns.workbooks.workbook import UnreadableError, check, read_sheets
from fivestar.changes.models import ChangeSet
from tests import make
from tests.planning.plans import HAN, QIN
from tests.sheets.test_exchange import through_libreoffice

pytestmark = pytest.mark.once

XIN, YAO, JIN, YANG = "410871062201", "410871062202", "410871062200", "410871062203"


@pytest.fixture
def wenchang(campaign, place, cast):
    """文昌街道 with two marked units."""
    make.mark(cast.eve, campaign, {XIN: "industry safety", YAO: "none"})
    return lambda: matrix(campaign, place.wenchang, timezone.localdate())


def opened(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(content))


def saved(workbook: openpyxl.Workbook) -> BytesIO:
    file = BytesIO()
    workbook.save(file)
    return file


def cells(sheet) -> dict[str, dict[str, object]]:
    """Values by unit code and head."""
    heads = [cell.value for cell in sheet[4]]
    return {
        row[0].value: dict(zip(heads, (cell.value for cell in row), strict=True))
        for row in sheet.iter_rows(min_row=5) if row[0].value
    }  # fmt: skip


def test_the_workbook_has_a_row_for_each_unit(wenchang, campaign):
    sheet = opened(write_matrix(wenchang()))["农村"]
    rows = cells(sheet)
    assert list(rows) == [XIN, YAO, JIN, YANG]
    assert rows[XIN] | {"计划星级": None} == {
        "编码": XIN, "版本": make.plan(campaign, XIN).version, "管区": "第一管区", "村（社区）": "辛庄村",
        "支部过硬": None, "产业兴旺": "★", "生态宜居": None, "平安法治": "★", "文明幸福": None,
        "计划星级": None, "本年无目标的原因": None, "已创成星": None, "状态": "暂存",
    }  # fmt: skip
    assert rows[YAO]["本年无目标的原因"] == "集中整改"
    assert sheet.column_dimensions["B"].hidden


def test_villages_and_communities_have_their_own_sheets(campaign, place):
    workbook = opened(write_matrix(matrix(campaign, place.liwan, timezone.localdate())))
    assert workbook.sheetnames == ["农村", "社区"]
    assert [cell.value for cell in workbook["社区"][4]][4:9] == [
        "支部过硬",
        "共建共享",
        "平安法治",
        "幸福和谐",
        "宜业兴业",
    ]


def test_out_and_in_changes_nothing(wenchang):
    upload = read_matrix(BytesIO(write_matrix(wenchang())), wenchang())
    assert (upload.errors, upload.changed, upload.same) == ((), [], 4)


@pytest.mark.parametrize("tick", ["★", "1", "√", "是", " √ ", "Y", "★新", 1, 1.0, "１", "1.0", True])
def test_yes_in_every_form_people_write_it(wenchang, tick):
    workbook = opened(write_matrix(wenchang()))
    workbook["农村"]["E7"] = tick
    upload = read_matrix(saved(workbook), wenchang())
    assert [(row.sheet.code, set(row.sheet.targets)) for row in upload.changed] == [(JIN, {"branch"})]


def test_every_error_is_told_with_its_cell(wenchang):
    workbook = opened(write_matrix(wenchang()))
    sheet = workbook["农村"]
    sheet["F5"] = "也许"
    sheet["K6"], sheet["E6"] = "又没有", "★"
    sheet["A7"] = "410871101200"  # a unit of another township
    sheet["B8"] = "二"
    sheet["K8"] = "长" * 121
    upload = read_matrix(saved(workbook), wenchang())
    assert [(error.sheet, error.cell) for error in upload.errors] == [
        ("农村", "F5"), ("农村", "K6"), ("农村", "A7"), ("农村", "K8"), ("农村", "B8"),
    ]  # fmt: skip
    assert upload.rows == ()


def test_a_unit_that_stands_twice_is_told(wenchang):
    workbook = opened(write_matrix(wenchang()))
    workbook["农村"]["A7"], workbook["农村"]["E7"] = XIN, "★"
    upload = read_matrix(saved(workbook), wenchang())
    assert ([error.cell for error in upload.errors], [row.sheet.code for row in upload.rows]) == (["A7"], [YAO, YANG])


def test_a_head_that_lacks_is_named(wenchang):
    workbook = opened(write_matrix(wenchang()))
    workbook["农村"]["A4"], workbook["农村"]["G4"] = "代号", "宜居"
    with pytest.raises(UnreadableError, match="第4行像是表头，但缺少“编码”、“生态宜居”"):
        read_matrix(saved(workbook), wenchang())


def test_a_code_typed_in_full_width_is_the_same_code(wenchang):
    workbook = opened(write_matrix(wenchang()))
    workbook["农村"]["A5"] = "４１０８７１０６２２０１"
    assert read_matrix(saved(workbook), wenchang()).errors == ()


def test_a_reason_in_a_row_without_a_code_is_not_left_out_in_silence(wenchang):
    workbook = opened(write_matrix(wenchang()))
    workbook["农村"]["A5"], workbook["农村"]["K5"] = None, "正在换届"
    assert [error.cell for error in read_matrix(saved(workbook), wenchang()).errors] == ["A5"]


def test_a_unit_of_the_other_star_set_is_told(campaign, place):
    """A community in the villages' sheet would be marked with stars that it is not rated by."""
    of_liwan = matrix(campaign, place.liwan, timezone.localdate())
    workbook = opened(write_matrix(of_liwan))
    assert [workbook[name]["A5"].value for name in ("农村", "社区")] == [QIN, HAN]
    workbook["农村"]["A5"], workbook["农村"]["F5"] = HAN, "★"
    workbook["社区"]["A5"], workbook["社区"]["F5"] = QIN, "★"
    upload = read_matrix(saved(workbook), of_liwan)
    assert [(error.sheet, error.cell, error.sentence) for error in upload.errors] == [
        ("农村", "A5", f"{HAN} 不是本乡镇（街道）此类村（社区）的编码。"),
        ("社区", "A5", f"{QIN} 不是本乡镇（街道）此类村（社区）的编码。"),
    ]
    assert ([row.sheet.code for row in upload.rows], upload.changed) == (["410871060202"], [])


def test_more_columns_other_order_and_missing_rows_are_fine(wenchang):
    workbook = opened(write_matrix(wenchang()))
    sheet = workbook["农村"]
    sheet.insert_cols(1)
    sheet["A4"], sheet["A5"] = "备注", "已与村里商定"
    sheet.delete_rows(8)
    sheet["F7"] = "★"
    upload = read_matrix(saved(workbook), wenchang())
    assert (upload.errors, [row.sheet.code for row in upload.changed], upload.same) == ((), [JIN], 2)


def test_a_file_made_before_a_change_is_stale_row_by_row(wenchang, campaign, cast):
    content = write_matrix(wenchang())
    make.mark(cast.ying, campaign, {XIN: "civility"})
    upload = read_matrix(BytesIO(content), wenchang())
    assert [(row.sheet.code, row.stale) for row in upload.changed] == [(XIN, True)]


def test_a_text_that_looks_like_a_formula_stays_a_text(wenchang, campaign, cast):
    row = make.row(campaign, YAO, no_target=True, no_target_reason="=1+1")
    save_marks(by=cast.eve, campaign=campaign, rows=[row])
    cell = opened(write_matrix(wenchang()))["农村"]["K6"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_its_formulas_carry_what_they_come_to(wenchang):
    """Whoever only looks into the file, in a chat or in a reader that does not calculate, sees the figures."""
    content = write_matrix(wenchang())
    formulas, values = opened(content)["农村"], openpyxl.load_workbook(BytesIO(content), data_only=True)["农村"]
    counted = {"F9": 1, "G9": 0, "H9": 1, "J9": 2, "J5": 2, "J6": 0}
    assert {place: values[place].value for place in counted} == counted
    assert {formulas[place].data_type for place in counted} == {"f"}


def test_it_has_official_heads_and_says_at_its_foot_what_it_is(wenchang):
    sheet = opened(write_matrix(wenchang()))["农村"]
    assert sorted(str(each) for each in sheet.merged_cells.ranges if each.min_row == 3) == ["A3:D3", "E3:I3", "J3:K3"]
    assert [sheet[cell].value for cell in ("A3", "E3", "J3", "L3")] == ["村（社区）", "计划创建星", "计划", "上年"]
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.print_title_rows) == (
        "landscape", 1, "$3:$4",
    )  # fmt: skip
    for words in ("数据时间：", "口径：文昌街道4个村", "筛选：全部"):
        assert words in sheet.oddFooter.left.text


def test_libreoffice_saves_it_without_loss_and_counts_the_stars(wenchang, tmp_path):
    """Its formulas count what is read, whatever words a row has."""
    workbook = opened(write_matrix(wenchang()))
    sheet = workbook["农村"]
    fill(sheet, 7, 1, "√", "１", " ★ 新", "y")
    fill(sheet, 8, "×", 0, "否", "☆", "★")
    sheet["K6"] = "集中整改二"
    saved_by = through_libreoffice(saved(workbook).getvalue(), tmp_path)
    upload = read_matrix(saved_by, wenchang())
    assert (upload.errors, upload.same, upload.stale) == ((), 1, [])
    assert {row.sheet.code: len(row.sheet.targets) for row in upload.rows} == {XIN: 2, YAO: 0, JIN: 5, YANG: 1}
    counted = openpyxl.load_workbook(saved_by, data_only=True)["农村"]
    assert [counted[f"J{row}"].value for row in range(5, 10)] == [2, 0, 5, 1, 8]
    assert [counted[f"{column}9"].value for column in "EFGHI"] == [1, 2, 1, 2, 2]


# What went wrong in the files of counties


def fill(sheet, row: int, *cells) -> None:
    """Fill in a row's stars, from 支部过硬 on."""
    for column, value in zip("EFGHI", cells, strict=False):
        sheet[f"{column}{row}"] = value


@pytest.fixture
def returned(wenchang):
    """returned(change) is what is read of a fresh download after somebody changed its sheet."""

    def read(change):
        workbook = opened(write_matrix(wenchang()))
        change(workbook["农村"])
        return read_matrix(saved(workbook), wenchang())

    return read


def places(upload) -> list[str]:
    return [error.cell for error in upload.errors]


def test_a_sheet_sorted_in_part_offers_nothing_for_rows_of_another_name(returned):
    """Codes stayed where they were, names and stars were sorted: one village's stars beside another's code."""

    def sort(sheet):
        for column in range(3, 12):
            one, other = sheet.cell(5, column), sheet.cell(7, column)
            one.value, other.value = other.value, one.value

    upload = returned(sort)
    assert (places(upload), [row.sheet.code for row in upload.rows]) == (["A5", "A7"], [YAO, YANG])
    assert "金炉村" in upload.errors[0].sentence


@pytest.mark.parametrize("name", ["辛庄", "辛　庄　村", "辛庄村民委员会", " 辛庄村\u200b", "文昌街道辛庄村", None])
def test_a_name_written_otherwise_is_still_its_codes(returned, name):
    upload = returned(lambda sheet: sheet.__setitem__("D5", name))
    assert (upload.errors, upload.same) == ((), 4)


def test_a_cell_without_a_value_is_an_error_and_the_star_stays(returned):
    def spoil(sheet):
        sheet["F5"] = "#N/A"
        sheet["F5"].data_type = "e"
        sheet["H7"] = '=IF(1=1,"★","")'
        sheet["K8"] = "=K5"

    upload = returned(spoil)
    assert places(upload) == ["F5", "H7", "K8"]
    assert "#N/A" in upload.errors[0].sentence
    assert [row.sheet.code for row in upload.rows] == [YAO]


def last_year(sheet, group: str, *, is_merged: bool) -> None:
    """Five stars of last year beside this year's."""
    for offset in range(5):
        sheet.cell(4, 14 + offset).value = sheet.cell(4, 5 + offset).value
    sheet["N3"] = group
    if is_merged:
        sheet.merge_cells("N3:R3")


def test_two_blocks_of_stars_are_refused_with_the_columns_named(returned):
    for group, is_merged in (("上年已创成星", False), ("甲", True)):
        with pytest.raises(UnreadableError) as refused:
            returned(lambda sheet, group=group, is_merged=is_merged: last_year(sheet, group, is_merged=is_merged))
        assert "“产业兴旺” F、O" in str(refused.value)


def test_a_head_above_them_tells_last_years_stars_from_this_years(returned):
    upload = returned(lambda sheet: last_year(sheet, "上年已创成星", is_merged=True))
    assert (upload.errors, upload.changed) == ((), [])
    assert upload.account.unread[0] == "农村 N：上年已创成星·支部过硬"


def test_rows_and_columns_without_a_counterpart_are_accounted_for(returned):
    def change(sheet):
        sheet["N4"], sheet["N5"] = "备注", "已商定"
        sheet["D12"], sheet["F12"] = "新村", "★"
        sheet["D13"], sheet["F13"] = "第一管区小计", 1
        sheet.delete_rows(8)

    upload = returned(change)
    assert (upload.account.unread, upload.account.missing) == (("农村 N：备注",), ("杨庄村",))
    assert places(upload) == ["A11"]


# Files nobody should open


def archive(**members: bytes) -> BytesIO:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name.replace("__", "/"), content)
    return file


@pytest.mark.parametrize(
    "file",
    [
        BytesIO(b""),
        BytesIO(b"not an archive"),
        BytesIO(b"\xd0\xcf\x11\xe0" + b"\0" * 100),
        archive(xl__vbaProject=b"x"),
        archive(xl__externalLinks__a=b"x"),
        archive(xl__embeddings__a=b"x"),
        archive(a=b"\0" * 5_000_000),
        archive(**{f"m{n}": b"x" for n in range(201)}),
        archive(a=b"<?xml version='1.0'?><!DOCTYPE x>"),
        archive(a=b" " * 65530 + b"<!DOCTYPE x>"),
    ],
    ids=["empty", "text", "ole", "macro", "link", "embedded", "bomb", "members", "doctype", "split doctype"],
)
def test_hostile_files_are_refused_unopened(file):
    with pytest.raises(UnreadableError):
        check(file)


@pytest.mark.parametrize(
    ("file", "advice"),
    [
        (archive(xl__externalLinks__a=b"x"), "断开链接"),
        (archive(xl__vbaProject=b"x"), "另存为"),
        (archive(xl__embeddings__a=b"x"), "定位"),
        (archive(**{f"m{n}": b"x" for n in range(201)}), "定位"),
    ],
    ids=["link", "macro", "embedded", "members"],
)
def test_a_file_that_is_not_opened_says_what_makes_it_work(file, advice):
    with pytest.raises(UnreadableError, match=advice):
        check(file)


def test_an_archive_is_counted_as_a_whole():
    """Each member may be small; what they unpack to together is what takes the memory."""

    def unpacked(most: int) -> int:
        with zipfile.ZipFile(archive(a=b"1" * 60, b=b"2" * 40)) as opened_:
            return sum(len(piece) for _name, piece in look_through(opened_, most_members=2, most_unpacked=most))

    assert unpacked(100) == 100
    with pytest.raises(SuspiciousArchiveError) as refused:
        unpacked(99)
    assert refused.value.reason == Reason.TOO_LARGE


def test_a_workbook_that_unpacks_to_more_than_20_mb_is_refused():
    """By none of its members alone: each packs no better than other tables do."""
    mixed = random.Random(1)
    part = b"".join(mixed.randbytes(2_000) + bytes(98_000) for _ in range(70))
    check(archive(a=part, b=part))
    with pytest.raises(UnreadableError, match="解压后"):
        check(archive(a=part, b=part, c=part))


def test_a_broken_workbook_is_refused_by_the_child(wenchang):
    with pytest.raises(UnreadableError):
        read_sheets(archive(xl__workbook=b"<broken"))


def test_a_sheet_of_endless_rows_is_refused(wenchang):
    workbook = openpyxl.Workbook()
    workbook.active["A6000"] = 1
    with pytest.raises(UnreadableError):
        read_sheets(saved(workbook))


def test_a_workbook_without_a_table_is_told_what_is_missing(wenchang):
    with pytest.raises(UnreadableError, match="编码"):
        read_matrix(saved(openpyxl.Workbook()), wenchang())


# The pages


def upload_of(content: bytes, name: str = "文昌.xlsx") -> dict:
    return {"file": SimpleUploadedFile(name, content)}


def test_download_upload_look_and_take_over(client, cast, campaign, wenchang):
    client.force_login(cast.eve.officer)
    url = f"/{campaign.year}/410871062/"
    workbook = opened(client.get(f"{url}stars.xlsx").content)
    workbook["农村"]["E7"] = workbook["农村"]["F7"] = "★"
    before = ChangeSet.objects.count()
    page = client.post(f"{url}upload/", upload_of(saved(workbook).getvalue()))
    assert (page.status_code, ChangeSet.objects.count()) == (200, before)
    row = page.context["upload"].changed[0].sheet
    data = {"picking": "1", "reason": "Excel：文昌.xlsx", f"v-{JIN}": row.version, f"t-{JIN}": sorted(row.targets)}
    client.post(url, data)  # nothing is picked
    assert ChangeSet.objects.count() == before
    other = {f"v-{YANG}": make.plan(campaign, YANG).version, f"t-{YANG}": ["civility"]}
    client.post(url, data | other | {"pick": JIN})
    assert set(make.plan(campaign, JIN).mark.targets) == {"branch", "industry"}
    assert set(make.plan(campaign, YANG).mark.targets) == set()
    assert ChangeSet.objects.order_by("-pk").first().reason == "Excel：文昌.xlsx"


def test_an_import_is_one_change_that_is_undone_as_one(client, cast, campaign, wenchang):
    client.force_login(cast.eve.officer)
    url = f"/{campaign.year}/410871062/"
    rows = wenchang().grids[0].rows
    data = {f"v-{row.code}": row.plan.version for row in rows} | {f"t-{row.code}": ["civility"] for row in rows}
    client.post(url, data | {"picking": "1", "pick": [row.code for row in rows], "reason": "Excel：文昌.xlsx"})
    made = ChangeSet.objects.order_by("-pk").first()
    assert {set(row.mark.targets) == {"civility"} for row in wenchang().grids[0].rows} == {True}
    client.post(f"/changes/{made.pk}/undo/", {"token": "", "reason": ""})
    assert [set(row.mark.targets) for row in wenchang().grids[0].rows] == [set(row.mark.targets) for row in rows]
    assert make.plan(campaign, YAO).no_target_reason == "集中整改"


def test_the_file_goes_back_with_its_errors_marked(client, cast, campaign, wenchang):
    client.force_login(cast.eve.officer)
    url = f"/{campaign.year}/410871062/upload/"
    workbook = opened(write_matrix(wenchang()))
    workbook["农村"]["F7"], workbook["农村"]["E8"] = "也许", "★"
    page = client.post(url, upload_of(saved(workbook).getvalue()))
    assert [row.sheet.code for row in page.context["upload"].changed] == [YANG]
    back = client.post(url, {"carried": page.context["carried"], "name": page.context["name"], "deed": "mark"})
    sheet = opened(back.content)["农村"]
    assert (sheet["F7"].fill.fgColor.rgb, sheet["F8"].fill.fgColor.rgb) != (sheet["F8"].fill.fgColor.rgb,) * 2
    assert (sheet["N4"].value, sheet["N7"].value[:3], sheet["N8"].value) == ("错误提示", "F7 ", None)


def test_the_list_of_errors_stays_where_the_file_cannot_be_marked(client, cast, campaign, wenchang, monkeypatch):
    client.force_login(cast.eve.officer)
    workbook = opened(write_matrix(wenchang()))
    workbook["农村"]["F7"] = "也许"
    monkeypatch.setattr("campaigns.workbooks.marked.CHILD", "/dev/null")
    page = client.post(f"/{campaign.year}/410871062/upload/", upload_of(saved(workbook).getvalue()) | {"deed": "mark"})
    assert (page.status_code, len(page.context["form"].non_field_errors())) == (422, 1)
    assert [error.cell for error in page.context["upload"].errors] == ["F7"]
    assert page.context["carried"]


def test_a_bad_file_gets_a_sentence_on_the_page(client, cast, campaign):
    client.force_login(cast.eve.officer)
    page = client.post(f"/{campaign.year}/410871062/upload/", upload_of(b"no"))
    assert page.status_code == 422
    assert len(page.context["form"].errors["file"]) == 1


@pytest.mark.parametrize(("who", "status"), [("eve", 200), ("ying", 200), ("lei", 403), ("wen", 404), ("zhou", 404)])
def test_who_may_upload(client, cast, campaign, who, status):
    client.force_login(getattr(cast, who).officer)
    assert client.get(f"/{campaign.year}/410871062/upload/").status_code == status
