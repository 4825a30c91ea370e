"""The administrators' pages: accounts of the platform's seats (安全管理员), and who looked at what (审计员)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from huisheng.desks import frame, posted, watch
from huisheng.desks.admin import forms, log
from huisheng.desks.fields import Field
from huisheng.desks.words import moment
from huisheng.directory import accounts
from huisheng.directory.accounts import PAGE, Asked, Kept
from huisheng.directory.actions import end_logins, give_password, hand_over, reset_factor, unlock
from huisheng.directory.actor import Actor
from huisheng.directory.duties import Duty, is_rehearsal, may
from huisheng.directory.models import AccountDeed, Login, Look
from huisheng.directory.roles import Role
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal, insist
from huisheng.lifecycle.workorder.subjects import subject_of

_FIELDS = {"name": "姓名", "phone": "电话"}


@dataclass(frozen=True, slots=True)
class Act:
    """One act on a seat's account, as the page offers it. ``refusal``: why it may not be done now."""

    name: str
    label: str
    words: str
    fields: Sequence[Field]
    refusal: str = ""
    error: str = ""

    @property
    def open(self) -> bool:
        """It was tried, and refused."""
        return bool(self.error) or any(field.error for field in self.fields)


# name -> what it is called, what it is for, what is said afterwards
ACTS: dict[str, tuple[str, str, str]] = {
    "password": ("发放初始密码", "只显示一次，请当面或电话告诉本人；本人登录后必须先改掉。", "初始密码已发放。"),
    "factor": ("重置动态口令", "手机丢了、恢复码也用完时用；本人下次登录重新绑定。", "动态口令已重置。"),
    "unlock": ("解除暂停", "连续输错而暂停的，现在就能再试。", "暂停已解除。"),
    "logins": ("结束全部登录", "这个账号在各处的登录马上失效。", "登录已全部结束。"),
    "handover": ("移交席位", "席位和它经办过的都留着，换一个账号登录；原账号的登录马上结束。", "席位已移交。"),
}


