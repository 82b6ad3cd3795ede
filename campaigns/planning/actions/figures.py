"""Stating figures, and freezing the creation plan."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns import access
from campaigns.year.actions import before_rating
from campaigns.year.models.campaign import Campaign
from campaigns.year.rules import BEFORE_RATING
from fivestar.changes.deeds import Recorder, Refused, Stale, deed
from villages.choices import Role
from villages.models import Township

from ..choices import Measure, Source
from ..models.figures import Figure, FigureSheet, PlanVersion
from ..rules.creation import digest
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
        for measure, counts in ((Measure.LEVEL, column.levels), (Measure.STAR, column.stars))
        for key, count in counts.items()
    }
    if sheet is None:
        if not wanted:
            return
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
    change.place, change.year = sheet.place_code, campaign.year
    change.on_behalf = source == Source.DECLARED and seat.holds(Role.COUNTY_OFFICE)


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
