from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "huisheng.channels.mail"
    label = "mail"
    verbose_name = "邮件"
