from django.apps import AppConfig


class AttachmentsConfig(AppConfig):
    name = "huisheng.lifecycle.attachments"
    label = "attachments"
    verbose_name = "附件"
