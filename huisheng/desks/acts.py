"""Acts that are about no order (checks, samples, records): their forms, what was typed, and what came of it."""

from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import Any

from django.http import HttpRequest

from huisheng.desks import fields
from huisheng.desks.circulars import Offer
from huisheng.desks.fields import Field, Option, Typed, typed
from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.kernel.amounts import Day, Marks
from huisheng.kernel.asks import Ask, Code
from huisheng.kernel.errors import Refusal
from huisheng.measures.definition import shipped

STATUS = {"stale": 409, "wrong_role": 403}
_PARTS = ("unit", "category", "kind", "region", "channel")


def done(
    request: HttpRequest, module: ModuleType, actor: Actor, *keys: Any, known: Mapping[str, str] | None = None
) -> tuple[Any, Typed, int]:
    """Do the act as it was typed: what it made, or None with the form as typed and the status to answer with.

    ``known``: fields that stand in the address. What may not be seen stays "no such page".
    """
    asks: Sequence[Ask] = module.ACT.asks
    data = request.POST.copy()
    data.update(known or {})
    form = typed(asks, data)
    try:
        return module.do(*keys, by=actor, at=clock.now(), **form.raw), form, 200
    except Refusal as refusal:
        if refusal.code == "not_found":
            raise
        form.refuse(refusal, asks)
        return None, form, STATUS.get(refusal.code, 422)


def offer(
    module: ModuleType,
    url: str,
    actor: Actor,
    form: Typed | None = None,
    *,
    given: Mapping[str, object] | None = None,
    main: bool = False,
) -> Offer:
    """The act as a form; ``form``: as it was typed and refused; ``given``: what a fresh one begins with."""
    act, held = module.ACT, form or Typed(raw=dict(given or {}))
    refusal = act.check(actor)
    if refusal is not None:
        return Offer(act.name, act.label, "", (), refusal=refusal.sentence)
    drawn = [field(ask, actor, held.raw.get(ask.name, ""), held.errors.get(ask.name, "")) for ask in act.asks]
    return Offer(act.name, act.label, url, drawn, error=held.error, open=form is not None, main=main)


def field(ask: Ask, actor: Actor, value: object = "", error: str = "") -> Field:
    """One thing asked, drawn by what it is: days as days, units and measures from their lists."""
    if isinstance(ask, Day):
        return Field(ask.name, ask.label, "date", value, ask.required, error)
    if isinstance(ask, Code) and ask.name == "unit":
        return fields.select(ask, _units(actor), value, error, blank="请选择" if ask.required else "（全部）")
    if isinstance(ask, Code) and ask.name == "measure":
        return fields.select(ask, _measures(), value, error)
    if isinstance(ask, Code) and ask.name == "part":
        labels = {"unit": "单位", "category": "类别", "kind": "性质", "region": "地区", "channel": "渠道"}
        return fields.select(ask, [Option(one, labels[one]) for one in _PARTS], value, error, blank="（全部）")
    if isinstance(ask, Marks):
        return Field(ask.name, ask.label, "text", value, ask.required, error, hint="最多两位小数")
    return fields.plain(ask, value, error)


def _units(actor: Actor) -> list[Option]:
    return [Option(card.code, card.name) for card in directory.addressees(actor.platform)]


def _measures() -> list[Option]:
    held = shipped()
    return [Option(name, f"{held[name].label}（{name}）") for name in sorted(held)]
