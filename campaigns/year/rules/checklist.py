"""What the tasks of a campaign ask for, from values alone."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction


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
