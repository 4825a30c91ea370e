"""A WeChat of our own for tests: its interface over real sockets, and what it pushes, after the published scheme.

Nobody can rent the real one for a test. It signs and seals with wechatpy where that is there, which is nobody's of us.
"""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

JPEG_KEY, VOICE_KEY = "media-jpeg", "media-amr"


class Peer:
    """What it was asked, what it has, and what it answers next instead of the usual."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.files: dict[str, tuple[str, bytes]] = {}
        self.next: list[dict[str, Any] | int | bytes] = []  # answers to what needs an access, in turn
        self.access, self.handed = 1, 0
        self.base = ""

    def sent(self, kind: str = "custom") -> list[dict[str, Any]]:
        """The messages it was given."""
        return [body for path, body in self.asked if path == f"/cgi-bin/message/{kind}/send"]

    def answer(self, path: str, query: dict[str, list[str]], body: dict[str, Any]) -> tuple[int, str, bytes]:
        """Status, type and bytes."""
        self.asked.append((path, body))
        if path == "/cgi-bin/stable_token":
            return self._token(body)
        if query.get("access_token") != [f"access-{self.access}"]:
            return _json({"errcode": 42001, "errmsg": "access_token expired"})
        if self.next:
            said = self.next.pop(0)
            if isinstance(said, int):
                return said, "text/html", b"<html>"
            return (200, "application/json", said) if isinstance(said, bytes) else _json(said)
        if path == "/cgi-bin/media/get":
            key = query.get("media_id", [""])[0]
            if key not in self.files:
                return _json({"errcode": 40007, "errmsg": "invalid media_id"})
            return 200, *self.files[key]
        if path == "/cgi-bin/message/template/send":
            return _json({"errcode": 0, "errmsg": "ok", "msgid": 200228332})
        known = path in ("/cgi-bin/message/custom/send", "/cgi-bin/menu/create")
        return _json({"errcode": 0, "errmsg": "ok"}) if known else (404, "text/html", b"")

    def _token(self, body: dict[str, Any]) -> tuple[int, str, bytes]:
        if body.get("secret") != "演示密钥":
            return _json({"errcode": 40125, "errmsg": "invalid appsecret"})
        if body.get("force_refresh"):
            self.access += 1
        self.handed += 1
        return _json({"access_token": f"access-{self.access}", "expires_in": 7200})


def _json(told: dict[str, Any]) -> tuple[int, str, bytes]:
    return 200, "application/json; charset=utf-8", json.dumps(told).encode()


@contextmanager
def open_peer() -> Iterator[Peer]:
    """The peer, listening on a port of its own."""
    peer = Peer()

    class Handler(BaseHTTPRequestHandler):
        def _do(self) -> None:
            parts = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, kind, data = peer.answer(parts.path, parse_qs(parts.query), json.loads(body or b"{}"))
            self.send_response(status)
            if status == 302:
                self.send_header("Location", "http://127.0.0.1:1/")
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = _do

        def log_message(self, *_: Any) -> None:
            """Silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    peer.base = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield peer
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
