"""Evidence (佐证) of a task or a problem: what there is, what might serve as well, what is new; and the files."""

import uuid
from collections.abc import Callable
from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from campaigns import access
from campaigns.ledger.choices import TaskState
from campaigns.ledger.models import UnitTask
from campaigns.problems.choices import ProblemState
from campaigns.problems.models import Problem
from campaigns.workbooks.workbook import UnreadableError
from campaigns.year.choices import Phase
from campaigns.year.models.campaign import Campaign
from campaigns.year.views.find import crumbs, query, township_campaign
from fivestar import vault
from fivestar.changes.deeds import Refused
from fivestar.http import error_page

from . import actions, reports
from .exchange.evidence import Upload, check_size, origin_of, read_evidence
from .forms import OfferFilterForm, PickFilesForm, PickRowsForm, RowFilterForm, UploadFilesForm
from .models import EvidenceFile

PAGE, PAGE_OF_ROWS = 24, 100
SMALL = ".small"  # what the vault adds to the digest of a picture for its small one
# Whatever a file turns out to hold, in this frame it does nothing: no script, no form, no request.
POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"


@require_http_methods(["GET", "POST"])
def row_evidence(request: HttpRequest, year: int, code: str, row: int) -> HttpResponse:
    """Screen: the evidence of one task of one unit."""
    campaign, township = township_campaign(request, year, code[:9])
    rows = UnitTask.objects.visible_to(request.seat).at(campaign, code).filter(plan__village=code)
    found = get_object_or_404(rows.for_list().select_related("plan__campaign"), pk=row)
    found.plan.village.township = township
    may_write = access.enters(request.seat, township)
    if request.method == "GET":
        return _page(request, campaign, found, may_write=may_write)
    if not may_write:
        raise PermissionDenied
    deed = {"attach": _attach, "detach": _detach}.get(request.POST.get("deed", ""), _upload)
    form = deed(request, campaign, found)
    if form.is_valid():
        return redirect(f"{request.path}{query(request)}")
    return _page(request, campaign, found, may_write=True, form=form)


@require_http_methods(["GET", "POST"])
def problem_evidence(request: HttpRequest, year: int, code: str, problem: int) -> HttpResponse:
    """Screen: the evidence of one problem of one unit."""
    campaign, township = township_campaign(request, year, code[:9])
    problems = Problem.objects.visible_to(request.seat).at(campaign, code).filter(plan__village=code)
    found = get_object_or_404(problems.for_list().select_related("plan__campaign", "task__star"), pk=problem)
    found.plan.village.township = township
    may_write = access.enters(request.seat, township)
    if request.method == "GET":
        return _problem_page(request, campaign, found, may_write=may_write)
    if not may_write:
        raise PermissionDenied
    deed = {"attach": _attach, "detach": _detach}.get(request.POST.get("deed", ""), _upload)
    form = deed(request, campaign, found)
    if form.is_valid():
        return redirect(f"{request.path}{query(request)}")
    return _problem_page(request, campaign, found, may_write=True, form=form)


def _give(request: HttpRequest, campaign: Campaign, to: UnitTask | Problem, **facts) -> None:
    """Attach files to a row or a problem. Raises Refused."""
    facts |= {"by": request.seat, "campaign": campaign}
    if isinstance(to, Problem):
        actions.attach_to_problem(problem=to.pk, **facts)
    else:
        actions.attach_evidence(rows=[to.pk], **facts)


def _attach(request: HttpRequest, campaign: Campaign, to: UnitTask | Problem) -> PickFilesForm:
    form = PickFilesForm(request.POST)
    if form.is_valid():
        files = form.cleaned_data["files"]
        try:
            _give(request, campaign, to, files=files, token=form.cleaned_data["token"])
        except Refused as refused:
            form.refuse(refused)
        else:
            n = len(files)
            messages.success(request, ngettext("%(n)s file is attached.", "%(n)s files are attached.", n) % {"n": n})
    return form


def _detach(request: HttpRequest, campaign: Campaign, of: UnitTask | Problem) -> PickFilesForm:
    form = PickFilesForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        facts = {"by": request.seat, "campaign": campaign, "files": said["files"], "token": said["token"]}
        try:
            if isinstance(of, Problem):
                actions.detach_from_problem(problem=of.pk, **facts)
                told = _("The file is taken off this problem. It stays among the township's files.")
            else:
                actions.detach_evidence(row=of.pk, **facts)
                told = _("The file is taken off this task. It stays among the township's files.")
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, told)
    return form


