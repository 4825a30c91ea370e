"""The rulebook looked at as a whole: every parameter with what binds one platform on a day, and its history."""

from dataclasses import dataclass
from datetime import date

from huisheng.rulebook.book import Own, joined
from huisheng.rulebook.values import CONDITION_LABELS, CONDITIONS, Trait, Value

Conditions = tuple[tuple[str, Trait], ...]

# Read by rooms that must count the same from the files alone, or set by the State Council for everybody.
FIXED = frozenset({"rankings.default_presentation", "rankings.notice", "circulars.max_characters"})


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter on one platform and day. ``now``: the value for each set of conditions, the plain one first."""

    name: str
    label: str
    now: tuple[Value, ...]


def parameters(day: date, scope: str, own: Own) -> list[Parameter]:
    """All parameters by name; one without a value that day has an empty ``now``."""
    book = joined(own)
    by_name: dict[str, list[Value]] = {name: [] for name in sorted(book.labels)}
    for value in book.values:
        by_name[value.name].append(value)
    return [Parameter(name, book.labels[name], _now(values, day, scope)) for name, values in by_name.items()]


def parameter(name: str, day: date, scope: str, own: Own) -> Parameter | None:
    """One of them; None for a name no file has."""
    book = joined(own)
    if name not in book.labels:
        return None
    values = [value for value in book.values if value.name == name]
    return Parameter(name, book.labels[name], _now(values, day, scope))


def history(name: str, scope: str, own: Own) -> list[Value]:
    """Every value that binds or bound the platform, or will: newest first, then as they take precedence."""
    found = [value for value in joined(own).values if value.name == name and value.in_force(value.from_, scope)]
    return sorted(found, key=lambda value: (-value.from_.toordinal(), value.precedence()))


def values_of(name: str) -> list[Value]:
    """Every value of the files, of all platforms: which units and words the parameter knows."""
    return [value for value in joined(Own()).values if value.name == name]


def conditions_words(conditions: Conditions) -> str:
    """急件、企业诉求; "" for the plain value."""
    return "、".join(
        CONDITION_LABELS[key] if wanted is True else f"{CONDITION_LABELS[key]}{wanted}" for key, wanted in conditions
    )


def _now(values: list[Value], day: date, scope: str) -> tuple[Value, ...]:
    """What binds for each set of conditions: the narrowest scope's answer to a matter with exactly these traits."""
    holding = sorted((value for value in values if value.in_force(day, scope)), key=Value.precedence)
    found: dict[Conditions, Value] = {}
    for asked in {value.conditions for value in holding}:
        traits = dict(asked)
        winner = next((value for value in holding if value.fits(traits)), None)
        if winner is not None and winner.conditions == asked:  # a narrower plain value may hide a wider condition
            found[asked] = winner
    keys = tuple(CONDITIONS)
    return tuple(found[asked] for asked in sorted(found, key=lambda c: (len(c), [keys.index(k) for k, _ in c], str(c))))
