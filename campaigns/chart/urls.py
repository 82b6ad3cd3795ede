"""Addresses are places: /<year>/<code>/, and deeper pages below."""

from django.urls import path

from .views import chart, hall

urlpatterns = [
    path("hall/<str:token>/", hall.screen, name="hall"),
    path("<year:year>/<area:code>/hall/", hall.links, name="hall_links"),
    path("<year:year>/<area:code>/hall/<int:link>/withdraw/", hall.withdraw, name="withdraw_hall_link"),
    path("<year:year>/<area:code>/chart/", chart.wall_chart, name="chart"),
]
