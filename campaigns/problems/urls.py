"""Addresses are places: /<year>/<code>/, and deeper pages below."""

from django.urls import path

from .views import paste, problem, steps

urlpatterns = [
    path("<year:year>/<area:code>/problems/", problem.problems, name="problems"),
    path("<year:year>/<area:code>/problems.xlsx", problem.problems_download, name="problems_download"),
    path("<year:year>/<area:code>/problems/step/", steps.step, name="problem_step"),
    path("<year:year>/<area:code>/problems/paste/", paste.paste, name="paste_problems"),
    path("<year:year>/<area:code>/problems/<int:problem>/", problem.problem, name="problem"),
    path("<year:year>/<area:code>/problems/<int:problem>/delete/", problem.delete, name="delete_problem"),
    path("<year:year>/<unit:code>/problems/add/", problem.add, name="add_problem"),
]
