"""What administrators read and edit here."""

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from campaigns.access import keeps_days_off
from campaigns.year.admin import StandardAdmin, UnitRecordAdmin
from campaigns.year.models.campaign import Campaign, Task
from villages.records import RecordAdmin, RecordForm, UnderFilter

from .actions import checklist as standard
from .actions import schedule
from .models import DayOff, UnitTask


@admin.register(Task)
class TaskAdmin(StandardAdmin):
    campaign_path = "star__campaign"
    list_display = ("number", "title", "star", "campaign", "is_required", "points", "weeks_before")
    list_display_links = ("number", "title")
    list_filter = (UnderFilter, "star__campaign__year", "star__kind", "star__code", "is_required")
    list_select_related = ("star__campaign__county",)
    search_fields = ("title", "done_when", "star__name", "star__campaign__county__name")
    search_help_text = _("Task, star or county")
    autocomplete_fields = ("star", "parent")
    typed = (
        "star", "parent", "number", "title", "done_when", "evidence", "is_required", "points", "weeks_before",
        "is_retired",
    )  # fmt: skip

    @admin.display(description=_("campaign"), ordering="star__campaign")
    def campaign(self, task: Task) -> Campaign:
        return task.star.campaign

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.maintained(request)

    def has_delete_permission(self, request: HttpRequest, obj: Task | None = None) -> bool:
        return obj is not None and self.has_change_permission(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Task | None = None) -> tuple[str, ...]:
        return ("star",) if obj else ()

    def save_model(self, request: HttpRequest, obj: Task, form: RecordForm, change: bool) -> None:
        names = [name for name in self.typed if name != "star" and name in form.cleaned_data]
        stored = Task.objects.select_related("star__campaign__county", "parent").filter(pk=obj.pk).first()
        values = form.values(*names) if change else {name: form.cleaned_data[name] for name in names}
        if values:
            standard.save_task(
                by=request.seat,
                task=stored if change else Task(star=obj.star),
                version=form.cleaned_data["seen"],
                values=values,
                reason=form.cleaned_data["reason"],
            )

    def delete_model(self, request: HttpRequest, obj: Task) -> None:
        standard.delete_task(by=request.seat, task=obj)


@admin.register(DayOff)
class DayOffAdmin(RecordAdmin):
    """Screen: the days off, which are the whole installation's."""

    list_display = ("day", "is_worked", "name")
    list_filter = ("is_worked",)
    date_hierarchy = "day"
    ordering = ("-day",)
    search_fields = ("name",)
    typed = ("day", "is_worked", "name")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return admin.ModelAdmin.get_queryset(self, request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return keeps_days_off(request.seat)

    def has_change_permission(self, request: HttpRequest, obj: DayOff | None = None) -> bool:
        return keeps_days_off(request.seat)

    has_delete_permission = has_change_permission

    def save_model(self, request: HttpRequest, obj: DayOff, form: RecordForm, change: bool) -> None:
        schedule.save_day_off(
            by=request.seat,
            day_off=DayOff.objects.get(pk=obj.pk) if change else DayOff(),
            version=form.cleaned_data["seen"],
            values=form.values(*self.typed) if change else {name: form.cleaned_data[name] for name in self.typed},
            reason=form.cleaned_data["reason"],
        )

    def delete_model(self, request: HttpRequest, obj: DayOff) -> None:
        schedule.delete_day_off(by=request.seat, day_off=obj)


@admin.register(UnitTask)
class UnitTaskAdmin(UnitRecordAdmin):
    list_display = ("unit", "task", "state", "department", "person", "due_on", "in_force")
    list_filter = (UnderFilter, "plan__campaign__year", "state", "in_force")
    list_select_related = ("plan__village", "task")
    search_fields = ("task__title", "person", "department", "plan__village__name", "plan__village__code")
    shown = (
        "plan", "task", "in_force", "state", "was_reached", "present", "gap", "measure", "department", "leader",
        "person", "support_unit", "starts_on", "due_on", "due_is_own", "progress", "reported_by", "reported_at",
        "checked_by", "checked_at", "return_reason",
    )  # fmt: skip
