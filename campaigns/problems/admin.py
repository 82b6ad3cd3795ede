"""What administrators read and edit here."""

from django.contrib import admin

from campaigns.year.admin import UnitRecordAdmin
from villages.records import UnderFilter

from .models import Problem


@admin.register(Problem)
class ProblemAdmin(UnitRecordAdmin):
    list_display = ("text", "unit", "star", "source", "person", "due_on", "state")
    list_filter = (UnderFilter, "plan__campaign__year", "state", "source")
    list_select_related = ("plan__village", "star")
    search_fields = ("text", "person", "department", "plan__village__name", "plan__village__code")
    shown = (
        "plan", "star", "task", "text", "source", "source_word", "found_on", "support_unit", "measure", "due_on",
        "due_on_words", "person", "department", "post", "state", "fix", "fixed_at", "rechecked_at", "closed_at",
        "return_reason",
    )  # fmt: skip
