"""From words of a sentence to a table: which column a measure's name means, which table holds the units named."""

import re
from collections.abc import Sequence

from huisheng.circular.checker import names
from huisheng.circular.checker.grids import Row, Table

_DRESS = re.compile(r"\([^)]*\)|得分|情况|\s")
_TIMELY = re.compile(r"按期|按时")
_CAPTION_WORDS = re.compile(
    r"[\d一二三四五六七八九十]+月份?|\d{4}年?|第[一二三四]季度|承办量[≥<>≤]\d+件?|附件|附表|表|统计|情况|办理|汇总|一览|市民|热线|市长|公开电话|"
    r"如下|各|单位|平台|二级|工单|通报|排名|考核|\d+|[-,.:()≥<>≤、“”]"
)


def core(label: str) -> str:
    """A column's or a measure's name without its dress: 解决率得分(40) is 解决率, 按期 and 按时 are one."""
    return _TIMELY.sub("按时", _DRESS.sub("", label))


def column(table: Table, measure: str) -> int | None:
    """The one figure column that a measure's name means."""
    wanted = core(measure)
    exact = [at for at in table.numeric if core(table.labels[at]) == wanted]
    if exact:
        return exact[0] if len(exact) == 1 else None
    ending = [at for at in table.numeric if core(table.labels[at]).endswith(wanted) and len(wanted) >= 3]
    return ending[0] if len(ending) == 1 else None


def row(table: Table, name: str) -> Row | None:
    """The one row of a unit, however it is written."""
    found = names.find(name, [row.name for row in table.rows])
    return next((row for row in table.rows if row.name == found), None) if found else None


def holding(tables: Sequence[Table], measure: str, units: Sequence[str]) -> list[tuple[Table, int]]:
    """The tables with the measure's column that hold all the units."""
    found = [(table, column(table, measure)) for table in tables]
    return [(table, at) for table, at in found if at is not None and all(row(table, unit) for unit in units)]


def keywords(table: Table) -> list[str]:
    """What a table is of, by its caption: 镇(街)、园区, 区直(国企), 企业诉求; empty for a table of everybody."""
    pieces = re.split(r"[\s]+", _CAPTION_WORDS.sub(" ", table.caption))
    return [piece for piece in dict.fromkeys(pieces) if len(piece) >= 2]
