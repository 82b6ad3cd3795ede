"""Addresses are places: /<year>/<code>/, and deeper pages below."""

from django.urls import path

from . import views

urlpatterns = [
    path("<year:year>/<area:code>/pairings/", views.pairings, name="pairings"),
    path("<year:year>/<area:code>/pairings/<int:pairing>/", views.pairing, name="pairing"),
    path("<year:year>/<area:code>/pairings/<int:pairing>/log/<int:entry>/", views.entry, name="pairing_entry"),
    path("<year:year>/<county:code>/pairings/add/", views.add, name="add_pairing"),
    path("<year:year>/<county:code>/pairings/<int:pairing>/change/", views.change, name="change_pairing"),
]
