"""The fields of SMPP's PDUs, read one after another. Pure."""

from huisheng.channels.sms.contract import Garbled


class Fields:
    """What is left of a PDU's body; Garbled where a field runs over its end."""

    def __init__(self, body: bytes) -> None:
        self._body, self._at = body, 0

    def byte(self) -> int:
        """One octet."""
        return self.octets(1)[0]

    def octets(self, count: int) -> bytes:
        """So many octets."""
        found = self._body[self._at : self._at + count]
        if len(found) < count:
            raise Garbled("short")
        self._at += count
        return found

    def text(self, most: int) -> str:
        """A C-octet string of at most so many octets with its end."""
        end = self._body.find(b"\0", self._at, self._at + most)
        if end < 0:
            raise Garbled("no end of a text")
        found = self._body[self._at : end]
        self._at = end + 1
        return found.decode("latin-1")

    def options(self) -> dict[int, bytes]:
        """The optional parameters (5.3): all that is left. Of two of one tag the first stands."""
        found: dict[int, bytes] = {}
        while self._at < len(self._body):
            tag, size = int.from_bytes(self.octets(2), "big"), int.from_bytes(self.octets(2), "big")
            found.setdefault(tag, self.octets(size))
        return found


def text(said: str, most: int) -> bytes:
    """A C-octet string, cut to what the field holds."""
    return said.encode("latin-1", "replace").replace(b"\0", b"")[: most - 1] + b"\0"


def option(tag: int, value: bytes) -> bytes:
    """An optional parameter."""
    return tag.to_bytes(2, "big") + len(value).to_bytes(2, "big") + value
