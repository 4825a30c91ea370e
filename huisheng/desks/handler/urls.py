"""Addresses of this desk, and of the files that hang on orders."""

from django.urls import URLPattern

from huisheng.desks.handler import cautions, desk, files, score
from huisheng.desks.pages import page

PAGES: list[URLPattern] = [
    page("unit/", desk.desk, "unit"),
    page("unit/sign/", desk.sign, "unit_sign"),
    page("unit-score/", score.score, "unit_score"),
    page("unit/<number:number>/", desk.order, "unit_order"),
    page("unit/<number:number>/check/", cautions.check, "unit_check"),
    page("files/<number:number>/<int:no>/", files.file, "file"),
    page("files/<number:number>/<int:no>/small/", files.small, "file_small"),
    page("files/<number:number>/<int:no>/play/", files.play, "file_play"),
    page("files/<number:number>/<int:no>/sound/", files.sound, "file_sound"),
]
