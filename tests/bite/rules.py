"""Breaks of what is decided and computed from values alone."""

from .breaking import Break

DAYS = "tests/planning/rules/test_marks.py tests/planning/test_marking.py tests/planning/test_submitting.py"
ENTRY = "tests/entry/test_dates.py tests/entry/test_fields.py"
FIGURES = "tests/planning/rules/test_figures.py"
FINDINGS = "tests/planning/rules/test_findings.py"
SCHEDULE = "tests/ledger/rules/test_schedule.py"
SHEET = "tests/sheets/test_actions.py"
TASK = "tests/ledger/rules/test_tasks.py tests/ledger/test_actions.py"

RULES = [
    # Phases and deadlines
    Break(
        "campaigns.year.rules:may_enter",
        "today <= due:",
        "today < due:",
        "A township is shut out on the last day itself.",
        DAYS,
    ),
    Break(
        "campaigns.year.rules:may_enter",
        "return phase in BEFORE_RATING and ",
        "return ",
        "A unit that was returned goes on changing its stars while it is being rated.",
        DAYS,
    ),
    Break(
        "campaigns.sheets.rules:may_write",
        "today <= due or",
        "today < due or",
        "Plan sheets are closed on the last day itself.",
        SHEET,
    ),
    Break(
        "campaigns.desk.rules:group_of",
        "if day < today:",
        "if day <= today:",
        "What is due today stands under what is overdue.",
        "tests/desk/test_home.py tests/desk/test_digest.py tests/ledger/test_lists.py",
    ),
    # Stars of a unit
    Break(
        "campaigns.planning.rules.marks:UnitMark.new",
        "self.targets - self.held",
        "self.targets",
        "A star that is kept counts as won anew.",
        f"tests/planning/rules/test_marks.py {SHEET}",
    ),
    Break(
        "campaigns.planning.rules.marks:UnitMark.digest",
        "            sorted(self.held),\n",
        "",
        "Held stars of an approved plan are exchanged and it still counts as it was approved.",
        "tests/planning/rules/test_marks.py tests/planning/test_approved.py",
    ),
    Break(
        "campaigns.planning.rules.marks:gaps",
        "mark.level < stars",
        "mark.level < stars - 1",
        "The solid-branch star is submitted with three of the other four.",
        "tests/planning/rules/test_marks.py",
    ),
    Break(
        "campaigns.planning.rules.marks:gaps",
        "not mark.no_target_reason.strip()",
        "not mark.no_target_reason",
        "A blank is the reason for having no target this year.",
        "tests/planning/rules/test_marks.py",
    ),
    Break(
        "campaigns.planning.rules.findings:check_unit",
        ">= jump",
        "> jump",
        "Nobody is asked how a unit can rise two levels in one year.",
        "tests/planning/rules/test_unit.py",
    ),
    # Sheets
    Break(
        "campaigns.sheets.rules:sheet_gaps",
        "if star not in mark.new:",
        "if star not in mark.kept:",
        "A sheet is submitted without measure, person and day of a star that is to be won.",
        SHEET,
    ),
    Break(
        "campaigns.sheets.rules:SheetEntry.contradicts",
        "return [name for name in differing if not same(self.seen.get(name), content.value(name))]",
        "return []",
        "Of two people who wrote one cell the second overwrites the first without a word.",
        SHEET,
    ),
    # Sums, percentages, tables that can be
    Break(
        "campaigns.planning.rules.figures:Counts.level_sum",
        "level * count for",
        "count for",
        "A five-star unit counts as one star where levels are added up.",
        FIGURES,
    ),
    Break(
        "campaigns.planning.rules.figures:residual",
        "left.get(key, 0) - number",
        "left.get(key, number) - number",
        "A star that a township has and the county did not plan is no figure too many.",
        f"{FIGURES} tests/planning/rules/test_creation.py",
    ),
    Break(
        "campaigns.planning.rules.figures:Percentage.rounded",
        "10**digits + self.base)",
        "10**digits)",
        "Percentages are cut off where official papers round them.",
        FIGURES,
    ),
    Break(
        "campaigns.planning.rules.figures:_implied_base",
        "(int(ideal), int(ideal) + 1)",
        "(int(ideal),)",
        "The base behind a printed percentage is not told where it lies just above.",
        FIGURES,
    ),
    Break(
        "campaigns.planning.rules.realizable:obstacle",
        "min(level, columns)",
        "level",
        "Figures of which no table of units and stars can be made pass as sound.",
        "tests/planning/rules/test_realizable.py",
    ),
    Break(
        "campaigns.planning.rules.columns:_units",
        "column.unit_sum + without > units",
        "column.unit_sum > units",
        "Units without a target are forgotten when units are counted.",
        "tests/planning/rules/test_columns.py",
    ),
    Break(
        "campaigns.planning.rules.columns:_caps",
        "number < five and",
        "number < five - 1 and",
        "A star in one unit fewer than have all five is not found.",
        "tests/planning/rules/test_columns.py",
    ),
    # Findings
    Break(
        "campaigns.planning.rules.findings:_budget",
        "planned * facts.rate > facts.budget:",
        "planned * facts.rate >= facts.budget:",
        "A plan that costs exactly the money set aside is said to be too dear.",
        FINDINGS,
    ),
    Break(
        "campaigns.planning.rules.findings:_pilots",
        "if above >= level",
        "if above > level",
        "As many pilots as the plan has units of their level are said to be too many.",
        FINDINGS,
    ),
    Break(
        "campaigns.planning.rules.cascade:_declared",
        "if complete or one.more > 0",
        "if complete",
        "A township that has entered too much already is told only when all is entered.",
        "tests/planning/rules/test_cascade.py",
    ),
    Break(
        "campaigns.planning.rules.facts:Finding.digest",
        "for name, value in self.figures]",
        "for name, value in self.figures[:1]]",
        "A finding that was set aside stays so though its figures have changed.",
        f"{FINDINGS} tests/planning/test_reports.py",
    ),
    # The schedule
    Break(
        "campaigns.ledger.rules.schedule:Calendar.worked_until",
        "day -= ",
        "day += ",
        "A deadline on a holiday moves behind it, not before it.",
        SCHEDULE,
    ),
    Break(
        "campaigns.ledger.rules.schedule:counted_back",
        "weeks=weeks",
        "weeks=weeks - 1",
        "Every task is due one week late.",
        SCHEDULE,
    ),
    Break(
        "campaigns.ledger.rules.schedule:due_day",
        "min(given_on + datetime.timedelta(days=LEAST_DAYS), assessment)",
        "given_on + datetime.timedelta(days=LEAST_DAYS)",
        "A task that is given out late is due after the assessment.",
        SCHEDULE,
    ),
    # Tasks
    Break(
        "campaigns.year.rules:Checklist.of",
        "[part for part in own if part.is_required] or own if own != [line] else own",
        "own",
        "A star waits for parts that nobody requires.",
        TASK,
    ),
    Break(
        "campaigns.ledger.rules.tasks:Tally.is_won",
        "self.points_checked >= needed",
        "self.points_reached >= needed",
        "A star is won by points that nobody has checked.",
        TASK,
    ),
    Break(
        "campaigns.ledger.rules.tasks:Tally.is_won",
        "self.required_checked == self.required if self.required else self.checked == self.total",
        "self.checked == self.total",
        "A task that is not required stands in the way of a star.",
        TASK,
    ),
    Break(
        "campaigns.ledger.rules.tasks:standing",
        "if is_voided:",
        "if is_voided and not is_won:",
        "A star that was won stays won though a veto was upheld.",
        TASK,
    ),
    Break(
        "campaigns.ledger.rules.tasks:may_set_due",
        "(wanted is not None and wanted <= now)",
        "wanted is not None",
        "A township gives itself more time for a task.",
        TASK,
    ),
    Break(
        "campaigns.ledger.rules.tasks:day_problems",
        "due < begins",
        "due <= begins",
        "A task that begins and is due on one day is refused.",
        TASK,
    ),
    Break(
        "campaigns.ledger.rules.tasks:day_problems",
        "due > assessment_on",
        "due >= assessment_on",
        "A task that is due on the day of the assessment is refused.",
        TASK,
    ),
    Break(
        "campaigns.ledger.rules.tasks:left_out",
        "LeftOut.OWN if deed == BulkDeed.CHECK and row.is_own else None",
        "None",
        "Checking many tasks offers those that one reported oneself.",
        "tests/ledger/test_lists.py",
    ),
    Break(
        "campaigns.ledger.rules.checklist:steps",
        "if in_force and task not in wanted]",
        "if in_force and task not in known]",
        "The tasks of a star that is left out stay in the ledger.",
        "tests/ledger/rules/test_checklist.py tests/ledger/test_checklist.py",
    ),
    # What people write
    Break(
        "campaigns.entry.rules.dates:_month_and_day",
        "(other, one) if one > 12 else (one, other)",
        "(other, one)",
        "6.11 is read as the sixth of November.",
        ENTRY,
    ),
    Break(
        "campaigns.entry.rules.dates:_of_two_numbers",
        'match["other"] in ("1", "2", "3")',
        'match["other"] in ("1", "2")',
        "6.30 of a spreadsheet, which is 6.3 there, is read as the third of June.",
        ENTRY,
    ),
    Break(
        "campaigns.entry.rules.dates:_dated",
        "[day for day in days if day in span]",
        "days[:1]",
        "10 January, written in November, is ten months past.",
        ENTRY,
    ),
    Break(
        "campaigns.entry.rules.fields:Field._number",
        "not 0 <= number <= self.most",
        "not number <= self.most",
        "A village with a negative income is taken.",
        ENTRY,
    ),
    Break(
        "campaigns.entry.rules.numbers:_in_unit",
        ".get(written)",
        ".get(written, Decimal(1))",
        "3万 households are three.",
        ENTRY,
    ),
    Break(
        "campaigns.entry.rules.names:UnitNames.find",
        "if len(within) == 1:",
        "if within:",
        "Of two villages of one name the first gets what was meant for the other.",
        "tests/opinions/test_actions.py tests/opening/test_views.py",
    ),
    Break(
        "campaigns.evidence.rules:shown_name",
        'if unicodedata.category(sign)[0] != "C"',
        "if sign",
        "A sign that turns the direction of writing hides what a file is.",
        "tests/evidence/test_exchange.py",
    ),
    Break(
        "campaigns.projects.rules:may_have_projects",
        "level >= LEAST_LEVEL",
        "level > LEAST_LEVEL",
        "Units that aim at four stars list no projects.",
        "tests/projects/test_actions.py",
    ),
    Break(
        "campaigns.assignments.rules:period_of",
        "day.weekday()",
        "day.isoweekday()",
        "Weekly assignments are listed by weeks that begin on Sundays.",
        "tests/assignments/test_rules.py",
    ),
    Break(
        "campaigns.entry.rules.filters:ListFilter._both",
        "kept.get(one, frozenset()) & kept.get(other, frozenset())",
        "kept.get(other, frozenset())",
        "A figure of a filtered list leads to rows that the filter leaves out.",
        "tests/entry/test_filters.py",
    ),
]
