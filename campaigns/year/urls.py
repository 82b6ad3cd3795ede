"""Addresses are places: /<year>/<code>/, and deeper pages below."""

from django.urls import path

from .views import changes, years

urlpatterns = [
    path("<year:year>/", years.other_year, name="other_year"),
    path("<year:year>/<place:code>/log/", changes.log, name="log"),
    path("changes/<int:pk>/", changes.change, name="change"),
    path("changes/<int:pk>/undo/", changes.undo, name="undo"),
]
