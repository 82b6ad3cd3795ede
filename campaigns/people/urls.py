"""Addresses are places: /<year>/<code>/, and deeper pages below."""

from django.urls import path

from . import views

urlpatterns = [
    path("<year:year>/<county:code>/people/", views.people, name="people"),
    path("<year:year>/<county:code>/people/add/", views.add_person, name="add_person"),
    path("<year:year>/<county:code>/people/paste/", views.paste_people, name="paste_people"),
    path("<year:year>/<county:code>/people/slips/", views.slips, name="slips"),
    path("<year:year>/<county:code>/people/<int:post>/", views.person, name="person"),
    path("<year:year>/<county:code>/people/<int:post>/password/", views.reset, name="reset_password"),
    path("<year:year>/<county:code>/people/<int:post>/unlock/", views.unlock, name="unlock_sign_in"),
    path("<year:year>/<county:code>/people/<int:post>/end/", views.end_post, name="end_post"),
    path("<year:year>/<county:code>/people/<int:post>/handover/", views.hand_over, name="hand_over"),
]
