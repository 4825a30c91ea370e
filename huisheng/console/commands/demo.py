"""``huisheng demo [NAME]``: make the demo city of a rehearsal where it is missing, and print its seats."""

import argparse

HELP = "准备演示城市（已有则不变），并列出可登录的席位"
DATABASE = "app"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which rehearsal's city; the one of ``huisheng run`` if none is named."""
    parser.add_argument("name", metavar="名称", nargs="?", help="演练的名称，如 liaocheng-2015-01；不写则为默认的演示")


def run(args: argparse.Namespace) -> int:
    """The one place where the rehearsal's demo city is asked for."""
    from huisheng.console import places
    from huisheng.rehearsal import demo

    demo.ensure(print, args.name or places.rehearsal() or demo.NAME)
    return 0
