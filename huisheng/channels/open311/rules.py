"""What an app asks, read out of its fields; how far an order is, in the world's words. Pure: no Django, no clock."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from huisheng.channels.open311.contract import DESCRIPTION, MOST, SPAN, Status
from huisheng.kernel import text
from huisheng.kernel.asks import Count
from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.workorder.states import LIVE, OrderState
from huisheng.taxonomy.kinds import Kind

Given = Mapping[str, Sequence[str]]

_DAY = r"(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}"
_W3 = re.compile(rf"{_DAY}T[0-9]{{2}}:[0-9]{{2}}(?::[0-9]{{2}}(?:\.[0-9]{{1,6}})?)?(?:Z|[+\- ][0-9]{{2}}:[0-9]{{2}})\Z")
_AFTER = re.compile(rf"({_DAY}T[0-9:.]{{8,15}}Z)~([0-9]{{1,18}})\Z")
_DEGREES = re.compile(r"[+\-]?[0-9]{1,3}(?:\.[0-9]{1,20})?\Z")
_ATTRIBUTE = re.compile(r"attribute\[([^\[\]]{0,60})\](?:\[\])?\Z")
_ODD = Refusal("not_a_time", "时间格式不对，应如2026-01-01T00:00:00Z或2026-01-01T08:00:00+08:00（须带时区）。")

CONFIDENTIAL = {"yes": "是，请为我保密", "no": "否"}
KINDS = {
    one.value: one.label for one in (Kind.CONSULT, Kind.HELP, Kind.COMPLAINT, Kind.REPORT, Kind.SUGGESTION, Kind.THANKS)
}
ATTRIBUTES: dict[str, tuple[str, dict[str, str]]] = {
    "kind": ("诉求性质。不选的由受理员判断。", KINDS),
    "confidential": ("是否保密。保密的只有指定人员能看到，也不在本接口列出。", CONFIDENTIAL),
}

NOTES = {
    OrderState.ACCEPTED: "已受理，受理中心正在登记分类。",
    OrderState.ANSWERED: "受理中心已直接答复。",
    OrderState.REFUSED: "不属于受理范围，未予受理。",
    OrderState.AWAITING_DISPATCH: "已受理，正在确定承办单位。",
    OrderState.IN_HAND: "已转承办单位办理。",
    OrderState.REPLIED: "承办单位已答复，受理中心正在审核。",
    OrderState.AWAITING_VISIT: "已办结，等待回访。",
    OrderState.AWAITING_DECISION: "已回访，受理中心正在处理。",
    OrderState.UNDER_SUPERVISION: "承办单位正在继续办理。",
    OrderState.CLOSED: "已办结。",
    OrderState.ARCHIVED: "已办结。",
}


@dataclass(frozen=True, slots=True)
class Filed:
    """What an app files, cleaned. ``lat`` and ``long`` as they were written; "" for what wasn't given."""

    service_code: str
    description: str = ""
    address: str = ""
    address_id: str = ""
    lat: str = ""
    long: str = ""
    name: str = ""
    phone: str = ""
    email: str = ""
    media_url: str = ""
    kind: str = ""
    confidential: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which requests an app asks for. ``ids`` override the rest."""

    ids: tuple[str, ...]
    codes: tuple[str, ...]
    states: tuple[OrderState, ...]
    since: datetime
    until: datetime
    after: tuple[datetime, int] | None
    size: int


def status(state: OrderState) -> Status:
    """Open until the matter is done with; a matter that waits for its visit isn't yet."""
    return Status.OPEN if state in LIVE else Status.CLOSED


def one(given: Given, name: str) -> str:
    """The last value of a field, cleaned; "" for none."""
    values = given.get(name) or ("",)
    return text.clean(values[-1][: DESCRIPTION * 4])


def filed(given: Given) -> Filed:
    """What is filed. Refusal about the field that won't do."""
    lat, long = _degrees(given, "lat", 90), _degrees(given, "long", 180)
    if bool(lat) != bool(long):
        raise Refusal("half_a_place", "lat和long要同时提供。", field="long" if lat else "lat")
    address, address_id = _text(given, "address_string", "地址", 200), _text(given, "address_id", "区域编号", 50)
    if not (lat or address or address_id):
        raise Refusal("no_place", "请提供地点：lat和long、address_string或address_id之一。", field="address_string")
    code = one(given, "service_code")
    if not code:
        raise Refusal("missing", "请提供service_code。", field="service_code")
    said = _attributes(given)
    name = _text(given, "last_name", "姓", 40) + _text(given, "first_name", "名", 40)
    return Filed(
        service_code=code,
        description=_text(given, "description", "描述", DESCRIPTION, lines=True),
        address=address,
        address_id=address_id,
        lat=lat,
        long=long,
        name=text.take(name, label="姓名", field="last_name", limit=50, required=False, lines=False),
        phone=_text(given, "phone", "电话", 32),
        email=_text(given, "email", "邮箱", 254),
        media_url=_text(given, "media_url", "附件链接", 500),
        kind=said.get("kind", ""),
        confidential=said.get("confidential") == "yes",
    )


