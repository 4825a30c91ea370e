"""附录：指标口径. Each measure of an edition once: how it is computed, what is left out, which article says so."""

from collections.abc import Iterable, Mapping
from os.path import commonprefix

from huisheng.circular.document import Attachment, Column, Document, Paragraph, Run, Source, Table
from huisheng.circular.render.words import Marks, cited

TITLE = "附录：指标口径"
KINDS = {"figure": "按台账统计", "given": "引自已发布数据", "score": "按考核办法计分"}
_A_WORD, _FEW = 2, 3
_COLUMNS = (
    Column("序号"),
    Column("指标", words=True),
    Column("计算方法", words=True),
    Column("不计入", words=True),
    Column("依据", words=True),
)


def measures(document: Document) -> Mapping[tuple[str, str, str], list[Source]]:
    """The sources by measure, in the order of ``Document.sources``: alike in kind, definition and formula.

    A score's definition is its scheme, so its formula tells the columns apart; without a definition the label counts.
    """
    found: dict[tuple[str, str, str], list[Source]] = {}
    for source in document.sources.values():
        found.setdefault((source.kind, source.definition or source.label, source.formula), []).append(source)
    return found


def marks(document: Document) -> Marks:
    """The number of its line in the appendix for each ref."""
    return {source.ref: number for number, group in enumerate(measures(document).values(), 1) for source in group}


def definitions(document: Document) -> Attachment | None:
    """The appendix as an attachment of one table; None for a document without figures."""
    groups = measures(document)
    if not groups:
        return None
    rows = tuple(_row(number, group) for number, group in enumerate(groups.values(), 1))
    said = Paragraph(("本期所列数据的计算方法、不计入的情形和依据如下，同一指标只列一次。",))
    return Attachment(TITLE, (said, Table("", _COLUMNS, rows)))


def _row(number: int, group: list[Source]) -> tuple[Run, ...]:
    first = group[0]
    method = first.formula or KINDS[first.kind]
    if first.working and first.working != first.formula:
        method = f"{method}。例：{first.working}" if first.kind == "figure" else f"{method}：{first.working}"
    left_out = _distinct(
        f"{reason}（{cited(cite)}）" if cite else reason for one in group for reason, _, cite in one.excluded
    )
    given = _given(group)
    method = method if given == "-" else f"{method}。{given}"
    return (str(number), _name(group), method, left_out, cited(first.cite) if first.cite else "-")


def _name(group: list[Source]) -> str:
    """The label; of several (韩集镇解决率得分, 沙镇镇解决率得分) the end they share, else the shortest."""
    labels = list(dict.fromkeys(one.label for one in group))
    shared = max(commonprefix([label[::-1] for label in labels])[::-1], commonprefix(labels).rstrip("（"), key=len)
    return shared if len(shared) >= _A_WORD else min(labels, key=len)


def _given(group: list[Source]) -> str:
    """What the measure was computed with; a value that differs from number to number (a window) is told by a few."""
    values: dict[str, dict[str, None]] = {}
    for name, value in (pair for one in group for pair in one.parameters):
        values.setdefault(name, {})[value] = None
    return _distinct(
        f"{name}：{'、'.join(list(held)[:_FEW])}{'等' if len(held) > _FEW else ''}" for name, held in values.items()
    )


def _distinct(words: Iterable[str]) -> str:
    return "；".join(dict.fromkeys(words)) or "-"
