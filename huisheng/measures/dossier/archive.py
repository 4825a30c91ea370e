"""The file itself: a zip of stored members whose every byte follows from the contents, written and verified here.

Nothing is ever unpacked to a path or inflated, so a bomb or a name that climbs out of the folder has nothing to work
on. Reading checks the contents first (which member was changed?), then that the rest of the file is what this module
would have written around them.
"""

import json
import mmap
import os
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

from huisheng.kernel.errors import Refusal

MANIFEST, FINGERPRINT = "manifest.json", "manifest.sha256"
FORMAT = 1
_NAME = re.compile(r"[a-z0-9][a-z0-9_.-]*(/[A-Za-z0-9_\u4e00-\u9fff][A-Za-z0-9_.\u4e00-\u9fff-]*){0,5}")
_LOCAL, _CENTRAL, _END = struct.Struct("<4s5H3L2H"), struct.Struct("<4s6H3L5H2L"), struct.Struct("<4s4H2LH")
_DATE = 0x21  # 1980-01-01: the first day a zip knows
_UTF8, _VERSION = 0x800, 20
_LARGEST = 0xFFFFFFFF  # 4 GiB: what a zip can say without its later extensions
_MOST, _SMALL = 5_000, 64 * 1024 * 1024
_CHUNK = 1024 * 1024

Members = Mapping[str, memoryview]


@dataclass(frozen=True, slots=True)
class Opened:
    """A verified archive: its members' bytes, the manifest, and the fingerprint to compare with the printed one."""

    members: Members
    manifest: Mapping[str, Any]
    fingerprint: str


class Writer:
    """Writes members one after another; ``finish`` adds the manifest. The file appears only when it is whole."""

    def __init__(self, path: Path, head: Mapping[str, Any]) -> None:
        if path.exists():
            raise Refusal("exists", f"{path} 已存在，档案从不覆盖，请换一个文件名。", field="file")
        self._path, self._head = path, dict(head)
        self._part = path.with_name(path.name + ".part")
        self._file: IO[bytes] = self._part.open("wb")
        self._central: list[bytes] = []
        self._listed: dict[str, dict[str, Any]] = {}

    def add(self, name: str, content: bytes | Path) -> None:
        """A member, from memory or from a file."""
        if name in self._listed or not _NAME.fullmatch(name):
            raise Refusal("bad_member", f"档案里不能有名为“{name}”的内容：重名，或名称不合规定。", field="file")
        digest, crc, size = sha256(), 0, 0
        for chunk in _chunks(content):
            digest.update(chunk)
            crc, size = zlib.crc32(chunk, crc), size + len(chunk)
        self._listed[name] = {"size": size, "sha256": digest.hexdigest()}
        self._put(name, content, crc, size)

    def finish(self) -> str:
        """Write the manifest and the directory, and let the file appear; its fingerprint."""
        manifest = canonical({"format": FORMAT, **self._head, "members": self._listed})
        fingerprint = sha256(manifest).hexdigest()
        self.add(MANIFEST, manifest)
        self.add(FINGERPRINT, f"{fingerprint}  {MANIFEST}\n".encode())
        self._file.write(_directory(self._central, self._file.tell()))
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self._part.rename(self._path)
        return fingerprint

    def abandon(self) -> None:
        """Throw away what was written so far."""
        self._file.close()
        self._part.unlink(missing_ok=True)

    def _put(self, name: str, content: bytes | Path, crc: int, size: int) -> None:
        offset = self._file.tell()
        if offset + size > _LARGEST - _CHUNK:
            raise Refusal("too_large", "这一时段的档案超过 4 GiB，请分成几个较短的时段导出。")
        self._file.write(_local(name, crc, size))
        self._central.append(_entry(name, crc, size, offset))
        for chunk in _chunks(content):
            self._file.write(chunk)


