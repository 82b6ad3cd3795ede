"""How long someone stays signed in, and what becomes of the words of whoever stayed away too long."""

import time
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe
from django_htmx.http import HttpResponseClientRedirect

BEGUN, SEEN, KEPT = "signed_in_at", "last_seen", "kept_words"
# Each note of a visit is a write; one a minute is exact enough for a limit of half an hour and more.
NOTED_EVERY = 60
# Far more than the largest township's matrix; a session is no place for more.
KEPT_CHARACTERS = 200_000


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
            request.signed_out = request.user.pk
            logout(request)
        elif seen is None or now - seen >= NOTED_EVERY:
            request.session[BEGUN] = begun
            request.session[SEEN] = now


class SignInFirstMiddleware(LoginRequiredMiddleware):
    """Asks who it is before anything is shown, and leads back to the page that was open, with its words."""

    def handle_no_permission(self, request, view_func):
        if request.method == "POST" and keep_words(request):
            back = resolve_url("kept_words")
        elif request.method == "POST" or request.htmx:
            back = open_page(request)
        else:
            return super().handle_no_permission(request, view_func)
        door = f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': back})}"
        return HttpResponseClientRedirect(door) if request.htmx else redirect(door)


def keep_words(request: HttpRequest) -> bool:
    """Keep a form that came after its session had ended, for whoever's session it was. Files are not kept, and no form
    with a password: it would stand in the database to be read."""
    form = request.POST.copy()
    form.pop("csrfmiddlewaretoken", None)
    words = form.urlencode()
    owner = getattr(request, "signed_out", None)
    secret = any("password" in name for name in form)
    if owner is None or not form or secret or len(words) > KEPT_CHARACTERS:
        return False
    request.session[KEPT] = {
        "owner": owner,
        "to": request.get_full_path(),
        "page": open_page(request),
        "words": words,
    }
    return True


@require_safe
def kept_words(request: HttpRequest) -> HttpResponse:
    """Screen: after signing in again, the form that came too late, ready to be sent. Its owner alone sees it."""
    kept = request.session.get(KEPT)
    if kept is None or kept["owner"] != request.user.pk:
        request.session.pop(KEPT, None)
        return redirect(settings.LOGIN_REDIRECT_URL)
    words = [(name, value) for name, values in QueryDict(kept["words"]).lists() for value in values]
    return render(request, "registration/kept_words.html", {**kept, "words": words})


def open_page(request: HttpRequest) -> str:
    """The address of the page from which a request was sent, if it is one of ours."""
    page = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure())
    return page if ours else settings.LOGIN_REDIRECT_URL
