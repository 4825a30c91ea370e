"""Addresses of this desk."""

from django.urls import URLPattern

from huisheng.desks.dispatcher import act, bulk, desk, rulings
from huisheng.desks.pages import page

PAGES: list[URLPattern] = [
    page("dispatch/", desk.queue, "dispatch"),
    page("dispatch/bulk/", bulk.bulk, "dispatch_bulk"),
    page("rulings/", rulings.rulings, "rulings"),
    page("rulings/<int:key>/end/", rulings.end, "ruling_end"),
    page("dispatch/<number:number>/", desk.one, "dispatch_one"),
    page("dispatch/<number:number>/due/", desk.due, "dispatch_due"),
    page("dispatch/<number:number>/do/<slug:name>/", act.act, "dispatch_act"),
]
