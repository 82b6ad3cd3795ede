"""Days of the year that tests speak of."""

import datetime


def day(text: str, year: int = 2026) -> datetime.date:
    """``"7-1"`` is the first of July."""
    month, of_month = map(int, text.split("-"))
    return datetime.date(year, month, of_month)
