"""``huisheng workday after DATE N``: the N-th working day after a day, with its derivation; or a table from stdin."""

import argparse
from collections.abc import Iterable

HELP = "推算某日之后的第 N 个工作日；也可从标准输入读取“日期 N”的表"
DATABASE = "none"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """``after DATE N``; without a date, lines of "DATE N" are read from standard input."""
    parser.add_argument("after", nargs="?", choices=["after"], help="固定写 after")
    parser.add_argument("date", nargs="?", metavar="日期", help="如 2019-09-30，当日不计入")
    parser.add_argument("count", nargs="?", metavar="N", help="工作日数")
    parser.add_argument("--why", action="store_true", help="逐日说明推算过程及依据")


def run(args: argparse.Namespace) -> int:
    """One day prints the result (after its derivation under --why); a table prints DATE, N and result by tabs."""
    import sys

    from huisheng import workdays
    from huisheng.kernel.errors import Refusal

    if args.date is None:
        lines = (line.decode("utf-8", "replace") for line in sys.stdin.buffer)
        _table(lines, why=args.why)
        return 0
    if args.count is None:
        raise Refusal("missing", "请写明工作日数，如 huisheng workday after 2019-09-30 5。")
    try:
        [(_, day, count)] = workdays.parse_lines([f"{args.date} {args.count}"])
    except (Refusal, ValueError):
        sentence = f"看不懂“{args.date} {args.count}”：请写作 huisheng workday after 2019-09-30 5（日期、工作日数）。"
        raise Refusal("bad_date", sentence) from None
    for line in workdays.explain(day, count) if args.why else [str(workdays.nth_workday_after(day, count).date)]:
        print(line)
    return 0


def _table(lines: Iterable[str], *, why: bool) -> None:
    from huisheng import workdays
    from huisheng.kernel.errors import Refusal

    for number, day, count in workdays.parse_lines(lines):
        try:
            result = workdays.nth_workday_after(day, count).date
        except Refusal as refusal:
            raise Refusal(refusal.code, f"第{number}行：{refusal.sentence}", refusal.cite, f"line {number}") from None
        print(f"{day}\t{count}\t{result}")
        if why:
            for line in workdays.explain(day, count):
                print(f"  {line}")
