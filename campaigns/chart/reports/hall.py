"""A wall chart for a screen in a hall: page by page, in type that one reads from the other end of the room."""

from collections.abc import Iterable
from dataclasses import dataclass

from .chart import Chart, ChartRow, ChartTable, Sheet

ROWS = 12  # units on a page


@dataclass(frozen=True)
class HallPage:
    """One page: some units of a township and a star set; the first one, without a sheet, says what all add up to."""

    number: int
    of: int
    sheet: Sheet | None = None
    table: ChartTable | None = None

    @property
    def next(self) -> int:
        return self.number % self.of + 1

    @property
    def previous(self) -> int:
        return (self.number - 2) % self.of + 1


def hall_page(chart: Chart, number: int) -> HallPage:
    """One page of a chart; after the last one it begins anew, also where there are fewer pages than a moment ago."""
    parts = [
        (sheet, ChartTable(table.kind, table.stars, rows))
        for sheet in chart.sheets
        for table in sheet.tables
        for rows in _in_parts(table.rows)
    ]
    of = len(parts) + 1
    if not 1 < number <= of:
        return HallPage(1, of)
    return HallPage(number, of, *parts[number - 2])


def _in_parts(rows: tuple[ChartRow, ...]) -> Iterable[tuple[ChartRow, ...]]:
    """As few parts as there can be, of nearly the same size."""
    parts = -(-len(rows) // ROWS)
    size = -(-len(rows) // parts)
    return (rows[start : start + size] for start in range(0, len(rows), size))
