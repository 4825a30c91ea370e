"""A manager that says what a test wants it to say, over a real socket: for what a real one rarely does."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

BANNER = b"Asterisk Call Manager/11.0.0\r\n"
EVENT = b"Event: Newstate\r\nUniqueid: 1\r\n\r\n"


def answer(asked: dict[str, str]) -> bytes:
    """A manager that does what it is asked; ``Originate`` and ``Bad`` are refused, ``Silent`` isn't answered."""
    key, action = asked.get("ActionID", ""), asked.get("Action", "")
    if action == "Silent":
        return b""
    if action in ("Originate", "Bad"):
        return f"Response: Error\r\nActionID: {key}\r\nMessage: no\r\n\r\n".encode()
    head = EVENT + f"Response: Success\r\nActionID: {key}\r\n\r\n".encode()
    if action in ("QueueStatus", "CoreShowChannels"):
        return head + EVENT + f"Event: {action}Complete\r\nActionID: {key}\r\n\r\n".encode()
    return head


@contextmanager
def speaking(banner: bytes = BANNER, first: bytes = b"") -> Iterator[int]:
    """Its port, for the connections of the block; ``first`` follows the banner, then it answers."""
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with suppress(OSError):
            while True:
                line, _ = server.accept()
                threading.Thread(target=_serve, args=(line, banner + first), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield server.getsockname()[1]
    finally:
        server.shutdown(socket.SHUT_RDWR)
        server.close()


def _serve(line: socket.socket, first: bytes) -> None:
    with line, suppress(OSError):
        line.sendall(first)
        rest = b""
        while block := line.recv(4096):
            rest += block
            while b"\r\n\r\n" in rest:
                raw, _, rest = rest.partition(b"\r\n\r\n")
                pairs = [one.partition(": ") for one in raw.decode().split("\r\n")]
                asked = {name: value for name, _, value in pairs}
                if asked.get("Action") == "Gone":
                    return
                line.sendall(answer(asked))
