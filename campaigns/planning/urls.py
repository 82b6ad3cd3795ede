"""Addresses are places: /<year>/<code>/, and deeper pages below."""

from django.urls import path

from .views import figures, filings, findings, matrix, pasting, percentages, promotions, shares, summary, units

urlpatterns = [
    path("<year:year>/<township:code>/stars/paste/", pasting.matrix_paste, name="matrix_paste"),
    path("<year:year>/<township:code>/stars.xlsx", matrix.matrix_download, name="matrix_download"),
    path("<year:year>/<township:code>/upload/", matrix.matrix_upload, name="matrix_upload"),
    path("<year:year>/<area:code>/units/", units.unit_list, name="units"),
    path("<year:year>/<area:code>/units.xlsx", units.units_download, name="units_download"),
    path("<year:year>/<area:code>/units/decide/", units.decide, name="decide"),
    path("<year:year>/<county:code>/promotions/", promotions.promotions, name="promotions"),
    path("<year:year>/<county:code>/filings/", filings.filings, name="filings"),
    path("<year:year>/<township:code>/extend/", filings.extend, name="extend_filing"),
    path("<year:year>/<area:code>/findings/", findings.findings, name="findings"),
    path("<year:year>/<area:code>/findings/<path:key>/", findings.finding, name="finding"),
    path("<year:year>/<county:code>/plan/", figures.creation_plan, name="creation_plan"),
    path("<year:year>/<county:code>/plan/figures/", figures.plan_figures, name="plan_figures"),
    path("<year:year>/<county:code>/plan/freeze/", figures.freeze_plan, name="freeze_plan"),
    path("<year:year>/<county:code>/plan/shares/", shares.shares, name="shares"),
    path("<year:year>/<county:code>/plan/percentages/", percentages.percentages, name="percentages"),
    path("<year:year>/<county:code>/plan/compare/", figures.compare_versions, name="compare_versions"),
    path("<year:year>/<county:code>/plan/versions/<int:version>/", figures.plan_version, name="plan_version"),
    path("<year:year>/<township:code>/share/", figures.share_figures, name="share_figures"),
    path("<year:year>/<township:code>/declared/", figures.declared_figures, name="declared_figures"),
    path("<year:year>/<area:code>/summary/", summary.summary, name="summary"),
    path("<year:year>/<area:code>/summary.xlsx", summary.summary_download, name="summary_download"),
    path("<year:year>/<township:code>/summary/sign/", summary.sign, name="sign_off"),
]
