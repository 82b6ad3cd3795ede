"""Addresses are places: /<year>/<code>/, and deeper pages below."""

from django.urls import path

from .views import assign, changes, checklist, exchange, extensions, lists, progress, schedule, sorting, unit

urlpatterns = [
    path("<year:year>/<county:code>/standard/", checklist.standard, name="standard"),
    path("<year:year>/<county:code>/standard/add/", checklist.add_task, name="add_task"),
    path("<year:year>/<county:code>/standard/apply/", checklist.apply, name="apply_checklist"),
    path("<year:year>/<county:code>/standard/<int:task>/", checklist.edit_task, name="edit_task"),
    path("<year:year>/<county:code>/standard/<int:task>/delete/", checklist.remove_task, name="remove_task"),
    path("<year:year>/<county:code>/schedule/", schedule.schedule, name="schedule"),
    path("<year:year>/<township:code>/schedule/", schedule.township_schedule, name="schedule"),
    path("<year:year>/<county:code>/schedule/apply/", schedule.reschedule, name="reschedule"),
    path("<year:year>/<area:code>/assign/", assign.assign, name="assign"),
    path("<year:year>/<county:code>/days-off/", schedule.days_off, name="days_off"),
    path("<year:year>/<area:code>/progress/", progress.progress_page, name="progress"),
    path("<year:year>/<area:code>/nearly/", progress.nearly_page, name="nearly"),
    path("<year:year>/<area:code>/ledger/", lists.task_list, name="tasks"),
    path("<year:year>/<area:code>/ledger.xlsx", exchange.tasks_download, name="tasks_download"),
    path("<year:year>/<area:code>/ledger/upload/", exchange.tasks_upload, name="tasks_upload"),
    path("<year:year>/<area:code>/ledger/change/", changes.change_tasks, name="change_tasks"),
    path("<year:year>/<unit:code>/ledger/", unit.unit_ledger, name="unit_ledger"),
    path("<year:year>/<unit:code>/ledger/<int:row>/", unit.ledger_row, name="task"),
    path("<year:year>/<township:code>/ledger/sort/<slug:star_code>/", sorting.sort_star, name="sort_star"),
    path("<year:year>/<county:code>/extensions/", extensions.extensions, name="extensions"),
]