def words(filed: Filed, service: str) -> str:
    """The words of the matter: what the citizen wrote, and what else came with it, a line each.

    A link to a picture is written down and never followed: it leads to a stranger's computer.
    """
    lines = [filed.description or f"（没有填写描述，所选类别：{service}）"]
    if filed.lat and filed.address:
        lines.append(f"（位置：{place(filed.lat, filed.long)}）")
    if filed.email and not filed.phone:
        lines.append(f"（联系邮箱：{filed.email}）")
    if filed.media_url:
        lines.append(f"（附件链接，未下载：{filed.media_url}）")
    return "\n".join(lines)


def place(lat: str, long: str) -> str:
    """Coordinates as words."""
    return f"纬度{lat}，经度{long}（WGS84）"


def wanted(given: Given, now: datetime) -> Wanted:
    """Which requests are asked for. Refusal about the filter that makes no sense."""
    since, until = _instant(given, "start_date"), _instant(given, "end_date")
    if since is None:
        until = until or now
        since = until - SPAN
    elif until is None:
        until = min(since + SPAN, max(now, since))
    if since > until:
        raise Refusal("bad_span", "start_date晚于end_date，请改正。", field="start_date")
    if until - since > SPAN:
        raise Refusal("bad_span", f"时间范围最多{SPAN.days}天，请分段查询。", field="end_date")
    size = Count("page_size", "page_size", required=False, high=MOST).read(one(given, "page_size"))
    return Wanted(
        ids=_several(given, "service_request_id"),
        codes=_several(given, "service_code"),
        states=_states(given),
        since=since,
        until=until,
        after=_after(one(given, "after")),
        size=size or MOST,
    )


def after(accepted_at: datetime, key: int) -> str:
    """Where the next page begins: the last order of this one."""
    return f"{accepted_at.astimezone(UTC).replace(tzinfo=None).isoformat()}Z~{key}"


def _after(said: str) -> tuple[datetime, int] | None:
    if not said:
        return None
    found = _AFTER.match(said)
    try:
        if found is not None:
            return datetime.fromisoformat(found[1]), int(found[2])
    except ValueError:
        pass
    raise Refusal("bad_after", "after不对，请用上一页给出的下一页地址。", field="after")


def _text(given: Given, name: str, label: str, limit: int, *, lines: bool = False) -> str:
    raw = (given.get(name) or ("",))[-1]
    return text.take(raw, label=label, field=name, limit=limit, required=False, lines=lines)


def _degrees(given: Given, name: str, most: int) -> str:
    said = one(given, name)
    if said and (not _DEGREES.match(said) or abs(Decimal(said)) > most):
        raise Refusal("not_degrees", f"{name}应为{-most}到{most}之间的度数（WGS84），如27.8283。", field=name)
    return said


def _attributes(given: Given) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, values in given.items():
        match = _ATTRIBUTE.match(name)
        said = text.clean(values[-1]) if match and values else ""
        if match is None or not said:
            continue
        code = match[1]
        if code not in ATTRIBUTES:
            raise Refusal("unknown_field", f"没有这个属性，有：{'、'.join(ATTRIBUTES)}。", field="attribute")
        if said not in ATTRIBUTES[code][1]:
            known = "、".join(ATTRIBUTES[code][1])
            raise Refusal("not_an_option", f"attribute[{code}]不在可选范围内，可选：{known}。", field="attribute")
        found[code] = said
    return found


def _several(given: Given, name: str) -> tuple[str, ...]:
    """Values given several times or divided by commas, each once."""
    parts = (part.strip() for value in given.get(name, ()) for part in text.clean(value).split(",", MOST))
    found = tuple(dict.fromkeys(part for part in parts if part))
    if len(found) > MOST:
        raise Refusal("too_many", f"{name}一次最多{MOST}个，请分几次查询。", field=name)
    return found


def _states(given: Given) -> tuple[OrderState, ...]:
    said = _several(given, "status")
    if any(word not in Status.labels() for word in said):
        raise Refusal("not_an_option", "status只能是open或closed。", field="status")
    return () if len(said) != 1 else tuple(state for state in OrderState if status(state) == said[0])


def _instant(given: Given, name: str) -> datetime | None:
    said = one(given, name)
    if not said:
        return None
    try:
        # an unescaped + is a space in an address
        found = datetime.fromisoformat(said.replace(" ", "+")) if _W3.match(said) else None
    except ValueError:
        found = None
    if found is None:
        raise Refusal(_ODD.code, f"{name}：{_ODD.sentence}", field=name)
    return found.astimezone(UTC)
