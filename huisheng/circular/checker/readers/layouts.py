"""Tables in plain text: parted by tabs, by bars, one cell a line, or by spaces with cells missing and names broken."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from huisheng.circular.checker import numerals, spelling

LONGEST = 3_000  # lines that one table may have
_MOST_COLUMNS = 14  # of a table whose empty cells are lost: more can't be told apart
_RULE = re.compile(r"[\s|:\-+=]+")
_NAME = re.compile(r"[\u4e00-\u9fffA-Za-z()、·]{1,12}")
_PAIR = re.compile(r"(.+?)(?:量|数|件数)")


class Layout(NamedTuple):
    """A table in lines: its rows, the line of each, how many lines it used, the cells whose column isn't sure."""

    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    used: int
    vague: frozenset[tuple[int, int]] = frozenset()


def found_at(lines: Sequence[str]) -> Layout | None:
    """The table that begins at the first line, if one does."""
    if not lines[0].strip():
        return None
    if "|" in lines[0]:
        return _barred(lines)
    if lines[0].startswith("\t") and "\t" not in lines[0].strip():
        return _stacked(lines)
    if "\t" in lines[0].rstrip("\n"):
        return _tabbed(lines)
    return _spaced(lines)


def _even(rows: list[list[str]], lines: list[int], used: int) -> Layout:
    width = max(map(len, rows))
    return Layout(tuple(tuple(row + [""] * (width - len(row))) for row in rows), tuple(lines), used)


def _tabbed(lines: Sequence[str]) -> Layout | None:
    rows: list[list[str]] = []
    for line in lines:
        if "\t" not in line:
            break
        rows.append([spelling.closed(one) for one in line.split("\t")])
    return _even(rows, list(range(len(rows))), len(rows)) if len(rows) > 1 else None


def _barred(lines: Sequence[str]) -> Layout | None:
    rows: list[list[str]] = []
    places: list[int] = []
    used = 0
    for number, line in enumerate(lines):
        if line.count("|") < 2:
            break
        used = number + 1
        if not _RULE.fullmatch(line):
            rows.append([spelling.closed(one) for one in line.strip().strip("|").split("|")])
            places.append(number)
    return _even(rows, places, used) if len(rows) > 1 else None


def _stacked(lines: Sequence[str]) -> Layout | None:
    """One cell a line, every line begun by a tab, rows parted by empty lines."""
    groups: list[tuple[int, list[str]]] = []
    used, fresh = 0, True
    for number, line in enumerate(lines):
        if not line.strip():
            fresh = True
            continue
        if not line.startswith("\t") or "\t" in line.strip():
            break
        if fresh:
            groups.append((number, []))
        groups[-1][1].append(spelling.closed(line))
        fresh, used = False, number + 1
    if len(groups) < 3:
        return None
    width = Counter(len(cells) for _, cells in groups).most_common(1)[0][0]
    if width < 2 or sum(len(cells) == width for _, cells in groups) < len(groups) * 4 // 5:
        return None
    kept = [(number, cells) for number, cells in groups if len(cells) <= width]
    return _even([cells for _, cells in kept], [number for number, _ in kept], used)


def _spaced(lines: Sequence[str]) -> Layout | None:
    """A head of words, then rows that end with numbers; a name may be broken over lines, empty cells are lost."""
    labels = lines[0].split()
    if not 4 <= len(labels) <= _MOST_COLUMNS or any(map(_figure, labels)) or "。" in lines[0]:
        return None
    rows, places, vague, used = [labels], [0], set[tuple[int, int]](), 1
    pending: list[str] = []
    begun = 0
    for number, line in enumerate(lines[1:], 1):
        words = line.split()
        if not words:
            continue
        split = next((at for at in range(len(words), 0, -1) if not _figure(words[at - 1])), 0)
        name, values = "".join(words[:split]), words[split:]
        if len(values) < 2 and not (not values and _NAME.fullmatch(name)):
            break
        begun = begun if pending else number
        pending.append(name)
        if values:
            fitted = _fitted(values, labels[1:])
            if fitted is None:
                break
            row, unsure = fitted
            vague |= {(len(rows), column + 1) for column in unsure}
            rows.append(["".join(pending), *row])
            places.append(begun)
            pending, used = [], number + 1
        elif len(pending) > 3:
            break
    if len(rows) < 4:
        return None
    return Layout(tuple(map(tuple, rows)), tuple(places), used, frozenset(vague))


def _figure(word: str) -> bool:
    return numerals.cell(word) is not None or word in numerals.DASHES


def _fitted(values: Sequence[str], labels: Sequence[str]) -> tuple[list[str], set[int]] | None:
    """Values set under their columns by kind and order; the second: columns that more than one way would fill."""
    ways = list(_ways(values, labels))
    if not ways:
        return None
    row = [""] * len(labels)
    for value, column in zip(values, ways[0], strict=True):
        row[column] = value
    sure = {column for column in ways[0] if all(column in way for way in ways)}
    unsure = {column for way in ways for column in way} - sure
    return row, unsure | {way[n] for way in ways for n in range(len(values)) if way[n] != ways[0][n]}


def _ways(values: Sequence[str], labels: Sequence[str]) -> Iterator[tuple[int, ...]]:
    partners = {}
    for at, label in enumerate(labels):
        found = _PAIR.fullmatch(label)
        if found and f"{found[1]}比" in labels:
            partners[at] = labels.index(f"{found[1]}比")
    for way in combinations(range(len(labels)), len(values)):
        typed = all(_suits(value, labels[column]) for value, column in zip(values, way, strict=True))
        if typed and all((count in way) == (share in way) for count, share in partners.items()):
            yield way


def _suits(value: str, label: str) -> bool:
    if value in numerals.DASHES:
        return True
    if label.endswith(("率", "比", "比例")):
        return value.endswith("%")
    if label.endswith(("得分", "分值", "分数", "总分", "成绩")):
        return not value.endswith("%")
    return not value.endswith("%") and "." not in value
