"""Addresses are places: /<year>/<code>/, and deeper pages below."""

from django.urls import path

from .views import home

urlpatterns = [
    path("", home.home, name="home"),
]
