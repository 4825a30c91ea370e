"""Text against tables: a total in a sentence and the sum of the column that counts the same thing."""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations
from typing import NamedTuple

from huisheng.circular.checker import lookup
from huisheng.circular.checker.grids import Table
from huisheng.circular.checker.mentions import Mention
from huisheng.circular.checker.model import Finding, Severity
from huisheng.circular.checker.numerals import show
from huisheng.circular.checker.relations import is_count
from huisheng.circular.checker.rules.ranks import gap
from huisheng.circular.checker.scene import Scene

RULE = "文与表"
_WORK = re.compile(r"承办|交办|转办|派单|转派|派发|承接")
_TAKEN = re.compile(r"受理|承办|交办|转办|派单|转派")
_FILLERS = re.compile(
    r"\d+年|\d+月份?|本月|本季度|共|总|累计|接受|各?成员单位|各?承办单位|各单位|各部门|处理|办理|各类|群众|市民|工单|件数|件|全市|全区|全县|的|了|为"
)
_TAIL = re.compile(r"(?:总量|总数|件数|数量|数|量)$")
_PARTIAL = re.compile(r"前[一二三四五六七八九十\d]+|部分|较多|较高|靠前|靠后|后[一二三四五六七八九十\d]+|主要|其中")
_EVERYBODY = re.compile(r"各|全部|合计")
_NEAR = Fraction(10, 100)
_ELSEWHERE = 2  # a table's sum of less than half, or more than twice, is of something else


class Pairing(NamedTuple):
    """A count of the text and the tables whose columns count the same; ``same``: by the same word."""

    mention: Mention
    tables: tuple[tuple[Table, int], ...]
    same: bool
    beside: Fraction | None = None  # 7263件(另有协办28件): counted in the tables, not in the text
    within: tuple[Mention, ...] = ()  # the counts that 其中 tells of it


def check(scene: Scene) -> Iterator[Finding]:
    """Counts against sums, rates against the total row."""
    paired: set[tuple[int, ...]] = set()
    for pairing in _pairings(scene):
        key = tuple(sorted({table.number * 1_000 + column for table, column in pairing.tables}))
        if key not in paired:
            paired.add(key)
            yield from _compare(pairing)
    yield from _rates(scene)


def _pairings(scene: Scene) -> Iterator[Pairing]:
    columns = [
        (table, at, _TAIL.sub("", lookup.core(table.labels[at])))
        for table in scene.tables
        if not _PARTIAL.search(table.caption)
        for at in table.numeric
        if is_count(table, at)
    ]
    for where, mention in scene.counts:
        said = _said(scene, where, mention)
        if mention.about or "其中" in said:
            continue
        word = _TAIL.sub("", _FILLERS.sub("", mention.lead))
        found = _of_everybody(columns, word, said) or _of_some(columns, mention, said)
        if found is not None:
            yield Pairing(mention, *found, _beside(scene, where, mention), _within(scene, where, mention))


def _beside(scene: Scene, where: int, mention: Mention) -> Fraction | None:
    found = scene.mentions[where]
    after = found.index(mention) + 1
    return found[after].value if after < len(found) and found[after].role == "beside" else None


def _within(scene: Scene, where: int, mention: Mention) -> tuple[Mention, ...]:
    """The first count after it, where (其中 stands between them."""
    found = scene.mentions[where]
    after = found[found.index(mention) + 1 :][:1]
    return tuple(one for one in after if mention.passage.text[mention.end : one.start].startswith("(其中"))


def _said(scene: Scene, where: int, mention: Mention) -> str:
    """The words between the number before, or the beginning of the sentence, and this number."""
    begin = mention.passage.text.rfind("。", 0, mention.start) + 1
    before = [one.end for one in scene.mentions[where] if one.end <= mention.start]
    return mention.passage.text[max([begin, *before]) : mention.start]


Columns = Sequence[tuple[Table, int, str]]


def _of_everybody(columns: Columns, word: str, said: str) -> tuple[tuple[tuple[Table, int], ...], bool] | None:
    """Tables of all units: the sentence may name none of them."""
    own = [one for one in columns if not lookup.keywords(one[0]) and not any(row.name in said for row in one[0].rows)]
    exact = [(table, at) for table, at, label in own if label == word]
    if exact:
        return tuple(exact[:1]), True
    if _WORK.fullmatch(word):
        alike = [(table, at) for table, at, label in own if _WORK.fullmatch(label)]
        if len(alike) == 1:
            return tuple(alike), False
    return None


