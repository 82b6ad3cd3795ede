"""Headers that every page carries."""

from django.utils.cache import patch_cache_control

# Nothing here asks for a camera, a place or a payment; a page that someone slips in shall not either.
PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in (
        "camera",
        "display-capture",
        "geolocation",
        "microphone",
        "midi",
        "payment",
        "publickey-credentials-get",
        "screen-wake-lock",
        "serial",
        "usb",
    )
)


class HeadersMiddleware:
    """No features beyond a plain page, and nothing of a signed-in page left behind on a shared computer."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        if request.user.is_authenticated:
            patch_cache_control(response, no_store=True, private=True)
        return response
