"""Stating figures, and freezing the creation plan."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns import access
from campaigns.year.actions import before_rating, check_running, unless_closed
from campaigns.year.models.campaign import Campaign
from campaigns.year.rules import BEFORE_RATING
from fivestar.changes.deeds import Recorder, Refused, Stale, deed
from villages.choices import Role
from villages.models import Township

from ..choices import Measure, Source
from ..models.figures import Figure, FigureSheet, PlanVersion, PublishedPercentage
from ..rules.creation import digest
from ..rules.facts import Printed
from ..rules.figures import Figures


@deed(label=gettext_lazy("Enter figures"), undo=before_rating)
def save_figures(
    change: Recorder,
    *,
    campaign: Campaign,
    township: Township | None,
    source: str,
    figures: Sequence[Figures],
    version: int,
) -> None:
    """Write one column of figures: the county's plan, a township's share, or what a township declares.

    figures -- of both star sets; what a mapping does not name is not stated.
    version -- of the sheet as the person saw it; 0 where there was none yet.
    Raises Stale where somebody else has stated them meanwhile.
    """
    seat = change.by
    if source == Source.DECLARED:
        allowed = township is not None and access.enters(seat, township)
    else:
        allowed = access.runs(seat, campaign.county)
    if not allowed or (township and township.county_id != campaign.county_id):
        raise Refused(_("These figures are not yours to state."))
    if campaign.phase not in BEFORE_RATING:
        raise Refused(_("Figures of the creation plan change only before rating begins."))
    sheet = _write_column(change, campaign, township, source, figures, version)
    if sheet is None:
        return
    change.place, change.year = sheet.place_code, campaign.year
    change.on_behalf = source == Source.DECLARED and seat.holds(Role.COUNTY_OFFICE)


@deed(label=gettext_lazy("Hand down shares"), undo=before_rating)
def save_shares(
    change: Recorder, *, campaign: Campaign, shares: Sequence[tuple[Township, Sequence[Figures], int]]
) -> None:
    """Write the shares of several townships at once, all or none.

    shares -- (township, its figures of both star sets, the version of its sheet as the person saw it; 0 for none).
    Raises Stale where somebody else has stated one of them meanwhile.
    """
    if not access.runs(change.by, campaign.county) or any(t.county_id != campaign.county_id for t, _f, _v in shares):
        raise Refused(_("These figures are not yours to state."))
    if campaign.phase not in BEFORE_RATING:
        raise Refused(_("Figures of the creation plan change only before rating begins."))
    for township, figures, version in shares:
        _write_column(change, campaign, township, Source.SHARE, figures, version)
    change.place, change.year = campaign.county_id, campaign.year


def _write_column(
    change: Recorder,
    campaign: Campaign,
    township: Township | None,
    source: str,
    figures: Sequence[Figures],
    version: int,
) -> FigureSheet | None:
    """Make a sheet say exactly these figures; None where there is none, and nothing to say. Raises Stale."""
    sheet = (
        FigureSheet.objects.select_for_update(of=("self",))
        .filter(campaign=campaign, township=township, source=source)
        .first()
    )
    if (sheet.version if sheet else 0) != version:
        raise Stale(sheet) if sheet else Stale()
    wanted = {
        (column.kind, str(measure), str(key)): count
        for column in figures
        for measure in Measure
        for key, count in column.of(measure).items()
    }
    if sheet is None:
        if not wanted:
            return None
        sheet = change.create(FigureSheet(campaign=campaign, township=township, source=source))
        known = {}
    else:
        known = {(row.kind, row.measure, row.key): row for row in sheet.rows.all()}
    changed = False
    for key, count in wanted.items():
        if key not in known:
            kind, measure, name = key
            change.create(Figure(sheet=sheet, kind=kind, measure=measure, key=name, count=count))
            changed = True
        else:
            known[key].sheet = sheet
            changed |= change.update(known[key], count=count)
    for key, row in known.items():
        if key not in wanted:
            row.sheet = sheet
            change.delete(row)
            changed = True
    if changed and version:
        change.touch(sheet, version=version)
    return sheet


@deed(label=gettext_lazy("Record a published percentage"), undo=unless_closed)
def record_percentage(change: Recorder, *, campaign: Campaign, percentage: Printed) -> None:
    """Record a percentage that a paper of the county prints, so that it is held against its base."""
    _check_percentages(change, campaign)
    change.create(
        PublishedPercentage(
            campaign=campaign,
            name=percentage.name.strip(),
            part=percentage.part,
            base=percentage.base,
            base_name=percentage.base_name.strip(),
            printed=percentage.printed,
        )
    )
    change.place, change.year = campaign.county_id, campaign.year


@deed(label=gettext_lazy("Take back a published percentage"), undo=unless_closed)
def withdraw_percentage(change: Recorder, *, campaign: Campaign, percentage: int, version: int) -> None:
    """Take back a percentage that was recorded. Raises Stale where somebody else has done so, or changed it."""
    _check_percentages(change, campaign)
    stated = campaign.percentages.select_for_update(of=("self",)).filter(pk=percentage).first()
    if stated is None or stated.version != version:
        raise Stale(stated) if stated else Stale()
    stated.campaign = campaign
    change.delete(stated)
    change.place, change.year = campaign.county_id, campaign.year


def _check_percentages(change: Recorder, campaign: Campaign) -> None:
    if not access.runs(change.by, campaign.county):
        raise Refused(_("Only the county office records what its papers print."))
    check_running(campaign)


@deed(label=gettext_lazy("Freeze the plan"))
def freeze_plan(change: Recorder, *, campaign: Campaign, stage: str, name: str, note: str, content: dict) -> None:
    """Keep the creation plan as it stands under a name. The version never changes again.

    content -- what rules.creation.frozen makes of the figures as the page shows them.
    """
    if not access.runs(change.by, campaign.county):
        raise Refused(_("Only the county office can freeze the creation plan."))
    version = PlanVersion(
        campaign=campaign,
        stage=stage,
        name=name.strip(),
        note=note.strip(),
        frozen_at=change.at,
        content=content,
        digest=digest(content),
    )
    change.create(version)
    change.place, change.year = campaign.county_id, campaign.year
