"""Addresses are places: /<year>/<code>/, and deeper pages below."""

from django.urls import path

from .views import home, plan

urlpatterns = [
    path("", home.home, name="home"),
    path("<year:year>/<township:code>/", plan.township, name="township"),
    path("<year:year>/<township:code>/submit/", plan.submit, name="submit_plans"),
    path("<year:year>/<township:code>/withdraw/", plan.withdraw, name="withdraw_plans"),
    path("<year:year>/<unit:code>/", plan.unit, name="unit"),
]
