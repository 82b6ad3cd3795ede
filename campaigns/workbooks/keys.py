"""Keys of rows that come back: a row is of what its key says only if it says so itself."""

from collections.abc import Collection, Mapping

from django.utils.translation import gettext as _

from campaigns.entry.rules.names import contradicts

from .workbook import Line


def is_about(line: Line, key: str, names: Mapping[str, Collection[str]], row: object) -> bool:
    """Whether all that a line names belongs to its key; where not, the line says so at the key.

    key   -- its head; row -- what the key belongs to.
    names -- head → what the row may be called there. An empty cell names nothing.
    """
    for head, known in names.items():
        said = line.words(head)
        if contradicts(said, *known):
            line.wrong(
                key,
                _("The code belongs to “%(row)s”, but the row says “%(said)s”: the sheet was sorted in part, or the "
                  "name was typed over. Download it again.") % {"row": row, "said": said[:30]},
            )  # fmt: skip
            return False
    return not line.errors
