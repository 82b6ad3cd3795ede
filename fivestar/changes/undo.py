"""Undo: one's own last change set, where nothing later touched it and its deed still allows it."""

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .deeds import Actor, Recorder, Refused, deed, deed_named
from .models import Change, ChangeSet


def last_of(by: Actor) -> ChangeSet | None:
    """The newest change set of this officer that is neither undone nor itself an undo."""
    if by is None or by.officer is None:
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
    last = last_of(by)
    known = deed_named(changeset.deed)
    found = []
    if last is None or last.pk != changeset.pk:
        found.append(_("You have made a later change; undo that one first."))
    if known is None or known.undo_guard is None:
        found.append(_("A change of this kind cannot be undone; correct it on its page."))
    else:
        found.extend(str(sentence) for sentence in known.undo_guard(changeset, by))
    found.extend(_touched_later(changeset))
    return found


def _touched_later(changeset: ChangeSet) -> list[str]:
    """Names what of this set somebody has changed since (undone pairs do not count)."""
    mine = changeset.changes.filter(model=models.OuterRef("model"), object_id=models.OuterRef("object_id"))
    later = (
        Change.objects.filter(models.Exists(mine), changeset__gt=changeset.pk)
        .filter(changeset__undoes=None, changeset__undone_by=None)
        .select_related("changeset__by")
    )
    return [
        _("%(name)s has been changed since by %(who)s.") % {"name": change.name, "who": change.changeset.by or "—"}
        for change in later[:5]
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
        model = done.record_model
        if done.kind == Change.Kind.CREATED:
            change.delete(model._base_manager.get(pk=done.object_id))
        elif done.kind == Change.Kind.DELETED:
            change.create(model(pk=done.object_id, **_revived(model, done.before)))
        else:
            record = model._base_manager.get(pk=done.object_id)
            if done.before:
                change.update(record, **_revived(model, done.before, attname=False))
            else:
                change.touch(record)  # its parts changed, and change back in this loop
    change.summary = {"undone": changeset.pk}


def _revived(model: type[models.Model], values: dict, attname: bool = True) -> dict:
    revived = {}
    for name, value in values.items():
        field = model._meta.get_field(name)
        if field.primary_key:
            continue
        if attname or not field.is_relation:
            revived[field.attname] = field.to_python(value)
        else:
            revived[name] = field.related_model._base_manager.get(pk=value) if value is not None else None
    return revived
