"""``huisheng start-db``: PostgreSQL alone, left running until ``stop-db``."""

import argparse

HELP = "只启动内置数据库，并让它一直运行到 stop-db"
DATABASE = "none"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """None."""


def run(args: argparse.Namespace) -> int:
    """Start the embedded server, roles included; a second call changes nothing."""
    from huisheng.console import database, places
    from huisheng.console.postgres import Cluster, Use, keep_file
    from huisheng.kernel.errors import Refusal

    if database.outside_urls() is not None:
        raise Refusal("outside_server", "已用 DATABASE_URL 指定数据库服务器，内置数据库不启动。")
    cluster = Cluster(places.var())
    with Use(cluster):
        database.ensure_roles(cluster)
        keep_file(cluster).touch()
        print(f"数据库已启动（进程 {cluster.postmaster()}），套接字在 {cluster.sockets}。停止：huisheng stop-db。")
    return 0
