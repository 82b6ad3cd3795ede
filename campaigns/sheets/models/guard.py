"""What the database refuses to change: an approved sheet, until the county office reopens it."""

from django.utils.translation import gettext_lazy as _

from fivestar.changes.guard import Guard, Rule

_OF_APPROVED_SHEET = "EXISTS (SELECT 1 FROM campaigns_sheet WHERE id = {row}.sheet_id AND state = 'approved')"
APPROVED_SHEET = Guard(
    name="an_approved_sheet_stays_as_it_is",
    message=_("An approved plan does not change; only the county office can reopen it."),
    rules=(
        Rule("campaigns_sheet", "UPDATE", "OLD.state = 'approved' AND NEW.state = 'approved'"),
        Rule("campaigns_sheet", "DELETE", "OLD.state = 'approved'"),
        Rule("campaigns_sheet", "TRUNCATE", "EXISTS (SELECT 1 FROM campaigns_sheet WHERE state = 'approved')"),
        Rule("campaigns_starcase", "INSERT", _OF_APPROVED_SHEET.format(row="NEW")),
        Rule(
            "campaigns_starcase",
            "UPDATE",
            f"{_OF_APPROVED_SHEET.format(row='OLD')} OR {_OF_APPROVED_SHEET.format(row='NEW')}",
        ),
        Rule("campaigns_starcase", "DELETE", _OF_APPROVED_SHEET.format(row="OLD")),
        Rule("campaigns_starcase", "TRUNCATE", "EXISTS (SELECT 1 FROM campaigns_sheet WHERE state = 'approved')"),
    ),
)
