"""The door that WeChat calls: it proves that it is WeChat, and hands over what citizens write.

Answers: 200 with the words for the citizen or ``success``; 400 no message, 403 not signed by WeChat for this account,
413 too big, 503 try again (WeChat asks three times).
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from huisheng.channels.wechat import codec, reads, rules
from huisheng.channels.wechat.actions import hear
from huisheng.channels.wechat.models import Account, Signed
from huisheng.kernel import clock, secrets
from huisheng.kernel.errors import Refusal

LIMIT = 64 * 1024  # bytes; a text has at most two thousand characters
WINDOW = timedelta(minutes=5)  # that the two clocks may differ
_STATUS = {"not_signed": 403, "too_big": 413, "database_away": 503}
_NOT_SIGNED = Refusal("not_signed", "签名不对、已过期，或公众号已停用。")
_TOO_BIG = Refusal("too_big", "请求内容过大。")
_AWAY = Refusal("database_away", "数据库暂时不可用，请稍后重发。")
_SEEN_EVERY = timedelta(minutes=1)

log = logging.getLogger("huisheng.wechat")


def _door(view: Callable[[HttpRequest, str], HttpResponse]) -> Callable[..., HttpResponse]:
    @csrf_exempt
    @require_http_methods(["GET", "POST"])
    @wraps(view)
    def opened(request: HttpRequest, source: str) -> HttpResponse:
        try:
            return view(request, source)
        except Refusal as refusal:
            return _refused(refusal)
        except RequestDataTooBig:
            return _refused(_TOO_BIG)
        except (OperationalError, InterfaceError) as error:
            log.error("database: %s", error)
            return _refused(_AWAY)

    return opened


@_door
def account(request: HttpRequest, source: str) -> HttpResponse:
    """GET: WeChat makes sure that it is us. POST: a message or an event."""
    row = reads.account(source)
    if row is None:
        raise _NOT_SIGNED
    if request.method == "GET":
        return HttpResponse(_echo(request, row), content_type="text/plain; charset=utf-8")
    body = request.body
    if len(body) > LIMIT:
        raise _TOO_BIG
    at = clock.now()
    given = _opened(request, row, body, at)
    said = rules.said(given)
    _once(row, request.GET.get("msg_signature") or request.GET.get("signature", ""), body, at)
    Account.objects.filter(Q(connected_at__isnull=True) | Q(connected_at__lt=at - _SEEN_EVERY), pk=row.pk).update(
        connected_at=at
    )
    words = hear.do(row, said, at=at)
    return _answered(row, said, words, at)


def _echo(request: HttpRequest, row: Account) -> str:
    """What is sent back to prove that we know the token."""
    echo, token = request.GET.get("echostr", ""), reads.opened(row, "token")
    timestamp, nonce = _stamped(request, clock.now())
    if codec.same(request.GET.get("signature", ""), token, timestamp, nonce):
        return echo
    aes_key = reads.opened(row, "aes")
    if not aes_key or not codec.same(request.GET.get("msg_signature", ""), token, timestamp, nonce, echo):
        raise _NOT_SIGNED
    return _unsealed(row, aes_key, echo)


def _stamped(request: HttpRequest, now: datetime) -> tuple[str, str]:
    """Time and nonce of the call; Refusal for a time that is far off."""
    timestamp, nonce = request.GET.get("timestamp", ""), request.GET.get("nonce", "")[:128]
    is_time = timestamp.isascii() and timestamp.isdecimal() and len(timestamp) <= 12
    if not is_time or abs(int(timestamp) - now.timestamp()) > WINDOW.total_seconds():
        raise _NOT_SIGNED
    return timestamp, nonce


def _opened(request: HttpRequest, row: Account, body: bytes, now: datetime) -> dict[str, str]:
    """The message's fields, once its signature holds. With a key only what is sealed is heard."""
    token, aes_key = reads.opened(row, "token"), reads.opened(row, "aes")
    timestamp, nonce = _stamped(request, now)
    if not aes_key:
        if not codec.same(request.GET.get("signature", ""), token, timestamp, nonce):
            raise _NOT_SIGNED
        return rules.fields(body)
    encrypted = rules.fields(body).get("Encrypt", "")
    if not codec.same(request.GET.get("msg_signature", ""), token, timestamp, nonce, encrypted):
        raise _NOT_SIGNED
    return rules.fields(_unsealed(row, aes_key, encrypted))


def _unsealed(row: Account, aes_key: str, sealed: str) -> str:
    try:
        return codec.unseal(codec.key_of(aes_key), sealed, row.appid)
    except codec.Wrong:
        raise _NOT_SIGNED from None


def _once(row: Account, signature: str, body: bytes, at: datetime) -> None:
    """A signature holds for what it came with: what was overheard can't be sent again with other words."""
    Signed.objects.filter(at__lt=at - 3 * WINDOW).delete()
    mark = secrets.fingerprint(body)
    known, new = Signed.objects.get_or_create(account=row, signature=signature, defaults={"print": mark, "at": at})
    if not new and known.print != mark:
        raise _NOT_SIGNED


def _answered(row: Account, said: rules.Said, words: str, at: datetime) -> HttpResponse:
    if not words:
        return HttpResponse("success", content_type="text/plain; charset=utf-8")
    told = rules.answer(said.openid, said.to, at, words)
    aes_key = reads.opened(row, "aes")
    if aes_key:
        sealed = codec.seal(codec.key_of(aes_key), told, row.appid)
        timestamp, nonce = str(int(at.timestamp())), secrets.fingerprint(sealed.encode())[:16]
        signature = codec.signature(reads.opened(row, "token"), timestamp, nonce, sealed)
        told = rules.sealed(sealed, signature, timestamp, nonce)
    return HttpResponse(told, content_type="application/xml; charset=utf-8")


def _refused(refusal: Refusal) -> HttpResponse:
    status = _STATUS.get(refusal.code, 400)
    return HttpResponse(refusal.sentence, content_type="text/plain; charset=utf-8", status=status)
