"""The problem list on pages: read by any filter, pasted, written in, struck off, carried out as a workbook."""

import datetime
from io import BytesIO

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from campaigns.ledger.actions.tasks import edit_tasks
from campaigns.ledger.models import UnitTask
from campaigns.ledger.rules.tasks import TaskEntry
from campaigns.planning.reports.measures import measures_for
from campaigns.problems.actions import add_problems, fix_problems, recheck_problems
from campaigns.problems.models import Problem
from campaigns.problems.rules import ProblemSheet
from fivestar.changes.models import ChangeSet
from tests import make
from tests.browsing import cost, sent, told, words
from tests.planning.plans import JIN, NING, XIN, YAO, move_to

COUNTY, WENCHANG = "410871", "410871062"


def sheet(unit, text, star="", task=None, **values):
    return ProblemSheet(unit, star, task, {"text": text} | values)


@pytest.fixture
def listed(working, cast):
    """Four in 文昌 (one fixed, one overdue since it was due yesterday) and one in 宁郭."""
    today = timezone.localdate()
    add_problems(
        by=cast.eve, campaign=working,
        sheets=[
            sheet(XIN, "户厕缺人", "ecology", 1, person="张勇", department="卫健委", due_on=in_(3), measure="聘两人"),
            sheet(XIN, "坑塘未治", "ecology", None, support_unit="水利局", due_on=in_(-1)),
            sheet(JIN, "矛盾未化解", "safety", 1, source="letter", due_on=in_(30)),
            sheet(YAO, "台账不全", found_on=today),
        ],
    )  # fmt: skip
    add_problems(by=cast.ying, campaign=working, sheets=[sheet(NING, "污水直排", "ecology", 1)])
    fix_problems(by=cast.eve, campaign=working, seen={one("台账不全").pk: 1}, fix="已补齐")
    return working


def in_(days):
    return timezone.localdate() + datetime.timedelta(days=days)


def one(text) -> Problem:
    return Problem.objects.for_list().get(text=text)


def at(of, then="", code=WENCHANG) -> str:
    return f"/{of.year}/{code}/problems/{then}"


def texts(page) -> list[str]:
    return [row.problem.text for row in page.context["rows"]]


@pytest.fixture
def ying(client, cast):
    client.force_login(cast.ying.officer)
    return client


@pytest.fixture
def eve(client, cast):
    client.force_login(cast.eve.officer)
    return client


# The list --------------------------------------------------------------------------------------------


def test_each_filter_keeps_what_it_says(ying, listed):
    area = make.plan(listed, XIN).village.area_id
    asked = {
        "": ["矛盾未化解", "坑塘未治", "户厕缺人", "台账不全", "污水直排"],
        "state=fixed": ["台账不全"],
        "due=overdue": ["坑塘未治"],
        "due=week": ["户厕缺人"],
        f"township={WENCHANG}&star=ecology": ["坑塘未治", "户厕缺人"],
        f"area={area}": ["坑塘未治", "户厕缺人", "台账不全"],
        f"unit={NING}": ["污水直排"],
        "star=none": ["台账不全"],
        f"task={one('污水直排').task_id}": ["户厕缺人", "污水直排"],
        "source=letter": ["矛盾未化解"],
        "person=张勇": ["户厕缺人"],
        "department=卫健委": ["户厕缺人"],
        "support_unit=水利局": ["坑塘未治"],
        "q=聘": ["户厕缺人"],
        "q=宁郭": ["污水直排"],
    }
    found = {query: texts(ying.get(at(listed, f"?{query}", COUNTY))) for query in asked}
    assert {query: sorted(rows) for query, rows in found.items()} == {q: sorted(rows) for q, rows in asked.items()}
    for query in ("state=lost", "task=0", "person=无", "township=410803002", "unit=12"):
        page = ying.get(at(listed, f"?{query}", COUNTY))
        assert (page.status_code, texts(page)) == (400, []), query


