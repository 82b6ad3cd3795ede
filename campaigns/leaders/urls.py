"""Addresses are places: /<year>/<code>/, and deeper pages below."""

from django.urls import path

from .views import leader, visits

urlpatterns = [
    path("<year:year>/<area:code>/leaders/", leader.leaders, name="leaders"),
    path("<year:year>/<area:code>/leaders.xlsx", leader.leaders_download, name="leaders_download"),
    path("<year:year>/<area:code>/leaders/<int:leader>/", leader.leader, name="leader"),
    path("<year:year>/<county:code>/leaders/name/", leader.name_leaders, name="name_leaders"),
    path("<year:year>/<county:code>/leaders/<int:leader>/change/", leader.change_leader, name="change_leader"),
    path("<year:year>/<unit:code>/visits/<int:visit>/", visits.visit, name="visit"),
    path("<year:year>/<unit:code>/visits/<int:visit>/to-problems/", visits.make_problem, name="problem_of_visit"),
]
