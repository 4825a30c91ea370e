"""The watch at the door: does this login still hold, and is anything owed before the page opens."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from axes.helpers import get_client_ip_address, get_failure_limit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect

from huisheng.desks import swap, words
from huisheng.directory import logins
from huisheng.directory.actions import log_in
from huisheng.directory.actor import Actor
from huisheng.directory.deeds import Ending, Owed
from huisheng.directory.logins import Standing
from huisheng.kernel import clock

_LOGIN = logins.IN_SESSION
# why the last login ended, told apart from the session: of two pages asked at once the second finds the session gone,
# and takes its cookie away
_ENDED, _ENDED_TOLD = "ended", timedelta(minutes=30)
_PAGES = {Owed.CODE: "desks:code", Owed.PASSWORD: "desks:password", Owed.FACTOR: "desks:factor"}
_SYSTEMS = (
    *(("Android", "安卓"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("HarmonyOS", "鸿蒙"), ("Windows", "Windows")),
    *(("Mac OS X", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux")),
)
# in this order: most browsers also call themselves by the names further down
_BROWSERS = (
    *(("MicroMessenger", "微信"), ("Edg", "Edge"), ("Firefox", "Firefox"), ("OPR", "Opera"), ("Chrome", "Chrome")),
    ("Safari", "Safari"),
)


def begin(request: HttpRequest, actor: Actor) -> Standing:
    """A login begins in this session; how it stands."""
    at = clock.now()
    user = account(request)
    request.session[_LOGIN] = log_in.do(user.pk, by=actor, address=address(request), device=device(request), at=at)
    stands = logins.standing(user.pk, request.session[_LOGIN], actor, at)
    assert stands is not None  # it was written just now
    return stands


def stop(
    request: HttpRequest, actor: Actor, owing: frozenset[Owed], *, unattended: bool = False
) -> HttpResponse | None:
    """Where to go instead, or None: the page may open.

    ``owing``: what may still be owed there. ``unattended``: the page asks by itself, which keeps nobody signed in.
    """
    at = clock.now()
    stands = logins.standing(account(request).pk, request.session.get(_LOGIN), actor, at)
    if stands is None:  # a session from before logins were kept
        stands = begin(request, actor)
    if stands.ending is not None:
        log_in.end(account(request).pk, stands.ending, at, only=(stands.login,))
        logout(request)
        there = redirect_to_login(_here(request))
        there.set_cookie(
            _ENDED, stands.ending.value, max_age=_ENDED_TOLD, httponly=True, samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )  # fmt: skip
        return there
    if stands.owed is not None and stands.owed not in owing:
        return _to(request, f"{reverse(_PAGES[stands.owed])}?{urlencode({'next': _here(request)})}")
    if stands.due and not unattended:
        log_in.seen(stands.login, at)
    return None


def stands(request: HttpRequest, actor: Actor) -> Standing:
    """How this login stands now; it has passed the watch."""
    found = logins.standing(account(request).pk, login_of(request), actor, clock.now())
    return found if found is not None else begin(request, actor)


def seen(request: HttpRequest) -> None:
    """Somebody is at the desk, though no page was opened."""
    log_in.seen(login_of(request), clock.now())


def leave(request: HttpRequest) -> None:
    """The seat signs out."""
    if request.user.is_authenticated and isinstance(login := request.session.get(_LOGIN), int):
        log_in.end(account(request).pk, Ending.OUT, clock.now(), only=(login,))
    logout(request)


def ended(request: HttpRequest) -> str:
    """Why the last login in this browser is over, in a sentence; "" where it was left as it should be."""
    why = request.COOKIES.get(_ENDED, "")
    sentences: Mapping[str, str] = {
        Ending.IDLE: "很久没有操作，已自动退出登录。填过没交的内容还在这台电脑上，登录后会放回。",
        Ending.AGE: "这次登录时间已很长，请重新登录。填过没交的内容还在这台电脑上，登录后会放回。",
        Ending.SELF: "这个登录已由您从别处结束。",
        Ending.ADMIN: "这个登录已由管理员结束，请重新登录。",
        Ending.PASSWORD: "密码已改，请用新密码登录。",
        Ending.FACTOR: "动态口令已重新设定，请重新登录。",
        Ending.HANDED: "席位已移交，这个账号不再使用该席位。",
    }
    return sentences.get(why, "")


def entered(there: HttpResponse) -> HttpResponse:
    """The answer to who has signed in: why the login before ended is told no more."""
    there.delete_cookie(_ENDED, samesite="Lax")
    return there


def greet(request: HttpRequest) -> None:
    """After entry: when and from where the account was signed in before. Who knows better, tells."""
    last = logins.before(account(request).pk, login_of(request))
    if last is None:
        messages.info(request, "这是这个账号第一次登录。")
        return
    where = f"，地址 {last.address}" if last.address else ""
    said = f"上次登录：{words.moment(last.begun_at)}{where}（{last.device}）。不是您本人，请马上改密码并告诉管理员。"
    messages.info(request, said)


def locked(
    request: HttpRequest, response: HttpResponse | None = None, credentials: Mapping[str, Any] | None = None
) -> HttpResponse:
    """The page after too many wrong passwords (AXES_LOCKOUT_CALLABLE): it says when the pause ends."""
    username = str((credentials or {}).get("username") or request.POST.get("username", ""))[:150]
    ends = logins.lock_ends(username, address(request))
    context = {
        "username": username,
        "failure_limit": get_failure_limit(request, credentials),
        "ends": f"{clock.local(ends):%H:%M:%S}" if ends is not None else "",
    }
    return render(request, "frame/locked.html", context, status=429)


def account(request: HttpRequest) -> User:
    """The account that is signed in."""
    assert isinstance(request.user, User), "only behind the door"
    return request.user


def login_of(request: HttpRequest) -> int:
    """The number of this login."""
    return int(request.session[_LOGIN])


def address(request: HttpRequest) -> str | None:
    """Where the request comes from, by the same rule as the lockout's."""
    try:
        return str(ip_address(get_client_ip_address(request) or ""))
    except ValueError:  # a proxy on a socket says nothing of where from
        return None


def device(request: HttpRequest) -> str:
    """What somebody would recognise: "Windows · Edge". Nothing else of what a browser says is kept."""
    said = request.META.get("HTTP_USER_AGENT", "")
    parts = [next((name for mark, name in known if mark in said), "") for known in (_SYSTEMS, _BROWSERS)]
    return " · ".join(part for part in parts if part) or "未知设备"


def until(instant: datetime | None) -> str:
    """The wall time of an instant, "" for none."""
    return words.moment(instant) if instant is not None else ""


def _here(request: HttpRequest) -> str:
    """Where to come back to: the page on the screen. What was posted isn't sent again: it lies in the draft."""
    said = swap.htmx(request)
    if said and said.current_url_abs_path:
        return said.current_url_abs_path
    came_from = str(request.META.get("HTTP_REFERER", ""))
    if request.method == "POST" and url_has_allowed_host_and_scheme(came_from, {request.get_host()}):
        return urlunsplit(("", "", *urlsplit(came_from)[2:4], ""))
    return request.get_full_path()


def _to(request: HttpRequest, url: str) -> HttpResponse:
    return HttpResponseClientRedirect(url) if swap.htmx(request) else redirect(url)
