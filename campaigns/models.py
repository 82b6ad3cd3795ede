"""All records, handed on to Django. Rooms know each other's models by their rooms and never by this file."""

from campaigns.assignments.models import Assignment, AssignmentProblem, AssignmentRow
from campaigns.chart.models import HallLink
from campaigns.desk.models import DigestMail
from campaigns.evidence.models import EvidenceFile, EvidenceUse
from campaigns.leaders.models import ContactLeader, LeaderUnit, Visit
from campaigns.ledger.models import DayOff, Extension, UnitTask
from campaigns.opinions.models import Opinion
from campaigns.pairings.models import Pairing, PairingEntry
from campaigns.planning.models.figures import Figure, FigureSheet, PlanVersion
from campaigns.planning.models.findings import Answer
from campaigns.planning.models.marks import Plan, PlanStar
from campaigns.problems.models import Problem
from campaigns.projects.models import Project
from campaigns.sheets.models.mapping import ColumnMapping
from campaigns.sheets.models.sheet import ApprovedCase, ChangeRequest, Remark, Sheet, StarCase
from campaigns.vetoes.models import VetoHit
from campaigns.year.models.campaign import Campaign, Filing, Star, StarPost, Task, Veto

__all__ = [
    "Answer",
    "ApprovedCase",
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
