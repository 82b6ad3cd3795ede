"""The records of campaigns: the standard is edited through its actions, everything else is for reading."""

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from campaigns.assignments.models import Assignment
from campaigns.leaders.models import ContactLeader, Visit
from campaigns.ledger.actions import checklist as standard
from campaigns.ledger.actions import schedule
from campaigns.ledger.models import DayOff, UnitTask
from campaigns.opinions.models import Opinion
from campaigns.pairings.models import Pairing
from campaigns.planning.models.figures import Figure, FigureSheet, PlanVersion
from campaigns.planning.models.findings import Answer
from campaigns.planning.models.marks import Plan, PlanStar
from campaigns.problems.models import Problem
from campaigns.projects.models import Project
from campaigns.vetoes.models import VetoHit
from campaigns.year.actions.standard import delete_veto, edit_star, save_veto
from campaigns.year.models.campaign import Campaign, Filing, Star, Task, Veto
from fivestar.changes.models import Change, ChangeSet
from villages import access
from villages.records import RecordAdmin, RecordForm, UnderFilter

from .access import keeps_days_off


class CountyRecordAdmin(RecordAdmin):
    """Records of a county's campaign.

    campaign_path -- the lookup from the records to their campaign; empty for campaigns themselves.
    """

    level, deepest = "county", "county"
    campaign_path = "campaign"

    @property
    def path(self) -> str:
        return "__".join(filter(None, [self.campaign_path, "county"]))

    def campaign_of(self, record: models.Model) -> Campaign:
        for step in self.campaign_path.split("__"):
            record = getattr(record, step)
        return record


class ReadOnlyInline(admin.TabularInline):
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj=None) -> bool:
        return request.user.is_staff


# The standard ------------------------------------------------------------------------------------------------


class StandardAdmin(CountyRecordAdmin):
    """Records of a campaign's own copy of the standard."""

    def maintained(self, request: HttpRequest) -> bool:
        """Whether the seat may edit the standards of some county."""
        return request.seat.holds(*access.MAINTAINERS) or access.is_first(request.seat)

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        if obj is None:
            return self.maintained(request)
        return access.maintains(request.seat, self.campaign_of(obj).county)


@admin.register(Star)
class StarAdmin(StandardAdmin):
    list_display = ("name", "campaign", "kind", "order", "is_capstone", "department", "task_force")
    list_filter = (UnderFilter, "campaign__year", "kind")
    list_select_related = ("campaign__county",)
    search_fields = ("name", "code", "department", "campaign__county__name")
    search_help_text = _("Star, department or county")
    shown = ("campaign", "kind", "code", "order", "is_capstone")
    typed = ("name", "department", "task_force")

    def save_model(self, request: HttpRequest, obj: Star, form: RecordForm, change: bool) -> None:
        if values := form.values(*self.typed):
            edit_star(
                by=request.seat,
                star=Star.objects.select_related("campaign__county").get(pk=obj.pk),
                version=form.cleaned_data["seen"],
                values=values,
                reason=form.cleaned_data["reason"],
            )


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


@admin.register(Veto)
class VetoAdmin(StandardAdmin):
    list_display = ("text", "campaign", "kind", "star")
    list_filter = (UnderFilter, "campaign__year", "kind")
    list_select_related = ("campaign__county", "star")
    search_fields = ("text", "campaign__county__name")
    autocomplete_fields = ("campaign", "star")
    typed = ("campaign", "kind", "star", "text")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.maintained(request)

    def has_delete_permission(self, request: HttpRequest, obj: Veto | None = None) -> bool:
        return obj is not None and self.has_change_permission(request, obj)

    def get_fields(self, request: HttpRequest, obj: Veto | None = None) -> tuple[str, ...]:
        return tuple(name for name in super().get_fields(request, obj) if name != "seen")

    def get_readonly_fields(self, request: HttpRequest, obj: Veto | None = None) -> tuple[str, ...]:
        return ("campaign",) if obj else ()

    def save_model(self, request: HttpRequest, obj: Veto, form: RecordForm, change: bool) -> None:
        names = [name for name in self.typed if name != "campaign" and name in form.cleaned_data]
        stored = Veto.objects.select_related("campaign__county", "star").filter(pk=obj.pk).first()
        save_veto(
            by=request.seat,
            veto=stored if change else Veto(campaign=obj.campaign),
            values=form.values(*names) if change else {name: form.cleaned_data[name] for name in names},
            reason=form.cleaned_data["reason"],
        )

    def delete_model(self, request: HttpRequest, obj: Veto) -> None:
        delete_veto(by=request.seat, veto=obj)


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


