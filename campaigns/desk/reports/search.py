"""Search from any page: places and people within the seat's range, best first.

One function for each kind of hit, ``(seat, words, most) → hits``; a new kind is one more entry in ``KINDS``.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from functools import reduce
from operator import and_, or_

from django.db.models import Case, Q, QuerySet, Value, When
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from campaigns.entry.rules.names import seat as unit_seat
from campaigns.entry.rules.names import stem, township_seat
from campaigns.entry.rules.text import bare, closed_up
from campaigns.planning.choices import PlanState
from campaigns.planning.models.marks import Plan
from campaigns.sheets.models.sheet import Sheet, StarCase
from campaigns.year.choices import Phase
from campaigns.year.models.campaign import Campaign
from fivestar.http import DIGITS
from villages.access import LEVELS, Seat, maintains
from villages.models import City, County, Place, Post, Township, Village
from villages.names import spelled

EXACT, PREFIX, CONTAINS = range(3)
LONGEST = 60  # characters of a question that are read; the longest official name of a unit has fewer
SPELLED = 3  # letters from which on pinyin is also looked for inside a name

# What people leave out of a name, and the same in pinyin: 秦屯 is asked for, 秦屯村 is meant.
_LEFT_OUT = {
    "city": ("市", "shi"),
    "county": ("县", "市", "区", "xian", "shi", "qu"),
    "township": ("镇", "乡", "街道", "zhen", "xiang", "jiedao"),
    "village": ("村", "社区", "cun", "shequ"),
}


@dataclass(frozen=True)
class Hit:
    """One place or person that was found, and the page it leads to.

    where        -- the places that it lies in; a person's post; what somebody is on a unit's plan sheet.
    route        -- the page's name in the URLconf; its arguments are ``year`` and ``code``.
    level, state -- stars that a unit's plan of that year targets, and where the plan stands.
    is_left_out  -- a unit that takes no part and so has no page: its township's is shown.
    also         -- further years that are at work, in which the page is there too.
    """

    name: str
    where: str
    rank: int
    route: str
    code: str
    year: int = 0
    anchor: str = ""
    level: int = 0
    state: PlanState | None = None
    is_left_out: bool = False
    also: tuple[int, ...] = ()


@dataclass(frozen=True)
class Group:
    """Hits of one kind, best first; ``is_cut`` says that there are more than were asked for."""

    name: str | Promise
    hits: tuple[Hit, ...]
    is_cut: bool


@dataclass(frozen=True)
class Found:
    """What a question found."""

    groups: tuple[Group, ...] = ()

    def __len__(self) -> int:
        return sum(len(group.hits) for group in self.groups)

    @property
    def is_cut(self) -> bool:
        return any(group.is_cut for group in self.groups)

    @property
    def meant(self) -> Hit | None:
        """The one that must be meant: the single hit, or the single exact one."""
        hits = [hit for group in self.groups for hit in group.hits]
        if len(hits) > 1:
            hits = [hit for hit in hits if hit.rank == EXACT]
        return hits[0] if len(hits) == 1 else None


def words_of(text: str) -> list[str]:
    """A question in words: full-width letters and digits as the usual ones, small letters, without signs of no width
    and the apostrophes that input methods put between syllables (``qin'tun``); 宁　郭　村 is one word."""
    return re.sub("[`]", "", closed_up(bare(text[: 2 * LONGEST])))[:LONGEST].lower().split()


def search(seat: Seat, text: str, *, year: int | None = None, most: int = 50) -> Found:
    """Everything that a question finds within the seat's range; however much that is, by a fixed number of queries.

    text -- a name or a part of it, pinyin, initials, the beginning of a code; several words narrow each other down,
            as in 文昌 杨庄.
    year -- the one that the person is reading; a county without a campaign in it is shown in its oldest at work.
    most -- hits of each kind.
    """
    words = words_of(text)
    if not words or seat.post is None:
        return Found()
    found = [(name, find(seat, words, most + 1)) for name, find in KINDS]
    dated = _Pages([hit for _name, hits in found for hit in hits], year)
    return Found(
        tuple(Group(name, tuple(map(dated.page, hits[:most])), len(hits) > most) for name, hits in found if hits)
    )


# Places ------------------------------------------------------------------------------------------------------


def _cities(seat: Seat, words: list[str], most: int) -> list[Hit]:
    return _places(seat, City.objects.select_related("province"), "city", words, most)


def _counties(seat: Seat, words: list[str], most: int) -> list[Hit]:
    return _places(seat, County.objects.select_related("city__province"), "county", words, most)


def _townships(seat: Seat, words: list[str], most: int) -> list[Hit]:
    return _places(seat, Township.objects.select_related("county__city__province"), "township", words, most)


def _units(seat: Seat, words: list[str], most: int) -> list[Hit]:
    units = Village.objects.filter(retired_on=None).select_related("township__county__city__province")
    return _places(seat, units, "unit", words, most)


def _places(seat: Seat, places: QuerySet, route: str, words: list[str], most: int) -> list[Hit]:
    """Places of one level inside the seat's place. Those around it have no page that the seat may open."""
    level = places.model._meta.model_name
    if LEVELS.index(level) < LEVELS.index(seat.level):
        return []
    matches = [_matches(level, word) for word in words]
    named = reduce(or_, (reduce(or_, match) for match in matches))
    if len(words) > 1:
        named &= reduce(
            and_, (reduce(or_, match) | _around(level, word) for match, word in zip(matches, words, strict=True))
        )
    exact, prefix, _contains = (reduce(or_, same) for same in zip(*matches, strict=True))
    # A code begins with that of the place it lies in, so that the range is read from the index, without joining the
    # places above. Those few that are shown are fetched with them afterwards.
    digits = DIGITS[route]
    ranked = (
        places.select_related(None)
        .filter(named, code__range=(seat.place.pk.ljust(digits, "0"), seat.place.pk.ljust(digits, "9")))
        .annotate(rank=Case(When(exact, then=EXACT), When(prefix, then=PREFIX), default=Value(CONTAINS)))
        .order_by("rank", "code")
        .values_list("code", "rank")[:most]
    )
    ranks = dict(ranked)
    found = places.in_bulk(ranks)
    return [Hit(found[code].name, _where(found[code], seat), rank, route, code) for code, rank in ranks.items()]


def _matches(level: str, word: str) -> tuple[Q, Q, Q]:
    """The places that one word names exactly, by their beginning, or somewhere inside."""
    said = [word, *(word + left_out for left_out in _LEFT_OUT[level])]
    if word.isascii() and word.isdigit():
        return Q(code=word), Q(code__startswith=word), Q(name__contains=word)
    if word.isascii():
        return (
            Q(pinyin__in=said) | Q(initials=word),
            Q(pinyin__startswith=word) | Q(initials__startswith=word),
            Q(pinyin__contains=word) if len(word) >= SPELLED else Q(name__contains=word),
        )
    exact, prefix = Q(name__in=[*said, _called(level, word)]) | Q(official_name=word), Q(name__startswith=word)
    if level == "village" and _called(level, word) != word:
        prefix |= Q(
            name__startswith=stem(word) or word
        )  # 宁郭社区居委会, where 宁郭村 became one since or was one before
    for township, unit in _joined(level, word):
        lies_there = Q(township__name=township)
        exact |= lies_there & Q(
            name__in=[unit, _called(level, unit), *(unit + left_out for left_out in _LEFT_OUT[level])]
        )
        prefix |= lies_there & Q(name__startswith=unit)
    return exact, prefix, Q(name__contains=word) | Q(official_name__contains=word)


def _called(level: str, word: str) -> str:
    """The place that a word names as its committee, branch or office is written: 宁郭村党支部 asks for 宁郭村."""
    return {"village": unit_seat, "township": township_seat}.get(level, str)(word)


def _joined(level: str, word: str) -> list[tuple[str, str]]:
    """文昌街道辛庄村 in one word, as people write and paste it: where it may have to be cut."""
    ends = re.finditer("[乡镇]|街道|办事处", word) if level == "village" else ()
    return [(word[: end.end()], word[end.end() :]) for end in ends if end.start() > 0 and word[end.end() :]]


def _around(level: str, word: str) -> Q:
    """Places that lie in one whose name begins like this."""
    asked, path = Q(), ""
    for above in reversed(LEVELS[LEVELS.index("city") : LEVELS.index(level)]):
        path += f"{above}__"
        for field in ("name", "pinyin", "initials"):
            asked |= Q(**{f"{path}{field}__startswith": word})
    return asked


def _where(place: Place, seat: Seat) -> str:
    """The places between the seat's own and this one, the widest first."""
    names: list[str] = []
    at = place.parent
    while at is not None and len(at.pk) > len(seat.place.pk):
        names.insert(0, at.name)
        at = at.parent
    return " ".join(names)


# People ------------------------------------------------------------------------------------------------------

MOST_READ = 500  # names that one word may mean; a word of so many means nobody


def _spelled(words: list[str]) -> bool:
    """Whether a question may be one in pinyin or initials."""
    return any(word.isascii() and word.isalpha() for word in words)


def _read(names: Iterable[str], word: str) -> dict[str, int]:
    """Of some people's names those that a word spells, in pinyin or by their initials, and how well. Names of people
    change with every list that is typed, so that they are spelled when they are asked for."""
    if not _spelled([word]):
        return {}
    found = {name: rank for name in names if (rank := _spells(name, word)) is not None}
    return found if len(found) <= MOST_READ else {name: rank for name, rank in found.items() if rank == EXACT}


def _spells(name: str, word: str) -> int | None:
    """How well a word in pinyin or initials means a name; None where it does not."""
    full, initials = spelled(name)
    if word in (full, initials):
        return EXACT
    if full.startswith(word) or initials.startswith(word):
        return PREFIX
    return CONTAINS if len(word) >= SPELLED and word in full else None


def _people(seat: Seat, words: list[str], most: int) -> list[Hit]:
    """People with an account, once for each post in reach. Who keeps a county's people is led to their list."""
    held = Post.objects.held().visible_to(seat)
    known = held.order_by().values_list("officer__name", flat=True).distinct() if _spelled(words) else ()
    read = {word: _read(known, word) for word in words}
    named = reduce(
        and_,
        (
            Q(officer__name__contains=word) | Q(officer__username__istartswith=word) | Q(officer__name__in=read[word])
            for word in words
        ),
    )
    exact = reduce(or_, (Q(officer__name=word) | Q(officer__username__iexact=word) for word in words))
    exact |= Q(officer__name__in=[name for names in read.values() for name, rank in names.items() if rank == EXACT])
    begins = reduce(or_, (Q(officer__name__startswith=word) for word in words))
    begins |= Q(officer__name__in=[name for names in read.values() for name, rank in names.items() if rank == PREFIX])
    posts = (
        held.with_place()
        .select_related("officer")
        .filter(named)
        .annotate(rank=Case(When(exact, then=EXACT), When(begins, then=PREFIX), default=Value(CONTAINS)))
        .order_by("rank", "officer__name", "pk")[:most]
    )
    return [_person(post, seat) for post in posts]


def _person(post: Post, seat: Seat) -> Hit:
    place = post.place
    if len(place.pk) >= DIGITS["county"] and maintains(seat, place):
        return Hit(post.officer.name, str(post), post.rank, "people", place.pk[:6], anchor=f"post-{post.pk}")
    return Hit(post.officer.name, str(post), post.rank, place._meta.model_name, place.pk)


# Contacts are names on plan sheets, not people with accounts; each unit on whose sheet one stands is a hit.
_CONTACTS = {name: Sheet._meta.get_field(name) for name in ("contact_leader", "officer_in_charge", "first_secretary")}
_PERSON = StarCase._meta.get_field("person")


def _contacts(seat: Seat, words: list[str], most: int) -> list[Hit]:
    """Leaders, officers and secretaries named on units' plan sheets, and who is responsible for a star there; of
    campaigns that are not closed."""
    sheets = Sheet.objects.visible_to(seat).exclude(plan__campaign__phase=Phase.CLOSED)
    all_cases = StarCase.objects.filter(sheet__in=sheets)
    read = _read_contacts(seat, words, sheets, all_cases)
    unit = ("plan__campaign__year", "plan__village", "plan__village__township__name", "plan__village__name")
    on_sheets = sheets.filter(reduce(or_, (_says(name, read) for name in _CONTACTS)))
    on_sheets = on_sheets.order_by("plan__village", "-plan__campaign__year").values_list(*unit, *_CONTACTS)[:most]
    cases = all_cases.filter(_says("person", read))
    cases = cases.order_by("sheet__plan__village", "-sheet__plan__campaign__year")
    cases = cases.values_list(*(f"sheet__{name}" for name in unit), "person").distinct()[:most]
    named = [
        (row[:4], name, field) for row in on_sheets for name, field in zip(row[4:], _CONTACTS.values(), strict=True)
    ]
    named += [(row[:4], row[4], _PERSON) for row in cases]
    hits = [
        Hit(name, f"{field.verbose_name} · {township} {at}", _rank(name, read), "unit_sheet", code, year)
        for (year, code, township, at), name, field in named
        if all(word in name.lower() or name in names for word, names in read.items())
    ]
    return sorted(hits, key=lambda hit: (hit.rank, hit.name, hit.code))[:most]


def _read_contacts(seat: Seat, words: list[str], sheets: QuerySet, cases: QuerySet) -> dict[str, dict[str, int]]:
    """For each word the names that it spells, of those on plan sheets in reach. Of more than a county's that would be
    too many to be read at each letter that is typed: wider seats ask for people on sheets in Chinese."""
    known: set[str] = set()
    if _spelled(words) and len(seat.place.pk) >= DIGITS["county"]:
        for name in _CONTACTS:
            known.update(sheets.exclude(**{name: ""}).order_by().values_list(name, flat=True).distinct())
        known.update(cases.exclude(person="").order_by().values_list("person", flat=True).distinct())
    return {word: _read(known, word) for word in words}


def _says(field: str, read: dict[str, dict[str, int]]) -> Q:
    return reduce(
        and_, (Q(**{f"{field}__icontains": word}) | Q(**{f"{field}__in": names}) for word, names in read.items())
    )


def _rank(name: str, read: dict[str, dict[str, int]]) -> int:
    if name.lower() in read:
        return EXACT
    ranks = [names[name] for names in read.values() if name in names]
    begins = any(name.lower().startswith(word) for word in read)
    return min([*ranks, PREFIX if begins else CONTAINS])


KINDS = (
    (_("Cities"), _cities),
    (_("Counties"), _counties),
    (_("Townships"), _townships),
    (_("Villages and communities"), _units),
    (_("People"), _people),
    (_("On plan sheets"), _contacts),
)


# Their pages -------------------------------------------------------------------------------------------------


class _Pages:
    """Says in which year a hit's page is shown, and of a unit what its plan says."""

    def __init__(self, hits: Iterable[Hit], year: int | None):
        self.asked = year
        hits = list(hits)
        self.years: dict[str, list[int]] = defaultdict(list)
        counties = {hit.code[:6] for hit in hits}
        self.at_work: set[tuple[str, int]] = set()
        found = Campaign.objects.filter(county__in=counties)
        for county, of, phase in found.values_list("county", "year", "phase"):
            self.years[county].append(of)
            if phase != Phase.CLOSED:
                self.at_work.add((county, of))
        self.plans: dict[str, dict[int, tuple[int, str]]] = defaultdict(dict)
        units = [hit.code for hit in hits if hit.route == "unit"]
        plans = Plan.objects.filter(village__in=units).with_level().order_by()
        for unit, of, level, state in plans.values_list("village", "campaign__year", "level", "state"):
            self.plans[unit][of] = level, state

    def page(self, hit: Hit) -> Hit:
        """The hit with its page."""
        if hit.year:
            return hit
        years = self.years.get(hit.code[:6], ())
        if hit.route != "unit":
            return self._dated(hit, years)
        if hit.code not in self.plans:
            return self._dated(replace(hit, route="township", code=hit.code[:9], is_left_out=True), years)
        plans = self.plans[hit.code]
        dated = self._dated(hit, plans)
        level, state = plans[dated.year]
        return replace(dated, level=level, state=PlanState(state))

    def _dated(self, hit: Hit, known: Collection[int]) -> Hit:
        """The hit in the asked year if there is a campaign in it, else in the oldest that is at work, else in the
        newest; in this year where there is none at all."""
        at_work = sorted(year for year in known if (hit.code[:6], year) in self.at_work)
        if self.asked in known or (not known and self.asked):
            year = self.asked
        else:
            year = at_work[0] if at_work else max(known, default=timezone.localdate().year)
        return replace(hit, year=year, also=tuple(each for each in at_work if each != year))
