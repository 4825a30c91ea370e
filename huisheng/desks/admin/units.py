"""Units (承办单位): the tree with what holds when, one unit with its history, and what may be done to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huisheng.desks.admin import forms, log
from huisheng.desks.admin.forms import Act
from huisheng.desks.fields import Option, code_of
from huisheng.directory import reach, tree_reads
from huisheng.directory.actions import end_unit, put_unit
from huisheng.directory.actor import Actor
from huisheng.directory.changes import Subject
from huisheng.directory.duties import Duty, may
from huisheng.directory.entries import UNIT_COLUMNS
from huisheng.directory.models import Unit
from huisheng.directory.roles import UnitKind
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal, insist
from huisheng.kernel.lines import Column
from huisheng.lifecycle.workorder import burden

TAB = "admin_units"
_NEW = (
    *UNIT_COLUMNS,
    Column("prefix", "工单编号前缀", hint="只有二级平台填：大写字母或数字，不能与别的平台重复"),
    Column("scope", "平台路径", hint="只有二级平台填：在本平台路径之下，参数和分类按它适用"),
    forms.REASON,
)
_END = (
    Column("ends", "从哪天起停用", True, hint="这一天起不再派单；它的席位同时停用"),
    Column("successor", "承接单位", hint="还有没办完的派单时必须选；输入代码或名称"),
    Column("reason", "理由", True, hint="会记录在案，审计员看得到。"),
)


@dataclass(frozen=True, slots=True)
class Branch:
    """A line of the tree. ``depth`` from 0; ``term`` says from and until when, where that is worth saying."""

    url: str
    code: str
    name: str
    short: str
    kind: str
    depth: int
    marks: Sequence[str]
    term: str
    ended: bool
    seats: int


@require_safe
def units(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The tree, or those that a word finds."""
    insist(may(actor, Duty.DIRECTORY))
    asked, ended = request.GET.get("q", ""), request.GET.get("ended", "") == "1"
    today = clock.local_day(clock.now())
    found = tree_reads.branches(actor, today=today, asked=asked, ended=ended, after=request.GET.get("after", ""))
    rows = [
        Branch(
            reverse("desks:admin_unit", args=[card.code]), card.code, card.name, card.short, card.kind.label,
            min(depth, 6),
            [word for word, on in (("二级平台", card.is_platform and depth), ("联系点", card.contact_point)) if on],
            _term(card.valid_from, card.valid_to, today), card.valid_to is not None and card.valid_to <= today,
            found.seats.get(card.id, 0),
        )
        for card, depth in found.rows
    ]  # fmt: skip
    more = {"q": asked, "ended": "1" if ended else "", "after": found.more}
    context = {
        "rows": rows,
        "asked": asked,
        "ended": ended,
        "total": found.total,
        "more_url": f"?{urlencode(more)}" if found.more else "",
    }
    return forms.page(request, actor, "admin/units.html", context, tab=TAB)


def _term(first: Any, last: Any, today: Any) -> str:
    if last is not None:
        return f"{last} {'已停用' if last <= today else '停用'}"
    return f"{first} 启用" if first > today else ""


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, actor: Actor) -> HttpResponse:
    """A new unit."""
    insist(put_unit.can(actor))
    if request.method != "POST":
        given: dict[str, Any] = {"parent": request.GET.get("parent", "")[:50]}
        return _form(request, actor, given, None)
    given = _given(request)
    at = clock.now()

    def do() -> str:
        put_unit.do(
            given, new=True, by=actor, at=at, reason=request.POST.get("reason", ""),
            prefix=request.POST.get("prefix", ""), scope=request.POST.get("scope", ""),
        )  # fmt: skip
        return f"{given['name']}已设立。"

    def then() -> str:
        return reverse("desks:admin_unit", args=[given["code"].strip()])

    return forms.sent(
        request, do, then, lambda refusal: _form(request, actor, dict(request.POST.items()), refusal, status=422)
    )


def _given(request: HttpRequest) -> dict[str, str]:
    given = {column.name: request.POST.get(column.name, "") for column in UNIT_COLUMNS}
    given["parent"] = code_of(given["parent"])
    given["contact_point"] = "是" if given["contact_point"] else "否"
    return given


def _form(
    request: HttpRequest, actor: Actor, values: dict[str, Any], refusal: Refusal | None, status: int = 200
) -> HttpResponse:
    shown = forms.fields(_NEW, values, refusal, _kinds(actor))
    context = {
        "title": "新设单位",
        "words": "代码定了就不改；停用的单位留在历史里，不删除。",
        "back_url": reverse("desks:admin_units"),
        "fields": shown,
        "error": forms.beyond(refusal, shown),
        "button": "设立单位",
    }
    return forms.page(request, actor, "admin/form.html", context, tab=TAB, status=status)


def _kinds(actor: Actor) -> dict[str, Sequence[Option] | str]:
    kinds = [Option("", "请选择"), *(Option(kind.value, kind.label) for kind in UnitKind)]
    return {
        "kind": kinds,
        "parent": names(actor),
        "order": "number",
        "contact_point": "checkbox",
        "valid_from": "date",
        "ends": "date",
        "successor": names(actor),
    }


def names(actor: Actor) -> list[Option]:
    """The units in reach, to choose one by code or name."""
    today = clock.local_day(clock.now())
    return [Option(f"{card.code} {card.name}", "") for card in tree_reads.standing(actor, today)]


@require_safe
def unit(request: HttpRequest, actor: Actor, unit: str) -> HttpResponse:
    """One unit."""
    return _page(request, actor, unit)


