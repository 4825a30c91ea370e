"""Scores in a dossier: kept when a period is frozen, computed again from the dossier alone.

Under schemes/ lie the files (a table's and its scheme's), under results/ what came of them: NAME.json with the scheme,
the scope, the units in the table's order and the scored table, with every unit that was assessed, printed or not.
"""

import json
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from huisheng.kernel.errors import Refusal
from huisheng.measures import reckon
from huisheng.measures.breakdown import UNIT, Told
from huisheng.measures.definition import Library, shipped
from huisheng.measures.dossier.archive import canonical
from huisheng.measures.dossier.recompute import Recomputed
from huisheng.measures.figure import By, Scope
from huisheng.measures.source import Mistakes
from huisheng.scoring import feed, plain, reading, sheets
from huisheng.scoring.feed import Unit
from huisheng.scoring.scheme import Scheme
from huisheng.scoring.scheme import names as scheme_names
from huisheng.scoring.score import score

Scopes = Sequence[Mapping[By, Told]]


@dataclass(frozen=True, slots=True)
class Difference:
    """A score that came out otherwise: the table, the unit, the column, and both texts ("" where there is none)."""

    table: str
    unit: str
    column: str
    kept: str
    again: str


def files(tables: Iterable[str]) -> dict[str, bytes]:
    """The files of scored tables and their schemes, for schemes/. A scheme's own name stands for all units under it.

    Refusal: no such table.
    """
    found: dict[str, bytes] = {}
    for name in tables:
        sheet, scheme = _named(name)
        if sheet is not None:
            found[f"tables/{name}.toml"] = sheet.path.read_bytes()
        found[f"{scheme.name}.toml"] = scheme.text.encode()
    return found


def finish(tables: Iterable[str]) -> Callable[[Scopes], dict[str, bytes]]:
    """What ``freeze`` calls with the figures: each table's scores, for results/."""
    names = list(tables)

    def results(told: Scopes) -> dict[str, bytes]:
        return {f"{name}.json": canonical(_result(name, told)) for name in names}

    return results


def recheck(made: Recomputed) -> list[Difference]:
    """The dossier's scores, computed again from its recomputed figures by its own schemes.

    Refusal: a result or a scheme in it can't be read.
    """
    differences: list[Difference] = []
    schemes = made.frozen.under("schemes")
    for file, content in made.frozen.under("results").items():
        try:
            kept = json.loads(content)
            scheme = _scheme(kept["scheme"], schemes)
            units = [Unit(key, name, dict(traits)) for key, name, traits in kept["units"]]
            on = date.fromisoformat(kept["on"])
            scope = made.frozen.scopes[kept["scope"]]
            again = _score(scheme, made.told[kept["scope"]], scope, units, on, made.frozen.library)
            differences += _compare(file.removesuffix(".json"), kept["scored"], again)
        except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError):
            raise Refusal("bad_results", f"results/{file} 读不懂，不是本系统写的档案。", field="file") from None
    return differences


def _named(name: str) -> tuple[sheets.ScoreSheet | None, Scheme]:
    if name in scheme_names() and name not in sheets.names():
        return None, reading.load(name)
    sheet = sheets.load(name)
    return sheet, sheet.scheme


def _result(name: str, told: Scopes) -> dict[str, Any]:
    sheet, scheme = _named(name)
    place, scope = _place(sheet, told)
    units = _units(sheet, scope)
    scored = _score(scheme, told[place], scope, units, scope.window.last, shipped())
    return {
        "scheme": f"{scheme.name}.toml",
        "scope": place,
        "on": scope.window.last.isoformat(),
        "units": [[unit.key, unit.name, dict(unit.traits)] for unit in units],
        "scored": scored,
    }


def _units(sheet: sheets.ScoreSheet | None, scope: Scope) -> list[Unit]:
    """Those to which the platform sends; of a table its own, in its order and by its names."""
    # models: where a dossier is only rechecked there are none
    from huisheng.directory import reads as directory
    from huisheng.scoring import assess

    platform, on = scope.platform, scope.window.last
    cards = directory.addressees(platform, on) if sheet is None else assess.units_of(sheet, platform, on)
    return [Unit(card.id, card.name, {"kind": card.kind.value, "code": card.code}) for card in cards]


def _place(sheet: sheets.ScoreSheet | None, told: Scopes) -> tuple[int, Scope]:
    """The scope that a table is made over: the one with its own windows, else the period that was frozen."""
    scopes = [next(figure.scope for parts in by[None].values() for figure in parts.values()) for by in told]
    for place, scope in enumerate(scopes):
        if sheet is not None and scope.window == sheet.window and dict(scope.windows) == sheet.windows:
            return place, scope
    return 0, scopes[0]


def _score(
    scheme: Scheme, told: Mapping[By, Told], scope: Scope, units: Sequence[Unit], on: date, held: Library
) -> dict[str, Any]:
    names = feed.measures_of(scheme)
    by_unit = {name: told[UNIT][held[name].reference] for name in names}
    whole = {name: told[None][held[name].reference] for name in names}
    rows = feed.given_of(
        scheme,
        by_unit,  # type: ignore[arg-type]  # by unit: no key is None
        units,
        lambda name, key: reckon.nothing(name, scope, UNIT, key, held),
    )
    total = feed.given_of(
        scheme,
        {name: {"": figures[None]} for name, figures in whole.items() if None in figures},
        [Unit("", scheme.footer)],
        lambda name, key: reckon.nothing(name, scope, UNIT, None, held),
    )
    scored: dict[str, Any] = json.loads(canonical(plain.to_plain(score(scheme, rows, on=on, total=total[0]))))
    return scored


def _scheme(name: str, schemes: Mapping[str, bytes]) -> Scheme:
    with tempfile.TemporaryDirectory(prefix="huisheng-scheme-") as folder:
        path = Path(folder, "scheme.toml" if "/" in name else name)
        path.write_bytes(schemes[name])
        try:
            return reading.load(path)
        except Mistakes as wrong:
            raise Refusal("bad_scheme", f"档案里的方案不能用：\n{wrong}", field="file") from None


def _compare(table: str, kept: Mapping[str, Any], again: Mapping[str, Any]) -> list[Difference]:
    """Cell by cell; what isn't a cell (a heading, a note) under its own name."""
    found = []
    rows, others = ({(row["key"], row["name"]): row for row in one["rows"]} for one in (kept, again))
    for key in dict.fromkeys([*rows, *others]):
        cells, now = (_texts(one.get(key)) for one in (rows, others))
        for column in dict.fromkeys([*cells, *now]):
            if cells.get(column, "") != now.get(column, ""):
                found.append(Difference(table, str(key[1]), column, cells.get(column, ""), now.get(column, "")))
    rest = [name for name in dict.fromkeys([*kept, *again]) if name != "rows" and kept.get(name) != again.get(name)]
    if not found and kept["rows"] != again["rows"]:
        rest.append("rows")
    return found + [Difference(table, "", name, "", "") for name in rest]


def _texts(row: Mapping[str, Any] | None) -> dict[str, str]:
    if row is None:
        return {}
    return {name: str(cell[1]) for name, cell in row["cells"].items()}
