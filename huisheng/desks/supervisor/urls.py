"""Addresses of this desk."""

from django.urls import URLPattern

from huisheng.desks.pages import page
from huisheng.desks.supervisor import act, desk

PAGES: list[URLPattern] = [
    page("supervision/", desk.pressing, "supervision"),
    page("supervision/bulk/", act.bulk, "supervision_bulk"),
    page("supervision/<number:number>/", desk.one, "supervision_one"),
    page("supervision/<number:number>/do/<slug:name>/", act.act, "supervision_act"),
]
