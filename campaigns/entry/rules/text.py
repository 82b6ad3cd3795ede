"""Text as people type it: folded for comparing, and what a cell or a line cannot be."""

import re
import unicodedata
from dataclasses import dataclass


class EntryError(ValueError):
    """A text that is not what its cell asks for; the message says what would be."""


def plain(text: str) -> str:
    """A text with full-width digits and signs made half-width and white space folded; Chinese stays as it is."""
    kept = "，。；：？！（）“”‘’"
    return " ".join("".join(c if c in kept else unicodedata.normalize("NFKC", c) for c in text).split())


def lines_of(text: str) -> str:
    lines = [" ".join(line.split()) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    return "\n".join(lines).strip()


def bare(text: str) -> str:
    """Text with full-width signs as the usual ones and without quotes."""
    return re.sub("[\ufeff\"'“”]", "", unicodedata.normalize("NFKC", text))


@dataclass(frozen=True)
class LineProblem:
    """A line of a list that cannot be taken."""

    line: int
    text: str
    sentence: str
