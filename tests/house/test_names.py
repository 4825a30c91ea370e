"""Forbidden names and idioms: what nobody owns, what runs behind one's back, what belongs into data."""

import ast
import tomllib
from functools import lru_cache

from tests.house import tree

NOBODYS = {"services", "service", "utils", "util", "helpers", "helper", "common", "misc", "signals", "extras", "tools"}
HIDDEN = {"receiver", "Signal", "pre_save", "post_save", "pre_delete", "post_delete", "m2m_changed"}
FRAMEWORK_NOUNS = {"Event", "Task", "Message", "Case", "Ticket", "Group"}  # WorkOrder, Clock, Visit, Entry are ours


def test_no_module_that_nobody_owns() -> None:
    """Modules and packages; a data file may hold what is common to others."""
    tree.nothing(tree.name(path) for path in tree.HOUSE.rglob("*.py") if NOBODYS & {path.stem, path.parent.name})


def test_no_signals() -> None:
    found = [
        f"{tree.name(path)}:{node.lineno}"
        for path, node in tree.nodes()
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").startswith("django")
        and ((node.module or "").endswith("signals") or {a.name for a in node.names} & (HIDDEN | {"signals"}))
    ]
    tree.nothing(found)


def test_no_framework_word_for_a_noun_of_ours() -> None:
    classes = [
        f"{tree.name(p)}: {n.name}"
        for p, n in tree.nodes()
        if isinstance(n, ast.ClassDef) and n.name in FRAMEWORK_NOUNS and p.stem in ("models", "base", "states")
    ]
    tree.nothing(classes)


@lru_cache(maxsize=1)
def _proper_names() -> frozenset[str]:
    """Names and codes of platforms and units that the shipped data knows, and the places in the rulebook's scopes."""
    names: set[str] = set()
    for path in tree.HOUSE.rglob("city.toml"):
        city = tomllib.loads(path.read_text(encoding="utf-8"))
        for unit in (city["platform"], *city["unit"]):
            names |= {unit["name"], unit.get("short", unit["name"]), unit["code"], unit.get("scope", unit["name"])}
    for path in (tree.HOUSE / "rulebook" / "parameters").rglob("*.toml"):
        for value in tomllib.loads(path.read_text(encoding="utf-8"))["value"]:
            names |= {value["scope"], *value["scope"].split("/")}
    return frozenset(names - {""})


def _compared(node: ast.AST) -> set[str]:
    """The strings with which something is compared or matched."""
    if isinstance(node, ast.Compare):
        sides: list[ast.AST] = [node.left, *node.comparators]
    elif isinstance(node, ast.MatchValue):
        sides = [node.value]
    else:
        return set()
    return {
        one.value
        for side in sides
        for one in ast.walk(side)
        if isinstance(one, ast.Constant) and isinstance(one.value, str)
    }


def test_the_rule_on_cities_sees_what_it_forbids() -> None:
    assert {"湖南/湘潭", "聊城"} <= _proper_names()
    node = ast.parse('if scope in ("湖南/湘潭", "x"): pass').body[0]
    assert isinstance(node, ast.If)
    assert _compared(node.test) & _proper_names() == {"湖南/湘潭"}


def test_no_city_and_no_unit_is_named_in_a_condition() -> None:
    """A difference between two cities is a parameter, a scheme, a category version or a partner folder."""
    found = [
        f"{tree.name(path)}:{node.lineno}: {names}"  # type: ignore[attr-defined]  # a comparison has a line
        for path, node in tree.nodes()
        if (names := _compared(node) & _proper_names())
    ]
    tree.nothing(found)
