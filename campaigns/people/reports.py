"""Who holds which post in a county, and whether their accounts are used; what is open where a post is handed over."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from urllib.parse import urlencode

from django.db.models import Count, Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.opinions.choices import OpinionState
from campaigns.planning.choices import PlanState
from campaigns.planning.models.marks import Plan
from campaigns.planning.reports.findings import findings
from campaigns.sheets.models.sheet import ChangeRequest, Sheet
from campaigns.year.choices import Phase
from campaigns.year.models.campaign import Campaign, StarPost
from villages.access import Seat, looks_after, staffs, unlocks
from villages.accounts import AccountState, locked_names, state_of
from villages.choices import Role
from villages.models import County, Officer, Place, Post, Township

# In the order in which a county's paper names them.
ROLES = (
    Role.COUNTY_OFFICE,
    Role.COUNTY_LEADER,
    Role.TASK_FORCE,
    Role.ADMINISTRATOR,
    Role.TOWNSHIP_ORGANIZER,
)


@dataclass(frozen=True)
class PostRow:
    """One post, its person's account, and what the reader may do about both."""

    post: Post
    state: AccountState
    may_end: bool
    may_reset: bool
    may_unlock: bool

    @property
    def officer(self) -> Officer:
        return self.post.officer

    @property
    def last_use(self) -> datetime | None:
        """When the person last signed in. How often is nobody's business."""
        return self.officer.last_login


@dataclass(frozen=True)
class PlaceRows:
    """The posts at one place; a township without any is shown as well, since somebody should be named there."""

    place: Place
    rows: tuple[PostRow, ...]


@dataclass(frozen=True)
class People:
    """All posts held in a county."""

    county: County
    places: tuple[PlaceRows, ...]

    @cached_property
    def rows(self) -> list[PostRow]:
        return [row for place in self.places for row in place.rows]

    @property
    def states(self) -> list[tuple[AccountState, int]]:
        """How many posts have an account in which state, without the states that none has."""
        numbers = Counter(row.state for row in self.rows)
        return [(state, numbers[state]) for state in AccountState if numbers[state]]

    @property
    def vacant(self) -> list[Place]:
        """Townships in which nobody holds a post."""
        return [place.place for place in self.places if not place.rows and place.place != self.county]

    def in_state(self, state: str) -> list[PlaceRows]:
        """The places with those rows whose accounts are in a state."""
        kept = [PlaceRows(at.place, tuple(row for row in at.rows if row.state == state)) for at in self.places]
        return [at for at in kept if at.rows]

    def row(self, post: int) -> PostRow | None:
        return next((row for row in self.rows if row.post.pk == post), None)


def people(county: County, seat: Seat) -> People:
    """The posts held in a county, the county's own first; from a fixed number of queries."""
    posts = list(_posts(county).held())
    posts.sort(key=lambda post: (ROLES.index(post.role), post.officer.name, post.pk))
    locked = locked_names(post.officer.username for post in posts)
    now = timezone.now()
    rows = [_row(post, seat, locked, now) for post in posts]
    places: list[Place] = [county, *Township.objects.filter(county=county)]
    return People(
        county, tuple(PlaceRows(place, tuple(row for row in rows if row.post.place == place)) for place in places)
    )


def _posts(county: County):
    held = Prefetch("officer__posts", Post.objects.held().with_place(), "held_posts")
    return Post.objects.under(county.pk).with_place().select_related("officer").prefetch_related(held)


def _row(post: Post, seat: Seat, locked: set[str], now: datetime) -> PostRow:
    held = post.officer.held_posts
    return PostRow(
        post=post,
        state=state_of(post.officer, locked, now),
        may_end=staffs(seat, post.place, post.role),
        may_reset=looks_after(seat, post.officer, held),
        may_unlock=unlocks(seat, held),
    )


def ended(county: County):
    """Posts of a county that nobody holds any more, the last first."""
    return (
        Post.objects.under(county.pk)
        .exclude(pk__in=Post.objects.held())
        .with_place()
        .select_related("officer")
        .order_by("-ended_on", "-pk")
    )


def known(county: County):
    """Everybody who holds or held a post in a county: they need no second account."""
    return Officer.objects.filter(pk__in=Post.objects.under(county.pk).values("officer")).order_by("name", "pk")


def usernames() -> set[str]:
    """Names to sign in with that are taken, in small letters."""
    return {name.lower() for name in Officer.objects.values_list("username", flat=True)}


