"""The wall chart on a screen in a hall: its links, and what the screen shows without anybody signed in."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns import access
from campaigns.year.choices import LEVEL_NAMES, LEVELS
from campaigns.year.models.campaign import Campaign
from campaigns.year.views.find import crumbs, place_campaign
from fivestar.changes.deeds import Refused
from fivestar.http import asks_first, one_time_token
from villages.models import County, Township

from ..actions import make_hall_link, withdraw_hall_link
from ..forms import HallLinkForm, WithdrawForm
from ..models import HallLink
from ..reports.chart import Chart, all_plans, chart
from ..reports.hall import hall_page
from ..rules import STANDINGS, digest_of, hall_token

MADE = "hall_link"  # in the session: the form by which a link was made, until the link has been shown
EVERY = 20  # seconds that a page stays on the screen
# The chart is counted anew at most so often for each link, however many screens or strangers ask for it.
COUNTED_EVERY = 30  # seconds


@require_http_methods(["GET", "POST"])
def links(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: the links by which screens in halls show the chart of a place; making one."""
    campaign, place = _managed(request, year, code)
    if request.method == "GET":
        return _links_page(request, campaign, place, HallLinkForm())
    form = HallLinkForm(request.POST)
    if not form.is_valid():
        return _links_page(request, campaign, place, form, status=422)
    seed = form.cleaned_data["token"] or one_time_token()
    try:
        make_hall_link(
            by=request.seat, campaign=campaign, township=place if isinstance(place, Township) else None,
            name=form.cleaned_data["name"], digest=digest_of(hall_token(seed, code)), token=seed,
        )  # fmt: skip
    except Refused as refused:
        form.refuse(refused)
        return _links_page(request, campaign, place, form, status=refused.status)
    request.session[MADE] = {"seed": seed, "place": code}
    return redirect("hall_links", year, code)


@require_POST
def withdraw(request: HttpRequest, year: int, code: str, link: int) -> HttpResponse:
    """Stop a link for good."""
    campaign, place = _managed(request, year, code)
    found = get_object_or_404(HallLink.objects.managed_by(request.seat).at(campaign, code), pk=link)
    question = _("Stop the link “%(name)s” for good? Screens that show it go dark.") % {"name": found.name}
    if page := asks_first(request, question, _("Stop it"), reverse("hall_links", args=[year, code])):
        return page
    form = WithdrawForm(request.POST)
    version = (form.is_valid() and form.cleaned_data["version"]) or 0
    try:
        withdraw_hall_link(by=request.seat, link=found, version=version, token=form.data.get("token", ""))
    except Refused as refused:
        empty = HallLinkForm()
        return _links_page(request, campaign, place, empty, refusal=refused, status=refused.status)
    messages.success(request, _("“%(name)s” is withdrawn; its screens stop at their next page.") % {"name": found})
    return redirect("hall_links", year, code)


def _managed(request: HttpRequest, year: int, code: str) -> tuple[Campaign, County | Township]:
    """A place whose chart the seat may show in a hall, and its campaign."""
    campaign, place = place_campaign(request, year, code)
    if not access.shows_in_hall(request.seat, place):
        raise PermissionDenied
    return campaign, place


def _links_page(
    request: HttpRequest, campaign: Campaign, place: County | Township, form: HallLinkForm, *, refusal=None, status=200
) -> HttpResponse:
    made, address = request.session.get(MADE) if status == 200 else None, ""
    if made and made["place"] == place.code:
        del request.session[MADE]
        token = hall_token(made["seed"], made["place"])
        if HallLink.objects.named(token).filter(withdrawn_at=None).exists():
            address = request.build_absolute_uri(reverse("hall", args=[token]))
    context = {
        "campaign": campaign,
        "place": place,
        "form": form,
        "refusal": refusal,
        "links": list(HallLink.objects.managed_by(request.seat).at(campaign, place.code).for_list()),
        "address": address,
        "crumbs": [
            *crumbs(request, campaign.year, place),
            (_("Wall chart"), reverse("chart", args=[campaign.year, place.code])),
            (_("Hall screen"), ""),
        ],
    }
    return render(request, "chart/links.html", context, status=status)


@login_not_required
@never_cache
@require_safe
def screen(request: HttpRequest, token: str) -> HttpResponse:
    """Screen: a page of the chart for everybody in the hall, which goes on to the next one by itself."""
    request.told_path = "/hall/…/"
    found = HallLink.objects.named(token).select_related("campaign__county", "township").first()
    if found is None:
        raise Http404
    if found.is_withdrawn:
        answer = render(request, "chart/withdrawn.html", status=410)
        if request.htmx:
            answer["HX-Refresh"] = "true"  # the page that pages by itself would keep showing the last chart
        return _kept_private(answer)
    key = f"hall-{found.digest}-{timezone.localdate()}-{get_language()}"
    shown, counted_at = cache.get_or_set(key, lambda: (_counted(found), timezone.localtime()), COUNTED_EVERY)
    asked = request.GET.get("page", "1")
    page = hall_page(shown, int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 5 else 1)
    context = {
        "chart": shown,
        "campaign": found.campaign,
        "place": found.place,
        "page": page,
        "at": counted_at,
        "holds": "hold" in request.GET,
        "every": EVERY,
        "standings": STANDINGS,
        "level_names": [LEVEL_NAMES[level] for level in LEVELS],
    }
    return _kept_private(render(request, "chart/hall.html", context))


def _counted(link: HallLink) -> Chart:
    return chart(link.campaign, link.place, all_plans(link.campaign, link.place), timezone.localdate())


def _kept_private(answer: HttpResponse) -> HttpResponse:
    """The address is a secret: no search engine lists it, and no other page learns it."""
    answer["X-Robots-Tag"] = "noindex, nofollow"
    answer["Referrer-Policy"] = "no-referrer"
    return answer
