"""Addresses of this desk."""

from django.urls import URLPattern

from huisheng.desks.lists import exports, many, seen, views
from huisheng.desks.pages import page

PAGES: list[URLPattern] = [
    page("lists/many/", many.many, "many"),
    page("lists/many/do/", many.do, "many_do"),
    page("lists/views/", views.views, "views"),
    page("lists/views/counts/", views.counts, "view_counts", unattended=True),
    page("lists/views/<int:key>/", views.view, "view"),
    page("lists/exports/", exports.exports, "exports"),
    page("lists/exports/<int:key>/", exports.export, "export", unattended=True),
    page("lists/exports/<int:key>/cancel/", exports.cancel, "export_cancel"),
    page("lists/exports/<int:key>/file/", exports.file, "export_file"),
    page("lists/seen/<number:number>/", seen.seen, "seen"),
    page("lists/mark.svg", seen.mark, "mark", unattended=True),
]
