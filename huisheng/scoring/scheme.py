"""A scheme (考核方案) as it was read: who is assessed, what is given, what is computed, in which order it is printed.

``reading`` makes it from a TOML file; what may stand there is said in its docstring.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from pathlib import Path

from huisheng.kernel import own
from huisheng.kernel.errors import Refusal
from huisheng.scoring.expression import Expression, unknown

HERE = Path(__file__).resolve().parent / "schemes"
INPUT, RATE, ITEM, DEDUCTION, BONUS, TOTAL, RANK = "input", "rate", "item", "deduction", "bonus", "total", "rank"
KINDS = (INPUT, RATE, ITEM, DEDUCTION, BONUS, TOTAL, RANK)
TIERS, RANKS, NEITHER = "tiers", "ranks", "none"
FULL = "满分"  # in an item's expression: its own full mark
GROUP = "组别"  # the column with a unit's group


@dataclass(frozen=True, slots=True)
class Rounding:
    """How a value is rounded, at the moment it is made: everything after it goes on with the rounded value."""

    mode: str
    places: int


@dataclass(frozen=True, slots=True)
class Value:
    """One named value of a scheme; fields that don't belong to its kind are empty.

    ``measures``: what is reckoned for it live, added up (``counted``: their numerators), times
    ``times``; ``before``: the same with what was exempted.
    ``blank``: what an empty cell means; ``empty``: what the value is where it can't be computed.
    ``points``: a rate counted in percentage points (98.25) instead of as a fraction of one.
    ``then``: what decides between equals in a rank, and whether more of it is better; ``whole``: a rank among all units
    instead of those of the group. ``by_group``: a number that the scheme itself sets for each group.
    """

    kind: str
    name: str
    label: str
    cite: str
    note: str
    form: str
    line: int
    blank_zero: bool = False
    rounding: Rounding | None = None
    expression: Expression | None = None
    over: Expression | None = None
    under: Expression | None = None
    measures: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    times: Fraction = Fraction(1)
    counted: bool = False
    blank: Fraction | None = None
    optional: bool = False
    given: bool = False
    points: bool = False
    full: Fraction | None = None
    floor: Fraction | None = None
    cap: Fraction | None = None
    empty: Fraction | None = None
    of: str = ""
    descending: bool = True
    ties: str = "lowest"
    then: tuple[tuple[str, bool], ...] = ()
    whole: bool = False
    by_group: Mapping[str, Fraction] = field(default_factory=dict)

    @property
    def part_of_one(self) -> bool:
        """Whether it is printed as per cent or per mille."""
        return self.form.startswith(("percent", "permille"))

    @property
    def expressions(self) -> tuple[Expression, ...]:
        """What it is computed with."""
        return tuple(one for one in (self.expression, self.over, self.under) if one is not None)

    @property
    def needs(self) -> tuple[str, ...]:
        """The names it is made from."""
        names = [name for one in self.expressions for name in (*one.names, *one.over)]
        names += [*([self.of] if self.of else []), *(name for name, _ in self.then)]
        return tuple(name for name in dict.fromkeys(names) if name != FULL)


@dataclass(frozen=True, slots=True)
class Circle:
    """Which units: by kind, by name or code, by the size of a value (``by`` from ``from_`` up to, not with, ``below``).

    An empty one takes everybody.
    """

    name: str
    label: str
    kinds: tuple[str, ...]
    units: tuple[str, ...]
    by: str
    from_: Fraction | None
    below: Fraction | None
    cite: str
    line: int


@dataclass(frozen=True, slots=True)
class Exempt:
    """A unit that isn't assessed, and why."""

    unit: str
    reason: str
    cite: str


@dataclass(frozen=True, slots=True)
class Tier:
    """A tier (档): reached from a value up, by the first share of the units, or by both; the last takes the others."""

    name: str
    from_: Fraction | None
    top: Fraction | None


@dataclass(frozen=True, slots=True)
class Tiers:
    """The tiers of a scheme, best first, by one value. ``rounding``: of how many units a share of them is."""

    name: str
    label: str
    of: str
    steps: tuple[Tier, ...]
    cite: str
    rounding: Rounding | None = None


@dataclass(frozen=True, slots=True)
class Selection:
    """A list of the units for which something holds: above 80 %, below 50 %."""

    name: str
    label: str
    where: Expression
    cite: str
    note: str


@dataclass(frozen=True, slots=True)
class Minimum:
    """Units with less than ``at_least`` are shown, but have neither rank nor tier."""

    count: str
    at_least: Fraction
    label: str
    cite: str


@dataclass(frozen=True, slots=True)
class Small:
    """Denominators under ``below`` are small: the rates are shown with a Wilson interval, and with ``not_last`` no
    unit stands last because of one order."""

    below: Fraction
    rates: tuple[str, ...]
    z: Decimal
    not_last: bool
    cite: str


@dataclass(frozen=True, slots=True)
class Scheme:
    """A whole scheme. ``order``: names by which the rows fall or rise; ``both``: values shown with exemptions too."""

    name: str
    title: str
    scope: str
    cite: str
    note: str
    valid_from: date
    valid_to: date | None
    presentation: str
    score: str
    place: str
    rows_label: str
    columns: tuple[str, ...]
    order: tuple[tuple[str, bool], ...]
    empty: str
    assessed: Circle
    groups: tuple[Circle, ...]
    exempt: tuple[Exempt, ...]
    values: Mapping[str, Value]
    tiers: Tiers | None
    lists: tuple[Selection, ...]
    minimum: Minimum | None
    small: Small | None
    both: tuple[str, ...]
    footer: str
    text: str

    @property
    def sequence(self) -> tuple[str, ...]:
        """The names in an order in which each can be computed from those before it."""
        done: dict[str, None] = {}

        def visit(name: str) -> None:
            if name not in done:
                for need in self.values[name].needs:
                    visit(need)
                done[name] = None

        for name in self.values:
            visit(name)
        return tuple(done)

    def label(self, name: str) -> str:
        """What a column is headed with."""
        if name == GROUP:
            return GROUP
        if self.tiers is not None and name == self.tiers.name:
            return self.tiers.label
        return self.values[name].label


def names(folder: Path = HERE) -> list[str]:
    """The schemes there are: the shipped ones and the city's own."""
    return list(own.files("schemes", HERE, folder))


def path_of(name: str | Path, folder: Path = HERE) -> Path:
    """The file of a scheme: a path that exists, or the name of a shipped one. Refusal where it is neither."""
    path = Path(name)
    if path.is_file():
        return path
    known = own.files("schemes", HERE, folder)
    if str(name) not in known:
        nearest = unknown(str(name)[:60], list(known))
        raise Refusal("unknown_scheme", f"没有这个方案文件或方案。{nearest}", field="scheme")
    return known[str(name)]


def digest(scheme: Scheme) -> str:
    """The SHA-256 of the file's text: a dossier keeps it, so that a changed scheme is noticed."""
    return sha256(scheme.text.encode()).hexdigest()
