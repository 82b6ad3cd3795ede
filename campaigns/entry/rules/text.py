"""Text as people type it: kept as it is, folded for comparing, and what a cell or a line cannot be."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from fivestar.changes.characters import writable


class EntryError(ValueError):
    """A text that is not what its cell asks for; the message says what would be."""


# For keeping -----------------------------------------------------------------------------------------


def kept(text: str) -> str:
    """A text of one line as it is kept: white space folded, every sign as it was written (①, ㎡, ……, Ⅱ) but those that
    no output can carry."""
    return " ".join(writable(text).split())


def lines_of(text: str) -> str:
    """A text of several lines as it is kept."""
    lines = [kept(line) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    return "\n".join(lines).strip()


def closed_up(text: str) -> str:
    """A text in which single signs that stand apart are one word, as tables have names of two signs: 张　三 is 张三."""
    return re.sub(r"(?<!\S)[^\x00-\x7f\s](?:\s+[^\x00-\x7f\s])+(?!\S)", lambda signs: "".join(signs[0].split()), text)


def begun(text: str, most: int) -> str:
    """The beginning of a text, of `most` signs at most; where more follows, it says so."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


# For comparing and counting, never for keeping --------------------------------------------------------


def plain(text: str) -> str:
    """A number, a date or a choice with full-width digits and signs made half-width and white space folded."""
    signs = "，。；：？！（）“”‘’"
    return kept("".join(c if c in signs else unicodedata.normalize("NFKC", c) for c in text))


def bare(text: str) -> str:
    """A text with full-width signs as the usual ones, without quotes and signs of no width."""
    return re.sub("[\"'“”‘’\ufe00-\ufe0f]", "", _seen(unicodedata.normalize("NFKC", text)))


@lru_cache(maxsize=1 << 14)
def folded(text: str) -> str:
    """A name for comparing: as :func:`bare`, small letters, without any white space."""
    return "".join(bare(text).casefold().split())


def _seen(text: str) -> str:
    """Without signs of no width: joiners, marks of direction, byte order marks."""
    return text if text.isascii() else "".join(c for c in text if unicodedata.category(c) != "Cf")


@dataclass(frozen=True)
class LineProblem:
    """A line of a list that cannot be taken."""

    line: int
    text: str
    sentence: str
