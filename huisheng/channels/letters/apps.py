from django.apps import AppConfig


class LettersConfig(AppConfig):
    name = "huisheng.channels.letters"
    label = "letters"
    verbose_name = "来信和列表"
