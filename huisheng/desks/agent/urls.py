"""Addresses of this desk."""

from django.urls import URLPattern

from huisheng.desks.agent import day, hours, missed, recordings, views
from huisheng.desks.pages import page

PAGES: list[URLPattern] = [
    page("agent/", views.home, "agent"),
    page("agent/bar/", views.call_bar, "agent_bar", unattended=True),
    page("agent/state/", views.state, "agent_state"),
    page("agent/line/<int:key>/", views.line, "agent_line"),
    page("agent/beside/", views.beside_form, "agent_beside"),
    page("agent/understood/", views.understood_form, "agent_understood"),
    page("agent/whom/", views.whom, "agent_whom"),
    page("agent/places/", views.places, "agent_places"),
    page("agent/missed/", missed.missed, "agent_missed"),
    page("agent/missed/<int:key>/", missed.act, "agent_missed_act"),
    page("recordings/<number:number>/<int:key>/", recordings.play, "recording"),
    page("recordings/<number:number>/<int:key>/sound/", recordings.sound, "recording_sound"),
    page("agent/calls/", day.calls, "agent_calls"),
    page("calls/hours/", hours.hours, "call_hours"),
    page("agent/orders/", day.orders, "agent_orders"),
]
