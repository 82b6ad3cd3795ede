"""Reading the division list: a county or a city out of it, and everything wrong with it at once."""

import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from villages.divisions import Division, DivisionsError, count_lines, read_divisions

DEMO = Path(settings.BASE_DIR) / "campaigns" / "demo" / "divisions"
HENAN = Path(settings.BASE_DIR).parent / "shared" / "data" / "divisions"


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def folder(tmp_path) -> Path:
    """A list of one township with two units, whose lines a test may break."""
    texts = {
        "provinces.csv": "code,name\n41,河南省\n",
        "cities.csv": "code,name,provinceCode\n4108,焦作市,41\n",
        "areas.csv": "code,name,cityCode,provinceCode\n410803,中站区,4108,41\n",
        "streets.csv": "code,name,areaCode,provinceCode,cityCode\n410803002,王封街道,410803,41,4108\n",
        "villages.csv": (
            "code,name,streetCode,provinceCode,cityCode,areaCode\n"
            "410803002001,跃进社区居民委员会,410803002,41,4108,410803\n"
            "410803002200,东王封村民委员会,410803002,41,4108,410803\n"
        ),
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def replace(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def problems(folder: Path, under: str = "41") -> list[str]:
    with pytest.raises(DivisionsError) as refused:
        read_divisions(folder, under)
    return list(map(str, refused.value.problems))


def sizes(folder: Path, under: str) -> tuple[int, ...]:
    read = read_divisions(folder, under)
    return tuple(len(rows) for rows in (read.provinces, read.cities, read.counties, read.townships, read.villages))


@pytest.mark.parametrize(
    ("under", "expected"),
    [
        ("41", (1, 1, 2, 16, 157)),
        ("4108", (1, 1, 2, 16, 157)),
        ("410871", (1, 1, 1, 6, 108)),
        ("410803", (1, 1, 1, 10, 49)),
        ("410871062", (1, 1, 1, 1, 36)),
    ],
)
def test_a_prefix_takes_what_is_below_and_what_it_lies_in(under, expected):
    assert sizes(DEMO, under) == expected


@pytest.mark.skipif(not HENAN.is_dir(), reason=f"the whole province's list is not at {HENAN}")
@pytest.mark.parametrize(
    ("under", "expected"),
    [
        ("41", (1, 18, 181, 2586, 52378)),
        ("4108", (1, 1, 11, 112, 2024)),
        ("4190", (1, 1, 1, 16, 557)),  # 济源, which the province administers directly
        ("419001", (1, 1, 1, 16, 557)),
    ],
)
def test_the_province_reads_as_it_stands(under, expected):
    assert sizes(HENAN, under) == expected


@pytest.mark.skipif(not HENAN.is_dir(), reason=f"the whole province's list is not at {HENAN}")
def test_the_demo_carries_the_official_lines():
    for under in ("410803", "410871"):
        assert read_divisions(DEMO, under) == read_divisions(HENAN, under)


def test_a_row_is_a_code_a_name_and_the_place_above(folder):
    assert read_divisions(folder, "410803").villages == (
        Division("410803002001", "跃进社区居民委员会", "410803002"),
        Division("410803002200", "东王封村民委员会", "410803002"),
    )


def test_progress_is_told_row_by_row(folder):
    told = []
    read_divisions(folder, "41", lambda: told.append(1))
    assert (len(told), count_lines(folder)) == (6, 11)


def test_spreadsheet_programs_leave_marks_that_do_not_matter(folder):
    before = read_divisions(folder, "41")
    for file in folder.iterdir():
        file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n") + b",,,\r\n")
    assert read_divisions(folder, "41") == before


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        (
            "villages.csv", "\n410803002200,东王封村民委员会,410803002,41", "\n410803002200,东王封村民委员会,41",
            "villages.csv, line 3: The row has 5 cells, the head has 6. A comma too many or too few?",
        ),
        (
            "villages.csv", "\n410803002200", "\n41080300220O",
            "villages.csv, line 3, column “code”: “41080300220O” is not a code of 12 digits.",
        ),
        (
            "villages.csv", "\n410803002200", "\n41080300220",
            "villages.csv, line 3, column “code”: “41080300220” is not a code of 12 digits.",
        ),
        (
            "villages.csv", "\n410803002200", "\n４１０８０３００２２００",
            "villages.csv, line 3, column “code”: “４１０８０３００２２００” is not a code of 12 digits.",
        ),
        (
            "villages.csv", "\n410803002200", "\n410803002001",
            "villages.csv, line 3, column “code”: 410803002001 stands here twice. Delete one of the lines.",
        ),
        (
            "villages.csv", "东王封村民委员会,410803002", "东王封村民委员会,410803003",
            "villages.csv, line 3, column “streetCode”: 410803002200 lies in 410803002, not in “410803003”.",
        ),
        (
            "villages.csv", "东王封村民委员会,410803002,41,4108", "东王封村民委员会,410803002,41,4109",
            "villages.csv, line 3, column “cityCode”: 410803002200 lies in 4108, not in “4109”.",
        ),
        ("villages.csv", "东王封村民委员会", " ", "villages.csv, line 3, column “name”: The name is empty."),
        (
            "villages.csv", "东王封村民委员会", "长" * 61,
            "villages.csv, line 3, column “name”: The name has 61 characters; at most 60 fit.",
        ),
        (
            "areas.csv", "410803,中站区,4108,41", "410902,华龙区,4109,41",
            "areas.csv, line 2, column “cityCode”: The place above, 4109, is not in its file.",
        ),
        (
            "cities.csv", "provinceCode", "province",
            "cities.csv, line 1: These columns are missing: provinceCode.",
        ),
    ],
)  # fmt: skip
def test_a_malformed_row_is_refused_with_file_line_and_reason(folder, file, old, new, told):
    replace(folder / file, old, new)
    assert problems(folder)[0] == told


