from django.apps import AppConfig


class MeasuresConfig(AppConfig):
    name = "huisheng.measures"
    label = "measures"
    verbose_name = "指标"
