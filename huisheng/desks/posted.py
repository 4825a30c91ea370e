"""What comes beside the fields a verb asks for: the version that was seen, keys of addresses; and the verb done."""

from collections.abc import Mapping

from huisheng.desks.fields import Typed
from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal
from huisheng.ledger import append
from huisheng.lifecycle.verbs import VERBS
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.reads import take

# what a refused form is answered with, by the refusal's code; 422 for all others
STATUS: Mapping[str, int] = {"stale": 409, "wrong_state": 409, "wrong_role": 403}
_UNKNOWN = "这一页的版本不明，请刷新后再操作，您填写的内容仍在。"


def status(refusal: Refusal, known: Mapping[str, int] = STATUS) -> int:
    """What a form is answered with that was refused so."""
    return known.get(refusal.code, 422)


def whole(raw: str) -> int | None:
    """A key from an address; None for what is none."""
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 19 else None


def version(raw: str, sentence: str = _UNKNOWN) -> int:
    """The version that the screen showed; Refusal ``stale`` with this sentence for what is none."""
    if not (raw.isascii() and raw.isdigit() and len(raw) < 10):
        raise Refusal("stale", sentence)
    return int(raw)


def done(actor: Actor, number: str, name: str, form: Typed, seen: str) -> Matter:
    """A verb in one transaction: the order locked, the version compared, the verb done.

    Refusal ``unread`` where the form has errors of its own, which stand beside its fields already.
    """
    module, at = VERBS[name], version(seen)
    if actor.role in module.VERB.edges.roles and (form.errors or form.error):
        raise Refusal("unread", "填写的内容有误，请改正。")
    with append.writing():
        matter = take(number, actor, seen=at)
        module.do(matter, by=actor, at=clock.now(), **form.given)
    return matter
