"""Figures are whole numbers and Decimal: no float where numbers are made or carried."""

import ast

from tests.house import tree


def _floats(node: ast.AST) -> bool:
    literal = isinstance(node, ast.Constant) and isinstance(node.value, float)
    name = isinstance(node, ast.Name) and node.id == "float"
    rounded = isinstance(node, ast.Call) and tree.dotted(node.func) == "round"  # kernel.rounding has named modes
    field = isinstance(node, ast.Attribute) and node.attr in ("FloatField", "total_seconds")
    return literal or name or rounded or field or (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div))


def test_the_rule_sees_what_it_forbids() -> None:
    bad = ["x = 0.5", "x = float(y)", "x: float", "x = round(y)", "x = a / b", "x = models.FloatField()"]
    assert all(any(map(_floats, ast.walk(ast.parse(line)))) for line in bad)
    assert not any(map(_floats, ast.walk(ast.parse("x = Decimal('0.5'); y = a // b; z = 50"))))


def test_no_float_in_figures() -> None:
    found = [
        f"{tree.name(path)}:{node.lineno}"  # type: ignore[attr-defined]  # each of these nodes has a line
        for path, node in tree.nodes()
        if tree.in_room(path, "measures", "scoring") and _floats(node) and not _is_path(node)
    ]
    tree.nothing(found)


def _is_path(node: ast.AST) -> bool:
    """``folder / "name"``: the one division that makes no number."""
    return isinstance(node, ast.BinOp) and any(
        (isinstance(side, ast.Constant) and isinstance(side.value, str)) or isinstance(side, ast.JoinedStr)
        for side in (node.left, node.right)
    )


def test_the_database_keeps_no_float() -> None:
    fields = [
        f"{tree.name(path)}:{node.lineno}"
        for path, node in tree.nodes()
        if isinstance(node, ast.Attribute) and node.attr == "FloatField"
    ]
    tree.nothing(fields)
