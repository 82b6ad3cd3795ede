"""What a change says to people: names instead of keys, words instead of codes, days instead of timestamps."""

import datetime
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import models
from django.utils import formats, timezone
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from .models import Change

NOTHING = "—"
Difference = tuple[str, str, str]
Names = dict[type[models.Model], dict[str, str]]


def differences(changes: "Sequence[Change]", *, without_implied: bool = False) -> list[list[Difference]]:
    """For each change its (field's name, what stood before, what stands after), without what means nothing to people.

    A model says in ``untold`` which fields those are: digests, and what the record's own name says already.
    However many changes there are, each model that they refer to is asked once.

    without_implied -- without what stands beside the deed wherever it is told, which a model names in ``implied``:
                       who did it, and when.
    """
    told = [_told(change, without_implied) for change in changes]
    names = _names(told)
    return [
        [
            (str(field.verbose_name), before, after)
            for field, *values in fields
            for before, after in [[_shown(field, value, names) for value in values]]
            if before != after
        ]
        for fields in told
    ]


def _told(change: "Change", without_implied: bool) -> list[tuple[models.Field, object, object]]:
    """Fields that people know, each with its stored values; those of a version gone by are left out."""
    try:
        model = change.record_model
    except LookupError:
        return []
    untold = {"version", *getattr(model, "untold", ())}
    if without_implied:
        untold |= {*getattr(model, "implied", ())}
    fields = []
    for field in model._meta.concrete_fields:  # in their order, since PostgreSQL's JSON forgets its own
        if field.name in untold or not (field.name in change.before or field.name in change.after):
            continue
        before, after = change.before.get(field.name), change.after.get(field.name)
        # Of a record that came or went only what it said.
        if (change.before and change.after) or not all(_says_nothing(value) for value in (before, after)):
            fields.append((field, before, after))
    return fields


def _says_nothing(value) -> bool:
    return value is None or value is False or value == ""


def _names(told: list[list[tuple[models.Field, object, object]]]) -> Names:
    """The names of the records that foreign keys point to, as they are now. A model says in ``named_by`` which
    relations its records' names need."""
    wanted = defaultdict(set)
    for fields in told:
        for field, *values in fields:
            if field.is_relation:
                wanted[field.related_model] |= {value for value in values if value is not None}
    return {
        model: {
            str(record.pk): str(record)
            for record in model._base_manager.filter(pk__in=keys).select_related(*getattr(model, "named_by", ()))
        }
        for model, keys in wanted.items()
    }


def _shown(field: models.Field, value, names: Names) -> str:
    if value is None or value == "":
        return NOTHING
    if field.is_relation:
        return names[field.related_model].get(str(value), str(value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return _plain(field.to_python(value))


def _plain(value) -> str:
    if isinstance(value, datetime.datetime):
        return formats.date_format(timezone.localtime(value), "DATETIME_FORMAT")
    if isinstance(value, datetime.date):
        return formats.date_format(value, "DATE_FORMAT")
    if isinstance(value, Decimal):
        return format(value.normalize() if value else Decimal(0), "f")
    return str(value)
