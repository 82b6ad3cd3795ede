"""Workbooks and papers on pages: uploads are looked at, taken over in part or not at all, given back marked."""

from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from campaigns.opinions.actions import give_opinions
from campaigns.opinions.rules import OpinionSheet
from campaigns.projects.models import Project
from campaigns.sheets.models.sheet import Sheet
from campaigns.year.models.campaign import Filing
from fivestar.changes.models import ChangeSet
from tests import make
from tests.browsing import words
from tests.sheets.test_exchange import NAME, at
from tests.snapshot import kept

pytestmark = pytest.mark.once

XIN, YAO, JIN = "410871062201", "410871062202", "410871062200"
TOWNSHIP = "410871062"


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
def base(marked) -> str:
    return f"/{marked.year}/{TOWNSHIP}/"


def sheet(campaign, code=XIN) -> Sheet:
    return Sheet.objects.for_list().get(plan__campaign=campaign, plan__village=code)


def book_of(answer) -> openpyxl.Workbook:
    assert answer.status_code == 200
    return openpyxl.load_workbook(BytesIO(answer.content))


def file_of(workbook, name="计划表.xlsx") -> SimpleUploadedFile:
    file = BytesIO()
    workbook.save(file)
    return SimpleUploadedFile(name, file.getvalue())


@pytest.fixture
def uploaded(eve, base):
    """Downloads the workbook, fills cells in, uploads it."""

    def upload(*cells, **more):
        book = book_of(eve.get(f"{base}sheets.xlsx"))
        for head, row, value in cells:
            book[NAME][at(head, row)] = value
        return eve.post(f"{base}sheets/upload/", {"file": file_of(book), **more})

    return upload


def taken_over(page, *codes) -> dict:
    """What a browser sends of the preview with these units ticked."""
    fields = {
        "picking": "1",
        "pick": list(codes),
        "reason": f"Excel：{page.context['name']}",
        "token": page.context["token"],
    }
    for unit in page.context["upload"].changed:
        fields[f"v-{unit.code}"] = unit.version
        fields |= {f"c-{unit.code}-{each.cell}": each.sent for each in unit.changes}
    return fields


def test_what_is_ticked_is_taken_over_as_one_change(eve, base, uploaded, marked):
    page = uploaded(
        ("措施", 5, "建合作社"), ("重点突破星", 5, "产业兴旺星"), ("党组织形式", 5, "党委"), ("措施", 6, "修路")
    )
    assert (page.status_code, [unit.code for unit in page.context["upload"].changed]) == (200, [XIN, YAO])
    before = ChangeSet.objects.count()
    done = eve.post(f"{base}sheets/grid/", taken_over(page, XIN))
    assert (done.status_code, done.url) == (302, f"{base}sheets/")
    now = sheet(marked)
    assert (now.content.cases["industry"]["measure"], now.focus.code, now.organisation) == (
        "建合作社",
        "industry",
        "committee",
    )
    assert sheet(marked, YAO).content.is_empty
    assert ChangeSet.objects.count() == before + 1
    assert ChangeSet.objects.latest("pk").reason == "Excel：计划表.xlsx"


def test_reading_a_file_changes_nothing(uploaded):
    before = ChangeSet.objects.count()
    uploaded(("措施", 5, "建合作社"))
    assert ChangeSet.objects.count() == before


def test_a_file_that_is_late_is_told_and_not_ticked(eve, base, uploaded, marked, cast):
    book = book_of(eve.get(f"{base}sheets.xlsx"))
    eve.post(f"{base}sheets/grid/?part=people", {f"v-{XIN}": sheet(marked).version, f"c-{XIN}-contact_leader": "赵六"})
    page = eve.post(f"{base}sheets/upload/", {"file": file_of(book)})
    assert [unit.is_stale for unit in page.context["upload"].changed] == [True]
    assert f'value="{XIN}" id="p-{XIN}">' in page.text


def test_what_changes_between_the_preview_and_the_click_is_refused(eve, base, uploaded, marked):
    page = uploaded(("人口", 5, 1830))
    eve.post(f"{base}sheets/grid/?part=people", {f"v-{XIN}": sheet(marked).version, f"c-{XIN}-contact_leader": "赵六"})
    assert eve.post(f"{base}sheets/grid/", taken_over(page, XIN)).status_code == 409
    assert sheet(marked).population is None


