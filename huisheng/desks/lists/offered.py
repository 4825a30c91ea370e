"""What may be done to many orders at once, by role: verbs that mean the same for each of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from huisheng.directory.actor import Actor
from huisheng.directory.roles import Role
from huisheng.kernel.asks import Ask
from huisheng.lifecycle.verbs import VERBS

KEYS = (
    (("x",), "勾选这一件，再按取消"),
    (("Shift", "X"), "连着勾选到这一件"),
    (("a",), "勾选本页全部"),
)


@dataclass(frozen=True, slots=True)
class Many:
    """A verb as it is offered for many: under a name and words of its own, some of its fields given beforehand.

    ``asked``: the fields that are asked once for all; the rest has its usual meaning (the main dispatch, no remark).
    """

    name: str
    verb: str
    label: str
    asked: tuple[str, ...] = ()
    given: Mapping[str, object] = field(default_factory=dict)

    @property
    def asks(self) -> tuple[Ask, ...]:
        """The fields on the screen."""
        return tuple(ask for ask in VERBS[self.verb].VERB.asks if ask.name in self.asked)


_SIGN_IN = Many("sign_in", "sign_in", "签收")
_REMIND = Many("remind", "remind", "催办", ("words",))
_HAND_ON = Many("hand_on", "hand_on", "转办")
_SEND = Many("send", "send", "派单", ("unit", "note"))
_ACCEPT = Many("accept_reply", "accept_reply", "审核通过", ("words",))
_CONCLUDE = Many("conclude", "conclude", "办结")
_ARCHIVE = Many("archive", "archive", "归档")
_URGENT = Many("urgent", "mark", "标为紧急", ("reason",), {"mark": "urgent", "on": True})
_CALM = Many("calm", "mark", "取消紧急", ("reason",), {"mark": "urgent", "on": False})

OFFERED: Mapping[Role, Sequence[Many]] = {
    Role.AGENT: (_HAND_ON, _URGENT),
    Role.DISPATCHER: (_SEND, _SIGN_IN, _REMIND, _ACCEPT, _CONCLUDE, _URGENT, _CALM, _ARCHIVE),
    Role.HANDLER: (_SIGN_IN,),
    Role.SUPERVISOR: (_REMIND, _URGENT, _CALM),
}


def buttons(actor: Actor) -> Sequence[Many]:
    """What this seat may do to many."""
    return OFFERED.get(actor.role, ())


def one(actor: Actor, name: str) -> Many | None:
    """The offer of that name, if it is this seat's."""
    return next((many for many in buttons(actor) if many.name == name), None)
