"""知识竞赛 at the screen: drawn and looked through by the editors, answered by seats, ranked once it is over."""

from collections import Counter
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from huisheng.desks import fields, frame, posted
from huisheng.desks.fields import Typed, typed
from huisheng.desks.knowledge import shown
from huisheng.desks.words import due_words
from huisheng.directory import law
from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal, insist
from huisheng.knowledge import quizzes, ranks
from huisheng.knowledge.actions import close_quiz, draw_quiz, look_through, open_quiz, sit
from huisheng.knowledge.models import Question, Quiz, Sitting
from huisheng.knowledge.states import QuizState

KEYS = [
    (["1", "4"], "选第一到第四个答案"),
    (["Enter"], "下一题"),
    (["←", "→"], "上一题、下一题"),
]


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The quizzes there are, and for the editors the form that draws one."""
    form = None
    if request.method == "POST":
        insist(draw_quiz.can(actor))
        form = typed(draw_quiz.ASKS, request.POST)
        if not form.errors:
            try:
                made = draw_quiz.do(by=actor, at=clock.now(), **form.given)
            except Refusal as refusal:
                form.refuse(refusal, draw_quiz.ASKS)
            else:
                messages.success(request, f"选出 {made.count} 题，请逐题核定。")
                return redirect("desks:quiz", made.pk)
    found, now = quizzes.newest(actor), clock.now()
    rules = law.at(clock.local_day(now), actor.scope)
    begun = quizzes.begun(actor, found)
    context = {
        "tabs": shown.tabs(actor, "quizzes"),
        "rows": [_line(one, actor, begun.get(one.pk), now) for one in found],
        "draws": draw_quiz.can(actor) is None,
        "fields": [
            fields.plain(ask, form.raw.get(ask.name, "") if form else "", form.errors.get(ask.name, "") if form else "")
            for ask in draw_quiz.ASKS
        ],
        "error": form.error if form else "",
        "open": form is not None,
        "usual": {name: rules.get(f"knowledge.quiz_{name}").count for name in ("questions", "minutes")},
        "url": reverse("desks:quizzes"),
    }
    return frame.page(request, actor, "knowledge/quizzes.html", context, status=422 if form else 200)


@require_safe
def quiz(request: HttpRequest, actor: Actor, key: int) -> HttpResponse:
    """One: its questions while they are looked through, the seat's own sheet while it is open, then the ranks."""
    return _quiz(request, actor, quizzes.look(key, actor))


def act(request: HttpRequest, actor: Actor, key: int, name: str) -> HttpResponse:
    """Do it; refused, the page says why."""
    if request.method != "POST":
        return redirect("desks:quiz", key)
    at, no = clock.now(), posted.whole(request.POST.get("no", ""))
    form = None
    try:
        if name == "approve":
            look_through.approve(key, by=actor, no=no, on=request.POST.get("on", "1") == "1")
        elif name == "swap" and no is not None:
            look_through.swap(key, no, by=actor, at=at)
        elif name == "open":
            form = typed(open_quiz.ASKS, request.POST)
            if form.errors:
                return _quiz(request, actor, quizzes.look(key, actor), form, 422)
            open_quiz.do(key, by=actor, at=at, **form.given)
            messages.success(request, "已开考，请通知各席位。")
        elif name == "begin":
            sit.begin(key, by=actor, at=at)
        elif name == "choose":
            return _chosen(request, actor, key, no, at)
        elif name == "hand_in":
            return _handed_in(request, actor, key, at)
        elif name == "close":
            close_quiz.do(key, by=actor, at=at)
            messages.success(request, "竞赛已结束，名次已公布。")
        else:
            raise Http404
    except Refusal as refusal:
        if form is not None and refusal.field:
            form.refuse(refusal, open_quiz.ASKS)
            return _quiz(request, actor, quizzes.look(key, actor), form, 422)
        messages.error(request, refusal.sentence)
    there = reverse("desks:quiz", args=[key])
    return redirect(f"{there}#q{no}" if no is not None else there)


def _chosen(request: HttpRequest, actor: Actor, key: int, no: int | None, at: datetime) -> HttpResponse:
    """A choice, kept at once; nothing comes back but whether it was."""
    try:
        sit.choose(key, no or 0, posted.whole(request.POST.get("chosen", "")) or 0, by=actor, at=at)
    except Refusal as refusal:
        return HttpResponse(refusal.sentence, status=422, content_type="text/plain; charset=utf-8")
    return HttpResponse(status=204)


def _handed_in(request: HttpRequest, actor: Actor, key: int, at: datetime) -> HttpResponse:
    """What stands in the form counts too: without a script nothing was kept before."""
    held = quizzes.sitting(quizzes.look(key, actor), actor)
    for no in held.order if held is not None and held.ended_at is None else ():
        chosen = posted.whole(request.POST.get(f"q{no}", ""))
        if chosen and held is not None and held.chosen[no - 1] != chosen:
            try:
                sit.choose(key, no, chosen, by=actor, at=at)
            except Refusal:
                break  # the time was up: what was kept before counts
    sit.hand_in(key, by=actor, at=at)
    messages.success(request, "已交卷。名次在竞赛结束后公布。")
    return redirect("desks:quiz", key)


