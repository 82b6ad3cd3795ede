"""Which language a page speaks."""

from django.conf import settings
from django.utils import translation
from django.utils.cache import patch_vary_headers

KNOWN = dict(settings.LANGUAGES)


class LanguageMiddleware:
    """Chinese, unless the person chose otherwise with the switch in the footer.

    Django's own middleware would also go by the browser; many office computers carry an English one.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        language = chosen if chosen in KNOWN else settings.LANGUAGE_CODE
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ("Cookie",))
        return response
