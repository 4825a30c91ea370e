"""Every citation that stands in the house, and where: what the register alone doesn't know."""

import ast
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from huisheng.lifecycle.verbs import ACCEPT, VERBS
from huisheng.lifecycle.workorder.states import EDGES
from huisheng.measures.definition import shipped as measures
from huisheng.rulebook import book, implemented
from huisheng.rulebook.articles import CITATION
from tests.house import tree

UNANSWERED = Path(__file__).with_name("unanswered.toml")


@dataclass(frozen=True, slots=True, order=True)
class Cited:
    """One place that rests on an article: of which sort it is, how people say it, and where it stands."""

    cite: str
    sort: str
    words: str
    where: str


def edges() -> Iterator[Cited]:
    """Edges of the state tables."""
    labels = {name: module.VERB.label for name, module in (*VERBS.items(), ("accept", ACCEPT))}
    for verb, edge in EDGES.items():
        yield Cited(edge.cite, "操作", labels[verb], f"EDGES[{verb!r}]")


def figures() -> Iterator[Cited]:
    """Measures, and the rows they leave out."""
    held = measures()
    for measure in {id(one): one for one in held.values()}.values():
        where = f"{measure.file}:{measure.line}"
        yield Cited(measure.cite, "指标", measure.label, where)
        for left in measure.base.exclude if measure.base else ():
            yield Cited(left.cite, "指标", f"{measure.label}（{left.reason}）", where)


def parameters() -> Iterator[Cited]:
    """Dated values of the rulebook."""
    held = book.shipped()
    for value in held.values:
        yield Cited(value.cite, "参数", held.labels[value.name], f"{value.file}:{value.line}")


def functions() -> Iterator[Cited]:
    """The register: what carries an article out. ``words`` is the function's own first sentence."""
    tree.import_everything()
    for cite, names in implemented().items():
        for where in sorted(names):  # not as they happened to be imported
            if where.partition(".")[0] == "huisheng":
                yield Cited(cite, "程序", _said(where), where)


def _said(where: str) -> str:
    module, _, function = where.partition(":")
    path = tree.ROOT / Path(*module.split(".")).with_suffix(".py")
    if path.parent.name == "actions" and function == "do":
        return (ast.get_docstring(tree.parsed(path)) or "").partition(":")[0]
    return ""


def sentences() -> Iterator[Cited]:
    """Citations in the code itself: what a refusal rests on."""
    for path, node in tree.nodes():
        if tree.in_room(path, "rulebook") or path.name == "states.py":
            continue
        if isinstance(node, ast.Call) and tree.dotted(node.func) == "Refusal":
            for word in node.args:
                if isinstance(word, ast.Constant) and isinstance(word.value, str) and CITATION.fullmatch(word.value):
                    yield Cited(word.value, "程序", "", f"{tree.name(path)}")


def data() -> Iterator[Cited]:
    """Citations in the other data files: sheets, trees, plans."""
    for path in sorted(tree.HOUSE.rglob("*.toml")):
        if tree.in_room(path, "rulebook", "measures/definitions"):
            continue
        for key, value in _strings(tomllib.loads(path.read_text(encoding="utf-8"))):
            if key == "cite" and CITATION.fullmatch(value):
                yield Cited(value, "数据", path.stem, tree.name(path))


def _strings(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _strings(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner, key)
    elif isinstance(value, str):
        yield key, value


@lru_cache(maxsize=1)
def others() -> tuple[Cited, ...]:
    """What stands outside of parameters and the register."""
    return (*edges(), *figures(), *sentences(), *data())


def unanswered() -> dict[str, dict[str, str]]:
    """The reviewed list of articles that wait for a room: citation -> room and reason."""
    lines = tomllib.loads(UNANSWERED.read_text(encoding="utf-8"))["article"]
    return {line["cite"]: line for line in lines}
