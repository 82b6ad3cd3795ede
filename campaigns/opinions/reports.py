"""Opinions as lists show them: what a filter keeps, what became of it, and the sentence for reports."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q
from django.db.models.functions import Substr

from campaigns.year.models.campaign import Campaign
from fivestar.changes.models import Change, ChangeSet
from villages.access import NOBODY, Seat
from villages.models import Township, Village

from .choices import OpinionState
from .models import Opinion, OpinionQuerySet
from .rules import NO_STAR, OpinionFilter


def narrowed(opinions: OpinionQuerySet, by: OpinionFilter) -> OpinionQuerySet:
    """Those of some opinions that a filter keeps."""
    plain = {
        "state": by.state,
        "place__startswith": by.unit or by.township,
        "star__kind": by.kind,
        "from_whom": by.from_whom,
    }
    opinions = opinions.filter(**{lookup: value for lookup, value in plain.items() if value})
    if by.star:
        opinions = opinions.filter(Q(star=None) if by.star == NO_STAR else Q(star__code=by.star))
    if words := by.q.strip():
        said = Q(text__contains=words) | Q(answer__contains=words) | Q(from_whom__contains=words)
        opinions = opinions.filter(said | Q(place__in=Village.objects.search(words).values("pk")))
    return opinions


@dataclass(frozen=True)
class OpinionCounts:
    """How many opinions stand in each state."""

    numbers: Counter

    @property
    def total(self) -> int:
        return self.numbers.total()

    @property
    def waiting(self) -> int:
        return self.numbers[OpinionState.OPEN]

    def states(self) -> list[tuple[OpinionState, int]]:
        """States that occur, what waits first."""
        return [(state, self.numbers[state]) for state in OpinionState if self.numbers[state]]

    def sentence(self, about: str = "") -> str:
        """What a report says of them. An official paper is written in Chinese whatever the reader's screen speaks.

        about -- what they were narrowed to, in words.
        """
        n = self.numbers
        told = (
            f"意见建议 {self.total} 条，采纳 {n[OpinionState.ADOPTED]} 条，部分采纳 {n[OpinionState.PARTLY]} 条，"
            f"不采纳 {n[OpinionState.NOT_ADOPTED]} 条，待答复 {self.waiting} 条。"
        )
        return f"{about}：{told}" if about else told


def counts(opinions: OpinionQuerySet) -> OpinionCounts:
    return OpinionCounts(Counter(dict(opinions.order_by().values_list("state").annotate(Count("pk")))))


def senders(opinions: OpinionQuerySet) -> list[tuple[str, int]]:
    """From whom there are opinions, and how many; the most first."""
    return list(opinions.order_by().values_list("from_whom").annotate(n=Count("pk")).order_by("-n", "from_whom"))


@dataclass(frozen=True)
class OpinionRow:
    """One opinion with the name of what it is about.

    is_own -- whether the reader may mend it.
    """

    opinion: Opinion
    name: str
    township: str = ""
    is_own: bool = False

    @property
    def level(self) -> str:
        """What kind of place it is about, as routes name it."""
        return {12: "unit", 9: "township"}.get(len(self.opinion.place), "county")


def rows(opinions: Iterable[Opinion], campaign: Campaign, seat: Seat = NOBODY) -> list[OpinionRow]:
    """Opinions as rows; their places are asked for together.

    seat -- whoever reads.
    """
    opinions = list(opinions)
    mine = Opinion.objects.given_by(seat).filter(pk__in=[each.pk for each in opinions])
    own = set(mine.values_list("pk", flat=True))
    units = {
        unit.pk: unit
        for unit in Village.objects.filter(pk__in={each.place for each in opinions}).select_related("township")
    }
    townships = dict(Township.objects.filter(pk__in={each.place for each in opinions}).values_list("pk", "name"))
    found = []
    for each in opinions:
        unit = units.get(each.place)
        if unit is not None:
            name, township = unit.name, unit.township.name
        else:
            name, township = townships.get(each.place, campaign.county.name), ""
        found.append(OpinionRow(each, name, township, each.pk in own))
    return found


def of_place(campaign: Campaign, code: str, star_code: str = "") -> list[Opinion]:
    """The opinions on exactly one place, the newest first; only those on one star, if it is named."""
    of_star = {"star__code": star_code} if star_code else {}
    return list(Opinion.objects.filter(campaign=campaign, place=code, **of_star).for_list())


def history(opinion: Opinion):
    """The change sets that touched an opinion, the newest first."""
    touched = Change.objects.filter(model=Opinion._meta.label_lower, object_id=str(opinion.pk))
    return ChangeSet.objects.filter(pk__in=touched.values("changeset")).for_list()


def next_waiting(opinions: OpinionQuerySet, after: Opinion) -> Opinion | None:
    """The next opinion of a list that is to be answered; after the last one the first."""
    waiting = list(opinions.filter(state=OpinionState.OPEN).for_list().values_list("pk", "received_on"))
    later = [pk for pk, day in waiting if (day, pk) < (after.received_on, after.pk)]
    pk = next(iter(later or [pk for pk, _day in waiting if pk != after.pk]), None)
    return opinions.get(pk=pk) if pk else None


def by_township(opinions: OpinionQuerySet) -> dict[tuple[str, str], OpinionCounts]:
    """Opinions of places in a county, by (star set, township); those on the whole county under its own code."""
    found: dict[tuple[str, str], Counter] = {}
    counted = (
        opinions.annotate(township=Substr("place", 1, 9))
        .order_by()
        .values_list("star__kind", "township", "state")
        .annotate(Count("pk"))
    )
    for kind, township, state, number in counted:
        found.setdefault((kind, township), Counter())[state] += number
    return {key: OpinionCounts(numbers) for key, numbers in found.items()}


def said_already(campaign: Campaign, texts: Sequence[str]) -> set[tuple[str, str, str, str, str]]:
    """What is there already of some texts, as ``OpinionSheet.said``."""
    found = Opinion.objects.filter(campaign=campaign, text__in=set(texts)).values_list(
        "place", "star__kind", "star__code", "from_whom", "text"
    )
    return {(place, kind or "", star or "", sender, text) for place, kind, star, sender, text in found}
