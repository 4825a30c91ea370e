from django.apps import AppConfig


class ListingConfig(AppConfig):
    name = "huisheng.lifecycle.listing"
    label = "listing"
    verbose_name = "列表"
