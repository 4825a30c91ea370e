"""Lists by a threshold: 回访满意率高于80%的单位有:…, 有14个成员单位的回访满意率低于50%."""

import re
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from huisheng.circular.checker import lookup, names
from huisheng.circular.checker.grids import Row, Table
from huisheng.circular.checker.model import Finding, Passage, Place, Severity
from huisheng.circular.checker.numerals import number
from huisheng.circular.checker.relations import value
from huisheng.circular.checker.scene import Scene

RULE = "名单与门槛"
NAMING = "单位名称"
_CONDITION = (
    r"(?P<measure>[\u4e00-\u9fff]{2,12}?(?:率|得分|量|数))(?:均|都)?(?:在)?"
    r"(?P<side>高于|超过|大于|低于|不足|小于|不低于|不高于|达到|在)?(?P<limit>\d+(?:\.\d+)?)(?P<percent>%)?(?:分|件)?(?P<tail>以上|以下|及以上|及以下)?"
)
_LIST = re.compile(
    _CONDITION
    + r"的?(?:成员|承办|责任)?(?:单位|部门|县区|平台)(?:共|有|为|是|包括|分别|\d+[个家])*[::有为是]\s*"
    + r"(?P<list>[^。;]{4,})"
)
_COUNT = re.compile(r"有?(?P<count>\d+)[个家](?:成员|承办|责任)?(?:单位|部门)的?" + _CONDITION)
_SIDES: dict[str, Callable[[Fraction, Fraction], bool]] = {
    "above": lambda value, limit: value > limit,
    "least": lambda value, limit: value >= limit,
    "below": lambda value, limit: value < limit,
    "most": lambda value, limit: value <= limit,
}


class Claim(NamedTuple):
    """A sentence about units beyond a threshold."""

    measure: str
    side: str
    limit: Fraction
    words: str
    passage: Passage
    start: int


def check(scene: Scene) -> Iterator[Finding]:
    """Every list and every count of units beyond a threshold, against the table that holds them."""
    for passage in scene.passages:
        for found in _LIST.finditer(passage.text):
            claim = _claim(found, passage)
            if claim is not None:
                yield from _list(scene, claim, found["list"])
        for found in _COUNT.finditer(passage.text):
            claim = _claim(found, passage)
            if claim is not None:
                yield from _count(scene, claim, int(found["count"]))


def _claim(found: re.Match[str], passage: Passage) -> Claim | None:
    side, tail = found["side"] or "", found["tail"] or ""
    if side in ("高于", "超过", "大于"):
        kind = "above"
    elif side in ("低于", "不足", "小于") or (not side and tail == "以下"):
        kind = "below"
    elif side == "不高于" or tail in ("以下", "及以下"):
        kind = "most"
    elif side in ("不低于", "达到") or tail in ("以上", "及以上"):
        kind = "least"
    else:
        return None
    limit = number(found["limit"])
    words = f"{found['measure']}{side}{found['limit']}{found['percent'] or ''}{tail}"
    measure = re.sub(r"^.*(?:其中|有|且|及)", "", found["measure"])
    return Claim(measure, kind, limit.value, words, passage, found.start()) if limit is not None else None


def _table(scene: Scene, claim: Claim, units: Sequence[str]) -> tuple[Table, int] | None:
    """The table of the claim: the one with the measure that holds most of the units, at least most of the list."""
    known = [(table, lookup.column(table, claim.measure)) for table in scene.tables]
    scored = [
        (sum(lookup.row(table, unit) is not None for unit in units), table, at) for table, at in known if at is not None
    ]
    hits, table, at = max(scored, key=lambda one: one[0], default=(0, None, None))
    if table is None or at is None or hits * 3 < len(units) * 2:
        return None
    return table, at


def _list(scene: Scene, claim: Claim, text: str) -> Iterator[Finding]:
    open_ended = re.search(r"等(?:\d+[个家])?(?:单位|部门)?$", text.rstrip(",")) is not None
    units = names.split(re.sub(r"等(?:\d+[个家])?(?:单位|部门)?$", "", text.rstrip(",")))
    found = _table(scene, claim, units)
    if found is None:
        return
    table, at = found
    listed: set[str] = set()
    for unit in units:
        row = lookup.row(table, unit)
        if row is None:
            yield _finding(
                claim, unit, f"表中没有“{unit}”", Severity.UNKNOWN, "名单里的单位在表中找不到，可能写法不同。"
            )
            continue
        listed.add(row.name)
        if row.name != names.plain(unit):
            yield naming(claim.passage.place(claim.start), unit, row, table)
        printed = value(row, at)
        if printed is not None and not _SIDES[claim.side](printed.value, claim.limit):
            why = "恰等于门槛，不算在内。" if printed.value == claim.limit else "这个单位不在门槛的这一侧。"
            yield _finding(
                claim, unit, f"{row.place.text}“{table.labels[at]}”为{row.cells[at]}", Severity.CONTRADICTION, why
            )
    for row in table.rows if not open_ended else ():
        printed = value(row, at)
        if printed is not None and _SIDES[claim.side](printed.value, claim.limit) and row.name not in listed:
            working = f"{row.place.text}“{table.labels[at]}”为{row.cells[at]}"
            yield _finding(claim, f"（漏）{row.name}", working, Severity.CONTRADICTION, "符合门槛的单位没有列入名单。")


def _finding(claim: Claim, unit: str, working: str, severity: Severity, why: str) -> Finding:
    place = claim.passage.place(claim.start)
    quote = claim.passage.text[claim.start : claim.start + 60]
    return Finding(RULE, severity, place, f"{claim.words}：{unit}", working, f"{working}；{claim.words}", why, quote)


def naming(place: Place, unit: str, row: Row, table: Table) -> Finding:
    """The same unit written in two ways; taken for one, but a reader has to guess."""
    words = f"文中“{unit}”，{table.title()}“{row.name}”"
    why = "同一单位前后写法不一；核对时按同一单位处理。"
    return Finding(NAMING, Severity.UNKNOWN, place, unit, row.name, words, why, words)


def _count(scene: Scene, claim: Claim, count: int) -> Iterator[Finding]:
    whole = [table for table in scene.tables if not lookup.keywords(table)] or scene.tables
    known = [(table, at) for table in whole if (at := lookup.column(table, claim.measure)) is not None]
    if len(known) != 1:
        return
    [(table, at)] = known
    fitting = [
        row.name for row in table.rows if (v := value(row, at)) is not None and _SIDES[claim.side](v.value, claim.limit)
    ]
    if len(fitting) != count:
        yield Finding(
            RULE,
            Severity.CONTRADICTION,
            claim.passage.place(claim.start),
            f"{count}个单位{claim.words}",
            f"{len(fitting)}个",
            f"{table.title()}“{table.labels[at]}”{claim.words}的有{len(fitting)}个：{'、'.join(fitting)}",
            "个数与表不符。",
            claim.passage.text[claim.start : claim.start + 60],
        )
