"""The one mechanism by which anything changes: change sets, version check, one-time token, undo.

It knows Django and nothing of villages or campaigns. A *deed* (:func:`fivestar.changes.deeds.deed`) is an
atomic function that changes records through a :class:`~fivestar.changes.deeds.Recorder`; the recorder writes
one :class:`~fivestar.changes.models.ChangeSet` in the same transaction.
"""
