"""Circulars: the runs of a platform, one run with its objections and editions, and the verbs of both."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from types import ModuleType
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from huisheng.circular import reads, store
from huisheng.circular.actions import decide, draft, finalise, raise_objection
from huisheng.circular.actions import freeze as freezing
from huisheng.circular.models import Edition, Run
from huisheng.circular.sentences.tree import Text, Words
from huisheng.circular.states import EDGES, EditionState, ObjectionState, RunState
from huisheng.desks import fields, frame, posted
from huisheng.desks.fields import Field, Option, Typed, typed
from huisheng.desks.words import due_words, moment
from huisheng.directory.actor import Actor
from huisheng.directory.roles import Role
from huisheng.kernel import clock
from huisheng.kernel.asks import Ask, Codes
from huisheng.kernel.errors import Refusal

VERBS: dict[str, ModuleType] = {
    "raise_objection": raise_objection,
    "decide": decide,
    "finalise": finalise,
    "draft": draft,
}
_MAIN = frozenset({"draft", "review", "sign", "publish"})  # what a page leads to: its first button


@dataclass(frozen=True, slots=True)
class Offer:
    """A verb as a button or a form; see templates/circulars/_offers.html."""

    name: str
    label: str
    url: str
    fields: Sequence[Field]
    refusal: str = ""
    error: str = ""
    open: bool = False
    main: bool = False


@require_safe
def index(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The runs of the seat's platform, newest first."""
    return _index(request, actor)


