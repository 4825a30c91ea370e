"""The frame of a session's acts: whose it is, how far it has come, and when."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from huisheng.directory.actor import Actor
from huisheng.kernel.errors import Refusal, insist
from huisheng.ledger.acts import check_time
from huisheng.lifecycle.sessions.models import Session
from huisheng.lifecycle.sessions.states import SessionState
from huisheng.lifecycle.workorder.act import Act


def check(act: Act, session: Session, actor: Actor, *states: SessionState) -> Refusal | None:
    """The seat's platform and role, and the states in which the act is done."""
    refusal = act.check_own(session.platform_id, actor)
    if refusal is None and session.state not in states:
        allowed = "、".join(state.label for state in states)
        now = SessionState(session.state).label
        refusal = Refusal(
            "wrong_state", f"这次领导接听{now}，只有{allowed}的才能“{act.label}”，请刷新后再看。", act.cite
        )
    return refusal


def read(
    act: Act, refusal: Refusal | None, by: Actor, at: datetime, given: Mapping[str, object], after: datetime
) -> dict[str, Any]:
    """The fields asked for, once nothing speaks against it."""
    insist(refusal)
    asked = act.read(by, at, given)
    check_time(at, after)
    return asked
