"""A new order: the agent's form. One matter is taken while the citizen speaks, with what is known of it beside."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from huisheng.channels.telephony import hall
from huisheng.channels.telephony.models import Call
from huisheng.desks import fields, frame, swap
from huisheng.desks.agent import hints, taking
from huisheng.desks.agent.bar import bar
from huisheng.desks.agent.beside import beside
from huisheng.desks.agent.taking import Also
from huisheng.desks.agent.views import KEYS, called
from huisheng.desks.fields import Field, Option, Typed, typed
from huisheng.desks.offers import categories, category_field
from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.directory.roles import Role
from huisheng.kernel import clock
from huisheng.kernel.asks import Ask, Text
from huisheng.kernel.errors import Refusal, insist
from huisheng.lifecycle.verbs import ACCEPT
from huisheng.lifecycle.workorder import taken
from huisheng.lifecycle.workorder.matter import Matter, unit
from huisheng.taxonomy import load
from huisheng.taxonomy import reads as taxonomy
from huisheng.taxonomy.atlas import RegionCard
from huisheng.taxonomy.channels import Channel

SOURCE = "desk"
_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,64}\Z")
_OURS = ("source", "source_ref", "call")  # the desk's to say, or the telephone's
_ASKS: dict[str, Ask] = {ask.name: ask for ask in ACCEPT.VERB.asks if ask.name not in _OURS}
_ANSWER = Text("answer", "当场答复", required=False, limit=5000)
_NO_ANSWER = "请写下答复了市民什么；要转派单员办，请按“受理并转派单”。"
_KEYS = [
    (["Ctrl", "Enter"], "受理并转派单"),
    (["Ctrl", "Shift", "Enter"], "受理并直接答复"),
    (["Alt", "1"], "勾选第一件关联（2、3……同此）"),
    (["Alt", "Q"], "用第一条知识作答复（W、R 是第二、三条）"),
    (["F3"], "查知识库"),
    (["Alt", "A"], "采用各栏的建议（紧急、企业除外；单采用一条按它旁边的键）"),
    *KEYS,
]


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Accept a matter, and answer it or hand it on at once. One form is one order, however often it is sent."""
    insist(ACCEPT.can(actor))
    if request.method != "POST":
        return _form(request, actor, secrets.token_urlsafe(16), None, called(request.GET, actor))
    call = called(request.POST, actor)
    token = request.POST.get("token", "")
    if not _TOKEN.match(token):
        token = secrets.token_urlsafe(16)
    form = typed([*_ASKS.values(), _ANSWER], request.POST)
    _guess_category(actor, form, request.POST.get("category", ""))
    _guess_region(actor, form, request.POST.get("region", ""))
    also = _also(request, actor, form, call)
    if not form.errors:
        try:
            given = {name: value for name, value in form.given.items() if name != _ANSWER.name}
            given |= {"source": SOURCE, "source_ref": f"{actor.seat}:{token}"}
            matter, fresh = taking.take(actor, given, also)
        except Refusal as refusal:
            form.refuse(refusal, [*_ASKS.values(), _ANSWER])
        else:
            return _taken(request, actor, matter, fresh, form, also)
    return _form(request, actor, token, form, call)


