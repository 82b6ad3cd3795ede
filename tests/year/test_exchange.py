"""Standards: the shipped one is complete, and a broken one is refused with everything that is wrong."""

import csv
import shutil
from pathlib import Path

import pytest
from django.utils import translation

from campaigns.year.choices import Kind
from campaigns.year.exchange import HEADS, STANDARDS, StandardError, read_standard, versions
from campaigns.year.rules import Standard, StarLine, TaskLine, VetoLine

HENAN = STANDARDS / "henan-2022"


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def folder(tmp_path) -> Path:
    """A small standard: one task of 100 points for each star."""
    (tmp_path / "README.md").write_text("# 试用标准\n\n说明\n", encoding="utf-8")
    stars, tasks = [], []
    for kind, names in (("村", "支产生平文"), ("社区", "支共平幸宜")):
        for order, name in enumerate(names, 1):
            stars.append((kind, f"star{order}", name, order, "是" if order == 1 else "否"))
            tasks.append((kind, name, 1, "", "任务", "做完", "照片", "是", 100, 4))
    write(tmp_path / "stars.csv", stars)
    write(tmp_path / "tasks.csv", tasks)
    write(tmp_path / "vetoes.csv", [("村", "支", "违纪"), ("", "", "弄虚作假")])
    return tmp_path


def write(file: Path, rows) -> None:
    with file.open("w", encoding="utf-8", newline="") as opened:
        csv.writer(opened).writerows([HEADS[file.name], *rows])


def rows_of(file: Path) -> list[list[str]]:
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.reader(opened))[1:]


def change(file: Path, line: int, **cells: str) -> None:
    """Change cells of a line, as counted in the file: the head is line 1."""
    rows = rows_of(file)
    for column, value in cells.items():
        rows[line - 2][HEADS[file.name].index(column)] = value
    write(file, rows)


def add(file: Path, *row) -> None:
    write(file, [*rows_of(file), row])


def problems(folder: Path) -> list[str]:
    with pytest.raises(StandardError) as refused:
        read_standard(folder)
    return list(map(str, refused.value.problems))


# The shipped standard -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def henan() -> Standard:
    return read_standard(HENAN)


def test_the_province_has_29_village_tasks_and_27_community_tasks(henan):
    counts = {
        (star.kind, star.name): sum((task.kind, task.star) == (star.kind, star.code) for task in henan.tasks)
        for star in henan.stars
    }
    assert counts == {
        ("village", "支部过硬"): 4,
        ("village", "产业兴旺"): 6,
        ("village", "生态宜居"): 6,
        ("village", "平安法治"): 6,
        ("village", "文明幸福"): 7,
        ("community", "支部过硬"): 4,
        ("community", "共建共享"): 6,
        ("community", "平安法治"): 6,
        ("community", "幸福和谐"): 6,
        ("community", "宜业兴业"): 5,
    }
    assert (henan.code, henan.title) == ("henan-2022", "河南省“五星”支部创建标准（2022年）")
    assert versions() == ["henan-2022"]


def test_stars_have_the_codes_that_the_program_knows(henan):
    codes = {kind: [star.code for star in henan.stars if star.kind == kind] for kind in Kind}
    assert codes == {
        Kind.VILLAGE: ["branch", "industry", "ecology", "safety", "civility"],
        Kind.COMMUNITY: ["branch", "sharing", "safety", "harmony", "business"],
    }
    assert {star.code for star in henan.stars if star.is_capstone} == {"branch"}


def test_every_task_says_what_counts_what_shows_it_and_by_when(henan):
    assert [task.title for task in henan.tasks if len(task.done_when) < 30 or not task.evidence] == []
    assert [task.title for task in henan.tasks if not 1 <= task.weeks_before <= 12] == []


def test_thresholds_that_no_report_gives_are_marked(henan):
    """Only the collective income of 50,000 yuan is reported for the whole province."""
    unmarked = [
        task.title
        for task in henan.tasks
        if any(sign.isdigit() for sign in task.done_when) and "（参考）" not in task.done_when
    ]
    assert unmarked == ["村集体经济收入"]


def test_the_whole_rating_has_its_veto(henan):
    assert [veto for veto in henan.vetoes if not veto.kind] == [VetoLine("", "", "申报、考评中弄虚作假")]


def test_the_readme_explains_every_column():
    text = (HENAN / "README.md").read_text(encoding="utf-8")
    assert [head for heads in HEADS.values() for head in heads if head not in text] == []


# Reading ------------------------------------------------------------------------------------------------------


