"""The records of a campaign, in the order in which they come to be."""

from .campaign import Campaign, Filing, Star, StarPost, Task, Veto
from .figures import Figure, FigureSheet, PlanVersion
from .finding import Answer
from .plan import Plan, PlanStar
from .sheet import ChangeRequest, Remark, Sheet, StarCase

__all__ = [
    "Answer",
    "Campaign",
    "ChangeRequest",
    "Figure",
    "FigureSheet",
    "Filing",
    "Plan",
    "PlanStar",
    "PlanVersion",
    "Remark",
    "Sheet",
    "Star",
    "StarCase",
    "StarPost",
    "Task",
    "Veto",
]
