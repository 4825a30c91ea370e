"""The map is tested against the tree: every room, every folder of a room of rooms, every page of the documentation."""

import re
from pathlib import Path

from huisheng.console import main as console
from tests.house import tree


def _rooms_in(folder: Path) -> set[str]:
    return {
        path.parent.name for path in folder.glob("*/__init__.py") if path.parent.name not in ("tests", "migrations")
    }


def test_every_room_is_on_the_map_and_every_room_on_the_map_exists() -> None:
    drawn = set(re.findall(r"^\| `(\w+)/` \|", tree.page("map.md"), re.MULTILINE))
    assert drawn == set(tree.rooms())


def test_every_room_of_the_lifecycle_is_on_the_map() -> None:
    drawn = set(re.findall(r"^\| `lifecycle/(\w+)/` \|", tree.page("map.md"), re.MULTILINE))
    assert drawn == _rooms_in(tree.HOUSE / "lifecycle")


def test_what_the_documentation_points_at_exists() -> None:
    """Paths in backquotes and links of every page."""
    lost = []
    for path in [*tree.DOCS.rglob("*.md"), tree.ROOT / "README.md"]:
        text = path.read_text(encoding="utf-8")
        for link in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text):
            if "://" not in link and not (path.parent / link).exists():
                lost.append(f"{tree.name(path)}: {link}")
        for named in re.findall(r"`((?:huisheng|tests|docs|templates|static|bench)/[\w./\-]+)`", text):
            if not (tree.ROOT / named).exists():
                lost.append(f"{tree.name(path)}: {named}")
    tree.nothing(lost)


def test_every_command_is_in_the_readme() -> None:
    text = (tree.ROOT / "README.md").read_text(encoding="utf-8")
    tree.nothing(name for name in console.names() if f"huisheng {name}" not in text)


def test_every_decision_has_its_parts() -> None:
    pages = sorted((tree.DOCS / "adr").glob("[0-9]*.md"))
    assert [int(path.name[:4]) for path in pages] == list(range(1, len(pages) + 1))
    for path in pages:
        text = path.read_text(encoding="utf-8")
        assert all(part in text for part in ("## Context", "## Decision", "## Consequences")), path.name
        assert f"(adr/{path.name})" in tree.page("map.md"), f"{path.name} isn't on the map"
