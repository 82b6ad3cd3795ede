"""Breaks of what deeds ask before they change anything."""

from .breaking import Break

ASSIGNMENT = "tests/campaigns/test_assignment.py"
DECIDING = "tests/campaigns/test_deciding.py"
EVIDENCE = "tests/campaigns/test_evidence.py"
FIGURES = "tests/campaigns/test_figures.py"
LEADER = "tests/campaigns/test_leader.py"
MARKING = "tests/campaigns/test_marking.py"
OPINION = "tests/campaigns/test_opinion.py tests/campaigns/test_exchange_lists.py"
PAIRING = "tests/campaigns/test_pairing.py"
PROBLEM = "tests/campaigns/test_problem.py"
SCHEDULE = "tests/campaigns/test_schedule.py"
SHEET = "tests/campaigns/test_sheet.py"
SIGN_OFF = "tests/campaigns/test_summary.py"
SUBMITTING = "tests/campaigns/test_submitting.py"
TASK = "tests/campaigns/test_task.py"
UNDOING = "tests/campaigns/test_undoing.py"
VETO = "tests/campaigns/test_veto_hit.py"

ACTIONS = [
    # Stars: marked, submitted, decided
    Break(
        "campaigns.actions.plan:save_marks",
        "if plan.version != asked[plan.village_id].version]",
        "if not plan.version]",
        "What a colleague marked meanwhile is overwritten.",
        MARKING,
    ),
    Break(
        "campaigns.actions.plan:save_marks",
        "closed = [reason for plan in plans if (reason := closed_reason(plan, filing_of(plan, known)))]",
        "closed = []",
        "A township marks stars after the deadline.",
        MARKING,
    ),
    Break(
        "campaigns.actions.plan:submit_plans",
        "if reason := closed_reason(plan, filing_of(plan, known)):",
        'if reason := "":',
        "A township submits after the deadline.",
        SUBMITTING,
    ),
    Break(
        "campaigns.actions.plan:submit_plans",
        "problems.extend(gaps(plan.mark, capstone))",
        "gaps(plan.mark, capstone)",
        "A unit of which nothing is said is submitted.",
        SUBMITTING,
    ),
    Break(
        "campaigns.actions.plan:_may_be_undone",
        "elif reason := closed_reason(plan, filing_of(plan, known[plan.campaign])):",
        'elif reason := "":',
        "Marks are taken back after the deadline.",
        SUBMITTING,
    ),
    Break(
        "campaigns.actions.plan:_decide",
        "if plans[0].campaign.phase not in BEFORE_RATING:",
        "if not plans:",
        "Stars are approved after rating has begun.",
        DECIDING,
    ),
    Break(
        "campaigns.actions.plan:_decide",
        "if plan.version != seen[plan.village_id]]",
        "if not plan.version]",
        "The office approves stars that it has not seen.",
        DECIDING,
    ),
    Break(
        "campaigns.actions.plan:approve_plans",
        "if plan.submitted_by_id == change.by.officer.pk]",
        "if not plan.submitted_by_id]",
        "Only the database says, and not by unit, that nobody approves what they submitted.",
        DECIDING,
    ),
    Break(
        "campaigns.actions.plan:_check_day",
        "today() <= day <=",
        "today() < day <=",
        "A plan cannot be returned to be mended today.",
        DECIDING,
    ),
    Break(
        "campaigns.actions.plan:extend_filing",
        "if not access.runs(change.by, township.county):",
        "if not access.enters(change.by, township):",
        "A township extends its own deadline.",
        SUBMITTING,
    ),
    # Sheets
    Break(
        "campaigns.actions.sheet:_decide",
        "if sheets[0].plan.campaign.phase not in WRITTEN_IN:",
        "if not sheets:",
        "Plan sheets are approved and returned after rating has begun.",
        SHEET,
    ),
    Break(
        "campaigns.actions.sheet:approve_sheets",
        "if contents[sheet.pk].digest() != digests.get(sheet.place_code)]",
        "if sheet.place_code not in digests]",
        "A sheet is approved with other stars than the office saw.",
        SHEET,
    ),
    # The campaign
    Break(
        "campaigns.actions.campaign:lead_star",
        " or p.county_id != star.campaign.county_id]",
        "]",
        "A star is given to a task force of another county.",
        f"{UNDOING} tests/screens/test_campaign.py",
    ),
    Break(
        "campaigns.actions.campaign:move_phase",
        "if NEXT_PHASE.get(campaign.phase) != phase and not back:",
        "if not phase:",
        "A campaign leaps from planning to its end.",
        "tests/screens/test_campaign.py",
    ),
    Break(
        "campaigns.actions.campaign:record_held",
        "(PlanState.SUBMITTED, PlanState.APPROVED)",
        "(PlanState.APPROVED,)",
        "Stars that a unit held change under what it has submitted.",
        DECIDING,
    ),
    Break(
        "campaigns.actions.figures:save_figures",
        "if campaign.phase not in BEFORE_RATING:",
        "if not campaign.phase:",
        "Figures of the creation plan change while it is being rated by them.",
        FIGURES,
    ),
    Break(
        "campaigns.actions.figures:save_figures",
        "if (sheet.version if sheet else 0) != version:",
        "if not sheet and version:",
        "Of two who state figures at once the second overwrites the first.",
        FIGURES,
    ),
    Break(
        "campaigns.actions.filing:sign_off",
        "<= signed_on <= today()",
        "<= signed_on < today()",
        "What the secretary signs today cannot be recorded today.",
        SIGN_OFF,
    ),
    Break(
        "campaigns.actions.filing:sign_off",
        "if not filing.campaign.planning_from <= signed_on",
        "if not filing.campaign.planning_from < signed_on",
        "What was signed on the first day of the campaign cannot be recorded.",
        SIGN_OFF,
    ),
    Break(
        "campaigns.actions.finding:answer_finding",
        "finding.place.startswith(seat.place.code)",
        "finding.place",
        "A township explains away what is found of another one.",
        "tests/screens/test_findings.py",
    ),
    Break(
        "campaigns.actions.finding:answer_finding",
        "if digest != finding.digest:",
        "if not digest:",
        "A finding is set aside by somebody who saw other figures.",
        "tests/screens/test_findings.py",
    ),
    # Opinions, vetoes
    Break(
        "campaigns.actions.opinion:take_opinions",
        "if opinion.version != entry.version:",
        "if not opinion.version:",
        "A workbook overwrites what a colleague has said of an opinion meanwhile.",
        OPINION,
    ),
    Break(
        "campaigns.actions.opinion:take_opinions",
        "if opinion.pk not in own:",
        "if opinion.pk not in known:",
        "The office rewrites by workbook what a task force has said.",
        OPINION,
    ),
    Break(
        "campaigns.actions.veto_hit:enter_veto_hit",
        "if not Plan.objects.visible_to(change.by).filter(pk=plan.pk).exists():",
        "if plan.pk is None:",
        "A veto hit is entered in another county's unit.",
        VETO,
    ),
    Break(
        "campaigns.actions.veto_hit:vetoes_of",
        "return listed.filter(star__in=access.stars_of(seat, campaign))",
        "return listed",
        "A task force enters vetoes of others' stars.",
        VETO,
    ),
    Break(
        "campaigns.actions.veto_hit:decide_veto_hit",
        "VetoHit.objects.visible_to(change.by) if change.by.holds(Role.COUNTY_OFFICE) else VetoHit.objects.none()",
        "VetoHit.objects.visible_to(change.by)",
        "A township decides the veto hit of its own unit.",
        VETO,
    ),
    # The ledger
    Break(
        "campaigns.actions.task:locked_rows",
        "plan__campaign=campaign, in_force=True, pk__in=keys",
        "plan__campaign=campaign, pk__in=keys",
        "Tasks of a star that was left out go on being reported.",
        TASK,
    ),
    Break(
        "campaigns.actions.task:_as_seen",
        "if row.version != seen[row.pk]]",
        "if not row.version]",
        "The office checks a task that says something else by now.",
        TASK,
    ),
    Break(
        "campaigns.actions.task:check_tasks",
        "if row.reported_by_id == change.by.officer.pk]",
        "if not row.reported_by_id]",
        "Only the database says, and not by task, that nobody checks what they reported.",
        TASK,
    ),
    Break(
        "campaigns.actions.task:_while_open",
        "if rows.filter(in_force=False).exists():",
        "if not rows:",
        "A change of a task that has left the ledger with its star is undone.",
        TASK,
    ),
    Break(
        "campaigns.actions.task:_check_until",
        "if not first < until <= last:",
        "if not first < until:",
        "More time is granted until after the assessment.",
        TASK,
    ),
    Break(
        "campaigns.actions.schedule:_may_be_undone",
        "if changeset.changes.count() > MOST_UNDONE:",
        "if not changeset.changes:",
        "An undo of a whole county's schedule keeps the database busy.",
        SCHEDULE,
    ),
    Break(
        "campaigns.actions.schedule:set_weeks",
        "number > MOST_WEEKS",
        "number >= MOST_WEEKS",
        "A task cannot be due 52 weeks before the assessment.",
        SCHEDULE,
    ),
    Break(
        "campaigns.actions.schedule:reschedule",
        "if moves_digest(found) != seen:",
        "if not seen:",
        "Deadlines move otherwise than the office saw.",
        SCHEDULE,
    ),
    Break(
        "campaigns.actions.standard:apply_checklist",
        "if digest(found, listed) != seen:",
        "if not seen:",
        "A checklist is applied with another effect than the office saw.",
        "tests/campaigns/test_checklist.py",
    ),
    # Evidence, problems, assignments
    Break(
        "campaigns.actions.evidence:_while_open",
        "if UnitTask.objects.filter(pk__in=rows, state=TaskState.CHECKED).exists():",
        "if None in rows:",
        "Evidence is taken off a task that was checked by it.",
        EVIDENCE,
    ),
    Break(
        "campaigns.actions.evidence:_chosen",
        "township__in=townships, pk__in=keys",
        "pk__in=keys",
        "A file of one township serves as evidence of another one.",
        EVIDENCE,
    ),
    Break(
        "campaigns.actions.problem:_locked",
        "if problem.version != seen[problem.pk]]",
        "if not problem.version]",
        "The office closes a problem that says something else by now.",
        PROBLEM,
    ),
    Break(
        "campaigns.actions.problem:_check_not_own",
        "if problem.fixed_by_id == change.by.officer.pk]",
        "if not problem.fixed_by_id]",
        "Only the database says, and not by problem, that nobody closes what they fixed.",
        PROBLEM,
    ),
    Break(
        "campaigns.actions.problem:edit_problem",
        "if not (is_own or is_office):",
        "if problem.pk is None:",
        "A township rewrites what a task force found in its villages.",
        PROBLEM,
    ),
    Break(
        "campaigns.actions.assignment:close_assignment",
        "if assignment.replied_by_id == change.by.officer.pk:",
        "if assignment.replied_by_id is None:",
        "Whoever typed a department's reply strikes the assignment off.",
        ASSIGNMENT,
    ),
    # Leaders, pairings
    Break(
        "campaigns.actions.running:check_day",
        "if on < campaign.planning_from:",
        "if on <= campaign.planning_from:",
        "A visit on the first day of the campaign is refused.",
        f"{LEADER} {PAIRING}",
    ),
    Break(
        "campaigns.actions.leader:set_leaders",
        "if leaders_digest(campaign) != seen:",
        "if not seen:",
        "A pasted list of contact leaders undoes what a colleague has arranged meanwhile.",
        LEADER,
    ),
    Break(
        "campaigns.actions.pairing:_check_entry",
        "if not pairing.agreed_on <= sheet.on",
        "if not pairing.agreed_on < sheet.on",
        "What two villages did on the day of their agreement cannot be written down.",
        PAIRING,
    ),
    Break(
        "campaigns.actions.pairing:_check_entry",
        "<= sheet.on <= last:",
        "<= sheet.on < last:",
        "What two villages did on the last day of their pairing cannot be written down.",
        PAIRING,
    ),
]
