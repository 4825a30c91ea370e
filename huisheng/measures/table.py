"""A published table: every cell a Figure, rows and columns as its sheet says."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from huisheng.directory import reads as directory
from huisheng.directory.book import UnitCard
from huisheng.kernel import clock
from huisheng.measures import compute, follow, reckon, sheet
from huisheng.measures.definition import Library, shipped
from huisheng.measures.figure import NOTHING, Figure, Scope
from huisheng.measures.reckon import UNIT, Key
from huisheng.measures.sheet import Line, Sheet
from huisheng.rulebook import implements
from huisheng.taxonomy import reads as taxonomy
from huisheng.taxonomy.channels import Channel
from huisheng.taxonomy.kinds import Kind

Told = Mapping[str, Mapping[Key, Figure]]


@dataclass(frozen=True, slots=True)
class Heading:
    """A column of numbers: its label, its measure, and its working in words."""

    label: str
    definition: str
    meaning: str
    cite: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure as it is printed here: its own text, or "-" where the sheet leaves the place empty."""

    figure: Figure
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """A unit's row; ``unit`` is None in the total."""

    name: str
    unit: int | None
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """A number below the table, perhaps with its share of a whole."""

    heading: str
    label: str
    figure: Figure
    share: Figure | None


@dataclass(frozen=True, slots=True)
class Table:
    """A whole table. ``as_of``: when it was made, from everything in the ledger by then."""

    sheet: Sheet
    scope: Scope
    headings: tuple[Heading, ...]
    rows: tuple[Row, ...]
    total: Row
    lines: tuple[Statement, ...]
    as_of: datetime


@implements("liaocheng-2015-01#art-10")
def table(name: str, *, folder: Path = sheet.HERE, library: Library | None = None, catch_up: bool = True) -> Table:
    """The table of a name, after the facts have caught up with the ledger.

    Refusal: no such table, or its platform isn't in this installation.
    """
    held = library or shipped()
    plan = sheet.load(name, folder, held)
    scope = Scope(directory.platform_by_code(plan.platform, plan.window.last).id, plan.window, plan.windows)
    if catch_up:
        follow.catch_up()
    wanted = dict.fromkeys(name for column in plan.columns for name in (column.measure, *column.blank_without)) | {
        plan.rows_by: None
    }
    by = reckon.figures_for({UNIT: wanted, None: [*wanted, *(line.measure for line in plan.lines)]}, scope, held)
    told, whole = by[UNIT], by[None]
    rows = [_row(plan, card.name, card.id, told, scope, held) for card in _units(plan, told)]
    return Table(
        sheet=plan,
        scope=scope,
        headings=tuple(_heading(column.label, column.measure, held) for column in plan.columns),
        rows=tuple(rows),
        total=_total(plan, whole),
        lines=tuple(one for line in plan.lines for one in _told(line, plan, scope, whole, held)),
        as_of=clock.now(),
    )


@implements("xiangtan-2019-11#art-22")
def _units(plan: Sheet, told: Told) -> list[UnitCard]:
    """The units with any figure: the first kinds in the directory's order, then the others from most to fewest."""
    ids = {key for figures in told.values() for key, figure in figures.items() if figure.numerator}
    cards = [card for key in ids if isinstance(key, int) and (card := directory.unit_by_id(key)) is not None]
    weight = told[plan.rows_by]

    def place(card: UnitCard) -> tuple[int, int, int, int]:
        if card.kind.value in plan.first_kinds:
            return 0, 0, card.order, card.id
        return 1, -weight[card.id].numerator if card.id in weight else 0, card.order, card.id

    return sorted(cards, key=place)


@implements("xiangtan-2019-11#art-24")
def _row(plan: Sheet, name: str, unit: int, told: Told, scope: Scope, held: Library) -> Row:
    def of(measure: str) -> Figure:
        found = told[measure].get(unit)
        return found if found is not None else reckon.nothing(measure, scope, UNIT, unit, held)

    cells = []
    for column in plan.columns:
        figure = of(column.measure)
        # an empty place may hide a nought, never a number
        blank = column.blank_without and not figure.numerator and not any(of(m).numerator for m in column.blank_without)
        cells.append(Cell(figure, NOTHING if blank else figure.text))
    return Row(name, unit, tuple(cells))


def _total(plan: Sheet, whole: Told) -> Row:
    figures = [whole[column.measure][None] for column in plan.columns]
    return Row(plan.total, None, tuple(Cell(figure, figure.text) for figure in figures))


def _heading(label: str, name: str, held: Library) -> Heading:
    measure = held[name]
    formula = f"{measure.label} = {held.formula(measure)}" if measure.unit == compute.PERCENT and measure.parts else ""
    return Heading(label, measure.reference, "；".join(filter(None, (formula, measure.note))), measure.cite)


@implements("xiangtan-2019-11#art-3")
def _told(line: Line, plan: Sheet, scope: Scope, whole: Told, held: Library) -> Iterable[Statement]:
    total = whole[line.measure][None]
    if not line.by:
        return [Statement(line.heading, line.label, total, None)]
    parts = reckon.figures([line.measure], scope, by=line.by, library=held)[line.measure]
    ordered = sorted(parts.items(), key=lambda part: _rank(line.order, *part))[: line.limit or None]
    name = _NAMES.get(line.by, _as_it_is)
    return [
        Statement(
            line.heading if first else "",
            f"{line.label}：{name(key, plan, scope)}",
            figure,
            _share(figure, total) if line.share else None,
        )
        for first, (key, figure) in zip([True] + [False] * len(ordered), ordered, strict=False)
    ]


def _rank(order: str, key: Key, figure: Figure) -> tuple[int, int, str]:
    by_value = -key if order == "value" and isinstance(key, int) else 0
    return by_value, -figure.numerator, str(key)


def _share(part: Figure, whole: Figure) -> Figure:
    return replace(
        part,
        label=f"{part.label}占比",
        unit=compute.PERCENT,
        value=compute.share(part.numerator, whole.numerator),
        denominator=whole.numerator,
        formula=f"{part.label} ÷ 全部{whole.label}",
    )


def _as_it_is(key: Key, plan: Sheet, scope: Scope) -> str:
    return "（未填）" if key in (None, "") else str(key)


def _topic(key: Key, plan: Sheet, scope: Scope) -> str:
    card = directory.unit_by_id(scope.platform)
    version = taxonomy.version_at(plan.window.last, card.scope if card else "")
    return taxonomy.category_name(version.code if version else "", str(key)) or "（未分类）"


def _kind(key: Key, plan: Sheet, scope: Scope) -> str:
    return Kind(key).label if key in list(Kind) else _as_it_is(key, plan, scope)


def _channel(key: Key, plan: Sheet, scope: Scope) -> str:
    return Channel(key).label if key in list(Channel) else _as_it_is(key, plan, scope)


def _times(key: Key, plan: Sheet, scope: Scope) -> str:
    return f"{key}次"


_NAMES: dict[str, Callable[[Key, Sheet, Scope], str]] = {
    "topic": _topic,
    "kind": _kind,
    "channel": _channel,
    "times": _times,
}


def texts(made: Table) -> Sequence[Sequence[str]]:
    """The table in words: the heading, the rows, the total."""
    heading = [made.sheet.rows_label, *(heading.label for heading in made.headings)]
    return [heading, *([row.name, *(cell.text for cell in row.cells)] for row in (*made.rows, made.total))]
