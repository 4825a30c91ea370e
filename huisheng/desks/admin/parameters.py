"""Parameters (参数): what the rulebook says for a platform today and why, and what it shall say from a day on."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huisheng.desks.admin import forms, labels
from huisheng.desks.admin.forms import Act
from huisheng.desks.cites import cite
from huisheng.desks.fields import Field
from huisheng.desks.words import moment
from huisheng.directory import book, law, reach, settings_reads
from huisheng.directory.actions import confirm_rule, propose_rule, withdraw_rule
from huisheng.directory.actor import Actor
from huisheng.directory.book import UnitCard
from huisheng.directory.roles import Role
from huisheng.directory.settled import RuleChange
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal
from huisheng.kernel.lines import Column
from huisheng.rulebook import Value, outlook
from huisheng.rulebook.typed import taken
from huisheng.rulebook.values import UNITS

TAB = "admin_rules"
GROUPS = {
    "deadlines": "时限", "extensions": "延期", "returns": "退单", "schedule": "办公时间", "counting": "计算方法",
    "visits": "回访", "redo": "重办", "reminders": "催办", "supervision": "督办", "sessions": "领导接听",
    "arrivals": "到场", "calls": "话务", "media": "其他渠道", "circulars": "通报", "rankings": "排名",
    "attachments": "附件", "callers": "来电人", "exports": "导出",
    "notices": "通知", "pressing": "该催该督的", "precedents": "先例", "replies": "答复提示", "knowledge": "知识",
    "watch": "预警", "groups": "分组", "lists": "名单", "periods": "统计期", "quizzes": "知识竞赛", "accounts": "账号",
}  # fmt: skip

_UNIT = {"bool": "是或否", "count": "数", "text": "文字", "codes": "几个词，用顿号隔开", "slots": "时段"}
_ORDER = {label: place for place, label in enumerate(GROUPS.values())}


def _platform(request: HttpRequest, actor: Actor) -> UnitCard:
    if actor.role is Role.ADMIN:
        return reach.platform(request.GET.get("platform", request.POST.get("platform", ""))[:50], by=actor)
    settings_reads.rule_changes(actor)  # refuses who has nothing to do with parameters
    return book.book().units[actor.platform]


def _value(value: Value) -> dict[str, Any]:
    source = cite(value.cite)
    scope = value.scope or "全国"
    return {
        "when": labels.conditions(value.conditions),
        "words": labels.value(value),
        "unit": value.unit,
        "cite": source,
        "scope": scope,
        "from": value.from_,
        "to": value.to,
        "own": value.file == law.OWN,
    }


@require_safe
def rules(request: HttpRequest, actor: Actor) -> HttpResponse:
    """All parameters with their value today, and what waits for a second seat."""
    platform = _platform(request, actor)
    today, asked = clock.local_day(clock.now()), request.GET.get("q", "").strip()[:50]
    own = book.book().own
    coming: dict[str, date] = {}
    for value in own.values:
        if value.scope == platform.scope and value.from_ > today:
            coming[value.name] = min(value.from_, coming.get(value.name, value.from_))
    groups: dict[str, list[dict[str, Any]]] = {}
    for one in outlook.parameters(today, platform.scope, own):
        if asked and asked not in one.label and asked not in one.name:
            continue
        row = {
            "url": f"{reverse('desks:admin_rule', args=[one.name])}?{urlencode({'platform': platform.code})}",
            "name": one.name,
            "label": one.label,
            "values": [_value(value) for value in one.now],
            "coming": coming.get(one.name),
        }
        room = one.name.partition(".")[0]
        groups.setdefault(GROUPS.get(room, "其他"), []).append(row)
    context = {
        "groups": sorted(groups.items(), key=lambda pair: _ORDER.get(pair[0], len(_ORDER))),
        "asked": asked,
        "waiting": [_change(row, actor) for row in settings_reads.rule_changes(actor, waiting=True)],
        "platform": platform.code,
        "platforms": _platforms(actor),
        "scope": platform.scope,
    }
    return forms.page(request, actor, "admin/rules.html", context, tab=TAB)


def _platforms(actor: Actor) -> list[tuple[str, str]]:
    if actor.role is not Role.ADMIN:
        return []
    return [(card.code, card.name) for card in reach.platforms(actor)]


@require_http_methods(["GET", "HEAD", "POST"])
def rule(request: HttpRequest, actor: Actor, parameter: str) -> HttpResponse:
    """One parameter: today, from when on, before; and the form that proposes another value."""
    if request.method != "POST":
        return _page(request, actor, parameter)
    platform = _platform(request, actor)

    def do() -> str:
        begins = forms.day(request, "begins", "起始日期")
        row = propose_rule.do(
            parameter, platform=platform.code, begins=begins, typed=_typed(request, parameter),
            source=request.POST.get("source", ""), reason=request.POST.get("reason", ""), by=actor, at=clock.now(),
        )  # fmt: skip
        return f"已提出，从{row.begins}起。还不算数：请另一位管理员或安全管理员在“参数”里确认。"

    here = f"{reverse('desks:admin_rule', args=[parameter])}?{urlencode({'platform': platform.code})}"
    return forms.sent(request, do, lambda: here, lambda refusal: _page(request, actor, parameter, refusal))


def _typed(request: HttpRequest, parameter: str) -> list[str]:
    found: list[str] = []
    while f"is{len(found)}" in request.POST and len(found) < 100:
        found.append(labels.codes(parameter, str(request.POST[f"is{len(found)}"])))
    return found


@require_POST
def act(request: HttpRequest, actor: Actor, key: int, deed: str) -> HttpResponse:
    """Confirm a proposal, or withdraw it."""
    row = settings_reads.rule_change(key, by=actor)

    def do() -> str:
        if deed == "confirm":
            confirm_rule.do(key, by=actor, at=clock.now())
            return f"已确认，从{row.begins}起生效；此前起算的时限不变。"
        withdraw_rule.do(key, by=actor, reason=request.POST.get("reason", ""), at=clock.now())
        return "已撤回，不会生效。"

    if deed not in ("confirm", "withdraw"):
        raise Http404
    here = f"{reverse('desks:admin_rule', args=[row.name])}?{urlencode({'platform': _code(row)})}"
    return forms.sent(request, do, lambda: here, lambda refusal: _page(request, actor, row.name, refusal, tried=key))


def _code(row: RuleChange) -> str:
    return book.book().units[row.platform_id].code


def _page(
    request: HttpRequest, actor: Actor, name: str, refusal: Refusal | None = None, tried: int | None = None
) -> HttpResponse:
    platform, at = _platform(request, actor), clock.now()
    today, own = clock.local_day(at), book.book().own
    found = outlook.parameter(name, today, platform.scope, own)
    if found is None:
        raise Http404
    may_not = propose_rule.can(actor, name)
    changes = [row for row in settings_reads.rule_changes(actor, name=name) if row.platform_id == platform.id]
    context = {
        "name": name,
        "label": found.label,
        "platform": platform,
        "values": [_value(value) for value in found.now],
        "history": [_value(value) for value in outlook.history(name, platform.scope, own)],
        "changes": [_change(row, actor, refusal if row.pk == tried else None) for row in changes],
        "may_not": may_not.sentence if may_not else "",
        "back_url": f"{reverse('desks:admin_rules')}?{urlencode({'platform': platform.code})}",
        "tried": refusal is not None and tried is None,
        **_form(request, found, name, platform, at, None if tried is not None else refusal),
    }
    return forms.page(request, actor, "admin/rule.html", context, tab=TAB, status=422 if refusal else 200)


def _form(
    request: HttpRequest, found: outlook.Parameter, name: str, platform: UnitCard, at: Any, refusal: Refusal | None
) -> dict[str, Any]:
    """The fields: a value for each set of conditions as on the day it shall begin."""
    soonest = clock.local_day(at + law.LEAD) + timedelta(days=1)
    posted = request.POST if refusal is not None else request.GET
    begins = posted.get("begins", "") or soonest.isoformat()
    try:
        day = max(date.fromisoformat(begins), soonest)
    except ValueError:
        day = soonest
    then = outlook.parameter(name, day, platform.scope, book.book().own) or found
    at_field = refusal.field if refusal is not None else ""
    said = labels.sentence(name, refusal.sentence) if refusal is not None else ""
    choices = labels.choices(name, outlook.values_of(name))
    values: list[Field] = []
    for n, value in enumerate(then.now):
        measured = f"单位：{UNITS[value.unit].said or _UNIT.get(value.unit, value.unit)}；现为{labels.value(value)}"
        hint = f"{f'可填：{choices}' if choices else measured}，{value.scope or '全国'}"
        wrong = at_field == f"is{n}" or (at_field == "is" and n == _wrong(refusal, then, posted))
        shown_as = posted.get(f"is{n}", labels.field(name, value.is_))
        label = labels.conditions(value.conditions) or "一般"
        values.append(Field(f"is{n}", label, value=shown_as, required=True, hint=hint, error=said if wrong else ""))
    columns = (
        Column("source", "依据（文件和条款）", True, "如：某办〔2026〕7号通知第2条"),
        Column("reason", "理由", True, "会记录在案，审计员看得到。"),
    )
    rest = forms.fields(columns, posted if refusal is not None else {}, refusal)
    hint = f"最早{soonest}；从这一天零点起算的时限用新值，此前起算的不变。"
    begin = Field(
        "begins", "从哪一天起", "date", begins, True, said if at_field == "begins" else "", hint
    )  # fmt: skip
    shown = [begin, *values, *rest]
    return {
        "begin": begin,
        "fields": values,
        "rest": rest,
        "error": "" if any(one.error for one in shown) else forms.beyond(refusal, shown),
    }


def _wrong(refusal: Refusal | None, then: outlook.Parameter, posted: Any) -> int:
    """Which of the values was refused: the sentence begins with its conditions."""
    assert refusal is not None
    for n, value in enumerate(then.now):
        words = outlook.conditions_words(value.conditions) or "参数值"
        if refusal.sentence.startswith(words) and posted.get(f"is{n}") != labels.field(value.name, value.is_):
            return n
    return 0


def _change(row: RuleChange, actor: Actor, refusal: Refusal | None = None) -> dict[str, Any]:
    today = clock.local_day(clock.now())
    if row.withdrawn_at is not None:
        state = f"{moment(row.withdrawn_at)} 由{row.withdrawn_by.label if row.withdrawn_by else ''}撤回"
    elif row.confirmed_at is not None:
        begun = "已生效" if row.begins <= today else "到那天生效"
        state = f"{moment(row.confirmed_at)} 由{row.confirmed_by.label if row.confirmed_by else ''}确认，{begun}"
    else:
        state = "等第二个席位确认，还不算数"
    confirm, withdraw = confirm_rule.can(actor, row), withdraw_rule.can(actor, row)
    open_ = row.withdrawn_at is None and row.begins > today
    return {
        "key": row.pk,
        "url": f"{reverse('desks:admin_rule', args=[row.name])}?{urlencode({'platform': row.platform.code})}",
        "label": book_label(row.name),
        "platform": row.platform.name,
        "begins": row.begins,
        "values": _held(row),
        "source": row.source,
        "reason": row.reason,
        "by": f"{row.proposed_by.label}，{moment(row.proposed_at)}",
        "state": state,
        "waiting": row.confirmed_at is None and row.withdrawn_at is None,
        "open": open_,
        "confirm": reverse("desks:admin_rule_act", args=[row.pk, "confirm"]),
        "may_not_confirm": confirm.sentence if confirm else "",
        "withdraw": None if withdraw or not open_ else _withdrawal(row, refusal),
        "error": refusal.sentence if refusal is not None and refusal.field != "reason" else "",
    }


def _withdrawal(row: RuleChange, refusal: Refusal | None) -> Act:
    columns = (Column("reason", "撤回的理由", True),)
    shown = forms.fields(columns, {}, refusal)
    url = reverse("desks:admin_rule_act", args=[row.pk, "withdraw"])
    return Act("withdraw", "撤回", "", url, shown, open=refusal is not None and refusal.field == "reason")


def _held(row: RuleChange) -> list[str]:
    """What is changed, in words; what stays isn't repeated."""
    found = []
    for held in row.held:
        if not held["cite"]:
            words = labels.conditions(tuple((key, trait) for key, trait in held["conditions"])) or "一般"
            shown = labels.field(row.name, taken(held["is"], held["unit"]))
            found.append(f"{words}：{shown}{UNITS[held['unit']].said}")
    return found


def book_label(name: str) -> str:
    """What people call a parameter."""
    found = outlook.parameter(name, date(2000, 1, 1), "", book.book().own)
    return found.label if found is not None else name
