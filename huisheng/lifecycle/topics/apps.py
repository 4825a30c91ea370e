from django.apps import AppConfig


class TopicsConfig(AppConfig):
    name = "huisheng.lifecycle.topics"
    label = "topics"
    verbose_name = "热点"
    default_auto_field = "django.db.models.BigAutoField"
