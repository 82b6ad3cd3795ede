"""A campaign as its office runs it: who takes part, who leads which star, what is recorded as held."""

from dataclasses import dataclass

from django.db.models import Count

from campaigns.year.choices import Kind
from campaigns.year.models.campaign import Campaign
from villages.models import County, Village


@dataclass(frozen=True)
class Enrolment:
    """How many units a campaign takes in when it is opened.

    by_kind -- (star set, number of units)
    left    -- units that stay outside, since no star set is given for them (virtual communities, say).
    """

    by_kind: tuple[tuple[Kind, int], ...]
    townships: int
    left: int

    @property
    def units(self) -> int:
        return sum(number for _kind, number in self.by_kind)


def enrolment(county: County) -> Enrolment:
    """Who would take part in a campaign of the county today."""
    here = Village.objects.filter(township__county=county, retired_on=None)
    rated = here.rated()
    numbers = dict(here.order_by().values_list("rated_as").annotate(Count("pk")))
    return Enrolment(
        by_kind=tuple((kind, numbers[kind.value]) for kind in Kind if kind.value in numbers),
        townships=rated.order_by().values("township").distinct().count(),
        left=numbers.get("", 0),
    )


def enrolled(campaign: Campaign) -> list[tuple[Kind, int]]:
    """How many units of each star set have a plan sheet."""
    numbers = dict(campaign.plans.order_by().values_list("kind").annotate(Count("pk")))
    return [(kind, numbers[kind.value]) for kind in Kind if kind.value in numbers]
