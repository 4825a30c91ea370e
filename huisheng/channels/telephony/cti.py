"""The generic CTI profile (as sipgate speaks it, and helpdesks after it), mapped on the neutral contract.

``event`` newCall, answer or hangup, ``direction`` in or out, ``callId``, ``from``, ``to``, optional ``user``,
``answeringNumber``, ``queue``, ``cause``. It carries no time and no number of sequence: when it comes counts.
"""

from collections.abc import Mapping
from datetime import datetime

from huisheng.channels.telephony.contract import DIRECTIONS, Said, Told, number
from huisheng.kernel import text
from huisheng.kernel.errors import Refusal

CAUSES = ("normalClearing", "busy", "cancel", "noAnswer", "congestion", "notFound", "forwarded")
_SEQ = {"newCall": 0, "answer": 1, "hangup": 2}


def read(given: Mapping[str, object], *, at: datetime, answered: bool) -> list[Said]:
    """What was said, one or two things. ``answered``: that call was answered before, so its hangup is an end.

    Refusal for an unknown event, direction or cause, or without ``callId``.
    """
    event, call_id = _word(given, "event", "事件", 16), _word(given, "callId", "通话编号", 128)
    if event not in _SEQ:
        raise Refusal("not_an_option", "事件只能是 newCall、answer 或 hangup。", field="event")
    if given.get("direction") not in DIRECTIONS:
        raise Refusal("not_an_option", "方向只能是 in 或 out。", field="direction")
    cause = _word(given, "cause", "原因", 64, required=False)
    if cause and cause not in CAUSES:
        raise Refusal("not_an_option", f"原因只能是 {'、'.join(CAUSES)}。", field="cause")
    outward = given["direction"] == "out"
    agent = _word(given, "answeringNumber", "接听分机", 32, required=False) or _user(given)
    caller = number(_word(given, "from", "主叫号码", 32, required=False))
    queue = _word(given, "queue", "队列", 64, required=False)

    def said(told: Told, seq: int, of: str = "") -> Said:
        return Said(told, call_id, seq, at, outward, caller, queue, of, cause=cause)

    if event == "newCall":
        ringing = [said(Told.RINGING, 0, agent)] if agent else []
        return [said(Told.OFFERED, 0), *ringing]
    if event == "answer":
        return [said(Told.ANSWERED, 1, agent)]
    return [said(Told.ENDED if answered else Told.ABANDONED, 2)]


def call_id(given: Mapping[str, object]) -> str:
    """The call it is about, for the look whether it was answered; "" for none."""
    raw = given.get("callId")
    return text.clean(raw[:512])[:128] if isinstance(raw, str) else ""


def _user(given: Mapping[str, object]) -> str:
    """One name, or the first of several (``user`` may be a list)."""
    raw = given.get("user")
    first = raw[0] if isinstance(raw, list) and raw else raw
    return _word({"user": first}, "user", "用户", 32, required=False)


def _word(given: Mapping[str, object], name: str, label: str, limit: int, *, required: bool = True) -> str:
    return text.take(given.get(name), label=label, field=name, limit=limit, required=required, lines=False)
