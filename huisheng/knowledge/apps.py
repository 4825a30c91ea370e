"""The room's tables."""

from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    """知识库."""

    name = "huisheng.knowledge"
    label = "knowledge"
    default_auto_field = "django.db.models.BigAutoField"
