"""One line in the log for each request, and the id by which its traces find each other."""

import logging
import time
import uuid

from django.http import HttpRequest, HttpResponse

from fivestar import logs
from fivestar.changes import deeds
from fivestar.clients import client_address

log = logging.getLogger("fivestar.requests")


class RequestIdMiddleware:
    """Gives the request an id that stands in the log, in the change sets it writes and in the answer."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.id = uuid.uuid4().hex
        noted = logs.request_id.set(request.id), deeds.request_id.set(request.id)
        begun = time.perf_counter()
        try:
            response = self.get_response(request)
            response.headers["X-Request-ID"] = request.id
            self.note(request, response, time.perf_counter() - begun)
        finally:
            logs.request_id.reset(noted[0])
            deeds.request_id.reset(noted[1])
        return response

    def note(self, request: HttpRequest, response: HttpResponse, seconds: float) -> None:
        """Write the line. The query string stays out of it: people search for names and numbers. A view whose address
        is a secret puts what may be told on the request as ``told_path``."""
        user = getattr(request, "user", None)
        log.info(
            "request",
            extra={
                "who": user.get_username() if user is not None and user.is_authenticated else "",
                "where": client_address(request),
                "what": f"{request.method} {getattr(request, 'told_path', request.path)}",
                "outcome": response.status_code,
                "milliseconds": round(seconds * 1000),
            },
        )
