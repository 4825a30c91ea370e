"""A period in small: every count divided, so that the parts still make up their totals.

Totals are rounded half up, and their parts apportioned by largest remainder; what is answered on the spot is what the
handled leave of all. Rates so come out near the printed ones, not exactly on them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from typing import Any

from huisheng.rehearsal.chance import apportion
from huisheng.rehearsal.period.spec import Quota, Spec, Three, Topic

_THREES = ("solved", "process", "result")


def divided(count: int, scale: int) -> int:
    """``count`` / ``scale``, half up."""
    return (2 * count + scale) // (2 * scale)


def scaled(spec: Spec, scale: int) -> Spec:
    """The same period with every count divided."""
    quotas = tuple(_quotas(spec.quotas, scale))
    every = sum(spec.kinds.values())
    handled = sum(quota.mains for quota in quotas)
    totals = {key: divided(count, scale) for key, count in spec.said["totals"].items() if isinstance(count, int)}
    totals["on_the_spot"] = divided(every, scale) - handled - totals.get("refused", 0)
    topics = [Topic(t.code, divided(t.count, scale), t.besides) for t in spec.topics]
    said: dict[str, Any] = {
        **spec.said,
        "totals": totals,
        "calls": {k: divided(v, scale) for k, v in spec.said.get("calls", {}).items() if isinstance(v, int)},
        "other_cap": divided(spec.said["other_cap"], scale),
        "given": (),
    }
    return replace(
        spec,
        said=said,
        quotas=quotas,
        topics=tuple(topics),
        kinds=_parts(spec.kinds, divided(every, scale)),
        channels=_parts(spec.channels, divided(sum(spec.channels.values()), scale)),
    )


def _parts(counts: Mapping[str, int], total: int) -> dict[str, int]:
    return apportion(total, counts)


def _quotas(quotas: Iterable[Quota], scale: int) -> Iterable[Quota]:
    rows = {quota.unit: quota for quota in quotas}
    columns: dict[str, dict[str, Any]] = {}
    for one in fields(Quota):
        if one.name in _THREES:
            columns[one.name] = _threes({unit: getattr(row, one.name) for unit, row in rows.items()}, scale)
        elif one.name not in ("unit", "group"):
            counts = {unit: getattr(row, one.name) for unit, row in rows.items()}
            total = divided(sum(counts.values()), scale)
            columns[one.name] = apportion(total, counts) if total else dict.fromkeys(rows, 0)
    for unit, row in rows.items():
        yield replace(row, **{name: column[unit] for name, column in columns.items()})


def _threes(counts: Mapping[str, Three], scale: int) -> dict[str, Three]:
    found: list[dict[str, int]] = []
    for place in range(3):
        column = {unit: three[place] for unit, three in counts.items()}
        total = divided(sum(column.values()), scale)
        found.append(apportion(total, column) if total else dict.fromkeys(column, 0))
    return {unit: (found[0][unit], found[1][unit], found[2][unit]) for unit in counts}
