"""Matters of a plan that nobody says to an agent: what each channel's adapter hands over to the inbox.

By telephone, and to a leader who answers it, a citizen speaks to a person, who accepts the matter.
"""

from collections.abc import Callable
from typing import Any

from huisheng.channels.inbox.contract import Came, Medium
from huisheng.kernel.errors import Refusal
from huisheng.rehearsal.story import OrderPlan
from huisheng.taxonomy.channels import Channel

SPOKEN = (Channel.PHONE, Channel.LEADER_SESSION, Channel.POLICE_110)

# what ``accept`` asks for -> the name by which a message says it
_SAID = {
    **{name: name for name in ("kind", "category", "region", "title", "words", "place", "phone")},
    **{name: name for name in ("urgent", "confidential", "enterprise")},
    "caller_name": "name",
}
_BESIDE = ("channel", "source", "source_ref", "call")
# where a medium reaches the writer of the message of that ref; what isn't here is looked up by the writer, or on paper
_ADDRESSES: dict[str, tuple[Medium, Callable[[str, str], str]]] = {
    Channel.SMS: (Medium.SMS, lambda ref, phone: phone),
    Channel.WECHAT: (Medium.WECHAT, lambda ref, phone: f"openid-{ref}"),
    Channel.MAIL: (Medium.MAIL, lambda ref, phone: f"{ref}@mail.invalid"),
    Channel.WEB: (Medium.WEB, lambda ref, phone: ""),
    Channel.APP: (Medium.WEB, lambda ref, phone: ""),
}


def is_spoken(story: OrderPlan) -> bool:
    """Whether a person hears it and accepts it."""
    return story.accepted.params["channel"] in SPOKEN


def came(story: OrderPlan, source: str) -> Came:
    """The message that makes this order. Refusal for a plan that says what no message can."""
    params = story.accepted.params
    unsaid = [name for name, value in params.items() if value and name not in _SAID and name not in _BESIDE]
    if unsaid or story.call:
        raise Refusal("unsaid", f"演练中的工单{story.ref}不能由来件形成（{'、'.join(unsaid) or 'call'}）。")
    channel, phone = str(params["channel"]), str(params.get("phone", ""))
    medium, address = _ADDRESSES.get(channel, (Medium.NONE, lambda ref, phone: ""))
    given: dict[str, Any] = {name: params[key] for key, name in _SAID.items() if key in params}
    return Came(
        source=source,
        ref=story.ref,
        channel=channel,
        medium=medium,
        at=story.accepted.at,
        address=address(story.ref, phone),
        **given,
    )
