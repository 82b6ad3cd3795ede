"""How findings are told. What is kept are codes and figures; the words come when somebody reads them."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from campaigns.year.choices import HELD_NAMES, LEVEL_NAMES, LEVELS, Kind

from ..choices import FindingCode, Measure, Source, Total
from .figures import Percentage

if TYPE_CHECKING:
    from .facts import Finding, Value


def sentence(finding: "Finding") -> str:
    """What disagrees, in the language of whoever reads."""
    return _SENTENCES[finding.code](_Words(finding))


def hint(finding: "Finding") -> str:
    """What may lie behind it or would mend it; empty where nothing is known."""
    tell = _HINTS.get(finding.code)
    return tell(_Words(finding)) if tell else ""


def plain(value: int | Decimal | str) -> str:
    """A figure without trailing zeros or exponent, so that 2.00 and 2 are the same figure and look it."""
    if isinstance(value, Decimal):
        return format(value.normalize() if value else Decimal(0), "f")
    return str(value)


class _Words:
    """A finding's figures and names, ready to be put into a sentence."""

    def __init__(self, finding: "Finding") -> None:
        self.kind, self.source = finding.kind, finding.source
        self.figures = dict(finding.figures)
        self.all = self.figures | dict(finding.context)

    def __contains__(self, name: str) -> bool:
        return name in self.all

    def __getitem__(self, name: str) -> "Value":
        return self.all[name]

    def fill(self, text: str, **more: object) -> str:
        """The sentence with its figures: those of the finding by name, and more."""
        known = {name: plain(value) for name, value in self.all.items()}
        return text % {**known, "place": self.place, "whose": Source(self.source).label, **more}

    @property
    def place(self) -> str:
        """The place, and of which star set where it has units of both."""
        if "both" not in self or not self.kind:
            return self["place"]
        texts = {Kind.VILLAGE: _("%(place)s (villages)"), Kind.COMMUNITY: _("%(place)s (communities)")}
        return texts[self.kind] % {"place": self["place"]}

    def star(self, code: str, kind: str = "") -> str:
        return str(self.all.get(f"{kind or self.kind}.star.{code}", code))

    def stars(self, name: str) -> str:
        """The stars that a figure lists by code."""
        return _list(self.star(code) for code in self[name].split())

    def pairs(self) -> Iterable[tuple[str, str, str, str, int, str, int]]:
        """Each two figures that are held against each other, with star set, measure, key and both sources."""
        split = [(*name.split("."), value) for name, value in self.figures.items() if name.count(".") == 3]
        for (kind, measure, key, one, first), (_k, _m, _key, other, second) in zip(
            split[::2], split[1::2], strict=True
        ):
            yield kind, measure, key, one, first, other, second


def _list(items: Iterable[object]) -> str:
    return pgettext("between items of a list", ", ").join(str(item) for item in items)


def _clauses(items: Iterable[object]) -> str:
    return pgettext("between clauses", "; ").join(str(item) for item in items)


def _sum(words: _Words) -> str:
    if "by_level" in words.figures and "by_star" in words.figures:
        return words.fill(
            _("%(place)s, %(whose)s: %(by_level)s stars by level and %(by_star)s by star, %(apart)s apart."),
            apart=abs(words["by_level"] - words["by_star"]),
        )
    texts = {
        "by_level": _("%(number)s stars by level"),
        "by_star": _("%(number)s stars by star"),
        "in_all": _("%(number)s stars in all"),
        "by_units": _("%(number)s units with a target"),
    }
    items = (texts[name] % {"number": number} for name, number in words.figures.items())
    return words.fill(_("%(place)s, %(whose)s: %(items)s; these cannot all be true."), items=_list(items))


def _sum_hint(words: _Words) -> str:
    told = []
    if "same" in words and "entered" in words:
        told.append(_("%(same)s is its number of units; its marks add up to %(entered)s."))
    elif "same" in words:
        told.append(_("%(same)s is its number of units."))
    elif "entered" in words:
        told.append(_("Its marks add up to %(entered)s."))
    if "most" in words:
        told.append(_("Even with what is not stated it is no more than %(most)s."))
    return " ".join(words.fill(text) for text in told)


