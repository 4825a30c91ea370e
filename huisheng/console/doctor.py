"""What ``huisheng doctor`` looks at. Each look yields findings: fine, a hint, or wrong with what to do."""

import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from huisheng.console import database, failures, places
from huisheng.console.postgres import OWNER, Cluster
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal

FINE, HINT, WRONG = "fine", "hint", "wrong"
_LEAST_FREE = 2 * 1024**3  # bytes; PostgreSQL alone keeps up to 2 GiB of WAL
_MOST_SKEW = timedelta(seconds=2)


class Finding(NamedTuple):
    """One thing looked at; ``sentence`` is Chinese and, unless fine, says what to do."""

    grade: str
    sentence: str


Findings = Iterator[Finding]


def examine() -> Findings:
    """All looks, the database's last. A look that fails is itself a finding."""
    for look in (_python, _keys, _disk, _time_zone, _calendar, _browser, _fonts, _database):
        yield from _guarded(look)


def _guarded(look: Callable[[], Findings]) -> Findings:
    try:
        yield from look()
    except Exception as failure:  # a doctor doesn't fall ill over a patient
        yield Finding(WRONG, failures.sentence(failure))


def _python() -> Findings:
    version = ".".join(map(str, sys.version_info[:3]))
    if (3, 11) <= sys.version_info[:2] <= (3, 12):
        yield Finding(FINE, f"Python {version}。")
    else:
        yield Finding(WRONG, f"Python {version} 不受支持，请用 3.11 或 3.12 重新运行 make setup。")


def _keys() -> Findings:
    path = places.key_file()
    if not path.exists():
        yield Finding(WRONG, f"没有密钥文件 {path}：首次安装请运行 make run，否则请从备份恢复，缺了它读不出个人信息。")
        return
    if path.stat().st_size != 64:
        yield Finding(WRONG, f"密钥文件 {path} 应为 64 字节，现为 {path.stat().st_size} 字节，请从备份恢复。")
    yield from _private(path, "密钥文件")
    secret = places.var() / "pg.secret"
    if secret.exists():
        yield from _private(secret, "数据库密码文件")


def _private(path: Path, name: str) -> Findings:
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        yield Finding(WRONG, f"{name} {path} 的权限是 {mode:04o}，他人可读，请执行 chmod 600 {path}。")
    else:
        yield Finding(FINE, f"{name} {path} 只有本账号可读。")


def _disk() -> Findings:
    folder = places.var()
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    room = f"{free // 1024**2} MiB"
    if free < _LEAST_FREE:
        yield Finding(WRONG, f"{folder} 所在磁盘只剩 {room}，请腾出至少 {_LEAST_FREE // 1024**2} MiB。")
    else:
        yield Finding(FINE, f"磁盘剩余 {room}。")


def _time_zone() -> Findings:
    try:
        offset = datetime(2019, 11, 1, tzinfo=ZoneInfo("Asia/Shanghai")).utcoffset()
    except ZoneInfoNotFoundError:
        yield Finding(WRONG, "缺少时区数据 Asia/Shanghai，请安装 tzdata 软件包。")
        return
    right = offset == timedelta(hours=8)
    if right:
        yield Finding(FINE, "时区数据 Asia/Shanghai 正常。")
    else:
        yield Finding(WRONG, "时区数据 Asia/Shanghai 有误，请重装 tzdata 软件包。")


def _calendar() -> Findings:
    from huisheng.workdays import notices

    this_year = clock.local_day(clock.now()).year
    # next year's notice appears in late autumn: until then nobody can have it
    for year, grade in ((this_year, WRONG), (this_year + 1, HINT)):
        try:
            notices.marks(year)
            if notices.provisional(year):
                yield Finding(grade, f"{year} 年暂只计法定节假日，未计调休；{notices.wanted(year)}")
            else:
                yield Finding(FINE, f"{year} 年放假安排已收录。")
        except Refusal as refusal:
            yield Finding(grade, refusal.sentence)


def _browser() -> Findings:
    found = shutil.which("chromium")
    if found:
        yield Finding(FINE, f"浏览器测试用 {found}。")
    else:
        yield Finding(HINT, "没有 chromium，浏览器测试会跳过；需要时请执行 apt-get install chromium。")


