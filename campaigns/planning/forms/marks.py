"""The star matrix as a browser sends it."""

import re

from django.http import QueryDict
from django.utils.translation import gettext as _

from fivestar.changes.characters import writable

from ..rules.marks import LONGEST_REASON, MarkSheet


class MarksForm:
    """Rows of the matrix: one that saves itself, or all of them at once.

    A row is there if its version is: ``v-<unit>``. Its stars are ``t-<unit>`` (many), its reason for having no
    target is ``r-<unit>``: a reason is the choice. A workbook's rows come with ``picking`` and a ``pick`` for each
    unit that is to be taken over, and with a ``reason`` that names the file.
    """

    def __init__(self, data: QueryDict):
        self.token = data.get("token", "")
        self.reason = writable(data.get("reason", ""))[:120]
        self.rows: list[MarkSheet] = []
        self.problems: list[tuple[str, str]] = []
        for name in data:
            match = re.fullmatch(r"v-([0-9]{12})", name)
            if match and ("picking" not in data or match[1] in data.getlist("pick")):
                self._read(match[1], data)

    def _read(self, code: str, data: QueryDict) -> None:
        version = data[f"v-{code}"]
        if not re.fullmatch(r"[0-9]{1,9}", version):
            self.problems.append((_("This row came in damaged; reload the page and mark it again."), f"#u{code}"))
            return
        reason = " ".join(writable(data.get(f"r-{code}", "")).split())
        if len(reason) > LONGEST_REASON:
            self.problems.append(
                (_("The reason may have %(most)s characters; it has %(length)s.")
                 % {"most": LONGEST_REASON, "length": len(reason)}, f"#r-{code}")
            )  # fmt: skip
        self.rows.append(
            MarkSheet(
                code=code, version=int(version), targets=frozenset(data.getlist(f"t-{code}")),
                no_target=bool(reason), no_target_reason=reason,
            )
        )  # fmt: skip

    def is_valid(self) -> bool:
        return not self.problems
