"""Project list and opinions go out as workbooks and come back: new, changed, the same, wrong, changed meanwhile."""

import datetime
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from campaigns.entry.rules.dates import parse_date
from campaigns.opinions.actions import answer_opinion, give_opinions, take_opinions
from campaigns.opinions.choices import OpinionState
from campaigns.opinions.models import Opinion
from campaigns.opinions.rules import OpinionEntry, OpinionSheet, verdict_problems
from campaigns.projects.actions import add_project, edit_project, take_projects
from campaigns.projects.models import Project
from campaigns.projects.rules import ProjectEntry, ProjectSheet
from fivestar.changes.deeds import Refused, Stale
from fivestar.changes.models import ChangeSet
from fivestar.changes.undo import undo
from tests import make
from tests.planning.plans import JIN, NING, XIN
from tests.sheets.test_exchange import through_libreoffice
from tests.snapshot import kept

pytestmark = pytest.mark.once

FOUR = "industry ecology safety civility"
TOWNSHIP, COUNTY = "410871062", "410871"


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
@kept
def listed(campaign, cast):
    """辛庄 (two projects) and 宁郭 (one) aim at four stars, 金炉 at two; three opinions, one of them a task force's."""
    make.mark(cast.eve, campaign, {XIN: FOUR, JIN: "industry ecology"})
    make.mark(cast.wen, campaign, {NING: FOUR})
    for seat, unit, project in (
        (cast.eve, XIN, ProjectSheet("清淤", "ecology", Decimal("12.5"), "superior", "农业农村局", "辛国强")),
        (cast.eve, XIN, ProjectSheet("冷库", "industry", Decimal(30), "social", state="under_way")),
        (cast.wen, NING, ProjectSheet("照料点")),
    ):
        add_project(by=seat, campaign=campaign, unit=unit, sheet=project)
    letter = [
        OpinionSheet(XIN, "先定项目", "village", "industry", "县农业农村局"),
        OpinionSheet(TOWNSHIP, "早报", from_whom="县财政局"),
    ]  # fmt: skip
    give_opinions(by=cast.ying, campaign=campaign, opinions=letter)
    give_opinions(by=cast.shen, campaign=campaign, opinions=[OpinionSheet(XIN, "治坑塘", "village", "ecology")])
    return campaign


class Book:
    """A downloaded list, to be filled in: ``book["冷库", "责任人"] = "张勇"`` by what a row says."""

    def __init__(self, content: bytes):
        self.workbook = openpyxl.load_workbook(BytesIO(content))
        self.sheet = self.workbook.active
        self.heads = {cell.value: cell.column for cell in self.sheet[3]}

    def line(self, said: str) -> int:
        return next(row[0].row for row in self.sheet.iter_rows(min_row=4) if said in [cell.value for cell in row])

    def __setitem__(self, at: tuple[str, str], value) -> None:
        self.sheet.cell(self.line(at[0]), self.heads[at[1]]).value = value

    def __getitem__(self, at: tuple[str, str]):
        return self.sheet.cell(self.line(at[0]), self.heads[at[1]]).value

    def add(self, **cells) -> None:
        row = self.sheet.max_row + 1
        for head, value in cells.items():
            column = next(column for known, column in self.heads.items() if known.split("（")[0] == head)
            self.sheet.cell(row, column).value = value

    def bytes(self) -> bytes:
        content = BytesIO()
        self.workbook.save(content)
        return content.getvalue()


@pytest.fixture
def office(client, cast, listed):
    """office(list) downloads it as 应敏; office(list, file, …) uploads it."""
    return _door(client, cast.ying, listed, COUNTY)


@pytest.fixture
def organizer(client, cast, listed):
    return _door(client, cast.eve, listed, TOWNSHIP)


def _door(client, seat, campaign, place):
    def go(name, content=None, **sent):
        client.force_login(seat.officer)
        if content is None:
            return Book(client.get(f"/{campaign.year}/{place}/{name}.xlsx").content)
        sent["file"] = SimpleUploadedFile("清单.xlsx", content)
        return client.post(f"/{campaign.year}/{place}/{name}/upload/", sent)

    return go


def told(upload) -> list[tuple]:
    return [(row.name, each.cell, each.was, each.now) for row in upload.changed for each in row.changes]


