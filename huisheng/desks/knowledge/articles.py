"""An article: read, written, signed."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huisheng.desks import fields, frame, posted
from huisheng.desks.circulars import Offer
from huisheng.desks.fields import Field, Option, Typed, typed
from huisheng.desks.knowledge import shown
from huisheng.desks.offers import category_field
from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.directory.roles import Role
from huisheng.kernel import clock, text
from huisheng.kernel.asks import Ask
from huisheng.kernel.errors import Refusal, insist
from huisheng.knowledge import forms, reads, search
from huisheng.knowledge.actions import renew, retire, revise, send_back, sign, submit, write
from huisheng.knowledge.models import Article, Text
from huisheng.knowledge.states import EDGES, Form
from huisheng.taxonomy import reads as taxonomy

VERBS: dict[str, Any] = {
    "sign": sign,
    "send_back": send_back,
    "submit": submit,
    "revise": revise,
    "renew": renew,
    "retire": retire,
}
# how each form is written; templates/knowledge/new.html shows it beside the words
HOW = {
    Form.ARTICLE.value: "直接写正文。",
    Form.QUESTION.value: "每问一行“问：”，别的问法写“又问：”，下面写“答：”；可以写多问。",
    Form.STEPS.value: "每步一行，以“1.”“2.”开头；下面可写“接着问：”“材料：”“地点：”“时限：”“费用：”。",
}


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The form of a new article."""
    insist(write.can(actor))
    form = None
    if request.method == "POST":
        form = typed(write.ASKS, request.POST)
        if not form.errors:
            try:
                made = write.do(by=actor, at=clock.now(), **form.given)
            except Refusal as refusal:
                form.refuse(refusal, write.ASKS)
            else:
                messages.success(request, "已存为草稿，提交后由另一席位签发。", extra_tags="draft:knowledge")
                return redirect("desks:article_one", made.pk)
    asks = [ask for ask in write.ASKS if ask.name != "unit" or actor.role is not Role.HANDLER]
    context = {
        "fields": [_field(ask, form, actor, _blank(ask, request)) for ask in asks],
        "how": list(HOW.values()),
        "preview_url": reverse("desks:knowledge_preview"),
        "error": form.error if form else "",
        "url": reverse("desks:knowledge_new"),
        "cancel_url": reverse("desks:knowledge"),
    }
    return frame.page(request, actor, "knowledge/new.html", context, status=422 if form else 200)


@require_POST
def preview(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The text as it will be read, while it is written; and what is wrong with its layout."""
    insist(write.can(actor))
    given = {name: text.clean(request.POST.get(name, "")[:20_000]) for name in ("form", "title", "body", "internal")}
    wrong = forms.check(given["form"], given["title"], given["body"]) if given["body"] else None
    context = {**shown.laid_out(**given), "wrong": wrong.sentence if wrong else "", "how": HOW.get(given["form"], "")}
    return render(request, "knowledge/_preview.html", context)


@require_safe
def article(request: HttpRequest, actor: Actor, key: int) -> HttpResponse:
    """One article as it is read, its drafts for those who write or sign, and what may be done."""
    return _shown(request, actor, reads.look(key, actor))


def act(request: HttpRequest, actor: Actor, key: int, name: str) -> HttpResponse:
    """Do it as the screen showed it. Refused: the same page with the sentence and what was typed."""
    if name not in VERBS:
        raise Http404
    if request.method != "POST":
        return redirect("desks:article_one", key)
    asks: Sequence[Ask] = getattr(VERBS[name], "ASKS", ())
    form = typed(asks, request.POST)
    try:
        seen = posted.version(request.POST.get("version", ""))
        if form.errors:
            raise Refusal("unread", "")
        VERBS[name].do(key, by=actor, at=clock.now(), seen=seen, **form.given)
    except Refusal as refusal:
        if refusal.code != "unread":
            form.refuse(refusal, asks)
        return _shown(request, actor, reads.look(key, actor), tried=(name, form), status=posted.status(refusal))
    messages.success(request, f"已{EDGES[name].label}。", extra_tags=f"draft:article:{key}:{name}")
    return redirect("desks:article_one", key)


def _shown(
    request: HttpRequest, actor: Actor, one: Article, tried: tuple[str, Typed] | None = None, status: int = 200
) -> HttpResponse:
    texts, inner = reads.texts(one, actor), search.may_read_inner(actor, one)
    offers = [offer for name in VERBS if (offer := _offer(name, one, actor, texts, tried)) is not None]
    context = {
        "article": shown.line(one, clock.local_day(clock.now())),
        "number": one.pk,
        "version": one.version,
        "valid": shown.valid(one),
        "texts": shown.told(texts, one, inner=inner),
        "offers": offers,
        "error": tried[1].error if tried and tried[0] not in {offer.name for offer in offers} else "",
        "index_url": reverse("desks:knowledge"),
    }
    return frame.page(request, actor, "knowledge/article.html", context, status=status)


def _offer(
    name: str, one: Article, actor: Actor, texts: Sequence[Text], tried: tuple[str, Typed] | None
) -> Offer | None:
    edge, form = EDGES[name], tried[1] if tried is not None and tried[0] == name else None
    if actor.role not in edge.roles:
        return None
    refusal: Refusal | None = VERBS[name].can(one, actor)
    if refusal is not None and form is None:
        said = refusal.code == "own_text"  # its state is said above; this isn't
        return Offer(name, edge.label, "", (), refusal=refusal.sentence) if said else None
    newest = texts[0] if name == "revise" and texts else None
    asks = getattr(VERBS[name], "ASKS", ())
    asked = [_field(ask, form, actor, getattr(newest, ask.name, "") if newest else "") for ask in asks]
    url = reverse("desks:article_act", args=[one.pk, name])
    return Offer(
        name, edge.label, url, asked, error=form.error if form else "", open=form is not None, main=name == "sign"
    )


def _blank(ask: Ask, request: HttpRequest) -> object:
    today = clock.local_day(clock.now())
    category = request.GET.get("category", "")[:32]  # from the list of what is missing
    return {"valid_from": today.isoformat(), "form": Form.QUESTION.value, "category": category}.get(ask.name, "")


def _field(ask: Ask, form: Typed | None, actor: Actor, present: object = "") -> Field:
    value: Any = form.raw.get(ask.name, "") if form else present
    error = form.errors.get(ask.name, "") if form else ""
    if ask.name == "unit":
        units = [Option(card.code, card.name) for card in directory.addressees(actor.platform)]
        return fields.select(ask, units, value, error, blank="（受理中心）")
    if ask.name == "category":
        version = taxonomy.version_at(clock.local_day(clock.now()), actor.scope)
        return category_field(ask, version.code if version else "", str(value or ""), error)
    if ask.name.startswith("valid_") or ask.name == "review_on":
        value = str(value or "")
    return fields.plain(ask, value, error)
