"""What administrators read and edit here."""

from django.contrib import admin

from campaigns.year.admin import CountyRecordAdmin, UnitRecordAdmin
from villages.records import UnderFilter

from .models import ContactLeader, Visit


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
