"""The app of the circular."""

from django.apps import AppConfig


class CircularConfig(AppConfig):
    """Runs, objections and editions."""

    name = "huisheng.circular"
    label = "circular"
    verbose_name = "通报"
