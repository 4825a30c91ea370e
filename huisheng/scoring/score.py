"""From given values to scores: pure. The same scheme and the same values give the same result on every machine."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from huisheng import rulebook
from huisheng.measures.source import Mistakes
from huisheng.rulebook import implements
from huisheng.scoring import formulas, standing, steps
from huisheng.scoring.expression import Env
from huisheng.scoring.plan import Given, resolve, take, valued
from huisheng.scoring.quantity import Ratio, Value, manageable, written
from huisheng.scoring.scheme import FULL, INPUT, ITEM, RANK, RANKS, RATE, Scheme, digest
from huisheng.scoring.scheme import Value as Item
from huisheng.scoring.scored import COMPUTED, GIVEN, Cell, Heading, Listed, Row, Scored, Step
from huisheng.scoring.standing import Work

BEFORE = "（含不计考核）"
_NOTICE = "rankings.notice"
_WIDE = "全体"


@dataclass(slots=True)
class _Run:
    """One pass over all units. ``spared``: a unit for which one order more went well, to see what one order does."""

    scheme: Scheme
    ways: Mapping[str, str]
    works: Sequence[Work]
    spared: int | str | None = None
    sums: dict[tuple[str, str, str], Value] = field(default_factory=dict)


@implements("dongchangfu-2024-02#art-3", "dongchangfu-2024-02#art-17", "liaocheng-2015-01#art-12")
def score(scheme: Scheme, rows: Sequence[Given], *, on: date | None = None, total: Given | None = None) -> Scored:
    """The assessment of units by a scheme.

    ``on``: the day of printing; from the day the rulebook says, a ranking carries its notice. ``total``: what is given
    for all together, else the units' inputs are added up. Mistakes: a needed value is missing, a unit stands twice.
    """
    taken = take(scheme, rows)
    provided = {name for row in rows for name in row.values} if rows else set(scheme.values)
    ways = resolve(scheme, provided)
    works = _pass(scheme, ways, taken.units)
    if scheme.small is not None and scheme.small.not_last and scheme.place:
        _spare(scheme, ways, taken.units, works)
    standing.tiers(scheme, works)
    before = _before(scheme, ways, taken.units)
    made = [_row(scheme, work, before.get(work.given.key)) for work in works]
    made.sort(key=lambda row: _place(scheme, row))
    return Scored(
        scheme=scheme.name,
        title=scheme.title,
        digest=digest(scheme),
        cite=scheme.cite,
        note=scheme.note,
        on=on,
        score=scheme.score,
        place=scheme.place or (scheme.tiers.name if scheme.tiers else ""),
        rows_label=scheme.rows_label,
        headings=tuple(_headings(scheme, bool(before))),
        rows=tuple(made),
        footer=_footer(scheme, ways, works, total) if scheme.footer else None,
        left_out=taken.left_out,
        lists=tuple(_lists(scheme, made, works)),
        notice=notice(scheme, on),
        notes=tuple(standing.notes(scheme, made)),
    )


@implements("council-2025-66#art-5")
def notice(scheme: Scheme, on: date | None) -> str:
    """The sentence that stands with a ranking, "" where the scheme doesn't rank or nothing asks for it that day."""
    if scheme.presentation != RANKS or on is None:
        return ""
    found = rulebook.at(on, scheme.scope).find(_NOTICE)
    return str(found.is_) if found is not None else ""


def _pass(
    scheme: Scheme, ways: Mapping[str, str], units: Sequence[tuple[Given, str]], spared: int | str | None = None
) -> list[Work]:
    works = [Work(given, group, ranked=standing.big_enough(scheme, given)) for given, group in units]
    run = _Run(scheme, ways, works, spared)
    for name in scheme.sequence:
        if name not in ways:
            continue
        item = scheme.values[name]
        if item.kind == RANK and ways[name] == COMPUTED:
            standing.rank(item, works)
            continue
        for work in works:
            _work_out(item, work, run)
    return works


