"""The peers: an IMAP server (pymap, over a Maildir, as a process of its own) and an SMTP server (aiosmtpd)."""

import asyncio
import itertools
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from pysasl.hashing import BuiltinHash

SECRET = "yanshi-mima"
_no = itertools.count(1)


def free_port() -> int:
    """A port that nobody listens at now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


class Post:
    """The IMAP server. Letters are laid into a user's Maildir, as a mail server would."""

    def __init__(self, home: Path) -> None:
        self.home, self.port = home, free_port()
        home.mkdir(parents=True, exist_ok=True)
        self._users: list[str] = []
        self.start()

    def start(self) -> None:
        """Start it, or start it again."""
        program = str(Path(sys.executable).with_name("pymap"))
        quiet = ("--no-tls", "--no-service", "managesieve", "--no-service", "admin")
        self._log = (self.home / "log").open("ab")
        self._process = subprocess.Popen(
            [program, "--host", "127.0.0.1", "--port", str(self.port), *quiet, "maildir", str(self.home)],
            stdout=self._log,
            stderr=self._log,
        )
        for _ in range(600):
            with socket.socket() as one:
                if one.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise AssertionError("pymap didn't come up")

    def kill(self) -> None:
        """As by a power cut."""
        self._process.kill()
        self._process.wait()
        self._log.close()

    def user(self) -> str:
        """A new mailbox; its user's name."""
        name = f"u{next(_no)}"
        self._users.append(name)
        hashed = BuiltinHash(rounds=1).hash(SECRET)
        with (self.home / "pymap-etc-passwd").open("a") as file:
            file.write(f"{name}:x::::{name}:\n")
        with (self.home / "pymap-etc-shadow").open("a") as file:
            file.write(f"{name}:{hashed}:::::::\n")
        for part in ("cur", "new", "tmp"):
            (self.home / name / part).mkdir(parents=True)
        return name

    def lay(self, user: str, raw: bytes) -> None:
        """A letter arrives."""
        name = f"{time.time_ns()}.{next(_no)}.local"
        at = self.home / user / "tmp" / name
        at.write_bytes(raw)
        at.rename(self.home / user / "new" / name)

    def number_anew(self, user: str) -> None:
        """Lose the list of UIDs, as a server does that was restored."""
        for path in (self.home / user).glob("dovecot-uidlist*"):
            os.unlink(path)


class Sink:
    """The SMTP server: keeps what it takes, and does what it is told instead."""

    def __init__(self, **more: Any) -> None:
        self.taken: list[Envelope] = []
        self.rcpt = self.data = self.mail = ""
        self.hang_up = ""
        self._controller = Controller(
            self,
            hostname="127.0.0.1",
            port=free_port(),
            authenticator=self._known,
            auth_require_tls=False,
            **more,
        )
        self._controller.start()
        self.port = int(self._controller.port)

    def stop(self) -> None:
        """Down."""
        self._controller.stop()

    @staticmethod
    def _known(server: SMTP, session: Session, envelope: Envelope, mechanism: str, said: LoginPassword) -> AuthResult:
        good = isinstance(said, LoginPassword) and said.password == SECRET.encode()
        return AuthResult(success=good, handled=False)

    async def handle_MAIL(  # noqa: N802  the name aiosmtpd looks for
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.mail:
            return self.mail
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802  the same
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.hang_up == "rcpt" and server.transport is not None:
            cast(asyncio.Transport, server.transport).abort()
        if self.rcpt:
            return self.rcpt
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  the same
        if self.data:
            return self.data
        self.taken.append(envelope)
        if self.hang_up == "data" and server.transport is not None:
            cast(asyncio.Transport, server.transport).abort()
        return "250 OK"
