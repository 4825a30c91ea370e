"""What recomputing and comparing found, in Chinese, and the comparison as CSV."""

import csv
import io
from collections.abc import Iterable, Iterator

from huisheng.measures.compute import PERCENT
from huisheng.measures.dossier.difference import Change, Changes, part
from huisheng.measures.dossier.lines import Line
from huisheng.measures.dossier.recompute import Recomputed
from huisheng.measures.figure import NOTHING
from huisheng.measures.rows import FACTS

_SHOWN = 10  # orders of a figure, columns of a fact
_LONGEST = 200  # figures in a text for people; the CSV has all of them
_HEAD = ("指标", "定义", "范围", "原分子", "原分母", "原值", "现分子", "现分母", "现值", "新计入", "不再计入")


def recomputed(made: Recomputed) -> list[str]:
    """The verdict, a line each: what was checked, and every figure that came out otherwise."""
    held = made.frozen
    rows = "，".join(f"{FACTS[name].label} {number:,}" for name, number in held.rows.items() if number)
    said = [f"档案完好：{len(held.members)} 项内容与清单相符，指纹 {held.fingerprint}", f"事实：{rows or '无'}"]
    if not made.differences:
        return [*said, f"一致：{made.figures:,} 个数字由事实重算，全部与档案所载相同。"]
    said.append(f"不一致：{made.figures:,} 个数字重算，其中 {len(made.differences):,} 个与档案所载不同：")
    for one in made.differences[:_LONGEST]:
        some = one.frozen or one.again
        assert some is not None  # a difference has two sides of which one is there
        measure = held.library[some.definition]
        said.append(
            f"  {measure.label}（{part(some, held.units)}）："
            f"档案 {value(one.frozen, measure.unit)}，重算 {value(one.again, measure.unit)}"
        )
    return said + _more(len(made.differences))


def changes(found: Changes) -> list[str]:
    """The comparison for people."""
    said = [f"统计时段 {found.period}"]
    said += [f"文件：{name}" for name in found.files]
    for rows in found.rows:
        by_column = "、".join(f"{column} {number:,}" for column, number in rows.columns[:_SHOWN])
        said.append(
            f"{rows.label}：新增 {rows.came:,} 行，减少 {rows.went:,} 行，改变 {rows.changed:,} 行"
            + (f"（{by_column}）" if by_column else "")
        )
    for one in found.figures[:_LONGEST]:
        said.append(
            f"{one.label}（{one.part}）：{value(one.old, one.unit)} → {value(one.new, one.unit)}{_versions(one)}"
        )
        said += [
            f"    {title} {_orders(some)}" for title, some in (("新计入", one.came), ("不再计入", one.went)) if some
        ]
    said += _more(len(found.figures))
    same = not (found.files or found.rows or found.figures)
    return [*said, "两份档案相同。" if same else f"共 {len(found.figures):,} 个数字不同。"]


def to_csv(found: Changes) -> bytes:
    """Every figure that changed, with all the orders; UTF-8, lines ended as RFC 4180 says."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_HEAD)
    for one in found.figures:
        some = one.new or one.old
        assert some is not None  # a change has two sides of which one is there
        row = [one.label, some.definition, one.part]
        for line in (one.old, one.new):
            row += ["", "", ""] if line is None else [*_counts(line), value(line, one.unit)]
        writer.writerow([_harmless(cell) for cell in (*row, " ".join(one.came), " ".join(one.went))])
    return out.getvalue().encode()


def value(line: Line | None, unit: str) -> str:
    """A figure as it is printed, with its counts where it is divided."""
    if line is None:
        return "无"
    if line.denominator is None:
        return f"{line.value}{unit}"
    text = NOTHING if not line.value else f"{line.value}{unit}"
    return f"{text}（{line.numerator}/{line.denominator}）" if unit == PERCENT else text


def _counts(line: Line) -> Iterator[str]:
    yield str(line.numerator)
    yield "" if line.denominator is None else str(line.denominator)


def _versions(one: Change) -> str:
    if one.old is None or one.new is None or one.old.definition == one.new.definition:
        return ""
    return f"（定义由 {one.old.definition} 改为 {one.new.definition}）"


def _orders(numbers: Iterable[str]) -> str:
    known = list(numbers)
    more = f" 等{len(known):,}件" if len(known) > _SHOWN else f"（{len(known)}件）"
    return "、".join(known[:_SHOWN]) + more


def _more(number: int) -> list[str]:
    return [f"  ……另有 {number - _LONGEST:,} 个，见 --csv。"] if number > _LONGEST else []


def _harmless(cell: str) -> str:
    """A cell that a spreadsheet would take for a formula is told as text."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") and cell != NOTHING else cell
