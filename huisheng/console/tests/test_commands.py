"""Commands run as people run them, on a cluster of the test's own; and those that look into the house's tables."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfoNotFoundError

import psycopg
import pytest

from huisheng.console import doctor, main
from huisheng.console.database import ensure_roles
from huisheng.console.doctor import FINE, HINT, WRONG
from huisheng.console.postgres import APP, OWNER, Cluster
from huisheng.kernel import clock

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def huisheng(bare_environment: dict[str, str]) -> Run:
    def run(*words: str, **more: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "huisheng.console", *words]
        environment = {**bare_environment, **more}
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)

    return run


def test_an_installation_from_nothing_by_hand(home: Path, huisheng: Run) -> None:
    """doctor finds nothing there; start-db, migrate, psql, doctor, stop-db."""
    before = huisheng("doctor")
    assert before.returncode == 1
    assert "[问题] 没有密钥文件" in before.stdout
    assert "[问题] 还没有建立数据库" in before.stdout
    assert before.stdout.endswith("共 2 个问题。\n")
    assert not (home / "pg").exists()

    assert huisheng("start-db").stdout.startswith("数据库已启动")
    assert "没有执行，请运行 huisheng migrate" in huisheng("doctor").stdout

    first = huisheng("migrate")
    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout.endswith("数据库结构已是最新。\n") and "数据库升级：" in first.stdout
    assert huisheng("migrate").stdout == "数据库结构已是最新。\n"

    who = huisheng("psql", "--", "-Atc", "SELECT current_user")
    assert (who.stdout, who.stderr) == (f"{APP}\n", "")
    assert huisheng("psql", "--owner", "--", "-Atc", "SELECT current_user").stdout == f"{OWNER}\n"
    assert huisheng("psql", "--superuser", "--", "-Atc", "SELECT current_user").stdout == "postgres\n"
    refused = huisheng("psql", "--", "-c", "UPDATE django_migrations SET name = ''")
    assert refused.returncode == 1 and "permission denied" in refused.stderr

    after = huisheng("doctor")
    assert after.returncode == 0, after.stdout
    assert after.stdout.endswith("没有发现问题。\n")
    (home / "secret.key").chmod(0o644)
    assert f"请执行 chmod 600 {home / 'secret.key'}" in huisheng("doctor").stdout
    (home / "secret.key").chmod(0o600)
    (home / "secret.key").write_bytes(b"short")
    assert "应为 64 字节，现为 5 字节" in huisheng("doctor").stdout

    assert huisheng("stop-db").stdout == "数据库已停止。\n"
    assert huisheng("stop-db").stdout == "内置数据库没有在运行。\n"
    assert Cluster(home).postmaster() is None


def test_an_outside_server(home: Path, huisheng: Run) -> None:
    cluster = Cluster(home)
    cluster.start()
    ensure_roles(cluster)
    urls = {
        "HUISHENG_VAR": str(home / "other"),
        "DATABASE_URL": cluster.url(APP),
        "DATABASE_OWNER_URL": cluster.url(OWNER),
    }
    assert huisheng("migrate", **urls).stdout.endswith("数据库结构已是最新。\n")
    assert huisheng("psql", "--owner", "--", "-Atc", "SELECT current_user", **urls).stdout == f"{OWNER}\n"
    for words in (["psql", "--superuser"], ["start-db"]):
        refused = huisheng(*words, **urls)
        assert refused.returncode == 2
        assert refused.stderr.startswith("已用 DATABASE_URL 指定数据库服务器")
    alone = {**urls, "DATABASE_OWNER_URL": ""}
    assert "[提示] 程序与表同属一个数据库账号" in huisheng("doctor", **alone).stdout
    cluster.stop()


def test_an_outside_server_that_is_away(huisheng: Run) -> None:
    done = huisheng("seats", DATABASE_URL="postgresql://x:y@127.0.0.1:1/none")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1 and "Traceback" not in done.stderr


@pytest.fixture
def own_database(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """``main`` finds the test's database as if it were an outside server."""
    monkeypatch.setenv("DATABASE_URL", os.environ["DATABASE_URL"])
    yield


@pytest.mark.django_db
@pytest.mark.usefixtures("own_database")
def test_seats(capsys: pytest.CaptureFixture[str]) -> None:
    from huisheng.directory.models import Seat

    Seat.objects.all().delete()
    assert main.main(["seats"]) == 0
    assert capsys.readouterr().out.startswith("还没有席位")
    make_seats()
    assert main.main(["seats"]) == 0
    assert capsys.readouterr().out == "trial-agent\t一号坐席\t坐席\t试验中心\n"
    assert main.main(["seats", "--demo"]) == 0
    assert capsys.readouterr().out.startswith("还没有席位")


