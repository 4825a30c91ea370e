"""Voice notes by their own bytes: which sort, and how many seconds. Pure; nothing is decoded, so nothing can run.

Every walk goes forward through the bytes and ends at the first that won't do. What shows moving pictures is no voice.
"""

import re
import struct
from collections.abc import Callable

from huisheng.lifecycle.attachments.states import Sort

_MP3_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}  # by the version's two bits
_MP3_BITS = {
    3: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_AAC_RATES = (96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350)
_AMR_FRAMES = {
    b"#!AMR\n": (12, 13, 15, 17, 19, 20, 26, 31, 5, None, None, None, None, None, None, 0),
    b"#!AMR-WB\n": (17, 23, 32, 36, 40, 46, 50, 58, 60, 5, None, None, None, None, 0, 0),
}
_AMR_A_SECOND = 50
_OGG_HEADS = ((b"OpusHead", 0), (b"\x01vorbis", 12), (b"Speex   ", 36))  # where the rate stands; Opus counts in 48 kHz
_OPUS_RATE = 48000
_NO_GRANULE = 0xFFFF_FFFF_FFFF_FFFF
_MOVIE = re.compile(rb"V_(?:VP8|VP9|AV1|MPEG|THEORA|UNCOMPRESSED)|hdlr.{8}vide", re.DOTALL)
# a cluster of a WebM: its size (often not known), then the time at which it begins
_CLUSTER = re.compile(rb"\x1f\x43\xb6\x75(?:\x01.{7}|[\x02-\x03].{6}|[\x04-\x07].{5}|[\x08-\x0f].{4}|[\x10-\x1f].{3}"
                      rb"|[\x20-\x3f].{2}|[\x40-\x7f].|[\x80-\xff])\xe7([\x81-\x88])(.{1,8})", re.DOTALL)  # fmt: skip
_FRAGMENT = re.compile(rb"tfdt([\0\1])...(.{8})", re.DOTALL)
_BOXES = 10_000  # steps of a walk through boxes


class Broken(Exception):
    """It begins like a voice note and isn't one."""


def sort_of(data: bytes) -> Sort | None:
    """The sort by its first bytes; None for what is no sound."""
    if data.startswith(tuple(_AMR_FRAMES)):
        return Sort.AMR
    if data[:4] == b"RIFF" and data[8:12] == b"WAVE":
        return Sort.WAV
    if data.startswith(b"OggS"):
        return Sort.OGG
    if data.startswith(b"\x1a\x45\xdf\xa3"):
        return Sort.WEBM
    if data[4:8] == b"ftyp":
        return Sort.M4A
    if len(data) > 2 and data[0] == 0xFF and data[1] & 0xF6 == 0xF0:
        return Sort.AAC
    if data.startswith(b"ID3") or (len(data) > 2 and data[0] == 0xFF and data[1] & 0xE6 == 0xE2):
        return Sort.MP3
    return None


def is_movie(data: bytes, sort: Sort) -> bool:
    """Whether a vessel of sound and pictures holds pictures."""
    return sort in (Sort.WEBM, Sort.M4A, Sort.OGG) and bool(_MOVIE.search(data) or b"\x80theora" in data[:4096])


def seconds(data: bytes, sort: Sort) -> int:
    """How long it is, a begun second counted; without a length: up to its last mark. Broken if it isn't one."""
    try:
        units, rate = _LENGTHS[sort](data)
    except (struct.error, IndexError):
        raise Broken from None
    if rate <= 0 or units < 0:
        raise Broken
    return -(-units // rate)


def _amr(data: bytes) -> tuple[int, int]:
    head = next(head for head in _AMR_FRAMES if data.startswith(head))
    at, count = len(head), 0
    while at < len(data):
        size = _AMR_FRAMES[head][data[at] >> 3 & 15]
        if size is None:
            raise Broken
        at, count = at + 1 + size, count + 1
    if not count or at > len(data):
        raise Broken
    return count, _AMR_A_SECOND


def _wav(data: bytes) -> tuple[int, int]:
    at, rate = 12, 0
    while at + 8 <= len(data):
        name, size = struct.unpack_from("<4sI", data, at)
        if name == b"fmt ":
            (rate,) = struct.unpack_from("<I", data, at + 16)
        if name == b"data":
            return min(size, len(data) - at - 8), rate
        at += 8 + size + size % 2
    raise Broken


def _ogg(data: bytes) -> tuple[int, int]:
    body = 27 + data[26]
    found = [(head, place) for head, place in _OGG_HEADS if data.startswith(head, body)]
    if not found:
        raise Broken
    place = found[0][1]
    rate = struct.unpack_from("<I", data, body + place)[0] if place else _OPUS_RATE
    at, last = 0, 0
    while data.startswith(b"OggS", at):
        (granule,) = struct.unpack_from("<Q", data, at + 6)
        if granule != _NO_GRANULE:
            last = max(last, granule)
        segments = data[26 + at]
        at += 27 + segments + sum(data[at + 27 : at + 27 + segments])
    return last, rate


def _m4a(data: bytes) -> tuple[int, int]:
    """The movie's head says it; a recorder that wrote as it went left that empty, and dated its pieces instead."""
    moov = _box(data, 0, len(data), b"moov")
    units, rate = _timed(data, _box(data, *moov, b"mvhd")[0])
    if units:
        return units, rate
    media = _box(data, *_box(data, *moov, b"trak"), b"mdia")
    _, rate = _timed(data, _box(data, *media, b"mdhd")[0])
    begun = [int.from_bytes(raw if version == b"\1" else raw[:4], "big") for version, raw in _FRAGMENT.findall(data)]
    return max(begun, default=0), rate


def _timed(data: bytes, at: int) -> tuple[int, int]:
    """Duration and units a second of an mvhd or mdhd."""
    rate, units = (
        struct.unpack_from(">IQ", data, at + 20) if data[at] == 1 else struct.unpack_from(">II", data, at + 12)
    )
    return units, rate


def _box(data: bytes, at: int, end: int, wanted: bytes) -> tuple[int, int]:
    """Where the content of the first box of that name begins and ends."""
    for _ in range(_BOXES):
        if at + 8 > end:
            break
        size, name = struct.unpack_from(">I4s", data, at)
        head = 8
        if size == 1:
            size, head = struct.unpack_from(">Q", data, at + 8)[0], 16
        if size < head:
            break
        if name == wanted:
            return at + head, min(at + size, end)
        at += size
    raise Broken


def _webm(data: bytes) -> tuple[int, int]:
    """Where its last cluster begins, in milliseconds: who records as he goes writes no length."""
    if b"webm" not in data[:64] or not re.search(rb"A_(?:OPUS|VORBIS)", data[:4096]):
        raise Broken
    begun = [int.from_bytes(raw[: size[0] & 15], "big") for size, raw in _CLUSTER.findall(data)]
    if not begun:
        raise Broken
    return max(begun), 1000


def _aac(data: bytes) -> tuple[int, int]:
    at, count, rate = 0, 0, 0
    while at + 7 <= len(data) and data[at] == 0xFF and data[at + 1] & 0xF6 == 0xF0:
        index, size = data[at + 2] >> 2 & 15, (data[at + 3] & 3) << 11 | data[at + 4] << 3 | data[at + 5] >> 5
        if index >= len(_AAC_RATES) or size < 7:
            raise Broken
        rate, count, at = _AAC_RATES[index], count + 1 + (data[at + 6] & 3), at + size
    return count * 1024, rate


def _mp3(data: bytes) -> tuple[int, int]:
    at, samples, rate, frames = 0, 0, 0, 0
    if data.startswith(b"ID3"):
        at = 10 + sum((data[6 + step] & 127) << (21 - 7 * step) for step in range(4))
    while at + 4 <= len(data) and data[at] == 0xFF and data[at + 1] & 0xE6 == 0xE2:
        version, bits, index = data[at + 1] >> 3 & 3, data[at + 2] >> 4, data[at + 2] >> 2 & 3
        if version == 1 or bits in (0, 15) or index == 3:
            raise Broken
        rate, whole = _MP3_RATES[version][index], version == 3
        at += (144 if whole else 72) * _MP3_BITS[3 if whole else 2][bits] * 1000 // rate + (data[at + 2] >> 1 & 1)
        samples, frames = samples + (1152 if whole else 576), frames + 1
    if frames < 2:  # two in a row are no chance
        raise Broken
    return samples, rate


_LENGTHS: dict[Sort, Callable[[bytes], tuple[int, int]]] = {
    Sort.AMR: _amr,
    Sort.WAV: _wav,
    Sort.OGG: _ogg,
    Sort.M4A: _m4a,
    Sort.WEBM: _webm,
    Sort.AAC: _aac,
    Sort.MP3: _mp3,
}
