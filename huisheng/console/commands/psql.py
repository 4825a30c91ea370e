"""``huisheng psql``: a psql session on the house's database, as the application unless another role is asked for."""

import argparse

HELP = "打开数据库命令行（psql）"
DATABASE = "none"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The role; everything after ``--`` is psql's own."""
    who = parser.add_mutually_exclusive_group()
    who.add_argument("--owner", action="store_const", dest="role", const="huisheng", help="以表的所有者身份")
    who.add_argument("--superuser", action="store_const", dest="role", const="postgres", help="以超级用户身份")
    parser.add_argument("rest", nargs="*", metavar="psql参数", help="写在 -- 之后，原样交给 psql")
    parser.set_defaults(role="huisheng_app")


def run(args: argparse.Namespace) -> int:
    """psql's own exit code. The password travels in the environment, where ``ps`` doesn't show it."""
    import os
    import signal
    import subprocess

    from psycopg.conninfo import conninfo_to_dict

    from huisheng.console import database, places
    from huisheng.console.postgres import APP, OWNER, SUPERUSER, Cluster
    from huisheng.kernel.errors import Refusal

    cluster = Cluster(places.var())
    outside = database.outside_urls() is not None
    if outside and args.role == SUPERUSER:
        raise Refusal("outside_server", "已用 DATABASE_URL 指定数据库服务器，超级用户请直接用 psql 登录该服务器。")
    with database.Serving(cluster, APP if args.role == APP else OWNER) as opened:
        url = cluster.url(SUPERUSER) if args.role == SUPERUSER else opened.url
        names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE"}
        given = {names[key]: str(value) for key, value in conninfo_to_dict(url).items() if key in names}
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C cancels a query inside psql, not psql
        command = [str(places.binaries() / "psql"), "-v", "ON_ERROR_STOP=1", *args.rest]
        return subprocess.run(command, env={**os.environ, **given}, check=False).returncode
