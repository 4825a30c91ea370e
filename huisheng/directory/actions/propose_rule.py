"""Propose a rule (提出参数): from a day to come a platform has other values of a parameter; a second seat confirms."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from django.db import IntegrityError, transaction

from huisheng.directory import book, law, reach
from huisheng.directory.actions import note_change
from huisheng.directory.actor import Actor
from huisheng.directory.changes import Done, Subject
from huisheng.directory.duties import Duty, may
from huisheng.directory.settled import RuleChange
from huisheng.kernel import clock, text
from huisheng.kernel.errors import Refusal, insist
from huisheng.rulebook import Value, outlook
from huisheng.rulebook.typed import read, spelled, stored, taken


def can(by: Actor, name: str) -> Refusal | None:
    """An administrator, and a parameter that a platform may set for itself."""
    refusal = may(by, Duty.DIRECTORY)
    if refusal is None and name in outlook.FIXED:
        sentence = "这一项由上级统一规定，或须随通报办法一起改，平台不能自定；要改请随系统升级。"
        return Refusal("fixed_rule", sentence)
    return refusal


def do(
    name: str, *, platform: str, begins: date | None, typed: Sequence[object], source: object, reason: object,
    by: Actor, at: datetime,
) -> RuleChange:  # fmt: skip
    """The proposal. ``typed``: a value for each set of conditions in force on that day, in ``outlook``'s order.

    Those that stay as they were keep their article. Refusals: a day that isn't to come, no source, nothing changed.
    """
    insist(can(by, name))
    unit = reach.platform(platform, by=by)
    first = first_day(begins, at)
    before = outlook.parameter(name, first, unit.scope, book.book().own)
    if before is None or not before.now:
        raise Refusal("no_rule", "这个平台那一天还没有这个参数，不能改它的值；请先由系统给出默认值。", field="begins")
    if len(typed) != len(before.now):
        raise Refusal("stale", "这个参数在那一天的条目与页面上的不同，请刷新后再填。", field="begins")
    held = [_held(value, one) for value, one in zip(before.now, typed, strict=True)]
    changed = {
        outlook.conditions_words(value.conditions) or "一般": [str(value), spelled_with_unit(value, one["is"])]
        for value, one in zip(before.now, held, strict=True)
        if not one["cite"]
    }
    if not changed:
        raise Refusal("nothing", "这些值和那一天原有的相同，没有要改的。", field="is0")
    said = text.take(source, label="依据（文件和条款）", field="source", limit=200, lines=False)
    why = text.take(reason, label="理由", field="reason", limit=200, lines=False)
    try:
        with transaction.atomic():
            row = RuleChange.objects.create(
                platform_id=unit.id, name=name, begins=first, held=held, source=said, reason=why,
                proposed_by_id=by.seat, proposed_at=at,
            )  # fmt: skip
            details = {"平台": ["", unit.name], "起始日期": ["", first.isoformat()], "依据": ["", said], **changed}
            note_change.do(
                Subject.RULE, Done.PROPOSED, by=by, key=name, name=before.label, at=at, details=details, reason=why
            )
    except IntegrityError:
        sentence = f"这个参数已有一项从{first:%Y-%m-%d}起的改动，请先撤回那一项，或换一天。"
        raise Refusal("twice", sentence, field="begins") from None
    return row


def first_day(begins: date | None, at: datetime) -> date:
    """The day, made sure to be one to come: what has begun is never rewritten."""
    if begins is None:
        raise Refusal("missing", "请填写从哪一天起。", field="begins")
    soonest = clock.local_day(at + law.LEAD)
    if begins <= soonest:
        sentence = "只能从将来的日子改起，已经过去和今天的不能改：正在走的时限仍按原来的算。请填明天或以后的日期。"
        raise Refusal("past", sentence, field="begins")
    return begins


def spelled_with_unit(value: Value, is_: object) -> str:
    """The new value as people say it."""
    return str(replace(value, is_=taken(is_, value.unit)))


def _held(value: Value, typed: object) -> Mapping[str, object]:
    label = outlook.conditions_words(value.conditions) or "参数值"
    held = value.is_
    if text.clean(str(typed or "")) != spelled(value.is_):
        held = read(typed, value.unit, label=label, known=outlook.values_of(value.name))
    same = held == value.is_
    return {
        "conditions": [[key, trait] for key, trait in value.conditions],
        "is": stored(held),
        "unit": value.unit,
        "cite": value.cite if same else "",
    }
