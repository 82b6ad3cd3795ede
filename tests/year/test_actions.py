"""Who leads a star: posts of the county's own task forces, named by its office."""

import pytest
from django.utils import translation

from campaigns.year.actions import lead_star
from fivestar.changes.deeds import Refused
from tests import make
from villages.models import Role


@pytest.mark.parametrize(
    ("role", "of", "told"),
    [(Role.TASK_FORCE, "neighbour", "中站区专班"), (Role.COUNTY_LEADER, "county", "示范区县领导")],
)
def test_only_task_forces_of_the_county_act_on_its_stars(campaign, cast, place, role, of, told):
    """Whatever a page offers."""
    other = make.seat("fu", "付强", role, getattr(place, of)).post
    star = campaign.stars.get(kind="village", code="ecology")
    with pytest.raises(Refused) as refused:
        lead_star(by=cast.ying, star=star, version=1, department="", task_force="", posts=[cast.shen.post, other])
    assert (refused.value.problems, list(star.posts.all())) == ([told], [cast.shen.post])


@pytest.mark.parametrize("who", ["zhou", "shen", "lei", "eve"])
def test_the_countys_own_office_names_who_leads_a_star(campaign, cast, who):
    star = campaign.stars.get(kind="village", code="ecology")
    with translation.override("en"), pytest.raises(Refused, match="Only the county office can name"):
        lead_star(by=getattr(cast, who), star=star, version=1, department="住建局", task_force="", posts=[])
    assert list(star.posts.all()) == [cast.shen.post]
