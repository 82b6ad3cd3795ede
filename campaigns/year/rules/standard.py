"""A standard: the stars, their checklists and vetoes, as a file gives them and a campaign copies them."""

from dataclasses import dataclass


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