@require_safe
def suggest(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Categories for what is typed: code, name or pinyin initials."""
    options = categories(_version(actor), fields.code_of(request.GET.get("category", "")))
    return render(request, "frame/_options.html", {"options": options})


def _also(request: HttpRequest, actor: Actor, form: Typed, call: Call | None) -> Also:
    then = request.POST.get("then", "")
    then = then if then in taking.THEN else ""
    answer = str(form.given.get("answer", ""))
    if then == "answer" and not answer:
        form.errors.setdefault("answer", _NO_ANSWER)
    if then != "answer" and answer and not form.errors:
        form.errors["answer"] = "写了答复：请按“受理并直接答复”；要转派单员办，请先清空这一栏。"
    links = list(dict.fromkeys(number[:64] for number in request.POST.getlist("link")))[: taking.LINKS]
    articles = [one.key for one in hints.cited(request.POST.getlist("article"), actor)]
    return Also(then, answer, links, articles, call)


def _taken(request: HttpRequest, actor: Actor, matter: Matter, fresh: bool, form: Typed, also: Also) -> HttpResponse:
    """Said; plainly accepted it opens, else the agent is free for the next."""
    number, draft = matter.order.number, f"draft:{_draft(also.call)}"
    done = {"hand_on": "已受理并转派单", "answer": "已受理并直接答复"}.get(also.then, "已受理")
    if fresh:
        linked = f"，关联了 {len(also.links)} 件" if also.links else ""
        messages.success(request, f"{done}，工单号 {number}{linked}。", extra_tags=draft)
    elif matter.personal.words == form.given["words"]:
        messages.success(request, f"这件工单已经受理过，工单号 {number}，没有重复受理。", extra_tags=draft)
    else:
        messages.warning(request, f"这张表已经受理为 {number}。若是另一件事，请点“新建工单”，填写的内容还在草稿里。")
    # an agent who may not see confidential orders doesn't see this one again
    opens = not also.then and bool(taken.numbers(actor, [matter.order.pk]))
    where = reverse("desks:order", args=[number]) if opens or actor.role is not Role.AGENT else reverse("desks:agent")
    return swap.see(where)


def _draft(call: Call | None) -> str:
    return f"new:{call.pk}" if call else "new"


def _version(actor: Actor) -> str:
    version = taxonomy.version_at(clock.local_day(clock.now()), unit(actor.platform).scope)
    return version.code if version else ""


def _guess_category(actor: Actor, form: Typed, words: str) -> None:
    """A name typed in full, or one that only one category answers to, is as good as its code."""
    version = _version(actor)
    if taxonomy.category(version, str(form.raw["category"])) is not None:
        return
    found = taxonomy.type_ahead(version, words)
    named = [card for card in found if card.name == words.strip()]
    if len(found) == 1 or len(named) == 1:
        form.raw["category"] = form.given["category"] = (named or found)[0].code
        form.errors.pop("category", None)
    elif words.strip():
        form.raw["category"] = words
        likely = "、".join(f"{card.code} {card.name}" for card in found[:5])
        form.errors["category"] = f"请从候选中选一个：{likely}。" if likely else "没有这个诉求类别，请换个词再选。"


def _guess_region(actor: Actor, form: Typed, words: str) -> None:
    """The same for a region: its name, a part of it that only one has, or its initials."""
    cards, said = _regions(actor), words.strip().lower()
    if not said or any(card.code == form.raw["region"] for card in cards):
        return
    named = [card for card in cards if card.name == said]
    found = named or [card for card in cards if said in card.name or _initials(card.name).startswith(said)]
    if len(found) == 1:
        form.raw["region"] = form.given["region"] = found[0].code
        form.errors.pop("region", None)
        return
    likely = "、".join(card.name for card in found[:5])
    form.raw["region"] = words
    form.errors["region"] = f"请从候选中选一个：{likely}。" if likely else "没有这个区域，请换个词再选，或先不填。"


def _regions(actor: Actor) -> list[RegionCard]:
    return taxonomy.regions(unit(actor.platform).code)


@lru_cache(maxsize=4096)
def _initials(name: str) -> str:
    return load.initials(name)


def _form(request: HttpRequest, actor: Actor, token: str, form: Typed | None, call: Call | None) -> HttpResponse:
    shown: dict[str, Any] = {name: _field(actor, ask, form, call) for name, ask in _ASKS.items()}
    error = form.errors.get(_ANSWER.name, "") if form else ""
    value = form.raw.get(_ANSWER.name, "") if form else ""
    answer = fields.plain(_ANSWER, value, error)
    shown["answer"] = replace(answer, rows=2, placeholder="当场答复了什么，写在这里；转派单员的不填")
    shown |= {"url": reverse("desks:new"), "token": token, "error": form.error if form else ""}
    shown["error_count"] = len(form.errors) if form else 0
    shown["draft"] = _draft(call)
    typed_so_far: Mapping[str, str] = {name: str(value) for name, value in form.raw.items()} if form else {}
    context = {
        "form": shown,
        "call": {"key": call.pk, "phone": hall.masked(call) or "号码未显示"} if call else None,
        "cancel_url": reverse("desks:agent") if actor.role is Role.AGENT else reverse("desks:orders"),
        "page_keys": _KEYS,
        "cited": hints.cited(request.POST.getlist("article"), actor),
        **beside(actor, clock.now(), typed_so_far, call, request.POST.getlist("link")),
    }
    if actor.role is Role.AGENT:
        context["bar"] = bar(actor)
    return frame.page(request, actor, "orders/new.html", context, status=422 if form else 200)


def _field(actor: Actor, ask: Ask, form: Typed | None, call: Call | None) -> Field:
    value = form.raw.get(ask.name, "") if form else Channel.PHONE.value if ask.name == "channel" else ""
    error = form.errors.get(ask.name, "") if form else ""
    plain = fields.plain(ask, value, error)
    if ask.name == "category":
        return category_field(ask, _version(actor), str(value), error)
    if ask.name == "region":
        return _region_field(actor, plain)
    if ask.name == "about":
        units = [Option(card.code, card.name) for card in directory.sub_units(actor.platform)]
        return fields.select(ask, units, value, error, blank="（没有）")
    if ask.name == "words":
        return replace(plain, rows=8, placeholder="市民怎么说，就怎么记")
    if ask.name == "title":
        return replace(plain, placeholder="一句话：哪里、什么事")
    if ask.name == "place":
        return replace(
            plain, kind="datalist", suggest_url=reverse("desks:agent_places"), placeholder="小区、道路、门牌"
        )
    if ask.name == "phone" and call is not None:
        return replace(plain, placeholder=f"来电 {hall.masked(call)}" if hall.masked(call) else "")
    return plain


def _region_field(actor: Actor, plain: Field) -> Field:
    """By name, initials or code; a known code is shown with its name."""
    cards = _regions(actor)
    card = next((one for one in cards if one.code == plain.value), None)
    options = [Option(f"{one.code} {one.name}", f"{_initials(one.name)} {one.name}") for one in cards]
    value = f"{card.code} {card.name}" if card else plain.value
    return replace(plain, kind="datalist", value=value, options=options, placeholder="镇街名或拼音首字母")
