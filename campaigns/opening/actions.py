"""Opening a campaign, changing its dates, money and switches, moving its phase, naming who leads a star."""

import datetime
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns import access
from campaigns.planning.choices import PlanState
from campaigns.planning.models.marks import Plan, PlanStar
from campaigns.sheets.models.sheet import Sheet
from campaigns.year.choices import Phase
from campaigns.year.models.campaign import Campaign, Filing, Star, StarPost, Task, Veto
from campaigns.year.rules import Standard
from fivestar.changes.deeds import Recorder, Refused, deed
from villages.models import County, Post, Township, Village


@deed(label=gettext_lazy("Open the campaign"))
def open_campaign(
    change: Recorder,
    *,
    county: County,
    year: int,
    standard: Standard,
    settings: dict,
    leads: Campaign | None = None,
) -> None:
    """Open a county's year: its own copy of the standard, a filing for each township, a plan sheet for each unit.

    settings -- the campaign's fields that the county chooses: word, dates, budget, rate, capstone.
    leads    -- a campaign of the county whose departments, task forces and posts lead the same stars again.
    """
    if change.by is not None and not access.runs(change.by, county):
        raise Refused(_("Only the county office can open a campaign."))
    campaign = change.create(Campaign(county=county, year=year, standard=standard.code, **settings))
    _copy_standard(change, campaign, standard, leads)
    if leads is not None:
        _copy_posts(change, campaign, leads)
    change.create_many([Filing(campaign=campaign, township=township) for township in rated_townships(county)])
    _enrol(change, campaign, Village.objects.filter(township__county=county).rated())
    change.place, change.year = county.code, year


def rated_townships(county: County):
    """Townships that have a rated unit. Parks and zones without one have nothing to file."""
    return Township.objects.filter(pk__in=Village.objects.filter(township__county=county).rated().values("township"))


def _copy_standard(change: Recorder, campaign: Campaign, standard: Standard, leads: Campaign | None) -> None:
    """The campaign's own stars, tasks and vetoes: a later change of the standard leaves them alone."""
    led = {(star.kind, star.code): star for star in leads.stars.all()} if leads else {}
    change.create_many(
        [
            Star(
                campaign=campaign,
                kind=line.kind,
                code=line.code,
                name=line.name,
                order=line.order,
                is_capstone=line.is_capstone,
                department=last.department if (last := led.get((line.kind, line.code))) else "",
                task_force=last.task_force if last else "",
            )
            for line in standard.stars
        ]
    )
    stars = {(star.kind, star.code): star for star in campaign.stars.all()}
    tops: dict[tuple, Task] = {}

    def task(line, parent=None) -> Task:
        return Task(
            star=stars[line.kind, line.star],
            parent=parent,
            number=line.number,
            title=line.title,
            done_when=line.done_when,
            evidence=line.evidence,
            is_required=line.is_required,
            points=line.points,
            weeks_before=line.weeks_before,
        )

    for made in change.create_many([task(line) for line in standard.tasks if line.parent is None]):
        tops[made.star_id, made.number] = made
    change.create_many(
        [
            task(line, tops[stars[line.kind, line.star].pk, line.parent])
            for line in standard.tasks
            if line.parent is not None
        ]
    )
    change.create_many(
        [
            Veto(campaign=campaign, kind=line.kind, star=stars.get((line.kind, line.star)), text=line.text)
            for line in standard.vetoes
        ]
    )


def _copy_posts(change: Recorder, campaign: Campaign, leads: Campaign) -> None:
    """The posts that acted on a star act on the star of the same set and code; those that ended stay behind."""
    stars = {(star.kind, star.code): star for star in campaign.stars.all()}
    acted = StarPost.objects.filter(star__campaign=leads, post__in=Post.objects.held()).select_related("star")
    change.create_many(
        [
            StarPost(star=star, post_id=row.post_id)
            for row in acted
            if (star := stars.get((row.star.kind, row.star.code)))
        ]
    )


def _enrol(change: Recorder, campaign: Campaign, units) -> int:
    """Give each unit its plan with its five stars, none held yet (see record_held), and its sheet."""
    sets = campaign.star_sets()
    plans = change.create_many([Plan(campaign=campaign, village=unit, kind=unit.rated_as) for unit in units])
    change.create_many([PlanStar(plan=plan, star=star) for plan in plans for star in sets[plan.kind]])
    known = _facts_of_last_year(campaign)
    change.create_many([Sheet(plan=plan, **known.get(plan.village_id, {})) for plan in plans])
    return len(plans)


