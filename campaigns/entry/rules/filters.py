"""What a list is narrowed to, as one value: whoever counts by it and whoever links to the list use the same one."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import ClassVar, Self
from urllib.parse import urlencode

Groups = Mapping[str, frozenset]


class ListFilter:
    """What every filter of a list can. Its kinds are frozen dataclasses whose empty fields do not narrow.

    PARAMETERS -- field → its name in the query string, where that is another.
    GROUPS     -- field → what each of its values keeps, where values contain one another or meet.
    """

    PARAMETERS: ClassVar[Mapping[str, str]] = {}
    GROUPS: ClassVar[Mapping[str, Groups]] = {}

    def query(self, **changed) -> str:
        """The query string of the list with exactly these rows, empty or from its ``?`` on.

        changed -- fields that say something else there, or parameters that narrow nothing, such as an order.
        """
        asked = {
            self.PARAMETERS.get(name, name): "1" if value is True else value
            for name, value in (asdict(self) | changed).items()
            if value
        }
        return f"?{urlencode(asked, doseq=True)}" if asked else ""

    def also(self, **asked: str) -> Self | None:
        """The filter that keeps what this one keeps and what is asked besides; None where no filter says both."""
        both = {name: self._both(name, getattr(self, name), value) for name, value in asked.items()}
        return None if None in both.values() else replace(self, **both)

    def _both(self, name: str, one: str, other: str) -> str | None:
        if not one or not other or one == other:
            return other or one
        kept = self.GROUPS.get(name, {})
        common = kept.get(one, frozenset()) & kept.get(other, frozenset())
        return next((value for value, rows in kept.items() if rows == common), None) if common else None


def link(by: ListFilter | None, n: int) -> str:
    """Where a figure of so many rows leads: to the list of its filter; nowhere where there are none, or no filter."""
    return (by.query() or "?") if by is not None and n else ""
