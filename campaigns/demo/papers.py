"""The full plan sheets of the demo's units: facts of the year, and one row for each star that is to be won anew.

All of it is invented, and the same at each loading.
"""

import csv
import datetime
import zlib
from collections.abc import Collection
from pathlib import Path

from campaigns.planning.choices import PlanState
from campaigns.sheets.actions.sheet import approve_sheets, save_sheets, submit_sheets
from campaigns.sheets.models.sheet import Sheet
from campaigns.sheets.rules import SheetEntry
from campaigns.year.models.campaign import Campaign
from villages.access import Seat

HERE = Path(__file__).parent

SURNAMES = "张王李赵刘陈杨黄周吴徐孙马朱胡郭何林"
GIVEN = ("建国", "红军", "秀英", "志强", "春梅", "国庆", "海燕", "永胜")
PRODUCTS = ("怀山药", "怀菊花", "优质小麦", "设施蔬菜", "葡萄", "肉牛养殖", "花卉苗木", "食用菌")
HELPERS = ("区财政局", "区住建局", "区卫健局", "区税务局", "区供电公司", "区教育局", "区市场监管局", "区农商银行")


def person_of(unit: str, number: int) -> str:
    """One of a unit's invented people."""
    start = zlib.crc32(unit.encode())
    return SURNAMES[(start + number * 5) % len(SURNAMES)] + GIVEN[(start // 7 + number * 3) % len(GIVEN)]


def gap_texts() -> dict[tuple[str, int], tuple[str, str]]:
    """(star, number of the task) → (what is missing, what is done about it)."""
    with (HERE / "gaps.csv").open(encoding="utf-8", newline="") as file:
        return {(star, int(number)): (gap, measure) for star, number, gap, measure in list(csv.reader(file))[1:]}


def _sheets(campaign: Campaign, codes: Collection[str]) -> list[Sheet]:
    return list(
        Sheet.objects.for_list().select_related("focus").filter(plan__campaign=campaign, plan__village__in=codes)
    )


def write_papers(seat: Seat, campaign: Campaign, codes: Collection[str], today: datetime.date) -> None:
    """Write the sheets of some units."""
    texts = gap_texts()
    names = {star.code: star.name for star in campaign.stars.all()}
    entries = [
        SheetEntry(sheet.place_code, sheet.version, _facts(sheet, today) | _cases(sheet, campaign, texts, names))
        for sheet in _sheets(campaign, codes)
    ]
    save_sheets(by=seat, campaign=campaign, entries=entries)


def _facts(sheet: Sheet, today: datetime.date) -> dict:
    number = zlib.crc32(sheet.place_code.encode())
    households = 180 + number % 420
    facts = {
        "organisation": "branch" if households < 450 else "general",
        "members": 26 + number % 60,
        "population": households * 4 - number % 37,
        "households": households,
        "groups": 3 + number % 9,
        "officer_in_charge": person_of(sheet.place_code[:9], number % 5),
        "first_secretary": person_of(sheet.place_code, 7) if number % 3 == 0 else "",
        "support_unit": HELPERS[number % len(HELPERS)],
        "meeting_on": today - datetime.timedelta(days=number % 6 + 1),
    }
    if sheet.plan.kind == "village":
        facts |= {"farmland": 600 + number % 2400, "speciality": PRODUCTS[number // 11 % len(PRODUCTS)]}
    if sheet.content.jumps:
        facts["jump_reason"] = "班子配强、项目资金已落实，两颗新创星的任务多数已有基础。"
    return facts


def _cases(sheet: Sheet, campaign: Campaign, texts: dict, names: dict[str, str]) -> dict:
    cells = {}
    for number, star in enumerate(sorted(sheet.plan.mark.new)):
        gap, measure = texts[names[star], zlib.crc32(f"{sheet.place_code}{star}".encode()) % 4 + 1]
        cells |= {
            f"{star}.gaps": gap,
            f"{star}.measure": measure,
            f"{star}.person": person_of(sheet.plan.village.name, number % 3),
            f"{star}.due": campaign.assessment_on - datetime.timedelta(weeks=4),
        }
    return cells


def submit_papers(seat: Seat, campaign: Campaign, codes: Collection[str]) -> None:
    submit_sheets(by=seat, campaign=campaign, codes=codes)


def approve_papers(office: Seat, campaign: Campaign) -> None:
    """Approve all that wait, as the office sees them."""
    waiting = Sheet.objects.filter(plan__campaign=campaign, state=PlanState.SUBMITTED)
    sheets = _sheets(campaign, list(waiting.values_list("plan__village", flat=True)))
    approve_sheets(
        by=office,
        campaign=campaign,
        seen={sheet.place_code: sheet.version for sheet in sheets},
        digests={sheet.place_code: sheet.content.digest() for sheet in sheets},
    )