def canonical(value: object) -> bytes:
    """JSON that the same value always gives: sorted keys, UTF-8, a newline at the end."""
    return (json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def open_archive(path: Path) -> Opened:
    """A verified archive. Refusal that names what is wrong: the member, the place, or the whole file.

    The file is mapped, not read; the map goes when the last member's bytes are forgotten.
    """
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size == 0:
                raise Refusal("empty_file", f"{path} 是空文件，请重新取得档案。", field="file")
            if size > _LARGEST:
                raise Refusal("too_large", f"{path} 超过 4 GiB，不是本系统导出的档案。", field="file")
            view = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    except (FileNotFoundError, IsADirectoryError):
        raise Refusal("no_file", f"没有 {path} 这个文件，请检查路径。", field="file") from None
    return _verified(path, view)


def _verified(path: Path, view: memoryview) -> Opened:
    if bytes(view[:4]) not in (b"PK\x03\x04", b"PK\x05\x06"):
        raise Refusal("not_zip", f"{path} 不是档案文件（zip），请检查是否选错了文件。", field="file")
    try:
        members, end = _walk(view)
    except _Astray as lost:
        raise Refusal("damaged", f"{path}：{_look_closer(path) or lost}。", field="file") from None
    faults, manifest, fingerprint = _contents(members)
    if not faults and _around(members) != _hash(view, end, members):
        faults = [_look_closer(path) or "压缩包的头部或目录区被改动，内容未变"]
    if faults:
        told = "；".join(faults[:10]) + (f"；另有{len(faults) - 10}处" if len(faults) > 10 else "")
        raise Refusal("changed", f"{path} 与导出时不一致：{told}。请用原文件，或重新导出。", field="file")
    return Opened(members, manifest, fingerprint)


class _Astray(Exception):
    """The file can't be followed from member to member; the message says from where on."""


def _walk(view: memoryview) -> tuple[dict[str, memoryview], int]:
    """The members one after another, and where they end."""
    members: dict[str, memoryview] = {}
    place, before = 0, "开头"
    while place + _LOCAL.size <= len(view) and bytes(view[place : place + 4]) == b"PK\x03\x04":
        head = _LOCAL.unpack_from(view, place)
        method, size, name_length = head[3], head[8], head[9]
        start = place + _LOCAL.size + name_length
        name = bytes(view[place + _LOCAL.size : start]).decode("utf-8", "replace")
        if method or name in members or not _NAME.fullmatch(name) or start + size > len(view) or len(members) > _MOST:
            raise _Astray(f"压缩包损坏，或被重新打包过：从“{before}”之后读不下去")
        members[name], before = view[start : start + size], name
        place = start + size
    if bytes(view[place : place + 4]) != b"PK\x01\x02":
        raise _Astray(f"压缩包损坏或被截断：从“{before}”之后读不下去")
    return members, place


def _contents(members: Members) -> tuple[list[str], dict[str, Any], str]:
    """What differs from the manifest, the manifest, and its fingerprint."""
    if MANIFEST not in members or FINGERPRINT not in members:
        return [f"缺少 {MANIFEST} 或 {FINGERPRINT}"], {}, ""
    if len(members[MANIFEST]) > _SMALL:
        return [f"{MANIFEST} 过大"], {}, ""
    words = bytes(members[MANIFEST])
    fingerprint = sha256(words).hexdigest()
    if bytes(members[FINGERPRINT]) != f"{fingerprint}  {MANIFEST}\n".encode():
        return [f"{MANIFEST} 被改动（与 {FINGERPRINT} 不符）"], {}, fingerprint
    try:
        manifest = json.loads(words)
        listed: dict[str, tuple[int, str]] = {n: (m["size"], m["sha256"]) for n, m in manifest["members"].items()}
        number = manifest["format"]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return [f"{MANIFEST} 读不懂"], {}, fingerprint
    if number != FORMAT:
        raise Refusal("other_format", f"这份档案是第{number}版格式，本程序只读第{FORMAT}版，请换用相应版本的程序。")
    held = {name: view for name, view in members.items() if name not in (MANIFEST, FINGERPRINT)}
    faults = [f"缺少 {name}" for name in listed if name not in held]
    faults += [f"多出 {name}" for name in held if name not in listed]
    for name, view in held.items():
        if name in listed and listed[name] != (len(view), sha256(view).hexdigest()):
            faults.append(f"{name} 被改动")
    return faults, manifest, fingerprint


def _around(members: Members) -> bytes:
    """The digest of all that this module writes around these members."""
    digest, central, offset = sha256(), [], 0
    for name, view in members.items():
        crc, size = zlib.crc32(view), len(view)
        local = _local(name, crc, size)
        digest.update(local)
        central.append(_entry(name, crc, size, offset))
        offset += len(local) + size
    digest.update(_directory(central, offset))
    return digest.digest()


def _hash(view: memoryview, end: int, members: Members) -> bytes:
    """The digest of all that stands around the members in the file."""
    digest, place = sha256(), 0
    for name, content in members.items():
        start = place + _LOCAL.size + len(name.encode())
        digest.update(view[place:start])
        place = start + len(content)
    digest.update(view[end:])
    return digest.digest()


def _look_closer(path: Path) -> str:
    """What a zip that this module didn't write so says about itself, compared with its manifest; "" for nothing."""
    try:
        with zipfile.ZipFile(path) as packed:
            names = packed.namelist()
            listed = set(json.loads(packed.open(MANIFEST).read(_SMALL))["members"]) | {MANIFEST, FINGERPRINT}
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, OSError, RuntimeError, NotImplementedError, EOFError,
            zlib.error, RecursionError, struct.error):  # fmt: skip
        return ""
    faults = [f"缺少 {name}" for name in sorted(listed - set(names))]
    faults += [f"多出 {name[:80]!r}" for name in sorted(set(names) - listed)]
    faults += (
        [f"{name[:80]} 重复" for name in sorted({name for name in names if names.count(name) > 1})]
        if len(names) < _MOST
        else []
    )
    return "；".join(faults[:10]) and f"压缩包被重新打包过：{'；'.join(faults[:10])}"


def _chunks(content: bytes | Path) -> Iterator[bytes]:
    if isinstance(content, bytes):
        yield content
        return
    with content.open("rb") as file:
        read: Callable[[], bytes] = lambda: file.read(_CHUNK)  # noqa: E731  two words, used once
        yield from iter(read, b"")


def _local(name: str, crc: int, size: int) -> bytes:
    words = name.encode()
    return _LOCAL.pack(b"PK\x03\x04", _VERSION, _UTF8, 0, 0, _DATE, crc, size, size, len(words), 0) + words


def _entry(name: str, crc: int, size: int, offset: int) -> bytes:
    words = name.encode()
    numbers = (_VERSION, _VERSION, _UTF8, 0, 0, _DATE, crc, size, size, len(words), 0, 0, 0, 0, 0, offset)
    return _CENTRAL.pack(b"PK\x01\x02", *numbers) + words


def _directory(entries: list[bytes], offset: int) -> bytes:
    length = sum(map(len, entries))
    return b"".join(entries) + _END.pack(b"PK\x05\x06", 0, 0, len(entries), len(entries), length, offset, 0)
