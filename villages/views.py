"""Signing in, and choosing the post from which one acts."""

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

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


@login_not_required
@require_safe
def admin_door(request: HttpRequest) -> HttpResponse:
    """The admin has no door of its own: nobody signs in where everyone does, and who may not open it is told so."""
    if admin.site.has_permission(request):
        return redirect("admin:index")
    if request.user.is_authenticated:
        raise PermissionDenied
    return redirect_to_login(request.GET.get("next") or reverse("admin:index"))
