"""A manager that says what a test wants it to say, over a real socket: for what a real one rarely does."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

BANNER = b"Asterisk Call Manager/11.0.0\r\n"
EVENT = b"Event: Newstate\r\nUniqueid: 1\r\n\r\n"
CALL = "pbx-17.1"  # the one that is there: its caller, and the seat at 801
LEGS = (("PJSIP/trunk-1", CALL), ("PJSIP/801-2", "pbx-17.2"))


def answer(asked: dict[str, str], *, dialled: bool = False) -> bytes:
    """A manager that does what it is asked; ``Bad`` and, unless ``dialled``, ``Originate`` are refused.

    ``Silent`` isn't answered.
    """
    key, action = asked.get("ActionID", ""), asked.get("Action", "")
    if action == "Silent":
        return b""
    if action == "Bad" or (action == "Originate" and not dialled):
        return f"Response: Error\r\nActionID: {key}\r\nMessage: no\r\n\r\n".encode()
    head = EVENT + f"Response: Success\r\nActionID: {key}\r\n\r\n".encode()
    if action in ("QueueStatus", "CoreShowChannels"):
        told = _channels(key) if action == "CoreShowChannels" else EVENT
        return head + told + f"Event: {action}Complete\r\nActionID: {key}\r\n\r\n".encode()
    return head


def _channels(key: str) -> bytes:
    said = (f"Channel: {name}\r\nUniqueid: {of}\r\nLinkedid: {CALL}" for name, of in LEGS)
    return EVENT + "".join(f"Event: CoreShowChannel\r\nActionID: {key}\r\n{one}\r\n\r\n" for one in said).encode()


@contextmanager
def speaking(
    banner: bytes = BANNER, first: bytes = b"", *, dialled: bool = False, heard: list[dict[str, str]] | None = None
) -> Iterator[int]:
    """Its port, for the connections of the block; ``first`` follows the banner, then it answers.

    What it was asked is put into ``heard``.
    """
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with suppress(OSError):
            while True:
                line, _ = server.accept()
                threading.Thread(target=_serve, args=(line, banner + first, dialled, heard), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield server.getsockname()[1]
    finally:
        server.shutdown(socket.SHUT_RDWR)
        server.close()


def _serve(line: socket.socket, first: bytes, dialled: bool, heard: list[dict[str, str]] | None) -> None:
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
                if heard is not None:
                    heard.append(asked)
                line.sendall(answer(asked, dialled=dialled))
