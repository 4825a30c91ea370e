from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "huisheng.lifecycle.visits"
    label = "visits"
    verbose_name = "回访"
