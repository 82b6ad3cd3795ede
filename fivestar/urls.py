"""The addresses of the whole site."""

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LogoutView
from django.urls import include, path
from django.views.i18n import set_language

from fivestar import (
    health,
    http,  # noqa: F401  (registers the converters for years and codes)
    sessions,
)
from villages.views import SignIn, admin_door, admin_password, own_password, switch_post

handler400 = "fivestar.http.bad_request"
handler403 = "fivestar.http.forbidden"
handler404 = "fivestar.http.not_found"
handler500 = "fivestar.http.server_error"

urlpatterns = [
    path("sign-in/", login_not_required(SignIn.as_view()), name="login"),
    path("sign-in/words/", sessions.kept_words, name="kept_words"),
    path("sign-out/", LogoutView.as_view(), name="logout"),
    path("account/password/", own_password, name="own_password"),
    path("post/", switch_post, name="switch_post"),
    path("language/", login_not_required(set_language), name="set_language"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("admin/login/", admin_door),
    path("admin/password_change/", admin_password),
    path("admin/", admin.site.urls),
    path("", include("campaigns.urls")),
]
