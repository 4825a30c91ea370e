"""What was learned from decisions: the models of each part, how they compare, how the one in use does since."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from huisheng.desks import words
from huisheng.desks.admin import forms
from huisheng.directory import law
from huisheng.directory.actor import Actor
from huisheng.insight import frame
from huisheng.insight.actions import ask_lesson, rest_model, take_model
from huisheng.insight.learned import guard, lessons, reads
from huisheng.insight.learned.rules import drifted
from huisheng.insight.models import Learned, Lesson, Week
from huisheng.insight.states import OPEN, LessonState, ModelState, Part
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal, insist
from huisheng.kernel.rounding import percent_2
from huisheng.lifecycle.workorder import decided

TAB = "admin_learning"
_TEACHES = {
    Part.CATEGORY: "坐席、派单员定下的类别。用在：受理时建议类别。",
    Part.UNIT: "主办单位办结的工单。用在：派单时建议单位，排在裁定和派单目录之后。",
    Part.PLACES: "工单里出现的小区、道路、单位名称。用在：认出地点、找重复、归热点。",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A model as the table shows it; ``acts``: (deed, word, what it does) that may be done now."""

    key: int
    name: str
    state: str
    active: bool
    window: str
    examples: str
    labels: str
    learned_at: str
    judged: bool
    compared: str
    better: bool | None
    finer: str
    version: int
    acts: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Section:
    """One part: what is in use, what is being learned, its models, its weeks."""

    part: str
    label: str
    teaches: str
    active: Row | None
    rows: Sequence[Row]
    more: bool
    lesson: str
    busy: bool
    failed: bool
    weeks: Sequence[tuple[date, str, str, str, str]]
    drift: str
    counted: bool
    ask_url: str


@require_safe
def learning(request: HttpRequest, actor: Actor) -> HttpResponse:
    """All parts on one page."""
    insist(frame.check("学习", actor))
    newest = lessons.newest(actor)
    sections = [_section(actor, part, newest.get(part)) for part in Part]
    context = {"sections": sections, "off": guard.off(), "busy": any(one.busy for one in sections)}
    return forms.page(request, actor, "admin/learning.html", context, tab=TAB)


@require_POST
def ask(request: HttpRequest, actor: Actor, part: str) -> HttpResponse:
    """Ask for a lesson."""
    try:
        ask_lesson.do(part, upto=decided.newest_key(), by=actor, at=clock.now())
    except Refusal as refusal:
        if refusal.code != "busy":
            raise
        messages.warning(request, refusal.sentence)
    else:
        messages.success(request, f"{Part(part).label}开始重新学习，学完自动与在用的比较。")
    return redirect(reverse("desks:admin_learning"))


@require_POST
def act(request: HttpRequest, actor: Actor, key: int, deed: str) -> HttpResponse:
    """Put a model to use or out of use."""
    insist(frame.check("启用或停用", actor))
    seen = request.POST.get("version", "")
    if deed not in ("take", "rest") or not seen.isdecimal():
        raise Http404
    try:
        if deed == "take":
            model = take_model.do(key, by=actor, at=clock.now(), seen=int(seen))
            messages.success(request, f"{frame.label(model)}已启用，从现在起由它提建议。")
        else:
            model = rest_model.do(key, by=actor, at=clock.now(), seen=int(seen))
            messages.success(request, f"{frame.label(model)}已停用，现在没有{Part(model.part).label}的建议。")
    except Refusal as refusal:
        if refusal.code not in ("stale", "wrong_state"):
            raise
        messages.warning(request, refusal.sentence)
    return redirect(reverse("desks:admin_learning"))


def _section(actor: Actor, part: Part, lesson: Lesson | None) -> Section:
    kept = reads.kept(actor, part)
    counted = part is not Part.PLACES
    return Section(
        part=part.value,
        label=part.label,
        teaches=_TEACHES[part],
        active=_row(kept.active) if kept.active is not None else None,
        rows=[_row(model) for model in kept.models],
        more=kept.more,
        lesson=_lesson(lesson) if lesson is not None else "",
        busy=lesson is not None and lesson.state in OPEN,
        failed=lesson is not None and lesson.state == LessonState.FAILED,
        weeks=[_week(week) for week in kept.weeks],
        drift=_drift(actor, kept),
        counted=counted,
        ask_url=reverse("desks:admin_ask_lesson", args=[part.value]),
    )


def _lesson(lesson: Lesson) -> str:
    at = words.moment(lesson.moved_at)
    if lesson.state == LessonState.FAILED:
        return f"{at} {lesson.note}"
    if lesson.state == LessonState.DONE and lesson.model is not None:
        return f"{at} 学完，学成第{lesson.model.n}版。"
    return f"{words.moment(lesson.asked_at)} 起{LessonState(lesson.state).label}。学习不影响办公，可以离开这一页。"


def _row(model: Learned) -> Row:
    better = None if model.right_before is None or not model.judged else model.right >= model.right_before
    acts = {
        ModelState.KEPT: [("take", "启用")],
        ModelState.RESTED: [("take", "换回这一版")],
        ModelState.ACTIVE: [("rest", "停用")],
    }
    return Row(
        key=model.pk,
        name=f"第{model.n}版",
        state=ModelState(model.state).label,
        active=model.state == ModelState.ACTIVE,
        window=f"{model.first:%Y-%m-%d} 至 {model.last:%Y-%m-%d}",
        examples=f"{model.examples:,}",
        labels=f"{model.labels:,}",
        learned_at=words.moment(model.learned_at),
        judged=bool(model.judged),
        compared=_compared(model),
        better=better,
        finer=_finer(model),
        version=model.version,
        acts=acts[ModelState(model.state)],
    )


def _compared(model: Learned) -> str:
    if model.part == Part.PLACES:
        return "地名是数出来的，不用比"
    if not model.judged:
        return "决定太少，没有比"
    new = f"{percent_2(model.right, model.judged)} %（{model.judged:,} 件里 {model.right:,} 件）"
    if model.right_before is None:
        return new
    return f"{new}；当时在用的 {percent_2(model.right_before, model.judged)} %"


def _finer(model: Learned) -> str:
    if model.macro_f1 is None or model.calibration_error is None:
        return ""
    return f"各类平均 F1 {_thousandths(model.macro_f1)} %，把握误差 {_thousandths(model.calibration_error)} %"


def _thousandths(value: int) -> str:
    return f"{value // 10}.{value % 10}"


def _week(week: Week) -> tuple[date, str, str, str, str]:
    return (
        week.monday,
        f"{week.judged:,}",
        f"{week.right:,}",
        f"{percent_2(week.right, week.judged)} %",
        f"{percent_2(week.expected, 1000 * week.judged)} %",
    )


def _drift(actor: Actor, kept: reads.Kept) -> str:
    if kept.active is None or not kept.weeks:
        return ""
    recent = kept.weeks[-reads.RECENT :]
    now = (sum(week.right for week in recent), sum(week.judged for week in recent))
    learned = (kept.active.right, kept.active.judged)
    percent = law.at(clock.local_day(clock.now()), actor.scope).get("insight.drift_percent").count
    if not drifted(now, learned, percent):
        return ""
    was, is_ = percent_2(*learned), percent_2(*now)
    return f"近 {len(recent)} 周符合率 {is_} %，学成时 {was} %：说法或者分工变了，建议重新学习。"
