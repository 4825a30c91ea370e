"""Checks by kind: what was noted, the form that notes another, and striking what was noted wrongly."""

from types import ModuleType
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from huisheng.desks import acts, frame, posted
from huisheng.desks.fields import Typed
from huisheng.desks.quality import tabs
from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.kernel.amounts import spelled
from huisheng.kernel.errors import insist
from huisheng.lifecycle.quality import reads
from huisheng.lifecycle.quality.actions import (
    draw_sample,
    grant_bonus,
    mystery_call,
    spot_check,
    strike_check,
    upload_check,
)
from huisheng.lifecycle.quality.models import Check
from huisheng.lifecycle.quality.rules import misfiled
from huisheng.lifecycle.quality.states import By, CheckKind
from huisheng.taxonomy.kinds import Kind

# a review is made from the answer itself: see ``answers``
ACTS: dict[str, ModuleType | None] = {
    "spot": spot_check,
    "mystery": mystery_call,
    "upload": upload_check,
    "bonus": grant_bonus,
    "review": None,
}
_GIVEN = ("unit", "first", "last")


@require_safe
def index(request: HttpRequest, actor: Actor, name: str) -> HttpResponse:
    """The checks of a kind, newest first."""
    return _index(request, actor, name)


def act(request: HttpRequest, actor: Actor, name: str) -> HttpResponse:
    """Note one."""
    module = ACTS.get(name)
    if module is None:
        raise Http404
    if request.method != "POST":
        return redirect("desks:quality_checks", name)
    made, form, status = acts.done(request, module, actor)
    if made is None:
        return _index(request, actor, name, form, status)
    messages.success(request, f"已登记{CheckKind(name).label}（编号 {made.pk}）。")
    return redirect("desks:quality_checks", name)


def strike(request: HttpRequest, actor: Actor, name: str, key: int) -> HttpResponse:
    """Strike one, with the reason."""
    if name not in ACTS:
        raise Http404
    if request.method != "POST":
        return redirect("desks:quality_checks", name)
    made, form, status = acts.done(request, strike_check, actor, known={"check": str(key)})
    if made is None:
        return _index(request, actor, name, None, status, struck=(key, form))
    messages.success(request, f"编号 {key} 已作废，不再计入。")
    return redirect("desks:quality_checks", name)


def _index(
    request: HttpRequest,
    actor: Actor,
    name: str,
    form: Typed | None = None,
    status: int = 200,
    *,
    struck: tuple[int, Typed] | None = None,
) -> HttpResponse:
    if name not in ACTS:
        raise Http404
    insist(draw_sample.can(actor))
    before = posted.whole(request.GET.get("before", ""))
    found = reads.newest(actor, kind=name, before=before, size=reads.PAGE + 1)
    module, here = ACTS[name], reverse("desks:quality_checks", args=[name])
    usual: dict[str, object] = {"day": clock.local_day(clock.now()).isoformat(), "source": "own"}
    usual |= {field: request.GET[field] for field in _GIVEN if request.GET.get(field)}
    context = {
        "tabs": tabs.tabs(name),
        "label": CheckKind(name).label,
        "offer": acts.offer(module, f"{here}do/", actor, form, given=usual) if module is not None else None,
        "checks": [_line(one, actor, struck) for one in found[: reads.PAGE]],
        "more_url": f"{here}?before={found[reads.PAGE - 1].pk}" if len(found) > reads.PAGE else "",
        "empty": {"title": f"还没有{CheckKind(name).label}", "words": "登记以后列在这里；登记错了的作废，不改。"},
    }
    return frame.page(request, actor, "quality/checks.html", context, status=status)


def _line(one: Check, actor: Actor, struck: tuple[int, Typed] | None) -> dict[str, Any]:
    tried = struck[1] if struck is not None and struck[0] == one.pk else None
    refusal = strike_check.can(actor, one)
    return {
        "key": one.pk,
        "days": str(one.last) if one.first == one.last else f"{one.first} 至 {one.last}",
        "unit": directory.unit_name(one.unit_id, short=True) or "全部",
        "source": By(one.source).label,
        "said": said(one),
        "words": "；".join(filter(None, (one.asked, one.words, one.clause))),
        "struck": one.struck_why if one.struck_at is not None else None,
        "strike_url": reverse("desks:quality_strike", args=[one.kind, one.pk]) if refusal is None or tried else "",
        "error": (tried.error or next(iter(tried.errors.values()), "")) if tried else "",
        "reason": tried.raw.get("reason", "") if tried else "",
        "flag": "投诉按咨询办了" if one.kind == CheckKind.REVIEW and _misfiled(one) else "",
    }


def _misfiled(one: Check) -> bool:
    return one.order is not None and misfiled(one.order.kind, one.found)


def said(one: Check) -> str:
    """What a check came to, in a few words."""
    if one.kind == CheckKind.SPOT:
        return f"抽 {one.sampled}，合格 {one.passed}，未回访 {one.unvisited}，不满意 {one.unsatisfied}"
    if one.kind == CheckKind.REVIEW:
        kind = "性质对" if one.order is not None and one.order.kind == one.found else f"实为{Kind(one.found).label}"
        return f"{kind}，{'答复完整' if one.complete else '答复不完整'}"
    marks = f"{'+' if one.marks > 0 else ''}{spelled(one.marks)} 分" if one.marks else "不扣分"
    if one.kind == CheckKind.MYSTERY:
        given = [("服务规范", one.service), ("业务知识", one.knowledge)]
        return "，".join([*(f"{label} {spelled(mark)} 分" for label, mark in given if mark is not None), marks])
    return f"不准确 {one.errors} 次，{marks}" if one.kind == CheckKind.UPLOAD else marks
