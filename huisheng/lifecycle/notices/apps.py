from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "huisheng.lifecycle.notices"
    label = "notices"
    verbose_name = "通知"