@require_POST
def act(request: HttpRequest, actor: Actor, unit: str, deed: str) -> HttpResponse:
    """Change it, end it, or take its end back."""
    doing = {"change": _change, "end": _end, "undo": _undo}
    if deed not in doing:
        raise Http404
    row = reach.unit(unit, by=actor)
    return forms.sent(
        request,
        lambda: doing[deed](request, actor, row),
        lambda: reverse("desks:admin_unit", args=[unit]),
        lambda refusal: _page(request, actor, unit, tried=deed, refusal=refusal),
    )


def _change(request: HttpRequest, actor: Actor, row: Unit) -> str:
    given = {**_given(request), "code": row.code}
    put_unit.do(given, new=False, by=actor, at=clock.now(), reason=request.POST.get("reason", ""))
    return f"{given['name']}已修改；改了名称的，原名称仍能找到它。"


def _end(request: HttpRequest, actor: Actor, row: Unit) -> str:
    ends = forms.day(request, "ends", "停用日期")
    heir = code_of(request.POST.get("successor", ""))
    busy = sum(burden.of_units(row.path).values())
    why = request.POST.get("reason", "")
    closed = end_unit.do(row.code, ends=ends, successor=heir, busy=busy, by=actor, at=clock.now(), reason=why)
    work = f"没有办完的{busy}件请派单员改派给承接单位；" if busy else ""
    return f"{row.short}将于{ends}停用，{closed}个席位同时停用。{work}派单目录里指向它的条目，请到“派单目录”核对。"


def _undo(request: HttpRequest, actor: Actor, row: Unit) -> str:
    end_unit.undo(row.code, by=actor, at=clock.now(), reason=request.POST.get("reason", ""))
    return f"{row.short}不停用了。"


def _page(
    request: HttpRequest, actor: Actor, code: str, *, tried: str = "", refusal: Refusal | None = None
) -> HttpResponse:
    row = reach.unit(code, by=actor)
    today = clock.local_day(clock.now())
    work = burden.of_units(row.path)
    aliases = tree_reads.aliases(row)
    context: dict[str, Any] = {
        "title": row.name,
        "code": row.code,
        "back_url": reverse("desks:admin_units"),
        "facts": _facts(row, work, aliases),
        "acts": _acts(request, actor, row, aliases, bool(work), tried, refusal),
        "below": [
            (reverse("desks:admin_unit", args=[one.code]), one.name, _term(one.valid_from, one.valid_to, today))
            for one in tree_reads.below(row)
        ],
        "seats": [
            (reverse("desks:admin_seat", args=[seat.code]), seat.label, seat.get_role_display())
            for seat in tree_reads.seats_of(row, actor)
        ],
        "changes": log.of(actor, Subject.UNIT, code),
    }
    if refusal is not None and tried not in {one.name for one in context["acts"]}:
        context["error"] = refusal.sentence  # what was tried isn't offered any more
    return forms.page(request, actor, "admin/unit.html", context, tab=TAB, status=422 if refusal else 200)


def _facts(row: Unit, work: dict[str, int], aliases: Sequence[str]) -> list[tuple[str, str]]:
    term = f"{row.valid_from} 起" + (f"，{row.valid_to} 停用" if row.valid_to else "")
    found = [
        ("代码", row.code),
        ("简称", row.short),
        ("类别", UnitKind(row.kind).label),
        ("上级", row.parent.name if row.parent else "（最上级）"),
        ("有效期", term),
        ("没有办完的派单", "、".join(f"{state}{count}件" for state, count in work.items()) or "没有"),
    ]
    if row.is_platform:
        found.append(("平台", f"编号前缀 {row.prefix}，{row.scope}"))
    if row.successor:
        found.append(("承接单位", row.successor.name))
    if aliases:
        found.append(("其他名称", "、".join(aliases)))
    return found


def _acts(
    request: HttpRequest, actor: Actor, row: Unit, aliases: Sequence[str], busy: bool, tried: str,
    refusal: Refusal | None,
) -> list[Act]:  # fmt: skip
    values: dict[str, Any] = {
        "name": row.name, "short": row.short, "kind": row.kind, "order": row.order,
        "parent": f"{row.parent.code} {row.parent.name}" if row.parent and row.id != actor.platform else "",
        "contact_point": row.contact_point, "valid_from": row.valid_from.isoformat(), "aliases": "、".join(aliases),
    }  # fmt: skip
    kinds = _kinds(actor)
    made = []
    columns = [*UNIT_COLUMNS[1:], forms.REASON]
    offered: list[tuple[str, str, str, Sequence[Column], Refusal | None]]
    offered = [("change", "修改", "改名、改顺序、改隶属；原名称会留作其他名称。", columns, None)]
    if row.valid_to is not None and row.valid_to > clock.local_day(clock.now()):
        offered.append(("undo", "撤回停用", "停用日没到，单位和席位都照旧。", [_END[2]], None))
    else:
        said = "还有没办完的派单，须选定承接单位。" if busy else "单位留在历史里；它经办过的都还在。"
        offered.append(("end", "停用", said, list(_END), end_unit.can(actor, row)))
    for name, label, words, cols, may_not in offered:
        here = name == tried
        given = dict(request.POST.items()) if here else values
        shown = forms.fields(cols, given, refusal if here else None, kinds)
        url = reverse("desks:admin_unit_act", args=[row.code, name])
        error = forms.beyond(refusal, shown) if here else ""
        said = may_not.sentence if may_not is not None else ""
        made.append(Act(name, label, words, url, shown, said, error, here, name == "end"))
    return made
