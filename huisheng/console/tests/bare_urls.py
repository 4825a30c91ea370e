"""The one page of ``bare_settings``."""

from django.urls import path

from huisheng.config.health import health

urlpatterns = [path("healthz", health)]
