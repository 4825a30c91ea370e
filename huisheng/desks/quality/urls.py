"""Addresses of this desk."""

from django.urls import URLPattern

from huisheng.desks.pages import page
from huisheng.desks.quality import answers, checks, samples

PAGES: list[URLPattern] = [
    page("quality/", samples.index, "quality"),
    page("quality/draw/", samples.draw, "quality_draw"),
    page("quality/samples/<int:key>/", samples.one, "quality_sample"),
    page("quality/samples/<int:key>/note/", samples.note, "quality_note"),
    page("quality/samples/<int:key>/<int:no>/", samples.judge, "quality_judge"),
    page("quality/checks/<slug:name>/", checks.index, "quality_checks"),
    page("quality/checks/<slug:name>/do/", checks.act, "quality_check"),
    page("quality/checks/<slug:name>/<int:key>/strike/", checks.strike, "quality_strike"),
    page("quality/answers/", answers.index, "quality_answers"),
    page("quality/answers/<number:number>/", answers.one, "quality_answer"),
]
