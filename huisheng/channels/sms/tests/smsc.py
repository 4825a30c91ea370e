"""A message centre for the tests: the one of ``smpp34``, steered by lines of JSON. Run as a process of its own."""

import asyncio
import json
import sys
from typing import Any

import smpp34

_PAYLOAD = 0x0424


def tell(**said: Any) -> None:
    """A line to who steers."""
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()


class Centre:
    """Takes what is submitted as it is told to, and delivers what it is given."""

    def __init__(self) -> None:
        self.esme: Any = None
        self.mode: Any = "accept"
        self.count = 0
        self.held: list[Any] = []
        self.tasks: set[asyncio.Task[None]] = set()

    async def listen(self, server: Any) -> None:
        """What comes over its links."""
        while True:
            event = await server.next()
            if isinstance(event, smpp34.Esme):
                self.esme = event
                tell(bound=event.system_id)
            elif isinstance(event, smpp34.SubmitSmEvent):
                self.submitted(event)
            else:
                tell(unbound=True)

    def submitted(self, event: Any) -> None:
        """Taken, refused with a status, or left without an answer."""
        self.count += 1
        body, head = bytes(event.short_message), b""
        payload = {tlv.tag: bytes(tlv.value) for tlv in event.tlvs}.get(_PAYLOAD)
        if payload is not None:
            body = payload
        if event.esm_class & 0x40:
            head, body = body[1 : body[0] + 1], body[body[0] + 1 :]
        key = f"{self.count:08X}"
        tell(
            submit=key,
            to=event.destination_addr,
            sender=event.source_addr,
            udh=head.hex(),
            text=body.decode("utf-16-be"),
        )
        if self.mode == "accept":
            event.accept(key)
        elif self.mode == "hang":
            self.held.append(event)  # let go of, it would be refused
        else:
            event.reject(self.mode)

    async def steer(self, reader: asyncio.StreamReader) -> None:
        """What it is told."""
        while line := await reader.readline():
            order = json.loads(line)
            if "mode" in order:
                self.mode = order["mode"]
                tell(mode=self.mode)
            else:
                task = asyncio.create_task(self.deliver(order))
                self.tasks.add(task)

    async def deliver(self, order: dict[str, Any]) -> None:
        """A message, or a receipt; told once it is answered."""
        try:
            answer = await self.esme.deliver_sm(
                source_addr=order["sender"],
                destination_addr="10690000",
                esm_class=order.get("esm", 0),
                data_coding=order.get("coding", 8),
                short_message=bytes.fromhex(order["body"]),
            )
            tell(answered=order["tag"], status=answer.command_status)
        except smpp34.SmppError as error:
            tell(answered=order["tag"], status=-1, error=str(error))


async def main() -> None:
    """Until it is killed."""
    loop, centre = asyncio.get_running_loop(), Centre()
    server = smpp34.Server(host="127.0.0.1", port=int(sys.argv[1]), system_id="centre")
    await server.start()
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    tell(port=int(sys.argv[1]))
    listening = asyncio.create_task(centre.listen(server))
    await centre.steer(reader)
    listening.cancel()


if __name__ == "__main__":
    asyncio.run(main())
