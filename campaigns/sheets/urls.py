"""Addresses are places: /<year>/<code>/, and deeper pages below."""

from django.urls import path

from .views import exchange, grid, lists, mapping, sheet

urlpatterns = [
    path("<year:year>/<unit:code>/sheet/", sheet.unit_sheet, name="unit_sheet"),
    path("<year:year>/<unit:code>/sheet/withdraw/", sheet.withdraw_sheet, name="withdraw_sheet"),
    path("<year:year>/<unit:code>/sheet/decide/", sheet.decide_sheet, name="decide_sheet"),
    path("<year:year>/<unit:code>/change/", sheet.ask, name="ask_change"),
    path("<year:year>/<area:code>/sheets/", lists.sheets, name="sheets"),
    path("<year:year>/<township:code>/sheets/grid/", grid.sheet_grid, name="sheet_grid"),
    path("<year:year>/<township:code>/sheets.xlsx", exchange.sheets_download, name="sheets_download"),
    path("<year:year>/<county:code>/sheets/mapping/", mapping.mapping, name="map_columns"),
    path("<year:year>/<county:code>/sheets/mapping/forget/", mapping.forget, name="forget_mapping"),
    path("<year:year>/<township:code>/sheets/upload/", exchange.sheets_upload, name="sheets_upload"),
    path("<year:year>/<township:code>/sheets/paper/", exchange.sheets_paper, name="sheets_paper"),
    path("<year:year>/<county:code>/requests/", sheet.requests, name="requests"),
    path("<year:year>/<county:code>/requests/<int:pk>/", sheet.answer, name="answer_request"),
]
