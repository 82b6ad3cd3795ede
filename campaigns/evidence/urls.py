"""Addresses are places: /<year>/<code>/, and deeper pages below."""

from django.urls import path

from . import views

urlpatterns = [
    path("<year:year>/<unit:code>/problems/<int:problem>/evidence/", views.problem_evidence, name="problem_evidence"),
    path("<year:year>/<unit:code>/ledger/<int:row>/evidence/", views.row_evidence, name="row_evidence"),
    path("<year:year>/<township:code>/evidence/<uuid:file>/", views.file_uses, name="file_uses"),
    path("files/<uuid:pk>/", views.evidence_file, name="evidence_file"),
]
