"""Addresses are places: /<year>/<code>/, and deeper pages below."""

from django.urls import path

from .views import assignment, bottleneck

urlpatterns = [
    path("<year:year>/<area:code>/bottlenecks/", bottleneck.bottlenecks, name="bottlenecks"),
    path("<year:year>/<county:code>/assignments/", assignment.assignments, name="assignments"),
    path("<year:year>/<county:code>/assignments.xlsx", assignment.assignments_download, name="assignments_download"),
    path("<year:year>/<county:code>/assignments/add/", assignment.add, name="add_assignment"),
    path("<year:year>/<county:code>/assignments/<int:number>/", assignment.assignment, name="assignment"),
    path("<year:year>/<county:code>/assignments/<int:number>/edit/", assignment.edit, name="edit_assignment"),
]
