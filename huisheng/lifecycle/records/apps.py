from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "huisheng.lifecycle.records"
    label = "records"
    verbose_name = "台账记事"
