"""Townships as a table of shares may name them, and such a table as people see it before it is saved."""

from dataclasses import dataclass

from campaigns.year.choices import Kind
from campaigns.year.models.campaign import Campaign
from villages.models import Township

from ..choices import Measure, Source
from ..models.figures import FigureSheet
from ..rules.creation import name_of
from ..rules.facts import Facts
from ..rules.figures import Figures, add_up
from ..rules.shares import SharePlace, ShareTable
from .facts import campaign_facts


def share_places(campaign: Campaign) -> tuple[Facts, list[SharePlace]]:
    """(the campaign's facts, its townships with their shares as they are saved)."""
    # The versions first: figures saved between the two queries are then a conflict and not overwritten.
    sheets = FigureSheet.objects.filter(campaign=campaign, source=Source.SHARE)
    versions = dict(sheets.values_list("township", "version"))
    facts = campaign_facts(campaign)
    names = dict(Township.objects.filter(county=campaign.county_id).values_list("code", "official_name"))
    return facts, [
        SharePlace(
            place.code, place.name, names.get(place.code, place.name), dict(place.units),
            {kind: column for kind in Kind.values if not (column := place.column(Source.SHARE, kind)).is_empty},
            versions.get(place.code, 0),
        )
        for place in facts.townships
    ]  # fmt: skip


@dataclass(frozen=True)
class Preview:
    """A pasted table beside what is saved: (township, (saved, pasted) of each column); what all add up to, once saved;
    what the county plans."""

    kind: Kind
    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[tuple[int | None, int | None], ...]], ...]
    sums: tuple[int | None, ...]
    plan: tuple[int | None, ...]
    table: ShareTable


def preview(facts: Facts, places: list[SharePlace], table: ShareTable) -> Preview:
    """What a table would make of the shares of its star set."""
    kind = Kind(table.kind)
    pasted = {share.place.code: share.figures for share in table.shares}
    together = add_up(kind, (pasted.get(place.code) or place.column(kind) for place in places))

    def numbers(column: Figures) -> tuple[int | None, ...]:
        return tuple(column.of(measure).get(key) for measure, key in table.keys)

    return Preview(
        kind,
        tuple(str(name_of(measure, key, facts.star_names[kind])) for measure, key in table.keys),
        tuple(
            (share.place.name, tuple(zip(numbers(share.place.column(kind)), numbers(share.figures), strict=True)))
            for share in table.shares
        ),
        numbers(together),
        tuple(
            facts.county.column(Source.PLAN, kind).get(measure, key) if (measure, key) != (Measure.LEVEL, 0) else None
            for measure, key in table.keys
        ),
        table,
    )
