"""Every variable of the environment that the house reads stands in docs/settings.md, and no other does."""

import ast
import re

from tests.house import tree

READERS = {"os.environ.get", "os.environ.setdefault", "os.getenv", "places.number", "number"}
NAME = re.compile(r"[A-Z][A-Z0-9_]+")
NOT_OURS = {"PATH", "HOME", "LANG", "TERM", "COLUMNS", "NO_COLOR"}


def _read(node: ast.AST) -> str | None:
    """The variable that this node reads."""
    key: ast.AST | None = None
    if isinstance(node, ast.Call) and tree.dotted(node.func) in READERS and node.args:
        key = node.args[0]
    elif isinstance(node, ast.Subscript) and tree.dotted(node.value) == "os.environ":
        key = node.slice
    elif isinstance(node, ast.Compare) and tree.dotted(node.comparators[0]) == "os.environ":
        key = node.left
    if isinstance(key, ast.Constant) and isinstance(key.value, str) and NAME.fullmatch(key.value):
        return key.value
    return None


def _used() -> set[str]:
    names = {name for _, node in tree.nodes() if (name := _read(node))}
    made = re.findall(r"^([A-Z]+) \?=", (tree.ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    given = {"HUISHENG_SUPERVISED"}  # asked for in /proc of other processes, not in our own environment
    assert any(given <= {str(getattr(n, "value", ""))} for _, n in tree.nodes()), "nobody knows HUISHENG_SUPERVISED"
    return (names | set(made) | given) - NOT_OURS


def _documented() -> set[str]:
    return set(re.findall(r"^\| `([A-Z][A-Z0-9_]+)` \|", tree.page("settings.md"), re.MULTILINE))


def test_the_scan_finds_what_is_there() -> None:
    assert {"PORT", "DATABASE_URL", "HUISHENG_VAR", "WEB_THREADS"} <= _used()


def test_every_setting_is_documented() -> None:
    tree.nothing(sorted(_used() - _documented()))


def test_every_documented_setting_is_read() -> None:
    tree.nothing(sorted(_documented() - _used()))


def test_no_business_constant_among_the_settings() -> None:
    """Limits, weights and days are dated parameters of the rulebook."""
    words = ("DAYS", "HOURS", "LIMIT_", "WEIGHT", "DEADLINE", "RATE")
    tree.nothing(sorted(name for name in _used() if any(word in name for word in words)))