def test_each_figure_leads_to_the_rows_that_it_counts(ying, listed):
    page = ying.get(at(listed, code=COUNTY))
    assert [(part["n"], part["tone"]) for part in page.context["states"]] == [
        (4, "draft"), (1, "plan"), (1, "late"), (1, "plan"),
    ]  # fmt: skip
    for part in page.context["states"]:
        assert len(texts(ying.get(at(listed, part["address"], COUNTY)))) == part["n"]
    assert page.context["counts"].sentence() == (
        "问题 5 条，已销号 0 条，销号率 0%（0/5）；待整改 4 条（其中逾期 1 条），待复核 1 条，待销号 0 条。"
    )


def test_of_a_part_of_the_list_no_share_is_told(ying, listed):
    """Of problems of one village, or of those that are closed, a closing rate would say what nobody asked."""
    page = ying.get(at(listed, f"?unit={NING}", COUNTY))
    assert "销号率" not in page.context["counts"].sentence()
    by_state = ying.get(at(listed, "?state=open", COUNTY))  # the sentence stays that of all states
    assert "销号率 0%（0/5）" in by_state.text
    for query, is_told in (("", True), ("?state=open", False)):
        sheet = load_workbook(BytesIO(ying.get(f"/{listed.year}/{COUNTY}/problems.xlsx{query}").content)).active
        told = " ".join(str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell)
        assert ("销号率" in told) is is_told


def test_the_list_asks_as_much_for_five_as_for_one(ying, listed, django_assert_num_queries):
    one_unit = cost(lambda: ying.get(at(listed, f"?unit={NING}", COUNTY)))
    assert cost(lambda: ying.get(at(listed, code=COUNTY))) == one_unit


def test_the_workbook_has_the_filtered_rows_in_the_official_columns(ying, listed):
    address = f"/{listed.year}/{COUNTY}/problems.xlsx?star=ecology&township={WENCHANG}"
    table = load_workbook(BytesIO(ying.get(address).content)).active
    rows = [[cell or "" for cell in row] for row in table.iter_rows(min_row=3, values_only=True)]
    assert rows[0] == [
        "序号", "乡镇（街道）", "村（社区）", "星/任务", "问题", "来源", "帮扶单位", "具体措施", "完成时限",
        "责任人", "牵头部门", "整改", "复核", "销号",
    ]  # fmt: skip
    assert sorted(row[3] for row in rows[1:]) == ["生态宜居", "生态宜居 · ecology任务1"]
    assert "筛选：乡镇（街道）：文昌街道；星：生态宜居" in table["A2"].value
    assert (table.page_setup.orientation, table.print_title_rows) == ("landscape", "$3:$3")


# One problem -----------------------------------------------------------------------------------------


def test_a_problem_is_added_with_the_measures_of_others_beside_it(eve, cast, listed):
    address = f"/{listed.year}/{YAO}/problems/add/"
    page = eve.get(address)
    looked = eve.post(address, sent(page.context["form"], about="ecology/1", text="户厕未改", measures="1"))
    assert ([each.text for each in looked.context["measures"]], looked.status_code) == (["聘两人"], 200)
    assert looked.context["form"]["text"].value() == "户厕未改"
    assert (looked.context["form"]["measure"].value(), "聘两人" in looked.text) == ("", True)
    filled = sent(looked.context["form"], due_on="30/13")
    assert eve.post(address, filled).status_code == 422
    saved = eve.post(address, filled | {"due_on": "12月20日"}, follow=True)
    assert told(saved) == ["问题已登记。"]
    assert (one("户厕未改").about, one("户厕未改").due_on.month) == ("生态宜居 · ecology任务1", 12)
    assert "户厕未改" in words(eve.get(f"/{listed.year}/{YAO}/"))