def test_a_project_list_comes_back_with_new_changed_and_same_rows(organizer, listed, cast):
    book = organizer("projects")
    assert [book.sheet.column_dimensions[column].hidden for column in "ABC"] == [True, True, False]
    book["冷库", "责任人"], book["冷库", "星"] = "张勇", "生态宜居"
    book.add(村="辛庄村", 项目名称="游园", 资金="8", 资金来源="村集体", 完成时限="6月底")
    page = organizer("projects", book.bytes())
    upload = page.context["upload"]
    assert upload.errors == ()
    assert (upload.same, len(upload.new), len(upload.good)) == (1, 1, 2)
    assert told(upload)[:2] == [
        ("冷库", "star", "产业兴旺", "生态宜居"), ("冷库", "person", "", "张勇"),
    ]  # fmt: skip
    organizer("projects", book.bytes(), deed="take", digest=upload.digest)
    found = Project.objects.get(name="游园")
    assert (found.place_code, found.amount, found.source, found.ends_on, found.state) == (
        XIN, Decimal(8), "collective", parse_date("6月30日", listed.span), "planned",
    )  # fmt: skip
    assert Project.objects.get(name="冷库").star.code == "ecology"
    done = ChangeSet.objects.latest("pk")
    assert (done.place, done.changes.count()) == (XIN, 2)
    again = organizer("projects", book.bytes()).context["upload"]  # its new row has no code, and is known by its name
    assert (again.changed, again.errors, again.same) == ([], (), 3)
    undo(by=cast.eve, changeset=done)
    assert not Project.objects.filter(name="游园").exists()


def test_days_of_a_project_list_are_understood_or_asked_about(organizer, listed):
    book = organizer("projects")
    late = listed.assessment_on + datetime.timedelta(days=1)
    book["冷库", "完成时限"] = "长期"
    book.add(
        村="辛庄村",
        项目名称="路灯",
        资金="36万元",
        资金来源="村集体",
        完成时限=f"{late.year}年{late.month}月{late.day}日前",
    )
    upload = organizer("projects", book.bytes()).context["upload"]
    due = [[(each.now, bool(each.remark)) for each in row.changes if each.cell == "ends_on"] for row in upload.changed]
    assert due == [[("长期坚持", False)], [(str(late), True)]]
    organizer("projects", book.bytes(), deed="take", digest=upload.digest)
    assert Project.objects.get(name="冷库").ends_on_words == "长期坚持"
    assert organizer("projects")["冷库", "完成时限"] == "长期坚持"
    book["冷库", "完成时限"] = "6.3"
    [error] = organizer("projects", book.bytes()).context["upload"].errors
    assert (error.cell[0], error.sentence) == (
        "M",
        "“6.3”是数字，末尾的0可能已丢失，请写成6月3日或6月30日。",
    )


def test_everything_wrong_in_a_project_list_is_told_at_once_and_marked(organizer):
    book = organizer("projects")
    book["冷库", "完成时限"], book["清淤", "资金来源"] = "改天", None
    book.add(村="金炉村", 项目名称="广场")
    book.add(村="宁郭村", 项目名称="别家的")
    book.add(村="辛庄村", 项目名称="冷库", 资金="9", 资金来源="社会")
    book.add(编码="999999", 项目名称="没有的")
    book.add(编码=Project.objects.get(name="清淤").pk, 项目名称="清淤二")
    upload = organizer("projects", book.bytes()).context["upload"]
    assert (upload.changed, [error.cell[0] for error in upload.errors]) == ([], ["I", "M", "E", "E", "G", "A", "A"])
    marked = Book(organizer("projects", book.bytes(), deed="mark").content)
    assert "错误提示" in marked.heads


def test_a_row_that_was_changed_meanwhile_waits_to_be_asked_for(organizer, listed, cast):
    book = organizer("projects")
    book["冷库", "责任人"], book["清淤", "责任人"] = "张勇", "李四"
    project = Project.objects.get(name="冷库")
    edit_project(by=cast.eve, project=project, version=project.version, sheet=ProjectSheet("冷库", note="招标"))
    upload = organizer("projects", book.bytes()).context["upload"]
    assert ([row.name for row in upload.stale], [row.name for row in upload.good]) == (["冷库"], ["清淤"])
    assert organizer("projects", book.bytes(), deed="take", digest="other").status_code == 409
    assert organizer("projects", book.bytes(), deed="take", digest=upload.digest).status_code == 302
    assert list(Project.objects.order_by("name").values_list("person", flat=True)) == ["", "李四", ""]


