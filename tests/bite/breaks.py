"""All places that are broken on purpose."""

from .access import ACCESS
from .actions import ACTIONS
from .changes import CHANGES
from .files import EXCHANGE, FORMS
from .reports import REPORTS
from .rules import RULES

BREAKS = (*RULES, *ACTIONS, *REPORTS, *ACCESS, *FORMS, *EXCHANGE, *CHANGES)
