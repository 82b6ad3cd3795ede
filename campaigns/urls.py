"""The addresses of all rooms, in their order. Addresses are places: /<year>/<code>/, and deeper pages below."""

from django.urls import include, path

ROOMS = (
    "year",
    "planning",
    "problems",
    "vetoes",
    "opinions",
    "projects",
    "sheets",
    "ledger",
    "opening",
    "leaders",
    "pairings",
    "evidence",
    "assignments",
    "chart",
    "people",
    "desk",
)
urlpatterns = [path("", include(f"campaigns.{room}.urls")) for room in ROOMS]
