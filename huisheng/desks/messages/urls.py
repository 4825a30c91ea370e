"""Addresses of this desk."""

from django.urls import URLPattern

from huisheng.desks.messages import came, sent
from huisheng.desks.pages import page

PAGES: list[URLPattern] = [
    page("messages/", came.came, "messages"),
    page("messages/<int:key>/", came.one, "message"),
    page("messages/<int:key>/aside/", came.aside, "message_aside"),
    page("messages/<int:key>/again/", came.again, "message_again"),
    page("messages/sent/", sent.sent, "messages_sent"),
    page("messages/sent/<int:key>/", sent.act, "message_sent_act"),
]
