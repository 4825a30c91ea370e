"""One circular in the making: its plan, its figures, its numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from huisheng.circular.composition import schemes
from huisheng.circular.composition.collect import asks
from huisheng.circular.composition.named import Hot
from huisheng.circular.composition.numbers import Numbers
from huisheng.circular.composition.periods import Periods
from huisheng.circular.composition.plan import Plan
from huisheng.circular.composition.ports import UNIT, Amount, Ask, Figures, Key, Limit, Part, Unit, When, added
from huisheng.circular.composition.reading import GROUP, HOT
from huisheng.circular.document import Number, Source
from huisheng.circular.sentences.tree import Ref
from huisheng.measures.compute import Counts, value
from huisheng.measures.definition import shipped
from huisheng.scoring.method import method
from huisheng.scoring.scored import Row, Scored
from huisheng.scoring.trace import trace

_PARTS_FOR_NAMES = "、"


@dataclass(slots=True)
class Desk:
    """What the blocks are made from. Everything asked for is told at once when it is opened."""

    plan: Plan
    periods: Periods
    source: Figures
    words: Mapping[str, str]
    numbers: Numbers
    told: Mapping[Ask, Part]
    tables: dict[str, Scored] = field(default_factory=dict)

    def part(self, measure: str, by: str, when: When = "now") -> Part:
        """A breakdown, as it was told."""
        return self.told.get(Ask(measure, by, when), Part({}, counted=False))

    def whole(self, measure: str, when: When = "now") -> Amount | None:
        """A measure as a whole."""
        return self.part(measure, "", when).amounts.get(None)

    def amount(self, ref: Ref, when: When = "now") -> Amount | None:
        """A figure; None where it isn't known."""
        if not ref.by:
            return self.whole(ref.measure, when)
        if ref.by == HOT:
            parts = [self.hot(ref.measure, self.plan.hots[key], when) for key in ref.keys]
            known = [part for part in parts if part is not None]
            about = _PARTS_FOR_NAMES.join(self.plan.hots[key].label for key in ref.keys)
            return (
                self._sum(known, ref.measure, when, f"hot={'+'.join(ref.keys)}", about)
                if len(known) == len(parts)
                else None
            )
        if ref.by == GROUP:
            keys: list[Key] = [unit.key for name in ref.keys for unit in self.units(name)]
            label = _PARTS_FOR_NAMES.join(self.plan.groups[name].label or name for name in ref.keys)
            return self.keys(ref.measure, UNIT, keys, when, f"group={'+'.join(ref.keys)}", label)
        return self.keys(ref.measure, ref.by, list(ref.keys), when, f"{ref.by}={'+'.join(ref.keys)}")

    def hot(self, measure: str, hot: Hot, when: When = "now") -> Amount | None:
        """A hot topic's figure."""
        return self.keys(measure, hot.by, list(hot.keys), when, f"hot={hot.name}", hot.label)

    def keys(
        self, measure: str, by: str, keys: Sequence[Key], when: When = "now", part: str = "", about: str = ""
    ) -> Amount | None:
        """Some parts of a breakdown together; None where one isn't known."""
        told = self.part(measure, by, when)
        if by in ("times", UNIT):
            keys = [int(key) if isinstance(key, str) and key.isdigit() else key for key in keys]
        if not told.counted and any(key not in told.amounts for key in keys):
            return None
        found = [told.amounts[key] for key in keys if key in told.amounts]
        said = about or _PARTS_FOR_NAMES.join(self.source.name(by, key) for key in keys)
        return self._sum(found, measure, when, part, said)

    def nothing(self, measure: str, part: str = "", about: str = "", when: When = "now") -> Amount:
        """A figure of which nothing was counted."""
        definition = self.source.measure(measure)
        divided = definition.denominator is not None or bool(definition.per)
        counts = Counts(0, 0 if divided else None)
        return Amount(
            identity=self._identity(definition.reference, part, when),
            measure=definition,
            value=value(counts, definition.unit, definition.rounding, definition.divisor),
            numerator=0,
            denominator=counts.denominator,
            window=str(self._window(when)),
            formula=shipped().formula(definition) if definition.reference in shipped() else "",
            about=about,
        )

    def _sum(self, parts: list[Amount], measure: str, when: When, part: str, about: str) -> Amount:
        if not parts:
            return self.nothing(measure, part, about, when)
        return added(parts, self._identity(parts[0].measure.reference, part, when), about)

    @staticmethod
    def _identity(reference: str, part: str, when: When) -> str:
        return "|".join(filter(None, (reference, part, "" if when == "now" else when)))

    def _window(self, when: When) -> object:
        return {"now": self.periods.now, "year": self.periods.year, "previous": self.periods.previous}[when]

    def units(self, group: str = "") -> list[Unit]:
        """The units of a group in official order; all of the platform's, without one."""
        units = list(self.source.units())
        if not group:
            return units
        plan = self.plan.groups[group]
        if plan.table:
            within = {row.key for row in self.scored(plan.table).rows}
            return [unit for unit in units if unit.key in within]
        return [unit for unit in units if unit.kind in plan.kinds or unit.code in plan.codes]

    def scored(self, table: str) -> Scored:
        """A scored table, computed once."""
        if table not in self.tables:
            self.tables[table] = self.source.scored(table)
        return self.tables[table]

    def limit(self, name: str) -> Limit:
        """A threshold that the composition names."""
        bound = self.plan.bounds[name]
        return self.source.limit(bound.rule, bound.traits)

    def score(self, table: str, row: Row, column: str) -> Number:
        """A cell of a scored table, with its calculation by hand."""
        scored, cell, step = self.scored(table), row.cells[column], row.steps.get(column)
        label = next((heading.label for heading in scored.headings if heading.name == column), column)
        source = Source(
            ref="",
            kind="score",
            label=f"{row.name}{label}",
            definition=scored.scheme,
            working="\n".join(trace(row, scored, column)),
            formula=method(schemes.of_table(table), column),
            cite=step.cite if step is not None else "",
            measure=label,
        )
        return self.numbers.score(source, f"score|{table}|{row.key}|{column}", cell.text)


def open_desk(plan: Plan, periods: Periods, source: Figures, words: Mapping[str, str]) -> Desk:
    """A desk with everything told that the plan asks for."""
    numbers = Numbers(plan.wording, plan.whole_percent)
    return Desk(plan, periods, source, words, numbers, source.tell(asks(plan)))
