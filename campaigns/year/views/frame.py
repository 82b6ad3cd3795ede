"""What the pages share on which a campaign is run: their sister pages, the status of a form, what others saved."""

import datetime

from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from campaigns import access
from campaigns.entry.forms import Form

from ..models.campaign import Campaign
from .find import crumbs


def campaign_frame(request: HttpRequest, campaign: Campaign, page: str, *below: str) -> dict:
    """The campaign, where the page stands, and its sister pages as far as they are open to the seat."""
    runs = access.runs(request.seat, campaign.county)
    pages = [("stars", _("Who leads which star")), ("standard", _("Checklists"))]
    if runs:
        pages = [
            ("campaign_settings", _("Settings")),
            ("move_phase", _("Phase")),
            ("enrol_units", _("Units that take part")),
            ("record_held", _("Held stars")),
            *pages,
        ]
    elif not access.reads_county(request.seat, campaign.county):
        pages = [("standard", _("Checklists"))]
    at = [campaign.year, campaign.county_id]
    return {
        "campaign": campaign,
        "runs": runs,
        "tabs": [(name, reverse(route, args=at), route == page) for route, name in pages],
        "crumbs": crumbs(request, campaign.year, campaign.county, dict(pages)[page], *below),
    }


def answer_status(form: Form | None, status: int) -> int:
    """422 where the form was not understood; else what came of it."""
    return 422 if status == 200 and form is not None and form.is_bound and not form.is_valid() else status


def conflicting(form: Form, now: dict) -> list[tuple[str, str, str]]:
    """(field, as it stands now, as it was written) for each field in which both differ."""
    return [
        (form.fields[name].label, _shown(form, name, value), _shown(form, name, form.cleaned_data[name]))
        for name, value in now.items()
        if name in form.cleaned_data and form.cleaned_data[name] != value
    ]


def _shown(form: Form, name: str, value) -> str:
    """A field's value as people read it."""
    if value in (None, "", []):
        return "—"
    choices = dict(getattr(form.fields[name], "choices", ()))
    if choices:
        return "、".join(str(choices.get(each, each)) for each in (value if isinstance(value, list) else [value]))
    return date_format(value) if isinstance(value, datetime.date) else str(value)
