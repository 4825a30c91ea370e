"""前三名, 后三名, 较高: names in sentences and small tables, against the column that they are of."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from huisheng.circular.checker import lookup, names, numerals
from huisheng.circular.checker.grids import Row, Table
from huisheng.circular.checker.model import Finding, Grid, Passage, Place, Severity
from huisheng.circular.checker.relations import is_rank, value
from huisheng.circular.checker.rules.thresholds import naming
from huisheng.circular.checker.scene import Scene

RULE = "前后名次"
_DIGITS = {**{word: at for at, word in enumerate("一二三四五六七八九十", 1)}, "两": 2}
_MEASURE = r"(?P<measure>[\u4e00-\u9fff]{1,10}?(?:率|量|数|得分|排名))"
_PLACES = re.compile(
    _MEASURE
    + r"(?:排名|排在|居|位居|列)?(?P<end>前|后)(?P<many>[一二两三四五六七八九十]|\d{1,2})(?:名|位)?"
    + r"的?(?:单位|部门)?(?:依次|分别)?(?:是|为|有|:)+(?P<list>[^。;]+)"
)
_NEXT = re.compile(r"^(?P<end>前|后)(?P<many>[一二两三四五六七八九十]|\d{1,2})(?:名|位)(?:是|为|有|:)+(?P<list>.+)")
_CHANGING = re.compile(r"环比|同比|提高|下降|增长|上升|幅度|进步|退步")
_VALUED = re.compile(r"^(?P<name>[\u4e00-\u9fff]+?)(?:\(?(?P<value>\d+(?:\.\d+)?%?)(?:件|个|分|次)?\)?)$")


class Claim(NamedTuple):
    """These units are the first (or last) by a measure."""

    measure: str
    top: bool
    many: int
    units: tuple[str, ...]
    place: Place
    quote: str


def check(scene: Scene) -> Iterator[Finding]:
    """Lists in sentences, then small tables of the first and last."""
    for passage in scene.passages:
        for claim in claims(passage):
            yield from _claim(scene, claim)
    for grid in scene.content.grids:
        yield from _small(scene, grid)


def claims(passage: Passage) -> Iterator[Claim]:
    """The lists of a passage; 后三名 after 前三名 is of the same measure."""
    for found in _PLACES.finditer(passage.text):
        begin = max(passage.text.rfind(stop, 0, found.start()) + 1 for stop in "。;,:")
        if _CHANGING.search(passage.text[begin : found.end("many")]):
            continue
        pieces = re.split(r",(?=[前后][一二两三四五六七八九十\d])", found["list"])
        yield _made(passage, found["measure"], found["end"], found["many"], pieces[0], found.start())
        for piece in pieces[1:]:
            more = _NEXT.match(piece)
            if more is not None:
                yield _made(passage, found["measure"], more["end"], more["many"], more["list"], found.start())


def _made(passage: Passage, measure: str, end: str, many: str, text: str, start: int) -> Claim:
    count = _DIGITS.get(many) or int(many)
    units = tuple(names.split(text))
    return Claim(measure, end == "前", count, units[:count], passage.place(start), passage.text[start : start + 60])


def _claim(scene: Scene, claim: Claim) -> Iterator[Finding]:
    named = [(_VALUED.match(unit), unit) for unit in claim.units]
    units = [found["name"] if found else unit for found, unit in named]
    if len(units) != claim.many:
        return
    tables = lookup.holding(scene.tables, claim.measure, units)
    if len(tables) != 1:
        return
    [(table, at)] = tables
    rows = [row for unit in units if (row := lookup.row(table, unit)) is not None]
    for unit, row in zip(units, rows, strict=True):
        if names.plain(unit) != row.name:
            yield naming(claim.place, unit, row, table)
    for (found, unit), row in zip(named, rows, strict=True):
        printed, said = value(row, at), numerals.cell(found["value"]) if found else None
        if printed is not None and said is not None and said.value != printed.value and said.percent == printed.percent:
            yield _differs(claim, table, at, row, unit)
    yield from _order(claim, table, at, rows)


def _differs(claim: Claim, table: Table, at: int, row: Row, unit: str) -> Finding:
    working = f"文中{unit}，{row.place.text}“{table.labels[at]}”为{row.cells[at]}"
    return Finding(
        RULE, Severity.CONTRADICTION, claim.place, unit, row.cells[at], working, "文中与表中的数不同。", claim.quote
    )


def _order(claim: Claim, table: Table, at: int, rows: Sequence[Row]) -> Iterator[Finding]:
    """The units must be among the best (worst) so many; equal values may stand for each other."""
    down = claim.top != is_rank(table, at)
    known = [(row, printed.value) for row in table.rows if (printed := value(row, at)) is not None]
    known.sort(key=lambda one: one[1], reverse=down)
    if len(known) <= claim.many:
        return
    bound = known[claim.many - 1][1]
    right = "、".join(f"{row.name}{row.cells[at]}" for row, _ in known[: claim.many])
    for row in rows:
        printed = value(row, at)
        if printed is not None and (printed.value < bound if down else printed.value > bound):
            words = f"{claim.measure}{'前' if claim.top else '后'}{claim.many}名：{row.name}"
            end = f"{'前' if claim.top else '后'}{claim.many}名"
            column = f"{table.title()}“{table.labels[at]}”"
            working = f"{column}：{row.name}为{row.cells[at]}，{end}应为{right}"
            yield Finding(
                RULE, Severity.CONTRADICTION, claim.place, words, right, working, "名单与表中的数不符。", claim.quote
            )


def _small(scene: Scene, grid: Grid) -> Iterator[Finding]:
    """A small table with 前三名 and 后三名 at its head: name and rank beside each other, under a title."""
    title = ""
    for at, cells in enumerate(grid.rows):
        filled = [cell for cell in cells if cell]
        if len(filled) == 1:
            title = filled[0]
        if len(filled) == 2 and filled[0].startswith("前") and filled[1].startswith("后"):
            pairs = []
            for below, line in enumerate(grid.rows[at + 1 :], at + 1):
                own = [cell for cell in line if cell]
                if len(own) != 4 or numerals.cell(own[1]) is None:
                    break
                pairs += [(own[0], own[1], grid.places[below]), (own[2], own[3], grid.places[below])]
            yield from _ranked(scene, title, pairs)


def _ranked(scene: Scene, title: str, pairs: Sequence[tuple[str, str, Place]]) -> Iterator[Finding]:
    label = re.search(r"[\u4e00-\u9fff]{2}排名", title)
    tables = lookup.holding(scene.tables, label[0] if label else "排名", [name for name, *_ in pairs])
    if len(tables) != 1 or not pairs:
        return
    [(table, at)] = tables
    for name, rank, place in pairs:
        row = lookup.row(table, name)
        assert row is not None
        if names.plain(name) != row.name:
            yield naming(place, name, row, table)
        printed, said = value(row, at), numerals.cell(rank)
        if printed is not None and said is not None and printed.value != said.value:
            working = f"{title}：{name}{rank}；{row.place.text}“{table.labels[at]}”为{row.cells[at]}"
            yield Finding(
                RULE,
                Severity.CONTRADICTION,
                place,
                f"{name} {rank}",
                row.cells[at],
                working,
                "名次与附表不同。",
                working,
            )