def organizers(county: County) -> set[tuple[str, str]]:
    """(township, person's name) of everybody who enters plans in a county."""
    held = Post.objects.held().filter(role=Role.TOWNSHIP_ORGANIZER, township__county=county)
    return set(held.values_list("township", "officer__name"))


# Handing over ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Matter:
    """Something that a successor finds open.

    route, query -- the page that lists exactly what is counted.
    """

    name: str
    number: int
    year: int
    route: str
    code: str
    query: str = ""


def open_matters(post: Post, seat: Seat) -> list[Matter]:
    """What is open at a post's place in the campaigns that are not closed, the newest first. Each of ``MATTERS`` tells
    one kind; a new kind is one more function there."""
    campaigns = Campaign.objects.filter(county=post.place_code[:6]).exclude(phase=Phase.CLOSED).for_page()
    return [
        matter
        for campaign in campaigns.order_by("-year")
        for tell in MATTERS
        for matter in tell(campaign, post, seat)
        if matter.number
    ]


# As far as a post has to do with plans: what it still has to do comes first.
STATES = {
    Role.TOWNSHIP_ORGANIZER: (PlanState.RETURNED, PlanState.DRAFT, PlanState.NOT_BEGUN, PlanState.SUBMITTED),
    Role.COUNTY_OFFICE: (PlanState.SUBMITTED, PlanState.RETURNED, PlanState.DRAFT, PlanState.NOT_BEGUN),
}


def _plans(campaign: Campaign, post: Post, seat: Seat) -> Iterable[Matter]:
    """Units' target stars, by the state of their plans."""
    plans = Plan.objects.at(campaign.year, post.place_code).order_by()
    numbers = dict(plans.values_list("state").annotate(Count("pk")))
    for state in STATES.get(post.role, ()):
        name, query = _("Target stars: %(state)s") % {"state": state.label}, urlencode({"state": state})
        yield Matter(name, numbers.get(state, 0), campaign.year, "units", post.place_code, query)


def _sheets(campaign: Campaign, post: Post, seat: Seat) -> Iterable[Matter]:
    """Full plan sheets, by their state."""
    sheets = Sheet.objects.filter(plan__in=Plan.objects.at(campaign.year, post.place_code)).order_by()
    numbers = dict(sheets.values_list("state").annotate(Count("pk")))
    for state in STATES.get(post.role, ()):
        name, query = _("Plan sheets: %(state)s") % {"state": state.label}, urlencode({"state": state})
        yield Matter(name, numbers.get(state, 0), campaign.year, "sheets", post.place_code, query)


def _requests(campaign: Campaign, post: Post, seat: Seat) -> Iterable[Matter]:
    """Townships that ask to change what is approved, for the office to answer."""
    if post.role == Role.COUNTY_OFFICE:
        asked = ChangeRequest.objects.filter(plan__campaign=campaign, state=ChangeRequest.State.OPEN)
        yield Matter(_("Requests to change"), asked.count(), campaign.year, "requests", campaign.county_id)


def _findings(campaign: Campaign, post: Post, seat: Seat) -> Iterable[Matter]:
    """Findings that nobody has decided yet, where the post answers or decides them."""
    if post.role in STATES:
        township = post.place_code if post.role == Role.TOWNSHIP_ORGANIZER else ""
        pending = findings(campaign, township, seat).pending
        yield Matter(_("Findings not decided yet"), pending, campaign.year, "findings", post.place_code)


def _opinions(campaign: Campaign, post: Post, seat: Seat) -> Iterable[Matter]:
    """Opinions that the office has still to answer."""
    if post.role == Role.COUNTY_OFFICE:
        number = campaign.opinions.filter(state=OpinionState.OPEN).count()
        query = urlencode({"state": OpinionState.OPEN})
        yield Matter(_("Opinions to be answered"), number, campaign.year, "opinions", campaign.county_id, query)


def _stars(campaign: Campaign, post: Post, seat: Seat) -> Iterable[Matter]:
    """Stars that a task force's post acts on; they go along to the successor."""
    stars = StarPost.objects.filter(post=post, star__campaign=campaign)
    yield Matter(_("Stars that go along"), stars.count(), campaign.year, "stars", campaign.county_id)


MATTERS = (_plans, _sheets, _requests, _findings, _opinions, _stars)
