"""One connection to a mailbox by IMAP: what is in it by UID, its bytes, and where a letter goes once it is safe.

``Lost``: the peer is away, try again. ``Refused``: it won't have us, a person must look. Both bear a sentence.
"""

import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Event
from typing import Any

from imapclient import IMAPClient, SocketTimeout, exceptions  # type: ignore[import-untyped]  # it ships no types

from huisheng.channels.mail.models import Guard, Mailbox

LIMIT = 40 * 1024 * 1024  # bytes of a letter that are read; the servers' own limits are 20 to 50 MB
SLICE = 1.0  # seconds in which a stop is heard
_TIMES = SocketTimeout(connect=15, read=60)
_IDLE = 9 * 60  # seconds; servers end what idles longer than 29 minutes, home routers what is silent for ten
_POLL = 20  # seconds between two looks where a server knows no IDLE


class Lost(Exception):
    """The connection went, or never came; the sentence says which."""


class Refused(Exception):
    """The server won't let us do it: key, folder, guard. The sentence says what."""


class Unfetched(Exception):
    """The server doesn't give that one letter out."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What is known of a letter before it is read."""

    size: int
    at: datetime | None


@contextmanager
def opened(box: Mailbox, secret: str) -> Iterator["Wire"]:
    """Connected, signed in, its folder selected."""
    wire = Wire(box)
    try:
        with _told("登录邮箱"):
            wire.sign_in(secret)
        yield wire
    finally:
        wire.close()


@contextmanager
def _told(what: str) -> Iterator[None]:
    """Errors of library and socket as ours; nothing that a peer says is repeated."""
    try:
        yield
    except exceptions.LoginError as error:
        if isinstance(error.__context__, IMAPClient.AbortError):  # the server went while we signed in
            raise Lost(f"{what}时与邮箱服务器的连接断了，稍后自动重连。") from None
        raise Refused("邮箱不让登录，请核对用户名和密码（多数邮箱要用授权码）。") from None
    except ssl.SSLError:
        raise Refused("邮箱服务器的证书不可信或加密方式不对，请核对端口和加密方式。") from None
    except (IMAPClient.AbortError, OSError, EOFError):
        raise Lost(f"{what}时与邮箱服务器的连接断了，稍后自动重连。") from None
    except (IMAPClient.Error, ValueError, TypeError, IndexError, KeyError, AttributeError):
        # the last ones: an answer that is no IMAP
        raise Refused(f"邮箱服务器没有接受操作（{what}），请核对邮箱设置。") from None


class Wire:
    """A signed-in connection with its folder selected. ``validity`` and ``next_uid`` are the folder's."""

    def __init__(self, box: Mailbox) -> None:
        with _told("连接"):
            self._client: Any = IMAPClient(
                box.imap_host,
                box.imap_port,
                ssl=box.imap_guard == Guard.TLS,
                ssl_context=ssl.create_default_context() if box.imap_guard == Guard.TLS else None,
                timeout=_TIMES,
            )
        self._box = box
        self._client.normalise_times = False
        self.validity = self.next_uid = 0

    def sign_in(self, secret: str) -> None:
        """Guard the line if it isn't, say who we are, and select the folder."""
        client, box = self._client, self._box
        if box.imap_guard == Guard.STARTTLS:
            client.starttls(ssl.create_default_context())
        client.login(box.user, secret)
        if client.has_capability("ID"):  # some mailboxes (163, 126) refuse a client without a name
            with suppress(IMAPClient.Error):
                client.id_({"name": "huisheng", "version": "1"})
        if box.done_folder and not client.folder_exists(box.done_folder):
            client.create_folder(box.done_folder)
        said = client.select_folder(box.folder)
        self.validity, self.next_uid = int(said[b"UIDVALIDITY"]), int(said.get(b"UIDNEXT", 0))

    def after(self, last: int, since: datetime) -> list[int]:
        """The letters behind ``last``; where that is 0, those that arrived from the day of ``since`` on."""
        with _told("查新邮件"):
            # a day earlier: the server counts its days in a zone of its own
            wanted = (
                ["UID", f"{last + 1}:*"] if last else ["SINCE", datetime.fromtimestamp(since.timestamp() - 86400, UTC)]
            )
            return sorted(uid for uid in self._client.search(wanted) if uid > last)

    def sight(self, uid: int) -> Sight | None:
        """Size and arrival; None for one that has gone."""
        found = self._fetch(uid, "RFC822.SIZE", "INTERNALDATE")
        if found is None:
            return None
        at = found.get(b"INTERNALDATE")
        return Sight(int(found.get(b"RFC822.SIZE") or 0), at.astimezone(UTC) if isinstance(at, datetime) else None)

    def raw(self, uid: int) -> bytes | None:
        """The letter's bytes, the first ``LIMIT`` of them; None for one that has gone."""
        found = self._fetch(uid, f"BODY.PEEK[]<0.{LIMIT}>")
        if found is None:
            return None
        bodies = [value for key, value in found.items() if key.startswith(b"BODY[]") and isinstance(value, bytes)]
        if not bodies:
            raise Unfetched
        return bytes(bodies[0])

    def _fetch(self, uid: int, *wanted: str) -> dict[bytes, Any] | None:
        with _told("取邮件"):
            try:
                found = self._client.fetch([uid], list(wanted))
            except IMAPClient.AbortError:
                raise
            except IMAPClient.Error:
                raise Unfetched from None
        kept: dict[bytes, Any] | None = found.get(uid)
        return kept

    def put_away(self, uid: int, *, flagged: bool) -> None:
        """The letter is safe with us: mark it as seen, flag what a person must look at, move it where it is to go."""
        with _told("标记邮件"):
            flags = [b"\\Seen", b"\\Flagged"] if flagged else [b"\\Seen"]
            self._client.add_flags([uid], flags, silent=True)
            if not self._box.done_folder:
                return
            if self._client.has_capability("MOVE"):
                self._client.move([uid], self._box.done_folder)
                return
            self._client.copy([uid], self._box.done_folder)
            self._client.delete_messages([uid], silent=True)
            if self._client.has_capability("UIDPLUS"):  # a plain EXPUNGE would take what others have deleted, too
                self._client.uid_expunge([uid])

    def wait(self, stop: Event, patience: float = _IDLE) -> None:
        """Until something has happened in the folder, the time is over, or ``stop`` is set."""
        if not self._client.has_capability("IDLE"):
            stop.wait(min(_POLL, patience))
            with _told("等新邮件"):
                self._client.noop()
            return
        with _told("等新邮件"):
            self._client.idle()
            until = time.monotonic() + patience
            while not stop.is_set() and time.monotonic() < until:
                began = time.monotonic()
                if any(b"EXISTS" in said for said in self._client.idle_check(timeout=SLICE)):
                    break
                if time.monotonic() - began < SLICE / 2:  # the line woke us without a word that counts: it may be dead
                    break
            self._client.idle_done()
            self._client.noop()

    def close(self) -> None:
        """Say good-bye, if anybody still listens."""
        with suppress(IMAPClient.Error, OSError, EOFError, ValueError, AttributeError):
            self._client.logout()
            return
        with suppress(IMAPClient.Error, OSError, AttributeError):
            self._client.shutdown()