# What actions own: for reading -------------------------------------------------------------------------------


@admin.register(Campaign)
class CampaignAdmin(CountyRecordAdmin):
    campaign_path = ""
    list_display = ("county", "year", "phase", "plan_due", "assessment_on", "budget", "rate", "capstone")
    list_filter = (UnderFilter, "year", "phase")
    list_select_related = ("county",)
    search_fields = ("county__name", "county__pinyin", "county__initials", "county__code")
    search_help_text = _("County by name, code, pinyin or initials")
    shown = (
        "county", "year", "word", "phase", "planning_from", "plan_due", "sheet_due", "assessment_on", "rating_due",
        "budget", "rate", "capstone", "winning", "points_needed", "standard",
    )  # fmt: skip


@admin.register(Filing)
class FilingAdmin(RecordAdmin):
    level, path, deepest = "township", "township", "county"
    list_display = ("township", "campaign", "extended_until")
    list_filter = (UnderFilter, "campaign__year")
    list_select_related = ("township", "campaign__county")
    search_fields = ("township__name", "township__pinyin", "township__code")
    shown = ("campaign", "township", "extended_until")


class PlanStarInline(ReadOnlyInline):
    model = PlanStar
    fields = ("star", "held", "target")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).select_related("star", "plan__village").order_by("star__order")


@admin.register(Plan)
class PlanAdmin(RecordAdmin):
    level, path, deepest = "village", "village", "township"
    list_display = ("village", "township", "campaign", "kind", "state", "submitted_at", "approved_at")
    list_filter = (UnderFilter, "campaign__year", "state", "kind")
    list_select_related = ("village__township", "campaign__county")
    search_fields = ("village__name", "village__pinyin", "village__initials", "village__code")
    search_help_text = _("Unit by name, code, pinyin or initials")
    inlines = (PlanStarInline,)
    shown = (
        "campaign", "village", "kind", "state", "no_target", "no_target_reason", "submitted_by", "submitted_at",
        "approved_by", "approved_at", "return_reason", "open_until",
    )  # fmt: skip

    @admin.display(description=_("township"), ordering="village__township")
    def township(self, plan: Plan):
        return plan.village.township


class FigureInline(ReadOnlyInline):
    model = Figure
    fields = ("kind", "measure", "key", "count")


@admin.register(FigureSheet)
class FigureSheetAdmin(CountyRecordAdmin):
    list_display = ("campaign", "township", "source")
    list_filter = (UnderFilter, "campaign__year", "source")
    list_select_related = ("campaign__county", "township")
    search_fields = ("township__name", "campaign__county__name")
    inlines = (FigureInline,)
    shown = ("campaign", "township", "source")


@admin.register(PlanVersion)
class PlanVersionAdmin(CountyRecordAdmin):
    list_display = ("name", "campaign", "stage", "frozen_at", "note")
    list_filter = (UnderFilter, "campaign__year", "stage")
    list_select_related = ("campaign__county",)
    search_fields = ("name", "campaign__county__name")
    shown = ("campaign", "stage", "name", "note", "frozen_at", "digest")


@admin.register(Answer)
class AnswerAdmin(CountyRecordAdmin):
    list_display = ("finding", "campaign", "state", "text")
    list_filter = (UnderFilter, "campaign__year", "state")
    list_select_related = ("campaign__county",)
    search_fields = ("finding", "text", "campaign__county__name")
    shown = ("campaign", "finding", "state", "text", "figures")


@admin.register(Opinion)
class OpinionAdmin(CountyRecordAdmin):
    list_display = ("text", "campaign", "place", "star", "from_whom", "received_on", "state")
    list_filter = (UnderFilter, "campaign__year", "state", "by_letter")
    list_select_related = ("campaign__county", "star")
    search_fields = ("text", "answer", "from_whom", "place", "campaign__county__name")
    shown = (
        "campaign", "place", "star", "text", "from_whom", "received_on", "by_letter", "post", "state", "answer",
        "answered_by", "answered_at",
    )  # fmt: skip


