"""Figures told by hand, over the shipped definitions: a port for tests of wording, where a database adds nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from huisheng.circular.composition import plan as plans
from huisheng.circular.composition.compose import compose_plan
from huisheng.circular.composition.ports import Amount, Ask, Key, Limit, Part, Unit, When
from huisheng.circular.document import Document, Paragraph, text_of
from huisheng.kernel.errors import Refusal
from huisheng.measures.compute import Counts, value
from huisheng.measures.definition import Measure, shipped
from huisheng.scoring.scored import Row, Scored

HEAD = """
title = "{年}年{月}月通报"
masthead = "云山市市民热线"
issuer = "云山市市民热线受理中心"
platform = "yunshan"
kind = "month"
window = [2019-11-01, 2019-11-30]
names = ["12345热线"]
cite = "xiangtan-2019-11#art-1"
"""
Counted = int | tuple[int, int]
Figures = Mapping[tuple[str, str, When], Mapping[Key, Counted]]


@dataclass
class Told:
    """``figures``: (measure, by, when) -> key -> count or (numerator, denominator)."""

    figures: Figures
    own: Sequence[Unit] = ()
    labels: Mapping[Key, str] = field(default_factory=dict)
    limits: Mapping[str, int] = field(default_factory=dict)
    tables: Mapping[str, Scored] = field(default_factory=dict)
    all_together: Row | None = None

    def tell(self, asks: Iterable[Ask]) -> Mapping[Ask, Part]:
        """What was told, and nothing else."""
        told = {}
        for ask in asks:
            known = self.figures.get((ask.measure, ask.by, ask.when), {})
            amounts = {key: self._amount(ask, key, counted) for key, counted in known.items()}
            told[ask] = Part(amounts, counted=ask.when == "now")
        return told

    def _amount(self, ask: Ask, key: Key, counted: Counted) -> Amount:
        measure = shipped()[ask.measure]
        top, bottom = counted if isinstance(counted, tuple) else (counted, None)
        part = f"|{ask.by}={key}" if ask.by else ""
        late = "" if ask.when == "now" else f"|{ask.when}"
        return Amount(
            identity=f"{measure.reference}{part}{late}",
            measure=measure,
            value=value(Counts(top, bottom), measure.unit, measure.rounding, measure.divisor),
            numerator=top,
            denominator=bottom,
            window="2019-11-01 至 2019-11-30",
            given="" if ask.when == "now" else "上一期通报",
        )

    def measure(self, name: str) -> Measure:
        """As shipped."""
        return shipped()[name]

    def name(self, by: str, key: Key) -> str:
        """As told, else the key."""
        return self.labels.get(key, str(key))

    def units(self) -> Sequence[Unit]:
        """As told."""
        return self.own

    def scored(self, table: str) -> Scored:
        """As told."""
        return self.tables[table]

    def overall(self, table: str) -> Row | None:
        """As told."""
        return self.all_together

    def limit(self, name: str, traits: Mapping[str, str]) -> Limit:
        """As told."""
        if name not in self.limits:
            raise Refusal("no_rule", "没有这条规定。")
        said = self.limits[name]
        return Limit(Fraction(said), f"{said}%", "界限", "xiangtan-2019-11#art-6")

    def definitions_changed(self, measure: str) -> bool:
        """Never."""
        return False


def document(
    folder: Path, body: str, source: Told, words: Mapping[str, str] | None = None, head: str = HEAD
) -> Document:
    """A composition of this body, composed."""
    (folder / "one.toml").write_text(head + body, encoding="utf-8")
    made = plans.load("one", folder)
    return compose_plan(made, source, made.periods, words or {}, dated=made.periods.now.last)


def said(folder: Path, template: str, source: Told, more: str = "") -> str:
    """What one paragraph of figures says; "" where it isn't there."""
    body = f'{more}\n[[block]]\nname = "one"\ntext = """{template}"""\n'
    made = document(folder, body, source)
    return "".join(text_of(block.runs) for block in made.blocks if isinstance(block, Paragraph))
