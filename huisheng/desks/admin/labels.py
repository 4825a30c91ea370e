"""Codes of the rulebook as people say them: a parameter's value, its conditions, and what is typed for it."""

import re
from collections.abc import Iterable, Mapping

from huisheng.channels.outbox import templates
from huisheng.directory.roles import Role
from huisheng.lifecycle.attachments.states import Sort
from huisheng.lifecycle.workorder.states import Form, Ground
from huisheng.rulebook import Value, outlook
from huisheng.rulebook.outlook import Conditions
from huisheng.rulebook.typed import parts, spelled
from huisheng.rulebook.values import Held
from huisheng.taxonomy.channels import Channel
from huisheng.taxonomy.kinds import Kind

_CONDITIONS: Mapping[str, Mapping[str, str]] = {
    "channel": Channel.labels(),
    "kind": Kind.labels(),
    "role": Role.labels(),
}
_CADENCE = {"week": "周报告", "month": "月通报", "quarter": "季排名"}
_VALUES: Mapping[str, Mapping[str, str]] = {
    "arrivals.excuses": {"cross_region": "跨区域", "not_wanted": "市民表示不需要"},
    "attachments.sorts": Sort.labels(),
    "circulars.cadence": _CADENCE,
    "circulars.public_cadence": _CADENCE,
    "disclosure.unlisted": Kind.labels(),
    "outbox.to_callers": {code: one.label for code, one in templates.all_().items()},
    "rankings.default_presentation": {"tiers": "分档"},
    "returns.grounds": Ground.labels(),
    "sessions.announced": {"name": "领导姓名", "portfolio": "分管工作", "time": "接听时间", "topics": "接听主题"},
    "supervision.first_form": Form.labels(),
    "supervision.form_after_phone": Form.labels(),
    "visits.unsurveyed": {"confidential": "保密", "no_visit": "无需回访", **Channel.labels()},
}
_CODE = re.compile(r"[a-z]+(?:_[a-z0-9]+)*")


def conditions(held: Conditions) -> str:
    """急件、渠道：企业诉求接诉即办; "" for the plain value."""
    said = []
    for key, wanted in held:
        label = _CONDITIONS.get(key, {}).get(str(wanted))
        said.append(f"{outlook.conditions_words(((key, True),))}：{label}" if label else _plain(key, wanted))
    return "、".join(said)


def _plain(key: str, wanted: object) -> str:
    return outlook.conditions_words(((key, wanted),))  # type: ignore[arg-type]  # a trait, as the rulebook holds it


def value(one: Value) -> str:
    """As people say it: "5个工作日", "95%", "非本单位职责、非本辖区"."""
    return field(one.name, one.is_) if one.unit in ("codes", "text") else str(one)


def field(name: str, held: Held) -> str:
    """As it stands in a field; ``codes`` takes it back."""
    known = _VALUES.get(name, {})
    if isinstance(held, tuple):
        return "、".join(known.get(code, code) for code in held)
    return known.get(held, held) if isinstance(held, str) else spelled(held)


def codes(name: str, typed: str) -> str:
    """What was typed, its labels as the codes that stand for them; anything else as it was."""
    known = {label.lower(): code for code, label in _VALUES.get(name, {}).items()}
    if not known:
        return typed
    return "、".join(known.get(part.lower(), part) for part in parts(typed))


def sentence(name: str, said: str) -> str:
    """A refusal's sentence with the labels of this parameter's codes."""
    known = {code: label for labels in _CONDITIONS.values() for code, label in labels.items()}
    known |= _VALUES.get(name, {})
    return _CODE.sub(lambda found: known.get(found[0], found[0]), said)


def choices(name: str, values: Iterable[Value]) -> str:
    """What may be typed where a parameter knows certain words only; "" where it takes a number or a time."""
    held = [one.is_ for one in values if one.unit in ("codes", "text")]
    known = dict.fromkeys(code for is_ in held for code in (is_ if isinstance(is_, tuple) else (str(is_),)))
    return field(name, tuple(known)) if name in _VALUES else ""
