"""The desks' browser without a screen; nothing of the past is kept between two tests."""

from collections.abc import Iterator

import pytest

from huisheng.desks.leader import memory
from huisheng.desks.tests.conftest import As, as_, hour

__all__ = ["As", "as_", "hour"]


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    """Each test counts anew."""
    memory.forget()
    yield
    memory.forget()
