"""How long someone stays signed in, and what becomes of the words of whoever stayed away too long."""

import time
from http import HTTPStatus
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, QueryDict
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django_htmx.http import HttpResponseClientRedirect

from fivestar.http import error_page

BEGUN, SEEN, KEPT, LEFT = "signed_in_at", "last_seen", "kept_words", "signed_out"
# Each note of a visit is a write; one a minute is exact enough for a limit of half an hour and more.
NOTED_EVERY = 60
# Far more than the largest township's matrix; a session is no place for more.
KEPT_CHARACTERS = 200_000
# What a part of a page sends with its token: whom the page was made for.
PERSON, TOKEN = "X-Person", "X-CSRFToken"
# What an answer says that leads a page away, with the words that the page had sent.
WORDS = "X-Words"


class SessionLimitMiddleware:
    """Signs people out after SESSION_IDLE_LIMIT without a request and SESSION_LIMIT in all (both timedelta).

    Computers in township halls are shared, and few people sign out.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        who = request.user.pk
        if who is not None:
            self.keep_or_end(request)
        response = self.get_response(request)
        if who is not None and request.user.pk is None and not hasattr(request, "signed_out"):
            request.session[LEFT] = who  # signed out by hand: words in another tab are still theirs
        return response

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
        if request.method == "POST" or request.htmx:
            return to_the_door(request)
        return super().handle_no_permission(request, view_func)


def to_the_door(request: HttpRequest) -> HttpResponse:
    """Ask who it is, and lead back from there to the words of a form, or else to the page that was open.

    The token of the form fits, so that nobody has signed in since its page was made: it belongs to who left last.
    """
    owner = getattr(request, "signed_out", None) or request.session.get(LEFT)
    kept = request.method == "POST" and keep_words(request, owner)
    if kept:
        return _with_words(_ask_who(request, resolve_url("kept_words")))
    return _ask_who(request, open_page(request))


def _ask_who(request: HttpRequest, back: str) -> HttpResponse:
    return _go(request, f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': back})}")


def _go(request: HttpRequest, address: str) -> HttpResponse:
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)


def _with_words(answer: HttpResponse) -> HttpResponse:
    answer[WORDS] = "kept"
    return answer


def words_of(request: HttpRequest) -> QueryDict:
    """What a form says, to be sent again. Files cannot be, and no form with a password is: it would stand in the
    database, or in a page, to be read."""
    form = request.POST.copy()
    form.pop("csrfmiddlewaretoken", None)
    return QueryDict() if any("password" in name for name in form) else form


def keep_words(request: HttpRequest, owner: int | None, *, turned: bool = False) -> bool:
    """Keep a form that came too late for one person, who has to be named; whether it was kept.

    turned -- whether its token had turned; otherwise its session had ended.
    """
    words = words_of(request).urlencode()
    if owner is None or not words or len(words) > KEPT_CHARACTERS:
        return False
    request.session[KEPT] = {
        "owner": owner,
        "to": request.get_full_path(),
        "page": open_page(request),
        "words": words,
        "turned": turned,
    }
    return True


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token is not the one of now, which turns whenever somebody signs in; another tab is enough.

    Nothing is done. What one of our own pages sent is shown again, to be sent by whoever is signed in now; a row that
    saves itself gets the token of now and goes on, if the page was of the same person. Who comes from elsewhere, or
    does not say from where, gets neither words nor token.
    """
    if not (request.method == "POST" and is_from_own_page(request)):
        return _too_old(request)
    if not request.user.is_authenticated:  # nobody can say whose words they are
        return _ask_who(request, open_page(request))
    if request.htmx:
        return _turned(request)
    words = _pairs(words_of(request))
    if not words:
        return _too_old(request)
    shown = {"to": request.get_full_path(), "page": open_page(request), "words": words, "turned": True}
    return render(
        request, "registration/kept_words.html", shown | {"written": written(words)}, status=HTTPStatus.FORBIDDEN
    )


def _turned(request: HttpRequest) -> HttpResponse:
    """The answer to a part of a page: the token of now for the same person, else the words as a page of their own."""
    if request.headers.get(PERSON) == str(request.user.pk):
        answer = HttpResponse(status=HTTPStatus.FORBIDDEN)
        answer[TOKEN] = get_token(request)
        return answer
    if keep_words(request, request.user.pk, turned=True):
        return _with_words(_go(request, resolve_url("kept_words")))
    return _too_old(request)


def _too_old(request: HttpRequest) -> HttpResponse:
    return error_page(
        request, HTTPStatus.FORBIDDEN,
        explanation=_("The page was open too long or you signed in anew. Go back, reload the page and send it again."),
    )  # fmt: skip


@require_safe
def kept_words(request: HttpRequest) -> HttpResponse:
    """Screen: after signing in again, the form that came too late, ready to be sent. Its owner alone sees it."""
    kept = request.session.get(KEPT)
    if kept is None or kept["owner"] != request.user.pk:
        request.session.pop(KEPT, None)
        return redirect(settings.LOGIN_REDIRECT_URL)
    words = _pairs(QueryDict(kept["words"]))
    return render(request, "registration/kept_words.html", kept | {"words": words, "written": written(words)})


def written(words: list[tuple[str, str]]) -> str:
    """The sentences and names among what a form says, each once, to be read and copied: whoever is signed in now may
    not be allowed to send it. Codes, figures and what stood there before are left out."""
    texts = [value.strip() for name, value in words if not name.startswith(("w-", "was-"))]
    return "\n".join(dict.fromkeys(text for text in texts if not text.isascii()))


def _pairs(form: QueryDict) -> list[tuple[str, str]]:
    return [(name, value) for name, values in form.lists() for value in values]


def open_page(request: HttpRequest) -> str:
    """The address of the page from which a request was sent, if it is one of ours."""
    page = request.headers.get("Referer", "")
    return page if _is_ours(request, page) else settings.LOGIN_REDIRECT_URL


def is_from_own_page(request: HttpRequest) -> bool:
    """Whether the browser says that one of our own pages sent this: a request that says nothing is none."""
    origin = request.headers.get("Origin") or request.headers.get("Referer", "")
    return request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin" and _is_ours(request, origin)


def _is_ours(request: HttpRequest, address: str) -> bool:
    return bool(urlsplit(address).netloc) and url_has_allowed_host_and_scheme(
        address, {request.get_host()}, require_https=request.is_secure()
    )