@admin.register(Project)
class ProjectAdmin(RecordAdmin):
    level, path, deepest = "village", "plan__village", "township"
    list_display = ("name", "unit", "star", "amount", "source", "department", "person", "ends_on", "state")
    list_filter = (UnderFilter, "plan__campaign__year", "state", "source")
    list_select_related = ("plan__village", "star")
    search_fields = ("name", "department", "person", "plan__village__name", "plan__village__code")
    shown = (
        "plan", "star", "name", "amount", "source", "department", "person", "starts_on", "ends_on", "state", "note",
    )  # fmt: skip

    @admin.display(description=_("unit"), ordering="plan__village")
    def unit(self, project: Project):
        return project.plan.village


# The year's work ---------------------------------------------------------------------------------------------------


class UnitRecordAdmin(RecordAdmin):
    """Records of one unit's plan."""

    level, path, deepest = "village", "plan__village", "township"

    @admin.display(description=_("unit"), ordering="plan__village")
    def unit(self, record):
        return record.plan.village


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


@admin.register(Problem)
class ProblemAdmin(UnitRecordAdmin):
    list_display = ("text", "unit", "star", "source", "person", "due_on", "state")
    list_filter = (UnderFilter, "plan__campaign__year", "state", "source")
    list_select_related = ("plan__village", "star")
    search_fields = ("text", "person", "department", "plan__village__name", "plan__village__code")
    shown = (
        "plan", "star", "task", "text", "source", "source_word", "found_on", "support_unit", "measure", "due_on",
        "person", "department", "post", "state", "fix", "fixed_at", "rechecked_at", "closed_at", "return_reason",
    )  # fmt: skip


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


@admin.register(ContactLeader)
class ContactLeaderAdmin(CountyRecordAdmin):
    list_display = ("name", "title", "campaign")
    list_filter = (UnderFilter, "campaign__year")
    list_select_related = ("campaign__county",)
    search_fields = ("name", "title", "campaign__county__name")
    shown = ("campaign", "name", "title")


@admin.register(Visit)
class VisitAdmin(UnitRecordAdmin):
    list_display = ("unit", "leader", "on", "found")
    list_filter = (UnderFilter, "plan__campaign__year")
    list_select_related = ("plan__village", "leader")
    search_fields = ("found", "arranged", "leader__name", "plan__village__name", "plan__village__code")
    shown = ("plan", "leader", "on", "found", "arranged", "problem", "post")


@admin.register(Pairing)
class PairingAdmin(CountyRecordAdmin):
    list_display = ("strong", "weak", "campaign", "agreed_on", "ended_on")
    list_filter = (UnderFilter, "campaign__year")
    list_select_related = ("campaign__county", "strong__village", "weak__village")
    search_fields = ("agreement", "strong__village__name", "weak__village__name")
    shown = ("campaign", "strong", "weak", "agreed_on", "agreement", "keeper", "ended_on")


class ChangeInline(ReadOnlyInline):
    model = Change
    fields = ("kind", "name", "place", "before", "after")


@admin.register(ChangeSet)
class ChangeSetAdmin(RecordAdmin):
    """Screen: the change log, for whoever audits it."""

    list_display = ("at", "label", "by", "acting_as", "place", "reason")
    list_display_links = ("at", "label")
    list_select_related = ("by",)
    list_filter = ("year", "on_behalf")
    date_hierarchy = "at"
    ordering = ("-pk",)
    search_fields = ("by__name", "acting_as", "place", "reason", "request_id")
    search_help_text = _("Person, post, place code, reason or request")
    inlines = (ChangeInline,)
    shown = (
        "at", "label", "by", "acting_as", "on_behalf", "place", "year", "reason", "summary", "request_id", "undoes",
        "previous", "digest",
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        queryset = admin.ModelAdmin.get_queryset(self, request)
        if access.is_first(request.seat):
            return queryset
        return queryset.filter(place__startswith=request.seat.place.code) if request.seat.place else queryset.none()

    @admin.display(description=_("deed"), ordering="deed")
    def label(self, changeset: ChangeSet) -> str:
        return changeset.label
