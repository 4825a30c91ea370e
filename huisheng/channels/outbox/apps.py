from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "huisheng.channels.outbox"
    label = "outbox"
    verbose_name = "发件"
