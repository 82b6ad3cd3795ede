"""The ledger (台账): tasks of approved plans, counted back from the assessment, reported, checked."""
