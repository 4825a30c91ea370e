"""A message centre for one bench, a process of its own: ``python -m bench.centre PORT COUNT WINDOW PHONE``.

Says "ready", then the seconds from the link's beginning to the last answer. PHONE has a place for a message's number.
"""

import random
import socket
import struct
import sys
import time


def pdu(command: int, seq: int, body: bytes = b"") -> bytes:
    """A PDU of SMPP 3.4."""
    return struct.pack(">IIII", 16 + len(body), command, 0, seq) + body


def receipt(seq: int, no: int, phone: str) -> bytes:
    """A deliver_sm that says that message ``no`` was delivered; its key in decimal, where the answer had it in hex."""
    said = f"id:{no:010d} sub:001 dlvrd:001 submit date:2611220930 done date:2611220931 stat:DELIVRD err:000 text:"
    sender = phone.format(no).encode()
    body = b"\0\1\1" + sender + b"\0\1\x0110690000\0\x04" + bytes(8) + bytes((len(said),)) + said.encode()
    return pdu(0x5, seq, body)


def centre(port: int, count: int, window: int, phone: str) -> None:
    """The peer: lets the link in, sends, counts the answers, says when the last one came."""
    order = [*range(1, count + 1), *range(1, count + 1, 20)]
    random.Random(5).shuffle(order)
    with socket.create_server(("127.0.0.1", port)) as server:
        print("ready", flush=True)
        link, _ = server.accept()
        stream = link.makefile("rb")
        sent = answered = 0
        began = 0.0
        while answered < len(order):
            size, command, status, seq = struct.unpack(">IIII", stream.read(16))
            stream.read(size - 16)
            if command == 0x9:
                link.sendall(pdu(0x80000009, seq, b"bench\0"))
                began = time.perf_counter()
            elif command == 0x15:
                link.sendall(pdu(0x80000015, seq))
            elif command == 0x80000005:
                assert status == 0, "a receipt was refused"
                answered += 1
            ready = min(answered + window, len(order)) if began else 0
            link.sendall(b"".join(receipt(no + 1, order[no], phone) for no in range(sent, ready)))
            sent = max(sent, ready)
        print(time.perf_counter() - began, flush=True)
        stream.read()


if __name__ == "__main__":
    centre(*map(int, sys.argv[1:4]), sys.argv[4])
