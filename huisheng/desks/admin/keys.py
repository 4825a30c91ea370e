"""Keys of the API (接口密钥), for who keeps the accounts: issued and shown once, when last used, revoked."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from huisheng.desks import frame, posted
from huisheng.desks.admin import forms
from huisheng.desks.words import moment
from huisheng.directory import accounts
from huisheng.directory.actions import issue_key, revoke_key
from huisheng.directory.actor import Actor
from huisheng.directory.roles import Role
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal, insist
from huisheng.kernel.lines import Column

_COLUMNS = (
    Column("seat", "席位代码", True, "密钥做什么，都算这个席位做的；管理员的席位不能有"),
    Column("label", "用途", True, "给谁用，如“门户网站留言”"),
)


@require_http_methods(["GET", "HEAD", "POST"])
def keys(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The keys there are; a new one is told on the answer itself, once, never after a redirect."""
    insist(issue_key.can(actor))
    if request.method != "POST":
        return _page(request, actor)
    try:
        token = issue_key.do(
            request.POST.get("seat", ""), by=actor, label=request.POST.get("label", ""), at=clock.now()
        )
    except Refusal as refusal:
        return _page(request, actor, refusal)
    return _page(request, actor, told=token)


@require_POST
def revoke(request: HttpRequest, actor: Actor, key: int) -> HttpResponse:
    """From now on it opens nothing."""

    def do() -> str:
        revoke_key.do(key, by=actor, at=clock.now())
        return "密钥已停用，马上失效。"

    return forms.sent(request, do, lambda: reverse("desks:keys"), lambda refusal: _page(request, actor, refusal))


def _page(request: HttpRequest, actor: Actor, refusal: Refusal | None = None, told: str = "") -> HttpResponse:
    rows = accounts.keys(actor, posted.whole(request.GET.get("before", "")))
    shown = rows[: accounts.PAGE]
    values = dict(request.POST.items()) if refusal is not None else {}
    fields = forms.fields(_COLUMNS, values, refusal)
    context = {
        "rows": [
            {
                "key": row.pk,
                "seat": f"{row.seat.label}（{row.seat.code}）",
                "role": Role(row.seat.role).label,
                "label": row.label,
                "made": moment(row.created_at),
                "used": moment(row.used_at) if row.used_at else "还没有用过",
                "revoked": moment(row.revoked_at) if row.revoked_at else "",
            }
            for row in shown
        ],
        "fields": fields,
        "error": forms.beyond(refusal, fields),
        "tried": refusal is not None,
        "told": told,
        "more_url": f"?{urlencode({'before': shown[-1].pk})}" if len(rows) > len(shown) else "",
    }
    return frame.page(request, actor, "account/keys.html", context, status=422 if refusal else 200)
