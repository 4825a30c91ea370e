"""``huisheng demo``: make the demo city where it is missing, and print its seats."""

import argparse

HELP = "准备演示城市（已有则不变），并列出可登录的席位"
DATABASE = "app"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """None."""


def run(args: argparse.Namespace) -> int:
    """The one place where the rehearsal's demo city is asked for."""
    from huisheng.rehearsal import demo

    demo.ensure(print)
    return 0
