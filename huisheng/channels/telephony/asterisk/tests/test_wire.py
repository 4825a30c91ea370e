"""The protocol itself: what isn't AMI, what is too long, what doesn't come."""

import pytest

from huisheng.channels.telephony.asterisk.tests.ami import BANNER, speaking
from huisheng.channels.telephony.asterisk.tests.pbx import free_port
from huisheng.channels.telephony.asterisk.wire import Line, Lost, Refused


def test_asked_and_answered_while_events_come() -> None:
    with speaking() as port, Line("127.0.0.1", port) as line:
        line.login("u", "s", events=True)
        assert line.behind
        assert line.listed("QueueStatus", "QueueStatusComplete") == []
        said = [line.read(0.05) for _ in range(4)]
        assert [one is not None and one["Event"] for one in said] == ["Newstate"] * 3 + [False]
        assert not line.behind
        with pytest.raises(Refused, match="no"):
            line.ask("Bad")
        with pytest.raises(ValueError, match="line breaks"):
            line.ask("Ping", Channel="x\r\nAction: Originate")


def test_what_goes_wrong() -> None:
    with pytest.raises(Lost, match="无法连接"):
        Line("127.0.0.1", free_port())
    with speaking(b"220 mail\r\n") as port, pytest.raises(Lost, match="不是 Asterisk"):
        Line("127.0.0.1", port)
    with speaking(b"A" * 100_000) as port, pytest.raises(Lost):
        Line("127.0.0.1", port)
    with speaking() as port, Line("127.0.0.1", port, timeout=0.2) as line, pytest.raises(Lost, match="没有回答"):
        line.ask("Silent")
    with speaking() as port, Line("127.0.0.1", port) as line, pytest.raises(Lost, match="挂断"):
        line.ask("Gone")


def test_what_is_too_long_or_no_text() -> None:
    with speaking(BANNER, b"x" * 300_000) as port, Line("127.0.0.1", port) as line, pytest.raises(Lost, match="过长"):
        while True:
            line.read(1)
    many = b"a: b\r\n" * 2500 + b"\r\n"
    with speaking(BANNER, many) as port, Line("127.0.0.1", port) as line, pytest.raises(Lost, match="过长"):
        line.read(1)
    odd = b"Event: \xff\x00\r\nnothing\r\nEvent: again\r\n\r\n"
    with speaking(BANNER, odd) as port, Line("127.0.0.1", port) as line:
        assert line.read(1) == {"Event": "\ufffd\x00", "nothing": ""}
