"""Units and stars by the names that people give them."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Generic, Protocol, TypeVar

from django.utils.translation import gettext as _

from .text import bare


class Named(Protocol):
    """What a unit needs in order to be found by its name."""

    code: str
    name: str
    official_name: str
    township: str


Unit = TypeVar("Unit", bound=Named)


class UnitNames(Generic[Unit]):
    """All units that a list may name."""

    def __init__(self, units: Iterable[Unit]):
        self.by_name: dict[str, list[Unit]] = defaultdict(list)
        self.townships: set[str] = set()
        for unit in units:
            self.townships.add(unit.township)
            for name in {unit.code, bare(unit.name), bare(unit.official_name)}:
                self.by_name[name].append(unit)
                self.by_name[unit.township + name].append(unit)

    def words(self, text: str) -> list[str]:
        """A line in words, without quotes; full-width signs as the usual ones, 杨庄村（文昌街道） as two words."""
        said = bare(text)
        said = re.sub(r"\(([^()]*)\)", lambda found: f" {found[1]} " if found[1] in self.townships else found[0], said)
        return [word for word in re.split(r"[\s,、;:/|]+", said) if word]

    def find(self, name: str, townships: set[str]) -> tuple[Unit | None, str]:
        """The unit of a name, or why there is none.

        townships -- named beside it; empty for none.
        """
        found = {unit.code: unit for unit in self.by_name.get(name, ())}
        within = [unit for unit in found.values() if not townships or unit.township in townships]
        if len(within) == 1:
            return within[0], ""
        told = {"name": name, "units": "、".join(f"{unit.township}{unit.name} {unit.code}" for unit in within)}
        if within:
            return None, _(
                "“%(name)s” is the name of several: %(units)s. Write the township before the name, or the code."
            ) % told
        if found:
            told["units"] = "、".join(f"{unit.township}{unit.name}" for unit in found.values())
            return None, _("“%(name)s” is not in that township; there is: %(units)s.") % told
        return None, _(
            "There is no unit “%(name)s” this year. Write its name as in the list of units, or its code."
        ) % told


NO_STARS = {"", "无", "-", "—"}
WHOLE_COUNTY = ("全县", "全区", "全市")


class StarNames:
    """The stars that a list may name, by star set."""

    def __init__(self, names: Mapping[str, Mapping[str, str]]):
        """names -- star set → star code → name without 星."""
        self.names = names

    def find(self, text: str, kind: str, place: str) -> tuple[str, str, str]:
        """(star set, code, why there is none) of a star's name; all empty where no star is meant.

        kind -- the star set of what the line is about. Of a township and the county, which have none, villages' stars
        go first: most units are villages. place -- its name, for the sentence.
        """
        name = bare(text).strip().removesuffix("星")
        if name in NO_STARS:
            return "", "", ""
        kinds = [kind] if kind else list(self.names)
        for each in kinds:
            for code, known in self.names[each].items():
                if name == known:
                    return each, code, ""
        names = dict.fromkeys(known for each in kinds for known in self.names[each].values())
        told = {"word": text, "unit": place, "known": "、".join(names)}
        return "", "", _("“%(word)s” is no star of %(unit)s. Its stars are: %(known)s.") % told
