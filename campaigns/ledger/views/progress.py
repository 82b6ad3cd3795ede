"""How far the ledgers of a county or a township are, and which stars lack one or two tasks."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from campaigns.planning.models.marks import Plan
from campaigns.year.views.find import crumbs, place_campaign
from villages.models import Township

from ..models import UnitTask
from ..reports.progress import nearly, nearly_rows, progress

PAGE = 100


@require_safe
def progress_page(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: reached, checked and overdue by star and township, against the schedule, and the last twelve weeks."""
    campaign, place = place_campaign(request, year, code)
    rows = UnitTask.objects.visible_to(request.seat).at(campaign, code)
    within = Township.objects.none() if isinstance(place, Township) else place.townships.order_by("code")
    townships = list(within.values_list("code", "name"))
    context = {
        "campaign": campaign,
        "place": place,
        "page": progress(
            campaign,
            code,
            rows,
            Plan.objects.visible_to(request.seat).at(year, code),
            timezone.localdate(),
            stars=campaign.star_sets(),
            townships=townships,
        ),
        "now": timezone.localtime(),
        "crumbs": crumbs(request, year, place, _("Progress of the tasks")),
    }
    return render(request, "ledger/progress/page.html", context)


@require_safe
def nearly_page(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: target stars that lack one or two tasks, the nearest deadline first."""
    campaign, place = place_campaign(request, year, code)
    today = timezone.localdate()
    found = nearly(campaign, code, today)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "campaign": campaign,
        "place": place,
        "page": page,
        "rows": nearly_rows(page, today),
        "crumbs": crumbs(request, year, place, _("One task short of a star")),
    }
    return render(request, "ledger/progress/nearly.html", context)
