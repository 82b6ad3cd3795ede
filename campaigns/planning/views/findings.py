"""Findings: which figures contradict each other, and what people say of it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from campaigns import access
from campaigns.year.choices import Phase
from campaigns.year.models.campaign import Campaign
from campaigns.year.views.find import crumbs, place_campaign
from fivestar.changes.characters import writable
from fivestar.changes.deeds import Refused, Stale
from villages.choices import Role
from villages.models import County, Township

from ..actions.findings import answer_finding
from ..choices import AnswerState
from ..forms.findings import AnswerForm
from ..reports.evidence import evidence
from ..reports.findings import FindingRow
from ..reports.findings import findings as all_findings
from ..reports.given import answers_given


@require_safe
def findings(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: what does not agree, by what people have said of it."""
    campaign, place = place_campaign(request, year, code)
    found = all_findings(campaign, code, request.seat)
    asked = request.GET.get("state", "")
    state = AnswerState(asked) if asked in AnswerState.values else None
    counts = [(each, len(found.in_state(each))) for each in AnswerState]
    context = {
        "campaign": campaign,
        "place": place,
        "crumbs": crumbs(request, year, place, _("Findings")),
        "findings": found,
        "rows": found.in_state(state) if state else found.rows,
        "state": state,
        "states": [(each, number) for each, number in counts if number],
        "sees_all": access.sees_open_findings(request.seat),
    }
    return render(request, "planning/findings/list.html", context)


@require_http_methods(["GET", "POST"])
def finding(request: HttpRequest, year: int, code: str, key: str) -> HttpResponse:
    """Screen: one finding with its figures, the units behind it, and what people say of it."""
    campaign, place = place_campaign(request, year, code)
    if key != writable(key):
        raise Http404
    row = all_findings(campaign, code, request.seat).named(key)
    states = _may_say(request, campaign, code)
    if request.method == "GET":
        if row is None:
            return _gone(request, campaign, place, key, status=404)
        return _page(request, campaign, place, row, _asked(row, states))
    if not states:
        raise PermissionDenied
    if row is None:
        return _gone(request, campaign, place, key, status=409)
    form = AnswerForm(request.POST, states=states)
    if not form.is_valid():
        return _page(request, campaign, place, row, form, status=422)
    said = form.cleaned_data
    try:
        answer_finding(
            by=request.seat, campaign=campaign, finding=row.finding, state=said["state"], text=said["text"],
            digest=said["digest"], version=said["version"] or 0, token=said["token"],
        )  # fmt: skip
    except Stale as stale:
        form.show(row.finding.digest, _version(row))
        return _page(request, campaign, place, row, form, stale=stale, status=stale.status)
    except Refused as refused:
        form.refuse(refused)
        return _page(request, campaign, place, row, form, status=refused.status)
    messages.success(request, _("Saved: %(state)s.") % {"state": AnswerState(said["state"]).label})
    return redirect("findings", year, code)


def _may_say(request: HttpRequest, campaign: Campaign, code: str) -> tuple[AnswerState, ...]:
    """What the reader may say of a place's findings; nothing once the campaign is closed."""
    if campaign.phase == Phase.CLOSED:
        return ()
    if access.runs(request.seat, campaign.county):
        return (AnswerState.CONFIRMED, AnswerState.EXPLAINED, AnswerState.SET_ASIDE)
    if request.seat.holds(Role.TOWNSHIP_ORGANIZER) and code == request.seat.place.code:
        return (AnswerState.EXPLAINED,)
    return ()


def _version(row: FindingRow) -> int:
    """The version of what stands there, for these figures or earlier ones."""
    standing = row.answer or row.earlier
    return standing.version if standing else 0


def _asked(row: FindingRow, states: tuple[AnswerState, ...]) -> AnswerForm | None:
    if not states:
        return None
    return AnswerForm(states=states, initial={"digest": row.finding.digest, "version": _version(row)})


def _page(
    request: HttpRequest, campaign: Campaign, place: County | Township, row: FindingRow, form: AnswerForm | None, *,
    stale=None, status=200,
) -> HttpResponse:  # fmt: skip
    units = reverse("units", args=[campaign.year, place.code])
    given = answers_given(campaign, row.key)
    context = {
        "campaign": campaign,
        "place": place,
        "crumbs": _crumbs(request, campaign, place, row.finding.title),
        "row": row,
        "evidence": evidence(row.finding),
        "units": f"{units}?{row.query}" if row.query else "",
        "given": [(each, evidence(row.finding, each.figures)) for each in given],
        "form": form,
        "stale": stale,
    }
    return render(request, "planning/findings/finding.html", context, status=status)


def _gone(request: HttpRequest, campaign: Campaign, place: County | Township, key: str, status: int) -> HttpResponse:
    """The figures agree by now; what people had said stays to be read by those who see all findings."""
    given = answers_given(campaign, key) if access.sees_open_findings(request.seat) else []
    if not given or not given[0].changeset.place.startswith(place.code):
        raise Http404
    context = {
        "campaign": campaign,
        "place": place,
        "crumbs": _crumbs(request, campaign, place, _("Settled")),
        "given": given,
    }
    return render(request, "planning/findings/gone.html", context, status=status)


def _crumbs(request: HttpRequest, campaign: Campaign, place: County | Township, name: str) -> list[tuple[str, str]]:
    listed = reverse("findings", args=[campaign.year, place.code])
    return [*crumbs(request, campaign.year, place), (_("Findings"), listed), (name, "")]
