"""The records of a campaign, in the order in which they come to be."""

from .assignment import Assignment, AssignmentProblem, AssignmentRow
from .campaign import Campaign, Filing, Star, StarPost, Task, Veto
from .digest import DigestMail
from .evidence import EvidenceFile, EvidenceUse
from .figures import Figure, FigureSheet, PlanVersion
from .finding import Answer
from .hall import HallLink
from .leader import ContactLeader, LeaderUnit, Visit
from .mapping import ColumnMapping
from .opinion import Opinion
from .pairing import Pairing, PairingEntry
from .plan import Plan, PlanStar
from .problem import Problem
from .project import Project
from .sheet import ChangeRequest, Remark, Sheet, StarCase
from .task import DayOff, Extension, UnitTask
from .veto_hit import VetoHit

__all__ = [
    "Answer",
    "Assignment",
    "AssignmentProblem",
    "AssignmentRow",
    "Campaign",
    "ChangeRequest",
    "ColumnMapping",
    "ContactLeader",
    "DayOff",
    "DigestMail",
    "EvidenceFile",
    "EvidenceUse",
    "Extension",
    "Figure",
    "FigureSheet",
    "Filing",
    "HallLink",
    "LeaderUnit",
    "Opinion",
    "Pairing",
    "PairingEntry",
    "Plan",
    "PlanStar",
    "PlanVersion",
    "Problem",
    "Project",
    "Remark",
    "Sheet",
    "Star",
    "StarCase",
    "StarPost",
    "Task",
    "UnitTask",
    "Veto",
    "VetoHit",
    "Visit",
]
