from django.apps import AppConfig


class TelephonyConfig(AppConfig):
    name = "huisheng.channels.telephony"
    label = "telephony"
    verbose_name = "话务"
