"""What changes places and people."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fivestar.changes.deeds import Recorder, Refused, deed
from fivestar.changes.models import ChangeSet
from villages.models import Area, City, County, Officer, Place, Post, Province, Township, Village

from . import access, accounts, names
from .choices import POST_LEVELS
from .divisions import Division, Divisions

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


# Editing by hand ---------------------------------------------------------------------------------------------

_SAID = ("name", "pinyin", "initials")
EDITABLE = {
    Province: _SAID,
    City: _SAID,
    County: _SAID,
    Township: (*_SAID, "kind"),
    Village: (*_SAID, "kind", "rated_as", "area", "order", "retired_on", "successor"),
}
_OWN_ORDER = {"area", "order"}  # what a township may change of its units


def _in_reach(changeset: ChangeSet, by: access.Seat) -> list[str]:
    """An edit can be undone while the place is still in reach of the one who made it."""
    inside = by.place is None or changeset.place.startswith(by.place.code)
    return [] if inside else [_("The place is no longer in your reach.")]


@deed(label=gettext_lazy("Edit a place"), undo=_in_reach)
def edit_place(change: Recorder, *, place: Place, version: int, values: Mapping[str, Any]) -> None:
    """Change what people may know better than the division list.

    version -- as the person saw it.
    values  -- any of the fields in EDITABLE. Pinyin and initials follow a new short name unless they are given or
               were edited before; given empty, they are derived anew.

    Raises Refused if the place is out of reach, or the area or the successor does not fit; Stale.
    """
    if unknown := set(values) - set(EDITABLE[type(place)]):
        raise ValueError(f"{unknown} cannot be edited")
    own_order = isinstance(place, Village) and set(values) <= _OWN_ORDER and access.arranges(change.by, place.township)
    if not (own_order or access.maintains(change.by, place)):
        raise Refused(_("Only the administrator or the county office edits this place."))
    facts = dict(values)
    derived, said = _said(place.name), _said(facts.get("name", place.name))
    for field in ("pinyin", "initials"):
        follows = "name" in facts and getattr(place, field) in ("", derived[field])
        if not facts.get(field, not follows):
            facts[field] = said[field]
    if isinstance(place, Village):
        _refuse_what_does_not_fit(place, facts)
    change.update(place, version=version, **facts)
    change.place = place.code


def _refuse_what_does_not_fit(unit: Village, facts: Mapping[str, Any]) -> None:
    area = facts.get("area")
    if area is not None and area.township_id != unit.township_id:
        raise Refused(_("The area belongs to another township."))
    successor = facts.get("successor")
    if successor is None:
        return
    if successor.township.county_id != unit.township.county_id:
        raise Refused(_("The successor lies in another county."))
    if successor.retired_on is not None:
        raise Refused(_("The successor is itself retired. Name the unit that is in use now."))


@deed(label=gettext_lazy("Edit an area"), undo=_in_reach)
def save_area(change: Recorder, *, area: Area, version: int, name: str, order: int) -> None:
    """Name and place an area of a township, a new one or one that is there.

    version -- as the person saw it; a new area has none to compare.
    """
    if not access.arranges(change.by, area.township):
        raise Refused(_("Only the township, the county office or the administrator edits its areas."))
    if area.pk is None:
        area.name, area.order = name, order
        change.create(area)
    else:
        change.update(area, version=version, name=name, order=order)
    change.place = area.township_id


@deed(label=gettext_lazy("Delete an area"))
def delete_area(change: Recorder, *, area: Area) -> None:
    """Delete an area; its units stay, without one."""
    if not access.arranges(change.by, area.township):
        raise Refused(_("Only the township, the county office or the administrator edits its areas."))
    for unit in area.villages.all():
        change.update(unit, area=None)
    change.delete(area)
    change.place = area.township_id


# People ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class NewPerson:
    """A person who gets an account with a first post. An account without one belongs to nobody's scope."""

    name: str
    username: str
    password: str
    role: str
    place: Place
    title: str = ""
    phone: str = ""


NOT_YOURS = gettext_lazy("Only an administrator or the county office gives these posts, at places in reach.")


def _give(change: Recorder, officer: Officer, role: str, place: Place, title: str) -> Post:
    """Give a post, if the seat may give one of this role there."""
    if not access.staffs(change.by, place, role):
        raise Refused(NOT_YOURS)
    return change.create(Post(officer=officer, role=role, title=title, **{place._meta.model_name: place}))


def _open(change: Recorder, officer: Officer, password: str) -> Officer:
    """Open an account with a password that somebody else knows, so that its person sets an own one first."""
    officer.password, officer.must_change_password = make_password(password), True
    return change.create(officer)


def _place_of(post: Post) -> Place:
    """The place that a new post names, which must be one."""
    named = [place for level in POST_LEVELS if (place := getattr(post, level)) is not None]
    if len(named) != 1:
        raise Refused(_("A post names exactly one place, of the level that its role has."))
    return named[0]


@deed(label=gettext_lazy("Open an account"))
def open_account(change: Recorder, *, officer: Officer, password: str, post: Post) -> None:
    """Give a person an account with a first post.

    officer, post -- unsaved; the post without its officer.
    """
    place = _place_of(post)
    _give(change, _open(change, officer, password), post.role, place, post.title)
    change.place = place.code


