from django.apps import AppConfig


class QualityConfig(AppConfig):
    name = "huisheng.lifecycle.quality"
    label = "quality"
    verbose_name = "质检"
