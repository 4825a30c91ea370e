"""Live: the figures of units from the facts, scored. Every given value keeps its figure, so that it opens to orders."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from huisheng.directory import reads as directory
from huisheng.directory.book import UnitCard
from huisheng.kernel import clock
from huisheng.measures import follow, reckon
from huisheng.measures.breakdown import UNIT, Told
from huisheng.measures.definition import Library, shipped
from huisheng.measures.figure import By, Scope, Window
from huisheng.measures.reckon import Tally
from huisheng.measures.source import Mistakes
from huisheng.rulebook import implements
from huisheng.scoring import feed, sheets
from huisheng.scoring.expression import unknown
from huisheng.scoring.feed import Unit
from huisheng.scoring.scheme import Exempt, Scheme
from huisheng.scoring.score import score
from huisheng.scoring.scored import Scored
from huisheng.scoring.sheets import ScoreSheet


@implements("liaocheng-2015-01#art-11", "dongchangfu-2024-02#art-13", "dongchangfu-2024-02#art-16")
def assess(
    name: str,
    *,
    folder: Path = sheets.HERE,
    library: Library | None = None,
    catch_up: bool = True,
    tally: Tally | None = None,
) -> Scored:
    """The scored table of a name, after the facts have caught up with the ledger.

    Refusal: no such table, or its platform isn't in this installation. Mistakes: table or scheme are wrong.
    """
    sheet = sheets.load(name, folder)
    platform = directory.platform_by_code(sheet.platform, sheet.window.last)
    if catch_up:
        follow.catch_up()
    scope = Scope(platform.id, sheet.window, sheet.windows)
    today = clock.local_day(clock.now())
    scored = assess_scheme(
        sheet.scheme,
        scope,
        units=units_of(sheet, platform.id, sheet.window.last),
        on=today,
        library=library,
        tally=tally,
    )
    return _printed(sheet, platform, scored)


def assess_scheme(
    scheme: Scheme,
    scope: Scope,
    *,
    units: Sequence[UnitCard] | None = None,
    on: date | None = None,
    library: Library | None = None,
    tally: Tally | None = None,
) -> Scored:
    """A scheme over the facts of a scope, for these units, or all to which the platform sends.

    ``on``: the day of printing, for the notice. ``tally``: what is counted already, where several are assessed (its
    library counts). Mistakes: a measure that no definition has.
    """
    tally = tally or Tally(shipped() if library is None else library)
    held = tally.library
    _known(scheme, held)
    by = _counted([scheme], scope, tally)
    told, whole = by[UNIT], by[None]
    cards = directory.addressees(scope.platform, scope.window.last) if units is None else units
    rows = feed.given_of(
        scheme,
        told,  # type: ignore[arg-type]  # by unit: no key is None
        [Unit(card.id, card.name, {"kind": card.kind.value, "code": card.code}) for card in cards],
        lambda name, key: reckon.nothing(name, scope, UNIT, key, held),
    )
    total = feed.given_of(
        scheme,
        {name: {"": figures[None]} for name, figures in whole.items() if None in figures},
        [Unit("", scheme.footer)],
        lambda name, key: reckon.nothing(name, scope, UNIT, None, held),
    )
    scored = score(scheme, rows, on=on, total=total[0])
    return replace(scored, notes=(*_out_of_force(scheme, scope.window), *scored.notes))


def count_together(schemes: Iterable[Scheme], scope: Scope, tally: Tally) -> None:
    """Count into the tally what these schemes will ask for in the scope, in few passes over the facts.

    A measure that no definition has is passed over: assessing its scheme says so.
    """
    _counted(schemes, scope, tally)


def _counted(schemes: Iterable[Scheme], scope: Scope, tally: Tally) -> dict[By, Told]:
    every = dict.fromkeys(name for scheme in schemes for name in feed.measures_of(scheme) if name in tally.library)
    return tally.figures_for({UNIT: every, None: every}, scope)


def _out_of_force(scheme: Scheme, window: Window) -> list[str]:
    """Last month under next year's rules is a question that may be asked; the answer says what it is."""
    if window.first >= scheme.valid_from and (scheme.valid_to is None or window.last <= scheme.valid_to):
        return []
    until = f"至{scheme.valid_to}" if scheme.valid_to else ""
    return [f"本方案自{scheme.valid_from}起{until}施行，统计时段{window}不全在其内，只作测算。"]


def _known(scheme: Scheme, held: Library) -> None:
    mistakes = [
        f"{scheme.name}.toml 第{value.line}行：没有名为“{name}”的指标。{unknown(name, list(held))}"
        for value in scheme.values.values()
        for name in (*value.measures, *value.before)
        if name not in held
    ]
    if mistakes:
        raise Mistakes(mistakes)


def units_of(sheet: ScoreSheet, platform: int, on: date) -> list[UnitCard]:
    """The table's units by the names it prints, in the order that equals keep: those under ``ties`` first."""
    cards = directory.addressees(platform, on)
    chosen = [card for card in cards if not sheet.units or card.code in sheet.units]
    place = {code: number for number, code in enumerate(sheet.ties)}
    named = [replace(card, name=sheet.names.get(card.code, card.name)) for card in chosen]
    return sorted(named, key=lambda card: place.get(card.code, len(place)))


def _printed(sheet: ScoreSheet, platform: UnitCard, scored: Scored) -> Scored:
    """Without the units that the document doesn't print; a note says who they are and where they stand."""
    hidden = {unit.unit: unit for unit in sheet.unprinted}
    codes = {card.id: card.code for card in directory.addressees(platform.id, sheet.window.last)}
    silent = [(row, hidden[codes[int(row.key)]]) for row in scored.rows if codes.get(int(row.key)) in hidden]
    keys = {row.key for row, _ in silent}
    notes = tuple(f"{row.name}（{_standing(row.standing)}）参与排名，未列入表中：{_why(out)}。" for row, out in silent)
    return replace(
        scored,
        title=sheet.title,
        note=sheet.note,
        rows=tuple(row for row in scored.rows if row.key not in keys),
        notes=(*scored.notes, *notes),
    )


def _standing(text: str) -> str:
    return f"第{text}名" if text.isdigit() else text


def _why(out: Exempt) -> str:
    return f"{out.reason}（{out.cite}）" if out.cite else out.reason
