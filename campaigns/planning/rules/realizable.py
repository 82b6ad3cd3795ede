"""Whether any table of units and stars gives a column's figures, and one that does."""

from dataclasses import dataclass

from campaigns.year.choices import CAPSTONE_STAR, LEVELS

from .figures import Figures


@dataclass(frozen=True)
class Obstacle:
    """Why no table gives the figures: these stars together need more marks than the levels leave room for."""

    stars: tuple[str, ...]
    total: int
    room: int


def obstacle(figures: Figures) -> Obstacle | None:
    """The fewest stars that stand in the way; None where a table exists, or where sums disagree already.

    Gale–Ryser theorem: with equal sums, a 0/1 table of these row sums (a unit's level) and column sums (a
    star's count) exists if and only if, for every m, the m largest column sums together do not exceed what
    the rows can put into m columns, Σ nₖ·min(k, m).
    """
    if figures.level_sum is None or figures.level_sum != figures.star_sum:
        return None
    codes = sorted(figures.stars, key=figures.stars.get, reverse=True)
    total = 0
    for columns, code in enumerate(codes, start=1):
        total += figures.stars[code]
        room = sum(number * min(level, columns) for level, number in figures.levels.items())
        if total > room:
            return Obstacle(tuple(codes[:columns]), total, room)
    return None


def realizable(
    figures: Figures, units: int | None = None, capstone: bool = False, capstone_star: str = CAPSTONE_STAR
) -> bool:
    """Whether some table of units and stars has these counts. What is not stated contradicts nothing.

    units    -- how many units there are; the rows of the table may be fewer but not more.
    capstone -- whether each row with the capstone star must have all five.

    With the capstone nothing is left to search. A five-star row has every star, the capstone's among them,
    and no other row may have it, so its count must be n₅. If it is, then in *any* table the n₅ five-star
    rows use up all its marks, and the rule holds by itself: Gale–Ryser alone decides the rest. (Equivalently,
    strike the capstone's column: rows of level k face the other four columns with min(k, 4) marks.)
    """
    if figures.levels and units is not None and figures.unit_sum > units:
        return False
    if units is not None and any(number > units for number in figures.stars.values()):
        return False
    if not figures.levels or not figures.stars:
        return True
    if capstone and figures.star(capstone_star) != figures.level(5):
        return False
    return figures.level_sum == figures.star_sum and obstacle(figures) is None


def witness(
    figures: Figures, capstone: bool = False, capstone_star: str = CAPSTONE_STAR
) -> tuple[frozenset[str], ...] | None:
    """One table with these counts, a set of stars for each unit with a target, highest levels first.

    None where there is none. Each row takes the stars of which most are left, which never closes the way to
    a table if there is one (Havel and Hakimi's argument, for rows and columns). Five-star rows come first
    and take everything, so the capstone needs no further care.

    Raises ValueError where levels or stars are not stated: one measure alone asks for no particular table.
    """
    if not figures.levels or not figures.stars:
        raise ValueError("a table needs counts by level and by star")
    if not realizable(figures, capstone=capstone, capstone_star=capstone_star):
        return None
    left = dict(figures.stars)
    rows = []
    for level in LEVELS:
        for _ in range(figures.level(level)):
            row = sorted(left, key=left.get, reverse=True)[:level]
            for code in row:
                left[code] -= 1
            rows.append(frozenset(row))
    return tuple(rows)
