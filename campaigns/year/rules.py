"""Phases, deadlines and the standard of a campaign, from values alone. A deadline includes its day."""

import datetime
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from campaigns.entry.rules.dates import Span

from .choices import Phase


@dataclass(frozen=True)
class Calendar:
    """A campaign's phase and dates."""

    phase: str
    planning_from: datetime.date
    plan_due: datetime.date
    assessment_on: datetime.date
    rating_due: datetime.date

    @property
    def span(self) -> Span:
        """From the first day of planning to the end of rating; work is to be done by the assessment."""
        return Span(self.planning_from, self.rating_due, self.assessment_on)

    def ends(self) -> datetime.date:
        """The last day of the present phase."""
        return {Phase.PLANNING: self.plan_due, Phase.CREATING: self.assessment_on}.get(self.phase, self.rating_due)

    def days_left(self, today: datetime.date) -> int:
        """Days until the present phase ends; 0 on its last day, negative when it is over."""
        return (self.ends() - today).days


NEXT_PHASE = {
    Phase.PLANNING: Phase.CREATING,
    Phase.CREATING: Phase.RATING,
    Phase.RATING: Phase.CLOSED,
}
PREVIOUS_PHASE = {later: earlier for earlier, later in NEXT_PHASE.items()}
BEFORE_RATING = (Phase.PLANNING, Phase.CREATING)  # while plans and the figures of the creation plan may change


def may_enter(phase: str, today: datetime.date, due: datetime.date, open_until: datetime.date | None = None) -> bool:
    """Whether a unit's plan may be entered and submitted on a day.

    due        -- the township's last day, extension included; it counts while the campaign is planning.
    open_until -- the last day for which this unit was returned or reopened; it counts until rating begins.
    """
    if phase == Phase.PLANNING and today <= due:
        return True
    return phase in BEFORE_RATING and open_until is not None and today <= open_until


MOST_WEEKS = 52  # before the assessment, for any task: a checklist is a year's
MOST_VISITS = 31  # asked for in a month


def monday(day: datetime.date) -> datetime.date:
    """The first day of a day's week."""
    return day - datetime.timedelta(days=day.weekday())


def end_of_week(today: datetime.date) -> datetime.date:
    """The Sunday of a day's week: weeks begin on Mondays."""
    return monday(today) + datetime.timedelta(days=6)


@dataclass(frozen=True)
class StarLine:
    """One star of a set."""

    kind: str
    code: str
    name: str
    order: int
    is_capstone: bool = False


@dataclass(frozen=True)
class TaskLine:
    """One line of a star's checklist. ``parent`` is the number of the task it is part of, within the star."""

    kind: str
    star: str
    number: int
    title: str
    done_when: str = ""
    evidence: str = ""
    is_required: bool = True
    points: int = 0
    weeks_before: int = 4
    parent: int | None = None


@dataclass(frozen=True)
class VetoLine:
    """A finding that voids a star, or the whole rating where ``star`` is empty."""

    kind: str
    star: str
    text: str


@dataclass(frozen=True)
class Standard:
    """One version of a standard. ``code`` is the name of its folder."""

    code: str
    title: str
    stars: tuple[StarLine, ...]
    tasks: tuple[TaskLine, ...]
    vetoes: tuple[VetoLine, ...]

    def set_of(self, kind: str) -> tuple[tuple[StarLine, int], ...]:
        """The stars of a kind in their order, each with the number of its tasks; parts of a task are not counted."""
        stars = sorted((star for star in self.stars if star.kind == kind), key=lambda star: star.order)
        tops = [(task.kind, task.star) for task in self.tasks if task.parent is None]
        return tuple((star, tops.count((kind, star.code))) for star in stars)


@dataclass(frozen=True)
class Line:
    """One task of a star's checklist, as values."""

    pk: int
    star: int
    parent: int | None = None
    is_required: bool = True
    points: int = 0


@dataclass(frozen=True)
class Checklist:
    """What the tasks of a campaign ask for: those without parts are done or not, the others follow from their parts.

    A whole is done when all its required parts are, or all its parts where none is required. A part counts as
    required where it is and its whole is. The points of a whole are spread evenly over the parts that decide it.
    """

    required: frozenset[int]
    points: Mapping[int, Fraction]
    stars: Mapping[int, int]

    @classmethod
    def of(cls, lines: Iterable[Line]) -> "Checklist":
        """Of the tasks that are in use."""
        lines = list(lines)
        parts: dict[int, list[Line]] = {}
        for line in lines:
            if line.parent is not None:
                parts.setdefault(line.parent, []).append(line)
        required: set[int] = set()
        points: dict[int, Fraction] = {}
        for line in lines:
            if line.parent is not None:
                continue
            own = parts.get(line.pk, [line])
            deciding = [part for part in own if part.is_required] or own if own != [line] else own
            if line.is_required:
                required.update(part.pk for part in deciding)
            points.update({part.pk: Fraction(0) for part in own})
            points.update({part.pk: Fraction(line.points, len(deciding)) for part in deciding})
        return cls(frozenset(required), points, {line.pk: line.star for line in lines if line.pk in points})

    def leaves(self, stars: Collection[int]) -> list[int]:
        """The tasks without parts of some stars."""
        return [pk for pk, star in self.stars.items() if star in stars]


_ADDRESS = re.compile(r"/20[0-9]{2}/(?P<code>[0-9]{2,12})(?P<below>/[^?]*)")
AROUND = (12, 9, 6, 4, 2)  # digits of a place's code and of those around it


def pages_in(year: int, page: str) -> list[str]:
    """Where to look for a page in another year: the same page, as it was filtered and whole, then those above it, then
    the places around. A record belongs to its year, so that its page is looked for in no other.

    page -- an address with its query, such as ``/2026/410871062201/ledger/17/``.
    """
    address, _question, query = page.partition("?")
    parts = _ADDRESS.fullmatch(address)
    if parts is None:
        return []
    code, below = parts["code"], parts["below"].strip("/").split("/") if parts["below"].strip("/") else []
    record = next((at for at, part in enumerate(below) if part.isdigit()), len(below))
    found = []
    for depth in range(record, -1, -1):
        path = "/".join(["", str(year), code, *below[:depth], ""])
        found += [f"{path}?{query}"] if query and depth == len(below) else []
        found.append(path)
    return found + [f"/{year}/{code[:digits]}/" for digits in AROUND if digits < len(code)]
