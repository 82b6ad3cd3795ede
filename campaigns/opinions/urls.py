"""Addresses are places: /<year>/<code>/, and deeper pages below."""

from django.urls import path

from .views import opinion, upload

urlpatterns = [
    path("<year:year>/<area:code>/opinions/", opinion.opinions, name="opinions"),
    path("<year:year>/<area:code>/opinions.xlsx", opinion.opinions_download, name="opinions_download"),
    path("<year:year>/<area:code>/opinions/upload/", upload.opinions_upload, name="opinions_upload"),
    path("<year:year>/<area:code>/opinions/add/", opinion.add_opinion, name="add_opinion"),
    path("<year:year>/<county:code>/opinions/letter/", opinion.paste, name="paste_opinions"),
    path("<year:year>/<area:code>/opinions/<int:opinion>/", opinion.opinion, name="opinion"),
    path("<year:year>/<county:code>/opinions/<int:opinion>/edit/", opinion.edit, name="edit_opinion"),
    path("<year:year>/<county:code>/opinions/<int:opinion>/withdraw/", opinion.withdraw, name="withdraw_opinion"),
    path("<year:year>/<unit:code>/opinions/add/", opinion.add_opinion, name="add_opinion"),
]
