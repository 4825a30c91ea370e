"""Addresses of the API."""

from django.urls import include, path

from huisheng.api.v1 import api

urlpatterns = [
    path("v1/", api.urls),
    path("telephony/", include("huisheng.channels.telephony.urls")),
    path("open311/", include("huisheng.channels.open311.urls")),
    path("wechat/", include("huisheng.channels.wechat.urls")),
]
