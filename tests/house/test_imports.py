"""The import law of .importlinter holds, and says something about every room."""

import configparser

from click.testing import CliRunner
from importlinter.cli import lint_imports_command

from tests.house import tree


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
