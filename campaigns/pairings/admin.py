"""What administrators read and edit here."""

from django.contrib import admin

from campaigns.year.admin import CountyRecordAdmin
from villages.records import UnderFilter

from .models import Pairing


@admin.register(Pairing)
class PairingAdmin(CountyRecordAdmin):
    list_display = ("strong", "weak", "campaign", "agreed_on", "ended_on")
    list_filter = (UnderFilter, "campaign__year")
    list_select_related = ("campaign__county", "strong__village", "weak__village")
    search_fields = ("agreement", "strong__village__name", "weak__village__name")
    shown = ("campaign", "strong", "weak", "agreed_on", "agreement", "keeper", "ended_on")
