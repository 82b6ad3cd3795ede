"""Requests for more time (延期): what townships ask for, and what the county office answers."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaigns import access
from campaigns.sheets.choices import RequestState
from campaigns.year.choices import Phase
from campaigns.year.models.campaign import Campaign
from campaigns.year.views.find import county_campaign, crumbs, query
from fivestar.changes.deeds import Refused
from villages.models import Township

from ..actions.tasks import answer_extension
from ..forms.rows import ExtensionAnswerForm, keys
from ..models import Extension

PAGE = 50


@require_http_methods(["GET", "POST"])
def extensions(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: requests for more time of a county, the open ones first; its office answers them in place."""
    campaign = county_campaign(request, year, code)
    if request.method == "GET":
        return _page(request, campaign)
    if not access.runs(request.seat, campaign.county):
        raise PermissionDenied
    asked = get_object_or_404(_of(request, campaign), pk=next(iter(keys([request.POST.get("extension", "")])), 0))
    form, status = _form(campaign, asked, request.POST), 422
    if form.is_valid():
        try:
            answer_extension(
                by=request.seat, extension=asked, version=form.cleaned_data["version"] or 0,
                granted=request.POST.get("deed") == "grant", until=form.cleaned_data["until"],
                answer=form.cleaned_data["answer"], token=form.cleaned_data["token"],
            )  # fmt: skip
        except Refused as refused:
            form.refuse(refused)
            status = refused.status
        else:
            messages.success(request, _("Answered."))
            return redirect(request.get_full_path())
    return _page(request, campaign, answered=(asked.pk, form), status=status)


def _of(request: HttpRequest, campaign: Campaign):
    return Extension.objects.visible_to(request.seat).filter(row__plan__campaign=campaign).for_list()


def _form(campaign: Campaign, asked: Extension, data=None) -> ExtensionAnswerForm:
    form = ExtensionAnswerForm(data, span=campaign.span, prefix=f"x{asked.pk}")
    form.fields["until"].initial = asked.until
    form.fields["version"].initial = asked.version
    return form


def _page(request: HttpRequest, campaign: Campaign, *, answered=(0, None), status: int = 200) -> HttpResponse:
    asked = _of(request, campaign)
    state = request.GET.get("state", "")
    township = request.GET.get("township", "")
    names = dict(Township.objects.filter(county=campaign.county_id).values_list("pk", "name"))
    if township in names:
        asked = asked.filter(row__plan__village__township=township)
    n = dict.fromkeys(RequestState, 0) | _numbers(asked)
    if state in RequestState.values:
        asked = asked.filter(state=state)
    page = Paginator(asked, PAGE).get_page(request.GET.get("page"))
    runs = access.runs(request.seat, campaign.county) and campaign.phase != Phase.CLOSED
    context = {
        "campaign": campaign,
        "rows": [
            (each, _form_for(campaign, each, answered) if runs and each.state == RequestState.OPEN else None)
            for each in page
        ],
        "page": page,
        "states": [
            {
                "n": n[each],
                "word": each.label,
                "tone": each.tone,
                "address": query(request, state=each.value) if n[each] else "",
            }
            for each in RequestState
        ],
        "state": RequestState(state) if state in RequestState.values else None,
        "township": names.get(township, ""),
        "all_states": query(request, state=None),
        "all_townships": query(request, township=None),
        "runs": runs,
        "is_open": campaign.phase != Phase.CLOSED,
        "crumbs": crumbs(request, campaign.year, campaign.county, _("Requests for more time")),
    }
    return render(request, "ledger/tasks/extensions.html", context, status=status)


def _form_for(campaign: Campaign, asked: Extension, answered) -> ExtensionAnswerForm:
    pk, form = answered
    return form if pk == asked.pk else _form(campaign, asked)


def _numbers(asked) -> dict[str, int]:
    return dict(asked.order_by().values_list("state").annotate(n=Count("pk")))
