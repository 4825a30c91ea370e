"""A CMPP gateway for the tests, our own: no operator's can be reached. Steered by lines of JSON, as ``smsc.py`` is.

It reads and writes the specification's tables by itself, and shares no line with what it is there to try.
"""

import hashlib
import json
import socketserver
import struct
import sys
import threading
from typing import Any

VERSION = 0x20 if sys.argv[2:] == ["cmpp2"] else 0x30
WIDE = 21 if VERSION == 0x20 else 32
SECRET = b"secret12"
state: dict[str, Any] = {"mode": "accept", "count": 0, "link": None}
lock = threading.Lock()


def tell(**said: Any) -> None:
    """A line to who steers."""
    with lock:
        sys.stdout.write(json.dumps(said) + "\n")
        sys.stdout.flush()


def status(value: int) -> bytes:
    """A result: one byte in 2.0, four in 3.0."""
    return struct.pack(">B" if VERSION == 0x20 else ">I", value)


class Link(socketserver.BaseRequestHandler):
    """One provider's link."""

    def handle(self) -> None:
        """PDU by PDU."""
        seq = 0
        self.tags: dict[int, int] = {}
        self.next = 1000
        while (head := self.exactly(12)) is not None:
            size, command, seq = struct.unpack(">III", head)
            body = self.exactly(size - 12) or b""
            if command == 0x1:
                self.connect(seq, body)
            elif command == 0x2:
                self.put(0x80000002, seq)
                tell(unbound=True)
            elif command == 0x4:
                self.submit(seq, body)
            elif command == 0x8:
                self.put(0x80000008, seq, b"\0")
            elif command == 0x80000005:
                tell(answered=self.tags.pop(seq), status=int.from_bytes(body[8:], "big"))

    def exactly(self, count: int) -> bytes | None:
        """So many bytes; None at the end."""
        got = b""
        while len(got) < count:
            more = self.request.recv(count - len(got))
            if not more:
                return None
            got += more
        return got

    def put(self, command: int, seq: int, body: bytes = b"") -> None:
        """A PDU."""
        self.request.sendall(struct.pack(">III", 12 + len(body), command, seq) + body)

    def connect(self, seq: int, body: bytes) -> None:
        """Let in who knows the secret, and prove it back."""
        name, proof, version, wall = struct.unpack(">6s16sBI", body)
        good = hashlib.md5(name + bytes(9) + SECRET + b"%010d" % wall).digest() == proof and version == VERSION
        said = status(0 if good else 3)
        self.put(0x80000001, seq, said + hashlib.md5(said + proof + SECRET).digest() + bytes((VERSION,)))
        if good:
            state["link"] = self
            tell(bound=name.decode())

    def submit(self, seq: int, body: bytes) -> None:
        """As it is told to."""
        state["count"] += 1
        key = struct.pack(">Q", 0x0A00_0000_0000_0000 + state["count"])
        at = 8 + 1 + 1 + 1 + 1 + 10 + 1 + WIDE + (VERSION == 0x30)
        headed, at = body[at + 1], at + 3 + 6 + 2 + 6 + 17 + 17
        sender, at = body[at : at + 21], at + 21 + 1
        to, at = body[at : at + WIDE], at + WIDE + (VERSION == 0x30)
        words = body[at + 1 : at + 1 + body[at]]
        head, words = (words[1 : words[0] + 1], words[words[0] + 1 :]) if headed else (b"", words)
        tell(
            submit=key.hex(),
            to=to.rstrip(b"\0").decode(),
            sender=sender.rstrip(b"\0").decode(),
            udh=head.hex(),
            text=words.decode("utf-16-be"),
        )
        if state["mode"] == "accept":
            self.put(0x80000004, seq, key + status(0))
        elif state["mode"] != "hang":
            self.put(0x80000004, seq, bytes(8) + status(state["mode"]))

    def deliver(self, order: dict[str, Any]) -> None:
        """A citizen's words, or a report."""
        self.next += 1
        self.tags[self.next] = order["tag"]
        words = bytes.fromhex(order["body"])
        sender = order["sender"].encode().ljust(WIDE, b"\0") + (b"" if VERSION == 0x20 else b"\0")
        key = struct.pack(">Q", order.get("key", self.next))
        flags = bytes((0, 1 if order.get("esm", 0) & 0x40 else 0, order.get("coding", 8)))
        body = key + b"10690000".ljust(21, b"\0") + bytes(10) + flags + sender
        body += bytes((order.get("report", 0), len(words))) + words + bytes(8 if VERSION == 0x20 else 20)
        self.put(0x5, self.next, body)


class Gateway(socketserver.ThreadingTCPServer):
    """It listens on this machine alone."""

    allow_reuse_address = daemon_threads = True


if __name__ == "__main__":
    with Gateway(("127.0.0.1", int(sys.argv[1])), Link) as gateway:
        threading.Thread(target=gateway.serve_forever, daemon=True).start()
        tell(port=int(sys.argv[1]))
        for line in sys.stdin:
            told = json.loads(line)
            if "mode" in told:
                state["mode"] = told["mode"]
                tell(mode=told["mode"])
            else:
                state["link"].deliver(told)
