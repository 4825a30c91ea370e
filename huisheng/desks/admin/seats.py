"""Seats (席位): who has which role where, and what may be done to it. The password is the security administrator's."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huisheng.desks.admin import forms, log
from huisheng.desks.admin.forms import Act
from huisheng.desks.admin.units import names
from huisheng.desks.fields import Option, code_of
from huisheng.directory import reach, tree_reads
from huisheng.directory.actions import close_seat, put_seat
from huisheng.directory.actor import Actor
from huisheng.directory.changes import Subject
from huisheng.directory.duties import Duty, may
from huisheng.directory.entries import ROLES, SEAT_COLUMNS
from huisheng.directory.models import Seat
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal, insist
from huisheng.kernel.lines import Column

TAB = "admin_seats"
_PAGE = 50
_CLOSE = (
    Column("ends", "从哪天起停用", True, hint="填今天就马上停用；排好的班次一并取消"),
    Column("reason", "理由", True, hint="会记录在案，审计员看得到。"),
)
_CHANGE = (SEAT_COLUMNS[1], SEAT_COLUMNS[4], SEAT_COLUMNS[5], forms.REASON)


@require_safe
def seats(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The seats in reach, by code."""
    insist(may(actor, Duty.DIRECTORY))
    today = clock.local_day(clock.now())
    asked, role, ended = (request.GET.get(name, "") for name in ("q", "role", "ended"))
    found = tree_reads.seats(
        actor, asked=asked, role=role, ended=ended == "1", today=today, after=request.GET.get("after", ""), size=_PAGE
    )
    shown = found[:_PAGE]
    more = {"q": asked, "role": role, "ended": ended, "after": shown[-1].code} if len(found) > _PAGE else {}
    context = {
        "rows": [
            {
                "url": reverse("desks:admin_seat", args=[seat.code]),
                "code": seat.code,
                "label": seat.label,
                "role": ROLES.get(seat.role, ""),
                "unit": seat.unit.short,
                "confidential": seat.may_see_confidential,
                "account": seat.user.username if seat.user else "",
                "term": _term(seat, today),
                "ended": seat.valid_to is not None and seat.valid_to <= today,
            }
            for seat in shown
        ],
        "asked": asked,
        "role": role,
        "ended": ended == "1",
        "roles": list(ROLES.items()),
        "more_url": f"?{urlencode({k: v for k, v in more.items() if v})}" if more else "",
    }
    return forms.page(request, actor, "admin/seats.html", context, tab=TAB)


def _term(seat: Seat, today: Any) -> str:
    if seat.valid_to is not None:
        return f"{seat.valid_to} {'已停用' if seat.valid_to <= today else '停用'}"
    return f"{seat.valid_from} 启用" if seat.valid_from > today else ""


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, actor: Actor) -> HttpResponse:
    """A new seat."""
    insist(put_seat.can(actor))
    if request.method != "POST":
        given = {"unit": request.GET.get("unit", "")[:50]}
        return _form(request, actor, given, None)
    given = {column.name: request.POST.get(column.name, "") for column in SEAT_COLUMNS}
    given["unit"], given["confidential"] = code_of(given["unit"]), "是" if given["confidential"] else "否"
    at = clock.now()

    def do() -> str:
        put_seat.do(given, new=True, by=actor, at=at, reason=request.POST.get("reason", ""))
        return f"席位{given['label']}已设立，还没有账号：请安全管理员在“账号”里把它移交给一个账号。"

    def then() -> str:
        return reverse("desks:admin_seat", args=[given["code"].strip()])

    return forms.sent(request, do, then, lambda refusal: _form(request, actor, dict(request.POST.items()), refusal))


def _form(request: HttpRequest, actor: Actor, values: dict[str, Any], refusal: Refusal | None) -> HttpResponse:
    roles = [Option("", "请选择"), *(Option(value, label) for value, label in ROLES.items())]
    kinds: dict[str, Sequence[Option] | str] = {
        "role": roles, "unit": names(actor), "confidential": "checkbox", "valid_from": "date"
    }  # fmt: skip
    shown = forms.fields((*SEAT_COLUMNS, forms.REASON), values, refusal, kinds)
    context = {
        "title": "新设席位",
        "words": "一个席位一个角色。名称写岗位，不写人名；人换了，席位和它经办过的都留着。",
        "back_url": reverse("desks:admin_seats"),
        "fields": shown,
        "error": forms.beyond(refusal, shown),
        "button": "设立席位",
    }
    return forms.page(request, actor, "admin/form.html", context, tab=TAB, status=422 if refusal else 200)


