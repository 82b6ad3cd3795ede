"""What administrators read and edit here."""

from django.contrib import admin

from campaigns.year.admin import UnitRecordAdmin
from villages.records import UnderFilter

from .models import VetoHit


@admin.register(VetoHit)
class VetoHitAdmin(UnitRecordAdmin):
    list_display = ("veto", "unit", "department", "found_on", "state")
    list_filter = (UnderFilter, "plan__campaign__year", "state")
    list_select_related = ("plan__village", "veto")
    search_fields = ("found", "department", "plan__village__name", "plan__village__code")
    shown = (
        "plan", "veto", "department", "found", "evidence", "found_on", "post", "answer", "answered_by", "answered_at",
        "state", "decision_reason", "decided_by", "decided_at",
    )  # fmt: skip
