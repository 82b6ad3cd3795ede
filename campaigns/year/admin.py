"""Campaigns, stars, vetoes and what has happened, for administrators; and what the pages of all rooms there share."""

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from fivestar.changes.models import Change, ChangeSet
from villages import access
from villages.records import RecordAdmin, RecordForm, UnderFilter

from .actions import delete_veto, edit_star, save_veto
from .models.campaign import Campaign, Filing, Star, Veto


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


class UnitRecordAdmin(RecordAdmin):
    """Records of one unit's plan."""

    level, path, deepest = "village", "plan__village", "township"

    @admin.display(description=_("unit"), ordering="plan__village")
    def unit(self, record):
        return record.plan.village


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