def test_a_standard_is_read_as_it_stands(folder):
    add(folder / "tasks.csv", "村", "支部星", "2", "1", "细目", "做完", "", "否", "0", "0")
    change(folder / "stars.csv", 2, 名称="支部")
    change(folder / "tasks.csv", 2, 星="star1")
    change(folder / "vetoes.csv", 2, 星="支部")
    standard = read_standard(folder)
    assert (standard.code, standard.title) == (folder.name, "试用标准")
    assert standard.stars[0] == StarLine(Kind.VILLAGE, "star1", "支部", 1, is_capstone=True)
    assert standard.tasks[0] == TaskLine(
        Kind.VILLAGE, "star1", 1, "任务", "做完", "照片", is_required=True, points=100, weeks_before=4
    )
    assert standard.tasks[-1] == TaskLine(
        Kind.VILLAGE, "star1", 2, "细目", "做完", "", is_required=False, points=0, weeks_before=0, parent=1
    )
    assert standard.vetoes == (VetoLine(Kind.VILLAGE, "star1", "违纪"), VetoLine("", "", "弄虚作假"))


def test_spreadsheet_programs_leave_marks_that_do_not_matter(folder):
    before = read_standard(folder)
    for name in HEADS:
        file = folder / name
        text = file.read_text(encoding="utf-8").replace("\n", "\r\n").replace("\r\r", "\r")
        file.write_bytes(b"\xef\xbb\xbf" + text.encode() + b"\r\n,,\r\n")
    assert read_standard(folder) == before


def test_a_task_lies_up_to_52_weeks_before_the_assessment(folder):
    for line, weeks in ((2, "52"), (3, "0")):
        change(folder / "tasks.csv", line, 提前周数=weeks)
    assert [task.weeks_before for task in read_standard(folder).tasks[:3]] == [52, 0, 4]


def test_points_of_parts_add_up_to_their_task(folder):
    for number, points in ((2, 60), (3, 40)):
        add(folder / "tasks.csv", "村", "支", number, 1, f"细目{number}", "做完", "", "是", points, 4)
    assert len(read_standard(folder).tasks) == 12


# Refusing -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "line", "cells", "told"),
    [
        ("tasks.csv", 3, {"星": "丰收"}, "column “星”: “丰收” is unknown. Write one of: 支、产、生、平、文."),
        ("tasks.csv", 3, {"类别": "镇"}, "column “类别”: “镇” is unknown. Write one of: 村、社区."),
        ("tasks.csv", 3, {"必做": "对"}, "column “必做”: “对” is unknown. Write one of: 是、否."),
        (
            "tasks.csv", 3, {"序号": "一"},
            "column “序号”: “一” is not a number from 1 to 999. Write digits only.",
        ),
        (
            "tasks.csv", 3, {"分值": "101"},
            "column “分值”: “101” is not a number from 0 to 100. Write digits only.",
        ),
        (
            "tasks.csv", 3, {"提前周数": "-1"},
            "column “提前周数”: “-1” is not a number from 0 to 52. Write digits only.",
        ),
        (
            "tasks.csv", 3, {"提前周数": "53"},
            "column “提前周数”: “53” is not a number from 0 to 52. Write digits only.",
        ),
        (
            "tasks.csv", 3, {"上级序号": "1"},
            "column “上级序号”: A task cannot be part of itself. Leave the cell empty.",
        ),
        (
            "tasks.csv", 3, {"上级序号": "8"},
            "column “上级序号”: There is no task No. 8. Add it, or leave the cell empty.",
        ),
        ("tasks.csv", 3, {"任务": ""}, "column “任务”: The cell is empty. Fill it in, or delete the whole line."),
        ("tasks.csv", 3, {"任务": "长" * 81}, "column “任务”: 81 characters; at most 80 fit. Shorten it."),
        ("tasks.csv", 3, {"达标标准": ""},
         "column “达标标准”: The cell is empty. Fill it in, or delete the whole line."),
        ("tasks.csv", 3, {"分值": "90"}, "column “分值”: The tasks of 产 add up to 90 points. Make it 100."),
        ("stars.csv", 3, {"代码": "star1"},
         "column “代码”: Another star of this set has the same. Give each its own."),
        ("stars.csv", 3, {"代码": "产业"},
         "column “代码”: A code consists of English letters, digits and underscores."),
        ("stars.csv", 3, {"顺序": "1"},
         "column “顺序”: Another star of this set has the same. Give each its own."),
        ("vetoes.csv", 2, {"星": "共"}, "column “星”: “共” is unknown. Write one of: 支、产、生、平、文."),
        ("vetoes.csv", 2, {"类别": ""},
         "column “类别”: A veto of one star names its set. Write 村 or 社区."),
        ("vetoes.csv", 2, {"否决情形": ""},
         "column “否决情形”: The cell is empty. Fill it in, or delete the whole line."),
    ],
)  # fmt: skip
def test_a_wrong_cell_is_named_with_its_remedy(folder, file, line, cells, told):
    change(folder / file, line, **cells)
    assert problems(folder) == [f"{file}, line {line}, {told}"]


