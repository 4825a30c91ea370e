"""Where the shared vectors lie, and what is skipped without them."""

from pathlib import Path

import pytest

import huisheng

VECTORS = Path(huisheng.__file__).parents[2] / "shared" / "vectors"


@pytest.fixture(scope="session")
def vectors() -> Path:
    """The folder of shared vectors; the test is skipped where it isn't there."""
    if not VECTORS.is_dir():
        pytest.skip(f"no shared vectors at {VECTORS}")
    return VECTORS
