"""A campaign's own copy of the standard: its stars, who leads them, their tasks and vetoes."""

from dataclasses import dataclass

from django.db.models import Prefetch

from villages.choices import Role
from villages.models import County, Post

from ..choices import Kind
from ..models.campaign import Campaign, Star, StarPost, Task, Veto


@dataclass(frozen=True)
class StarSet:
    """The stars of one kind, each with what the page asks of it."""

    kind: Kind
    stars: tuple[Star, ...]

    @property
    def tasks(self) -> int:
        """Tasks of the set in use; parts of a task are not counted. Needs the stars of ``checklist``."""
        return sum(star.in_use for star in self.stars)


def _sets(stars) -> tuple[StarSet, ...]:
    found = list(stars)
    sets = (StarSet(kind, tuple(star for star in found if star.kind == kind)) for kind in Kind)
    return tuple(each for each in sets if each.stars)


def leads(campaign: Campaign) -> tuple[StarSet, ...]:
    """Who leads which star: each star with its posts (``acting``)."""
    acting = StarPost.objects.order_by("pk").select_related("post__officer", "post__county")
    return _sets(campaign.stars.order_by("order").prefetch_related(Prefetch("starpost_set", acting, "acting")))


def task_force_posts(county: County):
    """The posts that can act on a county's stars."""
    return Post.objects.held().filter(role=Role.TASK_FORCE, county=county).with_place().select_related("officer")


def checklist(campaign: Campaign) -> tuple[StarSet, ...]:
    """The campaign's own copy of the tasks: each star with its tasks (``tops``) and how many of them are in use
    (``in_use``), each task with its parts (``in_order``), and the star's vetoes."""
    parts = Prefetch("parts", Task.objects.order_by("number"), "in_order")
    tops = Task.objects.filter(parent=None).order_by("number").prefetch_related(parts)
    sets = _sets(campaign.stars.order_by("order").prefetch_related(Prefetch("tasks", tops, "tops"), "vetoes"))
    for star in (star for each in sets for star in each.stars):
        star.in_use = sum(not task.is_retired for task in star.tops)
    return sets


def general_vetoes(campaign: Campaign):
    """Vetoes that void the whole rating."""
    return Veto.objects.filter(campaign=campaign, star=None)