def test_errors_stand_beside_the_good_rows_and_come_back_in_the_file(eve, base, uploaded):
    page = uploaded(("人口", 5, "许多"), ("人口", 6, 600))
    assert [(error.sheet, error.cell) for error in page.context["upload"].errors] == [(NAME, at("人口", 5))]
    assert [unit.code for unit in page.context["upload"].changed] == [YAO]
    back = eve.post(
        f"{base}sheets/upload/", {"carried": page.context["carried"], "name": page.context["name"], "deed": "mark"}
    )
    marked_sheet = book_of(back)[NAME]
    assert marked_sheet[at("人口", 5)].fill.fgColor.rgb == "FFFFC7CE"
    assert "错误提示" in [cell.value for cell in marked_sheet[4]]


@pytest.mark.parametrize(
    "sent", [{}, {"carried": "%%%"}, {"carried": "AAAA"}, {"file": SimpleUploadedFile("a.xlsx", b"no workbook")}]
)
def test_what_is_no_workbook_is_told(eve, base, sent):
    assert eve.post(f"{base}sheets/upload/", sent).status_code == 422


def test_the_workbook_is_narrowed_as_the_list_is(eve, base, marked):
    rows = book_of(eve.get(f"{base}sheets.xlsx?state=draft"))[NAME]
    assert "本表0个" in rows["A2"].value
    assert "筛选：暂存" in rows["A2"].value
    assert eve.get(f"{base}sheets.xlsx?state=nonsense").status_code == 404


def test_all_sheets_are_printed_each_on_its_own_page(eve, base):
    page = eve.get(f"{base}sheets/paper/")
    assert page.text.count('<section class="paper"') == 4
    for line in ("村（社区）党支部意见（盖章）", "产业兴旺星", "集中整改"):
        assert line in page.text


def test_the_summary_is_read_and_downloaded(eve, base, marked):
    page = eve.get(f"{base}summary/")
    assert page.status_code == 200
    assert "二星" in words(page)
    book = book_of(eve.get(f"{base}summary.xlsx?source=approved"))
    assert book.sheetnames == ["农村"]
    assert eve.get(f"{base}summary/?source=share").status_code == 404


def test_the_sign_off_is_recorded_and_stands_among_the_submissions(eve, base, marked, cast):
    form = eve.get(f"{base}summary/sign/").context["form"]
    sent = {"signed_by_name": "王书记", "signed_on": form["signed_on"].value(), "version": form["version"].value()}
    assert eve.post(f"{base}summary/sign/", sent | {"signed_by_name": ""}).status_code == 422
    assert eve.post(f"{base}summary/sign/", sent).status_code == 302
    assert eve.post(f"{base}summary/sign/", sent | {"signed_by_name": "李书记"}).status_code == 409
    assert Filing.objects.get(campaign=marked, township=TOWNSHIP).signed_by_name == "王书记"
    eve.force_login(cast.ying.officer)
    assert "王书记" in eve.get(f"/{marked.year}/410871/filings/").text


def test_the_list_of_units_goes_out_as_it_is_filtered(eve, base, marked):
    sheet = book_of(eve.get(f"{base}units.xlsx?star=industry&level=1"))["农村"]
    assert [cell.value for cell in sheet["A"]][3:] == [XIN, None]
    heads = [cell.value for cell in sheet[3]]
    row = dict(zip(heads, (cell.value for cell in sheet[4]), strict=True))
    assert (row["产业兴旺星"], row["支部过硬星"], row["计划星级"], row["状态"]) == ("★", None, "一星", "暂存")
    assert "口径：1个村（社区），文昌街道共4个" in sheet["A2"].value
    assert "筛选：计划星级：一星；计划创建星：产业兴旺" in sheet["A2"].value
    assert eve.get(f"{base}units.xlsx?level=nine").status_code == 404


def test_opinions_and_projects_go_out_as_lists(eve, base, marked, cast):
    said = OpinionSheet(XIN, "=先定项目", "village", "industry", "县农业农村局")
    give_opinions(by=cast.ying, campaign=marked, opinions=[said])
    sheet = book_of(eve.get(f"{base}opinions.xlsx"))["意见建议"]
    assert [cell.value for cell in sheet[4]][3:8] == ["文昌街道", "辛庄村", "产业兴旺星", "=先定项目", "县农业农村局"]
    assert "意见建议 1 条" in sheet["A2"].value
    assert book_of(eve.get(f"{base}opinions.xlsx?star=ecology"))["意见建议"].max_row == 3
    Project.objects.create(plan=make.plan(marked, XIN), name="冷库", amount=Decimal("12.5"), source="fiscal")
    Project.objects.create(plan=make.plan(marked, XIN), name="游园")
    sheet = book_of(eve.get(f"{base}projects.xlsx"))["创建项目清单"]
    assert ([cell.value for cell in sheet["G"]][3:5], sheet["H6"].value) == (["冷库", "游园"], "=SUM(H4:H5)")
    assert "2个项目，其中1个资金未定" in sheet["A2"].value
