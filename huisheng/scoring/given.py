"""A table of given values, as CSV: the first column names the units, the others are found by the scheme's labels.

Cells: 108, 37.08, -0.2, 99.57%, 2.1‰, 15/23 (a rate with its counts), "-" or blank. Columns that the scheme computes
may stand there too: they are what ``differences`` compares with. UTF-8, GB 18030 or UTF-16 as spreadsheets save it,
with commas, tabs or semicolons.
"""

import codecs
import csv
import io
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from huisheng.directory.roles import UnitKind
from huisheng.kernel.errors import Refusal
from huisheng.measures.source import Mistakes
from huisheng.scoring import quantity
from huisheng.scoring.plan import Given, resolve
from huisheng.scoring.quantity import Ratio
from huisheng.scoring.scheme import DEDUCTION, INPUT, RATE, Scheme, Value
from huisheng.scoring.score import BEFORE
from huisheng.scoring.scored import COMPUTED, Row, Scored

KIND = "类别"
_ENCODINGS = ("utf-8-sig", "gb18030")
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_SHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # how files of spreadsheets begin
_BETWEEN = ("\t", ",", "，", ";", "；")
_KINDS = {**{kind.value: kind.value for kind in UnitKind}, **{kind.label: kind.value for kind in UnitKind}}


@dataclass(frozen=True, slots=True)
class Told:
    """A table as it was read. ``printed``: every cell's text by unit and by the label of its column."""

    file: str
    rows: tuple[Given, ...]
    printed: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Compared:
    """A computed column beside the one that the table prints: how many agree, and a sentence for each that doesn't."""

    label: str
    equal: int
    among: int
    differences: tuple[str, ...]


def read(path: Path, scheme: Scheme) -> Told:
    """The table. Refusal: no such file, no text. Mistakes: a cell not understood, a unit twice, ragged rows, no units,
    a column that the scheme needs isn't there."""
    lines = [(number, line) for number, line in _lines(path) if any(cell.strip() for cell in line)]
    if not lines:
        raise Mistakes([f"{path.name} 第1行：表是空的，首行应是表头，第一列是单位。"])
    [(first, heading), *body] = lines
    labels = [normal(label) for label in heading]
    columns = _columns(scheme, labels)
    mistakes = _headed(scheme, columns, labels, f"{path.name} 第{first}行")
    if not body:
        mistakes.append(f"{path.name} 第{first}行：只有表头，下面应是各单位的行。")
    rows: list[Given] = []
    printed: dict[str, dict[str, str]] = {}
    seen: dict[str, int] = {}
    for number, line in body:
        where, name = f"{path.name} 第{number}行", line[0].strip()
        if len(line) != len(labels):
            mistakes.append(f"{where}：有{len(line)}格，表头有{len(labels)}格。")
            continue
        if name in printed:
            mistakes.append(f"{where}：单位“{name}”出现了两次，第{seen[name]}行已有。")
        seen[name] = number
        printed[name] = {label: cell.strip() for label, cell in zip(labels, line, strict=True)}
        if name != scheme.footer or not name:
            rows.append(_row(name, printed[name], columns, where, mistakes))
    if mistakes:
        raise Mistakes(mistakes)
    return Told(path.name, tuple(rows), printed)


def _headed(scheme: Scheme, columns: Mapping[str, tuple[Value, bool]], labels: list[str], where: str) -> list[str]:
    """What is wrong with the heading: a column twice, or one that the scheme needs and that isn't there."""
    mistakes = [f"{where}：“{one}”列出现了两次。" for one in _twice(labels)]
    try:
        resolve(scheme, [value.name for value, before in columns.values() if not before])
    except Mistakes as wrong:
        mistakes += [*wrong.sentences, f"{where}：表头是：{'、'.join(filter(None, labels))}。列名应与方案中的一致。"]
    return mistakes


def _lines(path: Path) -> list[tuple[int, list[str]]]:
    """The rows, each with the line on which it begins."""
    text = _text(path)
    first = next((line for line in text.splitlines() if line.strip()), "")
    between = next((one for one in _BETWEEN if one in first), ",")
    reader, found, begins = csv.reader(io.StringIO(text, newline=""), delimiter=between, strict=True), [], 1
    try:
        for line in reader:
            found.append((begins, line))
            begins = reader.line_num + 1
    except csv.Error:
        words = f"{path.name} 第{begins}行：不是合格的 CSV，请检查引号是否成对。"
        raise Refusal("not_csv", words, field="table") from None
    return found