def freeze(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Freeze a period; refused: the list with the sentence and what was typed."""
    if request.method != "POST":
        return redirect("desks:circulars")
    form = typed(freezing.ASKS, request.POST)
    try:
        made = freezing.do(by=actor, at=clock.now(), **form.raw)
    except Refusal as refusal:
        form.refuse(refusal, freezing.ASKS)
        return _index(request, actor, form, posted.status(refusal))
    messages.success(request, f"数据已冻结（第{made.no}次），异议到{due_words(made.objections_until)}截止。")
    return redirect("desks:run", made.id)


def _index(request: HttpRequest, actor: Actor, form: Typed | None = None, status: int = 200) -> HttpResponse:
    found, more = reads.runs(actor, posted.whole(request.GET.get("before", "")))
    told = reads.editions(actor, *found)
    here = reverse("desks:circulars")
    context = {
        "runs": [_line(one, told) for one in found],
        "more_url": f"{here}?before={more}" if more else "",
        "freeze": _freeze(actor, form),
        "empty": {"title": "还没有冻结过数据", "words": "冻结一个时段以后，通报从那里起草。"},
    }
    return frame.page(request, actor, "circulars/index.html", context, status=status)


def _line(run: Run, editions: Sequence[Edition]) -> dict[str, Any]:
    told = [f"{one.title}（{EditionState(one.state).label}）" for one in editions if one.run_id == run.id]
    return {
        "url": reverse("desks:run", args=[run.id]),
        "window": f"{run.first} 至 {run.last}",
        "no": run.no,
        "state": RunState(run.state).label,
        "frozen_at": moment(run.frozen_at),
        "until": due_words(run.objections_until),
        "editions": "、".join(told) or "—",
    }


def _freeze(actor: Actor, form: Typed | None) -> Offer | None:
    if actor.role is not Role.ASSESSOR:
        return None
    last = clock.local_day(clock.now()).replace(day=1) - timedelta(days=1)
    given = form.raw if form else {"first": last.replace(day=1).isoformat(), "last": last.isoformat()}
    errors = form.errors if form else {}
    drawn = [_asked(ask, actor, given.get(ask.name, ""), errors.get(ask.name, "")) for ask in freezing.ASKS]
    error = form.error if form else ""
    return Offer("freeze", EDGES["freeze"].label, reverse("desks:freeze"), drawn, error=error, open=form is not None)


def _asked(ask: Ask, actor: Actor, value: object, error: str) -> Field:
    if isinstance(ask, Codes):
        chosen = value if isinstance(value, list) else []
        options = [Option(one.name, _plain(one.title), one.name in chosen) for one in freezing.offered(actor)]
        return Field(ask.name, ask.label, "checks", options=options, error=error, hint="不选即全部")
    return replace(fields.plain(ask, value, error), kind="date")


def _plain(title: Text) -> str:
    """A composition's title without what the period will fill in."""
    return "".join(piece.text for piece in title if isinstance(piece, Words))


@require_safe
def run(request: HttpRequest, actor: Actor, key: int) -> HttpResponse:
    """One run."""
    return _run(request, actor, key)


def act(request: HttpRequest, actor: Actor, key: int, name: str) -> HttpResponse:
    """Do a verb of a run."""
    if name not in VERBS:
        raise Http404
    here = reverse("desks:run", args=[key])
    if request.method != "POST":
        return redirect(here)
    module = VERBS[name]
    asks: tuple[Ask, ...] = getattr(module, "ASKS", ())
    form = typed(asks, request.POST)
    try:
        made = module.do(key, by=actor, at=clock.now(), **form.raw)
    except Refusal as refusal:
        if refusal.code == "not_found":
            raise
        form.refuse(refusal, asks)
        return _run(request, actor, key, (name, form), posted.status(refusal))
    messages.success(request, f"已{EDGES[name].label}。")
    return redirect("desks:edition", key, made.no) if name == "draft" else redirect(here)


def _run(
    request: HttpRequest, actor: Actor, key: int, tried: tuple[str, Typed] | None = None, status: int = 200
) -> HttpResponse:
    found = reads.run(actor, key)
    made = reads.editions(actor, found)
    kept = [
        {
            "no": one.no,
            "unit": one.unit.name,
            "about": one.about,
            "words": one.words,
            "state": ObjectionState(one.state).label,
            "decision": one.decision,
            "at": moment(one.raised_at),
        }
        for one in reads.objections(actor, found)
    ]
    editions = [
        {
            "url": reverse("desks:edition", args=[key, one.no]),
            "no": one.no,
            "title": one.title,
            "state": EditionState(one.state).label,
            "corrects": f"更正第{one.corrects.no}稿（已公布）" if one.corrects is not None else "",
        }
        for one in made
    ]
    offers = offers_of(found, VERBS, actor, tried, partial(_url, key), partial(_field, found))
    context = {
        "run": _line(found, made),
        "objections": kept,
        "editions": editions,
        "offers": offers,
        "error": unseen(tried, [one.name for one in offers]),
        "dossier": reverse("desks:dossier", args=[key]) if reads.is_office(actor) else "",
        "digest": found.dossier,
        "position": found.position,
        "index_url": reverse("desks:circulars"),
    }
    return frame.page(request, actor, "circulars/run.html", context, status=status)


def unseen(tried: tuple[str, Typed] | None, drawn: Sequence[str]) -> str:
    """The sentence of a refusal whose form isn't on the page: a wrong role, a state that has moved on."""
    if tried is None or tried[0] in drawn:
        return ""
    return tried[1].error or next(iter(tried[1].errors.values()), "")


def offers_of(
    row: Run | Edition,
    verbs: Mapping[str, Any],
    actor: Actor,
    tried: tuple[str, Typed] | None,
    url_of: Callable[[str], str],
    field_of: Callable[[Ask, object, str], Field] = fields.plain,
) -> list[Offer]:
    """What the seat can do with a run or an edition now, and why not where only a rule is in the way.

    ``field_of(ask, value, error)`` draws one thing asked.
    """
    offers = []
    for name, module in verbs.items():
        edge, form = EDGES[name], tried[1] if tried is not None and tried[0] == name else None
        if actor.role not in edge.roles:
            continue
        refusal: Refusal | None = module.can(row, actor)
        if refusal is None or form is not None:
            drawn = _drawn(getattr(module, "ASKS", ()), form, field_of)
            error, opened = form.error if form else "", form is not None
            offers.append(Offer(name, edge.label, url_of(name), drawn, error=error, open=opened, main=name in _MAIN))
        elif refusal.code != "wrong_state":  # its state is said above; what comes next is offered
            offers.append(Offer(name, edge.label, "", (), refusal=refusal.sentence))
    return offers


def _drawn(asks: Sequence[Ask], form: Typed | None, field_of: Callable[[Ask, object, str], Field]) -> list[Field]:
    held = form or Typed()
    return [field_of(ask, held.raw.get(ask.name, ""), held.errors.get(ask.name, "")) for ask in asks]


def _url(key: int, name: str) -> str:
    return reverse("desks:run_act", args=[key, name])


def _field(run: Run, ask: Ask, value: object, error: str) -> Field:
    if ask.name == "composition":
        options = [Option(code, title) for code, title in run.compositions.values_list("composition", "title")]
        return fields.select(ask, options, value, error)
    if ask.name == "objection":
        raised = run.objections.filter(state=ObjectionState.RAISED).order_by("no").select_related("unit")
        options = [Option(str(one.no), f"{one.no} {one.unit.name}：{one.about}") for one in raised]
        return fields.select(ask, options, value, error)
    return fields.plain(ask, value, error)


@require_safe
def dossier(request: HttpRequest, actor: Actor, key: int) -> HttpResponseBase:
    """The dossier's file, for the office."""
    found = reads.run(actor, key)
    if not reads.is_office(actor):
        raise Http404
    name = f"dossier-{found.first}-{found.last}-{found.no}.zip"
    return FileResponse(store.find(found.dossier).open("rb"), as_attachment=True, filename=name)
