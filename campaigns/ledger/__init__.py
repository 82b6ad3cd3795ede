"""The ledger (台账): tasks of approved plans, their days around holidays, reported, checked; the checklist."""
