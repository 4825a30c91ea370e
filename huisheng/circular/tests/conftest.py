"""The circular office of the cast's city."""

from tests.office import office

__all__ = ["office"]
