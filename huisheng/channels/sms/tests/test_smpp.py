"""SMPP's bytes: those of the specification, and those of a library that somebody else wrote."""

import struct
from datetime import UTC, datetime

import pytest
import smpp34
from hypothesis import given
from hypothesis import strategies as st

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
from huisheng.channels.sms.smpp.dialect import Smpp
from huisheng.channels.sms.smpp.wire import Fields, text

US = Smpp("huisheng", "secret12", "GOV", "10690000")
AT = datetime(2019, 11, 4, 1, 0, tzinfo=UTC)
RECEIPT = b"id:0A1B sub:001 dlvrd:001 submit date:1911040900 done date:1911040901 stat:DELIVRD err:000 text:"


def pdu(command: int, body: bytes = b"", *, status: int = 0, seq: int = 7) -> bytes:
    return struct.pack(">IIII", 16 + len(body), command, status, seq) + body


def deliver(body: bytes, **more: object) -> bytes:
    """deliver_sm as the library writes it."""
    given = {"sequence_number": 7, "data_coding": 8, **more}
    return bytes(smpp34.DeliverSm("8619900000001", "10690000", body, **given).encode())  # type: ignore[arg-type]  # names and values of its own


def test_the_bytes_of_a_bind() -> None:
    assert US.bind(1, AT).hex() == (
        "0000002a" "00000009" "00000000" "00000001"
        "6875697368656e6700" "736563726574313200" "474f5600" "34" "00" "00" "00"
    )  # fmt: skip


def test_the_bytes_of_the_small_ones() -> None:
    assert US.ping(2).hex() == "00000010000000150000000000000002"
    assert US.pong(2).hex() == "00000010800000150000000000000002"
    assert US.bye(3).hex() == "00000010000000060000000000000003"
    assert US.bye(3, answer=True).hex() == "00000010800000060000000000000003"
    assert US.nack(0).hex() == "00000010800000000000000200000000"


@pytest.mark.parametrize("international", [True, False])
def test_a_part_as_the_library_reads_it(international: bool) -> None:
    us = Smpp("huisheng", "secret12", "", "10690000", international=international)
    body = b"\x05\x00\x03\x07\x02\x01" + "好".encode("utf-16-be")
    read = smpp34.decode(us.submit(9, Part("8619900000001", body, 8, 0x12345, Long(7, 1, 2))))
    assert isinstance(read, smpp34.SubmitSm)
    assert (read.sequence_number, read.source_addr, read.destination_addr) == (9, "10690000", "8619900000001")
    assert (read.esm_class, read.data_coding, read.registered_delivery) == (0x40, 8, 1)
    assert (read.dest_addr_ton, read.dest_addr_npi, bytes(read.short_message)) == (int(international), 1, body)
    assert [(tlv.tag, bytes(tlv.value)) for tlv in read.tlvs] == [(0x0204, b"\x23\x45")]


def test_a_long_part_is_a_payload() -> None:
    body = "好".encode("utf-16-be") * 100
    read = smpp34.decode(US.submit(9, Part("19900000001", body, 8, 1)))
    assert isinstance(read, smpp34.SubmitSm)
    assert (read.esm_class, bytes(read.short_message), bytes(read.tlvs[1].value)) == (0, b"", body)


@pytest.mark.parametrize(
    ("bytes_", "heard"),
    [
        (pdu(0x80000009, b"centre\0"), Bound(7)),
        (pdu(0x80000004, b"0A1B\0"), Answer(7, "0A1B")),
        (pdu(0x80000004), Answer(7, "")),
        (pdu(0x80000004, status=0x58), Answer(7, "", Retry.SLOWER, "短信网关忙，稍后自动再发。")),
        (pdu(0x80000000, status=3), Odd(about=7)),
        (pdu(0x15), Ping(7)),
        (pdu(0x80000015), Pong(7)),
        (pdu(0x6), Bye(7)),
        (pdu(0x80000006), Bye(7, answer=True)),
        (pdu(0x3), Odd(bytes.fromhex("00000010800000000000000300000007"))),  # query_sm is none of ours
        (pdu(0x80000003), Odd()),
        (pdu(0x0B, b"centre\0secret\0"), Odd()),
        (pdu(0x102), Odd()),
    ],
)
def test_what_is_heard(bytes_: bytes, heard: object) -> None:
    assert US.read(bytes_) == heard


