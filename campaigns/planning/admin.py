"""What administrators read and edit here."""

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from campaigns.year.admin import CountyRecordAdmin, ReadOnlyInline
from villages.records import RecordAdmin, UnderFilter

from .models.figures import Figure, FigureSheet, PlanVersion, PublishedPercentage
from .models.findings import Answer
from .models.marks import Plan, PlanStar


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


@admin.register(PublishedPercentage)
class PublishedPercentageAdmin(CountyRecordAdmin):
    list_display = ("name", "campaign", "part", "base", "base_name", "printed")
    list_filter = (UnderFilter, "campaign__year")
    list_select_related = ("campaign__county",)
    search_fields = ("name", "base_name", "campaign__county__name")
    shown = ("campaign", "name", "part", "base", "base_name", "printed")


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