def _units(words: _Words) -> str:
    if "stated" in words:
        return words.fill(
            _("%(place)s, %(whose)s: %(stated)s units with a target in all, but the levels add up to %(by_levels)s.")
        )
    return words.fill(
        _("%(place)s, %(whose)s: %(targets)s units with a target and %(without)s without, but there are %(units)s.")
        if words["without"]
        else _("%(place)s, %(whose)s: %(targets)s units with a target, but there are %(units)s.")
    )


def _capstone(words: _Words) -> str:
    return words.fill(
        _("%(place)s, %(whose)s: %(branch)s %(star)s stars, but %(five)s five-star units; they should be equal."),
        star=words.star(words["star"]),
    )


def _caps(words: _Words) -> str:
    texts = {
        "most": _("%(star)s %(got)s, more than the %(bound)s units"),
        "least": _("%(star)s %(got)s, fewer than the %(bound)s five-star units"),
    }
    return words.fill(
        _("%(place)s, %(whose)s: %(items)s."),
        items=_clauses(
            texts[bound] % {"star": words.star(key, kind), "got": got, "bound": limit}
            for kind, _measure, key, _source, got, bound, limit in words.pairs()
        ),
    )


def _unrealizable(words: _Words) -> str:
    return words.fill(_("%(place)s, %(whose)s: no table of units and stars gives these figures."))


def _unrealizable_hint(words: _Words) -> str:
    return words.fill(
        _("%(stars)s: %(total)s stars together, and the levels leave room for %(room)s."), stars=words.stars("stop")
    )


def _over_plan(words: _Words) -> str:
    texts = {
        Source.SHARE: _("The share of %(place)s: %(items)s."),
        Source.DECLARED: _("%(place)s declares %(items)s."),
        Source.ENTERED: _("%(place)s has marked %(items)s."),
    }
    pairs = list(words.pairs())
    five = next((got - plan for _k, _m, key, _s, got, _p, plan in pairs if key == "5"), None)
    items = [
        _("%(star)s likewise %(more)s too many") % {"star": words.star(key, kind), "more": got - plan}
        if key == words["capstone"] and got - plan == five
        else _planned(words, kind, measure, key, got, plan)
        for kind, measure, key, _source, got, _other, plan in pairs
    ]
    return words.fill(texts[words.source], items=_clauses(items))


def _planned(words: _Words, kind: str, measure: str, key: str, got: int, plan: int) -> str:
    if measure == Measure.LEVEL:
        name = LEVEL_NAMES[int(key)]
        return _("%(level)s %(got)s, planned %(plan)s") % {"level": name, "got": got, "plan": plan}
    if measure == Measure.TOTAL:
        return _("%(total)s %(got)s, planned %(plan)s") % {"total": Total(key).label, "got": got, "plan": plan}
    return _("%(star)s %(got)s, planned %(plan)s") % {"star": words.star(key, kind), "got": got, "plan": plan}


def _only(words: _Words) -> str:
    """What the county's plan states, where it does not state all: the rest is compared with nothing."""
    told = []
    for kind, nothing, some in (
        (Kind.VILLAGE, _("The county's plan says nothing of villages."),
         _("Of villages the county's plan states only %(items)s.")),
        (Kind.COMMUNITY, _("The county's plan says nothing of communities."),
         _("Of communities the county's plan states only %(items)s.")),
    ):  # fmt: skip
        stated = words.all.get(f"only.{kind}")
        if stated:
            names = (_figure(words, key, kind) for key in stated.split())
            told.append(some % {"items": _list(names)})
        elif stated is not None:
            told.append(nothing)
    return " ".join(told)


def _figure(words: _Words, key: str, kind: str) -> str | Promise:
    """A figure of the plan by its key: a level, a total or a star."""
    if key.isdecimal():
        return LEVEL_NAMES[int(key)]
    return Total(key).label if key in Total else words.star(key, kind)


def _over_plan_hint(words: _Words) -> str:
    told = (_lowered(words), _only(words))
    return " ".join(text for text in told if text)


