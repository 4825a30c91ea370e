"""The door of the switches: signed neutral events, and the generic CTI profile. Nobody signs in here; the key says who.

Answers: 200 ``{"outcome": …}``, 400 no JSON, 401 wrong key, 413 too big, 422 a field that won't do, 503 try again.
"""

import json
import logging
from collections.abc import Callable, Mapping
from functools import wraps
from hmac import compare_digest
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from huisheng.channels.telephony import contract, cti, reads, signature
from huisheng.channels.telephony.actions import hear
from huisheng.channels.telephony.contract import Profile
from huisheng.directory import reads as directory
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal

LIMIT = 64 * 1024  # bytes; an event has a few hundred
_STATUS = {"no_key": 401, "not_json": 400, "too_big": 413, "database_away": 503, "busy": 503, "stale": 503}
_NO_KEY = Refusal("no_key", "签名或令牌不对，或来源系统已停用，请核对后重发。")
_NOT_JSON = Refusal("not_json", "请求内容不是有效的JSON对象，请检查格式和编码（UTF-8）。")
_AWAY = Refusal("database_away", "数据库暂时不可用，请稍后原样重发。")

log = logging.getLogger("huisheng.telephony")


def _door(view: Callable[..., dict[str, object]]) -> Callable[..., HttpResponse]:
    @csrf_exempt
    @require_POST
    @wraps(view)
    def opened(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponse:
        try:
            return JsonResponse(view(request, *args, **kwargs))
        except Refusal as refusal:
            return _refused(refusal)
        except RequestDataTooBig:
            return _refused(Refusal("too_big", "请求内容过大，请检查后重发。"))
        except (OperationalError, InterfaceError) as error:
            log.error("database: %s", error)
            return _refused(_AWAY)

    return opened


@_door
def events(request: HttpRequest, source: str) -> dict[str, object]:
    """One neutral event, signed with the secret of its source."""
    switch = reads.switch(source, Profile.SIGNED)
    body = _body(request)
    said = request.headers.get(signature.HEADER, "")
    if switch is None or not signature.holds(reads.secret(switch), body, said, clock.now()):
        raise _NO_KEY
    return {"outcome": hear.do(switch, contract.read(switch.code, _json(body)))}


@_door
def generic(request: HttpRequest, source: str, token: str) -> dict[str, object]:
    """newCall, answer or hangup, as JSON or as a form; the token in the address is the key."""
    switch = reads.switch(source, Profile.CTI)
    if switch is None or not compare_digest(bytes(switch.digest), directory.digest(token)):
        raise _NO_KEY
    as_json = (request.content_type or "") == "application/json"
    given: Mapping[str, object] = _json(_body(request)) if as_json else _form(request)
    answered = reads.was_answered(switch.code, cti.call_id(given))
    outcomes = [hear.do(switch, said) for said in cti.read(given, at=clock.now(), answered=answered)]
    return {"outcome": outcomes[0]}


def _body(request: HttpRequest) -> bytes:
    body = request.body
    if len(body) > LIMIT:
        raise Refusal("too_big", "请求内容过大，请检查后重发。")
    return body


def _form(request: HttpRequest) -> dict[str, object]:
    _body(request)
    found: dict[str, object] = dict(request.POST.items())
    users = request.POST.getlist("user[]")
    return {**found, "user": users} if users else found


def _json(body: bytes) -> dict[str, Any]:
    try:
        data = json.loads(body or b"null")
    except (ValueError, RecursionError):
        raise _NOT_JSON from None
    if not isinstance(data, dict):
        raise _NOT_JSON
    return data


def _refused(refusal: Refusal) -> HttpResponse:
    told = {"code": refusal.code, "sentence": refusal.sentence, "field": refusal.field}
    response = JsonResponse(told, status=_STATUS.get(refusal.code, 422), json_dumps_params={"ensure_ascii": False})
    if response.status_code == 503:
        response.headers["Retry-After"] = "1"
    return response
