"""A switch as it is from outside: it posts what happens on its lines."""

import json
from datetime import datetime
from typing import Any

from django.test import Client

from huisheng.channels.telephony import hall, signature
from huisheng.channels.telephony.actions import bind_phone, call_back, issue_switch
from huisheng.channels.telephony.models import Call
from huisheng.ledger import append
from tests.cast import World

PHONE = "19900000001"
EXTENSION = "801"


class Telephone:
    """The world's switch ``pbx`` (signed) and ``cti`` (generic), with the agent at extension 801."""

    def __init__(self, world: World) -> None:
        self.world, self.client, self._seq = world, Client(), 100
        self.agent, self.admin = world.seat("agent"), world.seat("admin")
        with world.hour() as at:
            self.secret = issue_switch.do(by=self.admin, at=at, code="pbx", label="测试", profile="signed")
            self.token = issue_switch.do(by=self.admin, at=at, code="cti", label="测试", profile="cti")
        bind_phone.do(by=self.admin, seat="agent", extension=EXTENSION)

    def body(self, event: str, /, *, at: datetime | None = None, **changed: Any) -> bytes:
        """An event as JSON; ``agent`` is ours where the event needs one."""
        given: dict[str, Any] = {
            "event": event, "call_id": "c-1", "seq": 1, "occurred_at": (at or self.world.now).isoformat(),
            "direction": "in", "from": PHONE, "to": "12345", "queue": "市民", "agent": EXTENSION, **changed,
        }  # fmt: skip
        return json.dumps(given, ensure_ascii=False).encode()

    def post(self, body: bytes, header: str, source: str = "pbx") -> Any:
        """The bytes as they are, with that signature."""
        headers = {"X-Huisheng-Signature": header} if header else {}
        return self.client.post(f"/api/telephony/{source}/events", body, "application/json", headers=headers)

    def send(self, event: str, /, *, seconds: int = 0, **changed: Any) -> Any:
        """Let time pass, then sign and post."""
        self.world.pass_(seconds=seconds)
        body = self.body(event, **changed)
        with self.world.hour() as at:
            return self.post(body, signature.sign(self.secret, body, at))

    def say(self, event: str, /, **given: Any) -> dict[str, Any]:
        """The same, taken."""
        answer = self.send(event, **given)
        assert answer.status_code == 200, answer.json()
        found: dict[str, Any] = answer.json()
        return found

    def cti(
        self,
        event: str,
        /,
        *,
        call: str = "g-1",
        seconds: int = 0,
        token: str = "",
        as_form: bool = False,
        **changed: Any,
    ) -> Any:
        """The generic profile."""
        self.world.pass_(seconds=seconds)
        given = {"event": event, "callId": call, "from": PHONE, "to": "12345", "direction": "in", **changed}
        where = f"/api/telephony/cti/cti/{token or self.token}"
        with self.world.hour():
            if as_form:
                return self.client.post(where, given)
            return self.client.post(where, json.dumps(given), "application/json")

    def call(self, call_id: str = "c-1", source: str = "pbx") -> Call:
        """The call as it stands."""
        return Call.objects.get(source=source, call_id=call_id)

    def hall(self) -> hall.Hall:
        """What the agent sees."""
        return hall.hall(self.agent, self.world.now)

    def call_back(self, outcome: str) -> None:
        """The agent calls the missed caller back."""
        self.world.pass_(seconds=30)
        with self.world.hour() as at, append.writing():
            call_back.do(self.call(), by=self.agent, at=at, outcome=outcome)
