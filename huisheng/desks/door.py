"""The door: signing in and out, and the guard before every other page."""

import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec

from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from huisheng.desks import frame, watch
from huisheng.desks.places import begins
from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.directory.deeds import Owed
from huisheng.kernel import memo, text
from huisheng.kernel.errors import Refusal

P = ParamSpec("P")

_NAME_LIMIT = 150  # Django's own for accounts
_PASSWORD_LIMIT = 1024
_WRONG = "账号或密码不对，请检查后重新输入。"
_NO_SEAT = "这个账号现在没有席位，不能办件，请找本单位管理员。"


def seated(
    view: Callable[Concatenate[HttpRequest, Actor, P], HttpResponseBase],
    *,
    owing: frozenset[Owed] = frozenset(),
    unattended: bool = False,
) -> Callable[..., HttpResponseBase]:
    """Only for a signed-in seat: the view gets its actor. Without one: the sign-in page, and back here after it.

    A login that is over leads there too, one that owes something (a code, a new password) to the page for that; a page
    that is such a page says so by ``owing``. ``unattended``: the page is asked for by a script, not by a person.

    A Refusal that a view lets out is a page with its sentence; one of what may not be seen is "no such page".
    Nothing of a seat is stored by browsers or proxies.
    """

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        actor = directory.actor_for_user(request.user.pk) if request.user.is_authenticated else None
        if actor is None:
            if request.user.is_authenticated:
                logout(request)  # an account whose seat was closed; a stranger may still be told why he is one
            here = request.get_full_path()
            # who only gave the house's address has asked for no page: his own desk is as good as the home page
            return redirect("desks:sign_in") if here == reverse("desks:home") else redirect_to_login(here)
        # a script that asks for a page meant for people says so: that keeps nobody signed in
        instead = watch.stop(request, actor, owing, unattended=unattended or "X-Unattended" in request.headers)
        if instead is not None:
            instead["Cache-Control"] = "no-store"
            return instead
        if not unattended:
            frame.begin(request)
        try:
            with memo.reading(request.method in ("GET", "HEAD")):
                response = view(request, actor, *args, **kwargs)
        except Refusal as refusal:
            if refusal.code == "not_found":
                raise Http404 from None
            response = render(request, "403.html", {"sentence": refusal.sentence}, status=403)
        response["Cache-Control"] = "no-store"
        patch_vary_headers(response, ("HX-Request", "HX-Target"))
        return response

    return guarded


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The form; a right answer begins a new session, at the seat's own desk.

    Lockout after too many wrong ones is axes' (a page of its own)."""
    leads_to = onward(request, request.POST.get("next") or request.GET.get("next", ""))
    if request.method != "POST":
        actor = directory.actor_for_user(request.user.pk) if request.user.is_authenticated else None
        if actor is not None:
            return redirect(leads_to or begins(actor.role))
        return render(request, "frame/signin.html", {"next": leads_to, "ended": watch.ended(request)})
    # no account has such a name or password: cut, so that ten megabytes are neither hashed nor stored as an attempt
    username = text.clean(request.POST.get("username", "")[: _NAME_LIMIT * 4])[:_NAME_LIMIT]
    password = request.POST.get("password", "")
    user = authenticate(request, username=username, password=password if len(password) <= _PASSWORD_LIMIT else "")
    error = _WRONG
    if user is not None:
        actor = directory.actor_for_user(user.pk)
        if actor is not None:
            login(request, user)
            if watch.begin(request, actor).owed is not Owed.CODE:
                watch.greet(request)
            return watch.entered(redirect(leads_to or begins(actor.role)))
        error = _NO_SEAT
    return render(request, "frame/signin.html", {"next": leads_to, "username": username, "error": error}, status=422)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    watch.leave(request)
    return redirect("desks:sign_in")


def onward(request: HttpRequest, wanted: str) -> str:
    """Where to go afterwards, if that is on this site; else ""."""
    own = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if own else ""
