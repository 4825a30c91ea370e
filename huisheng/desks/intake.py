"""A new order: the agent's form."""

import re
import secrets
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from huisheng.desks import fields, frame
from huisheng.desks.fields import Field, Option, Typed, typed
from huisheng.desks.offers import categories, category_field
from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.kernel.asks import Ask
from huisheng.kernel.errors import Refusal, insist
from huisheng.lifecycle.verbs import ACCEPT
from huisheng.lifecycle.workorder.matter import Matter, unit
from huisheng.taxonomy import reads as taxonomy
from huisheng.taxonomy.channels import Channel

SOURCE = "desk"
_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,64}\Z")
_OURS = ("source", "source_ref", "call")  # the desk's to say, or the telephone's
_ASKS: dict[str, Ask] = {ask.name: ask for ask in ACCEPT.VERB.asks if ask.name not in _OURS}


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Accept a matter. One form is one order, however often it is sent."""
    insist(ACCEPT.can(actor))
    if request.method != "POST":
        return _form(request, actor, secrets.token_urlsafe(16), None)
    token = request.POST.get("token", "")
    if not _TOKEN.match(token):
        token = secrets.token_urlsafe(16)
    form = typed(list(_ASKS.values()), request.POST)
    _guess_category(actor, form, request.POST.get("category", ""))
    if not form.errors:
        try:
            given = {**form.given, "source": SOURCE, "source_ref": f"{actor.seat}:{token}"}
            taken = ACCEPT.do(by=actor, at=clock.now(), **given)
        except Refusal as refusal:
            form.refuse(refusal, _ASKS.values())
        else:
            _say(request, taken.matter, taken.new, form)
            where = reverse("desks:order", args=[taken.matter.order.number])
            return HttpResponse(status=303, headers={"Location": where})
    return _form(request, actor, token, form)


@require_safe
def suggest(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Categories for what is typed: code, name or pinyin initials."""
    options = categories(_version(actor), fields.code_of(request.GET.get("category", "")))
    return render(request, "frame/_options.html", {"options": options})


def _say(request: HttpRequest, matter: Matter, new: bool, form: Typed) -> None:
    number = matter.order.number
    if new:
        messages.success(request, f"已受理，工单号 {number}。", extra_tags="draft:new")
    elif matter.personal.words == form.given["words"]:
        messages.success(request, f"这件工单已经受理过，工单号 {number}，没有重复受理。", extra_tags="draft:new")
    else:
        messages.warning(request, f"这张表已经受理为 {number}。若是另一件事，请点“新建工单”，填写的内容还在草稿里。")


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


def _form(request: HttpRequest, actor: Actor, token: str, form: Typed | None) -> HttpResponse:
    shown: dict[str, Any] = {name: _field(actor, ask, form) for name, ask in _ASKS.items()}
    shown |= {"url": reverse("desks:new"), "token": token, "error": form.error if form else ""}
    shown["error_count"] = len(form.errors) if form else 0
    context = {"form": shown, "cancel_url": reverse("desks:orders")}
    return frame.page(request, actor, "orders/new.html", context, status=422 if form else 200)


def _field(actor: Actor, ask: Ask, form: Typed | None) -> Field:
    value = form.raw.get(ask.name, "") if form else Channel.PHONE.value if ask.name == "channel" else ""
    error = form.errors.get(ask.name, "") if form else ""
    if ask.name == "category":
        return category_field(ask, _version(actor), str(value), error)
    if ask.name == "region":
        places = taxonomy.regions(unit(actor.platform).code)
        return fields.select(ask, [Option(p.code, p.name) for p in places], value, error, blank="（不填）")
    if ask.name == "about":
        units = [Option(card.code, card.name) for card in directory.sub_units(actor.platform)]
        return fields.select(ask, units, value, error, blank="（没有）")
    if ask.name == "words":
        return replace(fields.plain(ask, value, error), rows=8, placeholder="市民怎么说，就怎么记")
    if ask.name == "title":
        return replace(fields.plain(ask, value, error), placeholder="一句话：哪里、什么事")
    return fields.plain(ask, value, error)
