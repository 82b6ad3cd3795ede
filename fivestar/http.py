"""Addresses, answers and error pages that every room of the site shares."""

import uuid
from collections.abc import Iterable
from http import HTTPStatus
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import is_valid_path, register_converter
from django.utils.translation import gettext as _

from fivestar.changes.deeds import Refused


class YearConverter:
    regex = "20[0-9]{2}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


def _code_converter(*digits: int) -> type:
    """A converter for the codes of some levels; the number of digits says which level a page is of."""

    class CodeConverter:
        regex = f"(?:{'|'.join(f'[0-9]{{{number}}}' for number in digits)})"

        def to_python(self, value: str) -> str:
            return value

        def to_url(self, value: str) -> str:
            return value

    return CodeConverter


DIGITS = {"province": 2, "city": 4, "county": 6, "township": 9, "unit": 12}
# Pages that are alike at several levels have one address.
LEVELS = {level: (level,) for level in DIGITS} | {"area": ("county", "township"), "place": tuple(DIGITS)}

register_converter(YearConverter, "year")
for converter, levels in LEVELS.items():
    register_converter(_code_converter(*(DIGITS[level] for level in levels)), converter)


def one_time_token() -> str:
    """A token for one form: its second submission gets the answer of the first."""
    return uuid.uuid4().hex


SURE = "sure"  # the answer to a question that a page asks before a deed


def asks_first(
    request: HttpRequest, question: str, button: str, back: str, *, names: Iterable[str] = ()
) -> HttpResponse | None:
    """The page that asks before a deed which nobody can take back, or which is done to many at once; None where the
    person has answered it. The form comes again as it was sent.

    names -- what it is done to. back -- where to go on without it.
    """
    if SURE in request.POST:
        return None
    fields = [(name, each) for name, values in request.POST.lists() for each in values if name != "csrfmiddlewaretoken"]
    context = {"question": question, "button": button, "back": back, "names": list(names), "fields": fields}
    return render(request, "sure.html", context)


def error_page(request: HttpRequest, status: int, **context) -> HttpResponse:
    """A plain page for an answer that is not what was asked for, with the way back to where one came from."""
    return render(
        request, f"errors/{status:d}.html", {"status": status, "before": page_before(request), **context}, status=status
    )


def page_before(request: HttpRequest) -> str:
    """The page of this site from which a request came, if the browser tells; else the nearest one above its address;
    the start page where there is none."""
    come_from = urlsplit(request.headers.get("Referer", ""))
    address = come_from.path + (f"?{come_from.query}" if come_from.query else "")
    if come_from.netloc == request.get_host() and (come_from.path != request.path or request.method != "GET"):
        return address
    parts = request.path.strip("/").split("/")
    for depth in range(len(parts) - 1, 0, -1):
        above = f"/{'/'.join(parts[:depth])}/"
        if is_valid_path(above):
            return above
    return "/"


def bad_request(request, exception=None) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return error_page(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    return error_page(request, HTTPStatus.BAD_REQUEST)


def forbidden(request, exception=None) -> HttpResponse:
    return error_page(request, HTTPStatus.FORBIDDEN)


def not_found(request, exception=None) -> HttpResponse:
    return error_page(request, HTTPStatus.NOT_FOUND)


def server_error(request) -> HttpResponse:
    return error_page(request, HTTPStatus.INTERNAL_SERVER_ERROR, request_id=getattr(request, "id", ""))


def csrf_failure(request, reason="") -> HttpResponse:
    """A form whose sign-in ended, or that another site sent."""
    return error_page(
        request, HTTPStatus.FORBIDDEN,
        explanation=_("The page was open too long or you signed in anew. Go back, reload the page and send it again."),
    )  # fmt: skip


class RefusalMiddleware:
    """Answers refusals that a view did not show on its own page, a database that is busy, and addresses that only take
    what their pages send."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        answer = self.get_response(request)
        if answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED and not answer.content:
            page = error_page(request, HTTPStatus.METHOD_NOT_ALLOWED)
            page["Allow"] = answer["Allow"]
            return page
        return answer

    def process_exception(self, request, error):
        if isinstance(error, Refused):
            return error_page(request, error.status, refusal=error)
        if isinstance(error, OperationalError) and not settings.DEBUG and _is_busy(error):
            answer = error_page(request, HTTPStatus.SERVICE_UNAVAILABLE)
            answer["Retry-After"] = "5"
            return answer
        return None


def _is_busy(error: OperationalError) -> bool:
    """Whether the database waited for another writer until it gave up."""
    waited = {"55P03", "57014", "40001", "40P01"}  # lock not available, timeout, serialization, deadlock
    return getattr(error.__cause__, "sqlstate", "") in waited or "locked" in str(error)
