"""Clusters and houses of the tests' own, in folders that go away."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from huisheng.console.postgres import Cluster


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """A home that only its owner may enter, as a checkout under /root is."""
    folder = Path(tempfile.mkdtemp(prefix="huisheng-test-"))
    yield folder
    cluster = Cluster(folder)
    cluster.stop()
    shutil.rmtree(cluster.sockets, ignore_errors=True)
    shutil.rmtree(folder)


@pytest.fixture
def bare_environment(home: Path) -> dict[str, str]:
    """The environment of a house under ``home``: no rooms, no rehearsal, its own database."""
    ours = ("DATABASE_", "HUISHENG_", "DJANGO_", "PYTEST_", "COV_")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {
        **environment,
        "HUISHENG_VAR": str(home),
        "HUISHENG_REHEARSAL": "",
        "DJANGO_SETTINGS_MODULE": "huisheng.console.tests.bare_settings",
    }
