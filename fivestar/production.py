"""What a production installation must never contain."""

from collections.abc import Sequence

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import checks
from django.db import DatabaseError, connections
from django.utils.translation import gettext as _


def demo_accounts() -> list[str]:
    """Names of the demo's accounts in this database; their password stands on the demo's first page.

    A database whose tables do not exist yet has none.
    """
    officers = get_user_model()
    try:
        return list(officers.objects.filter(is_demo=True).order_by("pk").values_list("username", flat=True))
    except DatabaseError:
        return []


def refuse_demo_accounts() -> None:
    """End a production start while demo accounts exist.

    Raises SystemExit with a sentence that names them. Leaves no database connection open, since the server
    forks after this and two processes must not share one.
    """
    try:
        names = demo_accounts() if settings.PRODUCTION else []
    finally:
        connections.close_all()
    if names:
        raise SystemExit(_sentence(names))


def check_demo_accounts(*, databases: Sequence[str] | None = None, **facts) -> list[checks.CheckMessage]:
    """The same refusal as a system check, for `manage.py check --database default` and before each migrate."""
    if not settings.PRODUCTION or "default" not in (databases or ()):
        return []
    names = demo_accounts()
    return [checks.Error(_sentence(names), id="fivestar.E001")] if names else []


def check_plain_http(**facts) -> list[checks.CheckMessage]:
    """Plain HTTP is allowed on purpose, and said aloud."""
    if not (settings.PRODUCTION and settings.PLAIN_HTTP):
        return []
    return [
        checks.Warning(_("PLAIN_HTTP is on: passwords and plans cross the network unencrypted."), id="fivestar.W001")
    ]


def _sentence(names: list[str]) -> str:
    return _(
        "This is production, and the database holds demo accounts whose password is public: %(names)s. "
        "Start with a database of its own, named in DATABASE_URL."
    ) % {"names": ", ".join(names)}
