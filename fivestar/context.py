"""What the frame of every page needs."""

from django.conf import settings
from django.http import HttpRequest


def frame(request: HttpRequest) -> dict:
    return {"demo": settings.DEMO, "plain_http": settings.PRODUCTION and settings.PLAIN_HTTP}
