"""Samples: drawn by a seed, looked at one by one beside the list, noted as a spot check of the unit."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from huisheng.desks import acts, frame, posted
from huisheng.desks.fields import Typed
from huisheng.desks.quality import tabs
from huisheng.desks.rows import marks
from huisheng.desks.visitor.card import read
from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal, insist
from huisheng.lifecycle.quality import reads
from huisheng.lifecycle.quality.actions import draw_sample, judge_item, note_sample
from huisheng.lifecycle.quality.models import Sample, SampleItem
from huisheng.lifecycle.quality.rules import counted
from huisheng.lifecycle.quality.states import Drawn, Verdict
from huisheng.lifecycle.workorder.matter import Matter

_GIVEN = ("of", "unit", "first", "last", "size")
_MAP = ((["1", "2", "3", "4"], "合格、未回访、不满意、其他不合格"), (["w"], "写说明"), (["Enter"], "记结果"))
_KEYS = {"passed": "1", "unvisited": "2", "unsatisfied": "3", "failed": "4"}


@require_safe
def index(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The platform's samples, and the form that draws one; the address may fill it."""
    return _index(request, actor)


def draw(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Draw one; refused: the form as typed."""
    if request.method != "POST":
        return redirect("desks:quality")
    made, form, status = acts.done(request, draw_sample, actor)
    if made is None:
        insist(draw_sample.can(actor))
        return _index(request, actor, form, status)
    messages.success(request, f"从 {made.population:,} 件里抽了 {made.size} 件，种子 {made.seed}。")
    return redirect("desks:quality_sample", made.pk)


def _index(request: HttpRequest, actor: Actor, form: Typed | None = None, status: int = 200) -> HttpResponse:
    insist(draw_sample.can(actor))
    found = reads.samples(actor, before=posted.whole(request.GET.get("before", "")), size=reads.PAGE + 1)
    last = clock.local_day(clock.now()).replace(day=1) - timedelta(days=1)
    asked = {name: request.GET[name] for name in _GIVEN if request.GET.get(name)}
    usual = {"of": "concluded", "first": last.replace(day=1).isoformat(), "last": last.isoformat(), "size": "20"}
    here = reverse("desks:quality")
    context = {
        "tabs": tabs.tabs("samples"),
        "draw": acts.offer(draw_sample, reverse("desks:quality_draw"), actor, form, given=usual | asked, main=True),
        "open": bool(asked) or form is not None,
        "samples": [_line(one) for one in found[: reads.PAGE]],
        "more_url": f"{here}?before={found[reads.PAGE - 1].pk}" if len(found) > reads.PAGE else "",
        "empty": {"title": "还没有抽过样本", "words": "选一个单位和时段，按种子随机抽取；同一个种子抽出来的一样。"},
    }
    return frame.page(request, actor, "quality/samples.html", context, status=status)


def _line(one: Sample) -> dict[str, Any]:
    return {
        "url": reverse("desks:quality_sample", args=[one.pk]),
        "unit": directory.unit_name(one.unit_id) or ("受理中心" if one.of == Drawn.ANSWERED else "全部单位"),
        "of": Drawn(one.of).label,
        "window": f"{one.first} 至 {one.last}",
        "seed": one.seed,
        "drawn": f"{one.size} / {one.population:,}",
        "judged": getattr(one, "judged", 0),
        "size": one.size,
        "state": "已登记" if one.check_key is not None else "在看",
    }


@require_safe
def one(request: HttpRequest, actor: Actor, key: int) -> HttpResponse:
    """The sample beside the matter that is looked at: ``?no=``, else the first that nobody looked at."""
    return _one(request, actor, key, posted.whole(request.GET.get("no", "")))


def judge(request: HttpRequest, actor: Actor, key: int, no: int) -> HttpResponse:
    """What a look came to; then the next one."""
    here = reverse("desks:quality_sample", args=[key])
    if request.method != "POST":
        return redirect(f"{here}?no={no}")
    insist(draw_sample.can(actor))
    made, form, status = acts.done(request, judge_item, actor, key, no)
    if made is None:
        return _one(request, actor, key, no, form, status)
    return redirect(here)


def note(request: HttpRequest, actor: Actor, key: int) -> HttpResponse:
    """The sample's result becomes a spot check."""
    if request.method != "POST":
        return redirect("desks:quality_sample", key)
    try:
        made = note_sample.do(key, by=actor, at=clock.now())
    except Refusal as refusal:
        if refusal.code in ("not_found", "wrong_role"):
            raise
        return _one(request, actor, key, None, Typed(error=refusal.sentence), 422)
    messages.success(request, f"已登记为抽查：{made.sampled} 件，合格 {made.passed} 件。")
    return redirect("desks:quality_sample", key)


def _one(
    request: HttpRequest, actor: Actor, key: int, no: int | None, form: Typed | None = None, status: int = 200
) -> HttpResponse:
    insist(draw_sample.can(actor))
    sample = reads.sample(actor, key)
    items = reads.items(actor, sample)
    unseen = [one for one in items if not one.verdict]
    shown = next((one for one in items if one.no == no), None) if no is not None else next(iter(unseen), None)
    told = counted([one.verdict for one in items])
    stop = note_sample.can(actor, sample)
    context = {
        "sample": _line(sample) | {"judged": told["sampled"]},
        "told": told,
        "rate": f"{told['passed']} / {told['sampled']}" if told["sampled"] else "—",
        "items": [_item(one, key, shown) for one in items],
        "shown": _shown(shown, sample, form) if shown is not None else None,
        "noted": sample.check_key is not None,
        "answers": sample.of == Drawn.ANSWERED,
        "note_url": reverse("desks:quality_note", args=[key]),
        "stop": stop.sentence if stop is not None else "",
        "error": form.error if form is not None else "",
        "index_url": reverse("desks:quality"),
        "again": "".join(
            (f"{reverse('desks:quality')}?of={sample.of}&unit={sample.unit.code if sample.unit else ''}",
             f"&first={sample.first}&last={sample.last}&size={sample.size}")
        ),
        "page_keys": _MAP,
    }  # fmt: skip
    return frame.page(request, actor, "quality/sample.html", context, status=status)


def _item(one: SampleItem, key: int, shown: SampleItem | None) -> dict[str, Any]:
    return {
        "no": one.no,
        "url": f"{reverse('desks:quality_sample', args=[key])}?no={one.no}",
        "current": shown is not None and shown.no == one.no,
        "number": one.order.number.rpartition("-")[2],
        "title": one.order.personal.title,
        "unit": directory.unit_name(one.order.main_unit_id, short=True),
        "verdict": Verdict(one.verdict).label if one.verdict else "",
        "good": one.verdict == Verdict.PASSED,
    }


def _shown(one: SampleItem, sample: Sample, form: Typed | None) -> dict[str, Any]:
    raw = form.raw if form is not None else {"verdict": one.verdict, "words": one.words}
    errors = form.errors if form is not None else {}
    return {
        **read(Matter(one.order)),
        "no": one.no,
        "marks": marks(one.order),
        "judge_url": reverse("desks:quality_judge", args=[sample.pk, one.no]),
        "question": {
            "name": "verdict",
            "label": "看下来怎样",
            "say": "",
            "picks": [{"value": v, "label": label, "key": _KEYS[v]} for v, label in Verdict.labels().items()],
            "value": raw.get("verdict", ""),
            "error": errors.get("verdict", ""),
        },
        "words": raw.get("words", ""),
        "words_error": errors.get("words", ""),
        "answer_url": reverse("desks:quality_answer", args=[one.order.number]),
    }


def period_url(unit: str, first: date, last: date) -> str:
    """Where a sample of that unit and period is drawn."""
    return f"{reverse('desks:quality')}?of=concluded&unit={unit}&first={first}&last={last}"
