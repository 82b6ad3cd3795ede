"""Puts the seat on each request, and an own password before everything else."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django_htmx.http import HttpResponseClientRedirect

from fivestar.sessions import open_page

from .access import NOBODY, Seat

SESSION_KEY = "post"


def seat_of(request) -> Seat:
    if not request.user.is_authenticated:
        return NOBODY
    posts = tuple(request.user.posts.held().with_place())
    chosen = request.session.get(SESSION_KEY)
    post = next((post for post in posts if post.pk == chosen), posts[0] if posts else None)
    return Seat(officer=request.user, post=post, posts=posts)


class SeatMiddleware:
    """Posts are read from the database every time: one that ended today opens no door."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.seat = SimpleLazyObject(lambda: seat_of(request))
        return self.get_response(request)


class OwnPasswordFirstMiddleware:
    """Whoever signed in with a password that somebody else has given sets an own one before anything else."""

    OPEN = ("own_password", "logout", "set_language")

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        if not (request.user.is_authenticated and request.user.must_change_password):
            return None
        if request.resolver_match.view_name in self.OPEN or not getattr(view, "login_required", True):
            return None
        page = request.get_full_path() if request.method == "GET" and not request.htmx else open_page(request)
        there = f"{reverse('own_password')}?{urlencode({'next': page})}"
        return HttpResponseClientRedirect(there) if request.htmx else redirect(there)
