"""Whose targets a star's page shows."""

CONCERNED, EVERYONE = "", "all"  # beside Targets: units that target or hold the star; all units
