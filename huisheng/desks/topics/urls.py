"""Addresses of this desk."""

from django.urls import URLPattern

from huisheng.desks.pages import page
from huisheng.desks.topics import views

PAGES: list[URLPattern] = [
    page("topics/", views.topics, "topics"),
    page("topics/coming/", views.coming, "topics_coming"),
    page("topics/<int:key>/", views.topic, "topic"),
    page("topics/<int:key>/judge/", views.judge, "topic_judge"),
]
