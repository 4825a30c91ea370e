"""``huisheng score SCHEME TABLE.csv``: a scheme tried on a table of given values; no database."""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the rooms below are imported when the command runs
    from huisheng.scoring.given import Told
    from huisheng.scoring.scored import Scored

HELP = "按考核方案给一张表计分，不需要数据库；--trace 列出计算过程，--against 与另一方案对比"
DATABASE = "none"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The scheme, the table, and what to print."""
    parser.add_argument("scheme", metavar="方案", help="方案文件（.toml）或内置方案的名称，如 liaocheng-2015-01")
    parser.add_argument("table", metavar="表格", help="CSV 文件：首行表头，首列单位，如 99.57%%、15/23、-0.2、-")
    parser.add_argument("--trace", metavar="单位", help="列出这个单位的计算过程，像手算一样逐步写明")
    parser.add_argument("--csv", action="store_true", help="只输出表格（或对比的表格），CSV 格式（UTF-8）")
    parser.add_argument("--against", metavar="方案", help="另一方案：同一张表在两个方案下的得分、名次和差")


def run(args: argparse.Namespace) -> int:
    """The table, its CSV, one unit's trace, or the comparison."""
    import sys

    from huisheng.kernel.errors import Refusal
    from huisheng.measures.source import Mistakes

    try:
        if args.trace is not None and (args.csv or args.against):
            raise Refusal("trace_alone", "--trace 只列一个单位的计算过程，不与 --csv、--against 同用。", field="trace")
        words = _said(args)
    except Mistakes as wrong:
        raise Refusal("mistakes", f"方案或表格有误，请改正后重试：\n{wrong}") from None
    sys.stdout.buffer.write(words)
    sys.stdout.buffer.flush()
    return 0


def _said(args: argparse.Namespace) -> bytes:
    from huisheng.scoring import printing, whatif

    scored, told = _score(args.scheme, args.table)
    if args.against:
        other, _ = _score(args.against, args.table)
        return whatif.to_csv(scored, other) if args.csv else whatif.to_text(scored, other).encode()
    if args.csv:
        return printing.to_csv(scored)
    if args.trace is not None:
        return ("\n".join(_traced(args.trace, scored)) + "\n").encode()
    return (printing.to_text(scored) + "".join(f"{line}\n" for line in _compared(scored, told))).encode()


def _score(name: str, table: str) -> "tuple[Scored, Told]":
    from huisheng.kernel import clock
    from huisheng.measures.definition import shipped
    from huisheng.scoring import given, reading
    from huisheng.scoring.score import score

    scheme = reading.load(name, library=shipped())
    told = given.read(Path(table), scheme)
    return score(scheme, told.rows, on=clock.local_day(clock.now())), told


def _traced(name: str, scored: "Scored") -> list[str]:
    from huisheng.kernel.errors import Refusal
    from huisheng.scoring.expression import unknown
    from huisheng.scoring.trace import aside, cited, trace

    row = scored.by_name(name)
    if row is None:
        out = next((one for one in scored.left_out if one.name == name), None)
        if out is not None:
            return [f"{name}：未列入考核，{out.reason}{aside(cited(out.cite))}。"]
        raise Refusal("unknown_unit", unknown(name[:60], [row.name for row in scored.rows]), field="trace")
    return trace(row, scored)


def _compared(scored: "Scored", told: "Told") -> Iterator[str]:
    """How the computed columns agree with those that the table itself prints."""
    from huisheng.scoring import given

    found = given.differences(scored, told)
    if found:
        yield ""
        yield "与表中原有各列核对：" + "，".join(f"{one.label} {one.equal}/{one.among}" for one in found)
    for one in found:
        yield from (f"  {line}" for line in one.differences)
