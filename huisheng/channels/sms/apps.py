from django.apps import AppConfig


class SmsConfig(AppConfig):
    name = "huisheng.channels.sms"
    label = "sms"
    verbose_name = "短信"
