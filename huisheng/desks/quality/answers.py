"""Answers given on the spot, reviewed: the right kind? all of it answered?"""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from huisheng.desks import acts, fields, frame, posted
from huisheng.desks.agent import recordings
from huisheng.desks.fields import Option, Typed
from huisheng.desks.quality import checks, tabs
from huisheng.desks.visitor.card import read
from huisheng.desks.words import moment
from huisheng.directory.actor import Actor
from huisheng.kernel.errors import insist
from huisheng.lifecycle.quality import fields as asked
from huisheng.lifecycle.quality import reads
from huisheng.lifecycle.quality.actions import review_answer
from huisheng.lifecycle.quality.rules import misfiled
from huisheng.lifecycle.workorder.models import WorkOrder
from huisheng.lifecycle.workorder.reads import look
from huisheng.taxonomy.kinds import Kind


@require_safe
def index(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Those that nobody has reviewed, newest first."""
    insist(review_answer.can(actor))
    found = reads.unreviewed(actor, after=posted.whole(request.GET.get("after", "")), size=reads.PAGE + 1)
    here = reverse("desks:quality_answers")
    context = {
        "tabs": tabs.tabs("answers"),
        "orders": [_line(one) for one in found[: reads.PAGE]],
        "more_url": f"{here}?after={found[reads.PAGE - 1].pk}" if len(found) > reads.PAGE else "",
        "empty": {"title": "直接答复的都复核过了", "words": "坐席新答复的工单会出现在这里。"},
    }
    return frame.page(request, actor, "quality/answers.html", context)


def _line(order: WorkOrder) -> dict[str, str]:
    return {
        "url": reverse("desks:quality_answer", args=[order.number]),
        "number": order.number.rpartition("-")[2],
        "title": order.personal.title,
        "kind": Kind(order.kind).label,
        "at": moment(order.accepted_at, year=False),
    }


def one(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """One answer, and the form of its review; done: the next that nobody has reviewed."""
    insist(review_answer.can(actor))
    if request.method != "POST":
        return _one(request, actor, number)
    made, form, status = acts.done(request, review_answer, actor, number)
    if made is None:
        return _one(request, actor, number, form, status)
    flagged = misfiled(look(number, actor).order.kind, made.found)
    said = f"{number.rpartition('-')[2]} 已复核：{checks.said(made)}。"
    tag = f"draft:review-{number}"
    if flagged:
        messages.warning(request, f"{said}投诉按咨询办了，已标出。", extra_tags=tag)
    else:
        messages.success(request, said, extra_tags=tag)
    following = reads.unreviewed(actor, size=1)
    return redirect("desks:quality_answer", following[0].number) if following else redirect("desks:quality_answers")


def _one(request: HttpRequest, actor: Actor, number: str, form: Typed | None = None, status: int = 200) -> HttpResponse:
    matter = look(number, actor)
    stop, held = review_answer.can(actor, matter), form or Typed(raw={"kind": matter.order.kind})
    made = reads.review_of(actor, matter.order)
    kinds = [Option(value, label) for value, label in asked.KIND.options.items()]
    drawn = [fields.select(asked.KIND, kinds, held.raw.get("kind", ""), held.errors.get("kind", ""))]
    drawn += [
        fields.plain(ask, held.raw.get(ask.name, ""), held.errors.get(ask.name, ""))
        for ask in (asked.COMPLETE, asked.WHY)
    ]
    context: dict[str, Any] = {
        "tabs": tabs.tabs("answers"),
        "shown": read(matter),
        "url": reverse("desks:quality_answer", args=[number]),
        "index_url": reverse("desks:quality_answers"),
        "fields": drawn,
        "error": held.error,
        "stop": stop.sentence if stop is not None and form is None else "",
        "made": checks.said(made) if made is not None else "",
        "doubt": recordings.doubt(matter, actor),
    }
    return frame.page(request, actor, "quality/answer.html", context, status=status)