def _lowered(words: _Words) -> str:
    if "lowered" not in words:
        return ""
    to = LEVEL_NAMES[words["to"]]
    if "rest" not in words:
        return words.fill(
            _("With %(lowered)s of them at %(to)s, all townships together make the county's plan exactly."), to=to
        )
    levels = (
        _("%(level)s %(number)s") % {"level": LEVEL_NAMES[level], "number": words[f"rest.{level}"]}
        for level in LEVELS
        if words[f"rest.{level}"]
    )
    return words.fill(
        _(
            "With %(lowered)s of them at %(to)s, %(levels)s are left for the other townships: "
            "%(rest)s of their %(rest_units)s units."
        ),
        to=to,
        levels=_list(levels),
    )


def _plan_differs(words: _Words) -> str:
    by_kind: dict[str, list[str]] = {}
    for kind, measure, key, _source, got, _plan, plan in words.pairs():
        by_kind.setdefault(kind, []).append(_planned(words, kind, measure, key, got, plan))
    texts = {
        Kind.VILLAGE: _("villages, %(items)s"),
        Kind.COMMUNITY: _("communities, %(items)s"),
    }
    items = _clauses(
        texts[kind] % {"items": _clauses(told)} if "both" in words else _clauses(told) for kind, told in by_kind.items()
    )
    if words["missing"]:
        return words.fill(_("%(missing)s townships are still missing, and yet, %(whose)s: %(items)s."), items=items)
    if words.source not in words.figures:
        return words.fill(_("All townships, %(whose)s: %(items)s."), items=items)
    return words.fill(
        _("All townships, %(whose)s: %(got)s stars, %(plan)s planned: %(items)s."),
        got=words[words.source],
        items=items,
    )


def _plan_differs_hint(words: _Words) -> str:
    over = [value for name, value in words.all.items() if name.startswith("over.")]
    told = [_("See also %(places)s, over the plan by itself.") % {"places": _list(over)}] if over else []
    return " ".join(text for text in (*told, _only(words)) if text)


def _residual(words: _Words) -> str:
    items = []
    if "rest" in words:
        items.append(words.fill(_("%(rest)s units with a target for %(rest_units)s units")))
    items += (
        _("%(star)s %(rest)s for %(units)s units") % {"star": words.star(key, kind), "rest": rest, "units": units}
        for kind, _measure, key, _rest, rest, _most, units in words.pairs()
    )
    if "rest_stars" in words:
        items.append(words.fill(_("%(rest_stars)s stars, of which there is room for %(room)s")))
    return words.fill(
        _("%(place)s, %(whose)s: the plan leaves more than those can hold who have not stated it: %(items)s."),
        items=_clauses(items),
    )


def _declared_entered(words: _Words) -> str:
    def told(kind: str, measure: str, key: str, entered: int, declared: int) -> str:
        if measure == Measure.LEVEL:
            return _("%(level)s %(declared)s declared, %(entered)s marked") % {
                "level": LEVEL_NAMES[int(key)],
                "declared": declared,
                "entered": entered,
            }
        if measure == Measure.TOTAL:
            return _("%(total)s %(declared)s declared, %(entered)s marked") % {
                "total": Total(key).label,
                "declared": declared,
                "entered": entered,
            }
        return _("%(star)s %(declared)s declared, %(entered)s marked") % {
            "star": words.star(key, kind),
            "declared": declared,
            "entered": entered,
        }

    items = (told(kind, measure, key, got, wanted) for kind, measure, key, _g, got, _w, wanted in words.pairs())
    return words.fill(_("%(place)s: %(items)s."), items=_clauses(items))


def _budget(words: _Words) -> str:
    return words.fill(
        _("%(stars)s stars × %(rate)s = %(cost)s (10,000 yuan), %(short)s more than the budget of %(budget)s."),
        stars=words[words.source],
        cost=plain(words[f"{words.source}.cost"]),
    )


