"""The door of apps: GeoReport v2 in XML and JSON, by the ending of the address.

Errors have the specification's shape. Statuses: 404 for what isn't there, 403 for a key that won't do, 400 for the
rest; beside it 405, 429 (with Retry-After) and 503, which say more than 400 would.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from huisheng.channels.inbox.actions.take import Taken
from huisheng.channels.open311 import contract, pace, reads, rules
from huisheng.channels.open311.actions import file, use_key
from huisheng.channels.open311.contract import Format
from huisheng.channels.open311.models import Key
from huisheng.channels.open311.written import written
from huisheng.directory import reads as directory
from huisheng.directory.book import UnitCard
from huisheng.kernel import clock, text
from huisheng.kernel.asks import Upload
from huisheng.kernel.errors import Refusal

FORM_LIMIT = 64 * 1024  # bytes of a form; with pictures Django's own limits hold
_STATUS = {"not_found": 404, "no_key": 403, "read_only": 403, "not_yours": 403, "too_fast": 429, "no_method": 405}
_CODES = {"too_big": 413}  # said in the body, where the status is the specification's
_RETRY = {429: "60", 503: "1"}
_TOO_BIG = Refusal("too_big", "请求内容过大，请删减后再提交。")
_BAD = Refusal("bad_request", "请求读不懂，请用UTF-8编码的表单提交。")
_AWAY = "数据库暂时不可用，请稍后原样重发。"

log = logging.getLogger("huisheng.open311")

Given = Mapping[str, Sequence[str]]


class Answer(NamedTuple):
    """What a view gives: the root's name in XML, the tree, and the address of the next page."""

    name: str
    data: Any
    next: str = ""


def _door(*methods: str) -> Callable[[Callable[..., Answer]], Callable[..., HttpResponse]]:
    def wrap(view: Callable[..., Answer]) -> Callable[..., HttpResponse]:
        @csrf_exempt
        @wraps(view)
        def opened(request: HttpRequest, ending: str, **kwargs: str) -> HttpResponse:
            form = Format(ending) if ending in Format.labels() else Format.XML
            try:
                if ending != form:
                    raise Refusal("no_format", "没有这种格式，请用.xml或.json。")
                if (request.method or "") not in methods:
                    raise Refusal("no_method", f"这个地址只接受{'、'.join(methods)}。")
                return _answered(request, view(request, **kwargs), form)
            except Refusal as refusal:
                return _refused(refusal, form)
            except RequestDataTooBig:
                return _refused(_TOO_BIG, form)
            except (BadRequest, SuspiciousOperation, MultiPartParserError, UnicodeError):
                return _refused(_BAD, form)
            except (OperationalError, InterfaceError) as error:
                log.error("database: %s", error)
                return _errors(503, 503, _AWAY, form)

        return opened

    return wrap


@_door("GET", "HEAD")
def discovery(request: HttpRequest) -> Answer:
    """Where the services are, in which formats, and whom to ask for a key."""
    _asker(request)
    held = directory.platforms()
    changed = reads.changed_at()
    at = reads.w3(changed) if changed is not None else None
    base = reverse("open311:services", args=("xml",)).rpartition("/")[0]
    endpoint = {
        "specification": contract.SPECIFICATION,
        "url": request.build_absolute_uri(base),
        "changeset": at,
        "type": "test" if held and all(card.rehearsal for card in held) else "production",
        "formats": list(Format.labels().values()),
    }
    names = "；".join(f"{card.name}（jurisdiction_id={card.code}）" for card in held)
    key_service = "api_key由平台管理员发放，请写明应用名称、用途和联系人提出申请。"
    return Answer("discovery", {"changeset": at, "contact": names, "key_service": key_service, "endpoints": [endpoint]})


@_door("GET", "HEAD")
def services(request: HttpRequest) -> Answer:
    """The list of services."""
    platform, _ = _asked(request)
    return Answer("services", reads.services(platform, clock.now()))


@_door("GET", "HEAD")
def definition(request: HttpRequest, code: str) -> Answer:
    """What a service asks beside the common fields."""
    platform, _ = _asked(request)
    return Answer("service_definition", reads.definition(platform, text.clean(code), clock.now()))


@_door("GET", "HEAD", "POST")
def requests(request: HttpRequest) -> Answer:
    """The list of requests, or a new one."""
    return _filed(request) if request.method == "POST" else _listed(request)


