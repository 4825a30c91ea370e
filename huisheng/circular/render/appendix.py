"""附录：指标口径. Each measure of an edition once: how it is computed, what is left out, which article says so."""

import re
from collections.abc import Iterable, Mapping, Sequence

from huisheng.circular.document import Attachment, Column, Document, Paragraph, Run, Source, Table
from huisheng.circular.render.words import Marks, cited

TITLE = "附录：指标口径"
KINDS = {"figure": "按台账统计", "given": "引自已发布数据", "score": "按考核办法计分"}
_FEW, _LEFT_OUT = 2, 3  # values told of a parameter; the place of the column 不计入
_WINDOW = re.compile(r"\d{4}-\d\d-\d\d 至 \d{4}-\d\d-\d\d")
_COLUMNS = (
    Column("序号"),
    Column("指标", words=True),
    Column("计算方法", words=True),
    Column("不计入", words=True),
    Column("依据", words=True),
)


def measures(document: Document) -> Mapping[tuple[str, ...], list[Source]]:
    """The sources by measure, in the order of ``Document.sources``: alike in kind, name, definition and formula.

    A score's definition is its scheme: columns that several schemes compute alike are one measure.
    """
    found: dict[tuple[str, ...], list[Source]] = {}
    for source in document.sources.values():
        about = ("", source.cite) if source.kind == "score" else (source.definition, "")
        found.setdefault((source.kind, source.measure or source.label, *about, source.formula), []).append(source)
    return found


def marks(document: Document) -> Marks:
    """The number of its line in the appendix for each ref."""
    return {source.ref: number for number, group in enumerate(measures(document).values(), 1) for source in group}


def definitions(document: Document) -> Attachment | None:
    """The appendix as an attachment of one table; None for a document without figures."""
    groups = measures(document)
    if not groups:
        return None
    windows = _windows(document)
    rows: Sequence[tuple[Run, ...]] = [_row(number, one, windows) for number, one in enumerate(groups.values(), 1)]
    columns: tuple[Column, ...] = _COLUMNS
    if not any(one.excluded for one in document.sources.values()):
        columns, rows = (
            columns[:_LEFT_OUT] + columns[_LEFT_OUT + 1 :],
            [row[:_LEFT_OUT] + row[_LEFT_OUT + 1 :] for row in rows],
        )
    said = "本期所列数据的计算方法、不计入的情形和依据如下，同一指标只列一次。"
    by_value: dict[str, list[str]] = {}
    for name, value in windows.items():
        by_value.setdefault(value, []).append(name)
    days = "；".join(f"{'、'.join(names)}：{value}" for value, names in by_value.items())
    return Attachment(TITLE, (Paragraph((f"{said}{days}{'。' if days else ''}",)), Table("", columns, tuple(rows))))


def _windows(document: Document) -> Mapping[str, str]:
    """The windows that are the same for every measure: they are told once, above the table."""
    found: dict[str, set[str]] = {}
    for source in document.sources.values():
        for name, value in source.parameters:
            if _WINDOW.fullmatch(value):
                found.setdefault(name, set()).add(value)
    return {name: value for name, values in found.items() if len(values) == 1 for value in values}


def _row(number: int, group: list[Source], windows: Mapping[str, str]) -> tuple[Run, ...]:
    first = group[0]
    method = first.formula or KINDS[first.kind]
    left_out = _distinct(
        f"{reason}（{cited(cite)}）" if cite else reason for one in group for reason, _, cite in one.excluded
    )
    given = _given(group, windows)
    method = method if given == "-" else f"{method.rstrip('。')}。{given}"
    return (str(number), first.measure or first.label, method, left_out, cited(first.cite) if first.cite else "-")


def _given(group: list[Source], windows: Mapping[str, str]) -> str:
    """What the measure was computed with; a value that differs from number to number is told by a few."""
    values: dict[str, dict[str, None]] = {}
    for name, value in (pair for one in group for pair in one.parameters):
        if windows.get(name) != value:
            values.setdefault(name, {})[value] = None
    return _distinct(
        f"{name}：{'、'.join(list(held)[:_FEW])}{'等' if len(held) > _FEW else ''}" for name, held in values.items()
    )


def _distinct(words: Iterable[str]) -> str:
    return "；".join(dict.fromkeys(words)) or "-"
