"""Reading /proc and ending processes."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from huisheng.console import processes


def test_a_zombie_is_dead() -> None:
    child = subprocess.Popen(["true"])
    try:
        stat = Path(f"/proc/{child.pid}/stat")
        assert processes.wait_until(lambda: ") Z " in stat.read_text(), 5)
        assert not processes.alive(child.pid)
    finally:
        child.wait()


def test_living_and_gone() -> None:
    assert processes.alive(os.getpid())
    child = subprocess.Popen(["true"])
    child.wait()
    assert not processes.alive(child.pid)
    processes.send([child.pid], signal.SIGTERM)  # no error


def test_found_by_folder_and_by_mark(tmp_path: Path) -> None:
    folder = tmp_path.resolve()
    child = subprocess.Popen(["sleep", "60"], cwd=folder, env={**os.environ, "HUISHENG_TRIAL": str(folder)})
    try:
        assert processes.wait_until(lambda: processes.marked("HUISHENG_TRIAL", str(folder)) == [child.pid], 5)
        assert processes.working_in(folder) == [child.pid]
        assert processes.marked("HUISHENG_TRIAL", "elsewhere") == []
    finally:
        child.kill()
        child.wait()
    assert processes.working_in(folder) == []


def test_who_will_not_stop_is_killed(tmp_path: Path) -> None:
    stubborn = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); time.sleep(60)"
    child = subprocess.Popen([sys.executable, "-c", stubborn], stdout=subprocess.PIPE)
    assert child.stdout is not None
    child.stdout.readline()
    processes.end([child.pid], patience=0.1)
    assert child.wait() == -signal.SIGKILL
    child.stdout.close()


def test_a_child_dies_with_its_parent() -> None:
    """The parent is killed hard; its child hears of it all the same."""
    parent = (
        "import subprocess, time; from huisheng.console.processes import die_with_parent;"
        "print(subprocess.Popen(['sleep', '60'], preexec_fn=die_with_parent).pid, flush=True); time.sleep(60)"
    )
    process = subprocess.Popen([sys.executable, "-c", parent], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    grandchild = int(process.stdout.readline())
    assert processes.alive(grandchild)
    process.kill()
    process.wait()
    process.stdout.close()
    assert processes.wait_until(lambda: not processes.alive(grandchild), 5)
