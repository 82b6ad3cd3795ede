"""Breaks of who sits where and reaches what."""

from .breaking import Break

HERE = "tests/year/test_access.py"
PLACES = "tests/villages/test_access.py"
ACCOUNTS = "tests/villages/test_accounts.py"

ACCESS = [
    Break(
        "campaigns.access:runs",
        " and seat.sits_in(county)",
        "",
        "The office of the neighbouring county runs this one's campaign.",
        HERE,
    ),
    Break(
        "campaigns.access:enters",
        " and seat.sits_in(township)",
        "",
        "A township enters its neighbours' plans.",
        HERE,
    ),
    Break(
        "campaigns.access:reads_county",
        "seat.reaches(county) and ",
        "",
        "Every county reads the pages of every other one.",
        HERE,
    ),
    Break(
        "campaigns.access:sees_open_findings",
        "Role.COUNTY_OFFICE, Role.TOWNSHIP_ORGANIZER",
        "*Role.values",
        "Leaders read findings that nobody has confirmed.",
        HERE,
    ),
    Break(
        "campaigns.year.models.campaign:stars_of",
        "campaign.stars.filter(posts=seat.post)",
        "campaign.stars.all()",
        "A task force acts on every star.",
        HERE,
    ),
    Break(
        "villages.access:scope",
        "return Q() if is_first(seat) else Q(pk__in=())",
        "return Q()",
        "Whoever has lost the last post sees everything.",
        PLACES,
    ),
    Break(
        "villages.access:scope",
        '"code"])): seat.ancestor(level).pk})',
        '"code__startswith"])): seat.place.pk[:2]})',
        "A township sees every county of the province.",
        PLACES,
    ),
    Break(
        "villages.access:staffs",
        " and role in STAFF",
        "",
        "An office makes itself the colleague who approves what it submitted.",
        ACCOUNTS,
    ),
    Break(
        "villages.access:looks_after",
        "return all(staffs",
        "return any(staffs",
        "An office gives a new password to somebody who has a second post elsewhere.",
        ACCOUNTS,
    ),
    Break(
        "campaigns.problems.models:ProblemQuerySet.checked_by",
        "self.visible_to(seat).filter(star__posts=seat.post)",
        "self.visible_to(seat)",
        "A task force rechecks and closes problems of others' stars.",
        "tests/problems/test_actions.py",
    ),
    Break(
        "campaigns.ledger.models:UnitTaskQuerySet.checked_by",
        "self.visible_to(seat).filter(task__star__posts=seat.post)",
        "self.visible_to(seat)",
        "A task force checks tasks of others' stars.",
        "tests/ledger/test_actions.py",
    ),
    Break(
        "campaigns.vetoes.models:VetoHitQuerySet.visible_to",
        "shown = Q(state=VetoState.UPHELD)",
        "shown = Q()",
        "Everybody reads a veto hit that nobody has decided.",
        "tests/vetoes/test_actions.py",
    ),
    Break(
        "campaigns.year.models.campaign:Filing.sheets_due",
        "max(self.due, self.campaign.sheet_due or self.due)",
        "self.campaign.sheet_due or self.due",
        "A township whose stars were given longer has to write its sheets before them.",
        "tests/sheets/test_actions.py",
    ),
    Break(
        "campaigns.planning.models.guard:APPROVED_PLAN",
        '        Rule("campaigns_planstar", "DELETE", _OF_APPROVED.format(row="OLD")),\n',
        "",
        "A star of an approved plan is deleted past the program.",
        "tests/planning/test_approved.py",
    ),
    Break(
        "campaigns.sheets.models.guard:APPROVED_SHEET",
        "OLD.state = 'approved' AND NEW.state = 'approved'",
        "FALSE",
        "An approved sheet is rewritten past the program.",
        "tests/sheets/test_actions.py",
    ),
]
