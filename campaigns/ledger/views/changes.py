"""One change to all tasks of a list: counted and shown before, one change set, one undo after."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from campaigns.sheets.reports.sheet import recalled
from campaigns.year.models.campaign import Campaign
from campaigns.year.views.find import crumbs, query
from fivestar.changes.deeds import Refused, Stale
from fivestar.changes.models import ChangeSet
from villages.access import Seat
from villages.models import Township

from ..actions.tasks import MOST_AT_ONCE, check_tasks, edit_tasks, report_tasks, return_tasks, sort_tasks
from ..choices import BulkDeed
from ..forms.lists import BulkForm
from ..reports import lists as reports
from ..reports.changes import Prospect, prospect
from ..rules.tasks import TaskEntry
from .lists import TaskList, asked_list, bulk_deeds

SHOWN = 20  # first rows of the preview


@require_http_methods(["GET", "POST"])
def change_tasks(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: what to do to the tasks that a filter keeps, or to those of them that were ticked; first a preview."""
    asked = asked_list(request, year, code)
    deeds = bulk_deeds(request.seat, asked.campaign, asked.place)
    if not deeds:
        raise PermissionDenied
    if not asked.form.is_valid():
        return redirect(_list_address(request, asked))
    deed = _deed(request, deeds)
    form = _form(request, asked, deeds, deed)
    if deed is None or request.method == "GET":
        return _page(request, asked, deeds, form)
    if not form.is_valid():
        return _page(request, asked, deeds, form, status=422)
    if "confirm" not in request.POST or not form.is_as_shown:
        return _page(request, asked, deeds, form, found=_prospect(request, asked, form))
    return _do(request, asked, deeds, form)


def _deed(request: HttpRequest, deeds: list[BulkDeed]) -> BulkDeed | None:
    """The deed that was chosen; one that is not the reader's is refused."""
    chosen = request.POST.get("deed") or request.GET.get("deed", "")
    if not chosen:
        return None
    if chosen not in BulkDeed.values:
        raise Http404
    if chosen not in deeds:
        raise PermissionDenied
    return BulkDeed(chosen)


def _form(request: HttpRequest, asked: TaskList, deeds: list[BulkDeed], deed: BulkDeed | None) -> BulkForm | None:
    if deed is None:
        return None
    known = recalled(asked.campaign, asked.place) if isinstance(asked.place, Township) else {}
    return BulkForm(
        request.POST if request.method == "POST" else None, deeds=deeds, deed=deed, span=asked.campaign.span,
        recalled=known.get(deed.field, []),
    )  # fmt: skip


def _prospect(request: HttpRequest, asked: TaskList, form: BulkForm) -> Prospect | None:
    """What it would do; None where the list is too long for one deed."""
    if asked.kept.count() > MOST_AT_ONCE:
        return None
    return prospect(asked.kept, asked.campaign, form.chosen_deed, form.value, request.seat)


def _do(request: HttpRequest, asked: TaskList, deeds: list[BulkDeed], form: BulkForm) -> HttpResponse:
    """Do it to exactly the rows that the preview showed."""
    try:
        if not form.seen_rows():
            raise Refused(_("Nothing was left to change."))
        done = _perform(request.seat, asked.campaign, form)
    except Stale as stale:
        found = _prospect(request, asked, form)
        return _page(request, asked, deeds, form, found=found, refusal=stale, status=stale.status)
    except Refused as refused:
        found = _prospect(request, asked, form)
        return _page(request, asked, deeds, form, found=found, refusal=refused, status=refused.status)
    number = done.summary.get("unittask", 0)
    messages.success(
        request,
        ngettext("%(deed)s: %(n)s task changed.", "%(deed)s: %(n)s tasks changed.", number)
        % {"deed": form.chosen_deed.label, "n": number},
    )
    return redirect(_list_address(request, asked))


def _perform(seat: Seat, campaign: Campaign, form: BulkForm) -> ChangeSet:
    deed, seen = form.chosen_deed, form.seen_rows()
    facts = {
        "by": seat, "campaign": campaign, "token": form.cleaned_data["token"], "reason": form.cleaned_data["reason"],
    }  # fmt: skip
    if deed.field:
        entries = [TaskEntry(key, version, {deed.field: form.value}) for key, version in seen.items()]
        return edit_tasks(entries=entries, **facts)
    if deed in (BulkDeed.REACHED, BulkDeed.GAP):
        reached, gaps = (list(seen), []) if deed == BulkDeed.REACHED else ([], list(seen))
        return sort_tasks(reached=reached, gaps=gaps, **facts)
    if deed == BulkDeed.REPORT:
        return report_tasks(seen=seen, progress=form.value, **facts)
    return (check_tasks if deed == BulkDeed.CHECK else return_tasks)(seen=seen, **facts)


def _list_address(request: HttpRequest, asked: TaskList) -> str:
    return reverse("tasks", args=[asked.campaign.year, asked.place.pk]) + query(request, deed=None, row=None)


def _page(
    request: HttpRequest, asked: TaskList, deeds: list[BulkDeed], form: BulkForm | None, *,
    found: Prospect | None = None, refusal: Refused | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    campaign, place = asked.campaign, asked.place
    total = asked.kept.count()
    is_too_many, back = total > MOST_AT_ONCE, _list_address(request, asked)
    if found:
        form.show(found.seen)
    context = {
        "campaign": campaign,
        "place": place,
        "crumbs": [*crumbs(request, campaign.year, place), (_("Ledger"), back), (_("Change all"), "")],
        "chosen": [(label, words, "") for _name, label, words in asked.form.chosen()],
        "total": total,
        "deeds": [(each, query(request, deed=each.value)) for each in deeds],
        "form": form,
        "found": found,
        "first": found.changes[:SHOWN] if found else (),
        "values": found.values[:SHOWN] if found else (),
        "left": [(why, len(rows), rows[:SHOWN]) for why, rows in found.left] if found else (),
        "refusal": refusal,
        "problems": [(str(problem), "") for problem in (refusal.problems if refusal else ())],
        "most": MOST_AT_ONCE,
        "is_too_many": is_too_many,
        "narrower": _narrower(request, asked) if is_too_many else [],
        "back": back,
    }
    if is_too_many and request.method == "POST":
        status = 422
    return render(request, "ledger/lists/change.html", context, status=status)


def _narrower(request: HttpRequest, asked: TaskList) -> list[tuple[str, int, str]]:
    """(what narrows the list, how many rows it leaves, its query): townships, else stars."""
    totals = reports.list_totals(asked.kept, asked.at_place, asked.campaign, asked.campaign.stars.all(), asked.today)
    name = "township" if len(totals.townships) > 1 else "star"
    sums = totals.townships if name == "township" else totals.stars
    return [(each.name, each.total, query(request, **{name: getattr(each.by, name)})) for each in sums]
