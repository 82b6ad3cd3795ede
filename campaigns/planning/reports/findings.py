"""What does not agree in a campaign, each with what people have said of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from campaigns import access
from campaigns.year.models.campaign import Campaign
from villages.access import Seat

from ..choices import AnswerState, FindingCode, Severity
from ..models.findings import Answer
from ..rules.facts import Facts, Finding
from ..rules.findings import reconcile
from ..rules.marks import UnitMark
from ..rules.units import UNMARKED
from .facts import campaign_facts, township_facts

NAMED = 150  # units that an address names one by one: servers take some 4,000 characters

# Those who still have to act come first.
_ORDER = (AnswerState.OPEN, AnswerState.EXPLAINED, AnswerState.CONFIRMED, AnswerState.SET_ASIDE)


@dataclass(frozen=True)
class FindingRow:
    """One finding and its answer.

    answer  -- given for the figures as they stand now.
    earlier -- given for other figures than now: the finding is open again, the words are still worth reading.
    marks   -- of the units behind it.
    """

    finding: Finding
    answer: Answer | None = None
    earlier: Answer | None = None
    marks: tuple[UnitMark, ...] = ()

    @property
    def state(self) -> AnswerState:
        return AnswerState(self.answer.state) if self.answer else AnswerState.OPEN

    @property
    def is_pending(self) -> bool:
        """Neither confirmed nor set aside: the county has not decided yet. What is told for information asks nobody."""
        return not self.is_notice and self.state in (AnswerState.OPEN, AnswerState.EXPLAINED)

    @property
    def is_notice(self) -> bool:
        return self.finding.severity == Severity.NOTICE

    def rank(self) -> tuple[bool, bool, int]:
        """Place in a list: what is set aside last, what is only told for information before it, open ones first."""
        return self.state == AnswerState.SET_ASIDE, self.is_notice, _ORDER.index(self.state)

    @property
    def key(self) -> str:
        return self.finding.key

    @property
    def query(self) -> str:
        """Of the list with exactly the units behind it; empty where there are none, or too many for an address."""
        level = {FindingCode.NO_TARGET: "0", FindingCode.UNFILLED: UNMARKED}.get(self.finding.code)
        if level:
            return urlencode({"kind": self.finding.kind, "level": level})
        return urlencode({"unit": self.finding.units}, doseq=True) if len(self.finding.units) <= NAMED else ""

    @property
    def text(self) -> str:
        return self.answer.text if self.answer else ""


@dataclass(frozen=True)
class Findings(Sequence):
    """What a seat may read of a place's findings.

    rows    -- all of them for those who can mend them, confirmed ones for the others.
    pending -- how many wait for a decision, whoever reads.
    """

    rows: tuple[FindingRow, ...]
    pending: int

    def __getitem__(self, index):
        return self.rows[index]

    def __len__(self) -> int:
        return len(self.rows)

    def in_state(self, *states: str) -> tuple[FindingRow, ...]:
        return tuple(row for row in self.rows if row.state in states)

    def at(self, place_code: str) -> tuple[FindingRow, ...]:
        """Those about a place or anything below it."""
        return tuple(row for row in self.rows if row.finding.place.startswith(place_code))

    def named(self, key: str) -> FindingRow | None:
        return next((row for row in self.rows if row.key == key), None)


def findings(campaign: Campaign, place_code: str = "", seat: Seat | None = None) -> Findings:
    """The findings of a campaign: open ones first, the heaviest first.

    place_code -- a township's code gives its own findings only.
    seat       -- whoever reads. Leaders and task forces get confirmed ones only, since a finding is neutral until
                  then. A township's seat gets findings from which nothing can be read of its neighbours.
                  None stands for the county office.
    """
    alone = seat is not None and seat.level == "township"
    facts = township_facts(campaign, seat.place.code) if alone else campaign_facts(campaign)
    return answered(facts, campaign.answers.all(), place_code or (seat.place.code if alone else ""), seat)


def answered(facts: Facts, answers: Iterable[Answer], place_code: str = "", seat: Seat | None = None) -> Findings:
    """The findings of some facts, joined with the answers of their campaign; arguments as for ``findings``."""
    given = {answer.finding: answer for answer in answers}
    marks = {mark.code: mark for place in facts.townships for mark in place.marks}
    whole = {place.code for place in facts.townships} if not facts.is_whole else set()
    rows = []
    for finding in reconcile(facts):
        # What a township alone says for information (no target, not yet marked) the county is told in one sum.
        if finding.place in whole and finding.severity == Severity.NOTICE:
            continue
        if not finding.place.startswith(place_code):
            continue
        answer = given.get(finding.key)
        current = answer is not None and answer.digest == finding.digest
        rows.append(
            FindingRow(
                finding,
                answer=answer if current else None,
                earlier=None if current else answer,
                marks=tuple(marks[code] for code in finding.units if code in marks),
            )
        )
    rows.sort(key=FindingRow.rank)
    pending = sum(row.is_pending for row in rows)
    if seat is not None and not access.sees_open_findings(seat):
        rows = [row for row in rows if row.state == AnswerState.CONFIRMED]
    return Findings(tuple(rows), pending)
