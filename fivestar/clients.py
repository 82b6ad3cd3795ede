"""Where a request comes from."""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The address of whoever asks: the caller's own, or the one that a trusted proxy says it asks for.

    The last entry of X-Forwarded-For is the one that our proxy wrote; all before it can be invented. Without
    a trusted proxy the header is not read at all, or else anyone could evade the lock on guessed passwords.
    """
    caller = request.META.get("REMOTE_ADDR", "")
    if caller in settings.TRUSTED_PROXIES:
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
        return forwarded if _is_address(forwarded) else caller
    return caller


def is_local(request: HttpRequest) -> bool:
    """Whether the request comes from this machine itself and not through a proxy on it."""
    if "HTTP_X_FORWARDED_FOR" in request.META or "HTTP_FORWARDED" in request.META:
        return False
    caller = request.META.get("REMOTE_ADDR", "")
    return _is_address(caller) and ip_address(caller).is_loopback


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
