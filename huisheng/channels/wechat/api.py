"""WeChat's interface, asked over HTTP: access, files, messages, menu. Secrets go in bodies; nothing of it is logged."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

from huisheng.channels.wechat import reads
from huisheng.channels.wechat.models import Account
from huisheng.kernel import clock, secrets

OFFICIAL = "https://api.weixin.qq.com"
LARGEST = 12 * 1024 * 1024  # bytes of a file
_EARLY = timedelta(minutes=5)  # an access is given up before it ends
_STALE = (40001, 40014, 42001)  # the access isn't good any more


class Away(Exception):
    """The peer wasn't reached, or said what makes no sense."""


class Said(Exception):
    """The peer refused: its ``code``."""

    def __init__(self, code: int) -> None:
        super().__init__(f"errcode {code}")
        self.code = code


@dataclass(frozen=True, slots=True)
class Got:
    """A file as it came."""

    data: bytes
    media_type: str


class _Straight(HTTPRedirectHandler):
    def redirect_request(self, *_: Any, **__: Any) -> None:
        """Nobody is sent on with an access in his address."""


_opener = build_opener(_Straight)


def post(account: Account, path: str, body: Mapping[str, object], *, timeout: float = 10.0) -> dict[str, Any]:
    """What the peer answers to that. Away, Said."""

    def ask(access: str) -> dict[str, Any]:
        return _asked(account, path, {"access_token": access}, body, timeout)

    told: dict[str, Any] = _with_access(account, ask, timeout)
    return told


def media(account: Account, key: str, *, timeout: float) -> Got:
    """The file of that key. Away, Said (40007: no such file)."""

    def get(access: str) -> Got:
        query = {"access_token": access, "media_id": key}
        data, kind = _got(account, "/cgi-bin/media/get", query, None, timeout)
        if kind in ("application/json", "text/plain"):
            _insist(_read(data))
            raise Said(40007)  # JSON that is no error is the address of a video
        return Got(data, kind)

    found: Got = _with_access(account, get, timeout)
    return found


def _with_access(account: Account, ask: Any, timeout: float) -> Any:
    access = _access(account, timeout)
    try:
        return ask(access)
    except Said as said:
        if said.code not in _STALE:
            raise
    return ask(_access(account, timeout, instead_of=access))


def _access(account: Account, timeout: float, instead_of: str = "") -> str:
    """The access that is good now. The peer gives the same to all who ask, so that none takes another's away."""
    now = clock.now()
    held = reads.access(account, now)
    if held and held != instead_of:
        return held
    body = {"grant_type": "client_credential", "appid": account.appid, "secret": reads.opened(account, "secret")}
    got = _asked(account, "/cgi-bin/stable_token", {}, body, timeout)
    if instead_of and got.get("access_token") == instead_of:
        got = _asked(account, "/cgi-bin/stable_token", {}, {**body, "force_refresh": True}, timeout)
    access, lasts = got.get("access_token"), got.get("expires_in")
    if not isinstance(access, str) or not access or not isinstance(lasts, int):
        raise Away("微信接口没有给出访问凭证，稍后再试。")
    _keep(account, access, now + timedelta(seconds=lasts) - _EARLY)
    return access


def _keep(account: Account, access: str, until: datetime) -> None:
    sealed = secrets.seal(access, reads.context(account.code, "access"))
    Account.objects.filter(pk=account.pk).update(access_sealed=sealed, access_until=until)
    account.access_sealed, account.access_until = sealed, until


def _asked(
    account: Account, path: str, query: Mapping[str, str], body: Mapping[str, object], timeout: float
) -> dict[str, Any]:
    data, _ = _got(account, path, query, json.dumps(body, ensure_ascii=False).encode(), timeout)
    return _insist(_read(data))


def _got(
    account: Account, path: str, query: Mapping[str, str], body: bytes | None, timeout: float
) -> tuple[bytes, str]:
    address = f"{account.api_base}{path}?{urlencode(query)}" if query else f"{account.api_base}{path}"
    request = Request(address, body, {"Content-Type": "application/json"})  # noqa: S310  issue_account knows only http(s)
    try:
        with _opener.open(request, timeout=timeout) as answer:
            data: bytes = answer.read(LARGEST + 1)
            kind: str = answer.headers.get_content_type()
    except HTTPError as error:
        error.close()
        raise Away(f"微信接口应答{error.code}，稍后再试。") from None
    except (URLError, OSError, ValueError):
        raise Away("连不上微信接口，稍后再试。") from None
    if len(data) > LARGEST:
        raise Away("微信接口的应答过大。")
    return data, kind


def _read(data: bytes) -> dict[str, Any]:
    try:
        told = json.loads(data)
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        raise Away("微信接口的应答读不懂，稍后再试。")
    return told


def _insist(told: dict[str, Any]) -> dict[str, Any]:
    code = told.get("errcode", 0)
    if code:
        raise Said(code if isinstance(code, int) else -1)
    return told