def _text(path: Path) -> str:
    if not path.is_file():
        raise Refusal("no_table", f"没有这个表格文件：{path}。", field="table")
    data = path.read_bytes()
    encodings = ("utf-16",) if data.startswith(_UTF16) else () if data.startswith(_SHEETS) else _ENCODINGS
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refusal("not_text", f"{path.name} 不是文本表格，请在表格软件中另存为 CSV（UTF-8）。", field="table")


def normal(label: str) -> str:
    """A label without spaces, with half-width brackets: 解决率得分（40） is 解决率得分(40)."""
    return "".join(unicodedata.normalize("NFKC", label).split())


def _twice(labels: list[str]) -> list[str]:
    return sorted({label for label in labels if label and labels.count(label) > 1})


def _columns(scheme: Scheme, labels: list[str]) -> dict[str, tuple[Value, bool]]:
    """Which label gives which value, and whether it is the one before exemptions."""
    found: dict[str, tuple[Value, bool]] = {}
    for value in scheme.values.values():
        for label, before in ((normal(value.label), False), (normal(f"{value.label}{BEFORE}"), True)):
            if label in labels and (value.kind == INPUT or value.given):
                found[label] = (value, before)
    return found


def _row(
    name: str,
    cells: Mapping[str, str],
    columns: Mapping[str, tuple[Value, bool]],
    where: str,
    mistakes: list[str],
) -> Given:
    values: dict[str, quantity.Given] = {}
    before: dict[str, quantity.Given] = {}
    if not name:
        mistakes.append(f"{where}：第一列应是单位名称。")
    for label, (value, all_in) in columns.items():
        told = quantity.read(cells[label])
        wrong = _wrong(value, told, cells[label])
        if wrong:
            mistakes.append(f"{where}：“{label}”列的“{cells[label]}”{wrong}")
        else:
            assert not isinstance(told, str)  # a text is wrong
            (before if all_in else values)[value.name] = _meant(value, told, cells[label])
    traits = {"kind": _KINDS[cells[KIND]]} if cells.get(KIND) in _KINDS else {}
    return Given(name, name, traits, values, before)


def _meant(value: Value, told: quantity.Given, cell: str) -> quantity.Given:
    """A rate in points may stand without its sign: 98.25 is 98.25%."""
    if value.kind == RATE and isinstance(told, Fraction) and not quantity.part_of_one(cell):
        return Fraction(told, 100)
    return told


def _wrong(value: Value, told: quantity.Given | str, cell: str) -> str:
    if isinstance(told, str):
        return "看不懂，应是数（37.08）、百分数（99.57%）、千分数（2.1‰）、分数（15/23）、“-”或空白。"
    if isinstance(told, Ratio) and value.kind != RATE:
        return "是分数，这一列应是一个数。"
    bare = isinstance(told, Fraction) and bool(told) and not quantity.part_of_one(cell)
    if value.kind == RATE and bare and not value.points:
        return "是率，应写成百分数（99.57%）、千分数（2.1‰）或分数（15/23）。"
    if value.kind == DEDUCTION and isinstance(told, Fraction) and told > 0:
        return "是减分项，应不大于0，如 -0.2。"
    return ""


def differences(scored: Scored, told: Told) -> list[Compared]:
    """Every printed column of the table that the scheme computes, against what was computed."""
    found = []
    for heading in scored.headings:
        label = normal(heading.label)
        pairs = [
            (row, told.printed[row.name][label])
            for row in (*scored.rows, *([scored.footer] if scored.footer else []))
            if label in told.printed.get(row.name, {}) and _made(row, heading.name)
        ]
        if pairs:
            wrong = [f"{row.name} {heading.label}：表中{_quoted(cell)}，算得{_quoted(row[heading.name].text)}"
                     for row, cell in pairs if not _same(row, heading.name, cell)]  # fmt: skip
            found.append(Compared(heading.label, len(pairs) - len(wrong), len(pairs), tuple(wrong)))
    return found


def _made(row: Row, name: str) -> bool:
    """Computed, rather than taken from the table; a tier has no step in a footer."""
    return not row.key or name.endswith(BEFORE) or (name in row.steps and row.steps[name].source == COMPUTED)


def _quoted(text: str) -> str:
    return text or "空白"


def _same(row: Row, name: str, cell: str) -> bool:
    text = row[name].text
    mine, theirs = quantity.read(text), quantity.read(cell)
    if isinstance(theirs, Ratio):  # counts, of which a printed rate is made
        theirs = quantity.read(quantity.written(theirs.value, "percent_2"))
    return text == cell or (isinstance(mine, Fraction) and mine == theirs) or (mine is None and theirs is None)
