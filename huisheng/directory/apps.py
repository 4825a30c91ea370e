"""The room's name for Django."""

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    """Units, seats, rosters, access keys, looks."""

    name = "huisheng.directory"
    label = "directory"
    verbose_name = "机构与席位"
