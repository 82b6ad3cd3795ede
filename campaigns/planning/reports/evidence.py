"""The figures behind a finding, as a table that people can check."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from campaigns.year.choices import LEVEL_NAMES, Kind

from ..choices import Measure, Source, Total
from ..rules.facts import Finding
from ..rules.sentences import plain

_BOUNDS = {"most": _("at most"), "least": _("at least"), "rest": _("residual")}
_WORDS = {
    **dict(Source.choices),
    "by_level": _("stars by level"),
    "by_star": _("stars by star"),
    "in_all": Total.STARS.label,
    "by_units": _("units with a target"),
    "stated": _("units with a target, as stated"),
    "by_levels": _("units with a target, by level"),
    "rest": _("units that are left"),
    "rest_units": _("units that have not stated it"),
    "rest_stars": _("stars that are left"),
    "targets": _("units with a target"),
    "without": _("units without a target"),
    "unfilled": _("units not marked yet"),
    "units": _("units"),
    "branch": _("solid-branch stars"),
    "five": _("five-star units"),
    "total": _("stars together"),
    "room": _("room in the levels"),
    "missing": _("townships still missing"),
    "rate": _("reward per star, 10,000 yuan"),
    "budget": _("budget, 10,000 yuan"),
    "short": _("over the budget, 10,000 yuan"),
    "covered": _("stars that the budget covers"),
    "percent": _("covered, per cent"),
    "pilots": _("pilots"),
    "part": _("part"),
    "base": _("base"),
    "printed": _("printed, per cent"),
    "value": _("computed, per cent"),
    "implied": _("base that would fit"),
}
_SILENT = {"codes", "level"}  # the units are listed beside it, and the level stands in the sentence


@dataclass(frozen=True)
class Evidence:
    """heads, rows -- figures that are held against each other, as (name, one value for each head).
    facts -- the others, as (name, value)."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    facts: tuple[tuple[str, str], ...]


def evidence(finding: Finding, figures: Iterable[tuple[str, object]] | None = None) -> Evidence:
    """A finding's figures, or others that were once given for it, in the words of its place."""
    names = dict(finding.context)
    heads: dict[str, None] = {}
    rows: dict[tuple[str, str, str], dict[str, str]] = {}
    facts = []
    for name, value in finding.figures if figures is None else figures:
        if name.count(".") == 3:
            kind, measure, key, whose = name.split(".")
            heads[whose] = None
            rows.setdefault((kind, measure, key), {})[whose] = plain(value)
        elif name not in _SILENT:
            facts.append((_word(name), plain(value)))
    several = len({kind for kind, _measure, _key in rows}) > 1
    return Evidence(
        tuple(str(_BOUNDS.get(whose) or Source(whose).label) for whose in heads),
        tuple(
            (_row(names, *row, several), tuple(cells.get(whose, "—") for whose in heads)) for row, cells in rows.items()
        ),
        tuple(facts),
    )


def _word(name: str) -> str:
    if name.endswith(".cost"):
        return str(_("%(whose)s, cost in 10,000 yuan") % {"whose": _WORDS[name.removesuffix(".cost")]})
    return str(_WORDS.get(name, name))


def _row(names: dict[str, object], kind: str, measure: str, key: str, several: bool) -> str:
    # 星 belongs to the name, as in Star: data, the same in every language.
    if measure == Measure.TOTAL:
        word = Total(key).label
    else:
        word = LEVEL_NAMES[int(key)] if measure == Measure.LEVEL else f"{names.get(f'{kind}.star.{key}', key)}星"
    return f"{Kind(kind).label} {word}" if several else str(word)