def _quiz(request: HttpRequest, actor: Actor, one: Quiz, form: Typed | None = None, status: int = 200) -> HttpResponse:
    now = clock.now()
    held = quizzes.sitting(one, actor)
    context: dict[str, Any] = {
        "tabs": shown.tabs(actor, "quizzes"),
        "quiz": _line(one, actor, held, now),
        "act_url": reverse("desks:quiz", args=[one.pk]),
        "index_url": reverse("desks:quizzes"),
        "office": actor.role in quizzes.OFFICE,
    }
    if one.state == QuizState.DRAWN:
        return _looked_through(request, actor, one, context, form, status)
    if one.state == QuizState.OPEN and held is not None and held.ended_at is None and now <= held.ends_at + sit.LATE:
        return _sheet(request, actor, one, held, context)
    if one.state == QuizState.CLOSED:
        context |= _ranks(one, held)
    elif context["office"]:
        refusal = close_quiz.can(one, actor)
        context |= {"closes": refusal is None, "busy": close_quiz.still_at_it(one, now)}
    if context["office"]:
        context |= _missing(one)
    return frame.page(request, actor, "knowledge/quiz.html", context, status=status)


def _looked_through(
    request: HttpRequest, actor: Actor, one: Quiz, context: dict[str, Any], form: Typed | None, status: int
) -> HttpResponse:
    held = quizzes.questions(one)
    refusal = open_quiz.can(one, actor)
    context |= {
        "questions": [_question(question) for question in held],
        "left": sum(not question.approved for question in held),
        "works": look_through.can(one, actor) is None,
        "refusal": refusal.sentence if refusal else "",
        "fields": [
            fields.plain(ask, form.raw.get(ask.name, "") if form else "", form.errors.get(ask.name, "") if form else "")
            for ask in open_quiz.ASKS
        ],
        "page_keys": [(["j", "k"], "下一题、上一题"), (["y"], "核定这一题"), (["x"], "换一题")],
    }
    return frame.page(request, actor, "knowledge/quiz_look.html", context, status=status)


def _question(one: Question) -> dict[str, Any]:
    return {
        "no": one.no,
        "stem": one.stem,
        "options": [{"text": words, "right": at == one.right} for at, words in enumerate(one.options)],
        "approved": one.approved,
        "article": one.article.title,
        "article_url": reverse("desks:article_one", args=[one.article_id]),
    }


def _sheet(request: HttpRequest, actor: Actor, one: Quiz, held: Sitting, context: dict[str, Any]) -> HttpResponse:
    by_no = {question.no: question for question in quizzes.questions(one)}
    context |= {
        "questions": [
            {
                "at": at,
                "no": no,
                "stem": by_no[no].stem,
                "options": list(enumerate(by_no[no].options, 1)),
                "chosen": held.chosen[no - 1],
            }
            for at, no in enumerate(held.order, 1)
        ],
        "ends": held.ends_at,
        "answered": sum(1 for chosen in held.chosen if chosen),
        "page_keys": KEYS,
    }
    return frame.page(request, actor, "knowledge/quiz_sheet.html", context)


def _line(one: Quiz, actor: Actor, held: Sitting | None, now: datetime) -> dict[str, Any]:
    begins = one.state == QuizState.OPEN and held is None and sit.can(one, actor) is None
    return {
        "key": one.pk,
        "title": one.title,
        "url": reverse("desks:quiz", args=[one.pk]),
        "state": QuizState(one.state).label,
        "count": one.count,
        "pool": one.pool,
        "minutes": one.minutes,
        "units": one.units,
        "closes": due_words(one.closes_at) if one.closes_at else "",
        "taken": one.taken,
        "begins": begins and one.closes_at is not None and now < one.closes_at,
        "goes_on": one.state == QuizState.OPEN and held is not None and held.ended_at is None and now < held.ends_at,
        "done": held is not None and (held.ended_at is not None or now >= held.ends_at),
        "drawn": one.state == QuizState.DRAWN,
        "closed": one.state == QuizState.CLOSED,
    }


def _missing(one: Quiz) -> dict[str, Any]:
    """Who hasn't begun, for the office alone."""
    here = quizzes.here(one)
    absent = [(seat, unit) for seat, unit in quizzes.invited(one) if seat not in here]
    return {
        "absent": [
            {"seat": directory.seat_label(seat), "unit": directory.unit_name(unit, short=True)} for seat, unit in absent
        ],
        "begun": len(here),
    }


def _ranks(one: Quiz, held: Sitting | None) -> dict[str, Any]:
    told = quizzes.ranked(one)
    invited = Counter(unit for _, unit in quizzes.invited(one))
    units = ranks.of_units([(row.unit, row.right) for row in told], invited)
    own = held.seat if held is not None else 0
    return {
        "people": [
            {
                "place": row.place,
                "seat": directory.seat_label(row.seat),
                "unit": directory.unit_name(row.unit, short=True),
                "right": row.right,
                "time": f"{row.seconds // 60} 分 {row.seconds % 60:02} 秒",
                "own": row.seat == own,
            }
            for row in told
        ],
        "units": [
            {
                "place": row.place,
                "unit": directory.unit_name(row.unit, short=True),
                "taken": row.taken,
                "invited": row.invited,
                "mean": f"{row.mean}",
            }
            for row in units
        ],
        "answers": _answers(one, held) if held is not None else [],
    }


def _answers(one: Quiz, held: Sitting) -> list[dict[str, Any]]:
    """What the seat chose, beside what is right."""
    told = []
    for question in quizzes.questions(one):
        chosen = held.chosen[question.no - 1]
        told.append(
            {
                "no": question.no,
                "stem": question.stem,
                "right": question.options[question.right],
                "own": question.options[chosen - 1] if chosen else "（没有选）",
                "good": chosen == question.right + 1,
                "url": reverse("desks:article_one", args=[question.article_id]),
                "article": question.article.title,
            }
        )
    return told
