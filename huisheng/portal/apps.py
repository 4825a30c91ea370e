from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "huisheng.portal"
    label = "portal"
    verbose_name = "网上反映"
