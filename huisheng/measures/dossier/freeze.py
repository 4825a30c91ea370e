"""Freezing a period: facts, figures, rules and the place in the ledger, all seen in one snapshot, into one file."""

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

from huisheng.directory import book as directory
from huisheng.directory.book import UnitCard
from huisheng.kernel import clock
from huisheng.kernel.database.moment import one_moment
from huisheng.kernel.errors import Refusal
from huisheng.ledger import position
from huisheng.measures import follow, reckon
from huisheng.measures.breakdown import UNIT, Told
from huisheng.measures.definition import Library, shipped
from huisheng.measures.dossier import export, lines
from huisheng.measures.dossier.archive import Writer, canonical
from huisheng.measures.dossier.frozen import FIGURES, LEDGER, UNITS
from huisheng.measures.figure import By, Scope
from huisheng.measures.rows import FACTS, Fact
from huisheng.rulebook import book

BREAKDOWNS: tuple[By, ...] = (
    None, UNIT, "kind", "channel", "source", "topic", "subtopic", "region", "enterprise", "form", "ground", "times",
)  # fmt: skip
Progress = Callable[[str, int], None]  # what is being written (a fact's label), how many rows of it so far
Finish = Callable[[Sequence[Mapping[By, Told]]], Mapping[str, bytes]]  # the scopes' figures -> files of results/


@dataclass(frozen=True, slots=True)
class Made:
    """What was written: the fingerprint to publish, the rows of each fact, how many figures, and its size in bytes."""

    path: Path
    fingerprint: str
    rows: Mapping[str, int]
    figures: int
    size: int


def freeze(
    path: Path,
    scopes: Sequence[Scope],
    *,
    bys: Sequence[By] = BREAKDOWNS,
    schemes: Mapping[str, bytes] | None = None,
    finish: Finish | None = None,
    library: Library | None = None,
    catch_up: bool = True,
    progress: Progress = lambda _label, _rows: None,
) -> Made:
    """Write the dossier of the scopes (the period first, then those that it is compared with), all of one platform.

    ``schemes``: files kept beside it under schemes/. ``finish`` computes from the figures what is kept under results/.
    Refusal: the file exists, the scopes are of several platforms, or the period is too large for one file.
    """
    if len({scope.platform for scope in scopes}) != 1:
        raise Refusal("one_platform", "一份档案只能是一个平台的，请分别导出。", field="platform")
    held = library or shipped()
    if catch_up:
        follow.catch_up()
    writer = Writer(path, {"program": version("huisheng"), "platform": _code(scopes[0].platform)})
    try:
        with one_moment(), tempfile.TemporaryDirectory(dir=path.parent, prefix=".dossier-") as folder:
            told = [reckon.figures_by(_names(held), scope, bys, held) for scope in scopes]
            kept = lines.lines(told)
            writer.add(FIGURES, lines.encode(scopes, bys, kept))
            writer.add(LEDGER, canonical(_plain(asdict(position.of(follow.NAME)))))
            writer.add(UNITS, canonical(_units(scopes)))
            rows = {}
            for fact in FACTS.values():
                part = Path(folder, f"{fact.name}.parquet")
                rows[fact.name] = export.write(part, fact, _where(fact, scopes, held), progress)
                writer.add(f"facts/{fact.name}.parquet", part)
                part.unlink()
            for name, content in {**_files(held), **_under("schemes", schemes or {})}.items():
                writer.add(name, content)
            for name, content in _under("results", finish(told) if finish else {}).items():
                writer.add(name, content)
            fingerprint = writer.finish()
    except BaseException:
        writer.abandon()
        raise
    return Made(path, fingerprint, rows, len(kept), path.stat().st_size)


def _names(held: Library) -> list[str]:
    return [name for name in held if "@" in name]


def _where(fact: Fact, scopes: Sequence[Scope], held: Library) -> str:
    """The rows that any measure can count in the scopes; of a fact that no measure dates, all of the platform."""
    bases = [held[name].base for name in _names(held)]
    anchors = sorted({base.anchor for base in bases if base is not None and base.fact == fact.name})
    spans = {clock.window(scope.of(fact.name).first, scope.of(fact.name).last) for scope in scopes}
    dated = [
        f"({anchor} >= '{first.isoformat()}' AND {anchor} < '{end.isoformat()}')"
        for anchor in anchors
        for first, end in sorted(spans)
    ]
    return f"platform = {int(scopes[0].platform)} AND ({' OR '.join(dated) or 'TRUE'})"


def _files(held: Library) -> dict[str, bytes]:
    """The definitions and the rulebook, as they stand in this installation."""
    found = {f"definitions/{path.name}": path.read_bytes() for path in sorted(held.folder.glob("*.toml"))}
    for part, pattern in (("documents", "*.md"), ("parameters", "**/*.toml")):
        for path in sorted(book.HERE.joinpath(part).glob(pattern)):
            found[f"rulebook/{path.relative_to(book.HERE).as_posix()}"] = path.read_bytes()
    return found


def _under(folder: str, files: Mapping[str, bytes]) -> dict[str, bytes]:
    return {f"{folder}/{name}": content for name, content in sorted(files.items())}


def _units(scopes: Sequence[Scope]) -> list[dict[str, object]]:
    """The platform and what stands at or below it at any time of the scopes, in official order."""
    days = [day for scope in scopes for day in (scope.window.first, scope.window.last)]
    first, last = min(days), max(days)
    cards = [card for card in directory.book().units.values() if f"/{scopes[0].platform}/" in card.path]
    there = [card for card in cards if card.valid_from <= last and (card.valid_to is None or card.valid_to > first)]
    return [_unit(card) for card in there]


def _unit(card: UnitCard) -> dict[str, object]:
    names = (
        "id",
        "code",
        "name",
        "short",
        "kind",
        "parent",
        "platform",
        "is_platform",
        "order",
        "valid_from",
        "valid_to",
    )
    return _plain({name: getattr(card, name) for name in names})


def _plain(values: Mapping[str, object]) -> dict[str, object]:
    return {name: value if isinstance(value, int | None) else str(value) for name, value in values.items()}


def _code(platform: int) -> str:
    card = directory.unit(platform)
    return card.code if card else str(platform)