def test_a_number_stands_once_in_its_star(folder):
    add(folder / "tasks.csv", "村", "产", 1, "", "又一项", "做完", "", "是", 0, 4)
    assert problems(folder) == ["tasks.csv, line 12, column “序号”: The star already has a task No. 1. Renumber one."]


def test_a_part_belongs_to_a_task_of_its_own_star(folder):
    add(folder / "tasks.csv", "村", "产", 7, "", "第七项", "做完", "", "是", 0, 4)
    add(folder / "tasks.csv", "村", "生", 2, 7, "细目", "做完", "", "是", 0, 4)
    assert problems(folder) == [
        "tasks.csv, line 13, column “上级序号”: No. 7 belongs to another star. Name a task of this star."
    ]


def test_there_are_two_levels_of_tasks(folder):
    add(folder / "tasks.csv", "村", "产", 2, 1, "细目", "做完", "", "是", 0, 4)
    add(folder / "tasks.csv", "村", "产", 3, 2, "细目的细目", "做完", "", "是", 0, 4)
    assert problems(folder) == [
        "tasks.csv, line 13, column “上级序号”: No. 2 is itself a part; there are two levels. Name the task above it."
    ]


def test_parts_that_do_not_add_up_are_named_at_their_task(folder):
    add(folder / "tasks.csv", "村", "产", 2, 1, "细目", "做完", "", "是", 60, 4)
    assert problems(folder) == [
        "tasks.csv, line 3, column “分值”: The parts of 任务 add up to 60 points, the task has 100. Make them equal."
    ]


def test_a_star_without_tasks_has_no_points(folder):
    write(folder / "tasks.csv", rows_of(folder / "tasks.csv")[:-1])
    assert problems(folder) == ["tasks.csv: The tasks of 宜 add up to 0 points. Make it 100."]


def test_each_set_has_five_stars_and_one_capstone(folder):
    rows = rows_of(folder / "stars.csv")
    rows[0][-1], rows[6][-1] = "否", "是"
    write(folder / "stars.csv", rows[:-1])
    assert problems(folder) == [
        "stars.csv: 村 has 0 capstone stars. Say 是 for exactly one.",
        "stars.csv: 社区 has 4 stars. Each set has five: add or delete lines.",
        "stars.csv: 社区 has 2 capstone stars. Say 是 for exactly one.",
    ]


def test_everything_wrong_is_told_at_once(folder):
    change(folder / "tasks.csv", 2, 分值="很多", 必做="")
    change(folder / "tasks.csv", 5, 星="?")
    change(folder / "vetoes.csv", 2, 否决情形="")
    (folder / "README.md").write_text("没有标题\n", encoding="utf-8")
    assert [(told.split(",")[0].split(":")[0]) for told in problems(folder)] == [
        "README.md", "tasks.csv", "tasks.csv", "tasks.csv", "vetoes.csv",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        ("支,产\n".encode("gbk"), "stars.csv, line 1: This is not UTF-8. Save the file as “CSV UTF-8”."),
        (
            "类别,代码\n村,\0\n".encode(),
            "stars.csv, line 2: There is a NUL character. Delete the cell and type it again.",
        ),
        (
            "类别,代码,名称,次序,统领星\n".encode(),
            "stars.csv, line 1: These columns are missing: 顺序.",
        ),
        (
            "类别,代码,名称,顺序,统领星\n\n村,branch,支\n".encode(),
            "stars.csv, line 3: The row has 3 cells, the head has 5. A comma too many or too few?",
        ),
        (
            '类别,代码,名称,顺序,统领星\n村,"branch,支\n'.encode(),
            "stars.csv, line 2: A quotation mark is not closed, or stands in the middle of a cell.",
        ),
        (b"", "stars.csv: The file is empty."),
        (b"\r\n,,\r\n", "stars.csv: The file is empty."),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_a_sentence(folder, broken, told):
    (folder / "stars.csv").write_bytes(broken)
    assert problems(folder) == [told]


def test_a_missing_file_says_where_it_belongs(folder):
    (folder / "vetoes.csv").unlink()
    assert problems(folder) == [f"vetoes.csv: The file is missing or cannot be read. Put it into the folder {folder}."]


def test_a_folder_without_a_readme_has_no_title(folder):
    shutil.move(folder / "README.md", folder / "readme.txt")
    assert problems(folder) == ["README.md: The file is missing, or it is not UTF-8. Write it anew."]
