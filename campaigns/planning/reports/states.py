"""How many plans stand in which state."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from campaigns.year.models.campaign import Campaign

from ..choices import PlanState
from ..models.marks import Plan
from ..rules.figures import Percentage
from .counted import Cell, counted

# The nearer to the end of the way the further to the left, so that what is done grows from there.
STATES = (PlanState.APPROVED, PlanState.SUBMITTED, PlanState.RETURNED, PlanState.DRAFT, PlanState.NOT_BEGUN)
HANDED_IN = (PlanState.SUBMITTED, PlanState.APPROVED)


@dataclass(frozen=True)
class Part:
    """The units in one state, as a part of all.

    x       -- how many stand before it in the bar.
    address -- of the list that shows them; empty where there is none.
    """

    state: PlanState
    n: int
    x: int
    address: str

    @property
    def word(self) -> str:
        return self.state.label

    @property
    def tone(self) -> str:
        return self.state.tone


@dataclass(frozen=True)
class Progress:
    """How many units stand in each state."""

    numbers: Counter
    township: str = ""

    @property
    def total(self) -> int:
        return self.numbers.total()

    def cells(self) -> list[tuple[PlanState, Cell]]:
        return [(state, self._cell(state)) for state in STATES]

    def parts(self, units: str = "") -> list[Part]:
        """All states, to be drawn as a bar. ``units`` is the address of the list of units, where there is one."""
        found, x = [], 0
        for state, cell in self.cells():
            found.append(Part(state, cell.n, x, f"{units}?{cell.query}" if units and cell.n else ""))
            x += cell.n
        return found

    def _cell(self, state: PlanState) -> Cell:
        return counted(self.numbers[state], township=self.township, state=state.value)

    @property
    def handed_in(self) -> Percentage:
        """Units submitted or approved, of all units."""
        return Percentage(sum(self.numbers[state] for state in HANDED_IN), self.total, _("units that take part"))

    @property
    def approved(self) -> Percentage:
        return Percentage(self.numbers[PlanState.APPROVED], self.total, _("units that take part"))


def states_of(campaigns: Iterable[Campaign]) -> dict[int, dict[str, Counter]]:
    """How many plans stand in each state, by campaign and township."""
    campaigns = list(campaigns)
    found: dict[int, dict[str, Counter]] = {campaign.pk: defaultdict(Counter) for campaign in campaigns}
    plans = Plan.objects.filter(campaign__in=campaigns).order_by()
    for campaign_id, township, state, n in plans.values_list("campaign", "village__township", "state").annotate(
        n=Count("pk")
    ):
        found[campaign_id][township][PlanState(state)] = n
    return found
