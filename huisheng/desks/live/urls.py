"""Addresses of this desk."""

from django.urls import URLPattern

from huisheng.desks.live import changes, notices
from huisheng.desks.pages import page

PAGES: list[URLPattern] = [
    page("live/changes/", changes.changes, "live_changes", unattended=True),
    page("live/rows/", changes.rows, "live_rows", unattended=True),
    page("live/bell/", notices.bell, "bell", unattended=True),
    page("notices/", notices.index, "notices"),
    page("notices/read/", notices.read_all, "notices_read"),
    page("notices/<int:key>/read/", notices.read_one, "notice_read"),
]
