"""The tree under test: its files, their syntax, and every module imported."""

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

import huisheng

ROOT = Path(huisheng.__file__).resolve().parent.parent
HOUSE = ROOT / "huisheng"
DOCS = ROOT / "docs"
TEMPLATES = ROOT / "templates"
STATIC = ROOT / "static"

# started, not imported: importing them runs the program
PROGRAMS = ("__main__", "huisheng.config.wsgi")


def name(path: Path) -> str:
    """The path as people say it, from the root of the checkout."""
    return path.relative_to(ROOT).as_posix()


@lru_cache(maxsize=1)
def modules() -> tuple[Path, ...]:
    """Every Python file of the house, without tests and migrations."""
    return tuple(
        path
        for path in sorted(HOUSE.rglob("*.py"))
        if not {"tests", "migrations", "__pycache__"} & set(path.relative_to(HOUSE).parts)
    )


def lines(path: Path) -> int:
    """How many lines the file has."""
    return len(path.read_text(encoding="utf-8").splitlines())


def in_room(path: Path, *rooms: str) -> bool:
    """Whether the file lies in one of these rooms ("lifecycle/workorder")."""
    place = path.relative_to(HOUSE).as_posix()
    return any(place.startswith(f"{room}/") for room in rooms)


@lru_cache(maxsize=1024)
def parsed(path: Path) -> ast.Module:
    """The file's syntax."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def nodes() -> Iterator[tuple[Path, ast.AST]]:
    """Every node of every module of the house."""
    for path in modules():
        for node in ast.walk(parsed(path)):
            yield path, node


def dotted(node: ast.AST) -> str:
    """``a.b.c`` of a name or an attribute; "" for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        head = dotted(node.value)
        return f"{head}.{node.attr}" if head else node.attr
    return ""


def rooms() -> list[str]:
    """The rooms: packages right under ``huisheng``."""
    return sorted(path.parent.name for path in HOUSE.glob("*/__init__.py"))


@lru_cache(maxsize=1)
def import_everything() -> tuple[str, ...]:
    """Import every module but programs and tests, so that registers are full; their names."""
    found = []
    for module in pkgutil.walk_packages(huisheng.__path__, "huisheng."):
        if re.search(r"\.(tests|migrations)(\.|$)", module.name) or module.name.endswith(PROGRAMS):
            continue
        importlib.import_module(module.name)
        found.append(module.name)
    return tuple(found)


def page(*parts: str) -> str:
    """The text of a page of the documentation."""
    return DOCS.joinpath(*parts).read_text(encoding="utf-8")


def nothing(found: Iterable[object]) -> None:
    """A law holds when nothing is found that breaks it; what is found is listed whole."""
    lines = [str(one) for one in found]
    assert not lines, "\n" + "\n".join(lines)
