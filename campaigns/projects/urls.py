"""Addresses are places: /<year>/<code>/, and deeper pages below."""

from django.urls import path

from .views import project, upload

urlpatterns = [
    path("<year:year>/<area:code>/projects/", project.projects, name="projects"),
    path("<year:year>/<area:code>/projects.xlsx", project.projects_download, name="projects_download"),
    path("<year:year>/<area:code>/projects/upload/", upload.projects_upload, name="projects_upload"),
    path("<year:year>/<unit:code>/projects/add/", project.add, name="add_project"),
    path("<year:year>/<unit:code>/projects/<int:project>/", project.edit, name="edit_project"),
    path("<year:year>/<unit:code>/projects/<int:project>/delete/", project.delete, name="delete_project"),
]