def _fonts() -> Findings:
    listed = ""
    if shutil.which("fc-list"):
        listed = subprocess.run(["fc-list", ":lang=zh"], capture_output=True, text=True, check=False).stdout
    if listed.strip():
        yield Finding(FINE, "已安装中文字体。")
    else:
        yield Finding(HINT, "没有中文字体，截图和打印会缺字；需要时请执行 apt-get install fonts-noto-cjk。")


def _database() -> Findings:
    cluster = Cluster(places.var())
    if database.outside_urls() is None and not cluster.data.exists():
        yield Finding(WRONG, f"还没有建立数据库（{cluster.data}），请先运行 make run。")
        return
    role = database.granted_role()
    with database.Serving(cluster, OWNER) as opened:
        database.set_django_up(opened.url)
        yield Finding(FINE, "数据库可以连接。")
        for look in (_migrations, partial(_rights, role), _skew, _transaction_ids, _attachments):
            yield from _guarded(look)
        from django.db import connection

        connection.close()


def _migrations() -> Findings:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if missing:
        yield Finding(WRONG, f"有 {missing} 项数据库升级没有执行，请运行 huisheng migrate。")
    else:
        yield Finding(FINE, "数据库结构是最新的。")


def _rights(role: str | None) -> Findings:
    """The application may add to the ledger and read it, and nothing else."""
    from django.db import connection

    if role is None:
        yield Finding(HINT, "程序与表同属一个数据库账号，账本只靠触发器保护；建议另设 DATABASE_OWNER_URL。")
        return
    if not database.role_exists(connection, role):
        yield Finding(WRONG, f"数据库里没有程序账号 {role}，请检查 DATABASE_URL。")
        return
    # PostgreSQL reads a list of privileges as "any of them"
    may = "has_table_privilege(%(role)s, %(table)s, '{}')".format
    asked = f"SELECT {may('SELECT')} AND {may('INSERT')}, {may('UPDATE, DELETE, TRUNCATE')}"
    with connection.cursor() as cursor:
        for table in database.LEDGER_TABLES:
            cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [table])
            if not cursor.fetchone()[0]:
                continue  # said by the look at migrations
            cursor.execute(asked, {"role": role, "table": table})
            may_add, may_change = cursor.fetchone()
            if may_change:
                yield Finding(WRONG, f"程序账号 {role} 可以改动账本表 {table}，请运行 huisheng migrate 收回权限。")
            elif not may_add:
                yield Finding(WRONG, f"程序账号 {role} 不能写入账本表 {table}，请运行 huisheng migrate 授权。")
            else:
                yield Finding(FINE, f"账本表 {table} 对程序账号只增不改。")


def _skew() -> Findings:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        skew = abs(cursor.fetchone()[0] - clock.now())
    if skew > _MOST_SKEW:
        seconds = round(skew / timedelta(seconds=1))
        yield Finding(WRONG, f"数据库与本机的时钟相差 {seconds} 秒，请让两台机器对时（如启用 NTP）。")
    else:
        yield Finding(FINE, "数据库与本机的时钟一致。")


def _attachments() -> Findings:
    """Files can be put, read and deleted where they are to lie."""
    from huisheng.lifecycle.attachments import shelf

    try:
        yield Finding(FINE, shelf.examine())
    except Refusal as refusal:
        yield Finding(WRONG, refusal.sentence)


def _transaction_ids() -> Findings:
    """Cursors read in the order of transaction ids: a dump restored into a new cluster begins to count anew."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('ledger_entry') IS NOT NULL")
        if not cursor.fetchone()[0]:
            return
        cursor.execute("SELECT coalesce(max(txid), 0), pg_current_xact_id()::text::bigint FROM ledger_entry")
        highest, current = cursor.fetchone()
    if highest >= current:
        yield Finding(
            WRONG,
            f"账本里的事务号（{highest}）不小于数据库当前的事务号（{current}），读账会漏。数据库可能是由导出文件恢复的："
            f"请停机后用 pg_resetwal -x 把事务号推进到 {highest} 之后，或改用 pg_basebackup 的物理备份恢复。",
        )
    else:
        yield Finding(FINE, "账本的事务号在数据库当前事务号之前。")
