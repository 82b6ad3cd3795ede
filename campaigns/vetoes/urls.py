"""Addresses are places: /<year>/<code>/, and deeper pages below."""

from django.urls import path

from . import views

urlpatterns = [
    path("<year:year>/<county:code>/vetoes/", views.vetoes, name="vetoes"),
    path("<year:year>/<unit:code>/vetoes/<int:hit>/", views.veto_hit, name="veto"),
    path("<year:year>/<unit:code>/vetoes/<int:hit>/withdraw/", views.withdraw, name="withdraw_veto"),
]