def test_not_let_in() -> None:
    heard = US.read(pdu(0x80000009, status=0x0E))
    assert isinstance(heard, Bound)
    assert "密码" in heard.trouble


def test_a_citizen_s_words() -> None:
    heard = US.read(deliver("路灯不亮".encode("utf-16-be")))
    assert heard == Said(7, 5, "8619900000001", "10690000", "路灯不亮".encode("utf-16-be"), 8)
    assert isinstance(heard, Said)
    assert US.taken(heard, kept=True).hex() == "0000001180000005000000000000000700"
    assert US.taken(heard, kept=False).hex() == "0000001180000005000000640000000700"


def test_parts_by_header_and_by_parameters() -> None:
    headed = US.read(deliver(b"\x05\x00\x03\x07\x02\x01ab", esm_class=0x40))
    assert isinstance(headed, Said)
    assert (headed.long, headed.body) == (Long(7, 1, 2), b"ab")
    sar = [smpp34.Tlv(0x020C, b"\x01\x07"), smpp34.Tlv(0x020E, b"\x02"), smpp34.Tlv(0x020F, b"\x02")]
    told = US.read(deliver(b"ab", tlvs=sar))
    assert isinstance(told, Said)
    assert told.long == Long(0x107, 2, 2)


def test_a_payload_comes_in() -> None:
    words = "好".encode("utf-16-be") * 500
    heard = US.read(deliver(b"", tlvs=[smpp34.Tlv(0x0424, words)]))
    assert isinstance(heard, Said)
    assert heard.body == words


def test_data_sm() -> None:
    body = b"\0\x01\x018619900000001\0\x00\x0110690000\0\x00\x00\x08" + b"\x04\x24\x00\x02" + "好".encode("utf-16-be")
    heard = US.read(pdu(0x103, body))
    assert heard == Said(7, 0x103, "8619900000001", "10690000", "好".encode("utf-16-be"), 8)
    assert isinstance(heard, Said)
    assert US.taken(heard, kept=True)[4:8].hex() == "80000103"


@pytest.mark.parametrize(
    ("tlvs", "body", "key", "fate"),
    [
        ([], RECEIPT, "0A1B", Fate.DELIVERED),
        ([(0x001E, b"2587\0"), (0x0427, b"\x02")], b"", "2587", Fate.DELIVERED),
        ([(0x001E, b"2587"), (0x0427, b"\x05")], b"", "2587", Fate.FAILED),
        ([(0x001E, b"2587"), (0x0427, b"\x01")], b"", "2587", None),
        ([(0x001E, b"2587")], b"", "2587", None),
        ([(0x001E, b"2587")], RECEIPT, "2587", Fate.DELIVERED),
        ([], b"what?", "", None),
    ],
)
def test_receipts(tlvs: list[tuple[int, bytes]], body: bytes, key: str, fate: Fate | None) -> None:
    for kind in (0x04, 0x20):
        heard = US.read(deliver(body, esm_class=kind, data_coding=0, tlvs=[smpp34.Tlv(*one) for one in tlvs]))
        assert isinstance(heard, Report)
        assert (heard.message_id, heard.address, heard.fate) == (key, "8619900000001", fate)


@pytest.mark.parametrize(
    "body", [b"", b"\0" * 5, b"x" * 40, deliver(b"ab")[16:-1], deliver(b"ab")[16:] + b"\x04\x24\xff\xff"]
)
def test_a_message_that_can_t_be_read_is_refused_for_good(body: bytes) -> None:
    with pytest.raises(Garbled) as caught:
        US.read(pdu(0x5, body))
    assert caught.value.reply.hex() == "0000001180000005000000650000000700"


@given(command=st.sampled_from([0x5, 0x103, 0x80000004, 0x80000009, 0x15, 0x1234]), body=st.binary(max_size=300))
def test_no_bytes_are_too_strange(command: int, body: bytes) -> None:
    try:
        US.read(pdu(command, body))
    except Garbled as garbled:
        assert garbled.reply


def test_the_fields_hold_what_they_hold() -> None:
    assert text("一a\0b" * 9, 6) == b"?ab?a\0"
    assert Fields(b"ab\0").text(3) == "ab"
    with pytest.raises(Garbled):
        Fields(b"ab\0").text(2)