@_door("GET", "HEAD")
def one_request(request: HttpRequest, number: str) -> Answer:
    """One request."""
    platform, key = _asked(request)
    return Answer("service_requests", [reads.request(platform, text.clean(number), key, clock.now())])


@_door("GET", "HEAD")
def token(request: HttpRequest, token: str) -> Answer:
    """The number of the order for a token, once there is one."""
    platform, _ = _asked(request)
    number = reads.by_token(platform, token)
    return Answer("service_requests", [{"service_request_id": number, "token": token}])


def _listed(request: HttpRequest) -> Answer:
    platform, key = _asked(request)
    wanted = rules.wanted(dict(request.GET.lists()), clock.now())
    shown, after = reads.requests(platform, wanted, key, clock.now())
    query = {name: value for name, value in request.GET.items() if name not in ("api_key", "after")}
    next_ = request.build_absolute_uri(f"{request.path}?{urlencode({**query, 'after': after})}") if after else ""
    return Answer("service_requests", shown, next_)


def _filed(request: HttpRequest) -> Answer:
    form = (request.content_type or "") == "application/x-www-form-urlencoded"
    length = request.META.get("CONTENT_LENGTH") or "0"
    if form and (not length.isdecimal() or int(length) > FORM_LIMIT):
        raise _TOO_BIG
    given, at = dict(request.POST.lists()), clock.now()
    key = use_key.do(_api_key(request, given), at=at)
    platform = reads.jurisdiction(rules.one(given, "jurisdiction_id"), key)
    files = tuple(
        Upload(one.name or "", one.read(), one.size or 0) for many in request.FILES.lists() for one in many[1]
    )
    header = text.clean(request.headers.get("Idempotency-Key", "")[:200])
    ref = file.ref(key, given, files, header, at)
    taken = file.do(key, platform, rules.filed(given), ref=ref, at=at, files=files)
    return Answer("service_requests", [_receipt(taken)])


def _receipt(taken: Taken) -> dict[str, str | None]:
    if taken.order is None:
        notice = "来件已收到，正由受理员登记，请用token查询工单号。"
        return {"token": reads.token_of(taken.message), "service_notice": notice, "account_id": None}
    promise = reads.promised(taken.order)
    said = ["已受理" if taken.new else "同样的内容此前已收到，工单号不变", f"工单号{taken.order.number}"]
    if promise is not None and promise.stopped_at is None:
        said.append(f"承诺{clock.local(promise.due_at):%Y年%m月%d日%H:%M}前答复")
    notice = f"{'，'.join(said)}。请用工单号查询进度。"
    return {"service_request_id": taken.order.number, "service_notice": notice, "account_id": None}


def _api_key(request: HttpRequest, given: Given) -> str:
    """The key, in the form or in the address. Refusal where there is none."""
    said = rules.one(given, "api_key") or request.GET.get("api_key", "")
    if not said:
        raise Refusal("no_key", "请提供api_key。", field="api_key")
    return said


def _asker(request: HttpRequest) -> Key | None:
    """The key by which it is asked, if by one; Refusal for a wrong one, and for who asks too often."""
    said = request.GET.get("api_key", "")
    if said:
        return use_key.do(said, at=clock.now())
    if pace.too_fast(request.META.get("REMOTE_ADDR", ""), clock.now()):
        raise use_key.TOO_FAST
    return None


def _asked(request: HttpRequest) -> tuple[UnitCard, Key | None]:
    key = _asker(request)
    return reads.jurisdiction(text.clean(request.GET.get("jurisdiction_id", "")[:100]), key), key


def _answered(request: HttpRequest, answer: Answer, form: Format) -> HttpResponse:
    response = _written(answer.name, answer.data, form, 200)
    if answer.next:
        response.headers["Link"] = f'<{answer.next}>; rel="next"'
    if request.method != "POST":
        response.headers["Access-Control-Allow-Origin"] = "*"  # all of it is public
    return response


def _refused(refusal: Refusal, form: Format) -> HttpResponse:
    status = _STATUS.get(refusal.code, 400)
    return _errors(status, _CODES.get(refusal.code, status), refusal.sentence, form)


def _errors(status: int, code: int, sentence: str, form: Format) -> HttpResponse:
    response = _written("errors", [{"code": str(code), "description": sentence}], form, status)
    if status in _RETRY:
        response.headers["Retry-After"] = _RETRY[status]
    return response


def _written(name: str, data: Any, form: Format, status: int) -> HttpResponse:
    return HttpResponse(written(name, data, form), content_type=f"{form.label}; charset=utf-8", status=status)
