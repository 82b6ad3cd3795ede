"""Who sits where, and what they may reach from there."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.db.models import Q

if TYPE_CHECKING:
    from .models import Officer, Place, Post

LEVELS = ("province", "city", "county", "township", "village")
MAINTAINERS = ("administrator", "county_office")
# Whose posts a county office gives and ends. Those of its own colleagues are an administrator's business, so that
# nobody in the office makes a second person of themselves to approve what they submitted.
STAFF = ("county_leader", "task_force", "township_organizer")


@dataclass(frozen=True)
class Seat:
    """An officer in one of their posts: every query starts from here, and every deed is done from here.

    A seat without a post reaches nothing. Without an officer it stands for nobody signed in.
    """

    officer: "Officer | None" = None
    post: "Post | None" = None
    posts: "tuple[Post, ...]" = ()

    @property
    def role(self) -> str:
        return self.post.role if self.post else ""

    @property
    def place(self) -> "Place | None":
        return self.post.place if self.post else None

    @cached_property
    def level(self) -> str:
        """``province`` … ``township``; empty without a post."""
        return self.place._meta.model_name if self.place else ""

    @property
    def title(self) -> str:
        """As the change log names whoever acts, e.g. 文昌街道党建办."""
        return str(self.post) if self.post else str(self.officer or "")

    def holds(self, *roles: str) -> bool:
        return self.role in roles

    def sits_in(self, place: "Place") -> bool:
        """Whether the seat is the place's own: a post at exactly this place."""
        return self.place is not None and self.place.pk == place.pk

    def reaches(self, place: "Place") -> bool:
        """Whether a place lies inside the seat's place."""
        while place is not None:
            if self.sits_in(place):
                return True
            place = place.parent
        return False

    def ancestor(self, level: str) -> "Place | None":
        """The place of a level that the seat lies in, or is."""
        place = self.place
        while place is not None and place._meta.model_name != level:
            place = place.parent
        return place


NOBODY = Seat()


def scope(seat: Seat, level: str, path: str = "") -> Q:
    """The filter that keeps what a seat may see.

    level -- what the filtered records are, or belong to: ``province`` … ``village``.
    path  -- the lookup from the records to that place, e.g. ``"village"``; empty for the places themselves.
    """
    if seat.post is None:
        return Q() if is_first(seat) else Q(pk__in=())
    own, asked = LEVELS.index(seat.level), LEVELS.index(level)
    if asked < own:
        return Q(**{"__".join(filter(None, [path, "code"])): seat.ancestor(level).pk})
    steps = [step for step in (path, *reversed(LEVELS[own:asked])) if step]
    return Q(**{"__".join([*steps, "code"]): seat.place.pk})


def maintains(seat: Seat, place: "Place") -> bool:
    """Whether the seat may edit a place's records: its administrator, or the office of its county."""
    return (seat.holds(*MAINTAINERS) and seat.reaches(place)) or is_first(seat)


def arranges(seat: Seat, township: "Place") -> bool:
    """Whether the seat may group and order a township's units: the township itself, or who maintains it."""
    return (seat.holds("township_organizer") and seat.sits_in(township)) or maintains(seat, township)


def appoints(seat: Seat, place: "Place") -> bool:
    """Whether the seat may give accounts and posts at a place."""
    return (seat.holds("administrator") and seat.reaches(place)) or is_first(seat)


def staffs(seat: Seat, place: "Place", role: str) -> bool:
    """Whether the seat may give, end and hand over a post of this role at a place."""
    return (seat.holds("county_office") and role in STAFF and seat.reaches(place)) or appoints(seat, place)


def looks_after(seat: Seat, officer: "Officer", posts: "Iterable[Post]") -> bool:
    """Whether the seat may give a person who holds these posts a new password: someone else, every post of whom the
    seat could give. An account of the whole installation's administrator only another one of them."""
    if officer == seat.officer or (officer.is_superuser and not seat.officer.is_superuser):
        return False
    posts = list(posts)
    return all(staffs(seat, post.place, post.role) for post in posts) if posts else is_first(seat)


def unlocks(seat: Seat, posts: "Iterable[Post]") -> bool:
    """Whether the seat may unlock the sign-in of a person who holds these posts; it gains nothing by that."""
    return any(maintains(seat, post.place) for post in posts)


def appoints_all(seat: Seat, places: "list[Place]") -> bool:
    """Whether the seat may edit a person who holds posts at these places. Nobody else has one without any."""
    return all(appoints(seat, place) for place in places or [None])


def is_first(seat: Seat) -> bool:
    """The first superuser of an installation has no post yet and must be able to give the first ones."""
    return seat.post is None and seat.officer is not None and seat.officer.is_superuser
