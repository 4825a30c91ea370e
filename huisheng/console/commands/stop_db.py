"""``huisheng stop-db``: stop the embedded PostgreSQL."""

import argparse

HELP = "停止内置数据库"
DATABASE = "none"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """None."""


def run(args: argparse.Namespace) -> int:
    """Stop it in order; sessions are cut, nothing acknowledged is lost."""
    from huisheng.console import places
    from huisheng.console.postgres import Cluster, keep_file

    cluster = Cluster(places.var())
    keep_file(cluster).unlink(missing_ok=True)
    print("数据库已停止。" if cluster.stop() else "内置数据库没有在运行。")
    return 0
