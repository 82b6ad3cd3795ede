"""Django looks here for the pages of its admin; each room registers its own."""

from campaigns.assignments import admin as assignments
from campaigns.leaders import admin as leaders
from campaigns.ledger import admin as ledger
from campaigns.opinions import admin as opinions
from campaigns.pairings import admin as pairings
from campaigns.planning import admin as planning
from campaigns.problems import admin as problems
from campaigns.projects import admin as projects
from campaigns.vetoes import admin as vetoes
from campaigns.year import admin as year

__all__ = [
    "assignments", "leaders", "ledger", "opinions", "pairings", "planning", "problems", "projects", "vetoes", "year",
]  # fmt: skip
