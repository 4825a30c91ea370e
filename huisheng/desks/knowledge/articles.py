"""The knowledge base: found, read, written, signed."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from huisheng.desks import fields, frame, posted
from huisheng.desks.circulars import Offer
from huisheng.desks.fields import Field, Option, Typed, typed
from huisheng.desks.offers import category_field
from huisheng.desks.words import moment
from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.directory.roles import Role
from huisheng.kernel import clock
from huisheng.kernel.asks import Ask
from huisheng.kernel.errors import Refusal, insist
from huisheng.knowledge import reads
from huisheng.knowledge.actions import renew, retire, revise, send_back, sign, submit, write
from huisheng.knowledge.models import Article, Text
from huisheng.knowledge.states import EDGES, ArticleState, Form
from huisheng.taxonomy import reads as taxonomy

VERBS: dict[str, Any] = {
    "sign": sign,
    "send_back": send_back,
    "submit": submit,
    "revise": revise,
    "renew": renew,
    "retire": retire,
}
_HOW = "换个词，或只写标题拼音的首字母；也可以清除筛选再看。"


@require_safe
def index(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Articles by words or initials, by state, by unit, those to be reviewed; last changed first."""
    today = clock.local_day(clock.now())
    given = {name: request.GET.get(name, "") for name in reads.FILTERS}
    card = directory.unit_by_code(given["unit"], actor.platform) if given["unit"] else None
    found, after = reads.page(actor, given, today, card.id if card else None)
    here = reverse("desks:knowledge")
    query = request.GET.copy()
    query["after"] = after
    context = {
        "rows": [_line(one, today) for one in found],
        "given": given,
        "states": [Option("", "全部状态"), *(Option(state.value, state.label) for state in ArticleState)],
        "units": [Option("", "全部单位"), *(Option(u.code, u.short) for u in directory.addressees(actor.platform))],
        "works": actor.role in EDGES["write"].roles,
        "new_url": reverse("desks:knowledge_new"),
        "due": reads.due(actor, today) if actor.role in (Role.KNOWLEDGE, Role.HANDLER) else 0,
        "due_url": f"{here}?due=1",
        "clear_url": here if any(given.values()) else "",
        "more_url": f"{here}?{query.urlencode()}" if after else "",
        "empty": {
            "title": "没有找到知识",
            "words": "换个词，或只写标题拼音的首字母；也可以清除筛选再看。",
            "url": "",
            "act": "",
        },
    }
    return frame.page(request, actor, "knowledge/index.html", context)


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
        "fields": [_field(ask, form, actor, _blank(ask)) for ask in asks],
        "error": form.error if form else "",
        "url": reverse("desks:knowledge_new"),
        "cancel_url": reverse("desks:knowledge"),
    }
    return frame.page(request, actor, "knowledge/new.html", context, status=422 if form else 200)


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


def _line(one: Article, today: Any) -> dict[str, object]:
    late = one.state == ArticleState.PUBLISHED and one.review_on is not None and one.review_on <= today
    ended = one.valid_until is not None and one.valid_until < today
    return {
        "url": reverse("desks:article_one", args=[one.pk]),
        "title": one.title,
        "unit": directory.unit_name(one.unit_id, short=True),
        "state": ArticleState(one.state).label,
        "public": "市民可见" if one.public else "内部",
        "review": f"{one.review_on:%Y-%m-%d}" if one.review_on else "",
        "note": "已过有效期" if ended else "该复核了" if late else "有修改待签发" if one.current and one.draft else "",
        "changed": moment(one.changed_at, year=False),
    }


def _shown(
    request: HttpRequest, actor: Actor, one: Article, tried: tuple[str, Typed] | None = None, status: int = 200
) -> HttpResponse:
    texts = reads.texts(one, actor)
    offers = [offer for name in VERBS if (offer := _offer(name, one, actor, texts, tried)) is not None]
    context = {
        "article": _line(one, clock.local_day(clock.now())),
        "number": one.pk,
        "version": one.version,
        "valid": _valid(one),
        "texts": [_told(text, one) for text in texts],
        "offers": offers,
        "error": tried[1].error if tried and tried[0] not in {offer.name for offer in offers} else "",
        "index_url": reverse("desks:knowledge"),
    }
    return frame.page(request, actor, "knowledge/article.html", context, status=status)


def _valid(one: Article) -> str:
    if one.valid_from is None:
        return "尚未签发"
    return f"{one.valid_from:%Y-%m-%d} 起" + (f"，{one.valid_until:%Y-%m-%d} 止" if one.valid_until else "，长期有效")


def _told(text: Text, one: Article) -> dict[str, object]:
    standing = "正在使用" if text.no == one.current else "待签发" if text.submitted and text.no == one.draft else ""
    if not standing:
        standing = "草稿" if text.no == one.draft else "旧稿"
    return {
        "no": text.no,
        "standing": standing,
        "current": text.no == one.current,
        "form": Form(text.form).label,
        "title": text.title,
        "body": text.body,
        "keywords": text.keywords,
        "source": text.source,
        "by": directory.seat_label(text.seat),
        "at": moment(text.at),
        "signed": f"{directory.seat_label(text.signed_seat)}签发" if text.signed_seat else "",
        "back": text.back,
    }


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
    shown = [_field(ask, form, actor, getattr(newest, ask.name, "") if newest else "") for ask in asks]
    url = reverse("desks:article_act", args=[one.pk, name])
    return Offer(
        name, edge.label, url, shown, error=form.error if form else "", open=form is not None, main=name == "sign"
    )


def _blank(ask: Ask) -> object:
    today = clock.local_day(clock.now())
    return {"valid_from": today.isoformat(), "form": Form.ARTICLE.value}.get(ask.name, "")


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
