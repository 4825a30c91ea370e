"""The message centres of the tests, each a process of its own: killed at will, begun again on the same port."""

import contextlib
import json
import os
import queue
import shutil
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[3]
NODE = ROOT / "var" / "peers" / "smpp"
SMPP_VERSION = "0.5.1"
PATIENCE = 15.0


def node_command(port: int) -> list[str]:
    """npm's message centre, fetched once into var/; the test is skipped where it can't be had."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        pytest.skip("node或npm不在本机，npm的短信中心未试")
    if not (NODE / "node_modules" / "smpp").is_dir():
        NODE.mkdir(parents=True, exist_ok=True)
        install = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(NODE)]
        try:
            subprocess.run([*install, f"smpp@{SMPP_VERSION}"], check=True, timeout=90, capture_output=True)
        except (subprocess.SubprocessError, OSError):
            pytest.skip("npm取不到smpp，npm的短信中心未试")
    return ["node", str(HERE / "smsc.js"), str(port)]


def commands(kind: str, port: int) -> list[str]:
    """How a peer is started: smpp34's centre, npm's, or our own gateway of CMPP."""
    if kind == "node":
        return node_command(port)
    if kind == "smpp34":
        return [sys.executable, str(HERE / "smsc.py"), str(port)]
    return [sys.executable, str(HERE / "ismg.py"), str(port), kind]


def free_port() -> int:
    """One that nobody listens on now."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


class Peer:
    """A peer's process, and what it says."""

    def __init__(self, kind: str, port: int | None = None) -> None:
        self.kind, self.port = kind, port or free_port()
        self.said: queue.Queue[dict[str, Any]] = queue.Queue()
        self.kept: list[dict[str, Any]] = []
        self.tag = 0
        environment = {**os.environ, "NODE_PATH": str(NODE / "node_modules")}
        self.process = subprocess.Popen(
            commands(kind, self.port), stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, text=True
        )
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()
        self.await_("port")

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.put(json.loads(line))

    def tell(self, **order: Any) -> None:
        """An order to it."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()

    def await_(self, name: str, timeout: float = PATIENCE) -> dict[str, Any]:
        """The next that it says of this; what else it says is kept."""
        until = time.monotonic() + timeout
        for at, one in enumerate(self.kept):
            if name in one:
                return self.kept.pop(at)
        while True:
            one = self.said.get(timeout=max(until - time.monotonic(), 0.01))
            if name in one:
                return one
            self.kept.append(one)

    def says_nothing(self, name: str, timeout: float = 0.5) -> bool:
        """Whether it says nothing of this for so long."""
        try:
            self.kept.append(self.await_(name, timeout))
        except queue.Empty:
            return True
        return False

    def mode(self, mode: str | int) -> None:
        """How it answers what is submitted: accept, hang, or a status."""
        self.tell(mode=mode)
        self.await_("mode")

    def deliver(self, sender: str, body: bytes, **more: Any) -> int:
        """A message to us; its tag."""
        self.tag += 1
        self.tell(tag=self.tag, sender=sender, body=body.hex(), **more)
        return self.tag

    def status(self, tag: int) -> int:
        """What we answered to the message of that tag."""
        while True:
            one = self.await_("answered")
            if one["answered"] == tag:
                return int(one["status"])

    def delivered(self, sender: str, body: bytes, **more: Any) -> None:
        """A message to us, well answered."""
        assert self.status(self.deliver(sender, body, **more)) == 0

    def kill(self) -> None:
        """As a power cut would."""
        self.process.kill()
        self.process.wait()
        self.reader.join()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()
