"""What the database refuses to change: an approved plan, until the county office reopens it."""

from django.utils.translation import gettext_lazy as _

from fivestar.changes.guard import Guard, Rule

_OF_APPROVED = "EXISTS (SELECT 1 FROM campaigns_plan WHERE id = {row}.plan_id AND state = 'approved')"

APPROVED_PLAN = Guard(
    name="an_approved_plan_stays_as_it_is",
    message=_("An approved plan does not change; only the county office can reopen it."),
    rules=(
        # Reopening is the one change: it takes the plan out of this state.
        Rule("campaigns_plan", "UPDATE", "OLD.state = 'approved' AND NEW.state = 'approved'"),
        Rule("campaigns_plan", "DELETE", "OLD.state = 'approved'"),
        Rule("campaigns_plan", "TRUNCATE", "EXISTS (SELECT 1 FROM campaigns_plan WHERE state = 'approved')"),
        Rule("campaigns_planstar", "INSERT", _OF_APPROVED.format(row="NEW")),
        Rule("campaigns_planstar", "UPDATE", f"{_OF_APPROVED.format(row='OLD')} OR {_OF_APPROVED.format(row='NEW')}"),
        Rule("campaigns_planstar", "DELETE", _OF_APPROVED.format(row="OLD")),
        Rule("campaigns_planstar", "TRUNCATE", "EXISTS (SELECT 1 FROM campaigns_plan WHERE state = 'approved')"),
    ),
)
