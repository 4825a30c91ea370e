"""The room's tables."""

from django.apps import AppConfig


class InsightConfig(AppConfig):
    """智能辅助."""

    name = "huisheng.insight"
    label = "insight"
    default_auto_field = "django.db.models.BigAutoField"