@deed(label=gettext_lazy("Open accounts"))
def open_accounts(change: Recorder, *, people: Sequence[NewPerson]) -> None:
    """Give people accounts with a first post each, all of them or none."""
    for person in people:
        new = Officer(username=person.username, name=person.name, phone=person.phone)
        _give(change, _open(change, new, person.password), person.role, person.place, person.title)
    change.place = change.by.place.code if change.by.place else ""


@deed(label=gettext_lazy("Edit an account"))
def edit_account(change: Recorder, *, officer: Officer, values: Mapping[str, Any], password: str = "") -> None:
    """Change an officer's name, phone, access or, if one is given, password.

    values -- any of username, name, phone, email, is_active, is_staff.
    """
    if unknown := set(values) - {"username", "name", "phone", "email", "is_active", "is_staff"}:
        raise ValueError(f"{unknown} cannot be edited")
    if not access.appoints_all(change.by, [post.place for post in officer.posts.held().with_place()]):
        raise Refused(_("Only an administrator who reaches all posts of this person edits the account."))
    if officer.is_superuser and not change.by.officer.is_superuser:
        raise Refused(_("Only an administrator of the installation edits such an account."))
    facts = dict(values)
    if password:
        facts |= {"password": make_password(password), "must_change_password": officer != change.by.officer}
    change.update(officer, **facts)
    change.place = change.by.place.code if change.by.place else ""


@deed(label=gettext_lazy("Give a post"))
def give_post(change: Recorder, *, post: Post) -> None:
    """Give an officer one more post. ``post`` is unsaved.

    Raises Refused if the seat may not give it, or knows the officer from no post in its own range.
    """
    place = _place_of(post)
    known = Post.objects.visible_to(change.by).filter(officer=post.officer_id).exists()
    if not (known or access.is_first(change.by)):
        raise Refused(_("This person holds no post in your range. Open an account, or ask an administrator."))
    _give(change, post.officer, post.role, place, post.title)
    change.place = place.code


@deed(label=gettext_lazy("Edit a post"), undo=_in_reach)
def edit_post(change: Recorder, *, post: Post, version: int, values: Mapping[str, Any]) -> None:
    """Change the title of a post, or end it. Its role and place stay: another one is another post.

    values -- title, ended_on.
    """
    if unknown := set(values) - {"title", "ended_on"}:
        raise ValueError(f"{unknown} cannot be edited")
    if not access.staffs(change.by, post.place, post.role):
        raise Refused(NOT_YOURS)
    change.update(post, version=version, **values)
    change.place = post.place_code


def pass_on(change: Recorder, *, post: Post, version: int, to: Officer | NewPerson, title: str) -> Post:
    """End a post today and give the same one to a successor; what was done in it stays with whoever did it. For a
    deed that also passes on what else hangs on the post.

    to    -- somebody who is known here, or a person who gets an account.
    title -- of the successor.
    """
    if post.officer_id == getattr(to, "pk", None):
        raise Refused(_("The successor is somebody else."))
    if not Post.objects.held().filter(pk=post.pk).exists():
        raise Refused(_("This post has ended already."))
    if isinstance(to, NewPerson):
        successor = _open(change, Officer(username=to.username, name=to.name, phone=to.phone), to.password)
    elif Post.objects.visible_to(change.by).filter(officer=to).exists():
        successor = to
    else:
        raise Refused(_("This person holds no post in your range. Open an account, or ask an administrator."))
    new = _give(change, successor, post.role, post.place, title)
    change.update(post, version=version, ended_on=timezone.localdate())
    return new


# Signing in --------------------------------------------------------------------------------------------------


@deed(label=gettext_lazy("Change the own password"))
def change_own_password(change: Recorder, *, password: str) -> None:
    """Set one's own password. Whoever else is signed in to the account no longer is."""
    officer = Officer.objects.select_for_update().get(pk=change.officer.pk)
    change.update(officer, password=make_password(password), must_change_password=False)


@deed(label=gettext_lazy("Reset a password"))
def reset_password(change: Recorder, *, officer: Officer, password: str) -> None:
    """Give a person a new first password: the old one and every session end, and a locked sign-in opens."""
    posts = list(officer.posts.held().with_place())
    if not access.looks_after(change.by, officer, posts):
        raise Refused(_("Only an administrator or the county office resets this password."))
    accounts.unlock(officer)
    change.place = officer.looked_after_at = _where(posts, change.by)
    change.update(
        officer, password=make_password(password), must_change_password=True, unlocked_at=change.at,
    )  # fmt: skip


@deed(label=gettext_lazy("Unlock a sign-in"))
def unlock_sign_in(change: Recorder, *, officer: Officer) -> None:
    """Open a sign-in that too many wrong passwords have locked, before its time."""
    posts = list(officer.posts.held().with_place())
    if not access.unlocks(change.by, posts):
        raise Refused(_("Only an administrator or the county office unlocks this sign-in."))
    accounts.unlock(officer)
    change.place = officer.looked_after_at = _where(posts, change.by)
    change.update(officer, unlocked_at=change.at)


def _where(posts: Sequence[Post], by: access.Seat) -> str:
    """The place in whose change log an account's change stands: that of a post in reach."""
    return next((post.place_code for post in posts if by.reaches(post.place)), "")