def test_measures_of_the_same_task_most_used_first_and_none_of_ones_own(listed, cast):
    last = listed.__class__.objects.get(county=listed.county_id, year=listed.year - 1)
    listed.__class__.objects.filter(pk=last.pk).update(phase="creating")  # it was at work when that was written
    for of, code, text in (
        (last, NING, "聘两人"),
        (last, YAO, "包片到户"),
        (listed, YAO, "自己的"),
        (listed, NING, " "),
    ):
        row = make.rows(of, code, "ecology")[0]
        edit_tasks(by=cast.ying, campaign=of, entries=[TaskEntry(row.pk, row.version, {"measure": text})])
    plan = make.plan(listed, YAO)
    task = UnitTask.objects.get(plan=plan, task__number=1).task
    assert [(each.text, each.n) for each in measures_for(plan, task)] == [("聘两人", 2)]


def test_it_is_written_in_on_its_page_and_a_conflict_keeps_both(eve, listed):
    address = at(listed, f"{one('户厕缺人').pk}/")
    page = eve.get(address)
    saved = eve.post(address, sent(page.context["form"], person="李强"), follow=True)
    assert (told(saved), one("户厕缺人").person) == (["已保存。"], "李强")
    late = eve.post(address, sent(page.context["form"], person="王芳"))
    assert (late.status_code, late.context["conflicts"]) == (409, [("责任人", "李强", "王芳")])
    assert eve.post(address, sent(late.context["form"])).status_code == 302
    assert one("户厕缺人").person == "王芳"


def test_what_others_found_is_only_planned(client, cast, listed):
    add_problems(by=cast.shen, campaign=listed, sheets=[sheet(XIN, "旱厕未改", "ecology", 1)])
    client.force_login(cast.eve.officer)
    address = at(listed, f"{one('旱厕未改').pk}/")
    form = client.get(address).context["form"]
    assert {name for name, field in form.fields.items() if field.disabled} == {
        "about", "text", "source", "source_word", "found_on",
    }  # fmt: skip
    client.post(address, sent(form, text="没有问题", measure="年底前改完"))
    now = one("旱厕未改")
    assert (now.measure, now.task.number) == ("年底前改完", 1)


def test_an_own_problem_is_deleted(eve, listed):
    address = at(listed, f"{one('坑塘未治').pk}/delete/")
    assert told(eve.post(address, {"version": "1"}, follow=True)) == ["问题已删除，“变动记录”中仍保留。"]
    assert eve.post(address, {"version": "1"}).status_code == 404


# Steps -----------------------------------------------------------------------------------------------


def step(client, of, name, *problems, code=COUNTY, **typed):
    query = f"step/?step={name}&star=&" + "&".join(f"problem={each.pk}" for each in problems)
    page = client.get(at(of, query, code))
    return page, client.post(at(of, query, code), sent(page.context["form"], **typed)) if typed is not None else None


def test_ticked_problems_go_from_fixed_to_closed(client, cast, listed):
    client.force_login(cast.eve.officer)
    two = [one("户厕缺人"), one("坑塘未治")]
    page, answer = step(client, listed, "fix", *two, one("台账不全"), code=WENCHANG, words="已整改到位")
    assert (texts(page), [each.text for each in page.context["left"]]) == (["坑塘未治", "户厕缺人"], ["台账不全"])
    assert "上报整改（2 条）" in page.text
    assert answer.url == at(listed, "?star=")
    client.force_login(cast.ying.officer)
    page, answer = step(client, listed, "recheck", *two)
    assert (answer.status_code, one("户厕缺人").state) == (302, "rechecked")
    _page, answer = step(client, listed, "return", one("户厕缺人"), words="")
    assert answer.status_code == 422
    step(client, listed, "return", one("户厕缺人"), words="人未到岗")
    _page, answer = step(client, listed, "close", one("坑塘未治"))
    assert (one("户厕缺人").state, one("坑塘未治").state, answer.status_code) == ("returned", "closed", 302)


def test_from_the_county_s_list_a_problem_and_its_step_lead_back_to_that_list(ying, listed):
    page = f"{at(listed, one('台账不全').pk, code='410871')}/?state=fixed"
    assert f'href="{page}"' in ying.get(at(listed, "?state=fixed", code="410871")).text
    shown = ying.get(page).text.replace("&amp;", "&")
    assert f'href="{at(listed, "step/", code="410871")}?state=fixed&step=recheck&problem=' in shown


