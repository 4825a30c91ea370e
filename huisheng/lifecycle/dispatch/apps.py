from django.apps import AppConfig


class DispatchConfig(AppConfig):
    name = "huisheng.lifecycle.dispatch"
    label = "dispatch"
    verbose_name = "派单"
