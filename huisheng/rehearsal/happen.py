"""Lives what isn't one order's: records, checks and leaders' sessions, through the acts that people use."""

from types import ModuleType

from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal
from huisheng.ledger import append
from huisheng.lifecycle.quality.actions import grant_bonus, mystery_call, spot_check, upload_check
from huisheng.lifecycle.records.actions import (
    enter_figure,
    note,
    open_books,
    press,
    quiz,
    size_knowledge,
    update_knowledge,
)
from huisheng.lifecycle.sessions.actions import announce, end, gather, hold, publish
from huisheng.lifecycle.sessions.models import Session
from huisheng.rehearsal.story import Act

# what stands for itself: each act makes a row of its own
RECORDS: dict[str, ModuleType] = {
    "press": press,
    "update_knowledge": update_knowledge,
    "size_knowledge": size_knowledge,
    "quiz": quiz,
    "note": note,
    "open_books": open_books,
    "enter_figure": enter_figure,
    "spot_check": spot_check,
    "mystery_call": mystery_call,
    "upload_check": upload_check,
    "grant_bonus": grant_bonus,
}
ANNOUNCE = "announce"
# what is done on the session that was announced
SESSIONS: dict[str, ModuleType] = {"gather": gather, "hold": hold, "end": end, "publish": publish}


def do(act: Act, by: Actor, session: Session | None) -> Session | None:
    """Do one act at its time; the session it is about afterwards. Refusal: an act nobody knows."""
    with clock.at(act.at), append.writing():
        if act.verb in RECORDS:
            RECORDS[act.verb].do(by=by, at=act.at, **act.params)
            return session
        if act.verb == ANNOUNCE:
            made: Session = announce.do(by=by, at=act.at, **act.params)
            return made
        if act.verb not in SESSIONS or session is None:
            raise Refusal("no_act", f"演练中没有“{act.verb}”这个动作，请核对演练的 month.toml。")
        # its row is written when the story's page ends: it can't be read anew before that
        SESSIONS[act.verb].do(session, by=by, at=act.at, **act.params)
        return session
