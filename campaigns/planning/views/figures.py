"""The creation plan: the county's figures beside its townships', the sheets of figures, the frozen versions."""

from dataclasses import dataclass
from functools import partial
from itertools import chain, count

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from campaigns import access
from campaigns.year.choices import Kind
from campaigns.year.models.campaign import Campaign
from campaigns.year.rules import BEFORE_RATING
from campaigns.year.views.find import county_campaign, crumbs, office_campaign, township_campaign
from fivestar.changes.deeds import Refused, Stale
from villages.choices import Role
from villages.models import Township

from ..actions.figures import freeze_plan as freeze
from ..actions.figures import save_figures
from ..choices import Measure, Source, Stage
from ..forms.figures import CompareForm, FigureForm, FreezeForm, Line, Pasted, read_row
from ..models.figures import PlanVersion
from ..reports.facts import campaign_facts
from ..reports.figures import Sheet, default_source, grids, published, sheet_of
from ..reports.sentences import report_sentence
from ..reports.versions import compare, frozen_by, is_intact, kept_facts, next_stage, versions_of
from ..rules.creation import TOWNSHIP_SOURCES, digest, frozen
from ..rules.figures import Figures, lower_bounds

ALL = "all"


@require_safe
def creation_plan(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: the county's figures by level and by star, its townships', their sum, and what is left."""
    campaign = county_campaign(request, year, code)
    facts = campaign_facts(campaign)
    asked = request.GET.get("source", "")
    if asked not in ("", ALL, *TOWNSHIP_SOURCES):
        raise Http404
    chosen = asked or default_source(facts).value
    plan = [facts.county.column(Source.PLAN, kind) for kind in facts.kinds]
    versions = list(versions_of(campaign))
    context = {
        "campaign": campaign,
        "plan_name": _plan_name(campaign),
        "runs": access.runs(request.seat, campaign.county),
        "is_open": campaign.phase in BEFORE_RATING,
        "crumbs": crumbs(request, year, campaign.county, _plan_name(campaign)),
        "grids": grids(facts, TOWNSHIP_SOURCES if chosen == ALL else [Source(chosen)]),
        "tabs": [
            *((source.label, f"?source={source.value}", source == chosen) for source in TOWNSHIP_SOURCES),
            (_("side by side"), f"?source={ALL}", chosen == ALL),
        ],
        "units": reverse("units", args=[year, code]),
        "sentence": report_sentence(plan, facts.star_names, campaign.word),
        "versions": [(version, is_intact(version)) for version in versions],
        "compare": _compare_form(None, versions) if versions else None,
        "percentages": published(campaign),
    }
    return render(request, "planning/figures/plan.html", context)


def _plan_name(campaign: Campaign) -> str:
    """创建计划, or 建设计划 where the year calls it so."""
    return _("%(word)s plan") % {"word": campaign.get_word_display()}


# The sheets ------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def plan_figures(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: entering the county's figures."""
    campaign = county_campaign(request, year, code)
    return _sheet(request, campaign, None, Source.PLAN, access.runs(request.seat, campaign.county))


@require_http_methods(["GET", "POST"])
def share_figures(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: what the county hands down to a township."""
    campaign, township = township_campaign(request, year, code)
    return _sheet(request, campaign, township, Source.SHARE, access.runs(request.seat, campaign.county))


@require_http_methods(["GET", "POST"])
def declared_figures(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: what a township declares, entered by itself or by the county office on its behalf."""
    campaign, township = township_campaign(request, year, code)
    return _sheet(request, campaign, township, Source.DECLARED, access.enters(request.seat, township))


def _sheet(
    request: HttpRequest, campaign: Campaign, township: Township | None, source: Source, may_write: bool
) -> HttpResponse:
    """Show one sheet of figures, fill it in from elsewhere without saving, or save it."""
    if request.method == "POST" and not may_write:
        raise PermissionDenied
    sheet = _read(request, campaign, township, source)
    show = partial(_sheet_page, request, may_write=may_write)
    if request.method == "GET":
        taken = may_write and source == Source.DECLARED and request.GET.get("take") == Source.ENTERED
        return show(sheet, _form(sheet, figures=sheet.entered if taken else sheet.saved), taken=taken)
    if "paste" in request.POST:
        form, pasted = _pasted(request.POST, sheet)
        return show(sheet, form, pasted=pasted, status=200 if form.is_valid() else 422)
    form = _form(sheet, request.POST)
    if not form.is_valid():
        return show(sheet, form, status=422)
    try:
        done = save_figures(
            campaign=campaign, township=township, source=source, figures=form.columns(),
            version=form.cleaned_data["version"] or 0, by=request.seat, token=form.cleaned_data["token"],
        )  # fmt: skip
    except Refused as refused:
        form.refuse(refused)
        sheet = _read(request, campaign, township, source)
        conflicts = _conflicts(sheet, form) if isinstance(refused, Stale) else []
        form.see(sheet.version)
        return show(sheet, form, conflicts=conflicts, status=refused.status)
    messages.success(request, _("Figures saved.") if done.pk else _("Nothing was different."))
    return redirect(request.path)


def _read(request: HttpRequest, campaign: Campaign, township: Township | None, source: Source) -> Sheet:
    sheet = sheet_of(campaign, township, source, alone=request.seat.level == "township")
    if sheet is None:
        raise Http404
    return sheet


def _form(sheet: Sheet, data: QueryDict | None = None, figures: dict[str, Figures] | None = None) -> FigureForm:
    return FigureForm(
        data,
        star_names={kind: sheet.facts.star_names[kind] for kind in sheet.kinds},
        units=sheet.place.units,
        figures=figures or sheet.saved,
        version=sheet.version,
    )


def _pasted(data: QueryDict, sheet: Sheet) -> tuple[FigureForm, Pasted]:
    """The form filled from a row that was pasted; nothing is saved yet."""
    kind = data["paste"]
    if kind not in sheet.kinds:
        raise Http404
    found = read_row(data.get(f"paste-{kind}", ""), kind, sheet.facts.star_names[kind])
    data = data.copy()
    for name, cell in found.cells.items():
        data[name] = cell
    form = _form(sheet, data)
    if found.problem:
        form.add_error(None, found.problem)
    return form, found


def _conflicts(sheet: Sheet, form: FigureForm) -> list[tuple[str, str, str]]:
    """(figure, as it stands now, as it was typed) for each that differs."""
    return [
        (line.field.label, "—" if line.before is None else str(line.before), line.value or "—")
        for kind in sheet.kinds
        for line in form.lines(kind, sheet.saved[kind])
        if line.differs
    ]


TITLES = {
    Source.PLAN: gettext_lazy("%(place)s: the county's figures for %(year)s"),
    Source.SHARE: gettext_lazy("%(place)s: share of %(year)s"),
    Source.DECLARED: gettext_lazy("%(place)s: figures declared for %(year)s"),
}


def _sheet_page(
    request: HttpRequest, sheet: Sheet, form: FigureForm, *,
    may_write: bool, conflicts=(), pasted: Pasted | None = None, taken: bool = False, status: int = 200,
) -> HttpResponse:  # fmt: skip
    campaign, place = sheet.campaign, sheet.township or sheet.campaign.county
    writes = may_write and campaign.phase in BEFORE_RATING
    title = TITLES[sheet.source] % {"place": place.name, "year": campaign.year}
    context = {
        "campaign": campaign,
        "place": place,
        "sheet": sheet,
        "title": title,
        "crumbs": crumbs(request, campaign.year, place, sheet.source.label),
        "form": form,
        "tables": [_table(sheet, form, kind) for kind in sheet.kinds],
        "writes": writes,
        "is_late": may_write and not writes,
        "on_behalf": writes and sheet.source == Source.DECLARED and request.seat.holds(Role.COUNTY_OFFICE),
        "reads_plan": access.reads_county(request.seat, campaign.county),
        "conflicts": conflicts,
        "pasted": pasted,
        "taken": taken,
        "findings": sheet.findings() if access.sees_open_findings(request.seat) else (),
    }
    return render(request, "planning/figures/sheet.html", context, status=status)


@dataclass(frozen=True)
class Table:
    """One star set of a sheet, as the page shows it: the levels, then the stars, then the totals.

    lower -- measures of which some figures are not stated: their sum is the least that it can be.
    """

    kind: Kind
    units: int
    saved: Figures
    names: list[str]
    groups: list[list[Line]]
    lower: tuple[str, ...]
    level_sums: list[int | None]
    star_sums: list[int | None]
    paste: str


def _table(sheet: Sheet, form: FigureForm, kind: Kind) -> Table:
    references = sheet.references(kind)
    columns = [counts for _name, counts in references]
    lines = list(form.lines(kind, sheet.saved[kind], columns))
    return Table(
        kind=kind,
        units=sheet.place.size(kind),
        saved=sheet.saved[kind],
        names=[name for name, _counts in references],
        groups=[[line for line in lines if line.measure == measure] for measure in Measure],
        lower=lower_bounds([sheet.saved[kind]]),
        level_sums=[counts.level_sum for counts in columns],
        star_sums=[counts.star_sum for counts in columns],
        paste=form.data.get(f"paste-{kind}", ""),
    )


# Frozen versions -------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def freeze_plan(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: keeping the creation plan as it stands under a name."""
    campaign = office_campaign(request, year, code)
    facts = campaign_facts(campaign)
    content = frozen(facts)
    versions = list(versions_of(campaign))
    form = FreezeForm(
        request.POST if request.method == "POST" else None,
        proposals=_proposals(versions),
        stage=next_stage(versions),
        seen=digest(content),
    )
    status = 200
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["seen"] != digest(content):
            form.add_error(None, _("Figures have changed since you looked. Look at them again before you freeze them."))
            form.show(digest(content))
            status = 409
        else:
            try:
                freeze(
                    campaign=campaign, stage=form.cleaned_data["stage"], name=form.chosen_name,
                    note=form.cleaned_data["note"], content=content, by=request.seat, token=form.cleaned_data["token"],
                )  # fmt: skip
            except Refused as refused:
                form.refuse(refused)
                status = refused.status
            else:
                messages.success(request, _("“%(name)s” is frozen.") % {"name": form.chosen_name})
                return redirect(reverse("creation_plan", args=[year, code]) + "#versions")
    elif form.is_bound:
        status = 422
    context = {
        "campaign": campaign,
        "plan_name": _plan_name(campaign),
        "crumbs": crumbs(request, year, campaign.county, _plan_name(campaign), _("Freeze")),
        "form": form,
        "grids": grids(facts, TOWNSHIP_SOURCES),
    }
    return render(request, "planning/figures/freeze.html", context, status=status)


def _proposals(versions: list[PlanVersion]) -> dict[str, str]:
    """A name for each stage that no version has yet."""
    taken = {version.name for version in versions}
    plain = {stage: str(stage.label) for stage in Stage}
    plain[Stage.OTHER] = _("as of %(day)s") % {"day": timezone.localdate()}
    found = {}
    for stage, name in plain.items():
        numbered = (_("%(name)s (%(number)s)") % {"name": name, "number": number} for number in count(2))
        found[stage.value] = next(each for each in chain([name], numbered) if each not in taken)
    return found


@require_safe
def plan_version(request: HttpRequest, year: int, code: str, version: int) -> HttpResponse:
    """Screen: one frozen version, from what it keeps alone."""
    campaign = county_campaign(request, year, code)
    found = get_object_or_404(campaign.versions, pk=version)
    facts = kept_facts(found)
    context = {
        "campaign": campaign,
        "version": found,
        "is_intact": is_intact(found),
        "frozen_by": frozen_by(found),
        "crumbs": crumbs(request, year, campaign.county, _plan_name(campaign), found.name),
        "grids": grids(facts, TOWNSHIP_SOURCES) if facts else (),
        "is_readable": facts is not None,
        "compare": _compare_form(None, list(versions_of(campaign)), old=str(version), new="now"),
    }
    return render(request, "planning/figures/version.html", context)


@require_safe
def compare_versions(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Screen: two versions, or one and the present, cell by cell."""
    campaign = county_campaign(request, year, code)
    versions = list(versions_of(campaign))
    if not versions:
        raise Http404
    form = _compare_form(request.GET or None, versions)
    context = {
        "campaign": campaign,
        "crumbs": crumbs(request, year, campaign.county, _plan_name(campaign), _("Compare versions")),
        "form": form,
    }
    if not form.is_bound or not form.is_valid():
        return render(request, "planning/figures/compare.html", context, status=400 if form.is_bound else 200)
    by_key = {str(version.pk): version for version in versions}
    old, new = (by_key.get(form.cleaned_data[name]) for name in ("old", "new"))
    kept = kept_facts(old), kept_facts(new) if new else campaign_facts(campaign)
    context |= {
        "old": old,
        "new": new,
        "altered": [version for version in (old, new) if version and not is_intact(version)],
        "comparisons": compare(*kept) if None not in kept else (),
        "is_readable": None not in kept,
    }
    return render(request, "planning/figures/compare.html", context)


def _compare_form(data: QueryDict | None, versions: list[PlanVersion], **initial: str) -> CompareForm:
    """The newest version and the present, unless somebody chose."""
    names = {str(version.pk): version.name for version in versions}
    return CompareForm(data, versions=names, initial={"old": next(iter(names)), "new": "now"} | initial)
