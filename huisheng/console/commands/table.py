"""``huisheng table NAME [--csv]``: a published table, made from the facts; scored by its scheme if it has one."""

import argparse

HELP = "打印统计表或考核表；加 --csv 输出 CSV"
DATABASE = "app"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The table's name."""
    parser.add_argument("name", metavar="名称", help="如 xiangtan-2019-11、liaocheng-2015-01")
    parser.add_argument("--csv", action="store_true", help="只输出表格，CSV 格式（UTF-8）")


def run(args: argparse.Namespace) -> int:
    """Catch up with the ledger, then print. The CSV goes out byte for byte, whatever the terminal's encoding."""
    import sys

    from huisheng.kernel.errors import Refusal
    from huisheng.measures.source import Mistakes

    try:
        words = _made(args.name, csv=args.csv)
    except Mistakes as wrong:
        raise Refusal("mistakes", f"定义文件有误，请改正后重试：\n{wrong}") from None
    sys.stdout.buffer.write(words)
    sys.stdout.buffer.flush()
    return 0


def _made(name: str, *, csv: bool) -> bytes:
    from huisheng.kernel.errors import Refusal
    from huisheng.measures import printing, sheet
    from huisheng.measures.table import table
    from huisheng.scoring import printing as scored_printing
    from huisheng.scoring import sheets
    from huisheng.scoring.assess import assess

    if name in sheets.names():
        scored = assess(name)
        return scored_printing.to_csv(scored) if csv else scored_printing.to_text(scored).encode()
    if name not in sheet.names():
        known = "、".join([*sheet.names(), *sheets.names()])
        raise Refusal("unknown_table", f"没有名为“{name[:60]}”的统计表，可用的有：{known}。", field="name")
    made = table(name)
    return printing.to_csv(made) if csv else printing.to_text(made).encode()
