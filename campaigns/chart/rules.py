"""What a wall chart (挂图作战) is narrowed to, and how links to one for a hall are made and known again."""

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.crypto import salted_hmac

from campaigns.entry.rules.filters import ListFilter
from campaigns.ledger.choices import Standing
from campaigns.planning.rules.units import UnitFilter

from .choices import Plans

STANDINGS = tuple(Standing)  # in the legend and under the chart: from what is won to what is not even planned


@dataclass(frozen=True)
class ChartFilter(ListFilter):
    """What a chart is narrowed to; what is empty does not narrow.

    star     -- only units that target or hold it; with ``standing`` or ``overdue``, the star of which that is asked.
    standing -- only units of which a star stands at one of these.
    plan     -- only units whose targets are not approved, or not marked yet: one of Plans.
    overdue  -- only units with overdue tasks.
    """

    township: str = ""
    area: str = ""
    kind: str = ""
    star: str = ""
    standing: tuple[str, ...] = ()
    plan: str = ""
    overdue: bool = False

    @property
    def units(self) -> UnitFilter:
        return UnitFilter(township=self.township, area=self.area, kind=self.kind)

    def keeps(self, stars: Sequence["ChartCell"], plan: Plans | None = None) -> bool:
        """Whether it keeps a unit with these stars.

        plan -- what its targets lack; None of those that are approved.
        """
        if self.plan and plan != self.plan:
            return False
        if not (self.star or self.standing or self.overdue):
            return True
        cells = [cell for cell in stars if not self.star or cell.star == self.star]
        if self.star and not self.standing:
            cells = [cell for cell in cells if cell.standing != Standing.NONE]
        if self.standing:
            cells = [cell for cell in cells if cell.standing in self.standing]
        if self.overdue:
            cells = [cell for cell in cells if cell.overdue]
        return bool(cells)


@dataclass(frozen=True, slots=True)
class ChartCell:
    """One star of one unit. reached, total -- of its tasks; overdue -- how many of them are late."""

    star: str
    standing: Standing
    target: bool
    reached: int = 0
    total: int = 0
    overdue: int = 0

    @property
    def says_progress(self) -> bool:
        return self.standing == Standing.UNDER_WAY


def hall_token(seed: str, place: str) -> str:
    """The secret part of a link's address: 32 letters that nobody guesses.

    It follows from the form by which the link was made and the installation's secret key, so that a form that is sent
    twice makes one link, and nothing that tells it is stored.

    seed -- the form's one-time token. place -- the code of the place.
    """
    secret = salted_hmac("campaigns.hall", f"{seed} {place}", algorithm="sha256").digest()
    return base64.urlsafe_b64encode(secret[:24]).decode()


def digest_of(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
