from django.apps import AppConfig


class InboxConfig(AppConfig):
    name = "huisheng.channels.inbox"
    label = "inbox"
    verbose_name = "来件"
