"""AMI, the protocol of Asterisk's manager: lines of ``Key: value``, a message ends at an empty line. No more than that.

One connection, blocking, of one thread. What comes while an answer is awaited is kept and read afterwards, in order.
"""

import socket
import time
from collections import deque
from collections.abc import Mapping
from itertools import count
from types import TracebackType
from typing import Self

Message = Mapping[str, str]

_PORT = 5038
_LONGEST_LINE = 64 * 1024
_MOST_LINES = 2000
_BLOCK = 64 * 1024
_END = b"\r\n"


class Lost(Exception):  # noqa: N818 — a state of the line, which is mended by connecting anew
    """The connection is gone, or the other side doesn't speak AMI."""


class Refused(Exception):  # noqa: N818 — Asterisk's own word for it is Response: Error
    """Asterisk answered an action with an error; its own words."""


class Line:
    """A connection to a manager. ``with Line(host, port) as line: line.login(…)``; Lost where there is none."""

    def __init__(self, host: str, port: int = _PORT, *, timeout: float = 5.0) -> None:
        self._timeout = timeout
        self._rest = bytearray()
        self._waiting: deque[Message] = deque()
        self._ids = count(1)
        try:
            self._socket = socket.create_connection((host, port), timeout)
        except OSError as error:
            raise Lost(f"无法连接 {host}:{port}：{error}") from error
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        try:
            banner = self._line(time.monotonic() + timeout)
        except Lost:
            self.close()
            raise
        if banner is None or not banner.startswith("Asterisk Call Manager"):
            self.close()
            raise Lost(f"{host}:{port} 不是 Asterisk 的管理接口（AMI）")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Hang up."""
        self._socket.close()

    def login(self, user: str, secret: str, *, events: bool) -> None:
        """Sign in; ``events``: whether everything that happens is to be told here. Refused for a wrong secret."""
        self.ask("Login", Username=user, Secret=secret, Events="on" if events else "off")

    def ask(self, action: str, key: str = "", **fields: str) -> Message:
        """Do an action and return its answer; Refused where Asterisk says no, Lost where it says nothing.

        ``key``: by which what it tells of the action later is known.
        """
        wanted = key or f"ask-{next(self._ids)}"
        self._send({"Action": action, "ActionID": wanted, **fields})
        until = time.monotonic() + self._timeout
        while True:
            said = self._message(until)
            if said is None:
                raise Lost(f"{action} 没有回答")
            if "Response" not in said or said.get("ActionID") != wanted:
                self._waiting.append(said)
            elif said["Response"] == "Error":
                raise Refused(said.get("Message", action))
            else:
                return said

    def listed(self, action: str, end: str, **fields: str) -> list[Message]:
        """The events with which Asterisk answers an action that lists, up to the one named ``end``."""
        wanted = self.ask(action, **fields)["ActionID"]
        until = time.monotonic() + self._timeout
        kept = deque(self._waiting)
        found: list[Message] = []
        self._waiting.clear()
        while True:
            said = kept.popleft() if kept else self._message(until)
            if said is None:
                raise Lost(f"{action} 没有答完")
            if said.get("ActionID") != wanted:
                self._waiting.append(said)
            elif said.get("Event") == end:
                return found
            else:
                found.append(said)

    def read(self, seconds: float) -> Message | None:
        """The next message; None where none came in so many seconds. Lost where the line went dead."""
        return self._waiting.popleft() if self._waiting else self._message(time.monotonic() + seconds)

    @property
    def behind(self) -> bool:
        """Whether something came that wasn't read yet."""
        return bool(self._waiting or self._rest)

    def _send(self, fields: Mapping[str, str]) -> None:
        lines = [f"{name}: {value}" for name, value in fields.items()]
        if any("\r" in line or "\n" in line for line in lines):
            raise ValueError("a line of AMI has no line breaks")
        try:
            self._socket.settimeout(self._timeout)
            self._socket.sendall("\r\n".join([*lines, "", ""]).encode())
        except OSError as error:
            raise Lost(str(error)) from error

    def _message(self, until: float) -> Message | None:
        """One whole message. What came of it by ``until`` is kept for the next call."""
        while (end := self._rest.find(_END + _END)) < 0:
            if len(self._rest) > _LONGEST_LINE * 4:
                raise Lost("消息过长")
            if not self._more(until):
                return None
        raw, self._rest = bytes(self._rest[:end]), self._rest[end + 2 * len(_END) :]
        lines = raw.decode("utf-8", "replace").split("\r\n")
        if len(lines) > _MOST_LINES:
            raise Lost("消息过长")
        said: dict[str, str] = {}
        for line in lines:
            name, _, value = line.partition(":")
            said.setdefault(name.strip(), value.strip())  # of a repeated one (ChanVariable) the first
        return said

    def _line(self, until: float) -> str | None:
        while (end := self._rest.find(_END)) < 0:
            if not self._more(until) or len(self._rest) > _LONGEST_LINE:
                return None
        raw, self._rest = bytes(self._rest[:end]), self._rest[end + len(_END) :]
        return raw.decode("utf-8", "replace")

    def _more(self, until: float) -> bool:
        """Whether something came before ``until``."""
        left = until - time.monotonic()
        if left <= 0:
            return False
        try:
            self._socket.settimeout(left)
            block = self._socket.recv(_BLOCK)
        except TimeoutError:
            return False
        except OSError as error:
            raise Lost(str(error)) from error
        if not block:
            raise Lost("对方已挂断")
        self._rest += block
        return True
