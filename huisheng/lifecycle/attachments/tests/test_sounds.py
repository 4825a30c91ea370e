"""Voice notes: which they are, how long, and what is none."""

import struct
import wave
from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huisheng.lifecycle.attachments import rules, sounds
from huisheng.lifecycle.attachments.rules import Limits, Unfit
from huisheng.lifecycle.attachments.states import VOICES, Sort
from huisheng.lifecycle.attachments.tests import made

LIMITS = Limits(1 << 20, 9, tuple(sort.value for sort in Sort), 60)
NOTES = {
    "amr": (made.amr(3), Sort.AMR, 3),
    "amr-wb": (b"#!AMR-WB\n" + b"\x04" + b"\0" * 17, Sort.AMR, 1),
    "wav": (made.wav(2), Sort.WAV, 2),
    "opus": (made.ogg(b"OpusHead" + b"\0" * 11, 48000 * 5), Sort.OGG, 5),
    "vorbis": (made.ogg(b"\x01vorbis" + struct.pack("<IBI", 0, 1, 8000), 16001), Sort.OGG, 3),
    "speex": (made.ogg(b"Speex   " + b"\0" * 28 + struct.pack("<I", 16000), 16000), Sort.OGG, 1),
    "mp3": (made.mp3(39), Sort.MP3, 2),
    "mp3 with a tag": (b"ID3\x04\0\0\0\0\0\x05abcde" + made.mp3(2), Sort.MP3, 1),
    "mp3 of 24 kHz": (made.frames(b"\xff\xf3\x84\x00", 72 * 64 * 1000 // 24000, 42), Sort.MP3, 2),
    "aac": (made.frames(b"\xff\xf1\x50\x80\x06\x40\xfc", 50, 44), Sort.AAC, 2),
    "m4a": (made.m4a(1000, 4500), Sort.M4A, 5),
    "m4a of 64 bits": (made.m4a(1000, 4500, version=1), Sort.M4A, 5),
    "m4a in pieces": (made.m4a(0, 0, pieces=(0, 8000, 16000)), Sort.M4A, 2),
    "webm": (made.webm(0, 5000, 9001), Sort.WEBM, 10),
}


@pytest.mark.parametrize("name", NOTES)
def test_each_is_known_and_measured(name: str) -> None:
    data, sort, long = NOTES[name]
    assert sounds.sort_of(data) is sort
    assert sounds.seconds(data, sort) == long
    assert rules.sort_of(data, len(data), LIMITS) is sort


BROKEN = {
    "amr cut": made.amr(1)[:-3],
    "amr of an unknown frame": b"#!AMR\n\x4c" + b"\0" * 40,
    "amr of nothing": b"#!AMR\n",
    "wav without sound": b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0" + b"\0" * 16,
    "wav without rate": b"RIFF\0\0\0\0WAVEdata\x04\0\0\0abcd",
    "ogg of something": made.ogg(b"Whatever", 1),
    "ogg cut": b"OggS\0\2",
    "mp3 of one frame": made.mp3(1),
    "mp3 of a reserved version": b"\xff\xeb\x90\x00" * 3,
    "mp3 of a free rate": b"\xff\xfb\x00\x00" * 3,
    "mp3 that is a tag": b"ID3\x04",
    "aac of no rate": b"\xff\xf1\x7c\x80\x06\x40\xfc" + b"\0" * 50,
    "aac of no size": b"\xff\xf1\x50\x80\0\0\0",
    "m4a of a head": made.box(b"ftyp", b"M4A \0\0\0\0"),
    "m4a that turns": made.box(b"ftyp", b"M4A \0\0\0\0") + b"\0\0\0\x02moov",
    "m4a of a long box": made.box(b"ftyp", b"M4A \0\0\0\0") + b"\0\0\0\x01free" + struct.pack(">Q", 1 << 40),
    "m4a of no rate": made.m4a(0, 5),
    "webm without sound": b"\x1a\x45\xdf\xa3webm",
    "webm without clusters": b"\x1a\x45\xdf\xa3webm A_OPUS",
    "mkv": made.webm(0).replace(b"webm", b"matr"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_only_begins_like_one(name: str) -> None:
    data = BROKEN[name]
    assert sounds.sort_of(data) in VOICES
    with pytest.raises(Unfit, match="打不开，可能没有录完"):
        rules.sort_of(data, len(data), LIMITS)


def test_moving_pictures_are_no_voice() -> None:
    movie = made.m4a(1000, 4500) + made.box(b"hdlr", b"\0" * 8 + b"vide")
    for data in (movie, made.webm(0) + b"V_VP9", made.ogg(b"\x80theora", 1), movie.replace(b"M4A ", b"qt  ")):
        with pytest.raises(Unfit, match="是视频"):
            rules.sort_of(data, len(data), LIMITS)


def test_too_long_is_said_in_minutes() -> None:
    with pytest.raises(Unfit, match="有1分10秒，语音每段最多1分钟，请分成几段"):
        rules.sort_of(made.amr(70), 100, LIMITS)
    assert [rules.spoken(one) for one in (0, 45, 60, 300, 301)] == ["0秒", "45秒", "1分钟", "5分钟", "5分1秒"]


def test_a_platform_that_takes_none() -> None:
    with pytest.raises(Unfit, match="是语音（AMR）文件，本平台不收，请换成照片"):
        rules.sort_of(made.amr(1), 100, Limits(1 << 20, 9, ("jpeg",)))
    assert rules.kinds(("jpeg", "amr", "mp3")) == "照片、语音"


def test_a_real_recorder_s_wav() -> None:
    out = BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(b"\0\0" * 12_000)
    assert sounds.seconds(out.getvalue(), Sort.WAV) == 2


@given(st.sampled_from(sorted(NOTES)), st.binary(max_size=60), st.integers(0, 80))
def test_whatever_comes_is_measured_or_broken(name: str, more: bytes, cut: int) -> None:
    data, sort, _ = NOTES[name]
    for tried in (data[:cut] + more, data + more, data[: 4 + cut] + more + data[4 + cut :]):
        if sounds.sort_of(tried) is not sort:
            continue
        try:
            assert sounds.seconds(tried, sort) >= 0
        except sounds.Broken:
            continue


HEADS = [
    b"#!AMR\n",
    b"ID3",
    b"OggS",
    b"\x1a\x45\xdf\xa3webm A_OPUS",
    b"\xff\xfb\x90",
    b"\xff\xf1\x50",
    b"\0\0\0\x08ftyp",
]


@given(st.binary(max_size=80), st.sampled_from(HEADS))
def test_no_bytes_make_it_fall_over(data: bytes, head: bytes) -> None:
    sort = sounds.sort_of(head + data)
    assert sort is not None
    with suppress(sounds.Broken):
        assert sounds.seconds(head + data, sort) >= 0
