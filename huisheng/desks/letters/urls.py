"""Addresses of this desk."""

from django.urls import URLPattern

from huisheng.desks.letters import lists, typing
from huisheng.desks.pages import page

PAGES: list[URLPattern] = [
    page("letters/", lists.index, "letters"),
    page("letters/end/<int:key>/", lists.end, "letters_end"),
    page("letters/batches/<int:key>/", lists.batch, "letters_batch"),
    page("letters/batches/<int:key>/progress/", lists.progress, "letters_progress", unattended=True),
    page("letters/batches/<int:key>/do/<slug:deed>/", lists.act, "letters_act"),
    page("letters/typing/", typing.letters, "letters_typing"),
    page("letters/typing/<int:key>/", typing.letter, "letter"),
    page("letters/typing/<int:key>/file/", typing.file, "letter_file"),
    page("letters/typing/<int:key>/drop/", typing.drop, "letter_drop"),
]
