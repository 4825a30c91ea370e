"""``huisheng migrate``: bring the tables to this code's state, as the owner, and set the application's rights."""

import argparse
import io

HELP = "升级数据库的表结构，并设定程序账号的权限"
DATABASE = "none"  # it opens the database itself, as the owner


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """None."""


def run(args: argparse.Namespace) -> int:
    """Apply what is missing; rights and mark are set in one transaction afterwards, and again at every call."""
    from huisheng.console import database, places
    from huisheng.console.postgres import OWNER, Cluster

    role = database.granted_role()
    with database.Serving(Cluster(places.var()), OWNER) as opened:
        database.set_django_up(opened.url)
        from django.core.management import call_command
        from django.db import connection, transaction
        from django.db.migrations.executor import MigrationExecutor

        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if plan:
            print(f"数据库升级：{len(plan)} 项……", flush=True)
            call_command("migrate", interactive=False, verbosity=0, stdout=io.StringIO())
        with transaction.atomic():
            if role is not None and database.role_exists(connection, role):
                database.grant_app_role(connection, role)
            database.note_migrated(connection)
        connection.close()
    print("数据库结构已是最新。", flush=True)
    return 0
