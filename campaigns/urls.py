"""Addresses are places: /<year>/<code>/, and deeper pages below."""

from django.urls import path

from .views import changes, county, exchange, filings, finding, home, plan, units

urlpatterns = [
    path("", home.home, name="home"),
    path("<year:year>/<province:code>/", county.province, name="province"),
    path("<year:year>/<city:code>/", county.city, name="city"),
    path("<year:year>/<county:code>/", county.county, name="county"),
    path("<year:year>/<township:code>/", plan.township, name="township"),
    path("<year:year>/<township:code>/stars.xlsx", exchange.matrix_download, name="matrix_download"),
    path("<year:year>/<township:code>/upload/", exchange.matrix_upload, name="matrix_upload"),
    path("<year:year>/<township:code>/submit/", plan.submit, name="submit_plans"),
    path("<year:year>/<township:code>/withdraw/", plan.withdraw, name="withdraw_plans"),
    path("<year:year>/<unit:code>/", plan.unit, name="unit"),
    path("<year:year>/<county:code>/units/", units.unit_list, name="units"),
    path("<year:year>/<township:code>/units/", units.unit_list, name="units"),
    path("<year:year>/<county:code>/units/decide/", units.decide, name="decide"),
    path("<year:year>/<township:code>/units/decide/", units.decide, name="decide"),
    path("<year:year>/<county:code>/filings/", filings.filings, name="filings"),
    path("<year:year>/<township:code>/extend/", filings.extend, name="extend_filing"),
    path("<year:year>/<county:code>/findings/", finding.findings, name="findings"),
    path("<year:year>/<township:code>/findings/", finding.findings, name="findings"),
    path("<year:year>/<county:code>/findings/<path:key>/", finding.finding, name="finding"),
    path("<year:year>/<township:code>/findings/<path:key>/", finding.finding, name="finding"),
    path("<year:year>/<province:code>/log/", changes.log, name="log"),
    path("<year:year>/<city:code>/log/", changes.log, name="log"),
    path("<year:year>/<county:code>/log/", changes.log, name="log"),
    path("<year:year>/<township:code>/log/", changes.log, name="log"),
    path("<year:year>/<unit:code>/log/", changes.log, name="log"),
    path("changes/<int:pk>/", changes.change, name="change"),
    path("changes/<int:pk>/undo/", changes.undo, name="undo"),
]
