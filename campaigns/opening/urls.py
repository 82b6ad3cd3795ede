"""Addresses are places: /<year>/<code>/, and deeper pages below."""

from django.urls import path

from . import views

urlpatterns = [
    path("<year:year>/<county:code>/open/", views.open_campaign, name="open_campaign"),
    path("<year:year>/<county:code>/settings/", views.campaign_settings, name="campaign_settings"),
    path("<year:year>/<county:code>/settings/phase/", views.move_phase, name="move_phase"),
    path("<year:year>/<county:code>/settings/units/", views.enrol_units, name="enrol_units"),
    path("<year:year>/<county:code>/settings/held/", views.record_held, name="record_held"),
    path("<year:year>/<county:code>/stars/", views.stars, name="stars"),
    path("<year:year>/<county:code>/stars/<slug:kind>/<slug:star_code>/", views.lead_star, name="lead_star"),
]
