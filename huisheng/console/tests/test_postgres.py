"""The embedded PostgreSQL, for real: made, found again, killed hard, started again, stopped."""

import os
import shutil
import signal
import tempfile
from pathlib import Path

import psycopg
import pytest

from huisheng.console import postgres, processes
from huisheng.console.database import ensure_roles
from huisheng.console.postgres import APP, OWNER, SUPERUSER, Cluster, Use
from huisheng.console.unprivileged import server_user
from huisheng.kernel.errors import Refusal

ROOT_ONLY = pytest.mark.skipif(os.geteuid() != 0, reason="only root has to step down")


@pytest.fixture(scope="module")
def cluster(home: Path) -> Cluster:
    made = Cluster(home)
    made.start()
    ensure_roles(made)
    return made


@pytest.fixture(autouse=True)
def _running(cluster: Cluster) -> None:
    cluster.start()


def ask(cluster: Cluster, question: str, role: str = OWNER) -> object:
    with psycopg.connect(cluster.url(role)) as connection:
        row = connection.execute(question).fetchone()
    return row[0] if row else None


def test_a_second_start_finds_the_first_one_s_server(cluster: Cluster) -> None:
    before = cluster.postmaster()
    assert before is not None
    assert cluster.start() is False
    assert cluster.postmaster() == before


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("fsync", "on"),
        ("synchronous_commit", "on"),
        ("full_page_writes", "on"),
        ("data_checksums", "on"),
        ("listen_addresses", ""),
        ("password_encryption", "scram-sha-256"),
        ("server_encoding", "UTF8"),
        ("lc_messages", "C"),
        ("log_min_error_statement", "panic"),
    ],
)
def test_what_the_server_is_set_to(cluster: Cluster, name: str, value: str) -> None:
    assert ask(cluster, f"SELECT current_setting('{name}')") == value


def test_the_order_of_texts_is_the_same_on_every_machine(cluster: Cluster) -> None:
    asked = "SELECT concat(datlocprovider, ' ', datlocale) FROM pg_database WHERE datname = current_database()"
    assert ask(cluster, asked) == "b C.UTF-8"
    assert ask(cluster, "SELECT lower('É')") == "é"
    with psycopg.connect(cluster.url(SUPERUSER)) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    assert len(ask(cluster, "SELECT show_trgm('湘潭市')")) > 0  # type: ignore[arg-type]


def test_nobody_comes_in_without_the_password(cluster: Cluster) -> None:
    wrong = cluster.url(OWNER).replace(cluster.passwords()[OWNER], "guess")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(wrong)
    secret = cluster.home / "pg.secret"
    assert secret.stat().st_mode & 0o777 == 0o600
    assert len(set(cluster.passwords().values())) == 3


def test_the_socket_s_path_is_short_and_its_folder_private(cluster: Cluster) -> None:
    assert len(str(cluster.sockets / ".s.PGSQL.5432")) < 107
    assert cluster.sockets.stat().st_mode & 0o777 == 0o700


def test_somebody_else_s_socket_folder_is_refused(tmp_path: Path) -> None:
    other = Cluster(tmp_path)
    other.sockets.mkdir(mode=0o777)
    try:
        other.sockets.chmod(0o777)
        with pytest.raises(Refusal, match="不属于本系统或权限过宽"):
            other.start()
    finally:
        other.sockets.rmdir()


def test_what_was_acknowledged_survives_a_hard_kill(cluster: Cluster) -> None:
    with psycopg.connect(cluster.url(OWNER), autocommit=True) as busy:
        busy.execute("CREATE TABLE IF NOT EXISTS kept (n int)")
        busy.execute("INSERT INTO kept VALUES (1)")
        pid = cluster.postmaster()
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        assert processes.wait_until(lambda: not processes.alive(pid), 5)
        assert cluster.postmaster() is None, "a stale postmaster.pid is not believed"
        assert (cluster.data / "postmaster.pid").exists()
        assert cluster.start() is True
    assert ask(cluster, "SELECT count(*) FROM kept") == 1


def test_a_stale_file_that_names_another_process_stops_nothing(cluster: Cluster) -> None:
    cluster.stop()
    # the number has been given to somebody else meanwhile: this very process
    stale = f"{os.getpid()}\n{cluster.data}\n0\n5432\n{cluster.sockets}\n\n\nready\n"
    (cluster.data / "postmaster.pid").write_text(stale)
    assert cluster.postmaster() is None
    assert cluster.stop() is False
    assert cluster.start() is True


