"""What administrators read and edit here."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from villages.records import RecordAdmin, UnderFilter

from .models import Project


@admin.register(Project)
class ProjectAdmin(RecordAdmin):
    level, path, deepest = "village", "plan__village", "township"
    list_display = ("name", "unit", "star", "amount", "source", "department", "person", "ends_on", "state")
    list_filter = (UnderFilter, "plan__campaign__year", "state", "source")
    list_select_related = ("plan__village", "star")
    search_fields = ("name", "department", "person", "plan__village__name", "plan__village__code")
    shown = (
        "plan", "star", "name", "amount", "source", "department", "person", "starts_on", "ends_on",
        "ends_on_words", "state", "note",
    )  # fmt: skip

    @admin.display(description=_("unit"), ordering="plan__village")
    def unit(self, project: Project):
        return project.plan.village
