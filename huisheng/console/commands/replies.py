"""``huisheng replies rebuild``: which replies say other than the record, judged anew."""

import argparse

HELP = "重新对照近期答复与记录（rebuild）：督办台的“答复矛盾”照此列出"
DATABASE = "app"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What is to be done."""
    parser.add_argument("what", choices=["rebuild"], metavar="rebuild", help="全部重新对照")


def run(args: argparse.Namespace) -> int:
    """One line when it is done."""
    from huisheng.lifecycle.handling import contradictions

    print(f"已重新对照，与记录矛盾的答复 {contradictions.rebuild():,} 件。")
    return 0
