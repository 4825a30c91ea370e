"""The room's name for Django."""

from django.apps import AppConfig


class TaxonomyConfig(AppConfig):
    """Category versions, regions, duty catalogue."""

    name = "huisheng.taxonomy"
    label = "taxonomy"
    verbose_name = "分类与派单目录"
