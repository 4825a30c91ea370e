"""Fill the generated tables of docs/glossary.md and docs/ledger.md: ``python -m docs.write``.

Between ``<!-- made: NAME -->`` and ``<!-- end -->`` stands what the code says; the tests compare.
"""

import ast
import inspect
import re
from enum import StrEnum
from pathlib import Path
from types import ModuleType

from huisheng.directory.roles import Role, UnitKind
from huisheng.ledger.vocabulary import KINDS, Body
from huisheng.lifecycle.deadlines.actions.miss import CLOCKS
from huisheng.lifecycle.verbs import ACCEPT, VERBS
from huisheng.lifecycle.workorder import states
from huisheng.taxonomy.channels import Channel
from huisheng.taxonomy.kinds import Kind

HERE = Path(__file__).resolve().parent
PAGES = (HERE / "glossary.md", HERE / "ledger.md")
_PART = re.compile(r"(<!-- made: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)

ENUMS: tuple[type[StrEnum], ...] = (
    *(states.OrderState, states.DispatchState, states.RequestState, states.Part, states.Mark, states.Ground),
    *(states.RefusalReason, states.Outcome, states.Grade, states.Round, states.Form, Role, UnitKind, Kind, Channel),
)


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)


def _said(module: ModuleType) -> str:
    """The first sentence of a verb's file, after its Chinese word."""
    return " ".join((inspect.getdoc(module) or "").split("\n\n")[0].split()).partition(": ")[2].rstrip(".")


def verbs() -> str:
    """Every verb with the seats that may do it."""
    rows = []
    for module in (ACCEPT, *VERBS.values()):
        verb = module.VERB
        roles = "、".join(role.label for role in verb.edges.roles)
        rows.append((verb.label, f"`{verb.name}`", roles, f"`{verb.edges.cite}`", _said(module)))
    return _table(("中文", "name", "who", "article", "meaning"), rows)


def words() -> str:
    """Every stored code with its label, list by list."""
    rows = [
        (f"`{listed.__name__}`", "、".join(f"`{one.value}` {one.label}" for one in listed))  # type: ignore[attr-defined]  # each has a label
        for listed in ENUMS
    ]
    return _table(("list", "codes and labels"), rows)


def clocks() -> str:
    """Every clock."""
    return _table(("中文", "name"), [(label, f"`{name}`") for name, label in CLOCKS.items()])


def kinds() -> str:
    """Every kind of entry: its sentence, its fields, what could point at a person, the clocks it ends."""
    rows = []
    for name, body in KINDS.items():
        fields = ", ".join(f"`{field}`" for field in body.__annotations__) or "–"
        personal = ", ".join(f"`{field}`" for field in body.personal) or "–"
        stops = ", ".join(f"`{clock}`" for clock in body.stops) or "–"
        rows.append((f"`{name}`", body.label, body.sentence, fields, personal, stops, _meaning(body)))
    return _table(("kind", "中文", "sentence", "fields", "personal", "ends", "meaning"), rows)


def _meaning(body: type[Body]) -> str:
    node = ast.parse(inspect.getsource(body)).body[0]
    assert isinstance(node, ast.ClassDef)
    return " ".join((ast.get_docstring(node) or "").split()) or "–"


def made() -> dict[Path, str]:
    """Each page as it should stand."""
    parts = {"verbs": verbs, "words": words, "clocks": clocks, "kinds": kinds}
    return {
        page: _PART.sub(lambda part: f"{part[1]}{parts[part[2]]()}{part[3]}", page.read_text(encoding="utf-8"))
        for page in PAGES
    }
