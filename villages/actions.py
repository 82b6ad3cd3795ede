"""What changes places and people."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fivestar.changes.deeds import Recorder, Refused, deed

from . import names
from .divisions import Division, Divisions
from .models import City, County, Place, Province, Township, Village

_ABOVE = {City: "province", County: "city", Township: "county", Village: "township"}
BATCH = 2000  # places in memory at a time, and between two steps of a progress bar

# The division list -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Differences:
    """How a division list differs from the places that are here, level by level from the province down.

    new     -- lines of places that are not here.
    renamed -- lines of places whose official name is another one here, with that name.
    missing -- places that are here, below the list's prefix, and not in the list; of units those in use.
    """

    new: dict[type[Place], tuple[Division, ...]]
    renamed: dict[type[Place], tuple[tuple[Division, str], ...]]
    missing: dict[type[Place], tuple[tuple[str, str], ...]]


def compare(divisions: Divisions) -> Differences:
    """What an import of this list would find to do."""
    under = divisions.under
    found = Differences({}, {}, {})
    for model, rows in _levels(divisions):
        concerned = Q(code__startswith=under) | Q(code__in=[under[:2], under[:4], under[:6]])
        here = dict(model.objects.filter(concerned).values_list("code", "official_name"))
        in_use = model.objects.filter(code__startswith=under).order_by("code")
        if model is Village:
            in_use = in_use.filter(retired_on=None)
        listed = {row.code for row in rows}
        found.new[model] = tuple(row for row in rows if row.code not in here)
        found.renamed[model] = tuple((row, here[row.code]) for row in rows if here.get(row.code, row.name) != row.name)
        found.missing[model] = tuple(
            (code, name) for code, name in in_use.values_list("code", "official_name") if code not in listed
        )
    return found


def _levels(divisions: Divisions) -> tuple[tuple[type[Place], tuple[Division, ...]], ...]:
    return (
        (Province, divisions.provinces),
        (City, divisions.cities),
        (County, divisions.counties),
        (Township, divisions.townships),
        (Village, divisions.villages),
    )


@deed(label=gettext_lazy("Import the division list"))
def import_divisions(
    change: Recorder,
    *,
    divisions: Divisions,
    retire: bool = False,
    progress: Callable[[int], object] = lambda places: None,
) -> None:
    """Bring the places under a prefix to what the official list says.

    New places are entered with the short name, kind and pinyin that their official names and codes tell; virtual
    units are not rated. A renamed place takes its official name, and its short name and pinyin too unless somebody
    has edited them; star set, area and order always stay. The change set counts new places and has one entry for
    each place that was here before and changed.

    retire   -- whether units that the list no longer has are retired as of today; otherwise they stay in use.
    progress -- called with numbers of places saved.
    """
    if change.by is not None and change.by.officer is not None and not change.by.officer.is_superuser:
        raise Refused(_("Only the administrator of the installation imports the division list."))
    differences = compare(divisions)
    levels = _levels(divisions)
    above = [model for model, rows in levels if model is not Village]
    before = {code: name for model in above for code, name in model.objects.values_list("code", "official_name")}
    now = before | {row.code: row.name for model, rows in levels if model in above for row in rows}
    for model, rows in differences.new.items():
        for batch in _batches(rows):
            change.create_many([_place(model, row, now) for row in batch])
            progress(len(batch))
    for model, pairs in differences.renamed.items():
        for batch in _batches(pairs):
            places = model.objects.in_bulk([row.code for row, old in batch])
            for row, _old in batch:
                change.update(places[row.code], **_renamed(places[row.code], row.name, before, now))
            progress(len(batch))
    for batch in _batches(differences.missing[Village] if retire else ()):
        for unit in Village.objects.in_bulk([code for code, name in batch]).values():
            change.update(unit, retired_on=timezone.localdate())
        progress(len(batch))
    change.place = divisions.under


def _batches(rows: Sequence) -> Iterator[Sequence]:
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]


def _place(model: type[Place], row: Division, official: Mapping[str, str]) -> Place:
    """A place that is new here, as its official name and code tell it."""
    facts = _said(names.short_name(row.name, _around(row.code, official)))
    if model is not Province:
        facts[f"{_ABOVE[model]}_id"] = row.parent
    if model is Township:
        facts["kind"] = names.township_kind(row.name)
    if model is Village:
        facts["kind"] = names.unit_kind(row.code)
        facts["rated_as"] = "" if names.is_virtual(row.name, row.code) else facts["kind"]
    return model(code=row.code, official_name=row.name, **facts)


def _renamed(place: Place, official_name: str, before: Mapping[str, str], now: Mapping[str, str]) -> dict:
    """What changes with a place's official name: whatever nobody has edited since it was derived from the old one."""
    facts: dict = {"official_name": official_name}
    if place.name == names.short_name(place.official_name, _around(place.code, before)):
        said = _said(names.short_name(official_name, _around(place.code, now)))
        derived = _said(place.name)
        facts |= {field: value for field, value in said.items() if getattr(place, field) == derived[field]}
    if isinstance(place, Township) and place.kind == names.township_kind(place.official_name):
        facts["kind"] = names.township_kind(official_name)
    return facts


def _said(name: str) -> dict:
    """A short name with the pinyin and initials by which it is found, as far as they fit."""
    fits = {field: Place._meta.get_field(field).max_length for field in ("pinyin", "initials")}
    return {
        "name": name,
        "pinyin": names.pinyin(name)[: fits["pinyin"]],
        "initials": names.initials(name)[: fits["initials"]],
    }


def _around(code: str, official: Mapping[str, str]) -> list[str]:
    """Names of the places that a place lies in, outermost first; its township by the short name as well."""
    above = [official[code[:digits]] for digits in (2, 4, 6, 9) if digits < len(code) and code[:digits] in official]
    if len(code) == 12 and above:
        above.append(names.short_name(above[-1], above[:-1]))
    return above