def _budget_hint(words: _Words) -> str:
    share = Percentage(words["covered"], words[words.source])
    covered = _("The budget covers %(covered)s stars, %(share)s.")
    if words.source == Source.PLAN and "entered" in words:
        covered = _("As marked: %(entered)s stars, %(cost)s. The budget covers %(covered)s stars, %(share)s.")
        return words.fill(covered, cost=plain(words["entered.cost"]), share=share)
    return words.fill(covered, share=share)


def _base(words: _Words) -> str:
    if "value" not in words:
        return words.fill(_("%(name)s: %(printed)s%% is printed, but the base (%(base_name)s) is zero."))
    return words.fill(
        _("%(name)s: %(printed)s%% is printed, but %(part)s of %(base)s (%(base_name)s) are %(value)s%%.")
    )


def _base_hint(words: _Words) -> str:
    return words.fill(_("%(printed)s%% goes with a base of %(implied)s.")) if "implied" in words else ""


def _pilots(words: _Words) -> str:
    return words.fill(
        _("%(pilots)s pilots try for %(name)s; the county plans %(plan)s units of that level or above."),
        name=LEVEL_NAMES[words["level"]],
    )


def _no_target(words: _Words) -> str:
    texts = {
        Kind.VILLAGE: _("%(without)s of %(units)s villages have no target this year."),
        Kind.COMMUNITY: _("%(without)s of %(units)s communities have no target this year."),
    }
    return words.fill(texts[words.kind])


def _unfilled(words: _Words) -> str:
    texts = {
        Kind.VILLAGE: _("%(unfilled)s of %(units)s villages have not been marked yet."),
        Kind.COMMUNITY: _("%(unfilled)s of %(units)s communities have not been marked yet."),
    }
    return words.fill(texts[words.kind])


def _unit_capstone(words: _Words) -> str:
    return words.fill(
        _("%(star)s is marked without %(stars)s."), star=words.star(words["star"]), stars=words.stars("missing")
    )


def _unit_capstone_hint(words: _Words) -> str:
    return words.fill(_("%(star)s comes with all five stars."), star=words.star(words["star"]))


def _left_out(words: _Words) -> str:
    return words.fill(_("Give up %(stars)s, which it holds?"), stars=words.stars("left_out"))


def _jump(words: _Words) -> str:
    up = words["level"] - words["held"]
    level = LEVEL_NAMES[words["level"]]
    if not words["held"]:
        return words.fill(_("From no star to %(level)s, %(up)s levels in one year?"), level=level, up=up)
    return words.fill(
        _("From %(held)s to %(level)s, %(up)s levels in one year?"),
        held=HELD_NAMES[words["held"]],
        level=level,
        up=up,
    )


_SENTENCES: dict[str, Callable[[_Words], str]] = {
    FindingCode.SUM: _sum,
    FindingCode.UNITS: _units,
    FindingCode.CAPSTONE: _capstone,
    FindingCode.CAPS: _caps,
    FindingCode.UNREALIZABLE: _unrealizable,
    FindingCode.OVER_PLAN: _over_plan,
    FindingCode.PLAN_DIFFERS: _plan_differs,
    FindingCode.RESIDUAL: _residual,
    FindingCode.DECLARED_ENTERED: _declared_entered,
    FindingCode.BUDGET: _budget,
    FindingCode.BASE: _base,
    FindingCode.PILOTS: _pilots,
    FindingCode.NO_TARGET: _no_target,
    FindingCode.UNFILLED: _unfilled,
    FindingCode.UNIT_CAPSTONE: _unit_capstone,
    FindingCode.LEFT_OUT: _left_out,
    FindingCode.JUMP: _jump,
}
_HINTS: dict[str, Callable[[_Words], str]] = {
    FindingCode.SUM: _sum_hint,
    FindingCode.UNREALIZABLE: _unrealizable_hint,
    FindingCode.OVER_PLAN: _over_plan_hint,
    FindingCode.PLAN_DIFFERS: _plan_differs_hint,
    FindingCode.BUDGET: _budget_hint,
    FindingCode.BASE: _base_hint,
    FindingCode.UNIT_CAPSTONE: _unit_capstone_hint,
}
