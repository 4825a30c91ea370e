"""Addresses for switches, below ``/api/telephony/``."""

from django.urls import path

from huisheng.channels.telephony import web

app_name = "telephony"

urlpatterns = [
    path("<slug:source>/events", web.events, name="events"),
    path("<slug:source>/cti/<str:token>", web.generic, name="cti"),
]