# Facts of a unit that rarely change from one year to the next: they are offered again, to be corrected once.
CARRIED_OVER = (
    "organisation",
    "members",
    "population",
    "households",
    "groups",
    "farmland",
    "speciality",
    "contact_leader",
    "officer_in_charge",
    "first_secretary",
    "support_unit",
    "paired_village",
)


def _facts_of_last_year(campaign: Campaign) -> dict[str, dict]:
    """What the units' sheets said last year of what rarely changes, by unit code."""
    last = Sheet.objects.filter(plan__campaign__county=campaign.county_id, plan__campaign__year=campaign.year - 1)
    return {row.pop("plan__village"): row for row in last.values("plan__village", *CARRIED_OVER)}


@deed(label=gettext_lazy("Take in new units"))
def enrol_units(change: Recorder, *, campaign: Campaign) -> None:
    """Give a plan sheet to units that came to the county, or to be rated, after the campaign was opened."""
    if not access.runs(change.by, campaign.county):
        raise Refused(_("Only the county office can take in units."))
    if campaign.phase == Phase.CLOSED:
        raise Refused(_("The campaign of %(year)s is closed.") % {"year": campaign.year})
    known = set(campaign.filings.values_list("township", flat=True))
    change.create_many(
        [
            Filing(campaign=campaign, township=township)
            for township in rated_townships(campaign.county)
            if township.pk not in known
        ]
    )
    _enrol(change, campaign, newcomers(campaign))
    change.place, change.year = campaign.county_id, campaign.year


def newcomers(campaign: Campaign):
    """Rated units of the county that have no plan sheet in this campaign yet."""
    return (
        Village.objects.filter(township__county=campaign.county)
        .rated()
        .exclude(plans__campaign=campaign)
        .order_by("code")
    )


@deed(label=gettext_lazy("Record held stars"), undo=lambda changeset, by: _only_while_planning(changeset))
def record_held(change: Recorder, *, campaign: Campaign, held: Sequence[tuple[str, frozenset[str]]]) -> None:
    """Record which stars units held when the year began: from last year's award, or from the survey.

    held -- unit code and star codes; units that are not named keep what they have.
    """
    if change.by is not None and not access.runs(change.by, campaign.county):
        raise Refused(_("Only the county office records held stars."))
    wanted = dict(held)
    plans = campaign.plans.filter(village__in=wanted).select_related("village").prefetch_related("stars__star")
    decided = [str(plan) for plan in plans if plan.state in (PlanState.SUBMITTED, PlanState.APPROVED)]
    if decided:
        raise Refused(_("Held stars change only while a plan is open; these are submitted or approved:"), decided)
    for plan in plans:
        changed = False
        for line in plan.stars.all():
            line.plan = plan
            changed |= change.update(line, held=line.star.code in wanted[plan.village_id])
        if changed:
            change.touch(plan)
    change.place, change.year = campaign.county_id, campaign.year


def _only_while_planning(changeset) -> list[str]:
    open_ = Campaign.objects.filter(county=changeset.place[:6], year=changeset.year, phase=Phase.PLANNING)
    return [] if open_.exists() else [_("Held stars change only while the campaign is planning.")]


def default_dates(year: int, today: datetime.date) -> dict[str, datetime.date]:
    """Dates to begin with: stars until mid-June, full sheets two weeks later (assumed), assessment at the end of
    November, rating until the end of February (the year's steps as published by counties in 2022). A campaign opened
    later in its year gets the first deadline 18 days ahead."""
    plan_due = max(datetime.date(year, 6, 20), today + datetime.timedelta(days=18))
    assessment = max(datetime.date(year, 11, 30), plan_due + datetime.timedelta(weeks=16))
    return {
        "planning_from": min(datetime.date(year, 4, 20), today),
        "plan_due": plan_due,
        "sheet_due": plan_due + datetime.timedelta(weeks=2),
        "assessment_on": assessment,
        "rating_due": max(datetime.date(year + 1, 2, 28), assessment + datetime.timedelta(weeks=8)),
    }
