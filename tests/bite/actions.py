"""Breaks of what deeds ask before they change anything."""

from .breaking import Break

ASSIGNMENT = "tests/assignments/test_actions.py"
DECIDING = "tests/planning/test_deciding.py"
EVIDENCE = "tests/evidence/test_actions.py"
FIGURES = "tests/planning/test_figures.py"
LEADER = "tests/leaders/test_actions.py"
MARKING = "tests/planning/test_marking.py"
OPINION = "tests/opinions/test_actions.py tests/opinions/test_upload.py tests/workbooks/test_returned.py"
PAIRING = "tests/pairings/test_actions.py"
PROBLEM = "tests/problems/test_actions.py"
SCHEDULE = "tests/ledger/test_schedule.py"
SHEET = "tests/sheets/test_actions.py"
SIGN_OFF = "tests/planning/test_summary.py"
SUBMITTING = "tests/planning/test_submitting.py"
TASK = "tests/ledger/test_actions.py"
UNDOING = "tests/planning/test_undoing.py"
VETO = "tests/vetoes/test_actions.py"

ACTIONS = [
    # Stars: marked, submitted, decided
    Break(
        "campaigns.planning.actions.marks:save_marks",
        "if plan.version != asked[plan.village_id].version]",
        "if not plan.version]",
        "What a colleague marked meanwhile is overwritten.",
        MARKING,
    ),
    Break(
        "campaigns.planning.actions.marks:save_marks",
        "closed = [reason for plan in plans if (reason := closed_reason(plan, filing_of(plan, known)))]",
        "closed = []",
        "A township marks stars after the deadline.",
        MARKING,
    ),
    Break(
        "campaigns.planning.actions.marks:submit_plans",
        "if reason := closed_reason(plan, filing_of(plan, known)):",
        'if reason := "":',
        "A township submits after the deadline.",
        SUBMITTING,
    ),
    Break(
        "campaigns.planning.actions.marks:submit_plans",
        "problems.extend(gaps(plan.mark, capstone))",
        "gaps(plan.mark, capstone)",
        "A unit of which nothing is said is submitted.",
        SUBMITTING,
    ),
    Break(
        "campaigns.planning.actions.marks:_may_be_undone",
        "elif reason := closed_reason(plan, filing_of(plan, known[plan.campaign])):",
        'elif reason := "":',
        "Marks are taken back after the deadline.",
        SUBMITTING,
    ),
    Break(
        "campaigns.planning.actions.marks:_decide",
        "if plans[0].campaign.phase not in BEFORE_RATING:",
        "if not plans:",
        "Stars are approved after rating has begun.",
        DECIDING,
    ),
    Break(
        "campaigns.planning.actions.marks:_decide",
        "if plan.version != seen[plan.village_id]]",
        "if not plan.version]",
        "The office approves stars that it has not seen.",
        DECIDING,
    ),
    Break(
        "campaigns.planning.actions.marks:approve_plans",
        "if plan.submitted_by_id == change.by.officer.pk]",
        "if not plan.submitted_by_id]",
        "Only the database says, and not by unit, that nobody approves what they submitted.",
        DECIDING,
    ),
    Break(
        "campaigns.planning.actions.marks:_check_day",
        "today() <= day <=",
        "today() < day <=",
        "A plan cannot be returned to be mended today.",
        DECIDING,
    ),
    Break(
        "campaigns.planning.actions.marks:extend_filing",
        "if not access.runs(change.by, township.county):",
        "if not access.enters(change.by, township):",
        "A township extends its own deadline.",
        SUBMITTING,
    ),
    # Sheets
    Break(
        "campaigns.sheets.actions.sheet:_decide",
        "if sheets[0].plan.campaign.phase not in BEFORE_RATING:",
        "if not sheets:",
        "Plan sheets are approved and returned after rating has begun.",
        SHEET,
    ),
    Break(
        "campaigns.sheets.actions.sheet:approve_sheets",
        "if contents[sheet.pk].digest() != digests.get(sheet.place_code)]",
        "if sheet.place_code not in digests]",
        "A sheet is approved with other stars than the office saw.",
        SHEET,
    ),
    # The campaign
    Break(
        "campaigns.year.actions:lead_star",
        " or p.county_id != star.campaign.county_id]",
        "]",
        "A star is given to a task force of another county.",
        f"{UNDOING} tests/year/test_actions.py tests/opening/test_views.py",
    ),
    Break(
        "campaigns.year.actions:move_phase",
        "if NEXT_PHASE.get(campaign.phase) != phase and not back:",
        "if not phase:",
        "A campaign leaps from planning to its end.",
        "tests/opening/test_views.py",
    ),
    Break(
        "campaigns.opening.actions:record_held",
        "(PlanState.SUBMITTED, PlanState.APPROVED)",
        "(PlanState.APPROVED,)",
        "Stars that a unit held change under what it has submitted.",
        DECIDING,
    ),
    Break(
        "campaigns.planning.actions.figures:save_figures",
        "if campaign.phase not in BEFORE_RATING:",
        "if not campaign.phase:",
        "Figures of the creation plan change while it is being rated by them.",
        FIGURES,
    ),
    Break(
        "campaigns.planning.actions.figures:save_figures",
        "if (sheet.version if sheet else 0) != version:",
        "if not sheet and version:",
        "Of two who state figures at once the second overwrites the first.",
        FIGURES,
    ),
    Break(
        "campaigns.planning.actions.filings:sign_off",
        "<= signed_on <= today()",
        "<= signed_on < today()",
        "What the secretary signs today cannot be recorded today.",
        SIGN_OFF,
    ),
    Break(
        "campaigns.planning.actions.filings:sign_off",
        "if not filing.campaign.planning_from <= signed_on",
        "if not filing.campaign.planning_from < signed_on",
        "What was signed on the first day of the campaign cannot be recorded.",
        SIGN_OFF,
    ),
    Break(
        "campaigns.planning.actions.findings:answer_finding",
        "finding.place.startswith(seat.place.code)",
        "finding.place",
        "A township explains away what is found of another one.",
        "tests/planning/views/test_findings.py",
    ),
    Break(
        "campaigns.planning.actions.findings:answer_finding",
        "if digest != finding.digest:",
        "if not digest:",
        "A finding is set aside by somebody who saw other figures.",
        "tests/planning/views/test_findings.py",
    ),
    # Opinions, vetoes
    Break(
        "campaigns.opinions.actions:take_opinions",
        "if opinion.version != entry.version:",
        "if not opinion.version:",
        "A workbook overwrites what a colleague has said of an opinion meanwhile.",
        OPINION,
    ),
    Break(
        "campaigns.opinions.actions:take_opinions",
        "if opinion.pk not in own:",
        "if opinion.pk not in known:",
        "The office rewrites by workbook what a task force has said.",
        OPINION,
    ),
    Break(
        "campaigns.vetoes.actions:enter_veto_hit",
        "if not Plan.objects.visible_to(change.by).filter(pk=plan.pk).exists():",
        "if plan.pk is None:",
        "A veto hit is entered in another county's unit.",
        VETO,
    ),
    Break(
        "campaigns.vetoes.actions:vetoes_of",
        "return listed.filter(star__in=stars_of(seat, campaign))",
        "return listed",
        "A task force enters vetoes of others' stars.",
        VETO,
    ),
    Break(
        "campaigns.vetoes.actions:decide_veto_hit",
        "VetoHit.objects.visible_to(change.by) if change.by.holds(Role.COUNTY_OFFICE) else VetoHit.objects.none()",
        "VetoHit.objects.visible_to(change.by)",
        "A township decides the veto hit of its own unit.",
        VETO,
    ),
    # The ledger
    Break(
        "campaigns.ledger.actions.tasks:locked_rows",
        "plan__campaign=campaign, in_force=True, pk__in=keys",
        "plan__campaign=campaign, pk__in=keys",
        "Tasks of a star that was left out go on being reported.",
        TASK,
    ),
    Break(
        "campaigns.ledger.actions.tasks:_as_seen",
        "if row.version != seen[row.pk]]",
        "if not row.version]",
        "The office checks a task that says something else by now.",
        TASK,
    ),
    Break(
        "campaigns.ledger.actions.tasks:check_tasks",
        "if row.reported_by_id == change.by.officer.pk]",
        "if not row.reported_by_id]",
        "Only the database says, and not by task, that nobody checks what they reported.",
        TASK,
    ),
    Break(
        "campaigns.ledger.actions.tasks:_while_open",
        "if rows.filter(in_force=False).exists():",
        "if not rows:",
        "A change of a task that has left the ledger with its star is undone.",
        TASK,
    ),
    Break(
        "campaigns.ledger.actions.tasks:_check_until",
        "if not first < until <= last:",
        "if not first < until:",
        "More time is granted until after the assessment.",
        TASK,
    ),
    Break(
        "campaigns.ledger.actions.schedule:_may_be_undone",
        "if changeset.changes.count() > MOST_UNDONE:",
        "if not changeset.changes:",
        "An undo of a whole county's schedule keeps the database busy.",
        SCHEDULE,
    ),
    Break(
        "campaigns.ledger.actions.schedule:set_weeks",
        "number > MOST_WEEKS",
        "number >= MOST_WEEKS",
        "A task cannot be due 52 weeks before the assessment.",
        SCHEDULE,
    ),
    Break(
        "campaigns.ledger.actions.schedule:reschedule",
        "if moves_digest(found) != seen:",
        "if not seen:",
        "Deadlines move otherwise than the office saw.",
        SCHEDULE,
    ),
    Break(
        "campaigns.ledger.actions.checklist:apply_checklist",
        "if digest(found, listed) != seen:",
        "if not seen:",
        "A checklist is applied with another effect than the office saw.",
        "tests/ledger/test_checklist.py",
    ),
    # Evidence, problems, assignments
    Break(
        "campaigns.evidence.actions:_while_open",
        "if UnitTask.objects.filter(pk__in=rows, state=TaskState.CHECKED).exists():",
        "if None in rows:",
        "Evidence is taken off a task that was checked by it.",
        EVIDENCE,
    ),
    Break(
        "campaigns.evidence.actions:_chosen",
        "township__in=townships, pk__in=keys",
        "pk__in=keys",
        "A file of one township serves as evidence of another one.",
        EVIDENCE,
    ),
    Break(
        "campaigns.problems.actions:_locked",
        "if problem.version != seen[problem.pk]]",
        "if not problem.version]",
        "The office closes a problem that says something else by now.",
        PROBLEM,
    ),
    Break(
        "campaigns.problems.actions:_check_not_own",
        "if problem.fixed_by_id == change.by.officer.pk]",
        "if not problem.fixed_by_id]",
        "Only the database says, and not by problem, that nobody closes what they fixed.",
        PROBLEM,
    ),
    Break(
        "campaigns.problems.actions:edit_problem",
        "if not (is_own or is_office):",
        "if problem.pk is None:",
        "A township rewrites what a task force found in its villages.",
        PROBLEM,
    ),
    Break(
        "campaigns.assignments.actions:close_assignment",
        "if assignment.replied_by_id == change.by.officer.pk:",
        "if assignment.replied_by_id is None:",
        "Whoever typed a department's reply strikes the assignment off.",
        ASSIGNMENT,
    ),
    # Leaders, pairings
    Break(
        "campaigns.year.actions:check_day",
        "if on < campaign.planning_from:",
        "if on <= campaign.planning_from:",
        "A visit on the first day of the campaign is refused.",
        f"{LEADER} {PAIRING}",
    ),
    Break(
        "campaigns.leaders.actions:set_leaders",
        "if leaders_digest(campaign) != seen:",
        "if not seen:",
        "A pasted list of contact leaders undoes what a colleague has arranged meanwhile.",
        LEADER,
    ),
    Break(
        "campaigns.pairings.actions:_check_entry",
        "if not pairing.agreed_on <= sheet.on",
        "if not pairing.agreed_on < sheet.on",
        "What two villages did on the day of their agreement cannot be written down.",
        PAIRING,
    ),
    Break(
        "campaigns.pairings.actions:_check_entry",
        "<= sheet.on <= last:",
        "<= sheet.on < last:",
        "What two villages did on the last day of their pairing cannot be written down.",
        PAIRING,
    ),
]