def make_seats() -> None:
    from huisheng.directory.models import Seat, Unit
    from huisheng.directory.roles import Role, UnitKind

    day = datetime(2019, 1, 1, tzinfo=UTC).date()
    unit = Unit(
        id=990_001,
        code="trial",
        name="试验中心",
        short="试验",
        kind=UnitKind.CENTRE.value,
        platform_id=990_001,
        path="/990001/",
        is_platform=True,
        prefix="SY",
        scope="trial",
        valid_from=day,
    )
    unit.save()
    Seat.objects.create(code="trial-agent", label="一号坐席", role=Role.AGENT.value, unit=unit, valid_from=day)
    Seat.objects.create(code="trial-system", label="系统", role=Role.SYSTEM.value, unit=unit, valid_from=day)


@pytest.mark.django_db
def test_doctor_knows_the_ledger_s_rights() -> None:
    from django.db import connection

    assert [finding.grade for finding in doctor._rights(APP)] == [FINE, FINE]
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT UPDATE ON ledger_entry TO {APP}")
        cursor.execute(f"REVOKE INSERT ON ledger_seal FROM {APP}")
    found = list(doctor._rights(APP))
    assert [finding.grade for finding in found] == [WRONG, WRONG]
    assert "可以改动账本表 ledger_entry" in found[0].sentence
    assert "不能写入账本表 ledger_seal" in found[1].sentence
    assert [finding.grade for finding in doctor._rights("nobody_known")] == [WRONG]
    assert [finding.grade for finding in doctor._rights(None)] == [HINT]


@pytest.mark.django_db
def test_doctor_sees_transaction_ids_from_another_cluster() -> None:
    from django.db import connection

    assert [finding.grade for finding in doctor._transaction_ids()] == [FINE]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        entry = (cursor.fetchone()[0] + 1_000_000, "trial:1", clock.now())
        cursor.execute(
            "INSERT INTO ledger_entry"
            " (txid, stream, no, occurred_at, kind, version, recorded_at, actor, rule, body, prev, hash)"
            " VALUES (%s, %s, 1, %s, 'x', 1, now(), 1, '', '{}', '', '')",
            entry,
        )
    [found] = doctor._transaction_ids()
    assert found.grade == WRONG
    assert "读账会漏" in found.sentence


@pytest.mark.django_db
def test_doctor_compares_clocks() -> None:
    assert [finding.grade for finding in doctor._skew()] == [FINE]
    with clock.at(datetime(2019, 11, 1, tzinfo=UTC)):
        [found] = doctor._skew()
    assert found.grade == WRONG and "对时" in found.sentence


@pytest.mark.django_db
def test_doctor_counts_missing_migrations() -> None:
    from django.db.migrations.recorder import MigrationRecorder

    assert [finding.grade for finding in doctor._migrations()] == [FINE]
    MigrationRecorder.Migration.objects.filter(app="sessions").delete()
    [found] = doctor._migrations()
    assert found.grade == WRONG and "有 1 项数据库升级没有执行" in found.sentence


def test_doctor_on_a_poor_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)
    monkeypatch.setattr("sys.version_info", (3, 10, 1))
    monkeypatch.setattr(doctor, "_LEAST_FREE", 1 << 62)
    monkeypatch.setenv("HUISHENG_VAR", str(tmp_path / "not" / "there"))
    graded = {
        look.__name__: [f.grade for f in look()]
        for look in (doctor._python, doctor._browser, doctor._fonts, doctor._disk)
    }
    assert graded == {"_python": [WRONG], "_browser": [HINT], "_fonts": [HINT], "_disk": [WRONG]}
    with clock.at(datetime(2031, 6, 1, tzinfo=UTC)):
        assert [finding.grade for finding in doctor._calendar()] == [WRONG, HINT]


def test_doctor_without_time_zones(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> None:
        raise ZoneInfoNotFoundError(name)

    monkeypatch.setattr(doctor, "ZoneInfo", absent)
    assert [finding.grade for finding in doctor._time_zone()] == [WRONG]


def test_a_look_that_fails_is_a_finding(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HUISHENG_VAR", str(tmp_path))

    def look() -> Iterator[doctor.Finding]:
        yield doctor.Finding(FINE, "好。")
        raise psycopg.OperationalError("server closed the connection")

    assert [finding.grade for finding in doctor._guarded(look)] == [FINE, WRONG]
