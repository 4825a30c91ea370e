"""``huisheng table NAME [--csv]``: a published table, made from the facts."""

import argparse

HELP = "打印统计表；加 --csv 输出 CSV"
DATABASE = "app"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The table's name."""
    parser.add_argument("name", metavar="名称", help="如 xiangtan-2019-11")
    parser.add_argument("--csv", action="store_true", help="只输出表格，CSV 格式（UTF-8）")


def run(args: argparse.Namespace) -> int:
    """Catch up with the ledger, then print. The CSV goes out byte for byte, whatever the terminal's encoding."""
    import sys

    from huisheng.kernel.errors import Refusal
    from huisheng.measures import printing
    from huisheng.measures.source import Mistakes
    from huisheng.measures.table import table

    try:
        made = table(args.name)
    except Mistakes as wrong:
        raise Refusal("mistakes", f"定义文件有误，请改正后重试：\n{wrong}") from None
    sys.stdout.buffer.write(printing.to_csv(made) if args.csv else printing.to_text(made).encode())
    sys.stdout.buffer.flush()
    return 0
