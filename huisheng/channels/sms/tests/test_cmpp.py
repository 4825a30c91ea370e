"""CMPP's bytes, worked out by hand from the specification's tables: the peer of the other tests is our own."""

import contextlib
import struct
from datetime import UTC, datetime
from hashlib import md5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huisheng.channels.sms.cmpp.dialect import V2, V3, Cmpp
from huisheng.channels.sms.contract import (
    Answer,
    Bound,
    Bye,
    Fate,
    Garbled,
    Long,
    Odd,
    Part,
    Ping,
    Pong,
    Report,
    Retry,
    Said,
)

AT = datetime(2019, 11, 4, 1, 2, 3, tzinfo=UTC)  # 09:02:03 on the wall
KEY = "0a00000000000007"
NUMBER = "19900000001"


def us(version: int = V2) -> Cmpp:
    return Cmpp(version, "901234", "secret12", "HOTLINE", "10690000")


def pdu(command: int, body: bytes = b"") -> bytes:
    return struct.pack(">III", 12 + len(body), command, 7) + body


def delivered(version: int, body: bytes, *, report: int = 0, headed: int = 0, coding: int = 8) -> bytes:
    wide = 21 if version == V2 else 32
    head = bytes.fromhex(KEY) + b"10690000".ljust(21, b"\0") + b"HOTLINE".ljust(10, b"\0")
    head += bytes((0, headed, coding)) + NUMBER.encode().ljust(wide, b"\0") + (b"" if version == V2 else b"\0")
    return pdu(0x5, head + bytes((report, len(body))) + body + bytes(8 if version == V2 else 20))


def test_the_bytes_of_a_connect() -> None:
    proof = md5(b"901234" + b"\0" * 9 + b"secret12" + b"1104090203").hexdigest()
    wall = f"{1104090203:08x}"
    assert us().bind(1, AT).hex() == "000000270000000100000001" + b"901234".hex() + proof + "20" + wall
    assert us(V3).bind(1, AT)[34] == 0x30


@pytest.mark.parametrize(("version", "status"), [(V2, b"\0"), (V3, b"\0\0\0\0")])
def test_the_gateway_s_proof(version: int, status: bytes) -> None:
    link = us(version)
    proof = link.bind(1, AT)[18:34]
    good = md5(status + proof + b"secret12").digest()
    assert link.read(pdu(0x80000001, status + good + bytes((version,)))) == Bound(7)
    impostor = link.read(pdu(0x80000001, status + bytes(16) + bytes((version,))))
    assert isinstance(impostor, Bound)
    assert "证明" in impostor.trouble
    refused = link.read(pdu(0x80000001, status[:-1] + b"\x03" + bytes(16) + bytes((version,))))
    assert isinstance(refused, Bound)
    assert "密码" in refused.trouble


def test_the_bytes_of_the_small_ones() -> None:
    assert us().ping(2).hex() == "0000000c0000000800000002"
    assert us().pong(2).hex() == "0000000d800000080000000200"
    assert us().bye(3).hex() == "0000000c0000000200000003"
    assert us().bye(3, answer=True).hex() == "0000000c8000000200000003"
    assert us().nack(3) == b""


def test_the_bytes_of_a_submit_of_2_0() -> None:
    body = "好".encode("utf-16-be")
    said = us().submit(9, Part(NUMBER, body, 8, 1)).hex()
    assert said == (
        "000000a1" "00000004" "00000009"
        + "00" * 8 + "01" "01" "01" "00" + b"HOTLINE\0\0\0".hex() + "00" + "00" * 21 + "00" "00" "08"
        + b"901234".hex() + b"01".hex() + b"000000".hex() + "00" * 34
        + b"10690000".ljust(21, b"\0").hex() + "01" + NUMBER.encode().ljust(21, b"\0").hex()
        + "02" "597d" + "00" * 8
    )  # fmt: skip