def _of_some(columns: Columns, mention: Mention, said: str) -> tuple[tuple[tuple[Table, int], ...], bool] | None:
    """Tables of a group, such as 区直(国企): the sentence names the group."""
    taken = _TAKEN.search(mention.lead)
    if taken is None or not mention.unit:
        return None
    related = [
        (table, at, label)
        for table, at, label in columns
        if (words := lookup.keywords(table)) and all(word in said for word in words) and _TAKEN.fullmatch(label)
    ]
    same = [(table, at) for table, at, label in related if label == taken[0]]
    if same:
        return tuple(same), True
    return (tuple((table, at) for table, at, _ in related), False) if related else None


def _compare(pairing: Pairing) -> Iterator[Finding]:
    sums = []
    for table, at in pairing.tables:
        printed = table.total.values[at] if table.total is not None else None
        added = table.sum(at)
        if printed is None and added is None:
            return
        sums.append([one.value for one in (printed, added) if one is not None])
    low, high = pairing.mention.span
    first = [options[0] for options in sums]
    if any(one.value == sum(first) for one in pairing.within):  # 督办36件次(其中对各平台22件次)
        return
    if pairing.beside is not None and low + pairing.beside <= sum(first) <= high + pairing.beside:
        return
    for length in range(1, len(sums) + 1):
        for some in combinations(range(len(sums)), length):
            if low <= sum(first[n] for n in some) <= high:
                return
    if len(sums) == 1 and any(low <= value <= high for value in sums[0]):
        return
    finding = _differing(pairing, first)
    if finding is not None:
        yield finding


def _differing(pairing: Pairing, sums: Sequence[Fraction]) -> Finding | None:
    mention, total = pairing.mention, sum(sums, Fraction(0))
    if not mention.value / _ELSEWHERE <= total <= mention.value * _ELSEWHERE:
        return None  # a table of another channel or another section
    difference = abs(total - mention.value)
    missing = [hole for table, _ in pairing.tables if (hole := gap(table)) is not None]
    complete = any(t.total is not None or _EVERYBODY.search(t.caption) or lookup.keywords(t) for t, _ in pairing.tables)
    labels = "、".join(f"{table.title()}“{table.labels[at]}”" for table, at in pairing.tables)
    added = "＋".join(map(show, sums)) + (f"＝{show(total)}" if len(sums) > 1 else "")
    working = f"{labels}合计{added}，文中{mention.words()}，相差{show(difference)}"
    severity = Severity.CONTRADICTION if pairing.same and (complete or total > mention.value) else Severity.UNKNOWN
    why = "文中的总数与表中各行之和不等。"
    if missing and total < mention.value:
        severity = Severity.CONTRADICTION
        rows = sum(hole.rows for hole in missing)
        rank = f"、排名{missing[0].rank}" if rows == 1 else ""
        why = f"与排名跳号相合：缺{rows}行，承办量合计{show(difference)}件{rank}。"
    elif not pairing.same:
        if difference > mention.value * _NEAR:
            return None
        why = "文与表用词不同；一件转给两个单位时，按单位统计会重复计算，可能因此不等。"
    elif severity is Severity.UNKNOWN:
        why = "文中的总数大于表中各行之和，表中可能没有列出全部单位。"
    return Finding(RULE, severity, mention.place, mention.words(), show(total), working, why, mention.quote())


def _rates(scene: Scene) -> Iterator[Finding]:
    """A rate of the whole in the text, against the same rate in the total row of a table of all units."""
    seen: set[str] = set()
    for table in scene.tables:
        if table.total is None or lookup.keywords(table) or len(table.rows) < 2:
            continue
        for found in scene.mentions:
            for one in found:
                label = lookup.core(re.sub(r"(?:为|达到?|是)$", "", one.lead))
                at = next((c for c in table.numeric if lookup.core(table.labels[c]) == label), None)
                if one.kind != "percent" or one.role != "plain" or at is None or len(label) < 4 or label in seen:
                    continue
                seen.add(label)
                printed = table.total.values[at]
                sentence = one.passage.text[one.passage.text.rfind("。", 0, one.start) + 1 : one.start]
                if printed is None or not printed.percent or re.search("县|区|部门|街道|镇|其中", sentence):
                    continue
                # one of them may be printed to fewer places
                if printed.low > one.printed.high or one.printed.low > printed.high:
                    working = f"{table.title()}“{table.total.name}”行“{table.labels[at]}”为{table.total.cells[at]}"
                    why = "文中的比率与表中合计行不同。"
                    yield Finding(
                        RULE,
                        Severity.CONTRADICTION,
                        one.place,
                        one.words(),
                        table.total.cells[at],
                        working,
                        why,
                        one.quote(),
                    )
