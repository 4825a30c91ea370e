"""Every module, public class and public function says what it is."""

import ast
from pathlib import Path

from tests.house import tree

# said by the class that they override
INHERITED = {"ready", "read", "error", "cursor"}
EMPTY = "__init__.py"
PLAIN = {"property", "cached_property"}  # their name and type are what there is to say


def _public(body: list[ast.stmt], prefix: str) -> list[tuple[str, ast.AST]]:
    found: list[tuple[str, ast.AST]] = []
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            found.append((f"{prefix}{node.name}", node))
            if isinstance(node, ast.ClassDef) and node.name != "Meta" and not _protocol(node):
                found += _public(node.body, f"{prefix}{node.name}.")
    return found


def _silent(path: Path) -> list[str]:
    module = tree.parsed(path)
    if path.name == EMPTY and not module.body:
        return []
    found = [] if ast.get_docstring(module) or path.name == "apps.py" else [tree.name(path)]
    for name, node in _public(module.body, ""):
        short = name.rpartition(".")[2]
        # a frozen record of an entry is said by its registration; a test double by its base
        told = ast.get_docstring(node) or short in INHERITED or short == "Meta" or _registered(node) or _plain(node)  # type: ignore[arg-type]  # functions and classes only
        if not told and path.name not in ("apps.py", "states.py"):
            found.append(f"{tree.name(path)}: {name}")
    return found


def _registered(node: ast.AST) -> bool:
    """A kind of entry: its label and sentence stand in the decorator."""
    decorators = node.decorator_list if isinstance(node, ast.ClassDef) else []
    return any(isinstance(one, ast.Call) and tree.dotted(one.func) == "entry" for one in decorators)


def _plain(node: ast.AST) -> bool:
    decorators = node.decorator_list if isinstance(node, ast.FunctionDef) else []
    return any(tree.dotted(one) in PLAIN for one in decorators)


def _protocol(node: ast.ClassDef) -> bool:
    return any(tree.dotted(base) == "Protocol" for base in node.bases)


def test_everything_public_says_what_it_is() -> None:
    tree.nothing([line for path in tree.modules() for line in _silent(path)])
