"""What a spreadsheet takes a cell for: its kind is kept until the cell is understood."""

from enum import StrEnum

from django.utils.translation import gettext as _

from campaigns.entry.rules.text import EntryError


class CellKind(StrEnum):
    """What a spreadsheet takes a cell for. A formula is one whose result is not in the file."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    BOOL = "bool"
    ERROR = "error"
    FORMULA = "formula"


class CellText(str):
    """What a cell shows, and its kind: 6.3 in a column of days is a day where it is a text, but none as a number.

    What is derived from it (``strip()``) is a plain text.
    """

    __slots__ = ("kind",)
    kind: CellKind

    def __new__(cls, words: str, kind: CellKind) -> "CellText":
        made = super().__new__(cls, words)
        made.kind = kind
        return made


def kind_of(cell: str) -> CellKind:
    return cell.kind if isinstance(cell, CellText) else CellKind.TEXT


def readable(cell: str) -> str:
    """A cell, if it has a value: one that has none is never taken for an empty one.

    Raises EntryError for an error such as #N/A, and for a formula whose result is not in the file.
    """
    if kind_of(cell) == CellKind.ERROR:
        raise EntryError(_("The cell shows %(error)s: write what it should say.") % {"error": cell[:20]})
    if kind_of(cell) == CellKind.FORMULA:
        raise EntryError(
            _("The cell holds a formula whose result is not in the file. Open the file in WPS or Excel and save it; "
              "or copy the cell and paste it as a value.")
        )  # fmt: skip
    return cell
