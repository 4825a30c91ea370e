"""Addresses of the knowledge base."""

from django.urls import URLPattern

from huisheng.desks.knowledge import articles, finding, quiz, working
from huisheng.desks.pages import page

PAGES: list[URLPattern] = [
    page("knowledge/", finding.index, "knowledge"),
    page("knowledge/find/", finding.find, "knowledge_find"),
    page("knowledge/quick/", finding.quick, "knowledge_quick"),
    page("knowledge/new/", articles.new, "knowledge_new"),
    page("knowledge/preview/", articles.preview, "knowledge_preview"),
    page("knowledge/reviews/", working.reviews, "knowledge_reviews"),
    page("knowledge/uses/", working.uses, "knowledge_uses"),
    page("knowledge/quizzes/", quiz.index, "quizzes"),
    page("knowledge/quizzes/<int:key>/", quiz.quiz, "quiz"),
    page("knowledge/quizzes/<int:key>/do/<slug:name>/", quiz.act, "quiz_act"),
    page("knowledge/<int:key>/", articles.article, "article_one"),
    page("knowledge/<int:key>/do/<slug:name>/", articles.act, "article_act"),
]
