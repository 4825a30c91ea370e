"""The knowledge base found: as one types, by state and unit, what is to be reviewed."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from huisheng.desks import frame
from huisheng.desks.fields import Option
from huisheng.desks.knowledge import shown
from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.directory.roles import Role
from huisheng.kernel import clock
from huisheng.knowledge import reads, search
from huisheng.knowledge.search import Found
from huisheng.knowledge.states import EDGES, ArticleState

_QUICK = 8
KEYS = [
    (["↓", "↑"], "在找到的知识里移动"),
    (["Enter"], "打开选中的知识"),
]


@require_safe
def index(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Articles by words, initials or meaning; by state, by unit, those to be reviewed; else last changed first."""
    context = {
        **_list(request, actor),
        "states": [Option("", "全部状态"), *(Option(state.value, state.label) for state in ArticleState)],
        "units": [Option("", "全部单位"), *(Option(u.code, u.short) for u in directory.addressees(actor.platform))],
        "works": actor.role in EDGES["write"].roles,
        "new_url": reverse("desks:knowledge_new"),
        "find_url": reverse("desks:knowledge_find"),
        "tabs": shown.tabs(actor, "knowledge"),
        "page_keys": KEYS,
    }
    return frame.page(request, actor, "knowledge/index.html", context)


@require_safe
def find(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The same list alone, while the words are typed."""
    return render(request, "knowledge/_list.html", _list(request, actor))


@require_safe
def quick(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What the agent's key opens: a few articles, each with what is said to the citizen."""
    asked = request.GET.get("q", "")[:100]
    found = search.find(actor, asked, clock.local_day(clock.now()), size=_QUICK)
    context = {"hits": [_hit(one) for one in found], "asked": asked.strip(), "takes": True}
    return render(request, "knowledge/_hits.html", context)


def _list(request: HttpRequest, actor: Actor) -> dict[str, Any]:
    today, here = clock.local_day(clock.now()), reverse("desks:knowledge")
    given = {name: request.GET.get(name, "")[:100] for name in reads.FILTERS}
    card = directory.unit_by_code(given["unit"], actor.platform) if given["unit"] else None
    context: dict[str, Any] = {
        "given": given,
        "asked": given["q"].strip(),
        "rows": [],
        "hits": [],
        "more_url": "",
        "clear_url": here if any(given.values()) else "",
        "due": reads.due(actor, today) if actor.role in (Role.KNOWLEDGE, Role.HANDLER) else 0,
        "due_url": f"{here}?due=1",
        "empty": {
            "title": "没有找到知识",
            "words": "换个词，或只写标题拼音的首字母；也可以清除筛选再看。",
            "url": reverse("desks:knowledge_new") if actor.role in EDGES["write"].roles else "",
            "act": "写一条…",
        },
    }
    if context["asked"] and given["state"] in ("", ArticleState.PUBLISHED) and not given["due"]:
        found = search.find(actor, given["q"], today, unit=card.id if card else None)
        unit, works = card.id if card else None, (*shown.WORKS, Role.HANDLER)
        gone = reads.beside(actor, given["q"], today, unit) if actor.role in works and not given["state"] else []
        return {**context, "hits": [_hit(one) for one in found], "rows": [shown.line(one, today) for one in gone]}
    rows, after = reads.page(actor, given, today, card.id if card else None)
    query = request.GET.copy()
    query["after"] = after
    more = f"{here}?{query.urlencode()}" if after else ""
    return {**context, "rows": [shown.line(one, today) for one in rows], "more_url": more}


def _hit(one: Found) -> dict[str, object]:
    article = one.article
    return {
        **shown.line(article, clock.local_day(clock.now())),
        "key": article.pk,
        "pieces": one.title,
        "snippet": one.snippet,
        "why": one.why,
        "inner": one.inner,
        "quotable": article.public,
        "answer": one.answer[:2000],
    }
