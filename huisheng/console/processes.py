"""What the machine's processes are doing, read from /proc, and how ours are ended."""

import ctypes
import os
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None, use_errno=True)  # loaded before any fork: a child may not take the loader's lock
_TICK = 0.02


def alive(pid: int) -> bool:
    """Whether the process runs. A zombie is dead: where PID 1 reaps late it stays in the table for seconds."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    # the command's name stands in brackets and may hold brackets and blanks itself
    return stat.rpartition(")")[2].split()[0] not in {"Z", "X"}


def all_pids() -> Iterator[int]:
    """Every process number of the machine at this moment."""
    return (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit())


def works_in(pid: int, folder: Path) -> bool:
    """Whether the process lives and has ``folder`` (resolved) as its working directory."""
    try:
        return Path(f"/proc/{pid}/cwd").readlink() == folder and alive(pid)
    except OSError:  # gone meanwhile, or another person's
        return False


def working_in(folder: Path) -> list[int]:
    """The living processes at work in ``folder``: a cluster's servers, and nobody else."""
    return [pid for pid in all_pids() if works_in(pid, folder)]


def marked(name: str, value: str) -> list[int]:
    """The living processes, but this one, started with ``name=value`` in their environment."""
    needle = f"{name}={value}".encode()
    found = []
    for pid in all_pids():
        try:
            environment = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
        except OSError:
            continue
        if needle in environment and pid != os.getpid() and alive(pid):
            found.append(pid)
    return found


def wait_until(done: Callable[[], bool], seconds: float) -> bool:
    """Wait for ``done``; False when ``seconds`` went by."""
    deadline = time.monotonic() + seconds
    while not done():
        if time.monotonic() > deadline:
            return False
        time.sleep(_TICK)
    return True


def send(pids: Iterable[int], number: signal.Signals) -> None:
    """Send a signal to each; one that has gone meanwhile is no error."""
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            continue


def end(pids: list[int], patience: float = 5.0) -> None:
    """Ask the processes to stop, and kill those that still run after ``patience`` seconds."""
    send(pids, signal.SIGTERM)
    if not wait_until(lambda: not any(map(alive, pids)), patience):
        send(pids, signal.SIGKILL)
        wait_until(lambda: not any(map(alive, pids)), patience)


def die_with_parent() -> None:
    """For a child between fork and exec: get SIGTERM when the supervisor is gone, even if it was killed hard."""
    _LIBC.prctl(_PR_SET_PDEATHSIG, int(signal.SIGTERM), 0, 0, 0)
