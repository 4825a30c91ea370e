"""Version 1: take a matter, look at it, do a verb on it, list what a seat may see."""

import logging
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, JsonResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError

from huisheng.api.frame import Key, actor_of, json_of, query, refused, schema
from huisheng.api.shapes import OrderDict, order_dict, order_line
from huisheng.kernel import clock, text
from huisheng.kernel.errors import Refusal
from huisheng.ledger import append
from huisheng.lifecycle.verbs import ACCEPT, VERBS, verb
from huisheng.lifecycle.workorder import lists, looked
from huisheng.lifecycle.workorder.reads import look, take

# no page of documentation: ninja's takes its scripts from abroad; openapi.json is what programs read
api = NinjaAPI(
    title="回声 API",
    version="1",
    description="受理、查询和办理工单。",
    auth=Key(),
    urls_namespace="api",
    docs_url=None,
)

log = logging.getLogger("huisheng.api")

SEEN = {"seen": {"type": "integer", "title": "所见版本", "description": "屏幕上工单的版本号；已被他人更新时返回 409"}}


@api.exception_handler(Refusal)
def on_refusal(request: HttpRequest, refusal: Refusal) -> JsonResponse:
    """Every refusal leaves as the same sentence that the screen shows."""
    return refused(refusal)


@api.exception_handler(RequestDataTooBig)
def on_too_big(request: HttpRequest, error: RequestDataTooBig) -> JsonResponse:
    """A body over the limit."""
    return refused(Refusal("too_big", "请求内容过大，请删减后再提交。"))


@api.exception_handler(AuthenticationError)
def on_stranger(request: HttpRequest, error: AuthenticationError) -> JsonResponse:
    """No key, a wrong or a revoked one."""
    response = refused(
        Refusal("no_key", "接口密钥缺失、错误或已停用，请向管理员索取后放在 Authorization: Bearer 之后。")
    )
    response.headers["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(OperationalError)
@api.exception_handler(InterfaceError)
def on_database_away(request: HttpRequest, error: Exception) -> JsonResponse:
    """The database stops, starts or recovers: nothing is acknowledged, and the same request may be sent again."""
    log.error("database: %s", error)
    response = refused(Refusal("database_away", "数据库暂时不可用，请稍后以同一来源编号重新提交。"))
    response.headers["Retry-After"] = "1"
    return response


@api.post("/orders", summary="受理", openapi_extra=schema(ACCEPT.VERB.asks))
def accept_order(request: HttpRequest) -> JsonResponse:
    """201 for a new order, 200 for one accepted before under the same source and source_ref."""
    taken = ACCEPT.do(by=actor_of(request), at=clock.now(), **_text_keys(json_of(request)))
    order = taken.matter.order
    body = {"number": order.number, "state": order.state, "version": order.version, "new": taken.new}
    return JsonResponse(body, status=201 if taken.new else 200)


@api.get("/orders", summary="工单列表", openapi_extra=query(lists.FILTERS))
def list_orders(request: HttpRequest) -> JsonResponse:
    """A page of what the seat may see, newest first; ``after=next`` goes on to older ones, ``before=prev`` back."""
    page = lists.page(actor_of(request), _filters(request))
    return _json({"orders": [order_line(order) for order in page.orders], "next": page.next, "prev": page.prev})


@api.get("/orders/{number}", summary="工单")
def get_order(request: HttpRequest, number: str) -> JsonResponse:
    """The order with its dispatches, clocks and timeline; the caller masked."""
    actor = actor_of(request)
    matter = look(number, actor)
    looked.opened(matter, by=actor, at=clock.now())
    return _json(order_dict(matter, actor))


def _filters(request: HttpRequest) -> dict[str, str]:
    """What stands in the address. A filter nobody knows is refused: left out in silence it would list too much."""
    given: dict[str, str] = request.GET.dict()
    for name in given:
        if name not in lists.FILTERS:
            shown = text.clean(name[:40])
            raise Refusal("bad_filter", f"不认识的筛选条件：{shown}，请去掉。", field=shown)
    return given


def _text_keys(given: dict[str, Any]) -> dict[str, Any]:
    """Names that ``do`` keeps for itself are nobody's to send."""
    for name in ("by", "at", "matter"):
        if name in given:
            raise Refusal("unknown_field", f"不认识的字段：{name}，请去掉。", field=name)
    return given


def _json(body: OrderDict | dict[str, Any]) -> JsonResponse:
    return JsonResponse(body, json_dumps_params={"ensure_ascii": False})


def _do(request: HttpRequest, number: str, name: str) -> JsonResponse:
    actor, given = actor_of(request), _text_keys(json_of(request))
    seen = given.pop("seen", None)
    if seen is not None and (not isinstance(seen, int) or isinstance(seen, bool)):
        raise Refusal("not_a_count", "所见版本应为整数，请改正。", field="seen")
    module = verb(name)
    with append.writing():
        matter = take(number, actor, seen=seen)
        module.do(matter, by=actor, at=clock.now(), **given)
    order = matter.order
    return _json({"number": order.number, "state": order.state, "version": order.version})


def _add(name: str) -> None:
    asked = VERBS[name].VERB

    def view(request: HttpRequest, number: str) -> JsonResponse:
        return _do(request, number, name)

    view.__name__ = f"do_{name}"
    view.__doc__ = VERBS[name].__doc__
    api.post(
        f"/orders/{{number}}/{name}", summary=asked.label, openapi_extra=schema(asked.asks, **SEEN), tags=["办理"]
    )(view)


for _name in VERBS:
    _add(_name)


@api.post("/orders/{number}/{name}", include_in_schema=False)
def no_verb(request: HttpRequest, number: str, name: str) -> None:
    """Any other name, after all verbs: refused in a sentence like everything else."""
    verb(name)
