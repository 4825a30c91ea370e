"""The room's name for Django."""

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    """Units, seats, rosters, access keys, looks."""

    name = "huisheng.directory"
    label = "directory"
    verbose_name = "机构与席位"

    def import_models(self) -> None:
        """Two modules hold the room's models: who is there, and what administrators have settled."""
        super().import_models()
        from huisheng.directory import settled  # noqa: F401  imported so that Django knows its models