def test_sessions_left_by_a_killed_server_are_waited_for(cluster: Cluster) -> None:
    with psycopg.connect(cluster.url(OWNER), autocommit=True) as busy:
        backend = busy.info.backend_pid
        os.kill(backend, signal.SIGSTOP)  # it can't notice that its server has gone
        pid = cluster.postmaster()
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        processes.wait_until(lambda: not processes.alive(pid), 5)
        assert backend in processes.working_in(cluster.data)
        os.kill(backend, signal.SIGCONT)
        assert cluster.start() is True
        assert backend not in processes.working_in(cluster.data)


def test_stop_leaves_nothing(cluster: Cluster) -> None:
    pid = cluster.postmaster()
    assert cluster.stop() is True
    assert pid not in postgres._children, "waited for: no zombie, and no warning at the end"
    assert processes.working_in(cluster.data) == []
    assert not (cluster.data / "postmaster.pid").exists()
    assert cluster.stop() is False


def test_the_last_user_stops_the_server_and_no_earlier_one(cluster: Cluster) -> None:
    cluster.stop()
    with Use(cluster):
        with Use(cluster):
            assert cluster.postmaster() is not None
        assert cluster.postmaster() is not None
    assert cluster.postmaster() is None


def test_a_server_kept_by_hand_stays(cluster: Cluster) -> None:
    keep = postgres.keep_file(cluster)
    keep.touch()
    with Use(cluster):
        pass
    assert cluster.postmaster() is not None
    keep.unlink()


def test_a_half_made_cluster_is_made_again(tmp_path: Path) -> None:
    cluster = Cluster(tmp_path)
    (tmp_path / "pg.new").mkdir()
    (tmp_path / "pg.new" / "PG_VERSION").write_text("18\n")
    try:
        assert cluster.start() is True
        assert not (tmp_path / "pg.new").exists()
        ensure_roles(cluster)
        ensure_roles(cluster)
        assert ask(cluster, "SELECT current_user", APP) == APP
    finally:
        cluster.stop()
        shutil.rmtree(cluster.sockets)


def test_a_server_that_cannot_start_says_why(cluster: Cluster) -> None:
    cluster.stop()
    control = cluster.data / "global" / "pg_control"
    control.rename(control.with_name("aside"))
    try:
        with pytest.raises(Refusal, match="数据库启动失败：.*postgres.log"):
            cluster.start()
    finally:
        control.with_name("aside").rename(control)


def test_a_large_log_is_put_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "_LOG_LIMIT", 3)
    path = tmp_path / "log" / "x.log"
    for text in (b"first", b"second"):
        with postgres.open_log(path) as log:
            log.write(text)
    assert path.read_bytes() == b"second"
    assert path.with_suffix(".log.1").read_bytes() == b"first"
    assert path.stat().st_mode & 0o777 == 0o600


@ROOT_ONLY
def test_root_s_server_runs_as_somebody_else_with_one_capability_at_most(cluster: Cluster) -> None:
    pid = cluster.postmaster()
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    status = dict(line.split(":\t", 1) for line in lines if ":\t" in line)
    assert set(status["Uid"].split()) == {str(cluster.data.stat().st_uid)} != {"0"}
    assert status["Groups"].strip() in {"", str(cluster.data.stat().st_gid)}
    # the test's home is closed to others (0700): the server may pass, and do nothing else that root may
    assert cluster.home.stat().st_mode & 0o777 == 0o700
    assert int(status["CapEff"], 16) == int(status["CapBnd"], 16) == 1 << 2  # CAP_DAC_READ_SEARCH
    assert status["NoNewPrivs"].strip() == "1"
    assert cluster.home.stat().st_uid == 0, "no parent folder changed hands"


@ROOT_ONLY
def test_an_open_home_needs_no_capability() -> None:
    open_home = Path(tempfile.mkdtemp(prefix="huisheng-open-"))
    open_home.chmod(0o755)
    try:
        assert server_user(open_home / "pg").grants in {(), ("dac_read_search",)}  # the checkout itself may be closed
    finally:
        open_home.rmdir()


@ROOT_ONLY
@pytest.mark.parametrize(("name", "code"), [("no-such-account", "no_account"), ("root", "root_account")])
def test_an_account_that_cannot_be_used_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, code: str
) -> None:
    monkeypatch.setenv("HUISHENG_PG_USER", name)
    with pytest.raises(Refusal) as refused:
        Cluster(tmp_path).start()
    assert refused.value.code == code


@ROOT_ONLY
def test_an_account_that_reaches_nothing_is_told(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="需要换成普通账号"):
        server_user(tmp_path / "absent" / "pg")
