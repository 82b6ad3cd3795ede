"""Puts the seat on each request. Posts are read from the database every time: one that ended today opens no door."""

from django.utils.functional import SimpleLazyObject

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
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.seat = SimpleLazyObject(lambda: seat_of(request))
        return self.get_response(request)