def _work_out(item: Item, work: Work, run: _Run) -> None:
    """One value of one unit: taken or computed, limited, rounded, written down."""
    env = _env(item, work, run)
    notes: list[str] = []
    if run.ways[item.name] == GIVEN:
        raw = work.given.values.get(item.name)
        if isinstance(raw, Ratio):
            work.ratios[item.name] = raw
        value, words = valued(raw, item.blank), ""
    else:
        value, words = _computed(item, work, env)
        if value is None and (lacking := _lacking(item, work)):
            words, notes = "", [f"缺少{'、'.join(lacking)}"]
    ratio = work.ratios.get(item.name)
    if ratio is not None and run.spared == work.given.key and standing.is_small(run.scheme, item.name, ratio):
        value = Ratio(min(ratio.over + 1, ratio.under), ratio.under).value
    if item.points and value is not None:
        value *= 100
    value = _limited(item, value, notes)
    if not manageable(value):
        raise Mistakes([f"{run.scheme.name}.toml 第{item.line}行：“{work.given.name}”的“{item.label}”大得不合理。"])
    work.values[item.name] = value
    work.shown[item.name] = steps.shown(item, value, ratio)
    work.steps[item.name] = steps.step(item, work, words, notes, run.ways)


def _computed(item: Item, work: Work, env: Env) -> tuple[Value, str]:
    if item.over is not None and item.under is not None:
        over, under = item.over.value(env), item.under.value(env)
        if over is None or under is None:
            return None, ""
        work.ratios[item.name] = Ratio(over, under)
        return work.ratios[item.name].value, f"{_inside(item.over.words(env))} ÷ {_inside(item.under.words(env))}"
    if item.by_group:
        return item.by_group.get(work.group), ""
    assert item.expression is not None  # the plan computes only what has something to compute with
    return item.expression.value(env), item.expression.words(env)


def _lacking(item: Item, work: Work) -> list[str]:
    """The unknown values for which another can't be computed, where it is not nothing to divide by."""
    needs = (need for need in item.needs if need in work.steps)
    return [work.steps[need].label for need in needs if work.values[need] is None]


def _inside(words: str) -> str:
    return f"({words})" if " " in words else words


def _limited(item: Item, value: Value, notes: list[str]) -> Value:
    if value is None and item.empty is not None:
        value = item.empty
        notes.append("没有可计算的数，按方案计" + steps.shown(item, item.empty, None))
    if value is None:
        return None
    for limit, beyond, words in ((item.floor, min, "不低于"), (item.cap, max, "不高于")):
        if limit is not None and beyond(limit, value) == value != limit:
            notes.append(f"{steps.shown(item, value, None)}，按方案{words}{steps.shown(item, limit, None)}")
            value = limit
    if item.rounding is not None:
        mode, words = formulas.ROUNDINGS[item.rounding.mode]
        near = mode(value, Fraction(item.rounding.places))
        if near != value:
            unit = str(written(Fraction(1, 10**item.rounding.places), f"trim_{item.rounding.places}"))
            notes.append(f"{steps.shown(item, value, None)}{words}到{unit}")
        value = near
    return value


def _env(item: Item, work: Work, run: _Run) -> Env:
    def over(function: str, column: str) -> Value:
        group = "" if function.startswith(_WIDE) else work.group
        key = (function, column, group)
        if key not in run.sums:
            wide = function.startswith(_WIDE)
            held = [one.values[column] for one in run.works if wide or one.group == group]
            run.sums[key] = _OVER[function.removeprefix(_WIDE)]([value for value in held if value is not None])
        return run.sums[key]

    def told(column: str, value: Value) -> str:
        return steps.shown(run.scheme.values[column], value, None)

    if item.kind != ITEM or item.full is None:
        return Env(work.values, work.shown, over, told)
    full = steps.shown(item, item.full, None)
    return Env({**work.values, FULL: item.full}, {**work.shown, FULL: full}, over, told)


def _mean(held: list[Fraction]) -> Value:
    return Fraction(sum(held, Fraction(0)), len(held)) if held else None


_OVER: dict[str, Callable[[list[Fraction]], Value]] = {
    "合计": lambda held: sum(held, Fraction(0)),
    "平均": _mean,
    "最高": lambda held: max(held, default=None),
    "最低": lambda held: min(held, default=None),
    "个数": lambda held: Fraction(len(held)),
}


def _spare(scheme: Scheme, ways: Mapping[str, str], units: Sequence[tuple[Given, str]], works: Sequence[Work]) -> None:
    """Nobody stands last on one order: who would, stands beside the last one who wouldn't."""
    for tail in standing.tails(scheme, works):
        spared: list[Work] = []
        for work in tail:
            again = _pass(scheme, ways, units, spared=work.given.key)
            if not standing.saved(scheme, work, again):
                break
            spared.append(work)
        standing.lift(scheme, spared, works)


