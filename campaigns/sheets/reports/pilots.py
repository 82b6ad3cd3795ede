"""Pilots (试点): units chosen on their plan sheets to try a promotion."""

from collections import Counter, defaultdict
from collections.abc import Iterable

from django.db.models import Count

from campaigns.planning.reports.facts import pilots
from campaigns.year.models.campaign import Campaign

from ..models.sheet import Sheet


@pilots.register
def chosen_pilots(campaigns: Iterable[Campaign]) -> dict[int, Counter[int]]:
    """How many units of each campaign try for which level, as their plan sheets say: 四进五 tries for five."""
    counted = defaultdict(Counter)
    sheets = Sheet.objects.filter(plan__campaign__in=campaigns).exclude(pilot="").order_by()
    for campaign_id, level, number in sheets.values_list("plan__campaign", "pilot").annotate(Count("pk")):
        counted[campaign_id][int(level)] += number
    return counted
