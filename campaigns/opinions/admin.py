"""What administrators read and edit here."""

from django.contrib import admin

from campaigns.year.admin import CountyRecordAdmin
from villages.records import UnderFilter

from .models import Opinion


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
