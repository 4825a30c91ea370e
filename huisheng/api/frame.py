"""Who calls, what came, and how a refusal looks in JSON."""

import json
from typing import Any, TypedDict, cast

from django.http import HttpRequest, JsonResponse
from ninja.security import HttpBearer

from huisheng.directory.actions import use_key
from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.kernel.asks import Ask, Choice, Codes, Count, Files, Flag, Text
from huisheng.kernel.errors import Refusal

_STATUS = {
    "not_found": 404,
    "no_verb": 404,
    "wrong_role": 403,
    "not_yours": 403,
    "stale": 409,
    "wrong_state": 409,
    "not_json": 400,
    "no_key": 401,
    "too_big": 413,
    "database_away": 503,
}


class RefusalDict(TypedDict):
    """A refusal as it leaves."""

    code: str
    sentence: str
    cite: str
    field: str


class Key(HttpBearer):
    """``Authorization: Bearer TOKEN``: the token of an access key of a seat."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """The seat behind the token; None (401) for a wrong or revoked one."""
        return use_key.do(token, at=clock.now())


def actor_of(request: HttpRequest) -> Actor:
    """The seat that calls."""
    return cast(Actor, request.auth)  # type: ignore[attr-defined]  # set by ninja from Key


def refused(refusal: Refusal) -> JsonResponse:
    """The refusal with its status; 422 unless the code says otherwise."""
    body = RefusalDict(code=refusal.code, sentence=refusal.sentence, cite=refusal.cite, field=refusal.field)
    return JsonResponse(body, status=_STATUS.get(refusal.code, 422), json_dumps_params={"ensure_ascii": False})


def json_of(request: HttpRequest) -> dict[str, Any]:
    """The JSON object in the body; Refusal ``not_json`` for anything else."""
    try:
        data = json.loads(request.body or b"{}")
    except (ValueError, RecursionError):
        raise Refusal("not_json", "请求内容不是有效的JSON，请检查格式和编码（UTF-8）。") from None
    if not isinstance(data, dict):
        raise Refusal("not_json", "请求内容应为一个JSON对象。")
    return data


def schema(asks: tuple[Ask, ...], **more: dict[str, Any]) -> dict[str, Any]:
    """The OpenAPI request body for a verb's fields."""
    properties = {ask.name: {"title": ask.label, **_type(ask)} for ask in asks} | more
    required = [ask.name for ask in asks if ask.required]
    content = {"type": "object", "properties": properties, **({"required": required} if required else {})}
    return {"requestBody": {"content": {"application/json": {"schema": content}}}}


def query(names: tuple[str, ...]) -> dict[str, Any]:
    """The OpenAPI parameters for what may stand in the address."""
    return {"parameters": [{"name": name, "in": "query", "schema": {"type": "string"}} for name in names]}


def _type(ask: Ask) -> dict[str, Any]:
    if isinstance(ask, Text):
        return {"type": "string", "maxLength": ask.limit}
    if isinstance(ask, Choice):
        return {"type": "string", "enum": list(ask.options)}
    if isinstance(ask, Flag):
        return {"type": "boolean"}
    if isinstance(ask, Count):
        return {"type": "integer", "minimum": ask.low, "maximum": ask.high}
    if isinstance(ask, Codes):
        return {"type": "array", "items": {"type": "string"}, "maxItems": ask.most}
    if isinstance(ask, Files):
        one = {"name": {"type": "string"}, "base64": {"type": "string", "format": "byte"}}
        item = {"type": "object", "properties": one, "required": list(one)}
        return {"type": "array", "items": item, "maxItems": ask.most}
    return {"type": "string", "maxLength": 64}
