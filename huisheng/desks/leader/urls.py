"""Addresses of this desk."""

from django.urls import URLPattern

from huisheng.desks.leader import instructing, repeats, sessions, today, topics, trend, wall
from huisheng.desks.pages import page

PAGES: list[URLPattern] = [
    page("leader/", today.today, "leader"),
    page("leader/topic/", topics.topic, "leader_topic"),
    page("instructions/", instructing.trail, "leader_trail"),
    page("leader/instruct/<slug:number>/", instructing.instruct, "leader_instruct"),
    page("sessions/", sessions.index, "sessions"),
    page("sessions/new/", sessions.new, "session_new"),
    page("sessions/<int:key>/", sessions.one, "session"),
    page("sessions/<int:key>/notice/", sessions.notice, "session_notice"),
    page("sessions/<int:key>/do/<slug:name>/", sessions.act, "session_act"),
    page("sessions/<int:key>/take/<slug:number>/", sessions.take_up_order, "session_take"),
    page("repeats/", repeats.repeats, "repeats"),
    page("trend/", trend.trend, "trend"),
    page("wall/", wall.wall, "wall"),
    page("wall/now/", wall.now, "wall_now", unattended=True),
]
