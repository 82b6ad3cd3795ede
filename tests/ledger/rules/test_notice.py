"""The State Council's notice of a year's holidays, as it is printed."""

import datetime

import pytest
from django.http import QueryDict
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from campaigns.entry.rules.text import EntryError
from campaigns.ledger.forms.schedule import DaysForm
from campaigns.ledger.rules.notice import days_of_notice
from campaigns.ledger.rules.schedule import runs_of

NOTICE = """国务院办公厅关于2026年部分节假日安排的通知
国办发明电〔2025〕7号
各省、自治区、直辖市人民政府，国务院各部委、各直属机构：
经国务院批准，现将2026年元旦、春节、清明节、劳动节、端午节、中秋节和国庆节放假调休日期的具体安排通知如下。
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫等工作，遇有重大突发事件，要按规定及时报告并妥善处置。
国务院办公厅
2025年11月4日
"""


def read(text: str, year: int = 2026) -> DaysForm:
    data = QueryDict(mutable=True)
    data["text"] = text
    form = DaysForm(data, year=year)
    with translation.override("en"):
        form.is_valid()
    return form


def test_the_notice_is_taken_as_it_is_printed():
    form = read(NOTICE)
    assert form.errors == {}
    runs = [
        (f"{first.day:%m%d}-{last.day:%m%d}", "班" if first.is_worked else "休", first.name)
        for first, last in runs_of(form.cleaned_data["text"])
    ]
    assert runs == [
        ("0101-0103", "休", "元旦"),
        ("0104-0104", "班", "元旦"),
        ("0214-0214", "班", "春节"),
        ("0215-0223", "休", "春节"),
        ("0228-0228", "班", "春节"),
        ("0404-0406", "休", "清明节"),
        ("0501-0505", "休", "劳动节"),
        ("0509-0509", "班", "劳动节"),
        ("0619-0621", "休", "端午节"),
        ("0920-0920", "班", "国庆节"),
        ("0925-0927", "休", "中秋节"),
        ("1001-1007", "休", "国庆节"),
        ("1010-1010", "班", "国庆节"),
    ]


def test_a_notice_in_one_line_says_the_same():
    holidays = " ".join(line for line in NOTICE.splitlines() if line[1:2] == "、" and "：" in line)
    assert read(holidays).cleaned_data["text"] == read(NOTICE).cleaned_data["text"]


def test_the_title_may_stand_in_two_lines():
    """So it is printed on the State Council's own page."""
    title = "国务院办公厅关于2026年\n部分节假日安排的通知\n"
    assert read(title + NOTICE.partition("\n")[2]).cleaned_data == read(NOTICE).cleaned_data


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("一、元旦：1月1日（周五）至3日（周六）放假调休，共3天。", "2026-01-01 is a 周四, not a 周五."),
        ("一、元旦：1月1日（星期四）至3日放假，共4天。", "元旦: from 2026-01-01 to 2026-01-03 are 3 days, not 4."),
        ("一、元旦：1月1日（周四）放假1天。1月4日（周六）上班。", "2026-01-04 is a 周日, not a 周六."),
        (
            "一、元旦：1月1日放假，免费。",
            "“1月1日放假，免费” is not understood: neither days off (放假) nor days worked (上班).",
        ),
        ("一、元旦：1月1日（周四，全体）放假1天。", "“周四，全体” is not understood."),
        ("一、元旦：2025年12月31日至2026年1月2日放假，共3天。", "2025-12-31 belongs into the table of its own year."),
        ("一、元旦：2月30日放假1天。", "“2月30日” is not a day."),
        ("一、元旦：1月3日至1日放假。", "The last day lies before the first."),
        ("国务院办公厅关于2025年部分节假日安排的通知", "This is the notice of 2025; the table is that of 2026."),
        ("国务院办公厅关于2025年", "This is the notice of 2025; the table is that of 2026."),
        (
            "经国务院批准，现将2025年元旦、春节放假调休日期的具体安排通知如下。",
            "This is the notice of 2025; the table is that of 2026.",
        ),
        ("鼓励错峰休假。", "After the day stands 休 (off) or 班 (worked)."),
    ],
)
def test_what_does_not_agree_or_is_not_understood_is_named_by_its_line(line, says):
    assert read(f"\n{line}").errors == {"text": [f"Line 2: {says}"]}


def test_days_off_and_worked_may_name_their_weekday_or_not():
    for text in ("1月1日放假1天，不调休。", "1月1日（周四）放假。", "1月1日(星期四)放假1天"):
        [day] = days_of_notice(f"元旦：{text}", 2026)
        assert (day.day, day.is_worked, day.name) == (datetime.date(2026, 1, 1), False, "元旦")


@given(st.dates(datetime.date(2026, 1, 1), datetime.date(2026, 12, 20)), st.integers(1, 9), st.integers(1, 9))
def test_a_holiday_is_taken_only_where_its_number_of_days_agrees(first, days, said):
    last = first + datetime.timedelta(days=days - 1)
    line = f"春节：{first.month}月{first.day}日至{last.month}月{last.day}日放假调休，共{said}天。"
    if days == said:
        assert len(days_of_notice(line, 2026)) == days
    else:
        with pytest.raises(EntryError):
            days_of_notice(line, 2026)


@given(st.text(alphabet="一二、元旦：1月日（周四）至放假调休，共3天。上班 0", max_size=40))
def test_any_line_gives_days_or_a_sentence(line):
    try:
        days_of_notice(line, 2026)
    except EntryError as error:
        assert str(error)  # noqa: PT017
