"""The files in a bucket of an S3-compatible store: sealed before they leave, whole there or not there at all.

A store knows no "delete unless it was put just now". So what no row names is laid aside first, and deleted a night
later: who put it meanwhile still finds it there.
"""

import http.client
import re
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import NamedTuple
from urllib.parse import urlsplit
from uuid import uuid4
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.attachments.signing import Credentials, query_of, quoted, signed

_HERE, _ASIDE, _TRIAL = "attachments/", "aside/", "trial/"
_PATIENCE, _IN_ALL = 8, 20  # seconds for one answer to begin or go on, and for one act with all its tries
_PAUSES = (0.2, 0.8)
_MOST = 64 << 20  # bytes of an answer; the files are far smaller
_TOUCHED = 12 * 3600  # seconds: what was put so lately no night throws away, so it needn't be put again
_CODE = re.compile(rb"<Code>(\w{1,60})</Code>")
_AWAY = "附件存储暂时连不上，文件没有保存也没有丢；请稍后再试，一直这样请告诉管理员用 huisheng doctor 检查。"
_SLOW = "附件存储太久没有回应，文件没有保存也没有丢；请稍后再试，一直这样请告诉管理员用 huisheng doctor 检查。"
_REFUSED = "附件存储不认本系统的密钥，请管理员核对 HUISHENG_S3_KEY、HUISHENG_S3_SECRET 和这个桶的权限。"
_SKEWED = "附件存储说本机的时间不对，请管理员让两台机器对时（如启用 NTP）。"
_NO_BUCKET = "附件存储里没有这个桶，请管理员核对 HUISHENG_S3_BUCKET，先把桶建好。"


class Answer(NamedTuple):
    """What the store said."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Bucket:
    """One bucket at one address."""

    def __init__(self, endpoint: str, bucket: str, who: Credentials) -> None:
        parts = urlsplit(endpoint)
        if parts.scheme not in ("http", "https") or not parts.hostname or not bucket:
            raise Refusal("bad_store", "附件存储没有配好，请管理员核对 HUISHENG_S3_ENDPOINT 和 HUISHENG_S3_BUCKET。")
        self._secure, self._host, self._port = parts.scheme == "https", parts.hostname, parts.port
        self._named = parts.netloc
        own = self._host.startswith(f"{bucket}.")
        self._root = f"{parts.path}/" if own else f"{parts.path}/{bucket}/"
        self._who = who

    def put(self, name: str, sealed: Callable[[], bytes]) -> None:
        """Keep it, unless it was put lately: the same content has the same name."""
        there = self._asked("HEAD", _HERE + name, fine=(200, 404))
        if there.status == 404 or _put_at(there) < clock.real().timestamp() - _TOUCHED:
            self._asked("PUT", _HERE + name, sealed())

    def read(self, name: str) -> bytes | None:
        """What was kept; None where it isn't there."""
        for where in (_HERE, _ASIDE):
            answer = self._asked("GET", where + name, fine=(200, 404))
            if answer.status == 200:
                return answer.body
        return None

    def old(self, first: str, before: float) -> Iterator[tuple[str, float]]:
        """Names that begin with this hex digit and when they were last put; those laid aside too."""
        for where in (_HERE, _ASIDE):
            asked = {"list-type": "2", "prefix": where + first}
            while asked:
                tree = fromstring(self._asked("GET", "", query=asked).body)
                for one in _all(tree, "Contents"):
                    key, put_at = _said(one, "Key"), datetime.fromisoformat(_said(one, "LastModified"))
                    yield key.removeprefix(where), put_at.timestamp()
                more = _said(tree, "NextContinuationToken")
                asked = {**asked, "continuation-token": more} if _said(tree, "IsTruncated") == "true" and more else {}

    def throw_away(self, name: str, before: float) -> bool:
        """Lay it aside; delete what was laid aside before then. Whether it is gone for good."""
        aside = self._asked("HEAD", _ASIDE + name, fine=(200, 404))
        here = self._asked("GET", _HERE + name, fine=(200, 404))
        if here.status == 200 and _put_at(here) < before:
            self._asked("PUT", _ASIDE + name, here.body)
            self._asked("DELETE", _HERE + name, fine=(200, 204, 404))
            return False
        if here.status == 404 and aside.status == 200 and _put_at(aside) < before:
            self._asked("DELETE", _ASIDE + name, fine=(200, 204, 404))
            return True
        return False

    def examine(self) -> None:
        """Write, read, list and delete a trial file. Refusal with what is wrong."""
        key, said = f"{_TRIAL}{uuid4().hex}", uuid4().bytes
        self._asked("PUT", key, said)
        try:
            found = self._asked("GET", key).body
            listed = self._asked("GET", "", query={"list-type": "2", "prefix": key}).body
        finally:
            self._asked("DELETE", key, fine=(200, 204, 404))
        if found != said or key.encode() not in listed:
            raise Refusal("bad_store", "附件存储收下的文件读出来不一样，请管理员检查存储本身。")

    def _asked(
        self, method: str, key: str, body: bytes = b"", *, query: Mapping[str, str] | None = None,
        fine: tuple[int, ...] = (200,),
    ) -> Answer:  # fmt: skip
        """One act, tried again where that may help: each can be done twice. Refusal where it can't be done."""
        ends = time.monotonic() + _IN_ALL
        for pause in (*_PAUSES, None):
            try:
                answer = self._sent(method, self._root + key, query_of(query or {}), body, ends)
            except (OSError, http.client.HTTPException) as error:
                slow = isinstance(error, TimeoutError)
                if pause is None or time.monotonic() + pause > ends:
                    raise Refusal("store_away", _SLOW if slow else _AWAY, field="files") from error
            else:
                if answer.status in fine and not _no_bucket(answer):
                    return answer
                if pause is None or (answer.status < 500 and answer.status != 429):
                    raise _refusal(answer)
            time.sleep(pause)
        raise AssertionError("the last try comes back or raises")

    def _sent(self, method: str, path: str, query: str, body: bytes, ends: float) -> Answer:
        kind = http.client.HTTPSConnection if self._secure else http.client.HTTPConnection
        connection = kind(self._host, self._port, timeout=_PATIENCE)
        path = quoted(path)
        headers = signed(method, path, query, {"host": self._named}, body, self._who, clock.real())
        try:
            connection.request(method, f"{path}?{query}" if query else path, body or None, headers)
            answer = connection.getresponse()
            found = Answer(answer.status, dict(answer.getheaders()), _whole(answer, connection, ends))
            return found._replace(headers={name.lower(): value for name, value in found.headers.items()})
        finally:
            connection.close()


