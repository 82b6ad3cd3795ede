"""The user's guide."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from campaigns.sheets.rules import CASE, FACTS


@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """Screen: how each job is done, by role; what each field is used for; the keys."""
    context = {"facts": FACTS, "case": CASE, "crumbs": [(_("Guide"), "")]}
    return render(request, "desk/guide/guide.html", context)
