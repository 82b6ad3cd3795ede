"""Signing in, one's own password, and choosing the post from which one acts."""

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from .actions import change_own_password
from .forms import OwnPasswordForm
from .middleware import SESSION_KEY
from .models import Officer


class SignIn(LoginView):
    """Screen: the door. In a demo it lists who may walk in."""

    redirect_authenticated_user = True

    def get_context_data(self, **kwargs) -> dict:
        context = super().get_context_data(**kwargs)
        if settings.DEMO:
            people = Officer.objects.filter(is_demo=True).order_by("pk")
            context["demo_accounts"] = [
                (person.username, "、".join(str(post) for post in person.posts.with_place())) for person in people
            ]
            context["demo_password"] = settings.DEMO_PASSWORD
        return context


@require_POST
def switch_post(request: HttpRequest) -> HttpResponse:
    """Act from another of one's posts."""
    chosen = request.POST.get("post", "")
    if any(str(post.pk) == chosen for post in request.seat.posts):
        request.session[SESSION_KEY] = int(chosen)
    return redirect("home")


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def own_password(request: HttpRequest) -> HttpResponse:
    """Screen: changing one's own password; for whoever signed in with a given one, before anything else."""
    form = OwnPasswordForm(request.POST if request.method == "POST" else None, request=request)
    if form.is_valid():
        change_own_password(by=request.seat, password=form.cleaned_data["new_password"])
        # This browser stays signed in, under a new session; all others are at the door again.
        update_session_auth_hash(request, Officer.objects.get(pk=request.user.pk))
        messages.success(request, _("Your password is changed. Wherever else you were signed in, you no longer are."))
        return redirect(_page_before(request))
    context = {"form": form, "next": request.GET.get("next", "")}
    return render(request, "account/password.html", context, status=422 if form.is_bound else 200)


def _page_before(request: HttpRequest) -> str:
    """The page from which one was sent here, if it is one of ours."""
    page = request.GET.get("next", "")
    ours = url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure())
    return page if ours else reverse("home")


@login_not_required
@require_safe
def admin_door(request: HttpRequest) -> HttpResponse:
    """The admin has no door of its own: nobody signs in where everyone does, and who may not open it is told so."""
    if admin.site.has_permission(request):
        return redirect("admin:index")
    if request.user.is_authenticated:
        raise PermissionDenied
    return redirect_to_login(request.GET.get("next") or reverse("admin:index"))


@require_safe
def admin_password(request: HttpRequest) -> HttpResponse:
    """Nor a page for passwords: the stock one changes them past the change log."""
    if not admin.site.has_permission(request):
        raise PermissionDenied
    return redirect("own_password")
