"""One program's process: watched, restarted, ended with all it started."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from huisheng.console import processes, programs
from huisheng.console.programs import Child, Program
from huisheng.kernel.errors import Refusal

Start = Callable[..., Child]


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def start(tmp_path: Path, said: list[str]) -> Iterator[Start]:
    """Start a Python text as a program; lasting unless ``tries`` is given."""
    started = []

    def begin(text: str, tries: int = 0) -> Child:
        log = None if tries else tmp_path / "log" / "p.log"
        child = Child(Program("程序", [sys.executable, "-c", text], log, tries), dict(os.environ), said.append)
        started.append(child)
        child.start()
        return child

    yield begin
    for child in started:
        child.end()


def tend_until(child: Child, done: Callable[[], bool]) -> None:
    def round_done() -> bool:
        child.tend()
        return done()

    assert processes.wait_until(round_done, 15)


def test_a_killed_program_is_started_again_and_that_is_said(start: Start, said: list[str], tmp_path: Path) -> None:
    child = start("import time; print('hello', flush=True); time.sleep(60)")
    first = child.pid
    assert first is not None
    child.tend()
    assert child.pid == first
    os.kill(first, signal.SIGKILL)
    tend_until(child, lambda: child.pid not in {first, None})
    assert said == [f"程序被信号 SIGKILL 结束，0 秒后重新启动；记录见 {tmp_path}/log/p.log。"]


def test_pauses_grow_while_a_program_keeps_failing(start: Start, said: list[str]) -> None:
    child = start("raise SystemExit(7)")
    tend_until(child, lambda: len(said) == 3)
    assert ["0 秒后" in said[0], "2 秒后" in said[1], "4 秒后" in said[2]] == [True, True, True]
    assert all("退出（代码 7）" in line for line in said)


def test_a_passing_program_s_lines_are_shown_and_it_is_not_started_again(start: Start, said: list[str]) -> None:
    child = start("print('一半'); print(); print('完成')", tries=2)
    tend_until(child, lambda: child.finished and len(said) == 2)
    assert said == ["程序｜一半", "程序｜完成"]
    child.tend()
    assert child.pid is None


def test_a_passing_program_is_given_up_in_the_end(start: Start, said: list[str]) -> None:
    child = start("raise SystemExit(2)", tries=2)
    tend_until(child, lambda: child.finished)
    assert said[-1] == "程序退出（代码 2），不再重试；已完成的部分都在，可稍后再次启动。"
    assert len(said) == 2


def test_what_a_killed_program_leaves_is_swept_away(start: Start, tmp_path: Path) -> None:
    note = tmp_path / "worker"
    text = (
        "import subprocess, time, pathlib;"
        f"pathlib.Path({str(note)!r}).write_text(str(subprocess.Popen(['sleep', '60']).pid)); time.sleep(60)"
    )
    child = start(text)
    assert processes.wait_until(lambda: note.exists() and note.read_text() != "", 5)
    left = int(note.read_text())
    assert child.pid is not None
    os.kill(child.pid, signal.SIGKILL)
    tend_until(child, lambda: not processes.alive(left))


def test_a_stubborn_program_is_killed(
    start: Start, said: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(programs, "_PATIENCE", 0.2)
    note = tmp_path / "ready"
    text = (
        "import signal, time, pathlib; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        f"pathlib.Path({str(note)!r}).touch(); time.sleep(60)"
    )
    child = start(text)
    assert processes.wait_until(note.exists, 5)
    pid = child.pid
    assert pid is not None
    began = time.monotonic()
    child.end()
    assert time.monotonic() - began < 5
    assert not processes.alive(pid)
    assert said == ["程序没有按时停下，强制结束。"]


def test_a_program_that_ran_well_begins_anew_with_short_pauses(
    start: Start, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(programs, "_STEADY", 0.0)
    child = start("raise SystemExit(1)")
    tend_until(child, lambda: len(said) == 3)
    assert all("0 秒后" in line for line in said)


def test_a_real_city_has_neither_demo_nor_rehearsal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUISHENG_REHEARSAL", "")
    assert programs.demo() is None
    assert programs.rehearsal() is None


@pytest.mark.parametrize(
    ("name", "value"), [("WEB_WORKERS", "0"), ("WEB_THREADS", "x"), ("PORT", "70000"), ("PORT", "８")]
)
def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(Refusal, match=name):
        programs.web()


def test_the_push_is_one_process_on_loopback() -> None:
    program = programs.push(8056)
    assert program is not None
    command = program.command
    assert [command[command.index(name) + 1] for name in ("--host", "--port", "--workers")] == [
        "127.0.0.1",
        "8056",
        "1",
    ]


def test_the_web_listens_on_loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "8055")
    command = programs.web().command
    assert command[command.index("--host") + 1] == "127.0.0.1"
    assert command[command.index("--port") + 1] == "8055"
