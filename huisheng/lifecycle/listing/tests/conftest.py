"""Files of exports lie in a folder of the test's own."""

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, settings: Any) -> Path:
    """Where they lie."""
    settings.VAR = tmp_path
    return tmp_path