def _upload(request: HttpRequest, campaign: Campaign, to: UnitTask | Problem) -> UploadFilesForm:
    """Look at new files, keep and attach those that can be kept, and say of each other one what to do with it."""
    form = UploadFilesForm(request.POST, request.FILES)
    if not form.is_valid():
        return form
    township = to.plan.village.township
    files, refused = _received(form.cleaned_data["file"])
    known = reports.known(township, [origin for _name, _content, origin in files])
    old = [(name, known[origin]) for name, _content, origin in files if origin in known]
    read, broken = _read([(name, content) for name, content, origin in files if origin not in known])
    # A photo that was sent on by another phone may come out as one that is there.
    known = reports.known(township, [each.received.digest for each in read])
    old += [(each.received.name, known[digest]) for each in read if (digest := each.received.digest) in known]
    new = [each for each in read if each.received.digest not in known]
    if new or old:
        for each in new:
            _keep(each)
        try:
            _give(
                request, campaign, to, files={file.pk for _name, file in old},
                received=[each.received for each in new], token=form.cleaned_data["token"],
            )  # fmt: skip
        except Refused as error:
            form.refuse(error)
            return form
        _tell(request, new, old)
    for name, sentence in [*refused, *broken]:
        told = _("“%(name)s” was not kept. %(what)s") % {"name": name, "what": sentence}
        if new or old:
            messages.error(request, told)
        else:
            form.add_error("file", told)
    return form


def _received(uploaded: list[UploadedFile]) -> tuple[list[tuple[str, bytes, str]], list[tuple[str, str]]]:
    """(name, content, its digest) of each file, and (name, what to do) of those that are too large to be read."""
    good, wrong = [], []
    for file in uploaded:
        try:
            check_size(file.size)
        except UnreadableError as error:
            wrong.append((file.name, str(error)))
        else:
            content = file.read()
            good.append((file.name, content, origin_of(content)))
    return good, wrong


def _read(contents: list[tuple[str, bytes]]) -> tuple[list[Upload], list[tuple[str, str]]]:
    """Files that can be kept; and (name, what to do) of the others."""
    good, wrong = [], []
    for name, content in contents:
        try:
            good.append(read_evidence(name, content))
        except UnreadableError as error:
            wrong.append((name, str(error)))
    return good, wrong


def _keep(upload: Upload) -> None:
    digest = upload.received.digest
    if upload.small:
        vault.keep(digest + SMALL, upload.small)
    vault.keep(digest, upload.content)


def _tell(request: HttpRequest, new: list[Upload], old: list[tuple[str, EvidenceFile]]) -> None:
    n = len(new)
    if n:
        told = ngettext("%(n)s file is uploaded and attached.", "%(n)s files are uploaded and attached.", n)
        messages.success(request, told % {"n": n})
    for name, file in old:
        told = _("“%(name)s” was there already as “%(kept)s”; that one is attached, nothing is kept twice.")
        messages.success(request, told % {"name": name, "kept": file.name})


def _page(
    request: HttpRequest, campaign: Campaign, row: UnitTask, *, may_write: bool, form=None
) -> HttpResponse:  # fmt: skip
    unit, back = row.plan.village, _row_address(campaign, row)
    path = [(_("Ledger"), reverse("unit_ledger", args=[campaign.year, unit.pk])), (row.task.title, back)]
    context = {
        "row": row,
        "crumbs": [*crumbs(request, campaign.year, unit), *path, (_("Evidence"), "")],
        "uses": reports.of_row(row),
        "back": f"{back}#evidence",
        **_choice(request, campaign, row, reports.offered, row.state != TaskState.CHECKED, may_write, form),
    }
    return render(request, "evidence/row.html", context, status=422 if form else 200)


def _problem_page(
    request: HttpRequest, campaign: Campaign, problem: Problem, *, may_write: bool, form=None
) -> HttpResponse:  # fmt: skip
    unit, is_closed = problem.plan.village, problem.state == ProblemState.CLOSED
    back = reverse("problem", args=[campaign.year, unit.township_id, problem.pk])
    context = {
        "problem": problem,
        "crumbs": [*crumbs(request, campaign.year, unit), (_("Problem"), back), (_("Evidence"), "")],
        "uses": reports.of_problem(problem),
        "back": f"{back}#evidence",
        **_choice(request, campaign, problem, reports.offered_to_problem, not is_closed, may_write, form),
    }
    return render(request, "evidence/problem.html", context, status=422 if form else 200)