def _whole(answer: http.client.HTTPResponse, connection: http.client.HTTPConnection, ends: float) -> bytes:
    """The body, however slowly it drips, until the time is over. HTTPException where it was cut short."""
    told, parts, size = answer.length, [], 0
    while part := answer.read1(1 << 16):
        parts.append(part)
        size += len(part)
        left = ends - time.monotonic()
        if left <= 0 or size > _MOST:
            raise TimeoutError
        if isinstance(connection.sock, socket.socket):
            connection.sock.settimeout(min(_PATIENCE, left))
    if told is not None and size < told:
        raise http.client.IncompleteRead(b"", told - size)
    return b"".join(parts)


def _no_bucket(answer: Answer) -> bool:
    return answer.status == 404 and b"NoSuchBucket" in answer.body


def _refusal(answer: Answer) -> Refusal:
    found = _CODE.search(answer.body)
    code = found[1].decode() if found else str(answer.status)
    if code == "RequestTimeTooSkewed":
        sentence = _SKEWED
    elif answer.status in (401, 403):
        sentence = _REFUSED
    elif answer.status == 404:
        sentence = _NO_BUCKET
    else:
        sentence = f"附件存储出错（{code}），文件没有保存；请稍后再试，一直这样请告诉管理员用 huisheng doctor 检查。"
    return Refusal("store_away", sentence, field="files")


def _put_at(answer: Answer) -> float:
    """When it was last put; long ago where the store doesn't say."""

    try:
        return parsedate_to_datetime(answer.headers.get("last-modified", "")).timestamp()
    except ValueError:
        return 0


def _all(tree: Element, name: str) -> Iterator[Element]:
    return (one for one in tree.iter() if one.tag.rpartition("}")[2] == name)


def _said(tree: Element, name: str) -> str:
    return next(((one.text or "") for one in tree if one.tag.rpartition("}")[2] == name), "")
