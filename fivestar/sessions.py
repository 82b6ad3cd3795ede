"""How long someone stays signed in."""

import time

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest

BEGUN, SEEN = "signed_in_at", "last_seen"
# Each note of a visit is a write; one a minute is exact enough for a limit of half an hour and more.
NOTED_EVERY = 60


class SessionLimitMiddleware:
    """Signs people out after SESSION_IDLE_LIMIT without a request and SESSION_LIMIT in all (both timedelta).

    Computers in township halls are shared, and few people sign out.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated:
            self.keep_or_end(request)
        return self.get_response(request)

    def keep_or_end(self, request: HttpRequest) -> None:
        """Note the visit, or end a session that is over."""
        now = time.time()
        begun, seen = request.session.get(BEGUN, now), request.session.get(SEEN)
        over = (
            now - begun > settings.SESSION_LIMIT.total_seconds()
            or now - (seen or now) > settings.SESSION_IDLE_LIMIT.total_seconds()
        )
        if over:
            logout(request)
        elif seen is None or now - seen >= NOTED_EVERY:
            request.session[BEGUN] = begun
            request.session[SEEN] = now
