"""The import law of .importlinter holds, and says something about every room."""

import configparser
import logging
from collections.abc import Iterator

import pytest
from click.testing import CliRunner
from importlinter.cli import lint_imports_command

from tests.house import tree


@pytest.fixture(autouse=True)
def _loggers() -> Iterator[None]:
    """The linter sets logging up for itself and switches off every logger there is; the next test needs them."""
    yield
    for one in logging.root.manager.loggerDict.values():
        if isinstance(one, logging.Logger):
            one.disabled = False


def test_imports_only_go_down() -> None:
    done = CliRunner().invoke(lint_imports_command, ["--no-cache", "--config", str(tree.ROOT / ".importlinter")])
    assert done.exit_code == 0, done.output


def test_every_room_has_its_floor() -> None:
    law = configparser.ConfigParser()
    law.read(tree.ROOT / ".importlinter", encoding="utf-8")
    floors = law["importlinter:contract:floors"]
    named = floors["layers"].replace("|", " ").split()
    assert sorted(named) == tree.rooms()
    assert floors["exhaustive"] == "True"
