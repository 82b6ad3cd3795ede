"""What has happened: change sets as timelines tell them, each as far as the reader may see it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.apps import apps
from django.db.models import Count, Exists, F, Model, OuterRef, Q, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from campaigns import access
from fivestar.changes.models import Change, ChangeSet, ChangeSetQuerySet
from fivestar.changes.shown import Difference, differences
from villages.access import Seat

BRIEF = 4  # fields of a new record told in a timeline
SHORT = 6  # records told in full in a timeline; a bulk deed is told by its first names and its number


@dataclass(frozen=True)
class Line:
    """One record of a change set: what became of it."""

    change: Change
    name: str
    differences: tuple[Difference, ...]

    @property
    def kind(self) -> Change.Kind:
        return Change.Kind(self.change.kind)

    @property
    def is_brief(self) -> bool:
        """Whether a timeline can tell it: a record that came or went says all its fields at once."""
        return self.kind == Change.Kind.UPDATED or len(self.differences) <= BRIEF


@dataclass(frozen=True)
class Entry:
    """One change set in a place's timeline.

    lines   -- the first records that it touched there.
    records -- how many it touched there.
    earlier -- those just before that belong to the same piece of work, the newest first.
    """

    changeset: ChangeSet
    lines: tuple[Line, ...]
    records: int
    earlier: tuple["Entry", ...] = ()

    @property
    def saves(self) -> int:
        """How many times it was saved."""
        return 1 + len(self.earlier)

    @property
    def tone(self) -> str:
        return self.changeset.words.tone

    @property
    def is_short(self) -> bool:
        return self.records == len(self.lines)

    @property
    def differences(self) -> list[Difference]:
        """For _diff.html: record and field in one name. Empty where the set is too long to be told here."""
        if self.earlier:
            return _together([self, *self.earlier])
        if not self.is_short:
            return []
        return [
            (f"{line.name} {field}".strip(), before, after)
            for line in self.lines
            if line.is_brief
            for field, before, after in line.differences
        ]

    @property
    def names(self) -> list[str]:
        """Records that are not told field by field here: the first of a long set, or new ones that say much."""
        return list(dict.fromkeys(line.name for line in self.lines if not (self.is_short and line.is_brief)))


def _together(entries: Sequence[Entry]) -> list[Difference]:
    """What several changes of the same cells amount to: what stood there first and what stands there after the last."""
    whole: dict[str, tuple[object, object]] = {}
    for entry in reversed(entries):
        for name, before, after in replace(entry, earlier=()).differences:
            whole[name] = (whole[name][0] if name in whole else before, after)
    return [(name, before, after) for name, (before, after) in whole.items() if before != after]


def folded(entries: Iterable[Entry]) -> list[Entry]:
    """A timeline in which what one person wrote into a sheet on one day, with nothing between, is one entry."""
    found: list[Entry] = []
    for entry in entries:
        last = found[-1] if found else None
        if last and _belong_together(last.changeset, entry.changeset) and entry.is_short:
            found[-1] = replace(last, earlier=(*last.earlier, entry))
        else:
            found.append(entry)
    return found


def _belong_together(later: ChangeSet, earlier: ChangeSet) -> bool:
    same = all(getattr(later, name) == getattr(earlier, name) for name in ("by_id", "acting_as", "reason"))
    day = timezone.localdate(later.at) == timezone.localdate(earlier.at)
    wrote = later.deed == earlier.deed and later.words.folds and not (later.is_undone or earlier.is_undone)
    return same and day and wrote


def visible_to(seat: Seat) -> ChangeSetQuerySet:
    """Change sets that touched the seat's place or something in it.

    What people said of findings, and veto hits, are left out for those who may not see them before they are confirmed
    or upheld; what one did oneself is not.
    """
    sets = ChangeSet.objects.all()
    if seat.post is None:
        return sets if seat.officer is not None and seat.officer.is_superuser else sets.none()
    sets = sets.at(seat.place.code)
    if access.sees_open_findings(seat):
        return sets
    neutral = Change.objects.filter(changeset=OuterRef("pk"), model__in=_neutral())
    return sets.filter(~Exists(neutral) | Q(by=seat.officer))


def _neutral() -> list[str]:
    """Records that say of themselves that they are ``is_neutral`` until they are confirmed or upheld."""
    return [model._meta.label_lower for model in apps.get_models() if getattr(model, "is_neutral", False)]


def changes_visible_to(seat: Seat, changeset: ChangeSet):
    """The records of a change set as far as they lie in the seat's place: a bulk deed touches many townships."""
    code = seat.place.code if seat.post else ""
    return changeset.changes.filter(place__startswith=code)