def test_a_step_decides_only_what_was_seen(client, cast, listed):
    client.force_login(cast.ying.officer)
    page = client.get(at(listed, f"step/?step=recheck&problem={one('台账不全').pk}", COUNTY))
    recheck_problems(by=cast.yang, campaign=listed, seen={one("台账不全").pk: 2})
    answer = client.post(page.request["PATH_INFO"] + "?step=recheck", sent(page.context["form"]))
    assert (answer.status_code, one("台账不全").rechecked_by) == (409, cast.yang.officer)
    assert texts(client.get(at(listed, "step/?step=recheck", COUNTY))) == []


# Pasting ---------------------------------------------------------------------------------------------

HEADS = "序号\t村（社区）\t星/任务\t问题\t来源\t帮扶单位\t具体措施\t完成时限\t责任人\t整改"


def paste(client, of, text, code=WENCHANG):
    return client.post(at(of, "paste/", code), {"text": text})


def cells(page) -> dict[str, str]:
    """What a browser would send of the rows."""
    shown = [cell for row in page.context["rows"] for cell in row.shown()]
    return {cell["name"]: cell["text"] for cell in shown} | {"token": page.context["token"]}


def test_twenty_lines_become_twenty_problems_as_one_deed(eve, working):
    lines = [
        f"{n}\t辛庄村\t生态宜居/{n % 2 * 2 + 1}\t第{n}处户厕缺人\t专班检查\t卫健委\t聘人\t12月20日\t张勇\t"
        for n in range(20)
    ]
    before = ChangeSet.objects.count()
    page = paste(eve, working, "\n".join([HEADS, *lines]))
    assert (page.status_code, len(page.context["rows"]), page.context["problems"]) == (200, 20, [])
    saved = eve.post(at(working, "paste/"), cells(page) | {"enter": "1"}, follow=True)
    assert told(saved) == ["已登记 20 条问题。"]
    assert (Problem.objects.count(), ChangeSet.objects.count()) == (20, before + 1)
    assert one("第3处户厕缺人").about == "生态宜居 · ecology任务3"
    assert one("第3处户厕缺人").source == "task_force"
    again = paste(eve, working, "\n".join(lines))
    assert (again.context["good"], len(again.context["known"])) == (0, 20)


def test_each_wrong_cell_is_named_and_mended_in_place(eve, working):
    text = (
        "辛庄村\t产业兴旺\t无合作社\n\t生态\t户厕缺人\t\t\t\t下个月\n宁郭村\t\t不在本街道\n姚郭庄村\tecology任务1\t\n"
    )
    page = paste(eve, working, text)
    rows = page.context["rows"]
    assert [sorted(row.wrong) for row in rows] == [[], ["about", "due_on"], ["unit"], ["text"]]
    assert rows[1].cells["unit"] == "辛庄村"  # as merged cells are copied
    assert sorted(address for _words, address in page.context["problems"]) == [
        "#c-2-about", "#c-2-due_on", "#c-3-unit", "#c-4-text",
    ]  # fmt: skip
    assert "第 4 行“问题”：请写明问题。" in words(page)
    refused = eve.post(at(working, "paste/"), cells(page) | {"enter": "1"})
    assert (refused.status_code, Problem.objects.count()) == (422, 0)
    mended = cells(refused) | {"c-2-about": "生态宜居", "c-2-due_on": "12.20", "c-3-unit": "金炉村"}
    good = eve.post(at(working, "paste/"), mended | {"good": "1"}, follow=True)
    assert told(good) == ["已登记 3 条问题。", "以下各行有误，没有登记：第 4 行。"]
    assert (one("户厕缺人").star.code, one("不在本街道").plan.village_id) == ("ecology", JIN)


