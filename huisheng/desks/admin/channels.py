"""Accounts of channels (渠道账户), for who keeps the accounts: how each peer goes, a new one, one stopped."""

from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huisheng.channels import accounts
from huisheng.channels.accounts import Account, Kind
from huisheng.desks import fields, frame
from huisheng.desks.fields import Field, Typed, typed
from huisheng.desks.words import moment
from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.kernel.asks import Ask
from huisheng.kernel.errors import Refusal, insist

_SECRET = "secret"  # noqa: S105  the name of a field


@require_safe
def channels(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The accounts there are."""
    return frame.page(request, actor, "admin/channels.html", _context(actor))


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, actor: Actor, kind: str) -> HttpResponse:
    """The form of a kind; what the peer must be told is shown on the answer itself, once."""
    insist(accounts.can(actor))
    one = accounts.kind(kind)
    if request.method != "POST":
        return _form(request, actor, one, None)
    form = typed(list(one.asks), request.POST)
    if not form.errors:
        try:
            told = one.issue.do(by=actor, at=clock.now(), **form.given)
        except Refusal as refusal:
            form.refuse(refusal, list(one.asks))
        else:
            context = {**_context(actor), "told": _told(told), "made": one.label}
            return frame.page(request, actor, "admin/channels.html", context)
    return _form(request, actor, one, form)


@require_POST
def stop(request: HttpRequest, actor: Actor, kind: str) -> HttpResponse:
    """From now on nothing comes or goes by it."""
    try:
        accounts.kind(kind).revoke.do(request.POST.get("code", "")[:64], by=actor, at=clock.now())
    except Refusal as refusal:
        if refusal.field != "code":
            raise
        messages.warning(request, refusal.sentence)
    else:
        messages.success(request, "已停用，马上失效。")
    return redirect("desks:channels")


def _told(told: object) -> list[tuple[str, str]]:
    """What the peer must be told, with its names; most kinds have nothing of the sort."""
    if isinstance(told, str):
        return [("密钥", told)]
    names = {"token": "Token", "aes_key": "EncodingAESKey"}
    said = told._asdict() if isinstance(told, tuple) and hasattr(told, "_asdict") else {}
    return [(names.get(name, name), value) for name, value in said.items() if value]


def _context(actor: Actor) -> dict[str, object]:
    rows = [_row(one) for one in accounts.all_(actor)]
    kinds = [{"label": one.label, "url": _url("new_channel", one)} for one in accounts.KINDS.values()]
    return {"rows": rows, "kinds": kinds}


def _url(name: str, kind: Kind) -> str:
    return reverse(f"desks:{name}", args=[kind.code])


def _row(one: Account) -> dict[str, object]:
    return {
        "kind": one.kind.label,
        "code": one.code,
        "label": one.label,
        "heard": moment(one.heard_at) if one.heard_at else "还没有",
        "trouble": "" if one.revoked_at else one.trouble,
        "revoked": moment(one.revoked_at) if one.revoked_at else "",
        "stop_url": _url("stop_channel", one.kind),
    }


def _form(request: HttpRequest, actor: Actor, kind: Kind, form: Typed | None) -> HttpResponse:
    context = {
        "label": kind.label,
        "fields": [_field(ask, kind, form) for ask in kind.asks],
        "error": form.error if form else "",
    }
    return frame.page(request, actor, "admin/new_channel.html", context, status=422 if form else 200)


def _field(ask: Ask, kind: Kind, form: Typed | None) -> Field:
    value = form.raw.get(ask.name, "") if form else kind.usual.get(ask.name, "")
    made = fields.plain(ask, value, form.errors.get(ask.name, "") if form else "")
    # a password isn't shown, nor sent back
    return replace(made, kind="password", value="") if ask.name == _SECRET else made
