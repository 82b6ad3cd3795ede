"""Why a deed is not done, in sentences fit to show."""

from collections.abc import Iterable

from django.apps import apps
from django.db import DataError, IntegrityError, connection, models
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from . import guard


class Refused(Exception):
    """A deed that may not be done. ``message`` is fit to show; ``problems`` lists what stands in the way."""

    status = 422

    def __init__(self, message, problems: Iterable = ()):
        super().__init__(message)
        self.message = message
        self.problems = list(problems)


class Stale(Refused):
    """Somebody changed the record since it was read. ``records`` are those it concerns."""

    status = 409

    def __init__(self, *records: models.Model, message=None):
        super().__init__(
            message
            or gettext_lazy("Someone else has changed this in the meantime. Nothing was saved; compare and save again.")
        )
        self.records = list(records)


class Repeated(Refused):
    """The same person recorded the very same a short while ago. ``token`` is what a form says to mean it once more."""

    status = 409

    def __init__(self, minutes: int, token: str):
        message = ngettext(
            "You recorded exactly this %(n)s minute ago. If it is a second one, send it once more.",
            "You recorded exactly this %(n)s minutes ago. If it is a second one, send it once more.",
            minutes,
        )
        super().__init__(message % {"n": minutes})
        self.token = token


def refusal_for(error: Exception) -> Refused | None:
    """The refusal that an error of the database amounts to, if it does."""
    if isinstance(error, IntegrityError):
        return Refused(_sentence_of(error))
    if isinstance(error, (DataError, UnicodeEncodeError)):
        return Refused(_("Something is too long, too large or has characters that cannot be kept. Nothing was saved."))
    return None


def _sentence_of(error: IntegrityError) -> str | Promise:
    """What the guard, constraint or unique field that fired says to people; a plain sentence where it has none."""
    failed = _failed(error)
    if message := guard.message_of(failed):
        return message
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            is_it = constraint.name in failed or _columns(model, getattr(constraint, "fields", ())) in failed
            if is_it and constraint.violation_error_message != constraint.default_violation_error_message:
                return constraint.get_violation_error_message()
        for field in model._meta.concrete_fields:
            if field.unique and _columns(model, [field.name]) in failed:
                return " ".join(model().unique_error_message(model, (field.name,)).messages)
    return _("This contradicts a rule of the database. Nothing was saved.")


def _failed(error: IntegrityError) -> list[str]:
    """Name of what fired, and columns of a unique constraint. SQLite tells either; PostgreSQL tells the name, which
    it makes up itself for a unique field."""
    diagnosis = getattr(error.__cause__, "diag", None)
    if diagnosis is None:
        return [str(error).rpartition(": ")[2].removeprefix("index ").strip("'")]
    failed, table = [diagnosis.constraint_name or ""], diagnosis.table_name
    if failed[0] and table:
        with connection.cursor() as cursor:
            known = connection.introspection.get_constraints(cursor, table).get(failed[0], {})
        if known.get("unique"):
            failed.append(", ".join(f"{table}.{column}" for column in known["columns"]))
    return failed


def _columns(model: type[models.Model], names) -> str:
    """Columns as SQLite names them when a unique constraint fires."""
    return ", ".join(f"{model._meta.db_table}.{model._meta.get_field(name).column}" for name in names) or "none"