def test_a_broken_row_is_told_once_and_not_again_for_each_place_below(folder):
    replace(folder / "streets.csv", "王封街道", "")
    replace(folder / "areas.csv", "410803,中站区,4108,41", "410803,中站区,4108")
    assert problems(folder) == [
        "areas.csv, line 2: The row has 3 cells, the head has 4. A comma too many or too few?",
        "streets.csv, line 2, column “name”: The name is empty.",
    ]


def test_everything_wrong_is_told_at_once(folder):
    replace(folder / "provinces.csv", "河南省", "")
    replace(folder / "areas.csv", "410803,", "41080,")
    replace(folder / "villages.csv", "410803002200,", "410803003200,")
    replace(folder / "villages.csv", "410803002001", "41080300200")
    assert problems(folder, "4108") == [
        "provinces.csv, line 2, column “name”: The name is empty.",
        "areas.csv, line 2, column “code”: “41080” is not a code of 6 digits.",
        "streets.csv, line 2, column “areaCode”: The place above, 410803, is not in its file.",
        "villages.csv, line 2, column “code”: “41080300200” is not a code of 12 digits.",
        "villages.csv, line 3, column “streetCode”: 410803003200 lies in 410803003, not in “410803002”.",
        "villages.csv, line 3, column “streetCode”: The place above, 410803003, is not in its file.",
    ]


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        (
            "code,name\n41,河南省\n".encode("gbk"),
            "provinces.csv, line 2: This is not UTF-8. Save the file as “CSV UTF-8”.",
        ),
        (
            "code,name\n41,河\0南省\n".encode(),
            "provinces.csv, line 2: There is a NUL character. Delete the cell and type it again.",
        ),
        (b"", "provinces.csv: The file is empty."),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_a_sentence(folder, broken, told):
    (folder / "provinces.csv").write_bytes(broken)
    assert problems(folder) == [told]


def test_all_five_files_are_needed(folder):
    shutil.rmtree(folder)
    assert [told.split(":")[0] for told in problems(folder)] == [
        "provinces.csv", "cities.csv", "areas.csv", "streets.csv", "villages.csv",
    ]  # fmt: skip


@pytest.mark.parametrize("under", ["", "4", "42", "4109", "410803002001"])
def test_a_prefix_is_the_code_of_a_place_that_has_places_in_it(folder, under):
    assert problems(folder, under) == [
        f"{folder}: There is no province, city, county or township {under} in these files. Correct the code."
    ]
