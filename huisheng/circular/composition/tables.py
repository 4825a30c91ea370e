"""Tables: of units and measures, scored ones, their two ends, and lists; and lists as pictures."""

from collections.abc import Sequence
from dataclasses import replace

from huisheng.circular.composition import fill, lists, schemes
from huisheng.circular.composition.block import ChartBlock, ColumnPlan, PodiumBlock, ScoresBlock, SheetBlock, TrendBlock
from huisheng.circular.composition.desk import Desk
from huisheng.circular.composition.periods import KINDS
from huisheng.circular.composition.ports import PERIODS, UNIT, Amount, Key, Unit, When
from huisheng.circular.document import Chart, Column, Number, Run, Table
from huisheng.measures.figure import NOTHING
from huisheng.rulebook import implements
from huisheng.scoring.scored import Row

_DASH = Number(NOTHING, None)
_ENDS = (
    Column("单位", "排名靠前", words=True),
    Column("名次", "排名靠前"),
    Column("单位", "排名靠后", words=True),
    Column("名次", "排名靠后"),
)


@implements("liaocheng-2020-q2#art-9")
def sheet(desk: Desk, block: SheetBlock) -> Table | None:
    """A table of units; None where no unit has anything to show."""
    units = [unit for unit in desk.units(block.units) if _stands(desk, block, unit)]
    if not units:
        return None
    order = {unit.key: place for place, unit in enumerate(units)}
    units.sort(key=lambda unit: _place(desk, block, unit, order[unit.key]))
    rows: list[tuple[Run, ...]] = [
        (unit.name, *(_cell(desk, column, unit) for column in block.columns)) for unit in units
    ]
    if block.total:
        rows.append((block.total, *(_sum(desk, block, column, units) for column in block.columns)))
    columns = (Column(block.label, words=True), *(Column(column.label, column.group) for column in block.columns))
    note = fill.words(desk, block.note)
    return Table(fill.words(desk, block.caption), columns, tuple(rows), bool(block.total), note)


def _stands(desk: Desk, block: SheetBlock, unit: Unit) -> bool:
    """Whether a unit has a row: something was counted for it, and not nought of ``only``."""
    if block.only:
        amount = desk.part(block.only, UNIT).amounts.get(unit.key)
        return amount is not None and bool(amount.numerator)
    return any(unit.key in desk.part(column.measure, UNIT).amounts for column in block.columns)


def _place(desk: Desk, block: SheetBlock, unit: Unit, order: int) -> tuple[int, int, int]:
    if unit.kind in block.first_kinds:
        return 0, 0, order
    amount = desk.part(block.by, UNIT).amounts.get(unit.key) if block.by else None
    return 1, -(amount.numerator or 0) if amount is not None else 0, order


def _of_unit(desk: Desk, measure: str, unit: Unit) -> Amount:
    amount = desk.keys(measure, UNIT, [unit.key], "now", f"unit={unit.key}", unit.name)
    return amount if amount is not None else desk.nothing(measure, f"unit={unit.key}", unit.name)


def _cell(desk: Desk, column: ColumnPlan, unit: Unit) -> Run:
    amount = _of_unit(desk, column.measure, unit)
    others = (_of_unit(desk, name, unit).numerator for name in column.blank_without)
    # an empty place may hide a nought, never a number
    if column.blank_without and not amount.numerator and not any(others):
        return _DASH
    return desk.numbers.amount(amount)


def _sum(desk: Desk, block: SheetBlock, column: ColumnPlan, units: list[Unit]) -> Run:
    whole = desk.whole(column.measure)
    if not block.units and not block.only and whole is not None:
        return desk.numbers.amount(whole)
    keys: list[Key] = [unit.key for unit in units]
    part = f"group={block.units}|only={block.only}"
    amount = desk.keys(column.measure, UNIT, keys, "now", part, "合计")
    return desk.numbers.amount(amount) if amount is not None else _DASH


