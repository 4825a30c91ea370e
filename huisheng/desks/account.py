"""One's own account: password, second factor, logins. Works on a telephone and without a script."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth import authenticate, update_session_auth_hash
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huisheng.desks import door, frame, watch, words
from huisheng.desks.fields import Field
from huisheng.desks.places import begins
from huisheng.directory import factor as factors
from huisheng.directory import logins, totp
from huisheng.directory import reads as directory
from huisheng.directory.actions import bind_factor, change_password, end_logins, give_up_factor, show_code
from huisheng.directory.actor import Actor
from huisheng.directory.deeds import Owed
from huisheng.directory.duties import is_rehearsal
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal

_CODE_HINT = "手机上显示的六位数字；手机不在身边，可用一个恢复码，每个只能用一次。"


def _code_field(error: str = "", hint: str = _CODE_HINT) -> Field:
    return Field("code", "动态口令", required=True, error=error, hint=hint, max=20)


@require_safe
def account(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The account at a glance, and its logins."""
    return _page(request, actor)


def _page(request: HttpRequest, actor: Actor, *, errors: dict[str, str] | None = None) -> HttpResponse:
    user, at, wrong = watch.account(request), clock.now(), errors or {}
    listed = logins.of_account(user.pk)
    here, span = watch.login_of(request), logins.limits(actor.role, actor.scope, at)
    live = {row.pk for row in logins.live(listed, span, at)}
    state = factors.state(user.pk)
    rows = [
        {
            "pk": row.pk,
            "device": row.device,
            "address": row.address or "",
            "begun": words.moment(row.begun_at),
            "seen": words.moment(row.seen_at),
            "here": row.pk == here,
            "live": row.pk in live,
            "ending": row.get_ending_display() or "已过期",
        }
        for row in listed
    ]
    context = {
        "username": user.username,
        "password_refusal": change_password.can(actor),
        "rehearsal_world": is_rehearsal(actor.platform),
        "needed": logins.needs_factor(actor, at),
        "bound": watch.until(state.bound_at),
        "codes_left": state.codes_left,
        "give_up": _code_field(wrong.get("give_up", "")),
        "renew": _code_field(wrong.get("renew", "")),
        "logins": rows,
        "others": len(live - {here}),
        "idle_words": words.span(span.idle) if span.idle else "",
        "error": wrong.get("which", ""),
    }
    return frame.page(request, actor, "account/own.html", context, status=422 if wrong else 200)


@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The second step of signing in."""
    onward = door.onward(request, request.POST.get("next") or request.GET.get("next", ""))
    stands = watch.stands(request, actor)
    if stands.owed is not Owed.CODE:
        return redirect(onward or begins(actor.role))
    error = ""
    if request.method == "POST":
        try:
            show_code.do(
                watch.account(request), request.POST.get("code", ""), by=actor, login=stands.login,
                at=clock.now(), address=watch.address(request),
            )  # fmt: skip
            request.session.cycle_key()
            watch.greet(request)
            return redirect(onward or begins(actor.role))
        except Refusal as refusal:
            error = refusal.sentence
    context = {"next": onward, "code": _code_field(error)}
    return render(request, "account/code.html", context, status=422 if error else 200)


@sensitive_post_parameters("old", "fresh", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest, actor: Actor) -> HttpResponse:
    """A new password: by one's own wish, or because the old one was given by somebody else."""
    user, errors = watch.account(request), {}
    onward = door.onward(request, request.POST.get("next") or request.GET.get("next", ""))
    refusal = change_password.can(actor)
    if request.method == "POST" and refusal is None:
        try:
            _change(request, actor)
            messages.success(request, "密码已改，这个账号的其他登录都已结束。")
            return redirect(onward or "desks:account")
        except Refusal as wrong:
            errors[wrong.field] = wrong.sentence
    hint = "至少 10 个字，不能全是数字，不能是常见密码，也不能像账号。"
    context = {
        "next": onward,
        "username": user.username,
        "refusal": refusal,
        "forced": watch.stands(request, actor).owed is Owed.PASSWORD,
        "error": errors.get("", ""),
        "fields": [
            Field("old", "现在的密码", "password", required=True, error=errors.get("old", "")),
            Field("fresh", "新密码", "password", required=True, error=errors.get("fresh", ""), hint=hint),
            Field("again", "新密码再输一次", "password", required=True, error=errors.get("again", "")),
        ],
    }
    status = 422 if errors else 403 if refusal is not None and request.method == "POST" else 200
    return render(request, "account/password.html", context, status=status)


