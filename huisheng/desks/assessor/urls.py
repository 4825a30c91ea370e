"""Addresses of this desk."""

from django.urls import URLPattern

from huisheng.desks.assessor import exemptions, overview, records, whatif
from huisheng.desks.pages import page

PAGES: list[URLPattern] = [
    page("assess/", overview.index, "assess"),
    page("assess/exemptions/", exemptions.index, "exemptions"),
    page("assess/exemptions/<number:number>/<slug:name>/", exemptions.decide, "exemption"),
    page("assess/whatif/", whatif.index, "whatif"),
    page("assess/records/", records.index, "office_records"),
    page("assess/records/<slug:name>/", records.act, "office_record"),
    page("assess/records/<int:key>/strike/", records.strike, "office_strike"),
    page("assess/given/", records.given, "given_figures"),
    page("assess/given/enter/", records.enter, "given_enter"),
]
