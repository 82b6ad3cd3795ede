"""Units and stars by the names that people give them."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Generic, Protocol, TypeVar

from django.utils.translation import gettext as _

from villages.names import called, township_called

from .text import bare, folded, kept


class Named(Protocol):
    """What a unit needs in order to be found by its name."""

    code: str
    name: str
    official_name: str
    township: str


Unit = TypeVar("Unit", bound=Named)

# What a name may end with that is not its own: the last sign of whatever acts for a place, another kind of unit.
_ENDS = (*"会部支委心处府办)", "行政村", "社区")
_STEM = 2  # signs of a name that may stand without 村 or 社区


def seat(text: str) -> str:
    """A unit as its committee or branch is written: 宁郭村委会, 宁郭村党总支 and 中共宁郭村支部委员会 are 宁郭村."""
    return folded(called(folded(text)))


def stem(text: str) -> str:
    """A unit's name without what says its kind: 宁郭村, 宁郭社区 and 宁郭 are 宁郭; empty where too little is left."""
    name = re.sub("(?:社区|村)$", "", seat(text))
    return name if len(name) >= _STEM else ""


def township_seat(text: str) -> str:
    """A township as its office is written: 文昌街道办事处 is 文昌街道, 宁郭镇人民政府 is 宁郭镇."""
    return township_called(folded(text))


def means(text: str, name: str) -> bool:
    """Whether a text beside a place's code names that place: as it is called, as its committee or branch is written, or
    without its kind. 宁郭社区 is not 宁郭村."""
    words = {folded(text), seat(text), township_seat(text)}
    return not words.isdisjoint({folded(name), seat(name), stem(name)})


def contradicts(text: str, *names: str) -> bool:
    """Whether what stands beside a code names another place than these; an empty cell names none."""
    return bool(folded(text)) and not any(means(text, name) for name in names)


def as_known(text: str, known: Iterable[str]) -> str:
    """A name as it stands among known ones that differ in nothing but white space and signs of no width; else as it is
    kept: whoever is looked up by a name is found by it."""
    return next((name for name in known if folded(name) == folded(text)), kept(text))


class UnitNames(Generic[Unit]):
    """All units that a list may name.

    Names are compared as people write them: white space, signs of no width and quotes do not count. What is written out
    counts first; where no unit is called so, the committee's or branch's name does, then the name without its kind. A
    name that fits several is none of theirs.
    """

    def __init__(self, units: Iterable[Unit]):
        self._ways: tuple[dict[str, list[Unit]], ...] = ({}, {}, {})
        self._townships: dict[str, str] = {}
        for unit in units:
            self._townships |= {folded(unit.township): unit.township, township_seat(unit.township): unit.township}
            words = (
                {unit.code, folded(unit.name), folded(unit.official_name)},
                {seat(unit.name), seat(unit.official_name)},
                {stem(unit.name), stem(unit.official_name)},
            )
            for way, names in zip(self._ways, words, strict=True):
                for name in names - {""}:
                    way.setdefault(name, []).append(unit)
        self.townships = set(self._townships.values())

    def township(self, text: str) -> str:
        """The township that a text names, as it is called; empty where it names none."""
        return self._townships.get(folded(text)) or self._townships.get(township_seat(text), "")

    def knows(self, text: str) -> bool:
        """Whether a text names a unit, or several."""
        return bool(self._meant(text)[0])

    def words(self, text: str) -> list[str]:
        """A line in words, without quotes; full-width signs as the usual ones, 杨庄村（文昌街道） as two words. White
        space inside a name divides nothing: 宁　郭　村 is one word. A township is written as it is called."""
        line = re.sub(r"\(([^()]*)\)", lambda note: f" {note[1]} " if self.township(note[1]) else note[0], bare(text))
        return [word for part in re.split(r"[\t\n,、;:/|]+", line) for word in self._joined(part.split())]

    def _joined(self, parts: list[str]) -> Iterator[str]:
        """Words of a line in which a name's signs may stand apart: the longest run that names something is one word."""
        at = 0
        while at < len(parts):
            ends = range(min(len(parts), at + LONGEST_NAME), at + 1, -1)
            end = next((end for end in ends if self._is_run("".join(parts[at:end]))), at + 1)
            word = "".join(parts[at:end])
            yield self.township(word) or word
            at = end

    def _is_run(self, word: str) -> bool:
        """Whether signs that stood apart make a name. Most runs do not, so that what is cheap is asked first."""
        word = word.casefold()
        if any(word in names for names in (*self._ways, self._townships)):
            return True
        return word.endswith(_ENDS) and bool(self.township(word) or self._meant(word, joined=False)[0])

    def named(self, text: str) -> tuple[set[str], list[str]]:
        """(townships, other words) of a line."""
        words = self.words(text)
        return {word for word in words if word in self.townships}, [w for w in words if w not in self.townships]

    def one(self, text: str) -> tuple[Unit | None, str]:
        """The unit that a cell names, or why there is none."""
        townships, rest = self.named(text)
        if len(rest) != 1:
            return None, _("Write the name of one unit, as in the list of units, or its code.") if rest else _(
                "The line names no unit."
            )
        return self.find(rest[0], townships)

    def find(self, name: str, townships: Collection[str] = ()) -> tuple[Unit | None, str]:
        """The unit of a name, or why there is none.

        townships -- named beside it; empty for none.
        """
        units, before = self._meant(name)
        townships = {self.township(word) or word for word in (*townships, before) if word}
        within = [unit for unit in units if not townships or unit.township in townships]
        if len(within) == 1:
            return within[0], ""
        words = {"name": name, "units": "、".join(f"{unit.township}{unit.name} {unit.code}" for unit in within)}
        if within:
            return None, _(
                "“%(name)s” is the name of several: %(units)s. Write the township before the name, or the code."
            ) % words
        if units:
            words["units"] = "、".join(f"{unit.township}{unit.name}" for unit in units)
            return None, _("“%(name)s” is not in that township; there is: %(units)s.") % words
        return None, _(
            "There is no unit “%(name)s” this year. Write its name as in the list of units, or its code."
        ) % words

    def _meant(self, text: str, *, joined: bool = True) -> tuple[list[Unit], str]:
        """(units that a name may mean, the township written before it in one word).

        joined -- whether a township may stand before it.
        """
        name = folded(text)
        for way, word in zip(self._ways, (name, seat(name), stem(name)), strict=True):
            if units := way.get(word):
                return units, ""
        if not joined:
            return [], ""
        for township in sorted(self._townships, key=len, reverse=True):
            if name.startswith(township) and name != township:
                units = self._meant(name.removeprefix(township), joined=False)[0]
                if units := [unit for unit in units if unit.township == self._townships[township]]:
                    return units, township
        return [], ""


LONGEST_NAME = 16  # signs that may stand apart
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
        name = folded(text).removesuffix("星")
        if name in NO_STARS:
            return "", "", ""
        kinds = [kind] if kind else list(self.names)
        for each in kinds:
            for code, known in self.names[each].items():
                if name == folded(known):
                    return each, code, ""
        names = dict.fromkeys(known for each in kinds for known in self.names[each].values())
        told = {"word": text, "unit": place, "known": "、".join(names)}
        return "", "", _("“%(word)s” is no star of %(unit)s. Its stars are: %(known)s.") % told