def _change(request: HttpRequest, actor: Actor) -> None:
    user, old = watch.account(request), request.POST.get("old", "")
    # through the same door as signing in: wrong ones are counted and lock
    known = authenticate(request, username=user.username, password=old if len(old) <= change_password.LIMIT else "")
    if known is None or known.pk != user.pk:
        raise Refusal("wrong_password", "现在的密码不对，请重新输入。", field="old")
    change_password.do(
        user, request.POST.get("fresh", ""), request.POST.get("again", ""), by=actor,
        login=watch.login_of(request), at=clock.now(), address=watch.address(request),
    )  # fmt: skip
    update_session_auth_hash(request, user)


@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def factor(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Bind a second factor: the picture, the first code, and then the recovery codes, this once."""
    user = watch.account(request)
    onward = door.onward(request, request.POST.get("next") or request.GET.get("next", ""))
    if factors.state(user.pk).bound_at is not None:
        return redirect("desks:account")
    error = ""
    if request.method == "POST":
        try:
            codes = bind_factor.do(
                user, request.POST.get("code", ""), by=actor, login=watch.login_of(request), at=clock.now(),
                address=watch.address(request),
            )  # fmt: skip
            return _codes(request, codes, onward)
        except Refusal as refusal:
            error = refusal.sentence
    key = bind_factor.begin(user.pk)
    issuer = f"回声 {directory.unit_name(actor.platform, short=True)}"
    context = {
        "next": onward,
        "forced": watch.stands(request, actor).owed is Owed.FACTOR,
        "rehearsal_world": is_rehearsal(actor.platform),
        "picture": totp.picture(totp.address(key, user.username, issuer)),
        "key": " ".join(key[i : i + 4] for i in range(0, len(key), 4)),
        "code": _code_field(error, "扫描之后，手机上显示的六位数字。"),
    }
    return render(request, "account/factor.html", context, status=422 if error else 200)


def _codes(request: HttpRequest, codes: list[str], onward: str = "") -> HttpResponse:
    return render(request, "account/codes.html", {"codes": codes, "next": onward or reverse("desks:account")})


@sensitive_post_parameters("code")
@require_POST
def give_up(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Unbind, by a code; for a new telephone it is bound again afterwards."""

    def done() -> HttpResponse:
        given, at = request.POST.get("code", ""), clock.now()
        give_up_factor.do(watch.account(request), given, by=actor, at=at, address=watch.address(request))
        messages.success(request, "动态口令已解除。换手机的，请在新手机上重新绑定。")
        return redirect("desks:account")

    return _tried(request, actor, "give_up", done)


@sensitive_post_parameters("code")
@require_POST
def renew(request: HttpRequest, actor: Actor) -> HttpResponse:
    """New recovery codes, by a code."""

    def done() -> HttpResponse:
        given, at = request.POST.get("code", ""), clock.now()
        return _codes(
            request,
            give_up_factor.renew(watch.account(request), given, by=actor, at=at, address=watch.address(request)),
        )

    return _tried(request, actor, "renew", done)


@require_POST
def end(request: HttpRequest, actor: Actor) -> HttpResponse:
    """End one of one's own logins, or all others."""

    def done() -> HttpResponse:
        ended = end_logins.own(
            watch.account(request), request.POST.get("which", ""), by=actor, login=watch.login_of(request),
            at=clock.now(), address=watch.address(request),
        )  # fmt: skip
        messages.success(request, f"已结束 {ended} 个登录。" if ended else "那个登录已经结束了。")
        return redirect("desks:account")

    return _tried(request, actor, "which", done)


@require_safe
def idle(request: HttpRequest, actor: Actor) -> HttpResponse:
    """For the page's own script: how many seconds are left. ``?seen``: somebody is there, though no page was opened."""
    if "seen" in request.GET:
        watch.seen(request)
    return JsonResponse({"left": watch.stands(request, actor).left})


def _tried(request: HttpRequest, actor: Actor, place: str, done: Callable[[], HttpResponse]) -> HttpResponse:
    try:
        return done()
    except Refusal as refusal:
        return _page(request, actor, errors={place: refusal.sentence})