def _choice(
    request: HttpRequest, campaign: Campaign, to: UnitTask | Problem, offered: Callable, may_detach: bool,
    may_write: bool, form,
) -> dict:  # fmt: skip
    """What a page needs to attach files to a row or a problem, and to take them off."""
    is_open = may_write and campaign.phase != Phase.CLOSED
    filters = OfferFilterForm(request.GET)
    asked = filters.cleaned_data if filters.is_valid() else {}
    offers = offered(request.seat, to, asked.get("q", ""), asked.get("only", "")) if is_open else []
    return {
        "campaign": campaign,
        "may_write": is_open,
        "may_detach": is_open and may_detach,
        "filters": filters,
        "is_narrowed": any(asked.values()),
        "page": Paginator(offers, PAGE).get_page(request.GET.get("page")),
        "form": form,
        "upload": form if isinstance(form, UploadFilesForm) else UploadFilesForm(),
        "on_behalf": access.runs(request.seat, campaign.county),
    }


def _row_address(campaign: Campaign, row: UnitTask) -> str:
    return reverse("task", args=[campaign.year, row.plan.village_id, row.pk])


@require_http_methods(["GET", "POST"])
def file_uses(request: HttpRequest, year: int, code: str, file: uuid.UUID) -> HttpResponse:
    """Screen: one file of a township, the tasks that it serves, and others that it might serve."""
    campaign, township = township_campaign(request, year, code)
    found = get_object_or_404(EvidenceFile.objects.visible_to(request.seat).for_list(), township=township, pk=file)
    may_write = access.enters(request.seat, township)
    if request.method == "GET":
        return _file_page(request, campaign, found, may_write=may_write)
    if not may_write:
        raise PermissionDenied
    form = PickRowsForm(request.POST)
    if form.is_valid():
        done = {"by": request.seat, "campaign": campaign, "files": [found.pk], "token": form.cleaned_data["token"]}
        try:
            if request.POST.get("deed") == "detach":
                actions.detach_evidence(row=form.keys()[0], **done)
                messages.success(request, _("The file is taken off this task. It stays among the township's files."))
            else:
                n = len(form.keys())
                actions.attach_evidence(rows=form.keys(), **done)
                told = ngettext("The file serves %(n)s more task.", "The file serves %(n)s more tasks.", n)
                messages.success(request, told % {"n": n})
        except Refused as refused:
            form.refuse(refused)
        else:
            return redirect(f"{request.path}{query(request)}")
    return _file_page(request, campaign, found, may_write=True, form=form)


def _file_page(
    request: HttpRequest, campaign: Campaign, file: EvidenceFile, *, may_write: bool, form=None
) -> HttpResponse:  # fmt: skip
    township = file.township_id
    rows = UnitTask.objects.visible_to(request.seat).at(campaign, township)
    is_open = may_write and campaign.phase != Phase.CLOSED
    filters = RowFilterForm(request.GET)
    words = filters.cleaned_data["q"] if filters.is_valid() else ""
    offers = reports.might_serve(rows, file, words) if is_open else []
    context = {
        "campaign": campaign,
        "file": file,
        "crumbs": crumbs(request, campaign.year, file.township, _("Evidence")),
        "rows": reports.served(rows, file),
        "served_problems": reports.served_problems(
            Problem.objects.visible_to(request.seat).at(campaign, township), file
        ),
        "may_write": is_open,
        "filters": filters,
        "words": words,
        "page": Paginator(offers, PAGE_OF_ROWS).get_page(request.GET.get("page")),
        "form": form,
        "on_behalf": access.runs(request.seat, campaign.county),
    }
    return render(request, "evidence/file.html", context, status=422 if form else 200)


@require_safe
def evidence_file(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One file as a download, for whoever may see its township; ``?show`` is a picture for a page, ``?show=small`` for
    a list."""
    file = get_object_or_404(EvidenceFile.objects.visible_to(request.seat), pk=pk)
    show = request.GET.get("show") if file.is_picture else None
    path = vault.path_of(file.digest + (SMALL if show == "small" else ""))
    if not path.exists():
        missing = _("The content of this file is missing on the server. Tell whoever looks after it.")
        return error_page(request, HTTPStatus.NOT_FOUND, explanation=missing)
    request.META.pop("HTTP_ACCEPT_ENCODING", None)  # what is kept is compressed already; GZipMiddleware tries it again
    return FileResponse(
        path.open("rb"), as_attachment=show is None, filename=file.name, content_type=file.kind_choice.content_type,
        headers={"Content-Security-Policy": POLICY, "X-Content-Type-Options": "nosniff"},
    )  # fmt: skip