def _before(scheme: Scheme, ways: Mapping[str, str], units: Sequence[tuple[Given, str]]) -> dict[int | str, Work]:
    """The same units with nothing exempted, where the scheme shows both and anything differs."""
    differs = any(given.values.get(name) != value for given, _ in units for name, value in given.before.items())
    if not scheme.both or not differs:
        return {}
    all_in = [
        (Given(given.key, given.name, given.traits, {**given.values, **given.before}), group) for given, group in units
    ]
    return {work.given.key: work for work in _pass(scheme, ways, all_in)}


def _headings(scheme: Scheme, before: bool) -> list[Heading]:
    found = []
    for name in scheme.columns:
        cite = scheme.values[name].cite if name in scheme.values else scheme.cite
        found.append(Heading(name, scheme.label(name), cite))
        if before and name in scheme.both:
            found.append(Heading(f"{name}{BEFORE}", f"{scheme.label(name)}{BEFORE}", cite))
    return found


def _row(scheme: Scheme, work: Work, before: Work | None) -> Row:
    cells = {name: _cell(scheme, scheme.values[name], value) for name, value in work.values.items()}
    cells |= standing.cells(scheme, work)
    if before is not None:
        for name in scheme.both:
            cells[f"{name}{BEFORE}"] = _cell(scheme, scheme.values[name], before.values[name])
    place = scheme.place or (scheme.tiers.name if scheme.tiers else "")
    return Row(
        key=work.given.key,
        name=work.given.name,
        group=work.group,
        cells=cells,
        steps=work.steps,
        standing=cells[place].text if place else "",
        ranked=work.ranked,
        intervals=standing.intervals(scheme, work),
        figures=work.given.figures,
    )


def _cell(scheme: Scheme, item: Item, value: Value) -> Cell:
    if value is None and item.optional:
        return Cell(None, "")
    if value == 0 and item.blank_zero:
        return Cell(value, "")
    printed = Fraction(value, 100) if value is not None and item.points and item.part_of_one else value
    return Cell(value, written(printed, item.form, scheme.empty))


def _place(scheme: Scheme, row: Row) -> tuple[object, ...]:
    groups = [circle.name for circle in scheme.groups]
    keys: list[object] = [groups.index(row.group) if groups else 0]
    for name, falling in scheme.order:
        value = row[name].value
        keys.append((1, Fraction(0)) if value is None else (0, -value if falling else value))
    return tuple(keys)


def _footer(scheme: Scheme, ways: Mapping[str, str], works: Sequence[Work], total: Given | None) -> Row:
    """The last row: inputs added up, rates of the sums; no scores, nobody is ranked there."""
    sums: dict[str, int | Fraction | Ratio | None] = {}
    for name, item in scheme.values.items():
        if item.kind == INPUT and name in ways:
            held = [work.values[name] for work in works if work.values[name] is not None]
            sums[name] = sum((value for value in held if value is not None), Fraction(0)) if held else None
        elif item.kind == RATE and ways.get(name) == GIVEN:
            ratios = [work.ratios[name] for work in works if name in work.ratios]
            if ratios and len(ratios) == len(works):
                sums[name] = Ratio(sum(one.over for one in ratios), sum(one.under for one in ratios))  # type: ignore[arg-type]  # a sum of fractions, not empty
    work = Work(total or Given("", scheme.footer, values=sums), "", ranked=False)
    run = _Run(scheme, ways, works)
    known = [name for name in scheme.sequence if name in ways and scheme.values[name].kind in (INPUT, RATE)]
    for name in known:
        _work_out(scheme.values[name], work, run)
    cells = {name: _cell(scheme, scheme.values[name], work.values[name]) for name in known}
    rest = {name: Cell(None, "") for name in (heading.name for heading in _headings(scheme, True)) if name not in cells}
    return Row("", scheme.footer, "", {**cells, **rest}, work.steps, figures=work.given.figures)


def _lists(scheme: Scheme, rows: Sequence[Row], works: Sequence[Work]) -> list[Listed]:
    held = {work.given.key: work for work in works}
    found = []
    for one in scheme.lists:
        run = _Run(scheme, {}, works)
        chosen = []
        for row in rows:
            work = held[row.key]
            env = _env(next(iter(scheme.values.values())), work, run)
            if one.where.holds(env):
                chosen.append(row)
        names = tuple(row.name for row in chosen)
        found.append(Listed(one.name, one.label, names, tuple(row.key for row in chosen), one.cite, one.note))
    return found


__all__ = ["BEFORE", "Given", "Step", "notice", "score"]
