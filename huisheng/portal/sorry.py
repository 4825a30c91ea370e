"""What citizens see where something went wrong: their own site's words, what to do now, and what they typed.

Nothing here asks the database, which may be what is away; the name of the platform is left out then.
"""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.request import RawPostDataException
from django.middleware.csrf import get_token
from django.template.loader import render_to_string

from huisheng.portal import asks, visitor
from huisheng.portal.frame import PHONE

_TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
_AWAY = (OperationalError, InterfaceError)
_NOT_KEPT = ("csrfmiddlewaretoken", "since", "keep", "remove", "more", "riddle", "answer", "website", "key", "code")
_FIELDS, _LONG = 30, asks.WORDS * 2  # of what is shown again


def expired(request: HttpRequest) -> HttpResponse:
    """The form stood open too long, or came from elsewhere: what was typed, to be sent once more."""
    title, words = "请再提交一次", "这一页放得太久了，为了安全没有收下。您写的内容在下面，点一下就行。"
    if not _typed(request):
        words = "这一页放得太久了，为了安全没有收下。请回到首页重新打开；反映时写过的内容都还在。"
    return _page(request, 403, title, words)


def missing(request: HttpRequest) -> HttpResponse:
    """No such page, or not this citizen's."""
    return _page(
        request, 404, "没有这一页", "网址可能不全，或者这一页已经撤下。请从首页进，或者直接打电话。", again=False
    )


def refused(request: HttpRequest, exception: Exception | None) -> HttpResponse:
    """More than can be taken, or nothing a form sends."""
    if isinstance(exception, _TOO_MUCH):
        words = "一次传得太多了，没有收下。请少选几个文件，分几次传；反映时写过的内容都还在。"
        return _page(request, 413, "内容太大了", words, again=False)
    return _page(request, 400, "没有看懂", "浏览器送来的内容不完整，请回到首页再试一次，或者直接打电话。", again=False)


def broken(request: HttpRequest, exception: BaseException | None) -> HttpResponse:
    """An error of ours, or a database that is away: said plainly, with what was typed."""
    held = "您写的内容在下面，过一会儿点“再提交一次”；" if _typed(request) else ""
    if isinstance(exception, _AWAY):
        words = f"系统正在恢复，一般几分钟就好。{held}急的话请直接打电话，24小时有人接。"
        response = _page(request, 503, "系统暂时连不上", words)
        response["Retry-After"] = "60"
        return response
    return _page(request, 500, "系统出了点问题", f"是我们的问题，已经记下来了。{held}急的话请打电话，24小时有人接。")


def _page(request: HttpRequest, status: int, title: str, words: str, *, again: bool = True) -> HttpResponse:
    typed = _typed(request) if again else {}
    large, parts = visitor.is_large(request), request.path.split("/")
    context = {
        "title": title,
        "sentence": words,
        "words": typed.pop("words", ""),
        "typed": typed,
        "again_url": request.get_full_path() if again and _mine(request) else "",
        "files": again and _chose(request),
        "csrf_token": get_token(request),
        "phone": PHONE,
        "start_url": f"/p/{parts[2]}/" if len(parts) > 3 and parts[2] else "/p/",
        "large": large,
        "theme": request.COOKIES.get("theme", ""),
    }
    response = HttpResponse(render_to_string("portal/wrong.html", context), status=status)
    response["Cache-Control"] = "no-store"
    return response


def _typed(request: HttpRequest) -> dict[str, str]:
    """What was typed on a page of ours; nothing of a form that another site sent."""
    if not _mine(request):
        return {}
    try:
        fields: Mapping[str, Any] = request.POST
    except (SuspiciousOperation, RawPostDataException, OSError):  # it is too much, or broke off
        return {}
    held = {name: str(value)[:_LONG] for name, value in fields.items() if name not in _NOT_KEPT and value}
    return held if len(held) <= _FIELDS else {}


def _chose(request: HttpRequest) -> bool:
    """Whether there were files, which are gone now."""
    try:
        return any(request.FILES.values())
    except (SuspiciousOperation, RawPostDataException, OSError):
        return False


def _mine(request: HttpRequest) -> bool:
    origin = request.headers.get("Origin", "")
    return request.method == "POST" and origin in ("", f"{request.scheme}://{request.get_host()}")
