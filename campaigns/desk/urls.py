"""Addresses are places: /<year>/<code>/, and deeper pages below."""

from django.urls import path

from .views import county, guide, home, plan, search, star

urlpatterns = [
    path("", home.home, name="home"),
    path("todo/", home.own_todo, name="own_todo"),
    path("help/", guide.guide, name="guide"),
    path("search/", search.search, name="search"),
    path("<year:year>/<province:code>/", county.province, name="province"),
    path("<year:year>/<city:code>/", county.city, name="city"),
    path("<year:year>/<county:code>/", county.county, name="county"),
    path("<year:year>/<township:code>/", plan.township, name="township"),
    path("<year:year>/<township:code>/submit/", plan.submit, name="submit_plans"),
    path("<year:year>/<township:code>/withdraw/", plan.withdraw, name="withdraw_plans"),
    path("<year:year>/<unit:code>/", plan.unit, name="unit"),
    path("<year:year>/<area:code>/todo/", home.todo, name="todo"),
    path("<year:year>/<area:code>/digest/", home.digest, name="digest"),
    path("<year:year>/<county:code>/stars/<slug:star_code>/", star.star, name="star"),
]
