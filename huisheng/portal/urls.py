"""Addresses of the public site, below ``/p/``: nobody signs in here."""

from django.urls import path

from huisheng.portal import challenge, filing, frame, public, tracking
from huisheng.portal.frame import page

app_name = "portal"

urlpatterns = [
    path("", public.platforms, name="platforms"),
    page("", public.home, "home"),
    page("new/", filing.kind, "kind"),
    page("new/words/", filing.say, "words"),
    page("new/found/", filing.found, "found"),
    page("new/where/", filing.where, "where"),
    page("new/photos/", filing.photos, "photos"),
    page("new/photos/<int:no>/", filing.photo, "photo"),
    page("new/who/", filing.who, "who"),
    page("new/check/", filing.check, "check"),
    page("new/done/", filing.done, "done"),
    page("new/drop/", filing.drop, "drop"),
    page("riddle.png", challenge.picture, "riddle"),
    page("track/", tracking.track, "track"),
    page("track/phone/", tracking.phone, "phone"),
    page("track/code/", tracking.code, "code"),
    page("matters/", tracking.matters, "matters"),
    page("matters/<slug:number>/", tracking.matter, "matter"),
    page("matters/<slug:number>/<slug:way>/", tracking.way, "way"),
    page("leave/", tracking.leave, "leave"),
    page("results/", public.results, "results", kept=True),
    page("circulars/", public.circular_list, "circulars", kept=True),
    page("circulars/<int:key>/<int:no>/", public.circular, "circular", kept=True),
    page("sessions/", public.session_list, "sessions", kept=True),
    page("sessions/<int:key>/ask/", public.ask, "ask"),
    page("answers/", public.answers, "answers", kept=True),
    page("answers/<int:key>/", public.answer, "answer", kept=True),
    page("text/<slug:size>/", frame.text, "text"),
]
