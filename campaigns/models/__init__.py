"""The records of a campaign, in the order in which they come to be."""

from .campaign import Campaign, Filing, Star, StarPost, Task, Veto
from .figures import Figure, FigureSheet, PlanVersion
from .finding import Answer
from .plan import Plan, PlanStar

__all__ = [
    "Answer",
    "Campaign",
    "Figure",
    "FigureSheet",
    "Filing",
    "Plan",
    "PlanStar",
    "PlanVersion",
    "Star",
    "StarPost",
    "Task",
    "Veto",
]
