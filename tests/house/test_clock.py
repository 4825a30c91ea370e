"""Time is an argument: only ``kernel.clock`` asks what time it is. Spans may be measured (monotonic, perf_counter)."""

import ast

from tests.house import tree

CLOCK = tree.HOUSE / "kernel" / "clock.py"
SKEW = tree.HOUSE / "console" / "doctor.py"  # holds the database's clock against ours: its very question
ASKING = {
    *("datetime.now", "datetime.utcnow", "datetime.today", "date.today", "timezone.now", "timezone.localdate"),
    *("timezone.localtime", "time.time", "time.time_ns", "time.localtime", "time.gmtime", "time.ctime"),
}
FROM = {"time": {"time", "time_ns", "localtime", "gmtime", "ctime"}, "django.utils.timezone": {"now", "localdate"}}


def _asks(node: ast.AST) -> bool:
    if isinstance(node, ast.Attribute):
        return ".".join(tree.dotted(node).split(".")[-2:]) in ASKING
    if isinstance(node, ast.ImportFrom):
        return bool({alias.name for alias in node.names} & FROM.get(node.module or "", set()))
    # auto_now writes the database row's time behind everybody's back
    return isinstance(node, ast.keyword) and node.arg in ("auto_now", "auto_now_add")


def test_the_rule_sees_what_it_forbids() -> None:
    bad = "a = datetime.now(UTC)\nb = time.time()\nfrom time import time\nc = DateTimeField(auto_now=True)\n"
    good = "a = clock.now()\nb = time.monotonic()\nfrom time import perf_counter\n"
    assert sum(map(_asks, ast.walk(ast.parse(bad)))) == 4
    assert not any(map(_asks, ast.walk(ast.parse(good))))


def test_nobody_else_asks_the_time() -> None:
    asked = [f"{tree.name(path)}:{node.lineno}" for path, node in tree.nodes() if path != CLOCK and _asks(node)]  # type: ignore[attr-defined]  # every node that asks has a line
    tree.nothing(asked)


def test_the_database_isn_t_asked_either() -> None:
    """``now()`` and its like in SQL text would escape the virtual clock of rehearsals."""
    words = ("now()", "current_timestamp", "clock_timestamp", "current_date", "localtimestamp")
    found = [
        f"{tree.name(path)}:{node.lineno}"
        for path, node in tree.nodes()
        if path != SKEW
        and isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and any(word in node.value.lower() for word in words)
        and ("select" in node.value.lower() or "insert" in node.value.lower() or "update" in node.value.lower())
    ]
    tree.nothing(found)
