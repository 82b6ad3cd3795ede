"""Which townships have submitted, which have not, and what to write to those that have not (催报)."""

import datetime
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count
from django.utils import timezone

from campaigns.year.choices import Phase, Word
from campaigns.year.models.campaign import Campaign, Filing
from villages.choices import TownshipKind

from ..choices import PlanState
from ..models.marks import Plan

# Reminders go out to townships, so they are in Chinese whatever language the reader's screen has.
STATE_WORDS = {PlanState.NOT_BEGUN: "未开始", PlanState.DRAFT: "暂存未报", PlanState.RETURNED: "退回待改"}
EFFORT = {Word.CREATION: "创建", Word.BUILDING: "建设"}
# How a county's paper speaks to a township.
YOU = {
    TownshipKind.XIANG: "你乡",
    TownshipKind.TOWN: "你镇",
    TownshipKind.STREET: "你街道",
    TownshipKind.OTHER: "你处",
}
OPEN = tuple(state for state in PlanState if state.is_open)
NAMED = 10  # units named for each state; a longer list is not read


@dataclass(frozen=True)
class OpenUnit:
    """A unit that has not been submitted, and the day until which it was returned or reopened."""

    name: str
    state: str
    open_until: datetime.date | None


@dataclass(frozen=True)
class TownshipFiling:
    """One township: how many of its units stand where, and until when it may submit."""

    campaign: Campaign
    filing: Filing
    numbers: Counter
    open_units: tuple[OpenUnit, ...]
    now: datetime.datetime

    @property
    def township(self):
        return self.filing.township

    @property
    def units(self) -> int:
        return self.numbers.total()

    @property
    def missing(self) -> int:
        """Units not submitted: not begun, draft or returned."""
        return sum(self.numbers[state] for state in OPEN)

    @property
    def states(self) -> list[tuple[PlanState, int]]:
        return [(state, self.numbers[state]) for state in PlanState]

    @property
    def days_left(self) -> int:
        """Days until this township's deadline; 0 on its day, negative when it is over."""
        return (self.filing.due - self.now.date()).days

    @property
    def reminder(self) -> str:
        """What to write to the township; empty where all is submitted or nothing can be any more."""
        if not self.missing or not _is_open(self.campaign):
            return ""
        return (
            f"{self.township.name}：{_deadline(self.campaign, self.filing.due, self.days_left)}"
            f"截至{_moment(self.now)}，{YOU[self.township.kind]}参评的{self.units}个村（社区）"
            f"已上报{self.units - self.missing}个，还有{self.missing}个未上报：{'，'.join(self._lacking())}。"
            f"{self._request()}"
        )

    def _lacking(self) -> list[str]:
        told = []
        for state in OPEN:
            units = [unit for unit in self.open_units if unit.state == state]
            if units:
                names = "、".join(unit.name for unit in units[:NAMED]) + ("等" if len(units) > NAMED else "")
                told.append(f"{STATE_WORDS[state]}{len(units)}个（{names}{self._until(units)}）")
        return told

    def _until(self, units: list[OpenUnit]) -> str:
        """The day of their own that returned units have, where it is one and later than the township's."""
        days = {unit.open_until for unit in units}
        day = days.pop() if len(days) == 1 else None
        return f"，请于{_day(day)}前（含当日）改好重报" if day and day > self.filing.due else ""

    def _request(self) -> str:
        if self.days_left >= 0 and self.campaign.phase == Phase.PLANNING:
            return "请抓紧完善，按时上报；如有困难，请及时与我办联系。谢谢支持！"
        return "请尽快与我办联系，说明情况；确需延期的，我办将予以办理。谢谢支持！"


@dataclass(frozen=True)
class Filings:
    """All townships of a campaign."""

    campaign: Campaign
    rows: tuple[TownshipFiling, ...]
    now: datetime.datetime

    @cached_property
    def incomplete(self) -> tuple[TownshipFiling, ...]:
        return tuple(row for row in self.rows if row.missing)

    @property
    def complete(self) -> int:
        return len(self.rows) - len(self.incomplete)

    @cached_property
    def numbers(self) -> Counter:
        return sum((row.numbers for row in self.rows), start=Counter())

    @property
    def units(self) -> int:
        return self.numbers.total()

    @property
    def missing(self) -> int:
        return sum(row.missing for row in self.rows)

    @property
    def states(self) -> list[tuple[PlanState, int]]:
        return [(state, self.numbers[state]) for state in PlanState]

    @property
    def days_left(self) -> int:
        return (self.campaign.plan_due - self.now.date()).days

    @property
    def reminder(self) -> str:
        """What to write to all townships at once; in the order of their codes, since nobody is ranked."""
        if not self.missing or not _is_open(self.campaign):
            return ""
        lacking = "，".join(
            f"{row.township.name}{row.missing}个"
            + (f"（已延期至{_day(row.filing.due)}）" if row.filing.due > self.campaign.plan_due else "")
            for row in self.incomplete
        )
        return (
            f"各乡镇（街道）：{_deadline(self.campaign, self.campaign.plan_due, self.days_left)}"
            f"截至{_moment(self.now)}，{self.campaign.county.name}参评的{self.units}个村（社区）"
            f"已上报{self.units - self.missing}个，还有{self.missing}个未上报：{lacking}。"
            "请尚未报齐的乡镇（街道）抓紧完善上报；如有困难，请及时与我办联系。谢谢支持！"
        )


def _is_open(campaign: Campaign) -> bool:
    """Whether anything can still be submitted, if only with a day of its own."""
    return campaign.phase in (Phase.PLANNING, Phase.CREATING)


def _deadline(campaign: Campaign, due: datetime.date, days: int) -> str:
    plan = f"{campaign.year}年“五星”支部{EFFORT[campaign.word]}计划"
    if days < 0 or campaign.phase != Phase.PLANNING:
        return f"{plan}上报已于{_day(due)}截止。"
    if days == 0:
        return f"{plan}今天（{_day(due)}）截止上报。"
    return f"{plan}于{_day(due)}截止上报，还有{days}天。"


def _day(day: datetime.date) -> str:
    return f"{day.month}月{day.day}日"


def _moment(now: datetime.datetime) -> str:
    return f"{_day(now.date())}{now:%H:%M}"


def filings(campaign: Campaign) -> Filings:
    """How far each township has come, in the order of their codes; from three queries."""
    now = timezone.localtime()
    numbers: dict[str, Counter] = defaultdict(Counter)
    counted = campaign.plans.order_by().values_list("village__township", "state").annotate(Count("pk"))
    for township, state, number in counted:
        numbers[township][state] = number
    open_units: dict[str, list[OpenUnit]] = defaultdict(list)
    for township, *unit in (
        Plan.objects.filter(campaign=campaign, state__in=OPEN)
        .in_order()
        .values_list("village__township", "village__name", "state", "open_until")
    ):
        open_units[township].append(OpenUnit(*unit))
    found = campaign.filings.select_related("township").order_by("township")
    rows = []
    for filing in found:
        filing.campaign = campaign
        code = filing.township_id
        rows.append(TownshipFiling(campaign, filing, numbers[code], tuple(open_units[code]), now))
    return Filings(campaign, tuple(rows), now)
