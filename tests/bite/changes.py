"""Breaks of the one mechanism by which anything changes."""

from .breaking import Break

ALIKE = "tests/changes/test_alike.py"
CHAIN = "tests/changes/test_chain.py"
DEEDS = "tests/changes/test_deeds.py"
UNDO = "tests/changes/test_undo.py"

CHANGES = [
    Break(
        "fivestar.changes.deeds:_claim",
        "get(**mark), False",
        "get(**mark), True",
        "A double click enters everything twice.",
        DEEDS,
    ),
    Break(
        "fivestar.changes.deeds:_claim",
        "change.deed_name, change.reason, facts]",
        "change.deed_name, change.reason]",
        "A form that is sent again with other words is taken for the first one.",
        DEEDS,
    ),
    Break(
        "fivestar.changes.recorder:Recorder.update",
        'if version not in (None, getattr(record, "version", None)):',
        "if version == 0:",
        "What somebody saved is overwritten by whoever opened the page before.",
        DEEDS,
    ),
    Break(
        "fivestar.changes.recorder:Recorder.update",
        "values = _cleaned(values)",
        "values = dict(values)",
        "A character from a PDF is stored, and the county's workbook does not open any more.",
        DEEDS,
    ),
    Break(
        "fivestar.changes.recorder:Recorder._write",
        "rows.filter(version=record.version), values |",
        "rows, values |",
        "Of two who save in the same moment the second overwrites the first.",
        DEEDS,
    ),
    Break(
        "fivestar.changes.recorder:Recorder._write_alike",
        "for record in part], version=version)",
        "for record in part])",
        "Many rows are written over what was saved in the same moment.",
        ALIKE,
    ),
    Break(
        "fivestar.changes.recorder:Recorder._write_alike",
        "!= len(part):",
        "> len(part):",
        "Of many rows those that somebody saved in the same moment stay as they are, and nobody is told.",
        f"{ALIKE} tests/ledger/test_actions.py",
    ),
    Break(
        "fivestar.changes.recorder:Recorder.delete",
        "if left := _hanging_on(record):",
        "if left := []:",
        "With a record others go of which the log says nothing.",
        DEEDS,
    ),
    Break(
        "fivestar.changes.models:ChangeSet.seal",
        '            "reason": self.reason,\n',
        "",
        "The reason of a return is rewritten and nobody can tell.",
        CHAIN,
    ),
    Break(
        "fivestar.changes.models:ChangeSet.seal",
        '            "previous": self.previous,\n',
        "",
        "A change set is hung behind another one and nobody can tell.",
        CHAIN,
    ),
    Break(
        "fivestar.changes.chain:walk",
        "follows=changeset.previous == previous",
        "follows=True",
        "A change set that is missing from the log is not found.",
        CHAIN,
    ),
    Break(
        "fivestar.changes.guard:CHANGE_LOG",
        '("UPDATE", "DELETE", "TRUNCATE")',
        '("UPDATE", "TRUNCATE")',
        "Lines of the change log are deleted.",
        CHAIN,
    ),
    Break(
        "fivestar.changes.undo:obstacles",
        "changeset.by_id != by.officer.pk",
        "changeset.by_id is None",
        "Somebody else undoes what one has done.",
        UNDO,
    ),
    Break(
        "fivestar.changes.undo:obstacles",
        "found.extend(_touched_later(changeset))",
        "_touched_later(changeset)",
        "An undo takes away what a colleague has written since.",
        UNDO,
    ),
    Break(
        "fivestar.changes.undo:_as_left",
        " or not done.after.items() <= concealed(record, values_of(record)).items()",
        "",
        "An undo overwrites what was corrected past the log.",
        UNDO,
    ),
]