def test_the_deed_itself_refuses_what_it_may_not(listed, cast):
    theirs, own = Project.objects.get(name="照料点"), Project.objects.get(name="冷库")
    take = {"by": cast.eve, "campaign": listed}
    with pytest.raises(Refused, match="range"):
        take_projects(**take, entries=[ProjectEntry(NING, ProjectSheet("改"), theirs.pk, theirs.version)])
    with pytest.raises(Refused, match="four stars"):
        take_projects(**take, entries=[ProjectEntry(JIN, ProjectSheet("新"))])
    with pytest.raises(Stale):
        take_projects(**take, entries=[ProjectEntry(XIN, ProjectSheet("改"), own.pk, own.version + 1)])
    with pytest.raises(Refused, match="office"):
        take_opinions(**take, entries=[OpinionEntry(OpinionSheet(XIN, "说", from_whom="某局"))])
    assert not Project.objects.filter(name__in=["改", "新"]).exists()


def test_what_became_of_an_opinion_needs_its_words():
    found = [
        [cell for cell, _sentence in verdict_problems(state, answer, was_open=was_open)]
        for state, answer, was_open in (
            ("open", "", True), ("open", "", False), ("open", "先放", True), ("adopted", "", True),
            ("partly", "", True),
            ("not_adopted", "缺钱", False), ("other", "", True),
        )
    ]  # fmt: skip
    assert found == [[], ["state"], ["state"], [], ["answer"], [], ["state"]]


def test_opinions_come_back_with_answers_and_new_ones(office, listed, cast):
    book = office("opinions")
    book["先定项目", "采纳情况"], book["先定项目", "意见建议"] = "采纳", "先定好项目"
    book["早报", "采纳情况"], book["早报", "答复"] = "部分采纳", "月底前报"
    book.add(村="宁郭村", 星="文明幸福", 意见建议="修广场", 提出单位="县文旅局", 采纳情况="不采纳", 答复="资金不足")
    book.add(乡镇="文昌街道", 意见建议="抓进度", 提出单位="县财政局")
    upload = office("opinions", book.bytes()).context["upload"]
    assert upload.errors == ()
    assert (len(upload.good), len(upload.new), upload.same) == (4, 2, 1)
    office("opinions", book.bytes(), deed="take", digest=upload.digest)
    states = dict(Opinion.objects.values_list("text", "state"))
    assert states == {
        "先定好项目": OpinionState.ADOPTED, "早报": OpinionState.PARTLY, "治坑塘": OpinionState.OPEN,
        "修广场": OpinionState.NOT_ADOPTED, "抓进度": OpinionState.OPEN,
    }  # fmt: skip
    made = Opinion.objects.get(text="修广场")
    assert (made.place, made.star.code, made.by_letter, made.answered_by) == (NING, "civility", True, cast.ying.officer)
    assert office("opinions", book.bytes()).context["upload"].new == []
    undo(by=cast.ying, changeset=ChangeSet.objects.latest("pk"))
    assert Opinion.objects.exclude(state=OpinionState.OPEN).count() == 0


def test_what_is_wrong_in_opinions_is_told_at_its_cell(office, listed, cast):
    one = Opinion.objects.get(text="早报")
    book = office("opinions")
    answer_opinion(by=cast.ying, opinion=one, version=one.version, state="adopted", answer="")
    book["治坑塘", "提出单位（人）"] = "别的局"
    book["先定项目", "采纳情况"] = "不采纳"
    book["早报", "提出单位（人）"] = "县发改委"
    book.add(村="没有村", 意见建议="说", 提出单位="某局")
    book.add(村="辛庄村", 意见建议="说", 收到日期="2099-01-01")
    upload = office("opinions", book.bytes()).context["upload"]
    assert sorted(error.cell[0] for error in upload.errors) == ["E", "H", "H", "H", "I", "K"]


def test_libreoffice_saves_both_without_loss(office, tmp_path):
    for name, row, head, value in (
        ("projects", "冷库", "备注", "两层\n带风幕"),
        ("opinions", "早报", "答复", "好\n月底"),
    ):
        book = office(name)
        book[row, head] = value
        if name == "opinions":
            book[row, "采纳情况"] = "采纳"
        saved_by = through_libreoffice(book.bytes(), tmp_path).getvalue()
        upload = office(name, saved_by).context["upload"]
        assert (upload.errors, upload.same, len(upload.changed)) == ((), 2, 1)
        assert told(upload)[-1][3] == value
