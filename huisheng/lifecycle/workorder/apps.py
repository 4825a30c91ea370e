from django.apps import AppConfig


class WorkOrderConfig(AppConfig):
    name = "huisheng.lifecycle.workorder"
    label = "workorder"
    verbose_name = "工单"
