"""Undo: one's own last change set, where nothing later touched it and its deed still allows it."""

from django.contrib.auth import get_user_model
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .deeds import deed, deed_named
from .models import Change, ChangeSet
from .recorder import Actor, Recorder, concealed, title_of, values_of
from .refusals import Refused

NOT_THIS_KIND = gettext_lazy("A change of this kind cannot be undone; correct it on its page.")
NAMED = 5  # later changes that are told by name


def last_of(by: Actor) -> ChangeSet | None:
    """The newest change set of this officer that is neither undone nor itself an undo."""
    if by.officer is None:
        return None
    return ChangeSet.objects.filter(by=by.officer, undoes=None, undone_by=None).order_by("-pk").first()


def obstacles(changeset: ChangeSet, by: Actor) -> list[str]:
    """Everything that stands in the way of undoing a change set; empty if nothing does."""
    if changeset.is_undone:
        return [_("It has been undone already.")]
    if changeset.undoes_id:
        return [_("An undo cannot be undone; make the change again.")]
    if by.officer is None or changeset.by_id != by.officer.pk:
        return [_("Only the person who made a change can undo it.")]
    found = []
    if changeset.acting_as != title_of(by):
        found.append(_("You made it as %(title)s; act from that post to undo it.") % {"title": changeset.acting_as})
    last = last_of(by)
    known = deed_named(changeset.deed)
    if last is None or last.pk != changeset.pk:
        found.append(_("You have made a later change; undo that one first."))
    if known is None or known.undo_guard is None:
        found.append(str(NOT_THIS_KIND))
    else:
        found.extend(str(sentence) for sentence in known.undo_guard(changeset, by))
    found.extend(_touched_later(changeset))
    return found


def _touched_later(changeset: ChangeSet) -> list[str]:
    """Names what of this set has been changed since, and by whom. What was undone does not count."""
    mine = changeset.changes.filter(model=models.OuterRef("model"), object_id=models.OuterRef("object_id"))
    later = (
        Change.objects.filter(models.Exists(mine), changeset__gt=changeset.pk)
        .filter(changeset__undoes=None, changeset__undone_by=None)
        .values_list("name", "changeset__by")
        .distinct()
        .order_by("name", "changeset__by")[:NAMED]
    )
    people = get_user_model()._base_manager.in_bulk({who for _name, who in later})
    return [
        _("%(name)s has been changed since by %(who)s.") % {"name": name, "who": people.get(who, "—")}
        for name, who in later
    ]


@deed(label=gettext_lazy("Undo"))
def undo(change: Recorder, *, changeset: ChangeSet) -> None:
    """Put every record of a change set back to what it was.

    Raises Refused with all obstacles as problems.
    """
    changeset = ChangeSet.objects.select_for_update(of=("self",)).get(pk=changeset.pk)
    found = obstacles(changeset, change.by)
    if found:
        raise Refused(_("This change cannot be undone."), found)
    change.undoes = changeset
    change.place, change.year, change.on_behalf = changeset.place, changeset.year, changeset.on_behalf
    for done in reversed(changeset.changes.all()):
        if done.before.keys() & getattr(done.record_model, "concealed", {}).keys():
            raise Refused(_("This change cannot be undone."), [NOT_THIS_KIND])
        if done.kind == Change.Kind.DELETED:
            change.create(_revived(done))
        elif done.kind == Change.Kind.CREATED:
            change.delete(_as_left(done))
        elif done.before:
            record = _as_left(done)
            change.update(record, **{_attname(record, name): value for name, value in done.before.items()})
        else:
            change.touch(_as_left(done))  # its parts changed, and change back in this loop
    change.summary = {"undone": changeset.pk}


def _as_left(done: Change) -> models.Model:
    """The record that a change wrote, which must still say what the change left there."""
    record = done.record_model._base_manager.select_for_update().filter(pk=done.object_id).order_by().first()
    if record is None or not done.after.items() <= concealed(record, values_of(record)).items():
        raise Refused(
            _("This change cannot be undone."),
            [_("%(name)s no longer is as this change left it.") % {"name": done.name}],
        )
    return record


def _attname(record: models.Model, name: str) -> str:
    return record._meta.get_field(name).attname


def _revived(done: Change) -> models.Model:
    """A deleted record as it was, with a version that nobody has seen yet."""
    model = done.record_model
    values = {
        field.attname: field.to_python(done.before[field.name])
        for field in model._meta.concrete_fields
        if field.name in done.before
    }
    if "version" in values:
        values["version"] += 1
    return model(**{model._meta.pk.attname: model._meta.pk.to_python(done.object_id)} | values)
