"""Addresses of the knowledge base."""

from django.urls import URLPattern

from huisheng.desks.knowledge import articles
from huisheng.desks.pages import page

PAGES: list[URLPattern] = [
    page("knowledge/", articles.index, "knowledge"),
    page("knowledge/new/", articles.new, "knowledge_new"),
    page("knowledge/<int:key>/", articles.article, "article_one"),
    page("knowledge/<int:key>/do/<slug:name>/", articles.act, "article_act"),
]
