"""``huisheng run``: the whole house."""

import argparse

HELP = "启动整个系统：数据库、网页、后台任务与演示城市；Ctrl-C 停止"
DATABASE = "none"  # the supervisor starts it itself


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """None: settings come from the environment (docs/settings.md)."""


def run(args: argparse.Namespace) -> int:
    """Until Ctrl-C."""
    from huisheng.console.run import Supervisor

    return Supervisor().run()
