"""What tests of pages do as a browser would."""

import re
from collections.abc import Callable

from django.db import connection
from django.forms import CheckboxInput, CheckboxSelectMultiple, FileInput, RadioSelect
from django.test.utils import CaptureQueriesContext


def sent(form, **changed) -> dict:
    """What a browser would send of a form as it stands, some of it changed; None leaves a field out.

    Empty text fields are sent, boxes without a tick and files that were not chosen are not.
    """
    silent = (CheckboxInput, CheckboxSelectMultiple, FileInput, RadioSelect)
    values = {
        bound.html_name: "" if bound.value() is None and not isinstance(bound.field.widget, silent) else bound.value()
        for bound in form
    }
    return {name: value for name, value in (values | changed).items() if value not in (None, False)}


def told(page) -> list[str]:
    """What the last step did, as the page says it."""
    return [str(message) for message in page.context["messages"]]


def refusal(page) -> list[str]:
    """What stands above a form that was not accepted."""
    return [str(error) for error in page.context["form"].non_field_errors()]


def words(page) -> str:
    """A page's words without its marks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text))


def has_fields(page) -> bool:
    """Whether there is anything to fill in between the frame's own forms."""
    return "<input" in page.text.split("<main")[1].split("</main")[0]


def cost(ask: Callable) -> int:
    """Queries of a request; the first of a session has some of its own and is not counted."""
    ask()
    with CaptureQueriesContext(connection) as captured:
        assert ask().status_code == 200
    return len(captured)
