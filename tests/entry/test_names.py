"""Units, townships and stars by the names that people give them."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.entry.rules.names import StarNames, UnitNames, as_known, contradicts, means


@dataclass(frozen=True)
class Unit:
    code: str
    name: str
    official_name: str
    township: str


NINGGUO = Unit("410871101201", "宁郭村", "宁郭村村民委员会", "宁郭镇")
DONGSHANG = Unit("410871101202", "东尚村", "东尚村村民委员会", "宁郭镇")
YANG_1 = Unit("410871101203", "杨庄村", "杨庄村村民委员会", "宁郭镇")
YANG_2 = Unit("410871001201", "杨庄村", "杨庄村村民委员会", "文昌街道")
XI_VILLAGE = Unit("410871001202", "西苑村", "西苑村村民委员会", "文昌街道")
XI_COMMUNITY = Unit("410871001001", "西苑社区", "西苑社区居民委员会", "文昌街道")
NAMES = UnitNames([NINGGUO, DONGSHANG, YANG_1, YANG_2, XI_VILLAGE, XI_COMMUNITY])
# However somebody writes 宁郭村.
WAYS = [
    "宁郭村", "宁郭", "宁　郭　村", "宁 郭", "宁郭 村", "宁\u200b郭村\ufeff", "“宁郭村”", "宁郭村委会",
    "宁郭村民委员会", "宁郭村村民委员会", "宁郭村党支部", "宁郭村党总支", "宁郭村党支部委员会", "中共宁郭村支部委员会",
    "宁郭村支部", "宁郭村两委", "宁郭行政村", "宁郭社区居委会", "宁郭社区",
    "宁　郭 村 委 会", "410871101201", "４１０８７１１０１２０１", "宁郭镇宁郭村", "宁郭镇宁郭", "宁郭镇 宁郭村党支部",
    "宁郭村（宁郭镇）", "宁郭镇人民政府 宁郭村", "宁 郭 镇 宁 郭 村", "宁郭镇党委、宁郭村",
]  # fmt: skip


@pytest.mark.parametrize("text", WAYS)
def test_a_unit_is_meant_however_it_is_written(text):
    assert NAMES.one(text) == (NINGGUO, "")


@given(
    st.sampled_from(WAYS[:19]), st.lists(st.tuples(st.integers(0, 20), st.sampled_from(" 　\u200b\u200d\ufeff\xa0")))
)
def test_white_space_and_signs_of_no_width_name_nothing_else(text, signs):
    for at, sign in signs:
        text = text[:at] + sign + text[at:]
    assert NAMES.one(text) == (NINGGUO, "")


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("杨庄村（文昌街道）", YANG_2), ("文昌街道办事处 杨庄", YANG_2), ("文昌街道杨庄村委会", YANG_2),
        ("西苑村", XI_VILLAGE), ("西苑社区", XI_COMMUNITY), ("西苑社区居委会", XI_COMMUNITY),
        ("西苑村党支部", XI_VILLAGE),
    ],
)  # fmt: skip
def test_what_is_written_out_is_no_guess(text, unit):
    assert NAMES.one(text) == (unit, "")


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("杨庄村", "文昌街道杨庄村 410871001201、宁郭镇杨庄村 410871101203"),
        ("杨 庄", "文昌街道杨庄村 410871001201、宁郭镇杨庄村 410871101203"),
        ("西苑", "文昌街道西苑社区 410871001001、文昌街道西苑村 410871001202"),
        ("文昌街道 西苑党支部", "文昌街道西苑社区 410871001001、文昌街道西苑村 410871001202"),
    ],
)
def test_a_name_that_fits_two_names_both(text, units):
    unit, sentence = NAMES.one(text)
    assert unit is None
    assert all(name in sentence for name in units.split("、"))


@pytest.mark.parametrize(
    "text", ["文昌街道 宁郭村", "文昌街道宁郭村", "宁庄村", "村", "", "宁郭镇", "宁郭村 东尚村", "郭"]
)
def test_what_names_no_unit_says_so(text):
    unit, sentence = NAMES.one(text)
    assert (unit, bool(sentence)) == (None, True)


def test_a_line_is_read_in_words():
    assert NAMES.words("文昌街道办： 杨　庄　村、东尚村党支部；生态宜居") == [
        "文昌街道",
        "杨庄村",
        "东尚村党支部",
        "生态宜居",
    ]
    assert NAMES.named("宁　郭　镇 宁郭村 东尚村") == ({"宁郭镇"}, ["宁郭村", "东尚村"])


@given(st.text(max_size=30))
def test_any_text_names_a_unit_or_gets_a_sentence(text):
    unit, sentence = NAMES.one(text)
    assert (unit is None) == bool(sentence)


@pytest.mark.parametrize("text", [*WAYS[:17], "宁郭"])
def test_a_cell_beside_a_code_may_say_the_unit_in_any_of_its_ways(text):
    assert not contradicts(text, NINGGUO.name, NINGGUO.official_name)


@pytest.mark.parametrize("text", ["东尚村", "宁郭社区", "宁郭镇"])
def test_a_cell_beside_a_code_contradicts_it(text):
    assert contradicts(text, NINGGUO.name, NINGGUO.official_name)


def test_an_empty_cell_contradicts_nothing():
    assert not contradicts("　\u200b", "宁郭村")


@pytest.mark.parametrize("text", ["文昌街道", "文昌街道办事处", "文昌街道办", "文昌街道党工委", "文昌 街道"])
def test_a_township_is_meant_as_its_office_is_written(text):
    assert (NAMES.township(text), means(text, "文昌街道")) == ("文昌街道", True)


def test_a_name_is_written_as_it_is_known():
    assert as_known("区　水利\u200b局", ["区住建局", "区水利局"]) == "区水利局"
    assert as_known(" 区　水务局①", ["区水利局"]) == "区 水务局①"


@pytest.mark.parametrize("text", ["生态宜居", "生态宜居星", "生态　宜居", "“生态宜居”星", "\u200b生态宜居"])
def test_a_star_is_meant_however_it_is_written(text):
    assert StarNames({"village": {"ecology": "生态宜居"}}).find(text, "village", "宁郭村") == ("village", "ecology", "")