@require_safe
def seat(request: HttpRequest, actor: Actor, seat: str) -> HttpResponse:
    """One seat."""
    return _page(request, actor, seat)


@require_POST
def act(request: HttpRequest, actor: Actor, seat: str, deed: str) -> HttpResponse:
    """Change it, or close it."""
    doing = {"change": _change, "close": _close}
    if deed not in doing:
        raise Http404
    row = reach.seat(seat, by=actor)
    return forms.sent(
        request,
        lambda: doing[deed](request, actor, row),
        lambda: reverse("desks:admin_seat", args=[seat]),
        lambda refusal: _page(request, actor, seat, tried=deed, refusal=refusal),
    )


def _change(request: HttpRequest, actor: Actor, row: Seat) -> str:
    given = {
        "code": row.code, "role": row.role, "unit": row.unit.code, "label": request.POST.get("label", ""),
        "confidential": "是" if request.POST.get("confidential") else "否",
        "valid_from": request.POST.get("valid_from", ""),
    }  # fmt: skip
    put_seat.do(given, new=False, by=actor, at=clock.now(), reason=request.POST.get("reason", ""))
    return "席位已修改。"


def _close(request: HttpRequest, actor: Actor, row: Seat) -> str:
    ends = forms.day(request, "ends", "停用日期")
    gone = close_seat.do(row.code, ends=ends, by=actor, at=clock.now(), reason=request.POST.get("reason", ""))
    return f"{row.label}从{ends}起停用" + (f"，取消{gone}个班次。" if gone else "。")


def _page(
    request: HttpRequest, actor: Actor, code: str, *, tried: str = "", refusal: Refusal | None = None
) -> HttpResponse:
    row = reach.seat(code, by=actor)
    term = f"{row.valid_from} 起" + (f"，{row.valid_to} 停用" if row.valid_to else "")
    context: dict[str, Any] = {
        "title": row.label,
        "code": row.code,
        "back_url": reverse("desks:admin_seats"),
        "facts": [
            ("代码", row.code),
            ("角色", ROLES.get(row.role, "")),
            ("单位", row.unit.name),
            ("保密权限", "能看保密工单" if row.may_see_confidential else "没有"),
            ("有效期", term),
            ("账号", row.user.username if row.user else "还没有，请安全管理员移交"),
        ],
        "acts": _acts(request, actor, row, tried, refusal),
        "below": [],
        "seats": [],
        "changes": log.of(actor, Subject.SEAT, code),
    }
    if refusal is not None and tried not in {one.name for one in context["acts"]}:
        context["error"] = refusal.sentence  # what was tried isn't offered any more
    return forms.page(request, actor, "admin/unit.html", context, tab=TAB, status=422 if refusal else 200)


def _acts(request: HttpRequest, actor: Actor, row: Seat, tried: str, refusal: Refusal | None) -> list[Act]:
    values = {
        "label": row.label, "confidential": row.may_see_confidential, "valid_from": row.valid_from.isoformat()
    }  # fmt: skip
    kinds: dict[str, Sequence[Option] | str] = {"confidential": "checkbox", "valid_from": "date", "ends": "date"}
    made = []
    offered: list[tuple[str, str, str, Sequence[Column], Refusal | None]]
    offered = [("change", "修改", "给保密权限要写明理由。角色和单位不能改：另设一个席位。", _CHANGE, None)]
    offered.append(("close", "停用", "经办过的都留着；它的登录到那天失效。", _CLOSE, close_seat.can(actor, row)))
    for name, label, words, columns, may_not in offered:
        here = name == tried
        shown = forms.fields(columns, dict(request.POST.items()) if here else values, refusal if here else None, kinds)
        url = reverse("desks:admin_seat_act", args=[row.code, name])
        said = may_not.sentence if may_not is not None else ""
        error = forms.beyond(refusal, shown) if here else ""
        made.append(Act(name, label, words, url, shown, said, error, here, name == "close"))
    return made