def timeline(seat: Seat, code: str, year: int) -> ChangeSetQuerySet:
    """The newest changes at a place and in it first: those of a year's campaign, and those of the place itself in
    that year."""
    of_year = Q(year=year) | Q(year=None, at__year=year)
    return visible_to(seat).at(code).filter(of_year).for_list()


def of_records(seat: Seat, own: Model, *others: Model) -> list[Entry]:
    """The newest changes of some records first, told of these alone: a bulk deed says here what it did to them.

    own -- the record whose page it is: what changed of it is told without its name.
    """
    ours = Q(pk__in=())
    for record in (own, *others):
        ours |= Q(model=record._meta.label_lower, object_id=str(record.pk))
    touched = Exists(Change.objects.filter(ours, changeset=OuterRef("pk")))
    found = entries(visible_to(seat).filter(touched).for_list(), "", ours)
    return [replace(entry, lines=tuple(_unnamed(line, own) for line in entry.lines)) for entry in found]


def _unnamed(line: Line, own: Model) -> Line:
    is_own = (line.change.model, line.change.object_id) == (own._meta.label_lower, str(own.pk))
    return replace(line, name="") if is_own and line.kind == Change.Kind.UPDATED else line


def entries(changesets: Iterable[ChangeSet], code: str, only: Q | None = None) -> list[Entry]:
    """Change sets with the first records that they touched at a place; however many there are, by a fixed number
    of queries.

    only -- narrows the records further.
    """
    changesets = list(changesets)
    first = (
        Change.objects.filter(only or Q(), changeset__in=changesets, place__startswith=code)
        .annotate(
            nth=Window(RowNumber(), partition_by=F("changeset"), order_by="pk"),
            records=Window(Count("pk"), partition_by=F("changeset")),
        )
        .filter(nth__lte=SHORT)
        .order_by("pk")
    )
    found = defaultdict(list)
    numbers = defaultdict(int)
    for line in lines(list(first), without_implied=True):
        found[line.change.changeset_id].append(line)
        numbers[line.change.changeset_id] = line.change.records
    return [Entry(each, tuple(found[each.pk]), numbers[each.pk]) for each in changesets]


def lines(changes: Sequence[Change], *, without_implied: bool = False) -> list[Line]:
    """Changes in words. A model whose names hold codes of others says with ``names_of(changes)`` how they read."""
    names: dict[int, str] = {}
    for model in {change.model for change in changes}:
        if names_of := getattr(_model(model), "names_of", None):
            names |= names_of([change for change in changes if change.model == model])
    in_words = differences(changes, without_implied=without_implied)
    return [
        Line(change, names.get(change.pk, change.name), tuple(fields))
        for change, fields in zip(changes, in_words, strict=True)
    ]


def _model(label: str) -> type[Model] | None:
    """The model of a change; None where the program has none of that name any more."""
    try:
        return apps.get_model(label)
    except LookupError:
        return None


def counted(changeset: ChangeSet) -> list[tuple[str, int]]:
    """(kind of record, how many) of what a change set made together and does not list one by one."""
    listed = set(changeset.changes.order_by().values_list("model", flat=True).distinct())
    return [
        (str(model._meta.verbose_name_plural), changeset.summary[model._meta.model_name])
        for model in apps.get_app_config("campaigns").get_models()
        if model._meta.model_name in changeset.summary and model._meta.label_lower not in listed
    ]