def test_words_stand_instead_of_a_day_wherever_a_problem_is_shown(eve, working):
    day = working.assessment_on + datetime.timedelta(days=1)
    lines = f"辛庄村\t\t台账不全\t\t\t\t长期坚持\n辛庄村\t\t坑塘未治\t\t\t\t{day.month}月{day.day}日"
    page = paste(eve, working, lines)
    shown = [next(cell for cell in row.shown() if cell["column"] == "due_on") for row in page.context["rows"]]
    assert [cell["understood"] for cell in shown] == ["长期坚持", str(day)]
    assert [bool(cell["remark"]) for cell in shown] == [False, True]
    eve.post(at(working, "paste/"), cells(page) | {"enter": "1"})
    kept = one("台账不全")
    assert (kept.due_on, kept.due_on_words, kept.deadline) == (None, "长期坚持", "长期坚持")
    assert kept.days_late(day + datetime.timedelta(days=999)) == 0
    assert not Problem.objects.filter(pk=kept.pk).overdue(day).exists()
    address = at(working, f"{kept.pk}/")
    read = eve.get(address)
    assert (read.context["form"]["due_on"].value(), read.text.count("长期坚持") > 0) == ("长期坚持", True)
    assert "长期坚持" in eve.get(at(working, "")).text
    book = load_workbook(BytesIO(eve.get(f"/{working.year}/410871062/problems.xlsx").content)).active
    assert "长期坚持" in [cell.value for row in book.iter_rows() for cell in row]
    assert eve.post(address, sent(read.context["form"], due_on=str(working.assessment_on))).status_code == 302
    assert (one("台账不全").due_on, one("台账不全").due_on_words) == (working.assessment_on, "")


def test_a_task_force_pastes_for_its_own_stars_in_all_townships(client, cast, working):
    client.force_login(cast.shen.officer)
    page = paste(client, working, "宁郭村\t生态宜居\t污水直排\n辛庄村\t产业兴旺\t无合作社", COUNTY)
    assert [sorted(row.wrong) for row in page.context["rows"]] == [[], ["about"]]


def test_a_lone_quotation_mark_takes_no_other_row_with_it(eve, working):
    text = (
        '辛庄村\t生态宜居\t"一约四会作用发挥不好\t自查\n金炉村\t生态宜居\t污水管网未入户\t自查\n'
        '辛庄村\t生态宜居\t"三清一改"不彻底\t自查\n金炉村\t生态宜居\t户厕改造滞后\t自查'
    )
    page = paste(eve, working, text)
    saved = eve.post(at(working, "paste/"), cells(page) | {"enter": "1"}, follow=True)
    assert told(saved) == ["已登记 4 条问题。"]
    assert set(Problem.objects.values_list("text", flat=True)) == {
        '"一约四会作用发挥不好', "污水管网未入户", '"三清一改"不彻底', "户厕改造滞后",
    }  # fmt: skip


def test_heads_are_found_below_a_title_and_a_head_that_is_not_understood_is_named(eve, working):
    text = (
        "文昌街道“五星”支部创建问题清单\t\t\t\t\t\t\n序号\t村名\t类别\t存在问题\t整改措施\t责任人\t整改时限\n"
        "1\t辛庄村\t环境\t牌子未更新\t更新\t张三\t2026.12.20"
    )
    page = paste(eve, working, text)
    assert "以下各列无法识别，没有读取：“类别”。" in page.content.decode()
    assert [row.cells for row in page.context["rows"]] == [
        {"unit": "辛庄村", "text": "牌子未更新", "measure": "更新", "person": "张三", "due_on": "2026.12.20"}
    ]
    assert page.context["problems"] == []


@pytest.mark.parametrize("text", ["", " \n\t\n", HEADS, "辛庄村\t\t甲\n" * 201])
def test_nothing_to_read_is_said(eve, working, text):
    page = paste(eve, working, text)
    assert (page.status_code, page.context["rows"]) == (422, [])
    assert len(page.context["problems"]) == 1


def test_a_closed_year_takes_nothing(eve, listed):
    closed = move_to(listed, "closed")
    page = eve.get(at(closed))
    assert (page.context["may_write"], page.context["steps"]) == (False, [])
    assert eve.get(at(closed, f"{one('户厕缺人').pk}/")).context["form"] is None
    assert len(paste(eve, closed, "辛庄村\t\t甲").context["problems"]) == 1
