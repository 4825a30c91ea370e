"""Figures from the live database, for one platform and the periods of a circular."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from huisheng import rulebook
from huisheng.circular.composition import earlier, schemes
from huisheng.circular.composition.periods import Periods
from huisheng.circular.composition.plan import Plan
from huisheng.circular.composition.plan import tables as tables_of
from huisheng.circular.composition.ports import UNIT, Amount, Ask, Key, Limit, Part, Unit, of_figure
from huisheng.directory import law
from huisheng.directory import reads as directory
from huisheng.directory.book import UnitCard
from huisheng.kernel import clock
from huisheng.measures import follow, reckon
from huisheng.measures.breakdown import Told
from huisheng.measures.definition import Library, Measure, shipped
from huisheng.measures.figure import Figure, Scope
from huisheng.measures.token import pack
from huisheng.rulebook.values import UNITS
from huisheng.scoring import assess, feed, sheets
from huisheng.scoring.score import score
from huisheng.scoring.scored import Row, Scored
from huisheng.taxonomy import reads as taxonomy
from huisheng.taxonomy.channels import Channel
from huisheng.taxonomy.kinds import Kind

_CATEGORIES = ("topic", "subtopic", "category")


@dataclass(slots=True)
class Live:
    """The port to facts, directory, taxonomy, rulebook and schemes.

    The facts catch up when it is opened; without ``catch_up`` it only reads, as inside a snapshot.
    """

    plan: Plan
    periods: Periods
    library: Library = field(default_factory=shipped)
    catch_up: bool = True
    platform: UnitCard = field(init=False)
    scope: Scope = field(init=False)
    tally: reckon.Tally = field(init=False)

    def __post_init__(self) -> None:
        self.tally = reckon.Tally(self.library)
        self.platform = directory.platform_by_code(self.plan.platform, self.periods.now.last)
        self.scope = Scope(self.platform.id, self.periods.now, self.periods.facts)
        if self.catch_up:
            follow.catch_up()

    def tell(self, asks: Iterable[Ask]) -> Mapping[Ask, Part]:
        """The figures of the period in few passes over the facts, and those of the earlier ones.

        What the scored tables will ask for is counted along with them.
        """
        wanted = sorted(asks, key=lambda ask: (ask.measure, ask.by, ask.when))
        now: dict[str | None, list[str]] = {}
        for ask in wanted:
            if ask.when == "now":
                now.setdefault(ask.by or None, []).append(ask.measure)
        told = self._counted(now)
        parts = {
            Ask(measure, by or ""): Part({key: self._amount(one) for key, one in told[by][measure].items()})
            for by, measures in now.items()
            for measure in measures
        }
        before = [ask for ask in wanted if ask.when != "now"]
        return {**parts, **earlier.tell(before, self.periods, self.scope, self.library)}

    def _counted(self, now: Mapping[str | None, Sequence[str]]) -> dict[str | None, Told]:
        tables = tables_of(self.plan)
        every = {name for table in tables for name in feed.measures_of(schemes.of_table(table)) if name in self.library}
        wanted: dict[str | None, list[str]] = {by: list(names) for by, names in now.items()}
        for by in (None, UNIT):
            wanted[by] = list(dict.fromkeys([*wanted.get(by, []), *sorted(every)]))
        told = self.tally.figures_for(wanted, self.scope)
        for table in tables:  # only what its own windows make different is counted again
            assess.count_together([schemes.of_table(table)], self._scope(table), self.tally)
        return told

    def measure(self, name: str) -> Measure:
        """The definition of a measure."""
        return self.library[name]

    def name(self, by: str, key: Key) -> str:
        """What a part of a breakdown is called on this platform."""
        return _NAMES[by](self, key) if by in _NAMES else ("（未填）" if key in (None, "") else str(key))

    def units(self) -> Sequence[Unit]:
        """The units that this platform sends to, in official order."""
        cards = directory.addressees(self.platform.id, self.periods.now.last)
        return [Unit(card.id, card.code, card.name, card.kind.value) for card in cards]

    def scored(self, table: str) -> Scored:
        """A scored table: as its sheet says in the sheet's own days, by the sheet's scheme in any others.

        What an old document left out of its table isn't left out here: a table and the text speak of the same units.
        """
        if table in sheets.names():
            shape = sheets.load(table)
            if shape.window == self.periods.now and not shape.unprinted:
                return assess.assess(table, catch_up=False, tally=self.tally)
        today = clock.local_day(clock.now())
        return assess.assess_scheme(schemes.of_table(table), self._scope(table), on=today, tally=self.tally)

    def overall(self, table: str) -> Row | None:
        """The scheme over the platform's own figures, as if it were one unit."""
        scheme = schemes.for_all(schemes.of_table(table))
        names, scope = feed.measures_of(scheme), self._scope(table)
        whole = self.tally.figures_for({None: names}, scope)[None]
        told: dict[str, dict[int | str, Figure]] = {
            name: {self.platform.id: figures[None]} for name, figures in whole.items() if None in figures
        }
        rows = feed.given_of(
            scheme,
            told,
            [feed.Unit(self.platform.id, self.platform.name)],
            lambda name, key: reckon.nothing(name, scope, UNIT, None, self.library),
        )
        scored = score(scheme, rows)
        return scored.rows[0] if scored.rows else None

    def _scope(self, table: str) -> Scope:
        """The period's scope, with the sheet's other windows where they are about the same days."""
        if table in sheets.names() and (shape := sheets.load(table)).window == self.periods.now:
            return Scope(self.platform.id, self.periods.now, {**shape.windows, **self.periods.facts})
        return self.scope

    def limit(self, name: str, traits: Mapping[str, str]) -> Limit:
        """A parameter in force on the period's last day."""
        value = law.at(self.periods.now.last, self.platform.scope).get(name, **traits)
        said = f"{value.is_}{UNITS[value.unit].said}"
        label = rulebook.book.shipped().labels.get(name, name)
        return Limit(Fraction(str(value.is_)), said, label, value.cite)

    def definitions_changed(self, measure: str) -> bool:
        """Whether an older version stands beside the newest."""
        return self.library[measure].version > 1

    def _amount(self, figure: Figure) -> Amount:
        countable = figure.definition in self.library
        return of_figure(figure, self.library[figure.definition], when="now", token=pack(figure) if countable else "")


def _topic(live: Live, key: Key) -> str:
    version = taxonomy.version_at(live.periods.now.last, live.platform.scope)
    card = taxonomy.category(version.code, str(key)) if version else None
    return card.name if card else "（未分类）"


def _kind(live: Live, key: Key) -> str:
    return Kind(str(key)).label if key in list(Kind) else str(key)


def _channel(live: Live, key: Key) -> str:
    return Channel(str(key)).label if key in list(Channel) else str(key)


def _unit(live: Live, key: Key) -> str:
    return directory.unit_name(key) if isinstance(key, int) else str(key)


_NAMES: dict[str, Callable[[Live, Key], str]] = {
    **dict.fromkeys(_CATEGORIES, _topic),
    "kind": _kind,
    "channel": _channel,
    UNIT: _unit,
}
