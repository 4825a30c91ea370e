"""The programs that ``huisheng run`` keeps alive, and how one of them is started, watched and ended."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from huisheng.console import places, processes
from huisheng.console.postgres import open_log

MARK = "HUISHENG_SUPERVISED"  # in the environment of every child: by it a later start finds what a killed one left
_LONGEST_PAUSE = 30.0
_STEADY = 60.0  # seconds after which a program counts as running well, and its next failure as the first
_PATIENCE = 10.0

Say = Callable[[str], None]


@dataclass(frozen=True)
class Program:
    """A program: what it is called on the screen, its command, and whether it ends by itself when done.

    A lasting program writes into ``log``; a passing one's lines are shown, and it is given up after ``tries``.
    """

    name: str
    command: list[str]
    log: Path | None = None
    tries: int = 0

    @property
    def passing(self) -> bool:
        return self.log is None


class Child:
    """One program's process: started, restarted with growing pauses, ended with everything it started itself."""

    def __init__(self, program: Program, environment: dict[str, str], say: Say) -> None:
        self.program = program
        self._environment = environment
        self._say = say
        self._process: subprocess.Popen[bytes] | None = None
        self._reader: threading.Thread | None = None
        self._started = 0.0
        self._failures = 0
        self._due = 0.0
        self.finished = False

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process is not None else None

    def start(self) -> None:
        """Start the process in a session of its own; it dies with the supervisor, however that dies."""
        log = None if self.program.log is None else open_log(self.program.log)
        self._process = subprocess.Popen(
            self.program.command,
            stdin=subprocess.DEVNULL,
            stdout=log or subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=self._environment,
            cwd=places.ROOT,
            start_new_session=True,
            preexec_fn=processes.die_with_parent,  # noqa: PLW1509  one libc call, loaded before
        )
        if log is not None:
            log.close()
        else:
            self._reader = threading.Thread(target=self._show, args=(self._process,), daemon=True)
            self._reader.start()
        self._started = time.monotonic()

    def tend(self) -> None:
        """One look: a lasting program that has gone is started again when its pause is over."""
        if self.finished:
            return
        if self._process is None:
            if time.monotonic() >= self._due:
                self.start()
            return
        code = self._process.poll()
        if code is None:
            return
        self._sweep()
        self._process = None
        if self.program.passing and code == 0:
            self.finished = True
            return
        self._plan_restart(code)

    def end(self) -> None:
        """Stop it: asked first, then, with everything it started, killed."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(_PATIENCE)
            except subprocess.TimeoutExpired:
                self._say(f"{self.program.name}没有按时停下，强制结束。")
        self._sweep()
        if self._process is not None:
            self._process.wait()
        if self._reader is not None:
            self._reader.join(1.0)
        self._process = None
        self.finished = True

    def _plan_restart(self, code: int) -> None:
        if time.monotonic() - self._started > _STEADY:
            self._failures = 0
        self._failures += 1
        how = f"被信号 {signal.Signals(-code).name} 结束" if code < 0 else f"退出（代码 {code}）"
        kept = "" if self.program.log is None else f"；记录见 {self.program.log}"
        if self.program.passing and self._failures >= self.program.tries:
            self._say(f"{self.program.name}{how}，不再重试；已完成的部分都在，可稍后再次启动。")
            self.finished = True
            return
        pause = min(2.0 ** (self._failures - 1), _LONGEST_PAUSE) if self._failures > 1 else 0.2
        self._due = time.monotonic() + pause
        self._say(f"{self.program.name}{how}，{pause:.0f} 秒后重新启动{kept}。")

    def _sweep(self) -> None:
        """Kill what the process left in its session: a web server killed hard leaves workers that hold the port."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)

    def _show(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdout is not None
        with process.stdout:
            for line in process.stdout:
                if text := line.decode(errors="replace").rstrip():
                    self._say(f"{self.program.name}｜{text}")


def _huisheng(*words: str) -> list[str]:
    return [sys.executable, "-m", "huisheng.console", *words]


def web() -> Program:
    """The pages and the API: granian, WSGI, loopback only; a proxy with TLS stands before it in a real city."""
    workers = places.number("WEB_WORKERS", 2, 1, 64)
    threads = places.number("WEB_THREADS", 4, 1, 128)
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", places.LOOPBACK, "--port"]
    command += [str(places.port()), "--workers", str(workers), "--blocking-threads", str(threads)]
    # a thread keeps its database connection: let it idle, rather than connect again and again
    command += ["--blocking-threads-idle-timeout", "600", "--respawn-failed-workers", "--respawn-interval", "0.5"]
    command += ["--workers-kill-timeout", "5", "--no-ws", "huisheng.config.wsgi:application"]
    return Program("网页", command, log=places.log("web"))


def push(port: int) -> Program | None:
    """What happens, to the screens that look at it. One process: it knows who looks at what."""
    if find_spec("huisheng.push.asgi") is None:
        return None
    command = [sys.executable, "-m", "granian", "--interface", "asgi", "--host", places.LOOPBACK, "--port", str(port)]
    command += ["--workers", "1", "--backpressure", "4000", "--respawn-failed-workers", "--respawn-interval", "0.5"]
    command += ["--workers-kill-timeout", "3", "--no-ws", "huisheng.push.asgi:application"]
    return Program("推送", command, log=places.log("push"))


def worker() -> Program | None:
    """The loops: cursors, sweeps, reactions."""
    if find_spec("huisheng.workers.__main__") is None:
        return None
    return Program("后台任务", [sys.executable, "-m", "huisheng.workers"], log=places.log("worker"))


def channels() -> Program | None:
    """What holds on to the peers: mailboxes, gateways, switches; and sends what is to be sent."""
    if find_spec("huisheng.channels.__main__") is None:
        return None
    return Program("渠道", [sys.executable, "-m", "huisheng.channels"], log=places.log("channels"))


def demo() -> Program | None:
    """The demo city's units and seats, made once, and the list of seats printed; None in a real city."""
    if not places.rehearsal() or find_spec("huisheng.rehearsal.demo") is None:
        return None
    return Program("演示城市", _huisheng("demo"), tries=3)


def rehearsal() -> Program | None:
    """The published month lived through behind the pages; None in a real city."""
    if not places.rehearsal() or find_spec("huisheng.console.commands.rehearse") is None:
        return None
    return Program("演练", _huisheng("rehearse", places.rehearsal()), tries=5)
