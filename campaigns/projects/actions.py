"""Listing the projects of units that aim at four stars and more (创建项目清单)."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.entry.rules.fields import columns_of
from campaigns.planning.actions.marks import locked_plans
from campaigns.planning.models.marks import Plan
from campaigns.year.models.campaign import Campaign
from campaigns.year.rules import BEFORE_RATING
from fivestar.changes.deeds import Recorder, Refused, Stale, deed
from fivestar.changes.models import ChangeSet
from villages.access import Seat
from villages.choices import Role

from .choices import ProjectState
from .models import Project
from .rules import PROJECT, ProjectEntry, ProjectSheet, may_have_projects, project_problems


def _before_rating(changeset: ChangeSet, by: Seat) -> Iterable[str]:
    if Campaign.objects.at(changeset.year, changeset.place).exclude(phase__in=BEFORE_RATING).exists():
        yield _("The project list changes only before rating begins.")


@deed(label=gettext_lazy("Add a project"), undo=_before_rating)
def add_project(change: Recorder, *, campaign: Campaign, unit: str, sheet: ProjectSheet) -> None:
    """List a project of a unit, by its code. Raises Refused for a unit that aims lower than four stars."""
    plan = locked_plans(Plan.objects.editable_by(change.by).filter(campaign=campaign), [unit])[0]
    _check_new(plan)
    change.create(Project(plan=plan, **_values(plan, sheet)))
    _sign(change, plan)


@deed(label=gettext_lazy("Edit a project"), undo=_before_rating)
def edit_project(change: Recorder, *, project: Project, version: int, sheet: ProjectSheet) -> None:
    """Change a listed project, also of a unit that has lowered its aim since."""
    project = _editable(change, project, version)
    change.update(project, **_values(project.plan, sheet))
    _sign(change, project.plan)


@deed(label=gettext_lazy("Delete a project"), undo=_before_rating)
def delete_project(change: Recorder, *, project: Project, version: int) -> None:
    """Take a project off the list; one that was given up is better kept in that state."""
    project = _editable(change, project, version)
    change.delete(project)
    _sign(change, project.plan)


@deed(label=gettext_lazy("Take over a project list"), undo=_before_rating)
def take_projects(change: Recorder, *, campaign: Campaign, entries: Sequence[ProjectEntry]) -> None:
    """List new projects and change listed ones, as a workbook has them: all of them or none.

    Raises Stale where one was changed since it was seen, Refused as adding and editing one do.
    """
    if not entries:
        raise Refused(_("No row was chosen."))
    found = Project.objects.editable_by(change.by).filter(plan__campaign=campaign).select_for_update(of=("self",))
    known = found.select_related("plan__campaign", "plan__village").in_bulk([each.pk for each in entries if each.pk])
    begun = {each.unit for each in entries if not each.pk}
    open_ = Plan.objects.editable_by(change.by).filter(campaign=campaign)
    plans = {plan.village_id: plan for plan in locked_plans(open_, begun)} if begun else {}
    for entry in entries:
        if entry.pk:
            project = known.get(entry.pk)
            if project is None:
                raise Refused(_("This project is not in your range."))
            _check(project, entry.version)
            change.update(project, **_values(project.plan, entry.sheet))
        else:
            plan = plans[entry.unit]
            _check_new(plan)
            change.create(Project(plan=plan, **_values(plan, entry.sheet)))
    change.summary["project"] = len(entries)
    places = {known[each.pk].plan.village_id if each.pk else each.unit for each in entries}
    levels = [places, {place[:9] for place in places}]
    change.place = next((each.pop() for each in levels if len(each) == 1), campaign.county_id)
    change.year = campaign.year
    change.on_behalf = change.by.holds(Role.COUNTY_OFFICE)


def _editable(change: Recorder, project: Project, version: int) -> Project:
    found = Project.objects.editable_by(change.by).select_for_update(of=("self",))
    found = found.select_related("plan__campaign", "plan__village").filter(pk=project.pk).first()
    if found is None:
        raise Refused(_("This project is not in your range."))
    _check(found, version)
    return found


def _check(project: Project, version: int) -> None:
    _check_phase(project.plan)
    if project.version != version:
        raise Stale(project)


def _check_new(plan: Plan) -> None:
    _check_phase(plan)
    if not may_have_projects(plan.mark.level):
        raise Refused(
            _("%(unit)s does not aim at four stars or more; projects are listed for those that do.") % {"unit": plan}
        )


def _check_phase(plan: Plan) -> None:
    if plan.campaign.phase not in BEFORE_RATING:
        raise Refused(_("The project list changes only before rating begins."))


def _values(plan: Plan, sheet: ProjectSheet) -> dict:
    """The fields of a project. Raises Refused with everything that is missing or contradicts itself."""
    if problems := project_problems(sheet):
        raise Refused(_("Nothing was saved."), _sentences(problems))
    star = plan.campaign.stars.filter(kind=plan.kind, code=sheet.star).first() if sheet.star else None
    if sheet.star and star is None:
        raise Refused(_("%(place)s is not rated by this star.") % {"place": plan})
    return columns_of(
        PROJECT,
        {
            "star": star,
            "name": sheet.name,
            "amount": sheet.amount,
            "source": sheet.source,
            "department": sheet.department,
            "person": sheet.person,
            "starts_on": sheet.starts_on,
            "ends_on": sheet.ends_on,
            "state": sheet.state or ProjectState.PLANNED,
            "note": sheet.note,
        },
    )


def _sentences(problems: Iterable[tuple[str, object]]) -> list[str]:
    return [str(sentence) for _cell, sentence in problems]


def _sign(change: Recorder, plan: Plan) -> None:
    change.place, change.year = plan.village_id, plan.campaign.year
    change.on_behalf = change.by.holds(Role.COUNTY_OFFICE)
