"""Addresses of the public site, below ``/p/``: nobody signs in here."""

from django.urls import path

from huisheng.portal import challenge, figures, filing, frame, public, tracking
from huisheng.portal.frame import page

app_name = "portal"

urlpatterns = [
    path("", public.platforms, name="platforms"),
    page("", public.home, "home"),
    page("new/", filing.say, "new"),
    page("new/suggest/", filing.suggest, "suggest"),
    page("new/photos/<int:no>/", filing.photo, "photo"),
    page("new/send/", filing.send, "send"),
    page("map/", filing.sheet, "map", kept=True),
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
    page("data/", figures.index, "data", kept=True),
    page("data/trend.csv", figures.trend, "data_csv", kept=True),
    page("data/<int:key>/<int:no>/", figures.of, "data_of", kept=True),
    page("data/<int:key>/<int:no>/<int:at>.csv", figures.table, "data_table", kept=True),
    page("sessions/", public.session_list, "sessions", kept=True),
    page("sessions/<int:key>/ask/", public.ask, "ask"),
    page("answers/", public.answers, "answers", kept=True),
    page("answers/<int:key>/", public.answer, "answer", kept=True),
    page("text/<slug:size>/", frame.text, "text"),
]
