"""Addresses of this desk."""

from django.urls import URLPattern

from huisheng.desks.nuisances import views
from huisheng.desks.pages import page

PAGES: list[URLPattern] = [
    page("nuisances/", views.index, "nuisances"),
    page("nuisances/<int:key>/lift/", views.lift, "nuisance_lift"),
]
