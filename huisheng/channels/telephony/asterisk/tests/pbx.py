"""A private PBX for tests: Asterisk out of Debian's packages, on free ports of this machine, and real telephones."""

import importlib.util
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from huisheng.channels.telephony.asterisk.wire import Line, Lost, Message, Refused

ROOT = Path(__file__).parents[5]
TOOLS = ROOT / "tools" / "pbx"
SECRET, USER = "manager-secret", "huisheng"
_PATIENCE = 15.0
_CHANNELS = ("CoreShowChannels", "CoreShowChannelsComplete")


def packages() -> Path:
    """Where Asterisk lies unpacked; skips where it can't be had."""
    if importlib.util.find_spec("pjsua2") is None:
        pytest.skip("没有 pjsua2-python：真实电话的测试跳过。")
    given = os.environ.get("HUISHENG_TEST_PBX")
    where = Path(given) if given else ROOT / "var" / "pbx" / "packages"
    if not (where / "usr/sbin/asterisk").exists():
        done = subprocess.run([TOOLS / "install.sh", where], capture_output=True, text=True, check=False)
        if done.returncode:
            pytest.skip(f"取不到 Asterisk，真实电话的测试跳过：{done.stderr.strip()[-300:]}")
    return where


def free_port(kind: socket.SocketKind = socket.SOCK_STREAM) -> int:
    """A port that nobody listens at."""
    with socket.socket(socket.AF_INET, kind) as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class Phone:
    """A telephone in a process of its own."""

    def __init__(self, words: list[str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, Path(__file__).with_name("phone.py"), *words], stdout=subprocess.PIPE, text=True
        )

    def wait_for(self, word: str) -> None:
        """Until it says that."""
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if line.startswith(word):
                return
        raise AssertionError(f"the telephone never said {word}")

    def tell(self) -> None:
        """Answer, press the digit, or hang up: see ``told`` of phone.py."""
        self._process.send_signal(signal.SIGUSR1)

    def leave(self) -> None:
        """Say goodbye; ``put_down`` waits for it."""
        self._process.terminate()

    def put_down(self) -> None:
        """Take it away, as one who leaves does."""
        self._process.terminate()
        self._process.wait(10)
        if self._process.stdout is not None:
            self._process.stdout.close()


class Pbx:
    """The switch; ``run`` is its directory."""

    def __init__(self, where: Path, run: Path, wait: int, ring: int) -> None:
        self._where, self.run, self._seconds = where, run, {"PBX_WAIT": str(wait), "PBX_RING": str(ring)}
        self.ami, self.sip, self.trunk = free_port(), free_port(socket.SOCK_DGRAM), free_port(socket.SOCK_DGRAM)
        self._phones: list[Phone] = []
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def queue_log(self) -> Path:
        """Its log of the queues."""
        return self.run / "log" / "queue_log"

    @property
    def monitor(self) -> Path:
        """Where its recordings lie."""
        return self.run / "spool" / "monitor"

    def start(self) -> None:
        """Start it, and wait until it is up."""
        ports = {"PBX_SIP": self.sip, "PBX_AMI": self.ami, "PBX_TRUNK": self.trunk, "PBX_RTP": 30000 + self.ami % 20000}
        env = {**os.environ, **{name: str(port) for name, port in ports.items()}, **self._seconds}
        with (self.run.parent / "pbx.out").open("ab") as out:
            self._process = subprocess.Popen([TOOLS / "run.sh", self._where, self.run], env=env, stdout=out, stderr=out)
        self.queue_log.parent.mkdir(parents=True, exist_ok=True)
        self.queue_log.touch()  # Asterisk makes it at its first word
        until = time.monotonic() + _PATIENCE
        while not self._up():
            assert self._process.poll() is None and time.monotonic() < until, (self.run.parent / "pbx.out").read_text()
            time.sleep(0.05)

    def _up(self) -> bool:
        try:
            with Line("127.0.0.1", self.ami) as line:
                line.login(USER, SECRET, events=False)
                return bool(line.listed("QueueStatus", "QueueStatusComplete"))  # the last part to come up
        except (Lost, Refused):
            return False

    def kill(self) -> None:
        """It is gone in the middle of whatever it does."""
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()
            self._process = None

    def phone(self, **words: object) -> Phone:
        """A telephone, ready."""
        given = {"server": f"127.0.0.1:{self.sip}", **words}
        made = Phone([f"{name}={value}" for name, value in given.items()])
        self._phones.append(made)
        if "dial" not in words:
            made.wait_for("ready")
        return made

    def agent(self, extension: str = "1001", **words: object) -> Phone:
        """An agent's telephone."""
        return self.phone(user=extension, password="agent-secret", **words)

    def citizen(self, number: str, dial: str = "12345", **words: object) -> Phone:
        """A citizen's, which dials at once."""
        return self.phone(user=number, dial=dial, **words)

    def carrier(self, **words: object) -> Phone:
        """Whoever the centre calls."""
        return self.phone(user="carrier", port=self.trunk, **words)

    def ask(self, action: str, end: str) -> list[Message]:
        """What it says of what goes on just now."""
        with Line("127.0.0.1", self.ami) as line:
            line.login(USER, SECRET, events=False)
            return line.listed(action, end)

    def talking_in(self, application: str) -> int:
        """How many channels are in that application of the dialplan."""
        return sum(one.get("Application") == application for one in self.ask(*_CHANNELS))

    def resting(self) -> set[str]:
        """The members that a queue doesn't ring just now."""
        told = self.ask("QueueStatus", "QueueStatusComplete")
        return {one["Name"] for one in told if one.get("Event") == "QueueMember" and one["Paused"] == "1"}

    def quiet(self) -> None:
        """All calls end, and all telephones are taken away."""
        if self._process is not None:
            with Line("127.0.0.1", self.ami) as line:
                line.login(USER, SECRET, events=False)
                while channels := line.listed(*_CHANNELS):
                    for channel in channels:
                        with suppress(Refused):  # it went by itself
                            line.ask("Hangup", Channel=channel["Channel"])
                    time.sleep(0.02)
        for phone in self._phones:
            phone.leave()
        for phone in self._phones:
            phone.put_down()
        self._phones.clear()


@contextmanager
def running(run: Path, *, wait: int = 12, ring: int = 6) -> Iterator[Pbx]:
    """The PBX while it runs. A caller waits so many seconds, and rings as many at one telephone."""
    pbx = Pbx(packages(), run, wait, ring)
    pbx.start()
    try:
        yield pbx
    finally:
        pbx.quiet()
        pbx.kill()
