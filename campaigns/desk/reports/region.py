"""Counties side by side, for a city's page and for the province's."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from campaigns.ledger.reports.progress import ProgressLine, of_campaigns
from campaigns.ledger.reports.standings import together, units_with_tasks
from campaigns.ledger.rules.tasks import Tally
from campaigns.planning.choices import AnswerState, Source
from campaigns.planning.models.findings import Answer
from campaigns.planning.models.marks import Plan
from campaigns.planning.reports.counted import Cell, counted
from campaigns.planning.reports.facts import facts_of
from campaigns.planning.reports.findings import FindingRow, answered
from campaigns.planning.reports.states import Progress, states_of
from campaigns.planning.rules.creation import townships_sum
from campaigns.planning.rules.facts import Facts
from campaigns.year.choices import LEVELS, Kind
from campaigns.year.models.campaign import Campaign
from villages.models import City, County

from .county import Totals, contradicts, is_complete, totals


@dataclass(frozen=True)
class Aim:
    """Units entered at a level, and how many the county plans; None where it plans nothing by level."""

    entered: Cell
    planned: int | None


@dataclass(frozen=True)
class CountyRow:
    """One county's campaign beside the others; without a campaign, some counties together.

    confirmed, pending -- findings that the county confirmed, and how many it has not decided yet.
    """

    name: str
    units: dict[str, int]
    progress: Progress
    levels: tuple[Aim, ...]
    totals: Totals
    confirmed: tuple[FindingRow, ...]
    pending: int
    tasks: ProgressLine
    code: str = ""
    campaign: Campaign | None = None

    @property
    def all_units(self) -> int:
        return sum(self.units.values())


@dataclass(frozen=True)
class CityGroup:
    """A city's counties: those with a campaign in the year as rows, the others by name, all rows as a total."""

    city: City
    rows: tuple[CountyRow, ...]
    without: tuple[County, ...]
    total: CountyRow

    @property
    def counties(self) -> int:
        return len(self.rows) + len(self.without)


@dataclass(frozen=True)
class Region:
    """All groups of a page, and everything together."""

    groups: tuple[CityGroup, ...]
    total: CountyRow

    @property
    def campaigns(self) -> int:
        return sum(len(group.rows) for group in self.groups)

    @property
    def counties(self) -> int:
        return sum(group.counties for group in self.groups)


def region(counties: Iterable[County], year: int, today: datetime.date) -> Region:
    """The campaigns of some counties in a year, and how far their ledgers are today.

    counties -- with their city, in the order in which they are shown.

    Nothing here is stored: the province's 181 counties with 52,000 units, each figure of which contradicts another,
    take three seconds of one processor core; a city's ten counties take an eighth of a second.
    """
    counties = list(counties)
    campaigns = {
        campaign.county_id: campaign for campaign in Campaign.objects.for_page().filter(county__in=counties, year=year)
    }
    facts, states = facts_of(campaigns.values()), states_of(campaigns.values())
    tasks = of_campaigns(campaigns.values(), today)
    covered = units_with_tasks(Plan.objects.filter(campaign__in=campaigns.values()), "campaign")
    answers = defaultdict(list)
    for answer in Answer.objects.filter(campaign__in=campaigns.values()):
        answers[answer.campaign_id].append(answer)
    members = defaultdict(list)
    for county in counties:
        members[county.city].append(county)
    groups = []
    for city, inside in members.items():
        rows = tuple(
            _row(
                campaign,
                facts[campaign.pk],
                states[campaign.pk],
                answers[campaign.pk],
                ProgressLine(campaign.county.name, tasks.get(campaign.pk, Tally()), covers=covered.get(campaign.pk)),
            )
            for county in inside
            if (campaign := campaigns.get(county.pk))
        )
        without = tuple(county for county in inside if county.pk not in campaigns)
        groups.append(CityGroup(city, rows, without, _together(city.name, rows)))
    return Region(tuple(groups), _together("", [row for group in groups for row in group.rows]))


def _row(
    campaign: Campaign,
    facts: Facts,
    states: dict[str, Counter],
    answers: Iterable[Answer],
    tasks: ProgressLine,
) -> CountyRow:
    said = answered(facts, answers)
    return CountyRow(
        name=campaign.county.name,
        units=dict(facts.county.units),
        progress=Progress(sum(states.values(), Counter())),
        levels=_levels(facts),
        totals=totals(facts),
        confirmed=tuple(said.in_state(AnswerState.CONFIRMED)),
        pending=said.pending,
        tasks=tasks,
        code=campaign.county_id,
        campaign=campaign,
    )


def _levels(facts: Facts) -> tuple[Aim, ...]:
    """Levels of both star sets together: units reach them with whichever stars are theirs."""
    plans = [plan for kind in facts.kinds if (plan := facts.county.column(Source.PLAN, kind)).levels]
    sums = [townships_sum(facts, Source.ENTERED, kind) for kind in facts.kinds]
    complete = all(is_complete(facts, kind) for kind in facts.kinds)

    def aim(level: int) -> Aim:
        planned = sum(plan.level(level) for plan in plans) if plans else None
        cell = counted(sum(entered.level(level) for entered in sums), level=str(level))
        return Aim(Cell(cell.n, cell.query, contradicts(planned, cell.n, complete)), planned)

    return tuple(aim(level) for level in LEVELS)


def _together(name: str, rows: Iterable[CountyRow]) -> CountyRow:
    """The sum of some rows. What one of them has not planned yet makes the planned sum unknown, not smaller."""
    rows = list(rows)

    def all_of(numbers: Iterable[int | None]) -> int | None:
        numbers = list(numbers)
        return sum(numbers) if numbers and None not in numbers else None

    return CountyRow(
        name=name,
        units={kind: sum(row.units.get(kind, 0) for row in rows) for kind in Kind.values},
        progress=Progress(sum((row.progress.numbers for row in rows), Counter())),
        levels=tuple(
            Aim(Cell(sum(row.levels[at].entered.n for row in rows)), all_of(row.levels[at].planned for row in rows))
            for at in range(len(LEVELS))
        ),
        totals=Totals(
            planned=all_of(row.totals.planned for row in rows),
            entered=sum(row.totals.entered or 0 for row in rows),
            approved=sum(row.totals.approved or 0 for row in rows),
            is_complete=all(row.totals.is_complete for row in rows),
            rate=None,
            budget=None,
        ),
        confirmed=tuple(finding for row in rows for finding in row.confirmed),
        pending=sum(row.pending for row in rows),
        tasks=ProgressLine(
            name,
            sum((row.tasks.tally for row in rows), Tally()),
            covers=together(row.tasks.covers for row in rows if row.tasks.covers),
        ),
    )