def test_the_bytes_of_a_submit_of_3_0() -> None:
    body = b"\x05\x00\x03\x07\x02\x01" + "好".encode("utf-16-be")
    said = us(V3).submit(9, Part(NUMBER, body, 8, 1, Long(7, 1, 2))).hex()
    assert said == (
        "000000cb" "00000004" "00000009"
        + "00" * 8 + "02" "01" "01" "00" + b"HOTLINE\0\0\0".hex() + "00" + "00" * 32 + "00" + "00" "01" "08"
        + b"901234".hex() + b"01".hex() + b"000000".hex() + "00" * 34
        + b"10690000".ljust(21, b"\0").hex() + "01" + NUMBER.encode().ljust(32, b"\0").hex() + "00"
        + "08" "050003070201597d" + "00" * 20
    )  # fmt: skip


@pytest.mark.parametrize(
    ("version", "bytes_", "heard"),
    [
        (V2, pdu(0x80000004, bytes.fromhex(KEY) + b"\0"), Answer(7, KEY)),
        (V3, pdu(0x80000004, bytes.fromhex(KEY) + b"\0\0\0\0"), Answer(7, KEY)),
        (V2, pdu(0x80000004, bytes(8) + b"\x08"), Answer(7, "", Retry.SLOWER, "短信网关忙，稍后自动再发。")),
        (V3, pdu(0x80000004, bytes(11) + b"\x0d"), Answer(7, "", Retry.NO, "收信号码不对，请核对市民的号码。")),
        (V2, pdu(0x8), Ping(7)),
        (V2, pdu(0x80000008, b"\0"), Pong(7)),
        (V2, pdu(0x2), Bye(7)),
        (V2, pdu(0x80000002), Bye(7, answer=True)),
        (V2, pdu(0x6), Odd()),
    ],
)
def test_what_is_heard(version: int, bytes_: bytes, heard: object) -> None:
    assert us(version).read(bytes_) == heard


@pytest.mark.parametrize("version", [V2, V3])
def test_a_citizen_s_words_and_the_answer(version: int) -> None:
    words = "路灯不亮".encode("utf-16-be")
    heard = us(version).read(delivered(version, words))
    assert heard == Said(7, 5, NUMBER, "10690000", words, 8, None, KEY)
    assert isinstance(heard, Said)
    result = "00" if version == V2 else "00000000"
    again = "09" if version == V2 else "00000009"
    size = "00000015" if version == V2 else "00000018"
    assert us(version).taken(heard, kept=True).hex() == size + "8000000500000007" + KEY + result
    assert us(version).taken(heard, kept=False).hex() == size + "8000000500000007" + KEY + again
    part = us(version).read(delivered(version, b"\x05\x00\x03\x07\x02\x01ab", headed=1))
    assert isinstance(part, Said)
    assert (part.long, part.body) == (Long(7, 1, 2), b"ab")


@pytest.mark.parametrize("version", [V2, V3])
def test_a_report(version: int) -> None:
    wide = 21 if version == V2 else 32
    said = bytes.fromhex("0a00000000000003") + b"DELIVRD" + b"1911040900" * 2
    said += NUMBER.encode().ljust(wide, b"\0") + bytes(4)
    heard = us(version).read(delivered(version, said, report=1, coding=0))
    assert heard == Report(7, 5, "0a00000000000003", NUMBER, Fate.DELIVERED, "", KEY)
    assert isinstance(heard, Report)
    assert us(version).taken(heard, kept=True)[12:20].hex() == KEY


@pytest.mark.parametrize(
    "bytes_",
    [
        pdu(0x80000001, b"\0"),
        pdu(0x80000004, b"\0" * 8),
        pdu(0x5, b"\0" * 60),
        delivered(V2, b"abcdef")[:-12],
        delivered(V2, b"DELIVRD", report=1),
    ],
)
def test_what_can_t_be_read(bytes_: bytes) -> None:
    with pytest.raises(Garbled):
        us().read(bytes_)


@given(
    version=st.sampled_from([V2, V3]),
    command=st.sampled_from([0x5, 0x80000001, 0x80000004, 0x1234]),
    body=st.binary(max_size=300),
)
def test_no_bytes_are_too_strange(version: int, command: int, body: bytes) -> None:
    with contextlib.suppress(Garbled):
        us(version).read(pdu(command, body))
