"""Addresses of GeoReport v2, below ``/api/open311/``: ``discovery`` first, then the version's own."""

from django.urls import path

from huisheng.channels.open311 import web

app_name = "open311"

urlpatterns = [
    path("discovery.<slug:ending>", web.discovery, name="discovery"),
    path("v2/discovery.<slug:ending>", web.discovery),
    path("v2/services.<slug:ending>", web.services, name="services"),
    path("v2/services/<str:code>.<slug:ending>", web.definition, name="definition"),
    path("v2/requests.<slug:ending>", web.requests, name="requests"),
    path("v2/requests/<str:number>.<slug:ending>", web.one_request, name="request"),
    path("v2/tokens/<str:token>.<slug:ending>", web.token, name="token"),
]
