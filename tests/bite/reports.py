"""Breaks of what is counted, summed and compared."""

from .breaking import Break

PROGRESS = "tests/ledger/views/test_progress.py"
TASK = "tests/ledger/test_actions.py"

REPORTS = [
    Break(
        "campaigns.ledger.reports.tallies:tallies",
        '"overdue": Q(state__in=OPEN_TASKS, due_on__lt=today)',
        '"overdue": Q(state__in=OPEN_TASKS, due_on__lte=today)',
        "What is due today counts as overdue.",
        f"{TASK} {PROGRESS}",
    ),
    Break(
        "campaigns.ledger.reports.tallies:tallies",
        '"expected": Q(due_on__lte=today)',
        '"expected": Q(due_on__lt=today)',
        "What is due today does not count among what should be done by today.",
        f"{TASK} {PROGRESS}",
    ),
    Break(
        "campaigns.ledger.reports.tallies:star_cells",
        "VetoHit.objects.at(campaign, code).upheld()",
        "VetoHit.objects.at(campaign, code)",
        "A veto hit that nobody has decided voids a star.",
        "tests/vetoes/test_actions.py",
    ),
    Break(
        "campaigns.ledger.reports.progress:ProgressLine.due",
        "self.tally.expected, self.tally.total",
        "self.tally.expected, self.tally.reached",
        "What should be done by today is told of what is done.",
        PROGRESS,
    ),
    Break(
        "campaigns.ledger.reports.progress:last_weeks",
        "reached - up + down",
        "reached - up",
        "Weeks in which much was sent back look as if it never was reported.",
        PROGRESS,
    ),
    Break(
        "campaigns.ledger.reports.progress:_tallied",
        "rows.filter(in_force=True)",
        "rows.filter()",
        "Counties are compared with tasks of stars that were left out.",
        TASK,
    ),
    Break(
        "campaigns.planning.reports.figures:Sheet.references",
        ", without=place.code)",
        ")",
        "What is left of the county's plan for a township is told less by its own share.",
        "tests/planning/test_figures.py",
    ),
    Break(
        "campaigns.planning.reports.matrix:_grid",
        "left = residual(stated, [entered])",
        "left = residual(entered, [stated])",
        "What is left of a township's share is told as what is too much of it.",
        "tests/desk/test_township.py",
    ),
    Break(
        "campaigns.planning.reports.facts:_township",
        "if state == PlanState.APPROVED]",
        "if state]",
        "What nobody has approved counts as approved.",
        "tests/planning/test_reports.py tests/planning/test_figures.py tests/planning/test_summary.py",
    ),
    Break(
        "campaigns.planning.reports.summary:_marked",
        "0: len(marks) - (counted.unit_sum or 0)",
        "0: units - (counted.unit_sum or 0)",
        "Units of which nothing is said are summed up as units without a target.",
        "tests/planning/test_summary.py",
    ),
    Break(
        "campaigns.desk.reports.county:contradicts",
        "(complete and got != planned)",
        "got != planned",
        "A sum contradicts the plan while townships are still to enter theirs.",
        "tests/desk/test_county.py",
    ),
    Break(
        "campaigns.leaders.reports:month_count",
        "n__gte=max(campaign.visits_a_month, 1)",
        "n__gte=1",
        "A unit that was visited once counts as visited where two visits are asked for.",
        "tests/leaders/test_views.py",
    ),
    Break(
        "campaigns.assignments.reports.bottleneck:bottlenecks",
        "row_units + problem_units - (both.get((what, department), 0) if is_task else 0)",
        "row_units + problem_units",
        "A unit with a late task and a problem of it counts twice among those that wait.",
        "tests/assignments/test_views.py",
    ),
    Break(
        "campaigns.desk.reports.home:_checks",
        "UnitTask.objects.checked_by(seat)",
        "UnitTask.objects.visible_to(seat)",
        "A task force is told to check what it may not.",
        "tests/desk/test_home.py",
    ),
    Break(
        "campaigns.leaders.reports:LedUnit.overdue_query",
        ", due=DueGroup.OVERDUE",
        "",
        "A leader's three overdue tasks lead to all seventeen of the unit.",
        "tests/leaders/test_rules.py",
    ),
]
