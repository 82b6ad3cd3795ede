"""One star over all units of a county: where its task force works (部门瞄星)."""

from collections.abc import Iterable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from campaigns import access
from campaigns.ledger.models import UnitTask
from campaigns.ledger.reports.progress import ProgressLine, summed
from campaigns.ledger.reports.standings import star_table, units_with_tasks
from campaigns.opinions.actions import give_opinions
from campaigns.opinions.forms import QuickOpinionsForm
from campaigns.opinions.reports import senders
from campaigns.planning.choices import Targets
from campaigns.planning.models.marks import Plan
from campaigns.planning.rules.figures import Percentage
from campaigns.year.choices import Phase
from campaigns.year.models.campaign import Campaign, Star
from campaigns.year.views.find import county_campaign, crumbs, query, star_choices
from fivestar.changes.deeds import Refused
from fivestar.http import one_time_token

from ..forms import StarForm
from ..reports import star as reports
from ..rules import CONCERNED, EVERYONE

PAGE = 100  # each row has a field to write into


@require_http_methods(["GET", "POST"])
def star(request: HttpRequest, year: int, code: str, star_code: str) -> HttpResponse:
    """Screen: who targets a star, township by township; its units, what is said of each, and a field to say more."""
    campaign = county_campaign(request, year, code)
    sets = campaign.star_sets()
    stars = [star for of_kind in sets.values() for star in of_kind if star.code == star_code]
    if not stars:
        raise Http404
    if request.method == "GET":
        return _page(request, campaign, sets, stars)
    if not access.gives_opinions(request.seat, campaign.county):
        raise PermissionDenied
    plans = Plan.objects.visible_to(request.seat).filter(campaign=campaign)
    form = QuickOpinionsForm(request.POST, star=star_code, kinds=dict(plans.values_list("village", "kind")))
    if form.problems:
        return _page(request, campaign, sets, stars, form=form, status=422)
    try:
        give_opinions(by=request.seat, campaign=campaign, opinions=form.sheets, token=form.token)
    except Refused as refused:
        return _page(request, campaign, sets, stars, form=form, refusal=refused, status=refused.status)
    number = len(form.sheets)
    messages.success(request, ngettext("%(n)s opinion entered.", "%(n)s opinions entered.", number) % {"n": number})
    return redirect(f"{request.get_full_path()}#units")


def _page(
    request: HttpRequest, campaign: Campaign, sets: dict[str, list[Star]], stars: list[Star], *,
    form: QuickOpinionsForm | None = None, refusal: Refused | None = None, status=200,
) -> HttpResponse:  # fmt: skip
    star = stars[0]
    sheets = reports.star_sheets(campaign, stars)
    townships = dict(sorted((line.code, line.name) for sheet in sheets for line in sheet.lines))
    asked = StarForm(request.GET, townships=list(townships.items()))
    plans = Plan.objects.visible_to(request.seat).filter(campaign=campaign)
    kept = reports.chosen(plans, star.code, **asked.cleaned_data) if asked.is_valid() else plans.none()
    page = Paginator(reports.in_star_order(kept), PAGE).get_page(request.GET.get("page"))
    rows = reports.star_rows(page, campaign, sets, star.code, form.typed if form else {})
    is_open = campaign.phase != Phase.CLOSED
    office = access.runs(request.seat, campaign.county)
    leading = [name for each in stars for name in (each.department, each.task_force) if name]
    context = {
        "campaign": campaign,
        "place": campaign.county,
        "crumbs": crumbs(request, campaign.year, campaign.county, str(star)),
        "star": star,
        "stars": stars,
        "others": star_choices(sets),
        "sheets": sheets,
        "form": asked,
        **_work(campaign, star, sheets),
        "page": page,
        "tables": [
            (sheet, own) for sheet in sheets if (own := [row for row in rows if row.row.plan.kind == sheet.star.kind])
        ],
        "shows": [(value, label, query(request, show=value or None)) for value, label in _shows()],
        "may_give": is_open and access.gives_opinions(request.seat, campaign.county),
        "runs": office,
        "senders": list(dict.fromkeys([*leading, *(name for name, _n in senders(campaign.opinions.all()))])),
        "from_whom": form.from_whom if form else "",
        "refusal": refusal,
        "problems": [*(form.problems if form else []), *((each, "") for each in (refusal.problems if refusal else []))],
        "token": one_time_token(),
    }
    return render(
        request, "desk/star/star.html", context, status=400 if status == 200 and not asked.is_valid() else status
    )


def _work(campaign: Campaign, star: Star, sheets: Iterable[reports.StarSheet]) -> dict:
    """How far the ledgers of the whole county are with a star, and how it stands in the units; nothing before there are
    any."""
    rows = UnitTask.objects.at(campaign, campaign.county_id).filter(task__star__code=star.code)
    _by_star, _by_township, whole = summed(campaign, rows, timezone.localdate())
    if not whole.total:
        return {}
    begun = units_with_tasks(campaign.plans.all(), "campaign", star.code)[campaign.pk].part
    targets = sum(sheet.total.targets.n for sheet in sheets)
    covers = Percentage(begun, targets, _("target stars"))
    return {
        "tasks": ProgressLine(str(star), whole, star=star.code, covers=covers),
        "standings": star_table(campaign, campaign.county_id, timezone.localdate()).star(star.code),
    }


def _shows() -> list[tuple[str, str]]:
    """What the list may be narrowed to, in words."""
    return [
        (CONCERNED, _("targeted or held")),
        *((each.value, each.label) for each in Targets),
        (EVERYONE, _("all units")),
    ]