@implements("council-2025-66#art-5")
def scores(desk: Desk, block: ScoresBlock) -> Table:
    """A scored table as its scheme prints it; a ranking carries its notice."""
    scored = desk.scored(block.table)
    rows = [_scored_row(desk, block.table, row) for row in scored.rows]
    if scored.footer is not None:
        rows.append(_scored_row(desk, block.table, scored.footer))
    columns = (Column(scored.rows_label, words=True), *(Column(heading.label) for heading in scored.headings))
    own = fill.words(desk, block.note)
    # who belongs to another table isn't left out of this one
    reasons = {one.reason for one in schemes.of_table(block.table).exempt}
    left = [f"{one.name}未参加考核：{one.reason}" for one in scored.left_out if one.reason in reasons]
    said = dict.fromkeys((own, scored.note, *scored.notes, *left, scored.notice))
    note = "".join(f"{line.rstrip('。')}。" for line in said if line)
    caption = fill.words(desk, block.caption) or scored.title
    return Table(caption, columns, tuple(rows), scored.footer is not None, note)


def _scored_row(desk: Desk, table: str, row: Row) -> tuple[Run, ...]:
    scored = desk.scored(table)
    return (row.name, *(_scored_cell(desk, table, row, heading.name) for heading in scored.headings))


def _scored_cell(desk: Desk, table: str, row: Row, column: str) -> Run:
    cell = row.cells[column]
    if column == desk.scored(table).place:
        return cell.text
    return desk.score(table, row, column) if cell.value is not None else (_DASH if cell.text == NOTHING else cell.text)


def podium(desk: Desk, block: PodiumBlock) -> list[Table]:
    """The first and the last of each scored table side by side; nothing for a table that doesn't rank."""
    made: list[Table] = []
    notice = ""
    for place, name in enumerate(block.tables):
        scored = desk.scored(name)
        ranked = [row for row in scored.rows if row.ranked]
        if not scored.place or not _ranks(ranked) or len(ranked) < 2 * block.n:
            continue
        rows = [
            (first.name, first.standing, last.name, last.standing)
            for first, last in zip(ranked[: block.n], ranked[-block.n :], strict=True)
        ]
        caption = fill.words(desk, block.captions[place]) if block.captions else scored.title
        made.append(Table(caption, _ENDS, tuple(rows)))
        notice = scored.notice or notice
    return [*made[:-1], replace(made[-1], note=notice)] if made else []


def _ranks(rows: Sequence[Row]) -> bool:
    """Whether the standing is a rank, and no tier."""
    return bool(rows) and all(row.standing.isdigit() for row in rows)


def pictured(desk: Desk, block: ChartBlock) -> Chart | Table | None:
    """A list as a picture or as a table; None where it is empty."""
    plan = desk.plan.lists[block.of]
    entries = lists.entries(desk, plan.of, plan)
    if not entries:
        return None
    title = fill.words(desk, block.title)
    numbers = [entry.number or (desk.numbers.amount(entry.amount) if entry.amount else None) for entry in entries]
    shares = []
    for entry in entries if block.share else []:
        subject = fill.subject_of(desk, entry, plan.of, plan)
        both = entry.amount is not None and subject.whole is not None
        shares.append(desk.numbers.share(entry.amount, subject.whole) if both else None)  # type: ignore[arg-type]  # both are there
    unit = next((entry.amount.measure.unit for entry in entries if entry.amount is not None), "")
    heading = f"数量（{unit}）" if unit and unit != "%" else "数值"
    if block.picture is None:
        columns = [Column(block.label, words=True), Column(heading), *([Column("占比")] if shares else [])]
        rows: list[tuple[Run, ...]] = [
            (entry.name, number or _DASH, *([shares[place] or _DASH] if shares else []))
            for place, (entry, number) in enumerate(zip(entries, numbers, strict=True))
        ]
        return Table(title, tuple(columns), tuple(rows))
    return Chart(title, block.picture, tuple(entry.name for entry in entries), ((heading, tuple(numbers)),))


def trend(desk: Desk, block: TrendBlock) -> Chart | None:
    """A measure a year before, in the period before and now; None where only now is known.

    The seam stands before the present one where the definition has changed: earlier numbers may be of the older one.
    """
    current, before = KINDS[desk.periods.kind]
    labels: dict[When, str] = {"year": "去年同期", "previous": before, "now": current}
    known = [(labels[when], amount) for when in PERIODS if (amount := desk.whole(block.measure, when)) is not None]
    points = [(label, desk.numbers.amount(amount)) for label, amount in known if amount.value is not None]
    if len(points) <= 1:
        return None
    measure = desk.source.measure(block.measure)
    seams = (current,) if desk.source.definitions_changed(block.measure) else ()
    series = (f"{measure.label}（{measure.unit}）", tuple(number for _, number in points))
    return Chart(fill.words(desk, block.title), "column", tuple(label for label, _ in points), (series,), seams)