@require_safe
def seats(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The platform's seats and how their accounts stand."""
    asked = request.GET.get("seat", "")
    rows = accounts.seats(actor, asked, request.GET.get("after", ""))
    at, more = clock.now(), len(rows) > PAGE
    rows = rows[:PAGE]
    shown = []
    for row in rows:
        account = getattr(row.user, "account", None)
        shown.append(
            {
                "url": reverse("desks:seat", args=[row.code]),
                "code": row.code,
                "label": row.label,
                "role": Role(row.role).label,
                "unit": row.unit.short,
                "account": row.user.username if row.user else "（没有账号）",
                "factor": "已绑定" if account and account.confirmed_at else "没有",
                "state": _state_words(account, at),
            }
        )
    after = {"seat": asked, "after": rows[-1].code} if more else {}
    context = {"seats": shown, "asked": asked, "more_url": f"?{urlencode(after)}" if after else ""}
    return frame.page(request, actor, "account/seats.html", context)


def _state_words(account: Any, at: Any) -> str:
    if account is None:
        return ""
    if account.barred_until is not None and at < account.barred_until:
        return f"动态口令输错，暂停到 {clock.local(account.barred_until):%H:%M}"
    return "用着初始密码" if account.must_change else ""


@require_safe
def seat(request: HttpRequest, actor: Actor, seat: str) -> HttpResponse:
    """One seat's account, and what may be done to it."""
    return _page(request, actor, seat)


@require_POST
def act(request: HttpRequest, actor: Actor, seat: str, act: str) -> HttpResponse:
    """Do one of the acts; what is told once is told on the answer itself, never after a redirect."""
    if act not in ACTS:
        raise Http404
    try:
        told = _done(request, actor, seat, act)
    except Refusal as refusal:
        if refusal.code == "not_found":
            raise
        accounts.seat(seat, by=actor)  # who may not administer gets no page with the refusal on it
        return _page(request, actor, seat, tried=act, refusal=refusal)
    if told:
        return _page(request, actor, seat, told=told)
    messages.success(request, ACTS[act][2])
    return redirect("desks:seat", seat=seat)


def _done(request: HttpRequest, actor: Actor, seat: str, act: str) -> str:
    given: dict[str, Any] = {
        "by": actor, "reason": request.POST.get("reason", ""), "at": clock.now(), "address": watch.address(request)
    }  # fmt: skip
    doing: dict[str, Callable[..., Any]] = {
        "password": give_password.do, "factor": reset_factor.do, "unlock": unlock.do, "logins": end_logins.do
    }  # fmt: skip
    if act == "handover":
        return hand_over.do(seat, request.POST.get("to", ""), **given)
    told = doing[act](seat, **given)
    return told if isinstance(told, str) else ""


def _page(
    request: HttpRequest, actor: Actor, code: str, *, tried: str = "", refusal: Refusal | None = None, told: str = ""
) -> HttpResponse:
    at = clock.now()
    kept = accounts.kept(code, by=actor, at=at)
    context = {
        "code": code,
        "label": kept.seat.label,
        "unit": kept.seat.unit.name,
        "role": Role(kept.seat.role).label,
        "username": kept.user.username if kept.user else "",
        "told": told,
        "facts": _facts(kept),
        "acts": [_act(name, kept, actor, request, refusal if name == tried else None) for name in ACTS],
        "logins": [_login(row, row.pk in kept.live) for row in kept.logins],
        "tenures": [
            {"account": t.user.username, "began": watch.until(t.began_at) or "建席起", "ended": moment(t.ended_at)}
            for t in kept.tenures
        ],
        "deeds": [_deed(row) for row in kept.deeds],
    }
    return frame.page(request, actor, "account/seat.html", context, status=422 if refusal is not None else 200)


def _facts(kept: Kept) -> list[tuple[str, str]]:
    factor = kept.factor
    required = "（必须）" if kept.needs_factor else ""
    bound = f"{moment(factor.bound_at)} 绑定，剩 {factor.codes_left} 个恢复码" if factor.bound_at else f"没有{required}"
    facts = [("动态口令", bound), ("登录中", f"{len(kept.live)} 处")]
    if kept.must_change:
        facts.append(("密码", "还是初始密码"))
    for label, until in (("密码输错，暂停到", kept.locked_until), ("口令输错，暂停到", factor.barred_until)):
        if until is not None and until > clock.now():
            facts.append((label, moment(until)))
    return facts


def _act(name: str, kept: Kept, actor: Actor, request: HttpRequest, refusal: Refusal | None) -> Act:
    label, words, _ = ACTS[name]
    at_field = refusal.field if refusal is not None else ""
    said = refusal.sentence if refusal is not None else ""
    typed = request.POST if refusal is not None else {}
    fields = [
        Field(
            "reason", "理由", value=typed.get("reason", ""), required=True, max=200,
            error=said if at_field == "reason" else "", hint="会记录在案，审计员看得到。",
        )
    ]  # fmt: skip
    if name == "handover":
        hint = "新账号会发初始密码；以前在本平台用过、现在没有席位的账号保留自己的密码。不写真名。"
        wrong = said if at_field == "to" else ""
        fields.insert(
            0, Field("to", "移交给账号", value=typed.get("to", ""), required=True, max=50, error=wrong, hint=hint)
        )
    error = said if at_field not in ("reason", "to") else ""
    return Act(name, label, words, fields, _may_not(name, kept, actor), error)


def _may_not(name: str, kept: Kept, actor: Actor) -> str:
    if name in ("password", "handover"):
        refusal = give_password.can(actor, kept.seat)
        if refusal is not None:
            return refusal.sentence
    if kept.user is None and name != "handover":
        return "这个席位还没有账号，请先移交给一个账号。"
    if name == "factor" and kept.factor.bound_at is None:
        return "这个账号没有绑定动态口令，不用重置。"
    return ""


@require_safe
def records(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Looks at personal data, deeds on accounts, logins: read, never changed."""
    what = request.GET.get("what", "looks")
    given = {name: request.GET.get(name, "")[:100] for name in ("seat", "subject", "order", "purpose", "from", "to")}
    insist(may(actor, Duty.RECORDS))
    if what == "changes":
        context = {**log.read(request, actor), **_records_frame(actor, what, given)}
        return frame.page(request, actor, "account/records.html", context)
    subject = given["subject"]
    if given["order"]:
        subject = subject_of(given["order"], actor.platform_path) or "（没有这个工单）"
    days = forms.asked_day(request, "from"), forms.asked_day(request, "to")
    before = posted.whole(request.GET.get("before", ""))
    asked = Asked(given["seat"], subject, given["purpose"], days, before)
    rows: Sequence[Look | AccountDeed | Login]
    if what == "deeds":
        rows, shown = (found := accounts.deeds(actor, asked)), [_deed(row) for row in found[:PAGE]]
    elif what == "logins":
        rows, shown = (entries := accounts.entries(actor, asked)), [_login(row, False) for row in entries[:PAGE]]
    else:
        what = "looks"
        rows = looks = accounts.looks(actor, asked)
        shown = [_look(row) for row in looks[:PAGE]]
    more = {"what": what, **given, "before": str(rows[PAGE - 1].pk)} if len(rows) > PAGE else {}
    context = {
        **_records_frame(actor, what, given),
        "rows": shown,
        "more_url": f"?{urlencode({name: words for name, words in more.items() if words})}" if more else "",
    }
    return frame.page(request, actor, "account/records.html", context)


def _records_frame(actor: Actor, what: str, given: dict[str, str]) -> dict[str, Any]:
    tabs = (("looks", "查看"), ("deeds", "账号"), ("logins", "登录"), ("changes", "设置"))
    return {"what": what, "given": given, "tabs": tabs, "rehearsal_world": is_rehearsal(actor.platform)}


def _look(row: Look) -> dict[str, str]:
    fields = "、".join(_FIELDS.get(name, name) for name in row.fields.split(","))
    kind, _, key = row.subject.partition(":")
    return {
        "at": moment(row.at),
        "seat": f"{row.seat.label}（{row.seat.code}）",
        "unit": row.seat.unit.short,
        "subject": row.subject,
        "words": f"工单内部号 {key}" if kind == "workorder" else row.subject,
        "fields": fields,
        "purpose": row.purpose,
    }


def _deed(row: AccountDeed) -> dict[str, str]:
    return {
        "at": moment(row.at),
        "by": f"{row.seat.label}（{row.seat.code}）",
        "about": f"{row.about.label}（{row.about.code}）",
        "account": row.account,
        "deed": row.get_deed_display(),
        "reason": row.reason,
        "address": row.address or "",
    }


def _login(row: Login, live: bool) -> dict[str, str]:
    return {
        "at": moment(row.begun_at),
        "seat": f"{row.seat.label}（{row.seat.code}）",
        "account": row.user.username,
        "seen": moment(row.seen_at),
        "device": row.device,
        "address": row.address or "",
        "ending": "登录中" if live else row.get_ending_display(),
        "ended": watch.until(row.ended_at),
    }
