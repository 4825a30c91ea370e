"""What if: the same month under two schemes, side by side. Who gains, who loses."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from huisheng.kernel import columns
from huisheng.scoring import formulas
from huisheng.scoring.quantity import NOTHING, Value, by_hand, rounded
from huisheng.scoring.scored import Row, Scored

Key = int | str
GAINS, LOSES, SAME, ONLY = "得益", "受损", "不变", "只在一个方案中"
_PLACES = 2


@dataclass(frozen=True, slots=True)
class Change:
    """One unit under both schemes.

    ``difference``: the other score less the present one; ``climbed``: how many more units are behind it by score there
    than here. None where the unit has no score in one of them.
    """

    key: Key
    name: str
    now: Value
    other: Value
    difference: Value
    now_standing: str
    other_standing: str
    moved: str
    climbed: int | None


def compare(now: Scored, other: Scored) -> list[Change]:
    """Every unit of either scheme, in the order of the present one's table, then the other's."""
    mine, theirs = ({row.key: row for row in scored.rows} for scored in (now, other))
    places = [_places(now, mine, theirs), _places(other, theirs, mine)]
    return [_change(now, other, mine.get(key), theirs.get(key), places) for key in dict.fromkeys([*mine, *theirs])]


def _places(scored: Scored, rows: Mapping[Key, Row], others: Mapping[Key, Row]) -> dict[Key, int]:
    """Places by score among the units that both schemes have."""
    held = {key: _score(scored, row) for key, row in rows.items() if key in others}
    return formulas.rank(held, descending=True, ties="lowest")


def _change(now: Scored, other: Scored, mine: Row | None, theirs: Row | None, places: list[dict[Key, int]]) -> Change:
    either = mine or theirs
    assert either is not None  # the key is one of theirs
    before, after = _score(now, mine), _score(other, theirs)
    difference = None if before is None or after is None else after - before
    here, there = (place.get(either.key) for place in places)
    return Change(
        key=either.key,
        name=either.name,
        now=before,
        other=after,
        difference=difference,
        now_standing=mine.standing if mine else NOTHING,
        other_standing=theirs.standing if theirs else NOTHING,
        moved=ONLY if difference is None else GAINS if difference > 0 else LOSES if difference < 0 else SAME,
        climbed=None if here is None or there is None else here - there,
    )


def _score(scored: Scored, row: Row | None) -> Value:
    return row[scored.score].value if row is not None and scored.score else None


def texts(changes: list[Change], now: Scored, other: Scored) -> list[list[str]]:
    """The comparison as a table in words."""
    heading = ["单位", now.scheme, "名次或档次", other.scheme, "名次或档次", "差", "结果", "位次变化"]
    return [
        heading,
        *(
            [one.name, _written(one.now), one.now_standing, _written(one.other), one.other_standing,
             _signed(one.difference), one.moved, _signed(one.climbed)]
            for one in changes
        ),
    ]  # fmt: skip


def to_text(now: Scored, other: Scored) -> str:
    """The comparison for a terminal, with what it comes to."""
    changes = compare(now, other)
    counts = "，".join(f"{word}{sum(one.moved == word for one in changes)}个" for word in (GAINS, LOSES, SAME, ONLY))
    notices = dict.fromkeys(f"说明：{scored.notice}" for scored in (now, other) if scored.notice)
    lines = [
        f"现方案：{now.title}",
        f"另一方案：{other.title}",
        "",
        *columns.aligned(texts(changes, now, other)),
        "",
        counts,
    ]
    return "\n".join([*lines, *notices]) + "\n"


def to_csv(now: Scored, other: Scored) -> bytes:
    """The comparison's table alone, as ``printing.to_csv`` writes a scored one."""
    return columns.to_csv(texts(compare(now, other), now, other))


def _written(value: Value) -> str:
    return NOTHING if value is None else by_hand(Fraction(rounded(value, _PLACES)))


def _signed(value: Value | int) -> str:
    text = _written(None if value is None else Fraction(value))
    return f"+{text}" if value is not None and value > 0 else text
