"""Addresses of this desk."""

from django.urls import URLPattern

from huisheng.desks.pages import page
from huisheng.desks.visitor import views

PAGES: list[URLPattern] = [
    page("visits/", views.index, "visits"),
    page("visits/next/", views.take, "visit_next"),
    page("visits/<number:number>/", views.one, "visit"),
    page("visits/<number:number>/do/<slug:name>/", views.act, "visit_act"),
    page("visits/<number:number>/caller/", views.caller, "visit_caller"),
    page("visits/<number:number>/later/", views.later, "visit_later"),
]
