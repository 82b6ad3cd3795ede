"""What administrators read and edit here."""

from django.contrib import admin

from campaigns.year.admin import CountyRecordAdmin
from villages.records import UnderFilter

from .models import Assignment


@admin.register(Assignment)
class AssignmentAdmin(CountyRecordAdmin):
    list_display = ("number", "campaign", "department", "due_on", "state")
    list_filter = (UnderFilter, "campaign__year", "state")
    list_select_related = ("campaign__county",)
    search_fields = ("text", "department", "campaign__county__name")
    shown = (
        "campaign", "number", "text", "star", "task", "department", "given_on", "given_by", "due_on", "state",
        "reply_from", "replied_at", "closed_at",
    )  # fmt: skip
